"""missing: a source concept has no approved term in the target segment."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _, isolated
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots


@register
class Missing(Check):
    """Fires for the first mention only: a pronoun or an elision may stand for a repeated one."""

    code = "missing"
    title = "A source concept has no approved term in the translation."

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a concept."""
        seen: set[str] = set()
        for source in slots.unmet:
            concept = source.concept
            if concept in seen or not self.setting.tolerance.reports(
                "missing", concept, self.setting.target_lang
            ):
                continue
            approved = [t.text for t in self.setting.resolve(concept).approved]
            if self.setting.tolerance.paraphrased(pair.target.text, approved):
                continue
            seen.add(concept)
            message = _("segment {number}: {source} ({concept}) has no counterpart in the translation")
            advice = self.setting.advice(concept)
            yield self.finding(
                pair,
                message.format(number=pair.number, source=isolated(source.text), concept=concept),
                _("use {term}").format(term=advice) if advice else "",
                concept=concept,
                source=source,
            )
