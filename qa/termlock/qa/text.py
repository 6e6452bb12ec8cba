"""Read what is compared: segments with their lines, and the terms found in them."""

from __future__ import annotations

from collections.abc import Sequence

from termlock.glossary.matching import Matcher
from termlock.qa.pair import Side

BATCH = 2000  # segments that are searched together


def sides(texts: Sequence[str], lines: Sequence[int], matcher: Matcher) -> list[Side]:
    """The segments as sides of pairs, with their occurrences; searched in batches for speed."""
    found: list[Side] = []
    for begin in range(0, len(texts), BATCH):
        batch = texts[begin : begin + BATCH]
        for text, line, occurrences in zip(
            batch, lines[begin : begin + BATCH], matcher.find_in(batch), strict=True
        ):
            found.append(Side(text, line, tuple(occurrences)))
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
