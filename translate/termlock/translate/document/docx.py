"""Word documents: body, tables, text boxes, footnotes, endnotes, headers and footers; comments stay.

python-docx loses markup it has no class for, and rewrites every part it opens. Here the parts are read as
XML with places (:mod:`termlock.translate.document.xml`): a run's properties are inline markup, and what is
no text of a translated paragraph is never written again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from termlock.glossary.errors import InputError
from termlock.translate.document.archive import Archive, ArchiveDocument, open_archive
from termlock.translate.document.inline import Kind, Piece, events, kept, units
from termlock.translate.document.slots import Edit, Slot, SlotDocument, direction, primary
from termlock.translate.document.source import Source
from termlock.translate.document.xml import Element, Text, escape
from termlock.translate.document.xml import parse as parse_xml
from termlock.translate.segment import Rendering, Segment

_PARTS = re.compile(
    r".*(?:wordprocessingml|ms-word)\.(?:\w+\.?\w*\.main|header|footer|footnotes|endnotes)\+xml"
)
_CONTAINERS = frozenset(
    ["hyperlink", "ins", "smartTag", "sdt", "fldSimple", "dir", "bdo", "customXml", "moveTo"]
)
_DROPPED = frozenset({"proofErr", "lastRenderedPageBreak"})
_CHARACTERS = {"noBreakHyphen": "\N{NON-BREAKING HYPHEN}", "softHyphen": "\N{SOFT HYPHEN}"}
_BREAKS = frozenset({"br", "cr", "tab", "ptab"})
_TEXT_FIELDS = ("HYPERLINK", "REF", "QUOTE")
# The elements that follow w:rtl in w:rPr, and w:bidi in w:pPr, in the order the schema demands.
_AFTER_RTL = frozenset(["cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange"])
_BEFORE_BIDI = frozenset({
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN",
})  # fmt: skip
_BIDI_LOCALE = {"ar": "ar-SA", "he": "he-IL", "fa": "fa-IR", "ur": "ur-PK"}


def parse(data: bytes, name: str) -> ArchiveDocument:
    """Read a Word document (.docx, .docm, .dotx).

    Raises:
        InputError: no Word document, a password, or the signs of an attack.
    """
    archive = open_archive(data, name, "DOCX")
    members = _members(archive)
    if not members:
        raise InputError(name, "is no Word document", "save it as .docx")
    parts = []
    for member in members:
        source, root = parse_xml(archive.read(member), f"{name}/{member}")
        parts.append((member, _Part(source, member.rpartition("/")[2].removesuffix(".xml")).document(root)))
    return ArchiveDocument("docx", archive, tuple(parts))


def _members(archive: Archive) -> list[str]:
    """The parts with text, the body first."""
    types = "[Content_Types].xml"
    if types not in archive:
        return []
    _, root = parse_xml(archive.read(types), f"{archive.name}/{types}")
    named = [e.attributes.get("PartName", "").removeprefix("/") for e in root.elements("Override")
             if _PARTS.fullmatch(e.attributes.get("ContentType", ""))]  # fmt: skip
    return sorted({m for m in named if m in archive}, key=lambda m: ("document" not in m, m))


class _Part:
    """One XML part: its paragraphs become blocks of pieces, the blocks segments."""

    def __init__(self, source: Source, name: str) -> None:
        self.source, self.name = source, name
        self.slots: list[Slot] = []
        self.paragraphs: dict[str, Element] = {}

    def document(self, root: Element) -> SlotDocument:
        boxes = _boxes(root)
        for number, element in enumerate(root.walk("p"), 1):
            tag = boxes.get(element)
            if element.namespace != root.namespace or tag == _TOO_DEEP:
                continue
            paragraph = _Paragraph(self.source, element)
            found = [unit for block in paragraph.blocks for unit in units(block)]
            for count, unit in enumerate((u for u in found if any(c.isalpha() for c in u.text)), 1):
                key = f"{self.name}/P{number}S{count}"
                segment = Segment(key, unit.text, self.source.line(unit.start), unit.markup)
                self.slots.append(Slot(segment, _Write(paragraph, segment, unit.start, unit.end, tag)))
                self.paragraphs[key] = element
        return SlotDocument(
            "docx", self.source, tuple(self.slots), settle=_Settle(self.source, self.paragraphs, boxes)
        )


_TOO_DEEP = (0, 0)


def _boxes(root: Element) -> dict[Element, tuple[int, int]]:
    """The paragraphs of text boxes, with the place of the drawing they stand in."""
    found: dict[Element, tuple[int, int]] = {}
    for outer in root.walk("p"):
        if outer in found:
            continue
        for run in outer.walk("r"):
            for drawing in run.elements():
                for inner in drawing.walk("p"):
                    found[inner] = _TOO_DEEP if inner in found else (drawing.start, drawing.end)
    return found


def _properties(source: Source, run: Element) -> str:
    found = run.first("rPr")
    return source.text[found.start : found.end] if found else ""


class _Paragraph:
    """The pieces of a paragraph, in blocks between the ends of fields that cross its border.

    Runs with the properties most characters have are plain text; any other properties are markup.
    """

    def __init__(self, source: Source, element: Element) -> None:
        self.source, self.element = source, element
        self.prefix = f"{element.prefix}:" if element.prefix else ""
        self.runs: list[Element] = []
        self.blocks: list[list[Piece]] = [[]]
        self.base = self._most_common(element)
        self.format = ""  # the properties of the markup that is open
        self._children(element)
        self._end_format()
        self.starts = [run.start for run in self.runs]

    def _most_common(self, element: Element) -> str:
        counts: dict[str, int] = {}
        for run in _own_runs(element):
            length = sum(len(t.text) for t in run.elements("t"))
            properties = _properties(self.source, run)
            counts[properties] = counts.get(properties, 0) + length
        return max(counts, key=lambda p: counts[p], default="")

    def _raw(self, start: int, end: int) -> str:
        return self.source.text[start:end]

    def _add(self, kind: Kind, start: int, end: int, text: str = "", name: str = "", raw: str = "") -> None:
        self.blocks[-1].append(Piece(kind, start, end, text, name, raw or self._raw(start, end)))

    def _children(self, parent: Element) -> None:
        children = [
            c for c in parent.elements() if c.name not in ("pPr", "sdtPr", "sdtEndPr", "smartTagPr", "rPr")
        ]
        index = 0
        while index < len(children):
            child = children[index]
            if child.name == "r":
                stop = self._field(children, index)
                if not stop:
                    self._run(child)
                index = stop or index + 1
                continue
            index += 1
            if child.name in _DROPPED:
                continue
            self._end_format()
            content = child.first("sdtContent") if child.name == "sdt" else child
            if (
                child.name not in _CONTAINERS
                or content is None
                or child.empty
                or content.empty
                or _broken(content)
            ):
                self._add(Kind.POINT, child.start, child.end)
                continue
            name = str(child.start)
            self._add(Kind.OPEN, child.start, content.inner, name=name)
            self._children(content)
            self._end_format()
            self._add(Kind.CLOSE, content.outer, child.end, name=name)

    def _field(self, runs: list[Element], index: int) -> int:
        """Where the field that begins at a run ends among its neighbours; 0 where none begins.

        A field whose result is text (a link) is markup, any other a point; one that does not end here parts
        the paragraph.
        """
        kind = _field_mark(runs[index])
        if not kind:
            return 0
        depth, separate, end = 0, 0, 0
        for place in range(index, len(runs)):
            mark = _field_mark(runs[place]) if runs[place].name == "r" else ""
            depth += {"begin": 1, "end": -1}.get(mark, 0)
            if mark == "separate" and depth == 1:
                separate = place
            if depth <= 0:
                end = place
                break
        self._end_format()
        if kind != "begin" or not end:
            self.blocks.append([])
            return index + 1
        code = "".join(t.text for r in runs[index:end] for t in r.elements("instrText")).split()
        if not separate or not code or code[0].upper() not in _TEXT_FIELDS:
            self._add(Kind.POINT, runs[index].start, runs[end].end)
            return end + 1
        name = str(runs[index].start)
        self._add(Kind.OPEN, runs[index].start, runs[separate].end, name=name)
        for run in runs[separate + 1 : end]:
            if run.name == "r":
                self._run(run)
        self._end_format()
        self._add(Kind.CLOSE, runs[end].start, runs[end].end, name=name)
        return end + 1

    def _end_format(self, at: int = 0) -> None:
        if self.format:
            place = at or self.blocks[-1][-1].end
            self._add(Kind.CLOSE, place, place, name="format", raw=f"</{self.prefix}r>")
            self.format = ""

    def _run(self, run: Element) -> None:
        content = [c for c in run.elements() if c.name not in _DROPPED and c.name != "rPr"]
        properties = _properties(self.source, run)
        opening = f"<{self.prefix}r>{properties}"
        self.runs.append(run)
        if any(c.name == "t" or c.name in _CHARACTERS for c in content) and opening != self.format:
            self._end_format(run.start)
            blank = all(c.name == "t" and not c.text.strip() for c in content)
            if properties != self.base and not blank:  # nobody sees how a space is set
                self._add(Kind.OPEN, run.start, run.start, name="format", raw=opening)
                self.format = opening
        for place, child in enumerate(content):
            if child.name == "t":
                for node in child.children:
                    if isinstance(node, Text):
                        self._add(Kind.TEXT, node.start, node.end, node.text)
            elif child.name in _CHARACTERS:
                self._add(Kind.TEXT, child.start, child.end, _CHARACTERS[child.name])
            else:
                start = run.start if place == 0 else child.start
                stop = run.end if place == len(content) - 1 else child.end
                raw = f"{opening}{self._raw(child.start, child.end)}</{self.prefix}r>"
                self._add(Kind.POINT, start, stop, raw=raw)
                if child.name in _BREAKS:
                    self._add(Kind.TEXT, stop, stop, " ")


def _own_runs(element: Element) -> Iterator[Element]:
    for child in element.elements():
        if child.name == "r":
            yield child
        elif child.name in _CONTAINERS or child.name == "sdtContent":
            yield from _own_runs(child)


def _field_mark(run: Element) -> str:
    mark = run.first("fldChar")
    if mark is None:
        return ""
    return next((v for k, v in mark.attributes.items() if k.endswith("fldCharType")), "")


def _broken(container: Element) -> bool:
    """Whether a field begins or ends across the border of a container."""
    depth = 0
    for run in container.elements("r"):
        depth += {"begin": 1, "end": -1}.get(_field_mark(run), 0)
        if depth < 0:
            return True
    return depth != 0


@dataclass(frozen=True, slots=True)
class _Write:
    paragraph: _Paragraph
    segment: Segment
    start: int
    end: int
    tag: tuple[int, int] | None

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        start, before, text = self._start()
        end, after = self._end()
        if text is not None:
            at = text.inner - 1
            yield Edit(at, at, ' xml:space="preserve"', self.tag or (text.start, text.inner))
        yield Edit(start, end, before + "".join(self._runs(rendering, lang)) + after, self.tag)

    def _run(self, offset: int) -> Element | None:
        """The run around an offset, if the offset is inside one."""
        index = bisect_right(self.paragraph.starts, offset) - 1
        run = self.paragraph.runs[index] if index >= 0 else None
        return run if run and run.start < offset < run.end else None

    def _start(self) -> tuple[int, str, Element | None]:
        """Where the change begins: at the run's own start, or inside its text, which then ends there.

        A text that now ends in white space has to say that it counts.
        """
        run = self._run(self.start)
        if run is None:
            return self.start, "", None
        text = next((t for t in run.elements("t") if t.inner <= self.start <= t.outer), None)
        ahead = [c for c in run.elements() if c.end <= self.start and c.name not in ("rPr", *_DROPPED)]
        if not ahead and (text is None or text.inner == self.start):
            return run.start, "", None
        close = f"</{self.paragraph.prefix}r>"
        if text is None or text.inner == self.start:
            return (text.start if text else self.start), close, None
        unmarked = text if not any(k.endswith(" space") for k in text.attributes) else None
        return self.start, f"</{self.paragraph.prefix}t>{close}", unmarked

    def _end(self) -> tuple[int, str]:
        """Where the change ends: at the run's own end, or inside its text, which then begins anew there."""
        run = self._run(self.end)
        if run is None:
            return self.end, ""
        text = next((t for t in run.elements("t") if t.inner <= self.end <= t.outer), None)
        behind = [c for c in run.elements() if c.start >= self.end and c.name not in _DROPPED]
        if not behind and (text is None or text.outer == self.end):
            return run.end, ""
        tag = self.paragraph.source.text[run.start : run.inner]
        opening = tag + _properties(self.paragraph.source, run)
        if text is None or text.outer == self.end:
            return (text.end if text else self.end), opening
        return self.end, f'{opening}<{self.paragraph.prefix}t xml:space="preserve">'

    def _runs(self, rendering: Rendering, lang: str) -> Iterator[str]:
        prefix = self.paragraph.prefix
        around = self._run(self.start)
        base = _properties(self.paragraph.source, around) if around else self.paragraph.base
        open_formats = [f"<{prefix}r>{base}"]
        after_break = False
        for kind, mark, text in events(rendering.text, kept(self.segment, rendering)):
            is_format = mark is not None and bool(mark.after) and mark.before.startswith(f"<{prefix}r>")
            if mark is None:
                words = " ".join(text.splitlines())
                words = words.removeprefix(" ") if after_break else words
                after_break = False
                opening = f"<{prefix}r>" + directed(
                    open_formats[-1].removeprefix(f"<{prefix}r>"), prefix, lang
                )
                if words:
                    yield f'{opening}<{prefix}t xml:space="preserve">{escape(words)}</{prefix}t></{prefix}r>'
            elif is_format and kind is Kind.OPEN:
                open_formats.append(mark.before)
            elif is_format:
                open_formats.pop()
            else:
                after_break = kind is Kind.POINT and bool(
                    re.search(r"<\w*:?(?:br|cr|tab|ptab)\b[^>]*/></", mark.before)
                )
                yield mark.after if kind is Kind.CLOSE else mark.before


