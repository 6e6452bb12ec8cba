"""Examples for training: sentence pairs with dictionary words and locks written into the source."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from termlock.glossary.concept import Glossary
from termlock.glossary.errors import InputError
from termlock.glossary.matching import Matcher, compile_terms
from termlock.glossary.normalise import level
from termlock.translate.annotation import Chance, Lock, annotate
from termlock.translate.lexicon import Lexicon

COLUMNS = {"en": 1, "ar": 2, "he": 3}


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
        self, rows: Sequence[Row], lexicon: Lexicon, glossary: Glossary, targets: Sequence[str]
    ) -> None:
        """Find the locks of every row once."""
        self.rows = rows
        self.lexicon = lexicon
        self.targets = targets
        self._glossary = glossary
        self._matchers = {
            lang: Matcher(compile_terms(glossary, lang)) for lang in dict.fromkeys(("en", *targets))
        }

    @cached_property
    def _locks(self) -> list[dict[str, list[Lock]]]:
        return [{lang: self._find(row, lang) for lang in self.targets} for row in self.rows]

    def _find(self, row: Row, lang: str) -> list[Lock]:
        """Source terms whose concept stands in the reference, with the reference's own term."""
        there: dict[str, list[str]] = {}
        for occurrence in self._matchers[lang].find(row.texts[lang]):
            for concept in (occurrence.concept, *occurrence.alternatives):
                there.setdefault(concept, []).append(occurrence.term)
        locks = []
        for occurrence in self._matchers["en"].find(row.texts["en"]):
            terms = there.get(occurrence.concept)
            if terms:
                text = terms.pop(0) if len(terms) > 1 else terms[0]
                locks.append(Lock(occurrence.start, occurrence.end, text))
        return locks

    def copies(self, count: int, rng: random.Random) -> Iterator[Pair]:
        """Strings of dictionary words to be copied, every fifth one to be looked up instead.

        They teach a young model to look at its source; sentences alone take much longer to do so.
        """
        for _ in range(count):
            lang = rng.choice(self.targets)
            rows = rng.choices(self.lexicon.rows, k=rng.randint(1, 6))
            column = COLUMNS[lang]
            words = [rng.choice(row[column].split(" / ")[0].split(" | ")) for row in rows]
            if rng.random() < 0.2:
                yield Pair(f">>{lang}<< {rows[0][1].split(' | ')[0]}", words[0])
            else:
                yield Pair(f">>{lang}<< {' '.join(words)}", " ".join(words))

    def epoch(self, seed: int, joined: float = 0.1, copied: int = 0) -> Iterator[Pair]:
        """One pass over all rows and targets, in random order; ``joined`` of them with their neighbour.

        ``copied`` strings of dictionary words are mixed in.
        """
        rng = random.Random(seed)
        yield from self.copies(copied, rng)
        chance = Chance(drop_word=0.1, drop_lock=0.1, bare=0.04, rng=rng)
        order = [(k, lang) for k in range(len(self.rows)) for lang in self.targets]
        rng.shuffle(order)
        for k, lang in order:
            pair = self._pair(k, lang, chance)
            if rng.random() < joined and k + 1 < len(self.rows):
                after = self._pair(k + 1, lang, chance)
                pair = Pair(f"{pair.source} {after.source}", f"{pair.target} {after.target}")
            yield Pair(f">>{lang}<< {pair.source}", pair.target)

    def fixed(self, lang: str) -> list[Pair]:
        """Every row with full annotation, as at translation time: locks by policy, no look at the reference."""
        pairs = []
        for row in self.rows:
            locks = []
            for occurrence in self._matchers["en"].find(row.texts["en"]):
                approved = self._glossary[occurrence.concept].approved(lang)
                if approved:
                    locks.append(Lock(occurrence.start, occurrence.end, approved[0].text))
            source = annotate(row.texts["en"], lang, self.lexicon, locks)
            pairs.append(Pair(f">>{lang}<< {source}", row.texts[lang]))
        return pairs

    def _pair(self, k: int, lang: str, chance: Chance) -> Pair:
        row = self.rows[k]
        source = annotate(
            row.texts["en"], lang, self.lexicon, self._locks[k][lang], chance, level(row.texts[lang])
        )
        return Pair(source, row.texts[lang])
