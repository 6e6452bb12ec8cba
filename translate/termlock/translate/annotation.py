"""Write dictionary equivalents and locks into the source text of the starter model.

Dictionary-annotated input (Dinu et al. 2019; Bergmanis & Pinnis 2021; Niehues 2021): a content word
that the lexicon knows without ambiguity is *replaced* by its target lemma, an ambiguous one is followed
by its candidates, and a locked term is given in brackets that the model has learned to obey::

    The ⟪جيش الاحتلال⟫ رفض the strike ⟦غارة¦إضراب⟧

The model orders and inflects what it is handed, and copies what it never saw.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from termlock.glossary.normalise import level
from termlock.translate.lexicon import CONTENT, TOKEN, Entry, Lexicon, lemma

LOCK = ("⟪", "⟫")
CANDIDATES = ("⟦", "¦", "⟧")
MARKS = (*LOCK, *CANDIDATES)

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
    """A stretch of source text and the target term that must render it."""

    start: int
    end: int
    text: str


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


def annotate(
    text: str,
    target: str,
    lexicon: Lexicon,
    locks: Sequence[Lock] = (),
    chance: Chance = ALWAYS,
    reference: str = "",
) -> str:
    """The English ``text`` with ``locks`` and dictionary words of language ``target`` written into it.

    In training, ``reference`` (levelled) chooses among synonyms of one entry: the one it contains.
    """
    bare = chance.hits(chance.bare)
    tokens = list(TOKEN.finditer(text))
    words = [t.group() for t in tokens]
    lemmas = [lemma(w) for w in words]
    held = [k for k in sorted(locks, key=lambda k: k.start) if not chance.hits(chance.drop_lock)]
    pieces: list[str] = []
    at = index = 0
    while index < len(tokens):
        start = tokens[index].start()
        if held and held[0].start <= start:
            lock = held.pop(0)
            pieces += [text[at : lock.start], LOCK[0], lock.text, LOCK[1]]
            at = lock.end
            while index < len(tokens) and tokens[index].start() < at:
                index += 1
            continue
        length, entries = lexicon.at(words, lemmas, index)
        end = tokens[index + length - 1].end() if length else start
        blocked = bool(held) and end > held[0].start
        content = [e for e in entries if e.pos in CONTENT]
        if not content or blocked or bare or chance.hits(chance.drop_word):
            index += max(length, 1) if not content else 1
            continue
        rendered = _render(content, words, lemmas, index, length, target, reference)
        pieces += [
            text[at:start],
            rendered if not rendered.startswith(CANDIDATES[0]) else f"{text[start:end]} {rendered}",
        ]
        at = end
        index += length
    pieces.append(text[at:])
    return "".join(pieces)


def _render(
    entries: list[Entry],
    words: list[str],
    lemmas: list[str],
    first: int,
    length: int,
    target: str,
    reference: str,
) -> str:
    """What is written for the words: one equivalent, or the candidates of entries that compete."""
    if entries[0].is_name:
        return entries[0].equivalents[target][0][0]
    candidates: list[str] = []
    for entry in by_part_of_speech(entries, words, first, length):
        parts = [
            principal_part(entry.pos, equivalent, words, lemmas, first + length - 1, first, target)
            for equivalent in entry.equivalents[target]
        ]
        candidates.append(next((p for p in parts if reference and _stem(p) in reference), parts[0]))
    candidates = list(dict.fromkeys(candidates))[:3]
    if len(candidates) == 1:
        return candidates[0]
    return CANDIDATES[0] + CANDIDATES[1].join(candidates) + CANDIDATES[2]


def _stem(word: str) -> str:
    """The beginning of a word that most of its inflections share, levelled."""
    plain = level(word.split()[0])
    return plain[: max(3, len(plain) - 2)]


def by_part_of_speech(entries: list[Entry], words: list[str], index: int, length: int) -> list[Entry]:
    """The entries whose part of speech fits the word's ending and the word before it; all if none does."""
    word = words[index].lower()
    before = words[index - 1].lower() if index else ""
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
    pos: str, parts: tuple[str, ...], words: list[str], lemmas: list[str], last: int, first: int, target: str
) -> str:
    """The principal part that answers the English inflection: plural, past, present or infinitive."""
    word, base = words[last].lower(), lemmas[last]
    if len(parts) == 1:
        return parts[0]
    if pos == "noun":
        return parts[1] if word != base and not word.endswith("'s") else parts[0]
    if pos == "verb":
        verb, root = words[first].lower(), lemmas[first]
        before = words[first - 1].lower() if first else ""
        if before in _VERBAL - {"they", "we", "i", "you", "he", "she", "it", "who", "not"}:
            return parts[1]
        past = verb != root and not verb.endswith(("ing", "s"))
        return parts[0] if past or target == "he" else parts[1]
    return parts[0]
