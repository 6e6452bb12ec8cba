"""inconsistent: one concept has several terms within a document."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.concept import Status
from termlock.glossary.messages import _, isolated
from termlock.qa.checks.base import Check, Setting, register
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots


@register
class Inconsistent(Check):
    """Admitted variants are allowed, unless the policy asks for preferred terms only."""

    code = "inconsistent"
    title = "One concept is named by several terms within a document."
    severity = Severity.WARNING

    def __init__(self, setting: Setting) -> None:
        """Remember nothing yet: the document is read pair by pair."""
        super().__init__(setting)
        self._first: dict[tuple[str, str], tuple[str, int]] = {}
        self._reported: set[tuple[str, str]] = set()

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding for each term that departs from the first one used for its concept."""
        for source, target in slots.held:
            # different wordings of the source may well have different terms
            first, segment = self._first.setdefault((target.concept, source.term), (target.term, pair.number))
            key = (target.concept, target.term)
            if (
                target.term == first
                or key in self._reported
                or self._variant(target.concept, target.term, first)
            ):
                continue
            self._reported.add(key)
            message = _("segment {number}: {concept} is {target} here and {first} in segment {segment}")
            yield self.finding(
                pair,
                message.format(
                    number=pair.number,
                    concept=target.concept,
                    target=isolated(target.text),
                    first=isolated(first),
                    segment=segment,
                ),
                _("use one term throughout"),
                concept=target.concept,
                source=source,
                target=target,
            )

    def _variant(self, concept_id: str, term: str, other: str) -> bool:
        """Whether one of the two is an admitted variant, and variants are allowed."""
        if self.setting.policy.rule(concept_id).status is Status.PREFERRED:
            return False
        if term in other or other in term:
            return True  # a longer and a shorter form of one name
        concept = self.setting.glossary.by_id.get(concept_id)
        statuses = {t.text: t.status for t in concept.terms_in(self.setting.target_lang)} if concept else {}
        return Status.ADMITTED in (statuses.get(term), statuses.get(other))
