"""A first configuration for a folder: which files look like translations of each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import write_text
from termlock.glossary.messages import _
from termlock.glossary.morphology import LANGUAGES
from termlock.qa import reading
from termlock.qa.config import FILE, PYPROJECT, holds_table
from termlock.qa.patterns import files

_NAMED = re.compile(
    rf"(?P<folder>(?:[^/]+/)*)(?P<name>[^/]+)(?P<mark>[._-])(?P<lang>{'|'.join(LANGUAGES)})(?P<suffix>\.[^./]+)\Z"
)
BILINGUAL = (".po", ".xliff", ".xlf", ".tmx")

_HEAD = _("""\
# What `tk validate` checks. Paths are relative to this file; every key is explained in docs/ci.md.

# Glossaries to use instead of the shipped one:
# glossary = ["glossaries/desk.yaml"]

# Editorial policy: "mirror" keeps the wording of the source; or a shipped name, or a YAML file.
policy = "mirror"

# How much freedom a translation has: strict, normal or lenient.
tolerance = "normal"

# The weakest severity that fails the run: error, warning or note.
fail-on = "error"

# Findings that were there before, recorded with `tk validate --write-baseline`:
# baseline = "termlock-baseline.json"
""")
_EXAMPLE = _("""\

# No translations were found here. {name} stands for the part that source and translation share.
# [[pairs]]
# source = "articles/{name}.en.md"
# target = "articles/{name}.{lang}.md"
# from = "en"
# to = ["ar", "he"]
""")
_TAIL = _("""\

# Change how grave a code is, or turn it off.
# [severity]
# quotes = "note"
# bidi = "off"

# Accept a finding, with the reason. A waiver that matches nothing is reported.
# [[waivers]]
# code = "swapped"
# file = "articles/interview.ar.md"
# concept = "captive"
# text = "words of the segment"
# reason = "the speaker is quoted in her own words"
""")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A ``[[pairs]]`` table to be written, and how many files speak for it."""

    source: str
    target: str
    source_lang: str
    target_langs: tuple[str, ...]
    files: int

    def written(self) -> str:
        """The table as TOML."""
        if not self.target:
            return f'\n[[pairs]]\nfile = "{_escaped(self.source)}"\n'
        to = ", ".join(f'"{lang}"' for lang in self.target_langs)
        return (
            f'\n[[pairs]]\nsource = "{_escaped(self.source)}"\ntarget = "{_escaped(self.target)}"\n'
            f'from = "{self.source_lang}"\nto = [{to}]\n'
        )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def propose(root: Path) -> list[Proposed]:
    """The pairs that the names of the files below ``root`` suggest, in the order of their folders."""
    present = list(files(root))
    groups: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for name in present:
        if match := _NAMED.match(name):
            group = groups.setdefault((match["folder"], match["mark"], match["suffix"]), {})
            group.setdefault(match["lang"], set()).add(match["name"])
    proposed = [p for key, langs in sorted(groups.items()) for p in _group(root, key, langs, set(present))]
    bilingual = Counter(
        (folder + "*" + path.suffix)
        for path in map(Path, present)
        if path.suffix in BILINGUAL
        for folder in [f"{path.parent.as_posix()}/" if path.parent != Path() else ""]
    )
    return proposed + [Proposed(pattern, "", "", (), n) for pattern, n in sorted(bilingual.items())]


def _group(
    root: Path, key: tuple[str, str, str], langs: dict[str, set[str]], present: Iterable[str]
) -> Iterator[Proposed]:
    """Files of one folder, mark and suffix; the source is the unmarked file, else English, else most."""
    folder, mark, suffix = key
    if suffix in BILINGUAL:
        return
    target = f"{folder}{{name}}{mark}{{lang}}{suffix}"
    total = sum(map(len, langs.values()))
    unmarked = sorted(n for n in set().union(*langs.values()) if f"{folder}{n}{suffix}" in present)
    if unmarked:
        source_lang = reading.read(root / f"{folder}{unmarked[0]}{suffix}").lang
        source = f"{folder}{{name}}{suffix}"
        total += len(unmarked)
    else:
        source_lang = max(langs, key=lambda lang: (lang == "en", len(langs[lang]), lang))
        source = f"{folder}{{name}}{mark}{source_lang}{suffix}"
    to = tuple(lang for lang in LANGUAGES if lang in langs and lang != source_lang)
    if to:
        yield Proposed(source, target, source_lang, to, total)


def write(folder: Path) -> tuple[Path, list[Proposed]]:
    """Write a commented configuration for a folder; an existing one is left alone.

    Raises:
        InputError: there is one already, or the file cannot be written.
    """
    path = folder / FILE
    if path.exists():
        raise InputError(str(path), _("exists already"), _("edit it, or remove it first"))
    if holds_table(folder / PYPROJECT):
        raise InputError(str(folder / PYPROJECT), _("has [tool.termlock] already"), _("edit it"))
    pairs = propose(folder)
    tables = "".join(p.written() for p in pairs) if pairs else _EXAMPLE
    write_text(path, _HEAD + tables + _TAIL)
    return path, pairs
