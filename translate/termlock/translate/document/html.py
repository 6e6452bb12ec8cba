"""HTML: blocks are cut into sentences, inline elements are markup, everything else stays as it is.

The tokens are found here rather than by ``html.parser`` or ``lxml``: both lose the raw source of end tags
and attributes, and ``html.parser`` takes quadratic time on unclosed markup (CVE-2025-6069).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from termlock.translate.document.inline import Kind, Piece, collapse, units, written
from termlock.translate.document.slots import Edit, Slot, SlotDocument, direction, primary
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font", "i",
    "ins", "label", "mark", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "wbr", "br", "img", "input",
})  # fmt: skip
UNTOUCHED = frozenset({
    "script", "style", "pre", "code", "kbd", "samp", "var", "textarea", "template", "math", "svg",
    "noscript", "object", "iframe", "xmp",
})  # fmt: skip
_RAW_TEXT = frozenset(
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"]
)
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "summary")
_META = frozenset(
    {"description", "keywords", "og:title", "og:description", "twitter:title", "twitter:description"}
)
_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_TEXT = re.compile(
    r"&(?:[A-Za-z][A-Za-z0-9]{0,31};?|#[0-9]{1,8};?|#[xX][0-9A-Fa-f]{1,7};?)|[ \t\r\n\f]+|[^&\s]+|[^&]|&"
)
_TAG_PART = re.compile(r"[^>\"'=]+|=\s*(?:\"[^\"]*\"|'[^']*')|[=\"']")
_BREAK = re.compile(r"<br\b", re.I)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


class Type(Enum):
    """What a token of HTML is."""

    TEXT = 1
    START = 2
    END = 3
    OTHER = 4  # a comment, a declaration, a processing instruction


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of HTML source; ``name`` is the lower-case name of a tag."""

    type: Type
    start: int
    end: int
    name: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a page; together they are its source. Takes linear time on any input."""
    at = 0
    raw = ""
    unclosed: set[str] = set()
    while at < len(text):
        if raw:
            end = _raw_end(text, at, raw)
            if end > at:
                yield Token(Type.TEXT, at, end, raw)
            at, raw = end, ""
            continue
        mark = text.find("<", at)
        while mark >= 0 and not _opens(text, mark, unclosed):
            mark = text.find("<", mark + 1)
        if mark != at:
            yield Token(Type.TEXT, at, mark if mark >= 0 else len(text))
            at = mark if mark >= 0 else len(text)
            continue
        token = _markup(text, at, unclosed)
        yield token
        at = token.end
        if token.type is Type.START and token.name in _RAW_TEXT:
            raw = token.name


def _opens(text: str, at: int, unclosed: set[str]) -> bool:
    after = text[at + 1 : at + 3]
    if after[:1] in ("!", "?"):
        return True
    name = after[1:2] if after[:1] == "/" else after[:1]
    return name.isascii() and name.isalpha() and "tag" not in unclosed


def _markup(text: str, at: int, unclosed: set[str]) -> Token:
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
        if text.startswith(opening, at):
            end = text.find(closing, at + len(opening))
            return Token(Type.OTHER, at, len(text) if end < 0 else end + len(closing))
    end = _tag_end(text, at)
    if end < 0:
        unclosed.add("tag")  # no later tag can end either: the rest is text
        return Token(Type.TEXT, at, len(text))
    name = _NAME.match(text, at)
    return Token(Type.END if text[at + 1] == "/" else Type.START, at, end, name[1].lower() if name else "")


def _tag_end(text: str, at: int) -> int:
    while at < len(text):
        if text[at] == ">":
            return at + 1
        part = _TAG_PART.match(text, at)
        at = part.end() if part else len(text)
    return -1


def _raw_end(text: str, at: int, name: str) -> int:
    if name == "plaintext":
        return len(text)
    found = re.compile(rf"</{name}(?=[\s/>])", re.I).search(text, at)
    return found.start() if found else len(text)


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: str
    value: str
    start: int  # of the value, with its quotes
    end: int


def attributes(text: str, token: Token) -> list[_Attribute]:
    """The attributes of a start tag and where their values stand."""
    found = []
    for match in _ATTRIBUTE.finditer(text, token.start + 1 + len(token.name), token.end - 1):
        group = next((g for g in (2, 3, 4) if match[g] is not None), 0)
        if group == 0:
            found.append(_Attribute(match[1].lower(), "", match.end(), match.end()))
        else:
            quote = 0 if group == 4 else 1
            value = html.unescape(match[group])
            found.append(
                _Attribute(match[1].lower(), value, match.start(group) - quote, match.end(group) + quote)
            )
    return found


def escape(text: str) -> str:
    """Text as HTML."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\N{NO-BREAK SPACE}", "&nbsp;")
    )


