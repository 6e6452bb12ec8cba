"""What a translation carries unchanged: addresses, code, placeholders, tags, and numbers.

Addresses, code and placeholders are replaced by stand-ins before translation: numbers that the text does not
contain, which every engine copies. Numbers themselves are translated like words, and looked for afterwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from termlock.translate.document.protected import protected
from termlock.translate.repair import words

_FIRST_STAND_IN = 4101
_NUMBER = re.compile(r"\d+(?:[.,٫٬:/-]\d+)*")
_STAND_IN = re.compile(r"(?<!\d)\d[,.٬]?\d{3,4}(?!\d)")  # engines may write 4,101
_MARKS = str.maketrans("", "", ".,٫٬")
_DIGITS = {ord(d): str(k % 10) for k, d in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


@dataclass(frozen=True, slots=True)
class StandIn:
    """A number that stands for a protected span while the text is translated."""

    number: str
    original: str
    start: int  # in the text with stand-ins


@dataclass(frozen=True, slots=True)
class Carried:
    """A text with stand-ins for what must come through unchanged."""

    text: str
    stand_ins: tuple[StandIn, ...] = ()

    def inward(self, offset: int) -> int:
        """The offset in the text with stand-ins of an offset in the original text."""
        shift = 0
        for s in self.stand_ins:
            begin = s.start - shift
            if offset <= begin:
                break
            if offset < begin + len(s.original):
                return s.start
            shift += len(s.number) - len(s.original)
        return offset + shift

    def outward(self, offset: int) -> int:
        """The offset in the original text of an offset in the text with stand-ins."""
        shift = 0
        for s in self.stand_ins:
            if offset <= s.start:
                break
            if offset < s.start + len(s.number):
                return s.start + shift
            shift += len(s.original) - len(s.number)
        return offset + shift


def carry(text: str) -> Carried:
    """Put stand-ins into ``text``."""
    spans = _apart(protected(text), text)
    if not spans:
        return Carried(text)
    taken = set(_NUMBER.findall(text))
    numbers = (str(n) for n in range(_FIRST_STAND_IN, _FIRST_STAND_IN + 9000) if str(n) not in taken)
    pieces: list[str] = []
    found: list[StandIn] = []
    at = length = 0
    for start, end in spans:
        number = next(numbers)
        pieces += [text[at:start], number]
        length += start - at
        found.append(StandIn(number, text[start:end], length))
        length += len(number)
        at = end
    pieces.append(text[at:])
    return Carried("".join(pieces), tuple(found))


def _apart(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The spans with the digits beside them, those that then touch as one: stand-ins must stay apart."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        while start > 0 and text[start - 1].isdigit():
            start -= 1
        while end < len(text) and text[end].isdigit():
            end += 1
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True, slots=True)
class Restored:
    """A translation with its originals back in place; ``lost`` are those that it did not carry."""

    text: str
    stand_ins: tuple[StandIn, ...]  # where they stood in the translation
    lost: tuple[str, ...]

    def outward(self, offset: int) -> int:
        """The offset in ``text`` of an offset in the translation with stand-ins."""
        return Carried("", self.stand_ins).outward(offset)


def restore(carried: Carried, translation: str) -> Restored:
    """Put the originals back where their stand-ins stand in the translation."""
    waiting = {s.number: s for s in carried.stand_ins}
    found: list[StandIn] = []
    pieces: list[str] = []
    at = 0
    for match in _STAND_IN.finditer(translation):
        stand_in = waiting.pop(plain(match[0]), None)
        if stand_in is not None:
            pieces += [translation[at : match.start()], stand_in.original]
            found.append(StandIn(match[0], stand_in.original, match.start()))
            at = match.end()
    pieces.append(translation[at:])
    return Restored("".join(pieces), tuple(found), tuple(s.original for s in waiting.values()))


def plain(number: str) -> str:
    """A number in ASCII digits without marks of thousands or decimals, to be compared."""
    return number.translate(_DIGITS).translate(_MARKS)


def numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers of a text that are written in digits: span and plain form."""
    for match in _NUMBER.finditer(text):
        yield match.start(), match.end(), plain(match[0])


def missing_numbers(source: str, target: str) -> list[tuple[int, int, str]]:
    """The numbers of ``source`` (span, as written) that ``target`` does not have as often."""
    there = Counter(n for *_, n in numbers(target))
    found = []
    for start, end, number in numbers(source):
        if there[number]:
            there[number] -= 1
        else:
            found.append((start, end, source[start:end]))
    return found


def mend_numbers(source: str, target: str, alignment: Sequence[tuple[int, int]]) -> str:
    """``target`` with the numbers of ``source`` where the alignment shows another number in their place.

    Only a number that the source does not have is overwritten, each of them once.
    """
    missing = missing_numbers(source, target)
    if not missing:
        return target
    foreign = missing_numbers(target, source)
    source_words, target_words = words(source), words(target)
    edits: list[tuple[int, int, str]] = []
    for start, end, number in missing:
        own = {k for k, (s, e) in enumerate(source_words) if s < end and start < e}
        linked = [target_words[t] for s, t in alignment if s in own and t < len(target_words)]
        wrong = next((f for f in foreign if any(s <= f[0] and f[1] <= e for s, e in linked)), None)
        if wrong is not None:
            foreign.remove(wrong)
            edits.append((wrong[0], wrong[1], number))
    for start, end, number in sorted(edits, reverse=True):
        target = target[:start] + number + target[end:]
    return target
