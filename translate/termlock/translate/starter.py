"""The starter model: where it, its dictionary and its names lie.

In a wheel they are package data; in a checkout the dictionary and the names are those of
``seeds/corpus``, from which the model was trained.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from termlock.translate import lexicon

PARTS = ("names", "lexicon")


def _data() -> Path:
    return Path(str(files("termlock.translate"))) / "data"


def folder(part: str) -> Path:
    """The folder of the model (``starter``), of the names or of the lexicon.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    packaged = _data() / part
    checkout = Path(__file__).resolve().parents[3] / "seeds" / "corpus" / part
    for candidate in (packaged, checkout):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"termlock is installed without its {part}: reinstall it")


def lexicon_rows() -> Iterator[tuple[str, ...]]:
    """Every row of the names and of the lexicon: part of speech, English, Arabic, Hebrew."""
    for part in PARTS:
        for path in sorted(folder(part).glob("*.tsv")):
            yield from lexicon.read_rows(path)


@cache
def dictionary() -> lexicon.Lexicon:
    """The dictionary that is handed to the starter model."""
    return lexicon.Lexicon(lexicon_rows())
