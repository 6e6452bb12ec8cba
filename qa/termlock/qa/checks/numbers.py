"""numbers: the digits of source and target differ."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from termlock.glossary.messages import _, isolated
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots

_NUMBER = re.compile(r"\d+(?:[.,٫٬:/\u2009\u202f]\d+)*")
_SEPARATORS = re.compile(r"[.,٫٬\u2009\u202f]")
# A month or a weekday may be written out, and a date spelled in figures: small numbers are words too.
SMALLEST = 13


def value(written: str) -> str:
    """The digits of a number in any script, without separators: ١٢٫٥ = 12.5, 1,000 = 1.000."""
    digits = "".join(str(unicodedata.digit(c, -1)) if c.isdigit() else c for c in written)
    return _SEPARATORS.sub("", digits)


def differing(left: str, right: str) -> tuple[list[str], list[str]]:
    """The numbers that only the left and only the right text has, levelled by :func:`value`."""
    ours = Counter(value(m) for m in _NUMBER.findall(left))
    theirs = Counter(value(m) for m in _NUMBER.findall(right))
    lost, new = ours - theirs, theirs - ours
    return (
        [n for n in lost if not (n.isdigit() and int(n) < SMALLEST and not new)],
        [n for n in new if not (n.isdigit() and int(n) < SMALLEST and not lost)],
    )


@register
class Numbers(Check):
    """Numbers below 13 that stand on one side only may be written out on the other."""

    code = "numbers"
    title = "The numbers of source and translation differ."
    severity = Severity.WARNING

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a segment."""
        lost, new = differing(pair.source.text, pair.target.text)
        if lost or new:
            message = _("segment {number}: numbers differ: {lost} in the source, {new} in the translation")
            written = _NUMBER.findall(pair.target.text)
            place = next((w for w in written if value(w) in new), "")
            start = pair.target.text.find(place) if place else 0
            yield self.finding(
                pair,
                message.format(
                    number=pair.number,
                    lost=isolated(", ".join(lost) or "-"),
                    new=isolated(", ".join(new) or "-"),
                ),
                _("copy the numbers of the source"),
                target=Span(place, start, start + len(place)) if place else None,
            )
