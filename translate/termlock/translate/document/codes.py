"""Sources and targets of XLIFF and TMX: text with inline codes as markup."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.translate.document.inline import Kind, Piece, whole
from termlock.translate.document.source import Source
from termlock.translate.document.xml import Element, Text
from termlock.translate.segment import Markup

# Elements whose content is native code, not text: the whole element is a point.
CODES = frozenset(["ph", "x", "bx", "ex", "it", "bpt", "ept", "ut", "sc", "ec", "cp", "sm", "em"])


def pieces(source: Source, element: Element) -> Iterator[Piece]:
    """The pieces of a source or target."""
    for child in element.children:
        if isinstance(child, Text):
            yield Piece(Kind.TEXT, child.start, child.end, child.text)
        elif isinstance(child, Element):
            yield from _code(source, child)
        else:
            yield Piece(Kind.POINT, child.start, child.end, raw=source.text[child.start : child.end])


def _code(source: Source, element: Element) -> Iterator[Piece]:
    text = source.text
    protected = element.attributes.get("translate") == "no" or element.attributes.get("mtype") == "protected"
    if element.name in CODES or element.empty or protected:
        yield Piece(Kind.POINT, element.start, element.end, raw=text[element.start : element.end])
        return
    name = f"{element.start}"
    yield Piece(Kind.OPEN, element.start, element.inner, name=name, raw=text[element.start : element.inner])
    yield from pieces(source, element)
    yield Piece(Kind.CLOSE, element.outer, element.end, name=name, raw=text[element.outer : element.end])


def read(source: Source, element: Element) -> tuple[str, tuple[Markup, ...]]:
    """The text of a source or target as one unit, and its markup."""
    unit = whole(list(pieces(source, element)), trim=False)
    return (unit.text, unit.markup) if unit else ("", ())
