"""quotes: quotation marks are unbalanced, or a quotation was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termlock.glossary.messages import _
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots

# A double quote before the last letter of a Hebrew word makes an acronym (צה"ל), one after a digit an inch.
_ACRONYM = re.compile(
    '(?<=[\u05d0-\u05ea])["״](?=[\u05d0-\u05ea](?![\u05d0-\u05ea]{2}))|(?<=\\d)"(?=\\s?[xX×\\d])'
)
_INSIDE = re.compile('(?<=[\u05d0-\u05ea])["״](?=[\u05d0-\u05ea])')
_PAIRS = (("«", "»"), ("“", "”"), ("„", "“"))


def balanced(text: str) -> bool:
    """Whether every quotation opens and closes within the segment."""
    plain = _ACRONYM.sub("", text)
    # between other letters it may be either: an acronym with an ending (מנכ"לית), or a quotation that opens
    # after a prefix (ה"התנגדות")
    ambiguous = len(_INSIDE.findall(plain))
    if plain.count('"') % 2 and not ambiguous:
        return False
    low = plain.count("„")
    if low:
        return low == plain.count("“") or low == plain.count("”")
    return all(plain.count(a) == plain.count(b) for a, b in _PAIRS[:2])


@register
class Quotes(Check):
    """Fires only where the source is balanced: a quotation may run over several segments."""

    code = "quotes"
    title = "Quotation marks are unbalanced in the translation."
    severity = Severity.WARNING

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a segment."""
        if not balanced(pair.target.text) and balanced(pair.source.text):
            yield self.finding(
                pair,
                _("segment {number}: unbalanced quotation marks").format(number=pair.number),
                _("close the quotation"),
            )
