"""Align the segments of a source and its translation, and of two versions of a text.

Source and translation with as many segments are paired one to one. Otherwise they are aligned by length
(Gale & Church 1993) with anchors: numbers and names of concepts that both sides share make a pairing
likelier. Versions in one language are aligned by similarity, so that moved, split, merged, inserted and
deleted segments are told apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rapidfuzz import fuzz

_NUMBER = re.compile(r"\d+")
# Gale & Church (1993): prior of each kind of pairing (source segments, target segments)
PRIORS: dict[tuple[int, int], float] = {
    (1, 1): 0.89, (1, 0): 0.005, (0, 1): 0.005, (2, 1): 0.05, (1, 2): 0.05, (2, 2): 0.001,
}  # fmt: skip
VARIANCE = 6.8  # of the length difference per character
ANCHOR = 3.0  # nats that each shared anchor is worth
BAND = 200  # segments that an alignment may stray from the diagonal


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments that belong together: indices of the old or source side and of the new or target side."""

    source: tuple[int, ...]
    target: tuple[int, ...]


def one_to_one(count: int) -> list[Bead]:
    """Pair segment k with segment k."""
    return [Bead((k,), (k,)) for k in range(count)]


def by_length(
    source: Sequence[str],
    target: Sequence[str],
    anchors: Sequence[tuple[frozenset[str], frozenset[str]]] = (),
) -> list[Bead]:
    """Align two texts by length, numbers and anchors; linear in their length.

    ``anchors`` holds for each index the anchors of the source and of the target segment with that index
    (concept ids, for instance), as far as the longer side goes.
    """
    rows, columns = len(source), len(target)
    left = _Spans(source, [anchors[k][0] if k < len(anchors) else frozenset() for k in range(rows)])
    right = _Spans(target, [anchors[k][1] if k < len(anchors) else frozenset() for k in range(columns)])
    ratio = max(right.length(0, columns), 1) / max(left.length(0, rows), 1)
    kinds = list(PRIORS)
    penalties = [math.log(prior) for prior in PRIORS.values()]
    slope = columns / max(rows, 1)
    # The cost of the best alignment up to a cell is kept for the last rows only, by column; of all rows it is
    # kept how each cell was reached: the first column of the band, and the kind of pairing for each column.
    recent: dict[int, dict[int, float]] = {}
    steps: list[tuple[int, bytearray]] = []
    for i in range(rows + 1):
        middle = round(i * slope)
        first = max(0, middle - BAND)
        recent[i] = {0: 0.0} if i == 0 else {}
        recent.pop(i - 3, None)
        reached = bytearray()
        for j in range(first, min(columns, middle + BAND) + 1):
            options = []
            for kind, (di, dj) in enumerate(kinds):
                before = recent.get(i - di, {}).get(j - dj)
                if before is not None:
                    cost = _cost(left.length(i - di, i), right.length(j - dj, j), ratio) - penalties[kind]
                    cost -= ANCHOR * _shared(left.signs(i - di, i), right.signs(j - dj, j))
                    options.append((before + cost, (di, dj), kind))
            if options:
                recent[i][j], _, kind = min(options)
                reached.append(kind)
            else:
                reached.append(len(kinds))
        steps.append((first, reached))
    beads: list[Bead] = []
    i, j = rows, columns
    while (i, j) != (0, 0):
        first, reached = steps[i]
        di, dj = kinds[reached[j - first]]
        beads.append(Bead(tuple(range(i - di, i)), tuple(range(j - dj, j))))
        i, j = i - di, j - dj
    return beads[::-1]


class _Spans:
    """Lengths and signs (numbers, anchors) of one or two neighbouring segments of a side."""

    def __init__(self, texts: Sequence[str], anchors: Sequence[frozenset[str]]) -> None:
        self._ends = [0, *accumulate(map(len, texts))]
        one = [Counter(_NUMBER.findall(t)) + Counter(a) for t, a in zip(texts, anchors, strict=True)]
        self._signs = (one, [a + b for a, b in pairwise(one)])

    def length(self, start: int, end: int) -> int:
        """Characters."""
        return self._ends[end] - self._ends[start]

    def signs(self, start: int, end: int) -> Counter[str] | None:
        """How often each number and anchor occurs; none for no segments."""
        return self._signs[end - start - 1][start] if end > start else None


def _shared(source: Counter[str] | None, target: Counter[str] | None) -> int:
    return (source & target).total() if source and target else 0


def _cost(a: int, b: int, ratio: float) -> float:
    """Minus the log-probability of the difference between two lengths (two-sided normal)."""
    if not a and not b:
        return 0.0
    mean = (a * ratio + b) / 2
    delta = abs(b - a * ratio) / math.sqrt(max(mean, 1.0) * VARIANCE)
    return -math.log(max(math.erfc(delta / math.sqrt(2)), 1e-12))


SAME = 55.0  # similarity (0..100) from which two segments are versions of each other
SPLIT = 70.0  # how much of a segment its halves must cover


def versions(old: Sequence[str], new: Sequence[str]) -> list[Bead]:
    """Align two versions of a text, in the order of the new one; deleted segments come last.

    Equal segments are anchors. Between anchors, each new segment takes the old one that is most like it,
    or two neighbours when it merges them; an old segment may be split over two new ones.
    """
    if len(old) == len(new) and all(_alike(a, b) >= SAME or a == b for a, b in zip(old, new, strict=True)):
        return one_to_one(len(old))
    taken: set[int] = set()
    partner: dict[int, tuple[int, ...]] = {}
    places: dict[str, list[int]] = {}
    for k, text in enumerate(old):
        places.setdefault(text, []).append(k)
    for n, text in enumerate(new):
        if places.get(text):
            k = places[text].pop(0)
            partner[n] = (k,)
            taken.add(k)
    loose = [k for k in range(len(old)) if k not in taken]
    for n, text in enumerate(new):
        if n in partner or not text.strip():
            continue
        near = sorted(loose, key=lambda k: abs(k - n))[:BAND]
        scored = [(_alike(old[k], text), -abs(k - n), k) for k in near]
        score, _, k = max(scored, default=(0.0, 0, -1))
        pair = next(
            (
                (a, a + 1)
                for a in near
                if a + 1 in loose and _alike(f"{old[a]} {old[a + 1]}", text) > max(score, SPLIT)
            ),
            None,
        )
        if pair:
            partner[n] = pair
        elif score >= SAME:
            partner[n] = (k,)
        else:
            continue
        loose = [x for x in loose if x not in partner[n]]
        taken.update(partner[n])
    beads = _with_splits(old, new, partner)
    return [*beads, *(Bead((k,), ()) for k in range(len(old)) if k not in taken)]


def _with_splits(old: Sequence[str], new: Sequence[str], partner: dict[int, tuple[int, ...]]) -> list[Bead]:
    """Join a new segment without partner to its neighbour when both together are one old segment."""
    beads: list[Bead] = []
    for n in range(len(new)):
        before = beads[-1] if beads else None
        if n not in partner and before and before.source and len(before.target) == 1:
            whole = " ".join(old[k] for k in before.source)
            joined = f"{new[before.target[0]]} {new[n]}"
            if _alike(whole, joined) > _alike(whole, new[before.target[0]]):
                beads[-1] = Bead(before.source, (*before.target, n))
                continue
        beads.append(Bead(partner.get(n, ()), (n,)))
    return beads


def _alike(a: str, b: str) -> float:
    return fuzz.token_sort_ratio(a, b)