def directed(properties: str, prefix: str, lang: str) -> str:
    """Run properties for a language: direction, and the complex-script twins of bold, italic and size."""
    if not lang:
        return properties
    right = direction(lang) == "rtl"
    children = _split(properties)
    names = [name for name, _ in children]
    for name, twin in (("b", "bCs"), ("i", "iCs"), ("sz", "szCs")):
        if right and name in names and twin not in names:
            at = names.index(name)
            made = re.sub(rf"<{prefix}{name}\b", f"<{prefix}{twin}", children[at][1], count=1)
            children.insert(at + 1, (twin, made))
            names = [n for n, _ in children]
    children = [(n, raw) for n, raw in children if n != "rtl"]
    if right:
        at = next((i for i, (n, _) in enumerate(children) if n in _AFTER_RTL), len(children))
        children.insert(at, ("rtl", f"<{prefix}rtl/>"))
    children = _with_language(children, prefix, lang, right)
    inside = "".join(raw for _, raw in children)
    return f"<{prefix}rPr>{inside}</{prefix}rPr>" if inside else properties


def _with_language(
    children: list[tuple[str, str]], prefix: str, lang: str, right: bool
) -> list[tuple[str, str]]:
    name = f"{prefix}{'bidi' if right else 'val'}"
    value = _BIDI_LOCALE.get(primary(lang), lang) if right else lang
    attribute = f'{name}="{value}"'
    at = next((i for i, (n, _) in enumerate(children) if n == "lang"), None)
    if at is None:
        if not right:
            return children
        place = next(
            (i for i, (n, _) in enumerate(children) if n in _AFTER_RTL - {"cs", "em"}), len(children)
        )
        return [*children[:place], ("lang", f"<{prefix}lang {attribute}/>"), *children[place:]]
    raw = children[at][1]
    pattern = re.compile(rf"{name}=(?:\"[^\"]*\"|'[^']*')")
    raw = pattern.sub(attribute, raw) if pattern.search(raw) else raw.replace("/>", f" {attribute}/>", 1)
    return [*children[:at], ("lang", raw), *children[at + 1 :]]


