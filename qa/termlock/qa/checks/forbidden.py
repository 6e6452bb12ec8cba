"""forbidden: a term that the glossary or the policy bars stands in the target."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _, isolated
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots


@register
class Forbidden(Check):
    """Fires for forbidden and deprecated wordings, and for concepts that a house style forbids."""

    code = "forbidden"
    title = "The translation uses a wording that the glossary or the policy bars."

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding an occurrence."""
        setting = self.setting
        for target in pair.target.occurrences:
            forbidden = setting.policy.rule(target.concept).forbid
            wordings = setting.resolve(target.concept).barred_terms
            if not forbidden and not any(term.text == target.term for term in wordings):
                continue
            message = _("segment {number}: {target} ({concept}) is barred")
            advice = setting.advice(target.concept)
            yield self.finding(
                pair,
                message.format(number=pair.number, target=isolated(target.text), concept=target.concept),
                _("use {term}").format(term=advice) if advice and not forbidden else _("use another wording"),
                concept=target.concept,
                target=target,
            )
