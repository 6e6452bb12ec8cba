"""Findings: what a check reports (SARIF calls it a ``result``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters; ``--fail-on`` names the weakest that fails a run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a segment: its text and character offsets (end exclusive) in the segment."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in one segment.

    ``line`` is the 1-based line of ``file`` where the segment begins, ``segment`` its 1-based number.
    ``concept`` is what the source (or the old version) says, ``instead`` what stands in its place.
    ``source`` and ``target`` are the places in both texts, where there is one.
    """

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    segment: int = 0
    concept: str = ""
    instead: str = ""
    source: Span | None = None
    target: Span | None = None
    source_lang: str = ""
    target_lang: str = ""

    def at(self, file: str, line: int, segment: int) -> Finding:
        """The same finding with its place filled in."""
        return replace(self, file=file, line=line, segment=segment)

    def as_dict(self) -> dict[str, Any]:
        """The finding as the JSON formats show it."""
        spans = {
            name: {"text": span.text, "start": span.start, "end": span.end} if span else None
            for name, span in (("source", self.source), ("target", self.target))
        }
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.file,
            "line": self.line,
            "segment": self.segment,
            "concept": self.concept,
            "instead": self.instead,
            **spans,
            "message": self.message,
            "remedy": self.remedy,
        }
