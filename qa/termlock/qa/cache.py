"""Results of ``tk validate``, kept by the hash of everything they were made from.

JSON only, one file a pair, below :func:`termlock.glossary.compiled.cache_folder`. A missing or damaged
entry is made anew; entries that nobody has used for a month are removed.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from termlock.glossary.compiled import cache_folder
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import write_text
from termlock.glossary.matching import Occurrence
from termlock.glossary.messages import language
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.translate import starter

KEPT = 30 * 24 * 3600  # seconds since the last use


@dataclass(frozen=True, slots=True)
class Checked:
    """A comparison as it was found, and how many segments each text has."""

    comparison: Comparison
    segments: tuple[int, int]


def folder() -> Path:
    """Where results are kept."""
    return cache_folder() / "validate"


def ground(paths: Iterable[Path], words: Sequence[str]) -> str:
    """The hash of what all pairs of a run share: code and data of termlock, other files, settings.

    Raises:
        InputError: one of the files cannot be read.
    """
    digest = hashlib.sha256("\0".join((language(), *words)).encode())
    for file in (*_own_files(), *(f for path in paths for f in _members(path))):
        digest.update(f"\0{file.name}\0".encode())
        digest.update(_content(file))
    return digest.hexdigest()


def _own_files() -> Iterator[Path]:
    """Code and data that findings depend on; a model that lies with the code is none of it."""
    for name in ("termlock.glossary", "termlock.qa"):
        yield from _members(Path(str(files(name))))
    yield from _members(Path(str(files("termlock.translate"))), "*.py")
    for part in starter.PARTS:
        yield from _members(starter.folder(part))


def _members(path: Path, pattern: str = "*") -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob(pattern)):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        raise InputError(str(path), (error.strerror or "").lower(), "check the path") from None


def key(shared: str, paths: Sequence[Path], langs: Sequence[str]) -> str:
    """The hash for one pair: what is shared, the languages, and the content of its files.

    Raises:
        InputError: a file cannot be read (it may have vanished since it was listed).
    """
    digest = hashlib.sha256("\0".join((shared, *langs)).encode())
    for path in paths:
        digest.update(f"\0{path.suffix}\0".encode())
        digest.update(_content(path))
    return digest.hexdigest()


def load(name: str) -> Checked | None:
    """The result under a key."""
    path = folder() / f"{name}.json"
    try:
        data: Any = json.loads(path.read_bytes())
        checked = Checked(_comparison(data["comparison"]), (data["segments"][0], data["segments"][1]))
        path.touch()
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None
    return checked


def store(name: str, checked: Checked) -> None:
    """Keep a result; a place that cannot be written is no reason to fail."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(checked), ensure_ascii=False, separators=(",", ":"))
        write_text(folder() / f"{name}.json", text)
    except (OSError, InputError):
        return


def prune() -> None:
    """Remove what nobody has used for a month."""
    oldest = time.time() - KEPT
    for path in folder().glob("*.json"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except OSError:
            continue  # another run was faster


def _comparison(data: Any) -> Comparison:
    pairs = (SegmentPair(p["number"], _side(p["source"]), _side(p["target"])) for p in data["pairs"])
    findings = (
        Finding(
            **{**f, "severity": Severity(f["severity"]), **{n: _span(f[n]) for n in ("source", "target")}}
        )
        for f in data["findings"]
    )
    languages = (data["source_lang"], data["target_lang"])
    return Comparison(
        data["source_file"], data["target_file"], *languages, tuple(pairs), tuple(findings), data["count"]
    )


def _side(data: Any) -> Side:
    occurrences = tuple(Occurrence(**_frozen(o)) for o in data["occurrences"])
    return Side(data["text"], data["line"], occurrences)


def _frozen(data: Any) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}


def _span(data: Any) -> Span | None:
    return Span(**data) if data else None
