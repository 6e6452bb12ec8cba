"""swapped: in the place of a source concept stands one that it must never be exchanged for."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _, isolated
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
            advice = self.setting.advice(source.concept)
            yield self.finding(
                pair,
                message.format(
                    number=pair.number,
                    source=isolated(source.text),
                    concept=source.concept,
                    target=isolated(target.text),
                    instead=target.concept,
                ),
                _("use {term}").format(term=advice) if advice else "",
                concept=source.concept,
                instead=target.concept,
                source=source,
                target=target,
            )
