"""CSV and TSV tables: the cells of a column, or of a source and a target column.

Every cell keeps its place and quotes: the ``csv`` module reads values but not where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from termlock.glossary.errors import InputError
from termlock.translate.document.options import DEFAULTS, Options
from termlock.translate.document.readable import is_text
from termlock.translate.document.slots import Edit, Slot, SlotDocument, primary
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

SOURCE_NAMES = ("source", "source_text", "source text", "src", "original", "msgid", "text")
TARGET_NAMES = ("target", "target_text", "target text", "trg", "tgt", "translation", "msgstr")
_LANGUAGE = re.compile(r"(?:ar|he|en|iw|fa|fr|de|es|ru|tr)(?:[-_][A-Za-z]{2,4})?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int
    quoted: bool


def parse_csv(data: bytes, name: str, options: Options = DEFAULTS) -> SlotDocument:
    """Read CSV; the separator (``,`` ``;`` or ``|``) is the most frequent in the first row."""
    source = decode(data, name)
    first = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", source.text, maxsplit=1)[0])
    separator = max(",;|\t", key=first.count)
    return _document(source, "csv", separator, options)


def parse_tsv(data: bytes, name: str, options: Options = DEFAULTS) -> SlotDocument:
    """Read TSV."""
    return _document(decode(data, name), "tsv", "\t", options)


def _document(source: Source, form: str, separator: str, options: Options) -> SlotDocument:
    rows = list(_rows(source, separator))
    header = [cell.text.strip() for cell in rows[0]]
    column = _column(source, header, options.source_column, SOURCE_NAMES)
    target = _column(source, header, options.target_column, TARGET_NAMES)
    languages = [i for i, name in enumerate(header) if _LANGUAGE.fullmatch(name)]
    if column is None and target is None and len(languages) > 1:
        column = languages[0]
        target = next((i for i in languages if primary(header[i]) != primary(header[column])), None)
    if target is not None and column is None:
        raise InputError(
            source.place(0), "a target column but no source column", "name it with source_column"
        )
    if column is None or column == target:
        target = None
    quotes = form == "csv" or any(cell.quoted for row in rows for cell in row)
    slots = tuple(_slots(source, rows, column, target, separator, quotes))
    named = [header[i] if i is not None and i in languages else "" for i in (column, target)]
    return SlotDocument(form, source, slots, target is not None, named[0], named[1])


def _column(source: Source, header: list[str], wanted: str, names: tuple[str, ...]) -> int | None:
    lower = [name.lower() for name in header]
    if wanted:
        if wanted.lower() not in lower:
            known = ", ".join(header[:20])
            raise InputError(
                source.place(0), f"no column {wanted!r} in the first row", f"use one of: {known}"
            )
        return lower.index(wanted.lower())
    return next((lower.index(name) for name in names if name in lower), None)


def _rows(source: Source, separator: str) -> Iterator[list[_Cell]]:
    """The rows of cells. A quote in the middle of a cell is a plain character."""
    text = source.text
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    quoted = re.compile(rf'"((?:[^"]|"")*)"(?=[{re.escape(separator)}\r\n]|\Z)')
    at = 0
    row: list[_Cell] = []
    while True:
        match = quoted.match(text, at) if text.startswith('"', at) else None
        if match:
            cell = _Cell(match[1].replace('""', '"'), at, match.end(), True)
        elif text.startswith('"', at) and separator != "\t":
            raise InputError(
                source.place(at), "a quote that does not end", "close the cell's quote, or double it"
            )
        else:
            bare = plain.match(text, at)
            cell = _Cell(bare[0] if bare else "", at, bare.end() if bare else at, False)
        row.append(cell)
        at = cell.end
        if text.startswith(separator, at):
            at += 1
            continue
        yield row
        row = []
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= len(text):
            return


def _slots(source: Source, rows: list[list[_Cell]], column: int | None, target: int | None,
           separator: str, quotes: bool) -> Iterator[Slot]:  # fmt: skip
    names = [cell.text.strip() for cell in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        for index, cell in enumerate(row):
            if (index != column) if column is not None else not is_text(cell.text):
                continue
            if not any(c.isalpha() for c in cell.text):
                continue
            context = names[index] if index < len(names) else ""
            key = f"R{number}" + ("" if column is not None else f"C{index + 1}")
            lead = len(cell.text) - len(cell.text.lstrip())
            words = cell.text.strip()
            held = row[target].text.strip() or None if target is not None and target < len(row) else None
            segment = Segment(key, words, source.line(cell.start), target=held, context=context)
            place = _place(row, index if target is None else target, separator)
            around = ("", "") if target is not None else (cell.text[:lead], cell.text[lead + len(words) :])
            yield Slot(segment, _Write(place, words, around, separator, quotes))


def _place(row: list[_Cell], index: int, separator: str) -> tuple[int, int, bool, str]:
    """Where a cell stands, or where it would if the row were long enough."""
    if index < len(row):
        return row[index].start, row[index].end, row[index].quoted, ""
    return row[-1].end, row[-1].end, False, separator * (index - len(row) + 1)


@dataclass(frozen=True, slots=True)
class _Write:
    place: tuple[int, int, bool, str]
    words: str
    around: tuple[str, str]
    separator: str
    quotes: bool

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        start, end, quoted, before = self.place
        text = rendering.text
        if text.startswith(_FORMULA) and not self.words.startswith(text[0]):
            text = "'" + text  # a spreadsheet would run it
        text = self.around[0] + text + self.around[1]
        if not self.quotes:
            text = re.sub(r"[\t\r\n]", " ", text)
        elif quoted or self.separator in text or re.search(r'["\r\n]|^\s|\s$', text):
            text = '"' + text.replace('"', '""') + '"'
        return (Edit(start, end, before + text),)
