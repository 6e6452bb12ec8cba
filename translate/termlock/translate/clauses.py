"""Where a long sentence may be divided for translation: at the edge of a clause, never inside a term.

A sentence that is too long for an engine is translated in pieces, not cut off. Boundaries come from one
table, :data:`BOUNDARIES`; a ``|`` in an example marks where its rule divides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A kind of boundary of one language: what it is made of, how willingly it is used (1 first)."""

    lang: str
    order: int
    pattern: str
    example: str


# The pattern ends where the first clause ends; what it looks ahead at begins the second.
BOUNDARIES: tuple[Boundary, ...] = (
    Boundary("", 1, r"[;؛]\s+", "They met; |they failed."),
    Boundary("", 1, r'[.!?؟]["”»]\s+', 'He asked: "Who knows?" |Nobody did.'),
    Boundary("", 1, r"[.!?؟…]\s+", "“The talks go on. |They will not fail,” he said."),
    Boundary("", 2, r":\s+", "The ministry put it plainly: |nobody may enter."),
    Boundary("", 2, r"\s[–—-]\s+", "The crossing reopened – |for one day only."),
    Boundary(
        "en",
        2,
        r",[\"”]?\s+(?=(?:and|but|while|after|before|because|although|though|when|where|which|who|whose|so|as|if|"
        r"noting|adding|saying|stressing|according)\b)",
        "The army withdrew, |while residents returned.",
    ),
    Boundary(
        "en",
        3,
        r"\s+(?=(?:while|because|although|whereas|after|before|noting that|adding that|according to|in order to)\b)",
        "The army withdrew |while residents returned.",
    ),
    Boundary("en", 4, r",[\"”]?\s+", "In Gaza City, |residents returned."),
    Boundary(
        "en",
        5,
        r"\s+(?=(?:and|that|which|who|during|with|for|in|on|at|from|by|to)\b)",
        "Residents returned |to the city.",
    ),
    Boundary(
        "ar",
        2,
        r"،[\"»]?\s+(?=(?:و|ف|لكن|بينما|فيما|حيث|بعد|قبل|لأن|رغم|إذ|التي|الذي|الذين|مشير|مضيف|مؤكد|وفق|بحسب))",
        "انسحب الجيش، |فيما عاد السكان.",
    ),
    Boundary(
        "ar", 3, r"\s+(?=(?:بينما|فيما|لأن|رغم|وفق|بحسب|بعدما|قبل أن)\s)", "انسحب الجيش |بينما عاد السكان."
    ),
    Boundary("ar", 4, r"،[\"»]?\s+", "في مدينة غزة، |عاد السكان."),
    Boundary("ar", 5, r"\s+(?=(?:في|من|إلى|على|عن|مع|التي|الذي|الذين|خلال)\s)", "عاد السكان |إلى المدينة."),
    Boundary(
        "he",
        2,
        r",[\"”]?\s+(?=(?:ו|אבל|אך|בעוד|לאחר|אחרי|לפני|כי|אף|כאשר|כש|אשר|ש|לפי|תוך))",
        "הצבא נסוג, |בעוד התושבים חזרו.",
    ),
    Boundary(
        "he",
        3,
        r"\s+(?=(?:בעוד|לאחר ש|אחרי ש|לפני ש|כאשר|למרות|אף על פי|לפי|תוך)\S*\s)",
        "הצבא נסוג |לאחר שחזרו התושבים.",
    ),
    Boundary("he", 4, r",[\"”]?\s+", "בעיר עזה, |התושבים חזרו."),
    Boundary("he", 5, r"\s+(?=(?:של|על|אל|עם|מן|אשר|במהלך|בין)\s)", "התושבים חזרו |אל העיר."),
    Boundary("", 6, r"\s+", "one |two"),
)


@cache
def _table(lang: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((b.order, re.compile(b.pattern)) for b in BOUNDARIES if b.lang in ("", lang))


def clauses(text: str, lang: str, fits: Callable[[str], bool], closed: Sequence[Span] = ()) -> list[Span]:
    """Divide ``text`` into pieces that fit, as few and as even as its clauses allow; space lies between them.

    ``closed`` are spans (terms, quotations of code) that are not divided. A piece with no boundary left is
    returned as it is, even if it does not fit.
    """
    found: list[Span] = []
    waiting = [(len(text) - len(text.lstrip()), len(text.rstrip()))]
    while waiting:
        start, end = waiting.pop()
        if start >= end:
            continue
        cut = None if fits(text[start:end]) else _cut(text, start, end, lang, closed)
        if cut is None:
            found.append((start, end))
        else:
            waiting += [(cut[1], end), (start, cut[0])]
    return found


def _cut(text: str, start: int, end: int, lang: str, closed: Sequence[Span]) -> Span | None:
    """The end of the first piece and the beginning of the second, at the best boundary near the middle."""
    middle = (start + end) / 2
    best: tuple[float, int, int] | None = None
    for order, pattern in _table(lang):
        for match in pattern.finditer(text, start, end):
            at = match.end()
            left = start + len(text[start:at].rstrip())
            if left <= start or at >= end or any(s < at and left < e for s, e in closed):
                continue
            # one step in the order weighs as much as a tenth of the length off the middle
            cost = order * 0.1 + abs(at - middle) / (end - start)
            if best is None or cost < best[0]:
                best = (cost, left, at)
    return best[1:] if best else None
