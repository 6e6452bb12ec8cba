"""untranslated: the source, or a stretch in its script, was left in place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termlock.glossary.messages import _, isolated
from termlock.glossary.morphology import MORPHOLOGIES
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots

RUN = 4  # words of the source's script in a row
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_RUNS = re.compile(rf"{_WORD}(?:[ ,]+{_WORD}){{{RUN - 1},}}")


@register
class Untranslated(Check):
    """A few foreign words are names; four in a row that the source has too are left in place."""

    code = "untranslated"
    title = "A stretch of the source was left untranslated."
    severity = Severity.WARNING

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a segment."""
        setting = self.setting
        source_script = MORPHOLOGIES[setting.source_lang].script
        target_script = MORPHOLOGIES[setting.target_lang].script
        text = pair.target.text
        whole = text.strip() == pair.source.text.strip() and len(text.split()) >= RUN
        run = (
            None
            if whole
            else next(
                (
                    m
                    for m in _RUNS.finditer(text)
                    if source_script.search(m.group())
                    and not target_script.search(m.group())
                    and m.group() in pair.source.text
                ),
                None,
            )
        )
        if whole or run:
            span = Span(run.group(), *run.span()) if run else Span(text, 0, len(text))
            message = _("segment {number}: not translated: {text}")
            yield self.finding(
                pair,
                message.format(number=pair.number, text=isolated(span.text[:60])),
                _("translate it"),
                target=span,
            )
