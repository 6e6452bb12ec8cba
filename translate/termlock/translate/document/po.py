"""Gettext PO and POT files, entry by entry, with everything outside the translations kept as it is.

translate-toolkit and polib fold long lines and reorder comments when they write a file back, so the
entries are found here; only the ``msgstr``, the flags, a note and header fields are ever written.

Plural forms follow the target language: a file with another rule (a template has that of its source) gets
the language's ``Plural-Forms``, and every entry as many forms. An entry in which forms are copies of one
another is fuzzy, so that a translator looks at it and no program uses it.
"""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

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
_PLURAL_FIELD = re.compile(r'Plural-Forms:((?:(?!\\n)[^"]|"\s*")*)', re.I)
_MOST_FORMS = 100  # an entry's forms have numbers of two digits
_NUMBERS = 203  # the rules of all languages repeat after a hundred, but for the first numbers
# Babel gives the last two Arabic forms in the other order than msginit and the catalogs that exist.
_RULES = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
}
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
    lang = fields.get("language", "")
    rule = _rule(fields.get("plural-forms", ""))
    numbered = rule or _rule_of(lang)
    units = tuple(
        _Unit(entry, segments)
        for number, entry in enumerate(entries)
        if entry is not header and (segments := _segments(source, entry, numbered, number))
    )
    slots = tuple(Slot(segment, _settled) for unit in units for segment in unit.segments.values())
    return SlotDocument("po", source, slots, True, fields.get("x-source-language", ""), lang,
                        _Settle(source, header, units, rule, lang))  # fmt: skip


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
        index = int(keyword[2] or 0)
        if index in entry.targets:
            raise InputError(
                source.place(string.keyword),
                "a second msgstr of the same form",
                "delete one: msgfmt -c checks the file",
            )
        entry.targets[index] = string


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


@dataclass(frozen=True, slots=True)
class _Unit:
    """An entry that is translated, with the segment of each of its forms (0 where it has no plural)."""

    entry: _Entry
    segments: Mapping[int, Segment]


def _segments(source: Source, entry: _Entry, rule: _Rule | None, number: int) -> dict[int, Segment]:
    if entry.source is None or not entry.source.text or not entry.targets:
        return {}
    fuzzy = "fuzzy" in entry.flags[1]
    notes = [line.lstrip("#. ") for _, line in entry.comments if line.startswith("#.")]
    context = " · ".join(([entry.context.text] if entry.context else []) + notes)
    line = source.line(entry.source.keyword)
    singular = _own_rule(entry, rule).forms[1] if entry.plural else 0
    found = {}
    for index, target in sorted(entry.targets.items()):
        text = entry.plural.text if entry.plural and index != singular else entry.source.text
        key = f"E{number}" + (f"[{index}]" if entry.plural else "")
        form = f"plural form {index}" if entry.plural else ""
        found[index] = Segment(key, text, line, target=target.text or None, state="fuzzy" if fuzzy else "",
                               context=" · ".join(filter(None, (context, form))))  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule of plural forms as the header gives it: how many there are, and the form of each number."""

    text: str
    count: int
    forms: tuple[int, ...]


def _rule(text: str) -> _Rule | None:
    """The rule of a ``Plural-Forms`` field; nothing where it cannot be computed."""
    found = _PLURALS.search(text)
    if not found:
        return None
    try:
        form = gettext.c2py(found[2].strip())
        forms = tuple(int(form(n)) for n in range(_NUMBERS))
        count = int(found[1])
    except (ValueError, ArithmeticError, RecursionError, SyntaxError):  # gettext writes Python of its own
        return None
    return _Rule(text, count, forms) if min(forms) >= 0 and max(forms) < count <= _MOST_FORMS else None


# What gettext takes for the rule of a file that names none.
_GERMANIC = _Rule("nplurals=2; plural=(n != 1);", 2, tuple(int(n != 1) for n in range(_NUMBERS)))


def _rule_of(lang: str) -> _Rule | None:
    """The rule of a language; nothing where none is known."""
    from babel import UnknownLocaleError  # slows the start of the command; few files need it
    from babel.messages.plurals import get_plural

    locale = lang.replace("-", "_")
    try:
        return _rule(_RULES.get(primary(lang)) or get_plural(locale).plural_forms) if locale else None
    except (UnknownLocaleError, ValueError):
        return None


def _own_rule(entry: _Entry, rule: _Rule | None) -> _Rule:
    """The rule by which the forms of an entry are numbered: the file's, where it has as many."""
    return rule if rule and entry.targets.keys() == set(range(rule.count)) else _GERMANIC


@lru_cache(maxsize=16)
def _counterparts(old: _Rule, new: _Rule) -> tuple[int, ...]:
    """For each form of a rule, the form of another that most of its numbers take; one thing stays one."""
    usual = Counter(old.forms).most_common(1)
    found = []
    for form in range(new.count):
        shared = Counter(o for o, n in zip(old.forms, new.forms, strict=True) if n == form)
        found.append((shared.most_common(1) or usual)[0][0])
    if new.count > 1:
        found[new.forms[1]] = old.forms[1]
    return tuple(found)


