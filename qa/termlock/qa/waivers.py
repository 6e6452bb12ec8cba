"""Waivers: findings that the project accepts, each with a reason in its configuration."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from termlock.glossary.messages import _, isolated
from termlock.qa.config import UNUSED_WAIVER, Waiver
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import SegmentPair
from termlock.qa.patterns import compiled


def waives(waiver: Waiver, finding: Finding, file: str, pair: SegmentPair | None) -> bool:
    """Whether the waiver is about this finding of ``file`` (relative to the configuration)."""
    return (
        waiver.code == finding.code
        and (not waiver.file or compiled(waiver.file).match(file) is not None)
        and (not waiver.segment or waiver.segment == finding.segment)
        and (not waiver.concept or waiver.concept in (finding.concept, finding.instead))
        and (not waiver.text or any(waiver.text in text for text in _texts(finding, pair)))
    )


def _texts(finding: Finding, pair: SegmentPair | None) -> list[str]:
    """Where the words of a waiver may stand: the segment on both sides, and what the finding marks."""
    spans = [span.text for span in (finding.source, finding.target) if span]
    return [pair.source.text, pair.target.text, *spans] if pair else spans


class Waiving:
    """Sorts out waived findings, and remembers which waivers did anything."""

    def __init__(self, waivers: Sequence[Waiver]) -> None:
        """Begin with no waiver used."""
        self.waivers = waivers
        self._used: set[int] = set()

    def keep(self, findings: Sequence[Finding], file: str, pairs: Mapping[int, SegmentPair]) -> list[Finding]:
        """The findings that no waiver is about."""
        kept = []
        for finding in findings:
            pair = pairs.get(finding.segment)
            hits = [k for k, w in enumerate(self.waivers) if waives(w, finding, file, pair)]
            self._used.update(hits)
            if not hits:
                kept.append(finding)
        return kept

    def unused(self, files: Collection[str], everything: bool) -> list[Finding]:
        """A finding for each waiver that matched nothing.

        Where only some ``files`` were checked, a waiver counts if its own file is one of them.
        """
        return [
            self._unused(waiver)
            for k, waiver in enumerate(self.waivers)
            if k not in self._used
            and (everything or (waiver.file and any(compiled(waiver.file).match(f) for f in files)))
        ]

    def _unused(self, waiver: Waiver) -> Finding:
        message = _("the waiver of {code} matches nothing (reason: {reason})")
        return Finding(
            UNUSED_WAIVER,
            Severity.ERROR,
            message.format(code=waiver.code, reason=isolated(waiver.reason)),
            _("remove it"),
            file=waiver.place.file,
            line=waiver.place.line,
            concept=waiver.concept,
        )
