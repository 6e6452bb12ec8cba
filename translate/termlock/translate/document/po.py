"""Gettext PO and POT files, entry by entry, with everything outside the translations kept as it is.

translate-toolkit and polib fold long lines and reorder comments when they write a file back, so the
entries are found here; only the ``msgstr``, the flags and a note are ever written.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from termlock.glossary.errors import InputError
from termlock.translate.document.slots import Edit, Slot, SlotDocument, primary
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,2})\])?)\s*(?=\")")
_STRING = re.compile(r'\s*"((?:[^"\\\r\n]|\\.)*)"[ \t]*')
_ESCAPE = re.compile(r"\\([abfnrtv\"\\?']|[0-7]{1,3}|x[0-9A-Fa-f]{1,2})")
_CHARACTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WRITTEN = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
}
_PLURALS = re.compile(r"nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+)")
_FUZZY = re.compile(r",[ \t]*fuzzy\b")
NOTE = "# termlock: "


@dataclass(slots=True)
class _String:
    """A string of an entry: what it says, and where its quoted lines stand."""

    keyword: int
    start: int
    end: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(slots=True)
class _Entry:
    start: int
    comments: list[tuple[int, str]] = field(default_factory=list)
    context: _String | None = None
    source: _String | None = None
    plural: _String | None = None
    targets: dict[int, _String] = field(default_factory=dict)

    @property
    def flags(self) -> tuple[int, str]:
        return next(((at, line) for at, line in self.comments if line.startswith("#,")), (self.start, ""))


def parse(data: bytes, name: str) -> SlotDocument:
    """Read a PO or POT file in UTF-8.

    Raises:
        InputError: no PO file, a string left open, or a header that declares another encoding.
    """
    source = decode(data, name)
    entries = [entry for entry in _entries(source) if entry.source is not None]
    if not entries:
        raise InputError(name, "no entry in this PO file", "check that it is a PO file")
    header = next(
        (e for e in entries if e.source and not e.source.text and e.context is None and e.targets), None
    )
    fields = _fields(header)
    charset = fields.get("content-type", "").rpartition("charset=")[2].strip().lower()
    if charset not in ("", "charset", "utf-8", "utf8", "ascii", "us-ascii"):
        raise InputError(source.place(header.start if header else 0), f"declares the encoding {charset}",
                         f"convert it: msgconv -t UTF-8 {name}")  # fmt: skip
    slots = tuple(
        slot
        for number, entry in enumerate(entries)
        if entry is not header
        for slot in _slots(source, entry, fields, number)
    )
    return SlotDocument("po", source, slots, True, fields.get("x-source-language", ""), fields.get("language", ""),
                        _Settle(source, header))  # fmt: skip


def _entries(source: Source) -> Iterator[_Entry]:
    entry = _Entry(0)
    last: _String | None = None
    for match in _LINE.finditer(source.text):
        line = match[0].strip()
        if not line or line.startswith("#"):
            if entry.targets or not line:
                yield entry
                entry, last = _Entry(match.start()), None
            if line and not line.startswith(("#~", "#|")):
                entry.comments.append((match.start(), line))
            continue
        keyword = _KEYWORD.match(match[0].lstrip())
        at = match.start() + len(match[0]) - len(match[0].lstrip())
        if keyword:
            if entry.targets and not keyword[1].startswith("msgstr"):
                yield entry
                entry = _Entry(match.start())
            last = _String(at, at + keyword.end(), 0)
            _place(entry, keyword, last, source)
            at += keyword.end()
        string = _STRING.match(source.text, at, match.end())
        if last is None or string is None or source.text[string.end() : match.end()].strip():
            raise InputError(
                source.place(match.start()),
                "not a line of a PO file",
                "mend the line: msgfmt -c checks the file",
            )
        last.lines.append(_read(string[1]))
        last.end = string.end()
    yield entry


def _place(entry: _Entry, keyword: re.Match[str], string: _String, source: Source) -> None:
    name = keyword[1]
    if name == "msgctxt":
        entry.context = string
    elif name == "msgid":
        entry.source = string
    elif name == "msgid_plural":
        entry.plural = string
    elif entry.source is None:
        raise InputError(source.place(string.keyword), "msgstr without msgid", "mend the entry")
    else:
        entry.targets[int(keyword[2] or 0)] = string


def _read(raw: str) -> str:
    if "\\" not in raw:
        return raw

    def character(match: re.Match[str]) -> str:
        code = match[1]
        if code in _CHARACTERS:
            return _CHARACTERS[code]
        if code[0] == "x":
            return chr(int(code[1:], 16))
        return chr(int(code, 8)) if code.isdigit() else code

    return _ESCAPE.sub(character, raw)


def _fields(header: _Entry | None) -> dict[str, str]:
    if header is None:
        return {}
    lines = (line.partition(":") for line in header.targets[min(header.targets)].text.split("\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _slots(source: Source, entry: _Entry, fields: dict[str, str], number: int) -> Iterator[Slot]:
    if entry.source is None or not entry.source.text or not entry.targets:
        return
    fuzzy = "fuzzy" in entry.flags[1]
    notes = [line.lstrip("#. ") for _, line in entry.comments if line.startswith("#.")]
    context = " · ".join(([entry.context.text] if entry.context else []) + notes)
    line = source.line(entry.source.keyword)
    singular = _singular(fields.get("plural-forms", "")) if entry.plural else 0
    for index, target in sorted(entry.targets.items()):
        text = entry.plural.text if entry.plural and index != singular else entry.source.text
        key = f"E{number}" + (f"[{index}]" if entry.plural else "")
        form = f"plural form {index}" if entry.plural else ""
        segment = Segment(key, text, line, target=target.text or None, state="fuzzy" if fuzzy else "",
                          context=" · ".join(filter(None, (context, form))))  # fmt: skip
        yield Slot(segment, _Write(source, entry, index, segment))


def _singular(plural_forms: str) -> int:
    """Which plural form stands for one thing."""
    found = _PLURALS.search(plural_forms)
    if not found:
        return 0
    try:
        return int(gettext.c2py(found[2].strip())(1))
    except (ValueError, RecursionError):
        return 0


@dataclass(frozen=True, slots=True)
class _Write:
    source: Source
    entry: _Entry
    index: int
    segment: Segment

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        target = self.entry.targets[self.index]
        end = _line_end(self.source.text)
        yield Edit(target.start, target.end, _quoted(_fitted(rendering.text, self.segment.text), end))
        if self.index == min(self.entry.targets):
            yield from self._flags()
        if rendering.note:
            note = " ".join(rendering.note.split())
            keyword = self.entry.context or self.entry.source
            before = self.entry.comments[0][0] if self.entry.comments else keyword.keyword if keyword else 0
            if (NOTE + note) not in (line for _, line in self.entry.comments):
                yield Edit(before, before, NOTE + note + end)

    def _flags(self) -> Iterator[Edit]:
        at, line = self.entry.flags
        fuzzy = _FUZZY.search(line)
        if not fuzzy:
            return
        whole = self.source.text.find(line, at)
        if _FUZZY.sub("", line, count=1).strip() == "#":
            match = _LINE.match(self.source.text, at)
            yield Edit(at, match.end() if match else at, "")
        else:
            yield Edit(whole + fuzzy.start(), whole + fuzzy.end(), "")


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text[:4096] else "\n"


def _fitted(text: str, source: str) -> str:
    """A translation begins and ends with a line end where its source does: gettext demands it."""
    text = text.strip("\n")
    return (
        ("\n" if source.startswith("\n") else "")
        + text
        + ("\n" if source.endswith("\n") and source != "\n" else "")
    )


def _quoted(text: str, line_end: str) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) > 1:
        return '""' + "".join(f'{line_end}"{_escape(line)}"' for line in lines)
    return f'"{_escape(text)}"'


def _escape(text: str) -> str:
    written = "".join(_WRITTEN.get(c, c) for c in text)
    return re.sub("[\0-\x1f\x7f]", lambda m: f"\\{ord(m[0]):03o}", written)


@dataclass(frozen=True, slots=True)
class _Settle:
    """The header's language and encoding, once something is translated."""

    source: Source
    header: _Entry | None

    def __call__(self, lang: str, touched: Mapping[str, Rendering]) -> Iterable[Edit]:
        if not touched or self.header is None:
            return []
        target = self.header.targets[min(self.header.targets)]
        raw = self.source.text[target.start : target.end]
        edits = []
        for pattern, value in (
            (r"Language:[ \t]*([\w@-]*)", lang),
            (r"charset=(CHARSET|(?:us-)?ascii)\b", "UTF-8"),
        ):
            found = re.search(pattern, raw, re.I if "charset" in pattern else 0)
            if found and (value != lang or primary(found[1]) != primary(lang)):
                start = target.start + found.start(1)
                lead = " " if not found[1] and raw[found.start(1) - 1] == ":" else ""
                edits.append(Edit(start, target.start + found.end(1), lead + value))
        return edits
