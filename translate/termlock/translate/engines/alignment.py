"""From attention over subword pieces to links between words."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

BOUNDARY = "▁"  # begins a piece that begins a word
THRESHOLD = 0.25  # of a target word's attention: what a source word needs for a link beside the best


def word_indexes(pieces: Sequence[str], text: str) -> list[int]:
    """For each piece the index of the white-space word of ``text`` that it belongs to.

    Normalisation may join, split or change words; within a changed stretch the nearest word is taken.
    """
    own: list[int] = []
    words: list[str] = []
    begins = True
    for piece in pieces:
        body = piece.lstrip(BOUNDARY)
        begins = begins or piece != body
        if begins and body:
            words.append("")
            begins = False
        if body:
            words[-1] += body
        # a lone boundary belongs to the word that follows
        own.append(len(words) if begins else len(words) - 1)
    actual = text.split()
    if not actual:
        return [-1] * len(own)
    place: list[int] = []
    for _tag, i, i_end, j, j_end in SequenceMatcher(None, words, actual, autojunk=False).get_opcodes():
        place += [min(j + k * (j_end - j) // (i_end - i), len(actual) - 1) for k in range(i_end - i)]
    return [place[w] if w < len(place) else len(actual) - 1 for w in own]


def links(
    attention: np.ndarray[Any, Any], source: Sequence[int], target: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """Pairs of source and target words from ``attention`` (target pieces by source pieces).

    ``source`` and ``target`` give each piece's word, -1 for pieces that are no text. Each target word is
    linked to its best source word and to every other that holds at least ``THRESHOLD`` of its attention.
    """
    import numpy as np

    if max(source, default=-1) < 0 or max(target, default=-1) < 0:
        return ()
    weights = np.zeros((max(target) + 1, max(source) + 1))
    for row, word in zip(attention, target, strict=True):
        if word >= 0:
            for weight, origin in zip(row, source, strict=True):
                if origin >= 0:
                    weights[word, origin] += weight
    pairs: set[tuple[int, int]] = set()
    for word in sorted({w for w in target if w >= 0}):
        share = weights[word] / (weights[word].sum() or 1.0)
        pairs |= {(int(i), word) for i in np.flatnonzero(share >= THRESHOLD)} | {(int(share.argmax()), word)}
    return tuple(sorted(pairs))