def _split(properties: str) -> list[tuple[str, str]]:
    """The child elements of run properties, each with its source."""
    found: list[tuple[str, str]] = []
    depth, begin, name = 0, 0, ""
    for tag in re.finditer(r"<(/?)(?:\w+:)?(\w+)(?:\s(?:[^<>\"'/]|\"[^\"]*\"|'[^']*')*)?(/?)>", properties):
        closing, closed = bool(tag[1]), bool(tag[3])
        if not closing and depth == 1:
            begin, name = tag.start(), tag[2]
        if not closing and not closed:
            depth += 1
        elif closing:
            depth -= 1
        if depth == 1 and (closing or closed):
            found.append((name, properties[begin : tag.end()]))
    return found


@dataclass(frozen=True, slots=True)
class _Settle:
    """``w:bidi`` on the paragraphs that hold a rendering."""

    source: Source
    paragraphs: Mapping[str, Element]
    boxes: Mapping[Element, tuple[int, int]]

    def __call__(self, lang: str, touched: Mapping[str, Rendering]) -> Iterable[Edit]:
        if not lang:
            return []
        elements = dict.fromkeys(self.paragraphs[key] for key in touched if key in self.paragraphs)
        return [edit for p in elements if (edit := self._paragraph(p, direction(lang) == "rtl"))]

    def _paragraph(self, paragraph: Element, right: bool) -> Edit | None:
        prefix = f"{paragraph.prefix}:" if paragraph.prefix else ""
        tag = self.boxes.get(paragraph)
        properties = paragraph.first("pPr")
        held = properties.first("bidi") if properties else None
        made = f"<{prefix}bidi/>" if right else ""
        if held:
            return (
                None
                if self.source.text[held.start : held.end] == made
                else Edit(held.start, held.end, made, tag)
            )
        if not right:
            return None
        if properties is None:
            return Edit(paragraph.inner, paragraph.inner, f"<{prefix}pPr>{made}</{prefix}pPr>", tag)
        if properties.empty:
            return Edit(properties.start, properties.end, f"<{prefix}pPr>{made}</{prefix}pPr>", tag)
        before = next((c for c in properties.elements() if c.name not in _BEFORE_BIDI), None)
        at = before.start if before else properties.outer
        return Edit(at, at, made, tag)
