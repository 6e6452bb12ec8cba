"""Examples for training: sentence pairs with dictionary words and locks written into the source."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from termlock.glossary.concept import Glossary
from termlock.glossary.errors import InputError
from termlock.glossary.matching import Matcher, Occurrence, compile_terms
from termlock.glossary.normalise import level
from termlock.translate.annotation import Chance, Lock, annotate
from termlock.translate.lexicon import COLUMNS, Lexicon

Direction = tuple[str, str]  # source and target language


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of the corpus in three languages, and the language it was conceived in."""

    origin: str
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """What the model reads and what it should write."""

    source: str
    target: str


def read(path: Path) -> list[Row]:
    """The rows of a corpus file.

    Raises:
        InputError: a row has not four columns.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if not line.strip():
            continue
        if len(cells) != 4:
            raise InputError(f"{path}:{number}", f"{len(cells)} columns, not 4", "mend the row")
        rows.append(Row(cells[0], {lang: cells[column].strip() for lang, column in COLUMNS.items()}))
    return rows


class Examples:
    """Annotated pairs, drawn anew each epoch: other words are left bare each time."""

    def __init__(
        self,
        rows: Sequence[Row],
        lexicon: Lexicon,
        glossary: Glossary,
        directions: Mapping[Direction, float],
        hide: frozenset[str] = frozenset(),
        *,
        drop_word: float = 0.1,
        drop_lock: float = 0.1,
    ) -> None:
        """Find the locks of every row once.

        An epoch has every row of a direction as often as its weight says: 1 is once, 0.5 a random half.
        Concepts in ``hide`` are never locked in an epoch. ``drop_word`` and ``drop_lock`` are the shares of
        dictionary words and of locks that an epoch leaves out; what it always leaves out (1.0) is missing in
        :meth:`fixed` as well.
        """
        self.rows = rows
        self.lexicon = lexicon
        self.directions = directions
        self.hide = hide
        self.drop_word, self.drop_lock = drop_word, drop_lock
        self._glossary = glossary
        languages = dict.fromkeys(lang for direction in directions for lang in direction)
        self._matchers = {lang: Matcher(compile_terms(glossary, lang)) for lang in languages}

    @cached_property
    def _locks(self) -> list[dict[Direction, list[Lock]]]:
        found = []
        for row in self.rows:
            terms = {lang: list(matcher.find(row.texts[lang])) for lang, matcher in self._matchers.items()}
            found.append({(s, t): list(self._answered(terms[s], terms[t])) for s, t in self.directions})
        return found

    def _answered(self, source: Sequence[Occurrence], target: Sequence[Occurrence]) -> Iterator[Lock]:
        """Source terms whose concept stands in the reference, with the reference's own term."""
        there: dict[str, list[str]] = {}
        for occurrence in target:
            for concept in (occurrence.concept, *occurrence.alternatives):
                there.setdefault(concept, []).append(occurrence.term)
        for occurrence in source:
            terms = there.get(occurrence.concept)
            if terms and occurrence.concept not in self.hide:
                yield _lock(occurrence, terms.pop(0) if len(terms) > 1 else terms[0])

    def copies(self, count: int, rng: random.Random) -> Iterator[Pair]:
        """Strings of dictionary words to be copied, every fifth one to be looked up instead.

        They teach a young model to look at its source; sentences alone take much longer to do so.
        """
        directions = list(self.directions)
        for _ in range(count):
            source, target = rng.choice(directions)
            rows = rng.choices(self.lexicon.rows, k=rng.randint(1, 6))
            words = [rng.choice(_variants(row, target)) for row in rows]
            if rng.random() < 0.2:
                yield Pair(f">>{target}<< {_variants(rows[0], source)[0]}", words[0])
            else:
                yield Pair(f">>{target}<< {' '.join(words)}", " ".join(words))

    def epoch(self, seed: int, joined: float = 0.1, copied: int = 0) -> Iterator[Pair]:
        """One pass over all directions, in random order; ``joined`` of the rows with their neighbour.

        ``copied`` strings of dictionary words are mixed in.
        """
        rng = random.Random(seed)
        yield from self.copies(copied, rng)
        chance = Chance(self.drop_word, self.drop_lock, bare=0.04, rng=rng)
        order = [
            (k, direction)
            for direction, weight in self.directions.items()
            for k in _drawn(len(self.rows), weight, rng)
        ]
        rng.shuffle(order)
        for k, direction in order:
            pair = self._pair(k, direction, chance)
            if rng.random() < joined and k + 1 < len(self.rows):
                after = self._pair(k + 1, direction, chance)
                pair = Pair(f"{pair.source} {after.source}", f"{pair.target} {after.target}")
            yield Pair(f">>{direction[1]}<< {pair.source}", pair.target)

    def fixed(self, source: str, target: str) -> list[Pair]:
        """Every row with full annotation, as at translation time: locks by policy, no look at the reference."""
        chance = Chance(float(self.drop_word == 1), float(self.drop_lock == 1))
        pairs = []
        for row in self.rows:
            locks = []
            for occurrence in self._matchers[source].find(row.texts[source]):
                approved = self._glossary[occurrence.concept].approved(target)
                if approved:
                    locks.append(_lock(occurrence, approved[0].text))
            annotated = annotate(row.texts[source], target, self.lexicon, locks, chance, source=source)
            pairs.append(Pair(f">>{target}<< {annotated.text}", row.texts[target]))
        return pairs

    def _pair(self, k: int, direction: Direction, chance: Chance) -> Pair:
        source, target = direction
        texts, locks = self.rows[k].texts, self._locks[k][direction]
        annotated = annotate(
            texts[source], target, self.lexicon, locks, chance, level(texts[target]), source=source
        )
        return Pair(annotated.text, texts[target])


def _lock(occurrence: Occurrence, text: str) -> Lock:
    return Lock(occurrence.start, occurrence.end, text, occurrence.proclitics, occurrence.enclitics)


def _variants(row: Sequence[str], lang: str) -> list[str]:
    """The principal parts, or the spellings, of the first equivalent of a row of the dictionary."""
    return row[COLUMNS[lang]].split(" / ")[0].split(" | ")


def _drawn(count: int, weight: float, rng: random.Random) -> list[int]:
    """The rows that an epoch draws: all of them as often as the weight is whole, and a random part."""
    whole, part = divmod(weight, 1)
    return [*range(count)] * int(whole) + rng.sample(range(count), round(part * count))
