"""The configuration of ``tk validate``: ``termlock.toml``, or ``[tool.termlock]`` in ``pyproject.toml``.

Every key is known and every value has a type: a mistake is an error that names file, line and key.
Paths are relative to the folder of the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text
from termlock.glossary.morphology import LANGUAGES
from termlock.glossary.policy import MIRROR
from termlock.qa.checks import CHECKS
from termlock.qa.finding import Severity
from termlock.qa.preparation import TOLERANCES

FILE = "termlock.toml"
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "termlock")
OFF = "off"
MISSING_FILE = "missing-file"
UNUSED_WAIVER = "unused-waiver"
CODES = (*CHECKS, MISSING_FILE, UNUSED_WAIVER)
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """Which files belong together: patterns with ``{name}`` and ``{lang}``, or bilingual files.

    ``target`` is empty for bilingual files. ``source_lang`` and ``target_langs`` may be empty there.
    """

    source: str
    target: str
    source_lang: str
    target_langs: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is accepted, with the reason; an empty field matches anything.

    ``file`` is a pattern, ``concept`` either concept of the finding, ``text`` words of the segment.
    """

    code: str
    reason: str
    place: Place
    file: str = ""
    segment: int = 0
    concept: str = ""
    text: str = ""


@dataclass(frozen=True)
class Config:
    """What the file says, checked; ``None`` in ``severities`` turns a code off."""

    path: Path
    rules: tuple[Rule, ...]
    glossaries: tuple[Path, ...] = ()
    policy: str = MIRROR.name
    tolerance: str = "normal"
    fail_on: str = str(Severity.ERROR)
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    baseline: Path | None = None

    @property
    def root(self) -> Path:
        """The folder that paths are relative to."""
        return self.path.parent


def find(start: Path) -> Path:
    """The configuration that holds for a folder: the nearest one upwards.

    Raises:
        InputError: there is none, or a ``pyproject.toml`` on the way is broken.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).exists():
            return folder / FILE
        if holds_table(folder / PYPROJECT):
            return folder / PYPROJECT
    raise InputError(FILE, f"not found in {start} or above", "write one with tk validate --init")


def holds_table(path: Path) -> bool:
    """Whether ``path`` is a ``pyproject.toml`` that configures termlock."""
    if not path.is_file():
        return False
    text = read_text(path)
    return "termlock" in text and "termlock" in _parsed(text, path).get(TABLE[0], {})


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = _AT_LINE.search(str(error))
        line = int(said[1]) if said else text.count("\n") + 1
        problem = _AT_LINE.sub("", str(error)).replace(" (at end of document)", "").lower()
        raise InputError(Place(str(path), line), problem, "mend the TOML") from None


def load(path: Path) -> Config:
    """Read and check a configuration.

    Raises:
        InputError: it cannot be read, is no TOML, or has an unknown key or a wrong value.
    """
    text = read_text(path)
    data: Any = _parsed(text, path)
    prefix: tuple[str, ...] = ()
    if path.name == PYPROJECT:
        prefix = TABLE
        for key in TABLE:
            data = data.get(key) if isinstance(data, dict) else None
    root = _Table(data, str(path), text, prefix)
    root.only("glossary", "policy", "tolerance", "fail-on", "pairs", "severity", "waivers", "baseline")
    rules = tuple(_rule(t) for t in root.tables("pairs"))
    if not rules:
        raise InputError(root.place(), "no [[pairs]]", "say which files belong together")
    policy = root.text("policy") or MIRROR.name
    inside = path.parent / policy
    baseline = root.text("baseline")
    return Config(
        path,
        rules,
        tuple(path.parent / g for g in root.texts("glossary")),
        str(inside) if inside.is_file() else policy,
        root.choice("tolerance", tuple(TOLERANCES)) or "normal",
        root.choice("fail-on", tuple(Severity)) or str(Severity.ERROR),
        _severities(root.table("severity")),
        tuple(_waiver(t) for t in root.tables("waivers")),
        path.parent / baseline if baseline else None,
    )


class _Table:
    """A table of the file with the names that lead to it, so that every mistake has a place."""

    def __init__(self, data: object, file: str, text: str, names: tuple[str, ...], index: int = 0) -> None:
        self.file, self.text_of_file, self.names, self.index = file, text, names, index
        if not isinstance(data, dict):
            raise InputError(self.place(), f"{names[-1]!r} is no table", f"write [{'.'.join(names)}]")
        self.data: dict[str, Any] = data

    def place(self, key: str = "") -> Place:
        """The line of a key, of the table without one; line 0 where it is written in an unusual way."""
        lines = self.text_of_file.splitlines()
        start = self._header(lines)
        if key:
            written = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
            nested = re.compile(rf"""\s*\[+\s*{re.escape(".".join((*self.names, key)))}\s*[\].]""")
            for number, line in enumerate(lines[start:], start + 1):
                if written.match(line) or nested.match(line):
                    return Place(self.file, number)
                if line.lstrip().startswith("[") and self.names:
                    break
        return Place(self.file, start)

    def _header(self, lines: Sequence[str]) -> int:
        header = re.compile(rf"\s*\[+\s*{re.escape('.'.join(self.names))}\s*\]")
        found = [n for n, line in enumerate(lines, 1) if header.match(line)] if self.names else []
        return found[self.index] if self.index < len(found) else 0

    def error(self, key: str, problem: str, remedy: str) -> InputError:
        """An error at a key."""
        return InputError(self.place(key), problem, remedy)

    def only(self, *known: str) -> None:
        """Refuse every key that is not known."""
        for key in self.data:
            if key not in known:
                where = f" in [{'.'.join(self.names)}]" if self.names else ""
                raise self.error(key, f"unknown key {key!r}{where}", f"use {', '.join(known)}")

    def need(self, *names: str) -> None:
        """Demand keys."""
        for key in names:
            if key not in self.data:
                raise InputError(self.place(), f"[[{'.'.join(self.names)}]] lacks {key!r}", f"add {key} = …")

    def text(self, key: str) -> str:
        """A text; "" where the key is absent."""
        value = self.data.get(key, "")
        if not isinstance(value, str) or (key in self.data and not value.strip()):
            raise self.error(key, f"{key!r} is no text", f'write {key} = "…"')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts."""
        value = self.data.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            raise self.error(key, f"{key!r} is no list of texts", f'write {key} = ["…"]')
        return tuple(values)

    def number(self, key: str) -> int:
        """A whole number from 1 on; 0 where the key is absent."""
        value = self.data.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or (key in self.data and value < 1):
            raise self.error(key, f"{key!r} is no number from 1 on", f"write {key} = 1")
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """One of some texts; "" where the key is absent."""
        value = self.text(key)
        if value and value not in choices:
            raise self.error(key, f"{key} = {value!r}", f"use one of: {', '.join(choices)}")
        return value

    def table(self, key: str) -> _Table:
        """A table; an empty one where it is absent."""
        return _Table(self.data.get(key, {}), self.file, self.text_of_file, (*self.names, key))

    def tables(self, key: str) -> list[_Table]:
        """An array of tables."""
        values = self.data.get(key, [])
        if not isinstance(values, list):
            header = ".".join((*self.names, key))
            raise self.error(key, f"{key!r} is no array of tables", f"write [[{header}]]")
        return [
            _Table(value, self.file, self.text_of_file, (*self.names, key), k)
            for k, value in enumerate(values)
        ]


