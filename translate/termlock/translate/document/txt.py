"""Plain text: every line is a paragraph, every sentence a segment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.translate.document.sentences import sentences
from termlock.translate.document.slots import Edit, Slot, SlotDocument
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

LONGEST_LINE = 16 * 1024 * 1024  # bytes
_BLOCK = 1024 * 1024  # bytes read at a time when streaming
_LINE = re.compile(r"[^\r\n]+")


def parse(data: bytes, name: str) -> SlotDocument:
    """Read plain text."""
    source = decode(data, name)
    return _document(source, 1)


def _document(source: Source, first: int) -> SlotDocument:
    slots: list[Slot] = []
    for line in _LINE.finditer(source.text):
        number = first - 1 + source.line(line.start())
        for count, (start, end) in enumerate(sentences(line[0]), 1):
            segment = Segment(f"L{number}S{count}", line[0][start:end], number)
            slots.append(Slot(segment, _Write(line.start() + start, line.start() + end)))
    return SlotDocument("txt", source, tuple(slots))


@dataclass(frozen=True, slots=True)
class _Write:
    start: int
    end: int

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        return (Edit(self.start, self.end, " ".join(rendering.text.splitlines())),)


def stream(path: Path) -> Iterator[SlotDocument]:
    """A text of any size as documents of some thousand lines each; together they are the file.

    Keys and line numbers are those of the whole file. Only UTF-8 is streamed.

    Raises:
        InputError: unreadable, empty, not UTF-8, a NUL character, or a line longer than 16 MiB.
    """
    first, empty = 1, True
    bom = b""
    try:
        with path.open("rb") as file:
            while block := _lines(file.read(_BLOCK), file.readline(LONGEST_LINE + 1), path, first):
                if first == 1 and empty and block.startswith(b"\xef\xbb\xbf"):
                    bom, block = block[:3], block[3:]
                text = _text(block, path, first)
                source = Source(str(path), text, bom=bom)
                bom = b""
                empty = empty and not text.strip()
                yield _document(source, first)
                first += source.line(len(text)) - 1
    except OSError as error:
        raise InputError(str(path), (error.strerror or str(error)).lower(), "check the path") from None
    if empty:
        raise InputError(str(path), "the file is empty", "name a file with content")


def _lines(block: bytes, rest: bytes, path: Path, first: int) -> bytes:
    if len(rest) > LONGEST_LINE:
        line = first + block.count(b"\n")
        raise InputError(
            Place(str(path), line), f"a line longer than {LONGEST_LINE:,} bytes", "break the line"
        )
    return block + rest


def _text(block: bytes, path: Path, first: int) -> str:
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first + block.count(b"\n", 0, error.start)
        raise InputError(Place(str(path), line), "not UTF-8", "save the file as UTF-8") from None
    if "\0" in text:
        line = first + text.count("\n", 0, text.index("\0"))
        raise InputError(Place(str(path), line), "a NUL character: this is no text file", "name a text file")
    return text
