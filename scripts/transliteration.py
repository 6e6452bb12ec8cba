"""Make ``translate/termlock/translate/data/transliteration/{en-ar,…}.tsv`` from the names lexicon.

    python scripts/transliteration.py

Names are taken word by word where both sides have the same number of words. Chunks of up to three letters
are aligned by expectation maximisation, which begins with the hand-written rules; words that the rules
cannot bring together (*Egypt*, مصر) are translations and left out.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import simplemma

from termlock.glossary.exchange.files import write_text
from termlock.translate.lexicon import COLUMNS, read_rows
from termlock.translate.transliteration import (
    DATA,
    DIRECTIONS,
    EDGE,
    LONGEST,
    MEMORY,
    Chain,
    Features,
    Model,
    Pair,
    Rules,
    by_rule,
    letters,
    letters_anywhere,
    letters_around,
    pairs_before,
    rules,
    spelled,
)

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "seeds/corpus/names"
KINDS = ("person", "given", "family", "place", "organisation")
ROUNDS = 5
LONGEST_TARGET = {"en": 3, "ar": 2, "he": 2}
RAREST_PAIR = 2
RAREST_FEATURE = 2
RAREST_LEMMA = 3e-6  # share of farahidi's corpus
SMALL = 0.2  # weight
PENALTY = 2.0
RATE = 0.15
ROUNDS_OF_FITTING = 40
STRANGE = 0.34  # cost a letter above which a pair is taken for a translation

Letters = tuple[str, ...]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Weights = np.ndarray[tuple[int], np.dtype[np.float64]]


_ARTICLE = {
    "en": re.compile(r"^(?:al|el|ad|an|ar|as|ash|at|ath|az|ed|en|er|es|ez)-(?=\w)", re.IGNORECASE),
    "ar": re.compile(r"^ال(?=\w\w)"),
    "he": re.compile(r"^(?:אל|א)-(?=\w)"),
}


def words(name: str, lang: str) -> list[tuple[bool, str]]:
    """The words of a name without their Arabic article, and whether they had it."""
    found = []
    for word in name.split():
        bare = _ARTICLE[lang].sub("", word)
        parts = bare.split("-")
        found += [(bare != word and k == 0, part) for k, part in enumerate(parts)]
    return found


Row = tuple[str, ...]


@cache
def lexicon_rows() -> tuple[Row, ...]:
    """The rows of the names lexicon that may hold names spelled by sound."""
    rows = (row for path in sorted(NAMES.glob("*.tsv")) for row in read_rows(path))
    return tuple(row for row in rows if row[0] in KINDS)


@cache
def further_rows() -> tuple[Row, ...]:
    """Names beyond the lexicon: a list beside the tables, and what is met in the corpus."""
    return (*read_rows(DATA / "names.tsv"), *mined())


@cache
def word_pairs(source: str, target: str, rows: tuple[Row, ...]) -> dict[Letters, tuple[Letters, ...]]:
    """The words of names with their accepted spellings in the other language, best first."""
    found: dict[Letters, dict[Letters, None]] = {}
    for row in rows:
        for left in row[COLUMNS[source]].split(" | "):
            for right in row[COLUMNS[target]].split(" | "):
                ours, theirs = words(left, source), words(right, target)
                if len(ours) != len(theirs):
                    continue
                for (article, a), (other, b) in zip(ours, theirs, strict=True):
                    if article == other and same_name(letters(a, source), letters(b, target), source, target):
                        found.setdefault(letters(a, source), {})[letters(b, target)] = None
    return {word: tuple(spellings) for word, spellings in found.items()}


_NAME_INSIDE = re.compile(r"(?<=[a-z,] )(?:[Aa]l-)?[A-Z][a-z']+[a-z]\b")
_CLITICS = {"ar": re.compile(r"^[وف]?[بلك]?"), "he": re.compile(r"^ו?ש?[בלמכה]?")}


def mined() -> Iterator[Row]:
    """Names that a sentence of the training corpus has in all three languages and the lexicon has not."""
    known = {word for target in ("ar", "he") for word in word_pairs("en", target, lexicon_rows())}
    ordinary = cache(simplemma.is_known)
    found: dict[str, tuple[str, str]] = {}
    for path in sorted((ROOT / "seeds/corpus/train").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            _, english, *others = line.split("\t")
            for match in _NAME_INSIDE.finditer(english):
                name = match.group().removesuffix("'s")
                ((_, word),) = words(name, "en")[:1]
                if name in found or letters(word, "en") in known or ordinary(name.lower(), "en"):
                    continue
                spellings = [_met(word, text, lang) for text, lang in zip(others, ("ar", "he"), strict=True)]
                if all(spellings) and len(word) > 3:
                    found[name] = (spellings[0], spellings[1])
                    known.add(letters(word, "en"))
    for name, (arabic, hebrew) in found.items():
        yield "person", _ARTICLE["en"].sub("", name), arabic, hebrew


def _met(word: str, text: str, lang: str) -> str:
    """The word of ``text`` that spells a name by the rules exactly, without clitics; empty if none does."""
    for match in re.finditer(r"[^\W\d_][^\W\d_']*(?:'[^\W\d_]*)?", text):
        candidate = match.group()
        clitic = _CLITICS[lang].match(candidate)
        shorter = candidate[clitic.end() :] if clitic else candidate
        for form in dict.fromkeys((candidate, shorter, _ARTICLE[lang].sub("", shorter))):
            if len(form) > 2 and cost(letters(word, "en"), letters(form, lang), rules("en", lang)) == 0:
                return form
    return ""


def cost(source: Letters, target: Letters, by_rule: Rules) -> float:
    """How far a pair is from what the rules allow: letters on either side that no rule accounts for."""
    allowed = _allowed(by_rule)
    best = [[math.inf] * (len(target) + 1) for _ in range(len(source) + 1)]
    best[0][0] = 0.0
    for i in range(len(source) + 1):
        for j in range(len(target) + 1):
            here = best[i][j]
            if i < len(source):
                best[i + 1][j] = min(best[i + 1][j], here + 1)
            if j < len(target):
                best[i][j + 1] = min(best[i][j + 1], here + 1)
            for end in range(i + 1, min(i + LONGEST, len(source)) + 1):
                targets = allowed.get("".join(source[i:end]), frozenset())
                for stop in range(j, min(j + 2, len(target)) + 1):
                    if "".join(target[j:stop]) in targets:
                        best[end][stop] = min(best[end][stop], here)
    return best[-1][-1]


@cache
def _allowed(by_rule: Rules) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for chunk, renderings in by_rule.renderings.items():
        found.setdefault(chunk.strip("^$"), set()).update(renderings)
    return {chunk: frozenset(targets) for chunk, targets in found.items()}


@cache
def same_name(a: Letters, b: Letters, source: str, target: str) -> bool:
    """Whether two words are one name in two scripts, and not a name and its translation."""
    if (source, target) in (("ar", "en"), ("he", "en"), ("he", "ar")):
        return same_name(b, a, target, source)
    if not a or not b:
        return False
    far = cost(a, b, rules(source, target))
    if target == "he" and b[0] == "ה" and cost(a, b[1:], rules(source, target)) < far:
        return False  # the article: Negev, הנגב
    return far <= STRANGE * min(len(a), len(b))


@dataclass(frozen=True, slots=True)
class Edge:
    """A chunk pair at its place in the lattice of a word pair: from node to node."""

    begin: int
    end: int
    pair: Pair


def lattice(source: Letters, target: Letters, longest: int) -> list[Edge]:
    """All chunk pairs of a word pair that keep near the diagonal, in an order that runs forward."""
    width, edges = len(target) + 1, []
    slope = len(target) / len(source)
    for i in range(len(source)):
        for j in range(width):
            if abs(j - i * slope) > 3:
                continue
            for end in range(i + 1, min(i + LONGEST, len(source)) + 1):
                for stop in range(j, min(j + longest, len(target)) + 1):
                    if abs(stop - end * slope) <= 3:
                        pair = "".join(source[i:end]), "".join(target[j:stop])
                        edges.append(Edge(i * width + j, end * width + stop, pair))
    return edges


def prior(pair: Pair, size: tuple[int, int], allowed: dict[str, frozenset[str]]) -> float:
    """What is thought of a pair before any name is seen: rules first, small chunks before large ones."""
    if pair[1] in allowed.get(pair[0], ()):
        return 1.0
    return 0.01 * 0.1 ** (size[0] - 1 + abs(size[1] - 1))


def align(pairs: Sequence[tuple[Letters, Letters]], by_rule: Rules, longest: int) -> list[Chain]:
    """The likeliest chain of each pair, after a few rounds of expectation maximisation."""
    allowed = _allowed(by_rule)
    lattices = [(lattice(s, t, longest), (len(s) + 1) * (len(t) + 1)) for s, t in pairs]
    weights: dict[Pair, float] = {}
    for edges, _ in lattices:
        for edge in edges:
            if edge.pair not in weights:
                source, target = edge.pair
                weights[edge.pair] = prior(edge.pair, (len(source), len(target)), allowed)
    brake = {pair: 0.3 ** (len(pair[0]) - 1) if weights[pair] < 1 else 1.0 for pair in weights}
    for _ in range(ROUNDS):
        expected: dict[Pair, float] = {}
        for edges, size in lattices:
            _expect(edges, size, weights, expected)
        total = sum(expected.values())
        weights = {pair: count / total * brake[pair] for pair, count in expected.items() if count > FAINT}
        lattices = [([e for e in edges if e.pair in weights], size) for edges, size in lattices]
    return [_best(edges, size, weights) for edges, size in lattices]


FAINT = 0.02  # expected occurrences below which a pair is given up


def _expect(edges: list[Edge], size: int, weights: dict[Pair, float], expected: dict[Pair, float]) -> None:
    """Add the expected occurrences of each pair in one lattice."""
    forward, backward = [0.0] * size, [0.0] * size
    forward[0] = backward[-1] = 1.0
    for e in edges:
        forward[e.end] += forward[e.begin] * weights[e.pair]
    if not forward[-1]:
        return
    for e in reversed(edges):
        backward[e.begin] += backward[e.end] * weights[e.pair]
    for e in edges:
        share = forward[e.begin] * weights[e.pair] * backward[e.end] / forward[-1]
        expected[e.pair] = expected.get(e.pair, 0.0) + share


def _best(edges: list[Edge], size: int, weights: dict[Pair, float]) -> Chain:
    """The likeliest path through a lattice; empty where none is left."""
    score, back = [0.0] * size, {}
    score[0] = 1.0
    for e in edges:
        here = score[e.begin] * weights[e.pair]
        if here > score[e.end]:
            score[e.end], back[e.end] = here, e
    chain: list[Pair] = []
    at = size - 1
    while at in back:
        chain.append(back[at].pair)
        at = back[at].begin
    return tuple(reversed(chain)) if at == 0 else ()


Held = dict[str, frozenset[Letters]]
NOTHING: Held = {lang: frozenset() for lang in COLUMNS}


def held_out(every: int = 10, remainder: int = 0) -> Held:
    """Every tenth English word by its hash, with whatever it answers to in Arabic and Hebrew."""
    pairs = {target: word_pairs("en", target, lexicon_rows()) for target in ("ar", "he")}
    english = frozenset(
        word
        for known in pairs.values()
        for word in known
        if zlib.crc32("".join(word).encode()) % every == remainder
    )
    return {"en": english} | {
        target: frozenset(s for word in english for s in known.get(word, ()))
        for target, known in pairs.items()
    }


def chains(source: str, target: str, without: Held = NOTHING) -> list[Chain]:
    """The aligned names of a direction, ``without`` any word that is held out in either language."""
    known = word_pairs(source, target, further_rows()) | word_pairs(source, target, lexicon_rows())
    pairs = [
        (word, spellings[0])
        for word, spellings in known.items()
        if word not in without[source] and without[target].isdisjoint(spellings)
    ]
    return [c for c in align(pairs, rules(source, target), LONGEST_TARGET[target]) if c]


def _features(model: Model, source: Letters, at: int, end: int, history: Chain, pair: Pair) -> list[Key]:
    own = (
        *letters_around(source, at),
        *letters_anywhere(source),
        *pairs_before(history, source, end),
    )
    shared = (*by_rule(model.rules, source, at, end, pair), *spelled(history, pair))
    return [*((pair, feature) for feature in own), *((EDGE, feature) for feature in shared)]


Key = tuple[Pair, str]  # a weight: of which pair (EDGE: of all), for which feature


def learn(source: str, target: str, without: Held = NOTHING) -> Model:
    """The model of a direction: weights by maximum likelihood, the small ones cut, the others fitted again."""
    aligned = chains(source, target, without)
    seen = Counter(pair for chain in aligned for pair in chain)
    start = Model({pair: {} for pair, count in seen.items() if count >= RAREST_PAIR}, rules(source, target))
    numbers: dict[Key, int] = {}
    events: list[list[list[int]]] = []  # of each place in a name its candidates, the right one first
    for chain in aligned:
        word = letters("".join(chunk for chunk, _ in chain), source)
        history, at = (EDGE,) * MEMORY, 0
        for right in chain:
            candidates = start.candidates(word, at)
            end = next((e for e, pair in candidates if pair == right), None)
            if end is None:
                break
            for key in _features(start, word, at, end, history, right):
                numbers.setdefault(key, len(numbers))
            candidates.sort(key=lambda item: item[1] != right)
            events.append([])
            for stop, pair in candidates:
                keys = _features(start, word, at, stop, history, pair)
                events[-1].append([numbers[key] for key in keys if key in numbers])
            history, at = (*history[1:], right), end
    used = Counter(number for event in events for number in event[0])
    kept = np.array([used[number] >= RAREST_FEATURE for number in range(len(numbers))])
    kept &= np.abs(fit(events, kept, ROUNDS_OF_FITTING // 2)) >= SMALL
    weights: dict[Pair, Features] = {pair: {} for pair in start.weights}
    for (pair, feature), weight in zip(numbers, fit(events, kept, ROUNDS_OF_FITTING), strict=True):
        if round(float(weight), 1):
            weights.setdefault(pair, {})[feature] = round(float(weight), 1)
    return Model(weights, start.rules)


def fit(events: list[list[list[int]]], kept: Flags, rounds: int) -> Weights:
    """Maximise the likelihood of the first candidate of each event, with a quadratic penalty (Adam).

    Features are numbers; those that are not ``kept`` have no weight.
    """
    lengths = np.array([len(found) for event in events for found in event])
    feature = np.array([number for event in events for found in event for number in found])
    owner = np.repeat(np.arange(len(lengths)), lengths)
    owner, feature = owner[kept[feature]], feature[kept[feature]]
    sizes = np.array([len(event) for event in events])
    first = np.cumsum(sizes) - sizes
    group = np.repeat(np.arange(len(sizes)), sizes)
    right = np.zeros(len(lengths))
    right[first] = 1
    observed = np.bincount(feature, right[owner], len(kept))
    weights, mean, square = np.zeros(len(kept)), np.zeros(len(kept)), np.zeros(len(kept))
    for turn in range(1, rounds + 1):
        scores = np.bincount(owner, weights[feature], len(lengths))
        scores = np.exp(scores - np.maximum.reduceat(scores, first)[group])
        probability = scores / np.add.reduceat(scores, first)[group]
        slope = observed - np.bincount(feature, probability[owner], len(kept)) - PENALTY * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        rate = RATE * (1 - turn / rounds) + RATE / 30
        weights += rate * (mean / (1 - 0.9**turn)) / (np.sqrt(square / (1 - 0.99**turn)) + 1e-3)
    return weights


def arabic_words() -> str:
    """Common lemmas and proper names of farahidi without vowel marks; 2 after those on both lists."""
    lemmas = {plain for plain, weight in _list("MSA-LEMMA.ALL-train") if float(weight) >= RAREST_LEMMA}
    names = {plain for plain, _ in _list("NonDerived.Propernoun.Unvoweled")}
    both = lemmas & names
    return "".join(f"{word}\t2\n" if word in both else f"{word}\n" for word in sorted(lemmas | names))


def _list(title: str) -> Iterator[tuple[str, str]]:
    path = files("farahidi") / "data" / f"DATA.{title}.map.jsonl.gz"
    with path.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield "".join(letters(row["key"], "ar")), row["value"]


def main() -> None:
    """Learn every direction from all names and write the tables."""
    write_text(DATA / "words-ar.tsv", arabic_words())
    for source, target in DIRECTIONS:
        model = learn(source, target)
        write_text(DATA / f"{source}-{target}.tsv", table(model))


def table(model: Model) -> str:
    """A model as text, a pair a line: chunk, rendering, then tenths of a weight with the features that have it."""
    lines = []
    for (chunk, rendering), weights in sorted(model.weights.items()):
        by_weight: dict[int, list[str]] = {}
        for feature, weight in sorted(weights.items()):
            by_weight.setdefault(round(weight * 10), []).append(feature)
        cells = [f"{tenths} {' '.join(features)}" for tenths, features in sorted(by_weight.items())]
        lines.append("\t".join((chunk, rendering, *cells)))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