def _rule(table: _Table) -> Rule:
    table.only("source", "target", "file", "from", "to")
    source_lang = table.choice("from", LANGUAGES)
    target_langs = table.texts("to")
    for lang in target_langs:
        if lang not in LANGUAGES:
            raise table.error("to", f"unknown language {lang!r}", f"use {', '.join(LANGUAGES)}")
    if source_lang and source_lang in target_langs:
        raise table.error("to", f"{source_lang!r} is the language of the source", "name other languages")
    if "file" in table.data:
        for key in ("source", "target"):
            if key in table.data:
                raise table.error(key, f"{key!r} beside 'file'", "a bilingual file is source and target")
        if len(target_langs) > 1:
            raise table.error("to", "a bilingual file has one target language", "name one")
        return Rule(_pattern(table, "file", ()), "", source_lang, target_langs, table.place())
    table.need("source", "target", "from", "to")
    if not target_langs:
        raise table.error("to", "'to' names no language", f"use {', '.join(LANGUAGES)}")
    source = _pattern(table, "source", ("name",))
    target = _pattern(table, "target", ("name", "lang"))
    if "{lang}" not in target and len(target_langs) > 1:
        raise table.error("target", "several languages, but no {lang} in 'target'", "add {lang}")
    if ("{name}" in source) != ("{name}" in target):
        raise table.error("target", "{name} stands on one side only", "use it in 'source' and 'target'")
    if re.findall(r"\*+|\?", source) != re.findall(r"\*+|\?", target):
        raise table.error("target", "other wildcards than in 'source'", "use the same, in the same order")
    return Rule(source, target, source_lang, target_langs, table.place())


def _pattern(table: _Table, key: str, fields: Sequence[str]) -> str:
    text = table.text(key)
    for name in re.findall(r"\{([^}]*)\}", text):
        if name not in fields:
            allowed = " and ".join(f"{{{f}}}" for f in fields) or "* and **"
            raise table.error(key, f"{{{name}}} in {key!r}", f"use {allowed}")
    if text.startswith("/") or ".." in Path(text).parts:
        raise table.error(key, f"{key!r} leads out of the folder", "use a path below the configuration")
    return text


def _severities(table: _Table) -> dict[str, Severity | None]:
    found: dict[str, Severity | None] = {}
    table.only(*CODES)
    for code in table.data:
        value = table.choice(code, (*Severity, OFF))
        found[code] = None if value == OFF else Severity(value)
    return found


def _waiver(table: _Table) -> Waiver:
    table.only("code", "file", "segment", "concept", "text", "reason")
    table.need("code", "reason")
    return Waiver(
        table.choice("code", tuple(c for c in CODES if c != UNUSED_WAIVER)),
        table.text("reason"),
        table.place(),
        table.text("file"),
        table.number("segment"),
        table.text("concept"),
        table.text("text"),
    )
