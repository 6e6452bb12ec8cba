"""Normalise text for matching, with a map back to the original offsets.

What readers do not see or do not mind is levelled: case, vowel marks, tatweel, bidi controls,
hamza seats on alef, presentation forms, final letters, curly and Hebrew quotation marks, maqaf.
The result has one character for each character of the original, or none: never more, so an offset
map is a short list of the places where something was left out.

Every separator becomes a space; quotation marks *inside* a word (צה"ל, ה"התנגדות", بـ"المقاومة")
are left out, apostrophes inside a word stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

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
VOWELS = "\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0300-\u036f"
INVISIBLE = "\u0640\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f"
QUOTES = "\"״“”„«»"
LETTER = "[^\\W\\d_]"

_DROPPED = re.compile(f"[{VOWELS}{INVISIBLE}]+")
# A quotation mark between two letters of the right-to-left scripts belongs to the word around it.
_RTL = "\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3"
_SPECIAL = re.compile(
    f"[{VOWELS}{INVISIBLE}]+"
    f"|(?<=[{_RTL}])[{VOWELS}{INVISIBLE}]*[{QUOTES}][{VOWELS}{INVISIBLE}]*(?=[{_RTL}])"
    f"|(?<=[{_RTL}])''(?=[{_RTL}])"
    r"|(?<=[ \t\u00a0\u202f])[ \t\u00a0\u202f]+"
    r"|[\ufb1d-\ufdff\ufe70-\ufefc]"
)
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
_EDGE_APOSTROPHE = re.compile(r"(?<![^\W_])'|(?<![גזצתדחע])'(?![^\W_])")


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
    if text.isascii() or not _SPECIAL.search(text):
        flat = text
    else:
        pieces: list[str] = []
        at = size = 0
        for hit in _SPECIAL.finditer(text):
            pieces.append(text[at : hit.start()])
            size += hit.start() - at
            letters = _letters(hit.group())
            pieces.append(letters)
            at = hit.end()
            size += len(letters)
            # +1: the leading space of the levelled text
            starts.append(size + 1)
            deltas.append(at - size - 1)
        pieces.append(text[at:])
        flat = "".join(pieces)
    level = _EDGE_APOSTROPHE.sub(" ", flat.translate(_LEVEL))
    return Normalised(f" {level} ", starts, deltas)


def _letters(special: str) -> str:
    """What a run of special characters leaves: nothing, or the letters of a presentation form."""
    if len(special) == 1 and "\ufb1d" <= special <= "\ufefc":
        plain = _DROPPED.sub("", unicodedata.normalize("NFKC", special))
        return plain if plain.isalpha() else " "
    return ""


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
