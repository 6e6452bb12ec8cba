"""XML as a tree in which every tag and every text knows its place in the source.

lxml and translate-toolkit write a tree back with other quotes, declarations and empty tags. Here expat
reports where everything stands, so that a change is a change of those characters and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.translate.document.source import Source, decode

DEEPEST = 250  # elements within elements
XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(eq=False, slots=True)
class Text:
    """A run of characters as read (``text``), from ``start`` to ``end`` of the source.

    An entity, a character reference, a line end and a CDATA section are runs of their own.
    """

    text: str
    start: int
    end: int = -1


@dataclass(eq=False, slots=True)
class Other:
    """A comment or a processing instruction."""

    start: int
    end: int = -1


@dataclass(eq=False, slots=True)
class Element:
    """An element: its tags stand at ``start`` to ``inner`` and ``outer`` to ``end``."""

    name: str
    namespace: str
    prefix: str
    attributes: dict[str, str]
    start: int
    inner: int = -1
    outer: int = -1
    end: int = -1
    children: list[Element | Text | Other] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether it is one tag, ``<a/>``."""
        return self.outer == self.end

    def elements(self, *names: str) -> Iterator[Element]:
        """The child elements, of these names if any are given."""
        for child in self.children:
            if isinstance(child, Element) and (not names or child.name in names):
                yield child

    def first(self, *names: str) -> Element | None:
        """The first child element of these names."""
        return next(self.elements(*names), None)

    def walk(self, *names: str) -> Iterator[Element]:
        """The elements below, of these names if any are given, in the order of the source."""
        todo = [iter(self.children)]
        while todo:
            child = next(todo[-1], None)
            if child is None:
                todo.pop()
            elif isinstance(child, Element):
                if not names or child.name in names:
                    yield child
                todo.append(iter(child.children))

    @property
    def text(self) -> str:
        """The characters in it and below it."""
        pieces: list[str] = []
        todo: list[Element | Text | Other] = [self]
        while todo:
            node = todo.pop()
            if isinstance(node, Text):
                pieces.append(node.text)
            elif isinstance(node, Element):
                todo += reversed(node.children)
        return "".join(pieces)


def escape(text: str) -> str:
    """Text as XML; characters XML cannot hold are left out."""
    text = _ILLEGAL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def quoted(text: str) -> str:
    """Text as an attribute value, with its quotes."""
    return '"' + escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'


def parse(data: bytes, name: str, doctypes: tuple[str, ...] = ()) -> tuple[Source, Element]:
    """Read XML. A document type is refused unless it only names one of ``doctypes``; none is ever loaded.

    Raises:
        InputError: no well-formed XML, too deep, a document type or an entity of its own.
    """
    found = _DECLARATION.match(data[:512])
    source = decode(data, name, found[1].decode() if found else "")
    return source, _Builder(source, doctypes).build()


class _Builder:
    def __init__(self, source: Source, doctypes: tuple[str, ...]) -> None:
        self.source, self.doctypes = source, doctypes
        self.data = source.text.encode("utf-8")
        self.ascii = source.text.isascii()
        self.byte = self.character = 0
        self.root: Element | None = None
        self.open: list[Element] = []
        self.pending: list[tuple[Element | Text | Other, str]] = []
        self.section: list[str] | None = None  # what the open CDATA section holds
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.namespace_prefixes = True
        self.parser.buffer_text = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.CommentHandler = self._other
        self.parser.ProcessingInstructionHandler = self._other
        self.parser.StartCdataSectionHandler = self._start_cdata
        self.parser.EndCdataSectionHandler = self._end_cdata
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._skipped
        self.parser.DefaultHandler = self._default

    def build(self) -> Element:
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            place = Place(self.source.name, error.lineno)
            raise InputError(place, f"broken XML: {expat.ErrorString(error.code)}", "mend the file") from None
        if self.root is None:
            raise InputError(self.source.name, "no element in this XML", "mend the file")
        return self.root

    def _mark(self) -> int:
        """The place of the present event; whatever ended just before it now knows its end."""
        byte = self.parser.CurrentByteIndex
        if self.ascii:
            at = byte
        else:
            self.character += len(self.data[self.byte : byte].decode("utf-8"))
            self.byte, at = byte, self.character
        for node, slot in self.pending:
            setattr(node, slot, at)
        self.pending.clear()
        return at

    def _refuse(self, problem: str, remedy: str) -> InputError:
        return InputError(Place(self.source.name, self.parser.CurrentLineNumber), problem, remedy)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._mark()
        namespace, local, prefix = _name(name)
        keys = {_attribute(key): value for key, value in attributes.items()}
        element = Element(local, namespace, prefix, keys, at)
        if self.open:
            self.open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)
        if len(self.open) > DEEPEST:
            raise self._refuse(f"more than {DEEPEST} elements within one another", "mend the file")
        self.pending.append((element, "inner"))

    def _end(self, name: str) -> None:
        element = self.open.pop()
        element.outer = self._mark()
        self.pending.append((element, "end"))

    def _characters(self, text: str) -> None:
        if self.section is not None:
            self.section.append(text)
            return
        node = Text(text, self._mark())
        self.open[-1].children.append(node)
        self.pending.append((node, "end"))

    def _other(self, *_: str) -> None:
        node = Other(self._mark())
        if self.open:
            self.open[-1].children.append(node)
        self.pending.append((node, "end"))

    def _start_cdata(self) -> None:
        self.open[-1].children.append(Text("", self._mark()))
        self.section = []

    def _end_cdata(self) -> None:
        self._mark()
        node = self.open[-1].children[-1]
        if isinstance(node, Text) and self.section is not None:
            node.text = "".join(self.section)
            self.pending.append((node, "end"))
        self.section = None

    def _default(self, data: str) -> None:
        self._mark()

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        named = (system or "").rpartition("/")[2].lower()
        if internal or named not in self.doctypes:
            raise self._refuse(
                "a document type declaration (DTD)", "remove the <!DOCTYPE …> line: it is never loaded"
            )

    def _entity(self, name: str, *_: object) -> None:
        raise self._refuse(f"declares the entity {name!r}", "remove it: entities are never resolved")

    def _skipped(self, name: str, parameter: bool) -> None:
        raise self._refuse(f"the entity &{name}; is unknown", "write the character itself")


def _name(name: str) -> tuple[str, str, str]:
    parts = name.split(" ")
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _attribute(name: str) -> str:
    parts = name.split(" ")
    return name if len(parts) < 3 else f"{parts[0]} {parts[1]}"


_ATTRIBUTE = re.compile(r"\s([^\s=\"'<>/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


def attribute_edit(source: Source, element: Element, name: str, value: str) -> tuple[int, int, str]:
    """The change that gives an element's attribute, named as in the source, a value."""
    tag_end = element.inner if not element.empty else element.end
    for match in _ATTRIBUTE.finditer(source.text, element.start, tag_end):
        if match[1] == name:
            return match.start(2), match.end(2), quoted(value)
    end = tag_end - (2 if element.empty else 1)
    while source.text[end - 1].isspace():
        end -= 1
    return end, end, f" {name}={quoted(value)}"
