"""Markdown: markdown-it-py finds the blocks and the inline markup, and their places are traced in the source.

Front matter, code, HTML, addresses and link definitions stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from termlock.translate.document.inline import Kind, Piece, collapse, units, written
from termlock.translate.document.slots import Edit, Slot, SlotDocument
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_SPACES = re.compile(r"[ \t\n]*")
_BRACKETS = re.compile(r"\\.|[\[\]]", re.S)
_CODE = re.compile(r"`+")
_SPECIAL = re.compile(r"[\\`*\[\]|]|(?<!\w)_|_(?!\w)|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_BLOCK_START = re.compile(r"(?:[#>]|[-+=](?=\s|$|[-=])|~~~)")
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_BREAK = re.compile(r"(?:\\| {2,})\r?\n")
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")


def parse(data: bytes, name: str) -> SlotDocument:
    """Read CommonMark with tables, strikethrough and front matter."""
    source = decode(data, name)
    return SlotDocument("md", source, tuple(_slots(source)))


def _slots(source: Source) -> Iterator[Slot]:
    front = _FRONT_MATTER.match(source.text)
    begin = front.end() if front else 0
    lines = [m.span() for m in _LINE.finditer(source.text, begin) if m[0]]
    env: dict[str, object] = {}
    body = source.text[begin:].replace("\r\n", "\n").replace("\r", "\n")
    row: tuple[int, int] | None = None
    column = 0
    for token in _PARSER.parse(body, env):
        if token.type == "tr_open" and token.map:
            row, column = lines[token.map[0]], lines[token.map[0]][0]
        elif token.type == "tr_close":
            row = None
        if token.type != "inline" or not token.content.strip():
            continue
        if row:
            places = _cell(source.text, token.content, column, row[1])
            column = places[-1] + 1 if places else column
        else:
            places = _places(source.text, token, lines)
        if places:
            yield from _block(source, _Inline(source.text, token, places, env), table=row is not None)


def _cell(text: str, content: str, start: int, end: int) -> list[int]:
    """Where the characters of a table cell stand; its ``|`` are written ``\\|``."""
    raw = content if text.find(content, start, end) >= 0 else content.replace("|", "\\|")
    at = text.find(raw, start, end)
    if at < 0:
        return []
    places = []
    for character in content:
        if text[at] == "\\" and character == "|":
            at += 1
        places.append(at)
        at += 1
    return [*places, at]


def _places(text: str, token: Token, lines: Sequence[tuple[int, int]]) -> list[int]:
    """Where the characters of a block's content stand in the source; nothing where they cannot be traced."""
    if not token.map:
        return []
    places: list[int] = []
    first = token.map[0]
    for offset, content in enumerate(token.content.split("\n")):
        if first + offset >= len(lines):
            return []
        start, end = lines[first + offset]
        line = text[start:end].rstrip("\r\n")
        at = len(line) - len(content) if line.endswith(content) else line.find(content.strip(" \t"))
        lead = 0 if line.endswith(content) else len(content) - len(content.lstrip(" \t"))
        if at < 0:
            return []
        places += [start + at] * lead
        places += range(start + at, start + at + len(content) - lead + 1)
    return places


