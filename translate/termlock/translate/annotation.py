"""Write dictionary equivalents and locks into the source text of the starter model.

Dictionary-annotated input (Dinu et al. 2019; Bergmanis & Pinnis 2021; Niehues 2021): a content word
that the lexicon knows without ambiguity is *replaced* by its target lemma, an ambiguous one is followed
by its candidates, and a locked term is given in brackets that the model has learned to obey::

    The ⟪جيش الاحتلال⟫ رفض the strike ⟦غارة¦إضراب⟧

The model orders and inflects what it is handed, and copies what it never saw.

What an Arabic or Hebrew word carries besides its stem is kept, each part as a token of its own: proclitics
and the letter of the person before the equivalent, pronouns and the ending of the person after it
(:mod:`termlock.translate.semitic`); English keeps its possessive::

    وبالجيش → و ب ال army        سترفضه → س ت reject ه        Israel's → إسرائيل's
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from termlock.glossary.normalise import level
from termlock.translate import arabic, hebrew, transliteration
from termlock.translate.english import american, without_possessive
from termlock.translate.lexicon import ABBREVIATION, CONTENT, TOKEN, Entry, Lexicon, Match, plain
from termlock.translate.transliteration import unknown_names

LOCK = ("⟪", "⟫")
CANDIDATES = ("⟦", "¦", "⟧")
MARKS = (*LOCK, *CANDIDATES)
MOST_CANDIDATES = 3
# Typographic signs of a text and the plain ones of the corpus, one for one, so that offsets stay.
_PLAIN_SIGNS = str.maketrans("“”„«»‘’‚—״׳", '"""""\'\'\'–"\'')

_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
        "no",
        "any",
        "some",
        "each",
        "every",
    ]
)
_VERBAL = frozenset(
    [
        "to",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "shall",
        "not",
        "they",
        "we",
        "i",
        "you",
        "he",
        "she",
        "it",
        "who",
    ]
)
_FORMS_OF_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "has", "have", "had"])


@dataclass(frozen=True, slots=True)
class Lock:
    """A stretch of source text and the target term that must render it.

    ``before`` and ``after`` are the clitics of the source words, which stay outside the brackets.
    """

    start: int
    end: int
    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """How often a piece of annotation is left out in training, so that the model learns to do without."""

    drop_word: float = 0.0
    drop_lock: float = 0.0
    bare: float = 0.0
    rng: random.Random = field(default_factory=random.Random)

    def hits(self, probability: float) -> bool:
        """Whether an event of this probability happens now."""
        return probability > 0 and self.rng.random() < probability


ALWAYS = Chance()


class Reading(Protocol):
    """A source text cut into words, with what the dictionary has for them."""

    spans: list[tuple[int, int]]

    def at(self, index: int) -> Match | None:
        """The longest stretch that is known and begins at a word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of annotated text and the stretch of the source that it stands for."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotated text in pieces: source text as it is, and what is written in place of a word."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole annotated text."""
        return "".join(piece.text for piece in self.pieces)


def annotate(
    text: str,
    target: str,
    lexicon: Lexicon,
    locks: Sequence[Lock] = (),
    chance: Chance = ALWAYS,
    reference: str = "",
    *,
    source: str = "en",
) -> Annotated:
    """The ``text`` of language ``source`` with ``locks`` and words of language ``target`` written into it.

    In training, ``reference`` (levelled) chooses among synonyms of one sense: the one it contains.
    """
    bare = chance.hits(chance.bare)
    text = text.translate(_PLAIN_SIGNS)
    reading = READINGS[source](text, target, lexicon)
    held = [k for k in sorted(locks, key=lambda k: k.start) if not chance.hits(chance.drop_lock)]
    found: list[Piece] = []
    at = index = 0

    def write(start: int, end: int, written: str) -> int:
        found.append(Piece(text[at:start], at, start))
        found.append(Piece(written, start, end))
        return end

    while index < len(reading.spans):
        if held and held[0].start <= reading.spans[index][0]:
            lock = held.pop(0)
            at = write(lock.start, lock.end, _written(lock))
            while index < len(reading.spans) and reading.spans[index][0] < at:
                index += 1
            continue
        match = reading.at(index)
        if match is None or not match.senses:
            index += match.length if match else 1
        elif (held and match.end > held[0].start) or bare or chance.hits(chance.drop_word):
            index += 1
        else:
            at = write(match.start, match.end, _rendered(match, reference))
            index += match.length
    return Annotated((*found, Piece(text[at:], at, len(text))))


def _written(lock: Lock) -> str:
    before = "".join(f"{part} " for part in lock.before)
    after = "".join(part if part.startswith("'") else f" {part}" for part in lock.after)
    return f"{before}{LOCK[0]}{lock.text}{LOCK[1]}{after}"


def _rendered(match: Match, reference: str) -> str:
    """What is written for the words: one equivalent, or the candidates of senses that compete."""
    chosen = [
        next((word for word in sense if reference and _stem(word) in reference), sense[0])
        for sense in match.senses
    ]
    candidates = list(dict.fromkeys(chosen))[:MOST_CANDIDATES]
    if len(candidates) == 1:
        return f"{match.before}{candidates[0]}{match.after}"
    return f"{match.before}{match.bare} {CANDIDATES[0]}{CANDIDATES[1].join(candidates)}{CANDIDATES[2]}"


def _stem(word: str) -> str:
    """The beginning of a word that most of its inflections share, levelled."""
    flat = level(word.split()[0])
    return flat[: max(3, len(flat) - 2)]


