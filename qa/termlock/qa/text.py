"""Read what is compared: segments with their lines, and the terms found in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from termlock.glossary.matching import Matcher, Occurrence
from termlock.qa.pair import Side

BATCH = 2000  # segments that are searched together


def sides(texts: Sequence[str], lines: Sequence[int], matcher: Matcher) -> list[Side]:
    """The segments as sides of pairs, with their occurrences; searched in batches for speed."""
    found: list[Side] = []
    for begin in range(0, len(texts), BATCH):
        batch = [t.replace("\n", " ") for t in texts[begin : begin + BATCH]]
        starts = [0, *accumulate(len(t) + 1 for t in batch)]
        occurrences: list[list[Occurrence]] = [[] for _ in batch]
        for occurrence in matcher.find("\n".join(batch)):
            index = bisect_right(starts, occurrence.start) - 1
            occurrences[index].append(occurrence.shifted(-starts[index]))
        for offset, text in enumerate(texts[begin : begin + BATCH]):
            found.append(Side(text, lines[begin + offset], tuple(occurrences[offset])))
    return found


def joined(members: Sequence[Side]) -> Side:
    """Several segments as one side: texts with a space between, occurrences moved along."""
    if len(members) == 1:
        return members[0]
    if not members:
        return Side("")
    text = ""
    occurrences = []
    for member in members:
        shift = len(text) + 1 if text else 0
        occurrences += [o.shifted(shift) for o in member.occurrences]
        text = f"{text} {member.text}" if text else member.text
    return Side(text, members[0].line, tuple(occurrences))