def _quoted(text: str, quote: str) -> str:
    if quote == "'":
        return f"'{escape(text).replace(quote, '&#39;')}'"
    return '"' + escape(text).replace('"', "&quot;") + '"'


def text_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """Text pieces of a stretch of HTML source, with character references decoded."""
    for match in _TEXT.finditer(text, start, end):
        raw = match[0]
        read = html.unescape(raw) if raw[0] == "&" else raw
        yield Piece(Kind.TEXT, match.start(), match.end(), read)


def parse(data: bytes, name: str) -> SlotDocument:
    """Read an HTML page or fragment."""
    declared = _CHARSET.search(data[:4096])
    source = decode(data, name, declared[1].decode() if declared else "")
    return _Reader(source).document()


class _Reader:
    """One pass over the tokens, which gathers the pieces of a block until the block ends."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.slots: list[Slot] = []
        self.block: list[Piece] = []
        self.untouched: list[str] = []  # open elements inside the outermost untouched one, itself first
        self.root: Token | None = None
        self.lang = ""
        self.languages: list[tuple[Token, str]] = []  # block elements that carry lang or dir

    def document(self) -> SlotDocument:
        for token in tokens(self.text):
            if self.untouched:
                self._pass_over(token)
            elif token.type is Type.TEXT:
                self.block += text_pieces(self.text, token.start, token.end)
            elif token.type is Type.OTHER:
                self.block.append(
                    Piece(Kind.POINT, token.start, token.end, raw=self.text[token.start : token.end])
                )
            else:
                self._tag(token)
        self._end_block()
        settle = _Settle(self.text, self.root, self.lang, tuple(self.languages))
        return SlotDocument("html", self.source, tuple(self.slots), source_lang=self.lang, settle=settle)

    def _pass_over(self, token: Token) -> None:
        if token.type is Type.START and token.name not in _VOID and self.text[token.end - 2] != "/":
            if token.name == self.untouched[0]:
                self.untouched.append(token.name)
        elif token.type is Type.END and token.name == self.untouched[0]:
            self.untouched.pop()
        if self.block and self.block[-1].name == "untouched":
            whole = self.block.pop()
            self.block.append(_point(self.text, whole.start, token.end, "untouched"))
        if not self.untouched and self.block:
            self.block[-1] = replace(self.block[-1], name="")

    def _tag(self, token: Token) -> None:
        start = token.type is Type.START
        found = attributes(self.text, token) if start else []
        named = {a.name: a.value for a in found}
        if start and token.name not in _VOID and self._is_untouched(token, named):
            if token.name not in INLINE and token.name not in ("code", "kbd", "samp", "var", "math", "svg"):
                self._end_block()
            self.untouched = [token.name]
            self.block.append(_point(self.text, token.start, token.end, "untouched"))
            return
        if token.name not in INLINE:
            self._end_block()
            if start:
                self._language(token, named)
            self._attributes(token, found, named)
            return
        self._attributes(token, found, named)
        raw = self.text[token.start : token.end]
        if not start:
            self.block.append(Piece(Kind.CLOSE, token.start, token.end, name=token.name, raw=raw))
        elif token.name in _VOID:
            self.block.append(Piece(Kind.POINT, token.start, token.end, raw=raw))
            if token.name == "br":
                self.block.append(Piece(Kind.TEXT, token.end, token.end, " "))
        else:
            self.block.append(Piece(Kind.OPEN, token.start, token.end, name=token.name, raw=raw))

    def _is_untouched(self, token: Token, named: dict[str, str]) -> bool:
        return (
            token.name in UNTOUCHED
            or named.get("translate", "").lower() == "no"
            or "notranslate" in named.get("class", "").split()
        )

    def _language(self, token: Token, named: dict[str, str]) -> None:
        lang = named.get("lang") or named.get("xml:lang", "")
        if token.name == "html":
            if self.root is None:
                self.root, self.lang = token, lang
        elif "lang" in named or named.get("dir", "").lower() in ("ltr", "rtl"):
            self.languages.append((token, lang))
            if self.root is None and not self.lang:
                self.lang = lang  # a fragment: the first block speaks for it

    def _attributes(self, token: Token, found: list[_Attribute], named: dict[str, str]) -> None:
        wanted = set(_ATTRIBUTES)
        if token.name == "meta" and (named.get("name") or named.get("property", "")).lower() in _META:
            wanted = {"content"}
        elif token.name == "input" and named.get("type", "").lower() in ("submit", "button", "reset"):
            wanted.add("value")
        if token.type is not Type.START or named.get("translate", "").lower() == "no":
            return
        for attribute in found:
            if attribute.name in wanted and any(c.isalpha() for c in attribute.value):
                line = self.source.line(attribute.start)
                key = f"{self._key(attribute.start)}@{attribute.name}"
                segment = Segment(
                    key, " ".join(attribute.value.split()), line, context=f"{token.name} {attribute.name}"
                )
                place, quote = (token.start, token.end), self.text[attribute.start]
                self.slots.append(
                    Slot(segment, _WriteAttribute(attribute.start, attribute.end, quote, place))
                )

    def _key(self, offset: int) -> str:
        return f"L{self.source.line(offset)}C{self.source.column(offset)}"

    def _end_block(self) -> None:
        block, self.block = self.block, []
        if not any(p.kind is Kind.TEXT and not p.blank for p in block):
            return
        for unit in units(collapse(block), primary(self.lang)):
            if not any(c.isalpha() for c in unit.text):
                continue
            segment = Segment(self._key(unit.start), unit.text, self.source.line(unit.start), unit.markup)
            self.slots.append(Slot(segment, _WriteText(segment, unit.start, unit.end)))


def _point(text: str, start: int, end: int, name: str) -> Piece:
    return Piece(Kind.POINT, start, end, name=name, raw=text[start:end])


@dataclass(frozen=True, slots=True)
class _WriteText:
    segment: Segment
    start: int
    end: int

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        return (Edit(self.start, self.end, written(self.segment, rendering, escape, _BREAK)),)


@dataclass(frozen=True, slots=True)
class _WriteAttribute:
    start: int
    end: int
    quote: str
    tag: tuple[int, int]

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        return (Edit(self.start, self.end, _quoted(rendering.text, self.quote), self.tag),)


@dataclass(frozen=True, slots=True)
class _Settle:
    """``lang`` and ``dir`` of the page and of the blocks that carry them, for the target language."""

    text: str
    root: Token | None
    lang: str
    languages: tuple[tuple[Token, str], ...]

    def __call__(self, lang: str, touched: Mapping[str, Rendering]) -> list[Edit]:
        if not lang or not touched or primary(lang) == primary(self.lang):
            return []
        edits = self._tag_edits(self.root, lang, True) if self.root else []
        for token, own in self.languages:
            if not own or primary(own) == primary(self.lang):
                edits += self._tag_edits(token, lang, False)
        return edits

    def _tag_edits(self, token: Token, lang: str, whole: bool) -> list[Edit]:
        found = {a.name: a for a in attributes(self.text, token)}
        way = direction(lang)
        edits = [
            Edit(found[name].start, found[name].end, f'"{lang}"')
            for name in ("lang", "xml:lang")
            if name in found and found[name].start < found[name].end
        ]
        added = f' lang="{lang}"' if whole and "lang" not in found else ""
        if "dir" in found and found["dir"].start < found["dir"].end:
            if found["dir"].value.lower() in ("ltr", "rtl"):
                edits.append(Edit(found["dir"].start, found["dir"].end, f'"{way}"'))
        elif whole and way == "rtl":
            added += f' dir="{way}"'
        if added:
            at = token.start + 1 + len(token.name)
            edits.append(Edit(at, at, added))
        return edits
