"""The stretches of a segment that the HTML report marks: terms and findings, none overlapping another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from termlock.glossary.matching import Occurrence
from termlock.qa.finding import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a segment, with the concepts named there and the numbers of the findings about it."""

    start: int
    end: int
    concepts: tuple[str, ...]
    findings: tuple[int, ...] = ()


def marks(text: str, occurrences: Sequence[Occurrence], found: Iterable[tuple[int, str, Span]]) -> list[Mark]:
    """The marks of ``text`` in order; what overlaps becomes one mark.

    ``found`` has the number of a finding, the concept that stands there, and the place.
    """
    single = [Mark(o.start, o.end, (o.concept, *o.alternatives)) for o in occurrences]
    single += [
        Mark(span.start, span.end, (concept,) if concept else (), (number,))
        for number, concept, span in found
    ]
    merged: list[Mark] = []
    for mark in sorted((_within(text, m) for m in single), key=lambda m: m.start):
        if mark.start >= mark.end:
            continue
        if merged and mark.start < merged[-1].end:
            merged[-1] = _joined(merged[-1], mark)
        else:
            merged.append(mark)
    return merged


def _within(text: str, mark: Mark) -> Mark:
    """Offsets may come from a file that was edited since: they must not cut outside the text."""
    start, end = (min(max(offset, 0), len(text)) for offset in (mark.start, mark.end))
    return Mark(start, end, mark.concepts, mark.findings)


def _joined(first: Mark, second: Mark) -> Mark:
    return Mark(
        first.start,
        max(first.end, second.end),
        tuple(dict.fromkeys(first.concepts + second.concepts)),
        tuple(dict.fromkeys(first.findings + second.findings)),
    )
