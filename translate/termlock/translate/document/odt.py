"""OpenDocument text: content, headers and footers. Comments and deleted text stay.

odfpy writes every part it opens anew, so the parts are read as XML with places, as for DOCX.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from termlock.glossary.errors import InputError
from termlock.translate.document.archive import ArchiveDocument, open_archive
from termlock.translate.document.inline import Kind, Piece, collapse, units, written
from termlock.translate.document.slots import Edit, Slot, SlotDocument, direction, primary
from termlock.translate.document.source import Source
from termlock.translate.document.xml import Element, Text, attribute_edit, escape
from termlock.translate.document.xml import parse as parse_xml
from termlock.translate.segment import Rendering, Segment

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_MARKUP = frozenset({"span", "a", "meta", "ruby", "ruby-base"})
_SPACES = frozenset({"s", "tab", "line-break"})
_UNTOUCHED = frozenset({"annotation", "tracked-changes", "ruby-text", "table-of-content-source"})
_BREAK = re.compile(r"<\w+:(?:s|tab|line-break)\b")
_COUNTRY = {"ar": "EG", "he": "IL", "fa": "IR", "ur": "PK", "en": "US"}


def parse(data: bytes, name: str) -> ArchiveDocument:
    """Read an OpenDocument text.

    Raises:
        InputError: no OpenDocument text, a password, or the signs of an attack.
    """
    archive = open_archive(data, name, "ODT")
    if "content.xml" not in archive:
        raise InputError(name, "is no OpenDocument text", "save it as .odt")
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise InputError(name, "has a password", "save it as ODT without a password")
    parts = []
    for member in ("content.xml", "styles.xml"):
        if member in archive:
            source, root = parse_xml(archive.read(member), f"{name}/{member}")
            parts.append((member, _document(source, root, member.removesuffix(".xml"))))
    return ArchiveDocument("odt", archive, tuple(parts))


def _document(source: Source, root: Element, part: str) -> SlotDocument:
    slots: list[Slot] = []
    for number, (paragraph, tag) in enumerate(_paragraphs(root, None), 1):
        found = units(collapse(list(_pieces(source, paragraph))))
        for count, unit in enumerate((u for u in found if any(c.isalpha() for c in u.text)), 1):
            segment = Segment(f"{part}/P{number}S{count}", unit.text, source.line(unit.start), unit.markup)
            slots.append(Slot(segment, _Write(segment, unit.start, unit.end, tag)))
    return SlotDocument("odt", source, tuple(slots), settle=_Settle(source, root))


_Tag = tuple[int, int] | None


def _paragraphs(element: Element, tag: _Tag) -> Iterator[tuple[Element, _Tag]]:
    """Paragraphs and headings, those of notes and text frames with the place of the note or frame."""
    for child in element.elements():
        if child.name in _UNTOUCHED:
            continue
        if child.namespace == _TEXT and child.name in ("p", "h"):
            yield child, tag
            if tag is None:
                for frame in child.elements():
                    yield from _framed(frame)
        else:
            yield from _paragraphs(child, tag)


def _framed(element: Element) -> Iterator[tuple[Element, _Tag]]:
    if element.namespace == _TEXT and element.name in _MARKUP:
        for child in element.elements():
            yield from _framed(child)
    elif element.name not in _UNTOUCHED:
        yield from _paragraphs(element, (element.start, element.end))


def _pieces(source: Source, element: Element) -> Iterator[Piece]:
    for child in element.children:
        raw = source.text[child.start : child.end]
        if isinstance(child, Text):
            yield from _words(source, child)
        elif not isinstance(child, Element):
            yield Piece(Kind.POINT, child.start, child.end, raw=raw)
        elif child.namespace == _TEXT and child.name == "soft-page-break":
            continue
        elif child.namespace == _TEXT and child.name in _MARKUP and not child.empty:
            name = str(child.start)
            opening = source.text[child.start : child.inner]
            yield Piece(Kind.OPEN, child.start, child.inner, name=name, raw=opening)
            yield from _pieces(source, child)
            yield Piece(
                Kind.CLOSE, child.outer, child.end, name=name, raw=source.text[child.outer : child.end]
            )
        else:
            yield Piece(Kind.POINT, child.start, child.end, raw=raw)
            if child.namespace == _TEXT and child.name in _SPACES:
                yield Piece(Kind.TEXT, child.end, child.end, " ")


def _words(source: Source, node: Text) -> Iterator[Piece]:
    """White space apart from words, since it collapses."""
    if node.end - node.start != len(node.text):
        yield Piece(Kind.TEXT, node.start, node.end, node.text)
        return
    at = 0
    text = node.text
    while at < len(text):
        space = text[at] in " \t\r\n"
        end = at
        while end < len(text) and (text[end] in " \t\r\n") is space:
            end += 1
        yield Piece(Kind.TEXT, node.start + at, node.start + end, text[at:end])
        at = end


@dataclass(frozen=True, slots=True)
class _Write:
    segment: Segment
    start: int
    end: int
    tag: _Tag

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        return (Edit(self.start, self.end, written(self.segment, rendering, escape, _BREAK), self.tag),)


@dataclass(frozen=True, slots=True)
class _Settle:
    """Direction and language of the default styles and pages, as LibreOffice sets them for a document."""

    source: Source
    root: Element

    def __call__(self, lang: str, touched: Mapping[str, Rendering]) -> Iterable[Edit]:
        if not lang or not touched:
            return []
        return [Edit(*edit) for edit in (*self._directions(lang), *self._languages(lang))]

    def _directions(self, lang: str) -> Iterator[tuple[int, int, str]]:
        right = direction(lang) == "rtl"
        way = "rl-tb" if right else "lr-tb"
        for element in self.root.walk("paragraph-properties", "page-layout-properties"):
            held = element.attributes.get(f"{_STYLE} writing-mode", "")
            if held in ("lr-tb", "rl-tb", "lr", "rl") and held[0] != way[0]:
                yield attribute_edit(self.source, element, f"{element.prefix}:writing-mode", way)
        for style in self.root.walk("default-style") if right else ():
            if style.attributes.get(f"{_STYLE} family") != "paragraph":
                continue
            properties = style.first("paragraph-properties")
            held = properties.attributes.get(f"{_STYLE} writing-mode", "") if properties else ""
            if properties and held in ("", "page"):
                yield attribute_edit(self.source, properties, f"{style.prefix}:writing-mode", way)
            elif properties is None and not style.empty:
                made = f'<{style.prefix}:paragraph-properties {style.prefix}:writing-mode="{way}"/>'
                yield style.inner, style.inner, made

    def _languages(self, lang: str) -> Iterator[tuple[int, int, str]]:
        """The default language of its script; elsewhere in the text a language is somebody's choice."""
        right = direction(lang) == "rtl"
        for style in self.root.walk("default-style"):
            text = style.first("text-properties")
            namespace, suffix = (_STYLE, "-complex") if right else (_FO, "")
            if text is None or f"{namespace} language{suffix}" not in text.attributes:
                continue
            prefix = style.prefix if right else "fo"
            country = _COUNTRY.get(primary(lang), "none")
            if primary(text.attributes[f"{namespace} language{suffix}"]) != primary(lang):
                yield attribute_edit(self.source, text, f"{prefix}:language{suffix}", primary(lang))
                yield attribute_edit(self.source, text, f"{prefix}:country{suffix}", country)
