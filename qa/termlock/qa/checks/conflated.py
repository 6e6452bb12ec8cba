"""conflated: two source concepts that must be kept apart are rendered by one."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots


@register
class Conflated(Check):
    """Fires when a concept is replaced by another that the source also has and that keeps its own term."""

    code = "conflated"
    title = "Two source concepts that must be kept apart are rendered by one term."

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a conflation."""
        own = {source.concept for source, _target in slots.held}
        for source, target in slots.replaced:
            if target.concept not in own:
                continue
            message = _(
                "segment {number}: {source} ({concept}) and {instead} are different in the source, "
                "the translation says {target} for both"
            )
            yield self.exchange(pair, message, source, target)