def _settled(rendering: Rendering, lang: str) -> tuple[Edit, ...]:
    """No edit: what is written of an entry depends on all its forms, and is left to the whole file."""
    return ()


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
    """The entries, and the header's language, encoding and rule of plural forms once something is translated."""

    source: Source
    header: _Entry | None
    units: tuple[_Unit, ...]
    rule: _Rule | None
    language: str

    def __call__(self, lang: str, touched: Mapping[str, Rendering]) -> Iterable[Edit]:
        if not touched:
            return
        rule = self._wanted(lang)
        yield from self._fields(lang, rule)
        for unit in self.units:
            fresh = {i: touched[s.key] for i, s in unit.segments.items() if s.key in touched}
            moved = self._moved(unit.entry, rule, bool(fresh))
            if fresh or moved:
                yield from self._unit(unit, rule, fresh, moved)

    def _wanted(self, lang: str) -> _Rule | None:
        """The rule the file is to have: its own where it holds translations into the language by it."""
        held = primary(self.language) == primary(lang) if self.language else any(
            s.target for unit in self.units if unit.entry.plural for s in unit.segments.values()
        )  # fmt: skip
        if self.header is None or (held and self.rule):
            return self.rule
        wanted = _rule_of(lang)
        if wanted is None or (
            self.rule and (wanted.count, wanted.forms) == (self.rule.count, self.rule.forms)
        ):
            return self.rule
        return wanted

    def _fields(self, lang: str, rule: _Rule | None) -> Iterator[Edit]:
        if self.header is None:
            return
        target = self.header.targets[min(self.header.targets)]
        raw = self.source.text[target.start : target.end]
        for pattern, value in (
            (r"Language:[ \t]*([\w@-]*)", lang),
            (r"charset=(CHARSET|(?:us-)?ascii)\b", "UTF-8"),
        ):
            found = re.search(pattern, raw, re.I if "charset" in pattern else 0)
            if found and (value != lang or primary(found[1]) != primary(lang)):
                start = target.start + found.start(1)
                lead = " " if not found[1] and raw[found.start(1) - 1] == ":" else ""
                yield Edit(start, target.start + found.end(1), lead + value)
        if rule is None or rule is self.rule:
            return
        held = _PLURAL_FIELD.search(raw)
        if held:
            yield Edit(target.start + held.start(1), target.start + held.end(1), " " + rule.text)
        elif any(unit.entry.plural for unit in self.units):
            lead = "" if target.text.endswith("\n") or not target.text else "\\n"
            end = _line_end(self.source.text)
            yield Edit(target.end, target.end, f'{end}"{lead}Plural-Forms: {rule.text}\\n"')

    def _unit(
        self, unit: _Unit, rule: _Rule | None, fresh: Mapping[int, Rendering], moved: Sequence[int]
    ) -> Iterator[Edit]:
        entry = unit.entry
        texts = {i: target.text for i, target in entry.targets.items()}
        written = {i: self.source.text[t.start : t.end] for i, t in entry.targets.items()}
        end = _line_end(self.source.text)
        for index, rendering in fresh.items():
            texts[index] = _fitted(rendering.text, unit.segments[index].text)
            written[index] = _quoted(texts[index], end)
        if moved:
            targets = entry.targets.values()
            forms = (f"msgstr[{form}] {written[old]}" for form, old in enumerate(moved))
            yield Edit(min(t.keyword for t in targets), max(t.end for t in targets), end.join(forms))
        else:
            for index in fresh:
                yield Edit(entry.targets[index].start, entry.targets[index].end, written[index])
        if fresh:
            notes = dict.fromkeys(" ".join(r.note.split()) for r in fresh.values())
            yield from self._notes(entry, list(notes))
        shown = [texts[form] for form in moved or sorted(texts)]
        singular = (rule if moved and rule else _own_rule(entry, rule)).forms[1]
        copied = entry.plural is not None and _copied(shown, singular)
        if fresh or copied:
            yield from self._flags(entry, copied)

    def _moved(self, entry: _Entry, rule: _Rule | None, fresh: bool) -> Sequence[int]:
        """For each form an entry is to have, the one it is taken from; empty where the forms stay."""
        if entry.plural is None or rule is None or (rule is self.rule and not fresh):
            return []
        complete = entry.targets.keys() == set(range(rule.count))
        if complete and (rule is self.rule or self.rule is None):
            return []
        old = _own_rule(entry, self.rule)
        last = max(entry.targets)
        return [form if form in entry.targets else last for form in _counterparts(old, rule)]

    def _notes(self, entry: _Entry, notes: Sequence[str]) -> Iterator[Edit]:
        """The notes on a translation, in place of those on the one before."""
        end = _line_end(self.source.text)
        made = "".join(NOTE + note + end for note in notes if note)
        held = [at for at, line in entry.comments if line.startswith(NOTE.rstrip())]
        for at in held:
            line = _LINE.match(self.source.text, at)
            yield Edit(at, line.end() if line else at, made if at == held[0] else "")
        if made and not held:
            at = entry.comments[0][0] if entry.comments else _keyword(entry)
            yield Edit(at, at, made)

    def _flags(self, entry: _Entry, wanted: bool) -> Iterator[Edit]:
        at, line = entry.flags
        fuzzy = _FUZZY.search(line)
        whole = self.source.text.find(line, at)
        if wanted and not line:
            yield Edit(_keyword(entry), _keyword(entry), "#, fuzzy" + _line_end(self.source.text))
        elif wanted and not fuzzy:
            yield Edit(whole + len("#"), whole + len("#"), ", fuzzy")
        elif fuzzy and not wanted and _FUZZY.sub("", line, count=1).strip() == "#":
            match = _LINE.match(self.source.text, at)
            yield Edit(at, match.end() if match else at, "")
        elif fuzzy and not wanted:
            yield Edit(whole + fuzzy.start(), whole + fuzzy.end(), "")


def _keyword(entry: _Entry) -> int:
    """Where the strings of an entry begin."""
    first = entry.context or entry.source
    return first.keyword if first else entry.start


def _copied(forms: Sequence[str], singular: int) -> bool:
    """Whether forms for several things say the same."""
    several = [text for form, text in enumerate(forms) if form != singular and text]
    return len(set(several)) < len(several)
