"""empty: a source segment has no translation."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots


@register
class Empty(Check):
    """Only segments whose source has letters or digits."""

    code = "empty"
    title = "A source segment has no translation."
    severity = Severity.ERROR

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a segment."""
        if not pair.target.text.strip() and any(c.isalnum() for c in pair.source.text):
            yield self.finding(
                pair,
                _("segment {number}: no translation").format(number=pair.number),
                _("translate the segment"),
            )
