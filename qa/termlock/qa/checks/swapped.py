"""swapped: in the place of a source concept stands one that it must never be exchanged for."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots


@register
class Swapped(Check):
    """Names both concepts. Where the intruder also belongs to the source, it is a conflation."""

    code = "swapped"
    title = "The translation names another concept than the source, one it must never be swapped for."

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a swap."""
        own = {source.concept for source, _target in slots.held}
        for source, target in slots.replaced:
            if target.concept in own:
                continue
            message = _(
                "segment {number}: source says {source} ({concept}), translation says {target} ({instead})"
            )
            yield self.exchange(pair, message, source, target)
