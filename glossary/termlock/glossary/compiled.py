"""Compiled glossaries, cached by the hash of what they are made from.

Generating forms takes seconds, reading them back takes milliseconds. The cache holds JSON only (it can
be read, and loading it runs nothing); it lies in ``$TERMLOCK_CACHE``, else in ``termlock`` below
``$XDG_CACHE_HOME`` or ``~/.cache``. A missing, old or damaged entry is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import astuple
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from termlock.glossary.concept import Context, Glossary, merge
from termlock.glossary.errors import InputError
from termlock.glossary.matching import Compiled, Features, Lexeme, Matcher, Reading, compile_terms

LAYOUT = 2  # raise it when the stored structure or the rules of the morphology change


def shipped() -> Path:
    """The folder of the glossary that comes with termlock."""
    return Path(str(files("termlock.glossary"))) / "data" / "concepts"


def cache_folder() -> Path:
    """Where compiled glossaries are kept."""
    if chosen := os.environ.get("TERMLOCK_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "termlock"


def load(paths: Sequence[Path] = ()) -> Glossary:
    """The glossaries at ``paths`` as one, or the shipped one; an id that stands twice in one is refused.

    Raises:
        InputError: a glossary cannot be read.
    """
    from termlock.glossary.exchange import read_unique

    return merge(read_unique(p) for p in (tuple(paths) or (shipped(),)))


def matcher(lang: str, paths: Sequence[Path] = ()) -> Matcher:
    """A matcher for the glossaries at ``paths``, or for the shipped one.

    Raises:
        InputError: a glossary cannot be read.
    """
    sources = tuple(paths) or (shipped(),)
    entry = cache_folder() / f"{_digest(sources)}-{lang}.json"
    compiled = _load(entry)
    if compiled is None:
        compiled = compile_terms(load(sources), lang)
        _store(entry, compiled)
    return Matcher(compiled)


def _digest(paths: Sequence[Path]) -> str:
    """The hash of the glossary files, the word lists and the version of the code."""
    digest = hashlib.sha256(f"{LAYOUT} {version('termlock')}".encode())
    words = Path(str(files("termlock.glossary"))) / "data" / "wordlist"
    code = Path(str(files("termlock.glossary")))
    for path in (*paths, words, code / "morphology", code / "matching.py", code / "normalise.py"):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"\0{file.suffix}\0".encode())
                try:
                    with file.open("rb") as stream:
                        digest.update(hashlib.file_digest(stream, "sha256").digest())
                except OSError as error:
                    raise InputError(str(file), (error.strerror or "").lower(), "check the path") from None
    return digest.hexdigest()[:32]


def _store(entry: Path, compiled: Compiled) -> None:
    features = list(dict.fromkeys(r.features for rs in compiled.forms.values() for r in rs))
    number = {f: k for k, f in enumerate(features)}
    data = {
        "lang": compiled.lang,
        "lexemes": [
            [
                x.concept,
                x.text,
                x.case_sensitive,
                *([list(c.before), list(c.after), list(c.near)] for c in (x.unless, x.only_if)),
            ]
            for x in compiled.lexemes
        ],
        "features": [astuple(f) for f in features],
        "forms": {k: [n for r in v for n in (r.term, number[r.features])] for k, v in compiled.forms.items()},
        "barred": {k: sorted(v) for k, v in compiled.barred.items()},
    }
    try:
        from termlock.glossary.exchange.files import write_text

        entry.parent.mkdir(parents=True, exist_ok=True)
        write_text(entry, json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    except (OSError, InputError):
        # a read-only home is no reason to fail: the next run compiles again
        return


def _load(entry: Path) -> Compiled | None:
    try:
        data: Any = json.loads(entry.read_bytes())
        features = [Features(*row) for row in data["features"]]
        lexemes = tuple(
            Lexeme(row[0], row[1], row[2], *(Context(*map(tuple, c)) for c in row[3:5]))
            for row in data["lexemes"]
        )
        forms = {
            k: tuple(Reading(v[i], features[v[i + 1]]) for i in range(0, len(v), 2))
            for k, v in data["forms"].items()
        }
        barred = {k: frozenset((t, n) for t, n in v) for k, v in data["barred"].items()}
        return Compiled(data["lang"], lexemes, forms, barred)
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None
