"""forbidden: a term that the glossary or the policy bars stands in the target."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.concept import Status
from termlock.glossary.messages import _, isolated
from termlock.glossary.policy import MIRROR
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
            concept = setting.glossary.by_id.get(target.concept)
            term = (
                next((t for t in concept.terms_in(setting.target_lang) if t.text == target.term), None)
                if concept
                else None
            )
            barred = setting.policy is not MIRROR and setting.policy.rule(target.concept).forbid
            if not barred and (term is None or term.status not in (Status.FORBIDDEN, Status.DEPRECATED)):
                continue
            message = _("segment {number}: {target} ({concept}) is barred")
            advice = setting.advice(target.concept)
            yield self.finding(
                pair,
                message.format(number=pair.number, target=isolated(target.text), concept=target.concept),
                _("use {term}").format(term=advice) if advice and not barred else _("use another wording"),
                concept=target.concept,
                target=target,
            )