class _Inline:
    """The content of one block, its parsed inline tokens, and where every character stands."""

    def __init__(self, text: str, token: Token, places: Sequence[int], env: dict[str, object]) -> None:
        self.text, self.content, self.places = text, token.content, places
        self.children = token.children or []
        self.env = env
        self.at = 0
        self.pieces: list[Piece] = []
        self.links: list[int] = []
        self.automatic = False  # inside an automatic link, whose text is its address
        self.images: list[tuple[int, int, str, tuple[int, int]]] = []

    def read(self) -> bool:
        """Gather the pieces; False where a token cannot be found in the source again."""
        for token in self.children:
            if not self._token(token):
                return False
        return self.at == len(self.content)

    def _piece(self, kind: Kind, end: int, text: str = "", name: str = "") -> bool:
        start, stop = (
            self.places[self.at],
            self.places[end - 1] + 1 if end > self.at else self.places[self.at],
        )
        stop = max(start, stop)
        self.pieces.append(Piece(kind, start, stop, text, name, self.text[start:stop]))
        self.at = end
        return True

    def _token(self, token: Token) -> bool:
        rest = self.content
        if self.automatic:
            self.automatic = token.type != "link_close"
            return True
        if token.type == "text":
            return not token.content or (
                rest.startswith(token.content, self.at) and self._plain(token.content)
            )
        if token.type == "text_special":
            found = rest.startswith(token.markup, self.at)
            return found and self._piece(Kind.TEXT, self.at + len(token.markup), token.content)
        if token.type in ("softbreak", "hardbreak"):
            return self._break(token.type == "hardbreak")
        if token.type == "code_inline":
            return self._code(token.markup)
        if token.type == "html_inline":
            return rest.startswith(token.content, self.at) and self._html(token.content)
        if token.type == "image":
            return self._image(token)
        if token.type == "link_open":
            mark = "<" if token.info == "auto" else "["
            return rest.startswith(mark, self.at) and self._open_link(token)
        if token.type == "link_close":
            return self._close_link()
        if token.type.endswith(("_open", "_close")) and rest.startswith(token.markup, self.at):
            kind = Kind.OPEN if token.nesting == 1 else Kind.CLOSE
            return self._piece(kind, self.at + len(token.markup), name=token.tag)
        return False

    def _plain(self, content: str) -> bool:
        for match in re.finditer(r"\s+|\S+", content):
            self._piece(Kind.TEXT, self.at + len(match[0]), match[0])
        return True

    def _break(self, hard: bool) -> bool:
        start = self.at
        mark = self.content.find("\n", start)
        if mark < 0:
            return False
        space = _SPACES.match(self.content, mark + 1)
        end = space.end() if space else mark + 1
        begin, stop = self.places[start], self.places[end]
        if hard:
            self.pieces.append(Piece(Kind.POINT, begin, stop, raw=self.text[begin:stop]))
            self.pieces.append(Piece(Kind.TEXT, stop, stop, " "))
        else:
            self.pieces.append(Piece(Kind.TEXT, begin, stop, "\n"))
        self.at = end
        return True

    def _code(self, fence: str) -> bool:
        for match in _CODE.finditer(self.content, self.at + len(fence)):
            if match[0] == fence and self.content.startswith(fence, self.at):
                return self._piece(Kind.POINT, match.end())
        return False

    def _html(self, tag: str) -> bool:
        name = re.match(r"</?([A-Za-z][\w-]*)", tag)
        if name is None or tag.endswith("/>"):
            return self._piece(Kind.POINT, self.at + len(tag))
        kind = Kind.CLOSE if tag.startswith("</") else Kind.OPEN
        return self._piece(kind, self.at + len(tag), name=f"<{name[1].lower()}>")

    def _open_link(self, token: Token) -> bool:
        if token.info != "auto":
            self.links.append(self.at + 1)
            return self._piece(Kind.OPEN, self.at + 1, name="link")
        self.automatic = True
        end = self.content.find(">", self.at)
        return end >= 0 and self._piece(Kind.POINT, end + 1)

    def _close_link(self) -> bool:
        bracket, end = self.at, self._link_end(self.at)
        if not end:
            return False
        self._piece(Kind.CLOSE, end, name="link")
        if self.content[bracket:end] in ("]", "][]"):  # a translated text no longer names the definition
            label = self.content[self.links[-1] : bracket]
            self.pieces[-1] = replace(self.pieces[-1], raw=f"][{label}]")
        self.links.pop()
        return True

    def _image(self, token: Token) -> bool:
        label = self.at + 2 + len(token.content)
        end = self._link_end(label) if self.content.startswith("![" + token.content, self.at) else 0
        if not end:
            return False
        start = self.at
        self._piece(Kind.POINT, end)
        if any(c.isalpha() for c in token.content) and not re.search(r"[\\`*_\[\]<&\n]", token.content):
            tag = (self.places[start], self.places[end - 1] + 1)
            self.images.append((self.places[start + 2], self.places[label - 1] + 1, token.content, tag))
        return True

    def _link_end(self, bracket: int) -> int:
        """Where a link ends whose text is closed by the bracket; 0 where there is none."""
        content = self.content
        if not content.startswith("]", bracket):
            return 0
        if content.startswith("(", bracket + 1):
            end = self._address_end(bracket + 2)
            if end:
                return end
        if content.startswith("[", bracket + 1):
            depth = 0
            for match in _BRACKETS.finditer(content, bracket + 1):
                depth += {"[": 1, "]": -1}.get(match[0], 0)
                if depth == 0:
                    return match.end()
        return bracket + 1

    def _address_end(self, at: int) -> int:
        content, length = self.content, len(self.content)
        at = self._skip(at)
        address = parseLinkDestination(content, at, length)
        if address.ok:
            at = self._skip(address.pos)
            title = parseLinkTitle(content, at, length)
            if title.ok and at != address.pos:
                at = self._skip(title.pos)
        return at + 1 if content.startswith(")", at) else 0

    def _skip(self, at: int) -> int:
        space = _SPACES.match(self.content, at)
        return space.end() if space else at


def _block(source: Source, inline: _Inline, table: bool) -> Iterator[Slot]:
    traced = inline.read()
    if not traced:
        return  # a construct whose source cannot be found again stays as it is
    for unit in units(collapse(inline.pieces)):
        if any(c.isalpha() for c in unit.text):
            segment = Segment(_key(source, unit.start), unit.text, source.line(unit.start), unit.markup)
            yield Slot(segment, _Write(segment, unit.start, unit.end, table))
    for start, end, alt, tag in inline.images:
        segment = Segment(_key(source, start) + "@alt", alt, source.line(start), context="image")
        yield Slot(segment, _Write(segment, start, end, table, tag))


def _key(source: Source, offset: int) -> str:
    return f"L{source.line(offset)}C{source.column(offset)}"


def _tightened(rendering: Rendering) -> Rendering:
    """Pairs without white space at their ends: ``** word**`` is no emphasis."""
    text = rendering.text
    markup = []
    for mark in rendering.markup:
        start, end = mark.start, mark.end
        while start < end and text[start : start + 1].isspace():
            start += 1
        while start < end and text[end - 1 : end].isspace():
            end -= 1
        markup.append(replace(mark, start=start, end=end))
    return replace(rendering, markup=tuple(markup))


@dataclass(frozen=True, slots=True)
class _Write:
    segment: Segment
    start: int
    end: int
    table: bool
    tag: tuple[int, int] | None = None

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        text = written(self.segment, _tightened(rendering), self._escape, _BREAK)
        if _BLOCK_START.match(text):
            text = "\\" + text
        text = _NUMBER_START.sub(r"\1\\\2", text, count=1) if _NUMBER_START.match(text) else text
        return (Edit(self.start, self.end, text, self.tag),)

    def _escape(self, text: str) -> str:
        return _SPECIAL.sub(
            lambda m: m[0] if m[0] == "|" and not self.table else "\\" + m[0], " ".join(text.splitlines())
        )
