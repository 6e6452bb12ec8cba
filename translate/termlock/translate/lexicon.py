"""The dictionary that is handed to the starter model, word by word.

Rows come from ``seeds/corpus/lexicon`` (``part of speech, English, Arabic, Hebrew``) and
``seeds/corpus/names`` (``type, English, Arabic, Hebrew``). Equivalents are separated by `` / ``, the
principal parts of one equivalent by `` | ``; in the names files `` | `` separates accepted spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from termlock.glossary.errors import InputError
from termlock.translate.english import PAST_FORMS, lemma, lemmas, without_possessive

__all__ = ["COLUMNS", "CONTENT", "TOKEN", "Entry", "Lexicon", "Match", "lemma", "plain", "read", "read_rows"]

COLUMNS = {"en": 1, "ar": 2, "he": 3}
# Kinds of name; of two names that are spelled alike the earlier kind is meant.
NAME_TYPES = ("place", "organisation", "person", "demonym", "given", "family")
# Names that are often ordinary words as well: *May*, *Stone*, *Visa*.
_SAID = frozenset({"said", "says", "told", "added", "wrote"})
_LIKE_WORDS = frozenset({"given", "family", "organisation"})
# What is written into the source; the model knows the few hundred function words itself.
CONTENT = frozenset({"noun", "verb", "adj", "adv", "phrase", "title", *NAME_TYPES})
PARTS_OF_SPEECH = CONTENT | {"prep", "conj", "num", "pron", "det"}
TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)
ABBREVIATION = re.compile(r"[A-Z](?:\.[A-Z])+")
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


@dataclass(frozen=True, slots=True)
class Match:
    """What the dictionary has for a stretch of source text.

    ``senses`` are the meanings that compete, each with its synonyms in the target language, the likeliest
    first; there is none where the words are known but need no help. ``before`` and ``after`` are written
    around the equivalent; ``bare`` is the word itself, as it stands before the candidates of an ambiguous one.
    """

    length: int  # in tokens
    start: int
    end: int
    senses: tuple[tuple[str, ...], ...]
    bare: str
    before: str = ""
    after: str = ""


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
        self.rows = list(rows)
        self.entries: list[tuple[Entry, ...]] = []  # of each row, one for each English variant
        for row in self.rows:
            pos, english = row[:2]
            name = pos in NAME_TYPES or pos in ("title", "phrase")
            equivalents = {
                lang: _equivalents(row[column], pos in NAME_TYPES or (name and " / " not in row[column]))
                for lang, column in COLUMNS.items()
                if lang != "en"
            }
            variants = english.split(" | ") if name else (english,)
            self.entries.append(tuple(Entry(pos, variant, equivalents) for variant in variants))
        self._found: dict[tuple[str, ...], list[Entry]] = {}
        self._singles: dict[str, list[Entry]] = {}
        self._bases: dict[str, str] = {}
        cited = [
            (entry, [plain(w) for w in TOKEN.findall(entry.english)][:LONGEST_PHRASE])
            for variants in self.entries
            for entry in variants
        ]
        for entry, words in cited:
            if len(words) == 1 and not entry.is_name:
                self._found.setdefault((words[0].lower(),), []).append(entry)
        for entry, words in cited:
            if entry.is_name:
                self._found.setdefault(tuple(words), []).append(entry)
            elif len(words) > 1:
                self._found.setdefault(tuple(self._base(w) for w in words), []).append(entry)
        for entries in self._found.values():
            entries.sort(key=lambda e: NAME_TYPES.index(e.pos) if e.is_name else 0)

    def __len__(self) -> int:
        return len(self.rows)

    def _base(self, word: str) -> str:
        """The first lemma of a word that is an entry, else the likeliest."""
        base = self._bases.get(word)
        if base is None:
            likely, others = lemmas(word)
            base = next((w for w in (*likely, *others) if (w,) in self._found), likely[0])
            self._bases[word] = base
        return base

    def find(self, words: list[str], start: int) -> tuple[int, list[Entry]]:
        """The longest entries that begin at a word (see :func:`plain`): how many words, and which entries."""
        for length in range(min(LONGEST_PHRASE, len(words) - start), 0, -1):
            stretch = words[start : start + length]
            found = self._found.get(tuple(stretch), [])
            names = [e for e in found if e.is_name] or self._people(stretch)
            if names and not (length == 1 and self._is_word(words, start, names)):
                return length, names
            if length == 1:
                found = self._single(stretch[0])
            else:
                found = [e for e in self._found.get(tuple(map(self._base, stretch)), []) if not e.is_name]
            if found:
                return length, found
        return 0, []

    def _is_word(self, words: list[str], start: int, names: list[Entry]) -> bool:
        """Whether *Long*, *May* or *Stone* is the ordinary word, as it is where it opens a sentence.

        Elsewhere a capital letter makes a name of it, unless the word always has one (the month).
        """
        if any(e.pos not in _LIKE_WORDS for e in names):
            return False
        word, entries = words[start], self._single(words[start])
        if start == 0:
            after = words[1] if len(words) > 1 else ""
            return bool(entries) and not after[:1].isupper() and after not in _SAID
        return any(e.english == word for e in entries) and not words[start - 1][:1].isupper()

    def _people(self, words: list[str]) -> list[Entry]:
        """The demonyms of which the words are the plural: Israelis."""
        if not words[-1].endswith("s"):
            return []
        found = self._found.get((*words[:-1], words[-1][:-1]), [])
        return [e for e in found if e.pos == "demonym"]

    def _single(self, word: str) -> list[Entry]:
        """The entries of one word: of its lemma, and of the word as it stands (*found*: find; *left*: leave, left)."""
        entries = self._singles.get(word)
        if entries is None:
            low = word.lower()
            bases = dict.fromkeys((self._base(word), *lemmas(word)[0]))
            entries = [
                e
                for base in bases
                for e in self._found.get((base,), [])
                if not e.is_name and not (base == low and e.pos == "verb" and low in PAST_FORMS)
            ]
            self._singles[word] = entries
        return entries


def plain(token: str) -> str:
    """A token as it is looked up: without a possessive ending and without the dots of U.N."""
    word = without_possessive(token)[0]
    return word.replace(".", "") if ABBREVIATION.fullmatch(word) else word


def read(*folders: Path) -> Lexicon:
    """Read every ``*.tsv`` of the folders, in order of their names."""
    return Lexicon(
        row for folder in folders for path in sorted(folder.glob("*.tsv")) for row in read_rows(path)
    )
