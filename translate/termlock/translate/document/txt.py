"""Plain text: every line is a paragraph, every sentence a segment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from termlock.glossary.exchange.files import blocks
from termlock.translate.document.sentences import sentences
from termlock.translate.document.slots import Edit, Slot, SlotDocument
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

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
        InputError: as :func:`termlock.glossary.exchange.files.blocks`.
    """
    first = 1  # a lone carriage return ends a line here, not in a block
    for block in blocks(path):
        source = Source(str(path), block.text, bom=block.bom)
        yield _document(source, first)
        first += source.line(len(block.text)) - 1
