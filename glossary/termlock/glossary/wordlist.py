"""Word lists: the plurals of common nouns, and the common words that a form must not be taken for.

Two tables per language lie in ``data/wordlist``: ``LANG.tsv`` has one lemma a line (lemma, part of
speech, plurals or further principal parts, weight). They are made by ``scripts/`` from the project's
own lexicon and, for Arabic, from farahidi (AlKhalil Morpho Sys 2, GPL-3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Entry:
    """A lemma of the word list; ``parts`` are plurals of a noun, principal parts of a verb."""

    lemma: str
    pos: str
    parts: tuple[str, ...]


@cache
def entries(lang: str) -> tuple[Entry, ...]:
    """All entries of one language, most frequent first."""
    path = files("termlock.glossary") / "data" / "wordlist" / f"{lang}.tsv"
    return tuple(_read(path.read_text(encoding="utf-8")))


def _read(text: str) -> Iterator[Entry]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            lemma, pos, parts = line.split("\t")[:3]
            yield Entry(lemma, pos, tuple(p for p in parts.split(" ") if p))


@cache
def _plurals(lang: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for entry in entries(lang):
        if entry.pos == "noun":
            table.setdefault(entry.lemma, []).extend(entry.parts)
    return {lemma: tuple(dict.fromkeys(parts)) for lemma, parts in table.items()}


def lookup(lang: str, lemma: str) -> tuple[str, ...]:
    """The plurals of a noun, empty where the list has none."""
    return _plurals(lang).get(lemma, ())


@cache
def _known(lang: str) -> frozenset[str]:
    return frozenset(word for e in entries(lang) for word in (e.lemma, *e.parts))


def known(lang: str, word: str) -> bool:
    """Whether ``word`` stands in the list, as a lemma or a principal part."""
    return word in _known(lang)


def known_words(lang: str) -> Iterator[tuple[str, str, bool]]:
    """Content words with their lemma; true for a frozen expression (a prefix and a noun used as an adverb).

    Infinitives are left out: ל and a noun is the likelier reading (לחבר).
    """
    article = {"ar": "ال", "he": "\0"}.get(lang)
    if article is None:
        return
    for entry in entries(lang):
        if entry.pos in ("noun", "adj", "verb") and not entry.lemma.startswith(article):
            yield entry.lemma, entry.lemma, False
    for entry in entries(lang):
        if entry.pos in ("noun", "adj"):
            yield from ((part, entry.lemma, False) for part in entry.parts)
    for entry in entries(lang):
        if entry.pos == "frozen":
            yield entry.lemma, entry.lemma, True
