"""Aligned segments of two texts, with the terms found in each: what checks and reports work on."""

from __future__ import annotations

from dataclasses import dataclass, field

from termlock.glossary.matching import Occurrence
from termlock.qa.finding import Finding


@dataclass(frozen=True, slots=True)
class Side:
    """A segment of one text: its words, where it begins, and the occurrences of glossary terms."""

    text: str
    line: int = 0
    occurrences: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """A source segment and its translation, or an old segment and its new version.

    ``number`` is the 1-based number of the target segment.
    """

    number: int
    source: Side
    target: Side


@dataclass(frozen=True)
class Comparison:
    """Two aligned texts and what was found: the input of every report."""

    source_file: str
    target_file: str
    source_lang: str
    target_lang: str
    pairs: tuple[SegmentPair, ...]
    findings: tuple[Finding, ...] = field(default=())
    count: int = 0

    @property
    def segments(self) -> int:
        """How many pairs were compared; ``pairs`` may hold only those with findings."""
        return self.count or len(self.pairs)
