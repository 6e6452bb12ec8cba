"""Names keep their standard spelling: the names lexicon as a second, soft glossary.

A name that the lexicon knows and that came out in another spelling is put right where the engine's alignment
shows it. Nothing is forced: a rendering that is not like the name at all (a translation, a pronoun) stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from termlock.glossary.normalise import level
from termlock.translate.engine import Candidate
from termlock.translate.lexicon import TOKEN, Lexicon, plain
from termlock.translate.repair import words

_PROCLITICS = {"en": frozenset(""), "ar": frozenset("وفبلك"), "he": frozenset("ושבלמכ")}
_LONGEST = 3  # letters of proclitics before a name, and one more
LIKE = 60.0  # least similarity, of 100, of a rendering that is the same name in another spelling


@dataclass(frozen=True, slots=True)
class Name:
    """A name in an English text and its accepted spellings, the standard one first."""

    start: int
    end: int
    spellings: tuple[str, ...]


def names(text: str, lexicon: Lexicon, target: str) -> Iterator[Name]:
    """The names of an English text that the lexicon knows."""
    tokens = list(TOKEN.finditer(text))
    spelled = [plain(t.group()) for t in tokens]
    at = 0
    while at < len(tokens):
        length, entries = lexicon.find(spelled, at)
        if length and entries[0].is_name and entries[0].pos != "demonym":
            accepted = tuple(form for e in entries for (form, *_) in e.equivalents[target])
            yield Name(tokens[at].start(), tokens[at + length - 1].end(), accepted)
        at += max(length, 1)


def standardise(
    text: str, candidate: Candidate, lexicon: Lexicon, target: str, locked: Sequence[tuple[int, int]] = ()
) -> Candidate:
    """The candidate with the standard spelling of every name that it spells otherwise.

    ``locked`` are spans of ``text`` that locks take care of.
    """
    for name in names(text, lexicon, target):
        if any(s < name.end and name.start < e for s, e in locked):
            continue
        flat = level(candidate.text)
        if any(level(spelling) in flat for spelling in name.spellings):
            continue
        candidate = _respelled(text, candidate, name, target)
    return candidate


def _respelled(text: str, candidate: Candidate, name: Name, target: str) -> Candidate:
    own = {k for k, (s, e) in enumerate(words(text)) if s < name.end and name.start < e}
    spans = words(candidate.text)
    linked = sorted({t for s, t in candidate.alignment if s in own and t < len(spans)})
    wanted = name.spellings[0]
    if len(linked) != len(wanted.split()) or linked[-1] - linked[0] != len(linked) - 1:
        return candidate  # as many words, side by side: so the alignment stays right
    start, end = spans[linked[0]][0], spans[linked[-1]][1]
    while end > start and not candidate.text[end - 1].isalnum():
        end -= 1
    found = candidate.text[start:end]
    likeness, prefix = max(
        (fuzz.ratio(level(found[cut:]), level(wanted)), found[:cut])
        for cut in range(min(_LONGEST, len(found)))
        if set(found[:cut]) <= _PROCLITICS[target]
    )
    if likeness < LIKE:
        return candidate
    return replace(candidate, text=candidate.text[:start] + prefix + wanted + candidate.text[end:])