class English:
    """The words of an English text."""

    def __init__(self, text: str, target: str, lexicon: Lexicon) -> None:
        """Cut ``text`` into words."""
        self.text, self.target, self.lexicon = text, target, lexicon
        found = list(TOKEN.finditer(text))
        self.spans = [(t.start(), t.end() + _closing_dot(text, t.start(), t.end())) for t in found]
        self.words = [plain(t.group()) for t in found]
        self._names = dict(unknown_names(text, lexicon))

    def at(self, index: int) -> Match | None:
        """The longest stretch that is known and begins at a word, or a name that is not."""
        if end := self._names.get(self.spans[index][0]):
            return self._name(index, end)
        length, entries = self.lexicon.find(self.words, index)
        if not length and self._split(index):
            length, entries = self.lexicon.find(self.words, index)
        if not length:
            return None
        start, end = self.spans[index][0], self.spans[index + length - 1][1]
        content = [e for e in entries if e.pos in CONTENT]
        senses = tuple(self._senses(content, index, length)) if content else ()
        whole = self.text[start:end]
        return Match(length, start, end, senses, whole, after=without_possessive(whole)[1])

    def _name(self, index: int, end: int) -> Match:
        """A name that is not in the dictionary, transliterated."""
        start = self.spans[index][0]
        length = sum(start <= s < end for s, _ in self.spans[index:])
        whole = self.text[start:end]
        spelled = transliteration.name(whole, "en", self.target, self.lexicon)
        after = without_possessive(self.text[start : self.spans[index + length - 1][1]])[1]
        return Match(length, start, end + len(after), ((spelled,),), whole, after=after)

    def _split(self, index: int) -> bool:
        """Take an unknown compound apart: London-based; an Arabic article stays with its name."""
        start, end = self.spans[index]
        parts = self.words[index].split("-")
        if (
            len(parts) == 1
            or parts[0].lower() in _ARTICLES
            or self.text[start:end].count("-") != len(parts) - 1
        ):
            return False
        at, spans = start, []
        for part in self.text[start:end].split("-"):
            spans.append((at, at + len(part)))
            at += len(part) + 1
        self.spans[index : index + 1] = spans
        self.words[index : index + 1] = parts
        return True

    def _senses(self, entries: list[Entry], first: int, length: int) -> list[tuple[str, ...]]:
        """The equivalents of each entry that fits."""
        words, last = self.words, first + length - 1
        if entries[0].is_name:
            forms = [form for (form,) in entries[0].equivalents[self.target]]
            people = entries[0].pos == "demonym" and words[last] != TOKEN.findall(entries[0].english)[-1]
            return [(forms[2 if people and len(forms) > 2 else 0],)]
        return [
            tuple(
                principal_part(entry, parts, words, first, last, self.target)
                for parts in entry.equivalents[self.target]
            )
            for entry in by_part_of_speech(entries, words, first, length)
        ]


_ARTICLES = frozenset(["al", "el", "as", "ash", "at", "an", "ar", "az", "ad"])


def _closing_dot(text: str, start: int, end: int) -> int:
    """1 if the dot after an abbreviation (U.S.) belongs to it alone and does not end the sentence as well."""
    dotted = ABBREVIATION.fullmatch(text, start, end) and text.startswith(".", end)
    return int(bool(dotted) and any(c.isalnum() for c in text[end + 1 :]))


def by_part_of_speech(entries: list[Entry], words: list[str], index: int, length: int) -> list[Entry]:
    """The entries whose part of speech fits the word's ending and the word before it; all if none does."""
    word = words[index].lower()
    before = words[index - 1].lower() if index else ""
    if any(e.pos == "noun" for e in entries):
        entries = [e for e in entries if e.pos != "title"]  # the same word, without its plural
    if length > 1 or len({e.pos for e in entries}) == 1:
        return entries
    if before in _VERBAL:
        wanted: tuple[str, ...] = ("verb",)
    elif word.endswith("ing") and before in _FORMS_OF_BE:
        wanted = ("verb",)
    elif word.endswith("ed"):
        wanted = ("verb", "adj")
    elif before in _DETERMINERS:
        wanted = ("noun", "adj", "num")
    else:
        return entries
    return [e for e in entries if e.pos in wanted] or entries


def principal_part(
    entry: Entry, parts: tuple[str, ...], words: list[str], first: int, last: int, target: str
) -> str:
    """The principal part that answers the English inflection: plural, past, present or infinitive."""
    if len(parts) == 1:
        return parts[0]
    cited = TOKEN.findall(entry.english)
    if entry.pos == "noun":
        return parts[0] if _same(words[last], cited[-1]) else parts[1]
    if entry.pos == "verb":
        verb = words[first].lower()
        before = words[first - 1].lower() if first else ""
        if before in _AUXILIARIES:
            return parts[1]
        past = not _same(verb, cited[0]) and not verb.endswith(("ing", "s"))
        return parts[0] if past or target == "he" else parts[1]
    return parts[0]


def _same(word: str, cited: str) -> bool:
    """Whether a word stands in its citation form, in either spelling."""
    return american(word.lower()) == american(plain(cited).lower())


_AUXILIARIES = _VERBAL - {"they", "we", "i", "you", "he", "she", "it", "who", "not"}

# How a text of each source language is read.
READINGS: dict[str, Callable[[str, str, Lexicon], Reading]] = {
    "en": English,
    "ar": arabic.read,
    "he": hebrew.read,
}
