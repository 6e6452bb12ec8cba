"""Find terms in files of any size: line by line for the caller, in large blocks for speed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.glossary.matching import Matcher, Occurrence

BLOCK = 1 << 20  # bytes of text scanned at once; a longer line is scanned whole


def decoded_lines(stream: BinaryIO, file: str) -> Iterator[str]:
    """The lines of a UTF-8 stream without their line ends.

    Raises:
        InputError: a line is not UTF-8 or has a NUL byte.
    """
    for number, raw in enumerate(stream, 1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise InputError(Place(file, number), "not UTF-8", "save the file as UTF-8") from None
        if "\0" in line:
            raise InputError(Place(file, number), "a NUL byte: this is no text file", "name a text file")
        yield line.removesuffix("\n").removesuffix("\r")


def scan(lines: Iterable[str], matcher: Matcher) -> Iterator[tuple[int, str, list[Occurrence]]]:
    """Each line that has occurrences: its 1-based number, its text, and the occurrences with their offsets.

    Offsets of an occurrence count from the beginning of its line.
    """
    block: list[str] = []
    size = 0
    number = 1
    for line in lines:
        block.append(line)
        size += len(line) + 1
        if size >= BLOCK:
            yield from _scan_block(block, number, matcher)
            number += len(block)
            block, size = [], 0
    yield from _scan_block(block, number, matcher)


def _scan_block(
    block: list[str], number: int, matcher: Matcher
) -> Iterator[tuple[int, str, list[Occurrence]]]:
    for offset, (line, found) in enumerate(zip(block, matcher.find_in(block), strict=True)):
        if found:
            yield number + offset, line, found
