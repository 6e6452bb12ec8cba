"""The dictionary that is handed to the starter model, word by word.

Rows come from ``seeds/corpus/lexicon`` (``part of speech, English, Arabic, Hebrew``) and
``seeds/corpus/names`` (``type, English, Arabic, Hebrew``). Equivalents are separated by `` / ``, the
principal parts of one equivalent by `` | ``; in the names files `` | `` separates accepted spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import simplemma

from termlock.glossary.errors import InputError

COLUMNS = {"en": 1, "ar": 2, "he": 3}
# Kinds of name; of two names that are spelled alike the earlier kind is meant.
NAME_TYPES = ("place", "organisation", "person", "demonym", "given", "family")
# What is written into the source; the model knows the few hundred function words itself.
CONTENT = frozenset({"noun", "verb", "adj", "adv", "phrase", "title", *NAME_TYPES})
PARTS_OF_SPEECH = CONTENT | {"prep", "conj", "num", "pron", "det"}
TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)
LONGEST_PHRASE = 6  # words


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: English words and, per language, the equivalents with their principal parts."""

    pos: str
    english: str
    equivalents: dict[str, tuple[tuple[str, ...], ...]]

    @property
    def is_name(self) -> bool:
        """Whether the entry is a proper name, which is matched with its capital letters."""
        return self.pos in NAME_TYPES


@cache
def lemma(word: str) -> str:
    """The English lemma of a token, in lower case."""
    return str(simplemma.lemmatize(word.replace("’", "'"), "en")).lower()


def read_rows(path: Path) -> Iterator[tuple[str, ...]]:
    """The rows of a lexicon or names file.

    Raises:
        InputError: a row has not four columns, or an unknown part of speech.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        cells = tuple(c.strip() for c in line.split("\t"))
        if len(cells) != 4 or not all(cells):
            raise InputError(f"{path}:{number}", "a row needs four filled columns", "mend the row")
        if cells[0] not in PARTS_OF_SPEECH:
            raise InputError(f"{path}:{number}", f"unknown part of speech {cells[0]!r}", "mend the row")
        yield cells


def _equivalents(cell: str, is_name: bool) -> tuple[tuple[str, ...], ...]:
    if is_name:
        # accepted spellings: the first is the standard one, of a demonym the masculine
        return tuple((part.strip(),) for part in cell.split(" | "))
    return tuple(tuple(p.strip() for p in eq.split(" | ")) for eq in cell.split(" / "))


class Lexicon:
    """Entries by the lemmas of their English words, longest phrase first."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Index ``rows`` (part of speech, English, Arabic, Hebrew)."""
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        self.rows = list(rows)
        for row in self.rows:
            pos, english = row[:2]
            name = pos in NAME_TYPES or pos in ("title", "phrase")
            equivalents = {
                lang: _equivalents(row[column], pos in NAME_TYPES or (name and " / " not in row[column]))
                for lang, column in COLUMNS.items()
                if lang != "en"
            }
            for variant in english.split(" | ") if name else (english,):
                entry = Entry(pos, variant, equivalents)
                if key := self._key(variant, entry.is_name):
                    self._entries.setdefault(key, []).append(entry)
        for entries in self._entries.values():
            entries.sort(key=lambda e: NAME_TYPES.index(e.pos) if e.is_name else 0)

    @staticmethod
    def _key(english: str, is_name: bool) -> tuple[str, ...]:
        words = TOKEN.findall(english)
        return tuple(w if is_name else lemma(w) for w in words[:LONGEST_PHRASE])

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, tokens: list[str], lemmas: list[str], start: int) -> tuple[int, list[Entry]]:
        """The longest entries that begin at token ``start``: how many tokens, and which entries."""
        for length in range(min(LONGEST_PHRASE, len(tokens) - start), 0, -1):
            found = self._entries.get(tuple(tokens[start : start + length]), [])
            names = [e for e in found if e.is_name]
            if names:
                return length, names
            found = self._entries.get(tuple(lemmas[start : start + length]), [])
            words = [e for e in found if not e.is_name]
            if words:
                return length, words
        return 0, []


def read(*folders: Path) -> Lexicon:
    """Read every ``*.tsv`` of the folders, in order of their names."""
    return Lexicon(
        row for folder in folders for path in sorted(folder.glob("*.tsv")) for row in read_rows(path)
    )
