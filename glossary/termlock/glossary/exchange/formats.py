"""The registry of glossary formats, by file suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from termlock.glossary.concept import Concept, Glossary
from termlock.glossary.errors import InputError
from termlock.glossary.exchange import table, tbx, yaml


@dataclass(frozen=True, slots=True)
class Format:
    """How a glossary format is read and written.

    ``write`` returns what the format could not hold, one plain line each.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Glossary]
    write: Callable[[Glossary, Path], list[str]]


FORMATS: tuple[Format, ...] = (
    Format("YAML", (".yaml", ".yml"), yaml.read, yaml.write),
    Format("CSV", (".csv",), table.read, table.write),
    Format("TSV", (".tsv",), table.read, table.write),
    Format("TBX", (".tbx",), tbx.read, tbx.write),
)


def _format(path: Path) -> Format:
    for known in FORMATS:
        if path.suffix.lower() in known.suffixes:
            return known
    if path.is_dir():
        return FORMATS[0]
    suffixes = ", ".join(s for f in FORMATS for s in f.suffixes)
    raise InputError(str(path), f"unknown glossary format {path.suffix!r}", f"use one of: {suffixes}")


def read(path: Path) -> Glossary:
    """Read a glossary file, or a folder of YAML files.

    Raises:
        InputError: the file cannot be read or is no valid glossary.
    """
    if not path.exists():
        raise InputError(str(path), "no such file", "check the path")
    return _format(path).read(path)


def read_unique(path: Path) -> Glossary:
    """As :func:`read`, for use rather than for checking: an id that stands twice is refused.

    Raises:
        InputError: as :func:`read`, or two concepts have one id.
    """
    glossary = read(path)
    first: dict[str, Concept] = {}
    for concept in glossary:
        if concept.id in first:
            problem = f"concept {concept.id} is already defined in {first[concept.id].place}"
            raise InputError(concept.place, problem, "rename or join them")
        first[concept.id] = concept
    return glossary


def write(glossary: Glossary, path: Path) -> list[str]:
    """Write a glossary; returns what the format could not hold."""
    return _format(path).write(glossary, path)
