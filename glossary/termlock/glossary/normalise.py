"""Normalise text for matching, with a map back to the original offsets.

What readers do not see or do not mind is levelled: case, vowel marks, tatweel, bidi controls,
hamza seats on alef, presentation forms, final letters, curly and Hebrew quotation marks, maqaf.
The result has one character for each character of the original, or none (a ligature of an old file
excepted), so an offset map is a short list of the places where something was left out.

Every separator becomes a space; quotation marks *inside* a word (צה"ל, ה"התנגדות", بـ"المقاومة")
are left out, apostrophes inside a word stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

# What the levelling maps to what, one row per phenomenon: characters, replacement, an example.
LEVELLED: tuple[tuple[str, str, str], ...] = (
    ("أإآٱٲٳ", "ا", "أسرى = اسرى"),
    ("ؤ", "و", "مسؤول, NFD مسؤول"),
    ("ئ", "ي", "لاجئ, NFD لاجئ"),
    ("ک", "ك", "Persian kaf in pasted text"),
    ("یۍ", "ي", "Persian yeh in pasted text"),
    ("ך", "כ", "final letters: מקום + ו = מקומו"),
    ("ם", "מ", "מקום"),
    ("ן", "נ", "שלטון"),
    ("ף", "פ", "כסף"),
    ("ץ", "צ", "ארץ"),
    ("’‘׳´`ʼ", "'", "ג׳יהאד = ג'יהאד, captive’s = captive's"),
)
# Zero-width: not seen by a reader of the text.
LONG = 100_000  # characters from which a text is levelled with numpy
VOWELS = "\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0300-\u036f"
INVISIBLE = "\u0640\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f"
QUOTES = '"״“”„«»'

_RTL = "\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3"
_SPACES = " \t\u00a0\u202f"
_FORMS = "\ufb1d-\ufdff\ufe70-\ufefc"  # presentation forms: letters and ligatures of old files
_DROPPED = re.compile(f"[{VOWELS}{INVISIBLE}]+")
# One character class, so that the search runs at the speed of memory; what a hit means is decided later.
_SPECIAL = re.compile(f"[{VOWELS}{INVISIBLE}{QUOTES}{_FORMS}]+")
_SPECIAL_OR_SPACES = re.compile(f"[{VOWELS}{INVISIBLE}{QUOTES}{_FORMS}]+|[{_SPACES}]{{2,}}|''")
_MANY_SPACES = re.compile(f"[{_SPACES}]{{2}}|''")
_RTL_LETTER = re.compile(f"[{_RTL}]")
# What may stand between the words of one term.
_JOINER = re.compile(f"[ \\t\\u00a0\\u202f\\-\\u2010\\u2011\\u05be{VOWELS}{INVISIBLE}{QUOTES}]*\\Z")


class _Level(dict[int, str]):
    """Lazily filled table for ``str.translate``: letters and digits, everything else a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.category(char)[0] in "LN":
            low = char.lower()
            level = low if len(low) == 1 else char
        else:
            level = " "
        self[code] = level
        return level


_LEVEL = _Level({ord(c): to for chars, to, _ in LEVELLED for c in chars})
_LEVEL[ord("'")] = "'"
_VOWEL = re.compile(f"[{VOWELS}]*")
# An apostrophe that opens or closes a word is a quotation mark, unless it is a geresh (ג').
_EDGE_APOSTROPHE = re.compile(r"'(?:(?<![^\W_]')|(?![^\W_])(?<![גזצתדחע]'))")


@cache
def _leveller() -> Callable[[str], str]:
    """The same table for long texts, ten times as fast; numpy is not imported for short ones."""
    import numpy as np

    plane = range(0x10000)
    table = np.array(
        [ord(_LEVEL[code]) if not 0xD800 <= code < 0xE000 else 32 for code in plane], dtype=np.uint16
    )

    def level_long(text: str) -> str:
        try:
            codes = np.frombuffer(text.encode("utf-16-le"), dtype=np.uint16)
        except UnicodeEncodeError:
            return text.translate(_LEVEL)
        if len(codes) != len(text):  # characters outside the first plane take two codes
            return text.translate(_LEVEL)
        return str(table[codes].tobytes(), "utf-16-le")

    return level_long


@dataclass(frozen=True, slots=True)
class Normalised:
    """Levelled text and where its characters came from.

    ``text`` begins and ends with a space. ``shifts`` are pairs (offset in ``text``, what to add to
    reach the original) valid from that offset on.
    """

    text: str
    starts: list[int]
    deltas: list[int]

    def original(self, offset: int) -> int:
        """The offset in the original text of the character at ``offset``."""
        return offset + self.deltas[bisect_right(self.starts, offset) - 1]


def normalise(text: str) -> Normalised:
    """Level ``text`` for matching; runs in time linear in its length."""
    starts, deltas = [0], [-1]
    special = _SPECIAL_OR_SPACES if _MANY_SPACES.search(text) else _SPECIAL
    pieces: list[str] = []
    at = size = 0
    for hit in special.finditer(text):
        start, end = hit.span()
        left = _left(text, start, end)
        if left is None:
            continue
        pieces += (text[at:start], left)
        size += start - at
        for extra in range(end - start, len(left)):
            # a ligature (ﻻ) has more letters than characters: they all point at its last one
            starts.append(size + extra + 1)
            deltas.append(end - 1 - (size + extra + 1))
        size += len(left)
        at = end
        # +1: the leading space of the levelled text
        starts.append(size + 1)
        deltas.append(at - size - 1)
    flat = "".join((*pieces, text[at:])) if pieces else text
    level = _leveller()(flat) if len(flat) > LONG else flat.translate(_LEVEL)
    if "'" in level:
        level = _EDGE_APOSTROPHE.sub(" ", level)
    return Normalised(f" {level} ", starts, deltas)


def _left(text: str, start: int, end: int) -> str | None:
    """What is left of a run of special characters; None where the run stays as it is.

    A quotation mark between two letters of the right-to-left scripts belongs to the word around it.
    """
    run = text[start:end]
    if run[0] in _SPACES:
        return " "
    if run in QUOTES:
        return "" if _RTL_LETTER.match(text, end) and start and _RTL_LETTER.match(text, start - 1) else None
    kept = unicodedata.normalize("NFKC", _DROPPED.sub("", run))
    kept = _DROPPED.sub("", kept)
    if kept and all(c in QUOTES + "'" for c in kept):
        inside = _RTL_LETTER.match(text, start - 1) if start else None
        if inside and _RTL_LETTER.match(text, end):
            return ""
        return None if len(kept) == len(run) else " " * len(kept)
    return kept


def level(word: str) -> str:
    """The levelled spelling of a term or word, without the bounding spaces."""
    return normalise(word).text.strip()


def end_of_vowels(text: str, offset: int) -> int:
    """The end of the run of vowel marks that begins at ``offset``."""
    found = _VOWEL.match(text, offset)
    return found.end() if found else offset


def joins(gap: str) -> bool:
    """Whether ``gap`` may stand between two words of one term (space, hyphen, maqaf)."""
    return _JOINER.match(gap) is not None
