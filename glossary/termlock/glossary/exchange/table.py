"""Glossaries as CSV or TSV: one term a line, header ``id, lang, term[, status, plural, …]``.

Every term field has a column of its name; lists are joined by `` | ``, context rules are written as
``before=a|b;near=c``. Concept fields (domain, definition, framing, never, sources) may stand on any
line of the concept. Examples have no column. What a spreadsheet would run (``=``, ``+``, ``-``, ``@`` or a
tab first) is written with a ``'`` before it, which is no part of the value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from termlock.glossary.concept import Concept, Context, Glossary, Place, Status, Term
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text, write_text

REQUIRED = ("id", "lang", "term")
CONCEPT_COLUMNS = ("domain", "definition", "framing", "never", "sources")
_LISTS = ("plural", "feminine_plural", "construct", "forms", "shared_with", "never", "sources")
_FLAGS = ("acronym", "case_sensitive", "loose_final")
_CONTEXTS = ("unless", "only_if")
TERM_COLUMNS = tuple(f.name for f in fields(Term) if f.name not in ("text", "lang", "place"))
# What a spreadsheet takes for a formula, with the quotes that keep it from doing so: each writing adds one,
# each reading takes one away. White space before the sign counts too, for programs that leave it out.
_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]\s*\S")
COLUMNS = (*REQUIRED, *TERM_COLUMNS, *CONCEPT_COLUMNS)


def read(path: Path) -> Glossary:
    """Read a table.

    Raises:
        InputError: a column is missing or unknown, a row is short, or a value is of the wrong kind.
    """
    text = read_text(path)
    csv.field_size_limit(max(len(text), 131072))
    tabs = path.suffix.lower() == ".tsv"
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter="\t" if tabs else ",",
        quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
    )
    header: list[str] | None = None
    concepts: dict[str, dict[str, Any]] = {}
    try:
        for row in rows:
            place = Place(str(path), rows.line_num)
            if header is None:
                header = _header(row, place)
            elif any(cell.strip() for cell in row):
                _add(concepts, _cells(row, header, place), place)
    except csv.Error as error:
        raise InputError(Place(str(path), rows.line_num), f"broken table: {error}", "mend the row") from None
    return Glossary(tuple(Concept(id=i, **c) for i, c in concepts.items()))


def _header(row: list[str], place: Place) -> list[str]:
    names = [cell.strip() for cell in row]
    for name in REQUIRED:
        if name not in names:
            raise InputError(
                place, f"column {name!r} is missing", f"begin with a header: {', '.join(REQUIRED)}"
            )
    for name in names:
        if name not in COLUMNS:
            raise InputError(place, f"unknown column {name!r}", f"use one of: {', '.join(COLUMNS)}")
        if names.count(name) > 1:
            raise InputError(place, f"column {name!r} stands twice", "keep one")
    return names


def _cells(row: list[str], header: list[str], place: Place) -> dict[str, str]:
    if len(row) > len(header):
        raise InputError(place, f"{len(row)} cells, the header has {len(header)}", "mend the row")
    cells = {name: _value(cell.strip()) for name, cell in zip(header, row, strict=False)}
    for name in REQUIRED:
        if not cells.get(name):
            raise InputError(place, f"the row has no {name}", f"fill in {name}")
    return cells


def _value(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _add(concepts: dict[str, dict[str, Any]], cells: dict[str, str], place: Place) -> None:
    entry = concepts.setdefault(cells["id"], {"terms": (), "place": place})
    entry["terms"] += (_term(cells, place),)
    for name in CONCEPT_COLUMNS:
        if value := cells.get(name):
            entry[name] = _split(value) if name in _LISTS else value


def _term(cells: dict[str, str], place: Place) -> Term:
    values: dict[str, Any] = {}
    for name in TERM_COLUMNS:
        value = cells.get(name, "")
        if not value:
            continue
        if name == "status":
            if value not in list(Status):
                raise InputError(place, f"unknown status {value!r}", f"use one of: {', '.join(Status)}")
            values[name] = Status(value)
        elif name == "head":
            if not value.isdigit():
                raise InputError(place, f"head {value!r} is no number", "write a number from 0 on")
            values[name] = int(value)
        elif name in _FLAGS:
            if value not in ("true", "false"):
                raise InputError(place, f"{name} {value!r} is neither true nor false", "write true or false")
            values[name] = value == "true"
        elif name in _CONTEXTS:
            values[name] = _context(value, place)
        else:
            values[name] = _split(value) if name in _LISTS else value
    return Term(text=cells["term"], lang=cells["lang"], place=place, **values)


def _split(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("|") if part.strip())


def _context(value: str, place: Place) -> Context:
    parts: dict[str, tuple[str, ...]] = {}
    for piece in value.split(";"):
        name, equals, words = piece.partition("=")
        if not equals or name.strip() not in ("before", "after", "near"):
            raise InputError(place, f"no reading rule: {piece!r}", "write before=a|b;after=c;near=d")
        parts[name.strip()] = _split(words)
    return Context(**parts)


def write(glossary: Glossary, path: Path) -> list[str]:
    """Write a table; returns what it could not hold."""
    tabs = path.suffix.lower() == ".tsv"
    rows = [row for concept in glossary for row in _rows(concept)]
    used = [c for c in COLUMNS if c in REQUIRED or any(row.get(c) for row in rows)]
    lost = _lost(glossary)
    separator, written = ("\t", _tsv) if tabs else (",", _csv)
    lines = (separator.join(written(row.get(c, "")) for c in used) for row in ({c: c for c in used}, *rows))
    write_text(path, "".join(line + "\n" for line in lines))
    return lost


def _tsv(value: str) -> str:
    """A cell of TSV, which holds no tab and no line end."""
    return _unrun(" ".join(value.split()))


def _csv(value: str) -> str:
    """A cell of CSV. The ``csv`` module leaves a carriage return unquoted where lines end without one."""
    cell = _unrun(value)
    return '"' + cell.replace('"', '""') + '"' if re.search('[",\r\n]', cell) else cell


def _unrun(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _rows(concept: Concept) -> Iterable[dict[str, str]]:
    empty = Term("", "")
    for number, term in enumerate(concept.terms):
        row = {"id": concept.id, "lang": term.lang, "term": term.text}
        for name in TERM_COLUMNS:
            value = getattr(term, name)
            if value != getattr(empty, name):
                row[name] = _cell(value)
        if number == 0:
            for name in CONCEPT_COLUMNS:
                row[name] = _cell(getattr(concept, name))
        yield row


def _cell(value: Any) -> str:
    if isinstance(value, Context):
        return ";".join(f"{n}={'|'.join(v)}" for n in ("before", "after", "near") if (v := getattr(value, n)))
    if isinstance(value, tuple):
        return " | ".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _lost(glossary: Glossary) -> list[str]:
    lost = [f"{c.id}: {len(c.examples)} examples" for c in glossary if c.examples]
    if glossary.sources:
        lost.append(f"{len(glossary.sources)} source titles")
    return lost
