"""inserted: the target has a contested concept that the source lacks."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _, isolated
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots


@register
class Inserted(Check):
    """Silent where the source has an ordinary word that the dictionary renders by that very term."""

    code = "inserted"
    title = "The translation has a contested concept that the source lacks."

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a concept."""
        lang = self.setting.target_lang
        seen: set[str] = set()
        for target in slots.extra:
            if target.concept in seen or self.setting.accounted_for(pair, target):
                continue
            if not self.setting.tolerance.reports("inserted", target.concept, lang):
                continue
            seen.add(target.concept)
            message = _("segment {number}: the translation says {target} ({instead}), the source does not")
            yield self.finding(
                pair,
                message.format(number=pair.number, target=isolated(target.text), instead=target.concept),
                _("remove it or use the source's own word"),
                instead=target.concept,
                target=target,
            )
