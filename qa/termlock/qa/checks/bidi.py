"""bidi: direction controls that are unbalanced, or that a text should not have."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.messages import _
from termlock.qa.checks.base import Check, register
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import SegmentPair
from termlock.translate.slots import Slots

# Opening controls and what closes them (Unicode Standard Annex 9).
_CLOSES = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
_OVERRIDES = frozenset("\u202d\u202e")


def unbalanced(text: str) -> int:
    """The offset of the first control that closes nothing or is never closed; -1 if there is none."""
    stack: list[tuple[str, int]] = []
    for offset, char in enumerate(text):
        if char in _CLOSES:
            stack.append((_CLOSES[char], offset))
        elif char in ("\u202c", "\u2069"):
            if not stack or stack[-1][0] != char:
                return offset
            stack.pop()
    return stack[0][1] if stack else -1


@register
class Bidi(Check):
    """Marks (LRM, RLM) are harmless; embeddings, overrides and isolates must be closed; overrides are errors."""

    code = "bidi"
    title = "Direction controls are unbalanced or override the text."
    severity = Severity.WARNING

    def check(self, pair: SegmentPair, slots: Slots) -> Iterator[Finding]:
        """One finding a segment."""
        text = pair.target.text
        place = unbalanced(text)
        if place < 0:
            place = next((k for k, c in enumerate(text) if c in _OVERRIDES), -1)
        if place >= 0:
            message = _("segment {number}: stray direction control U+{code}")
            yield self.finding(
                pair,
                message.format(number=pair.number, code=f"{ord(text[place]):04X}"),
                _("remove it or close it"),
                target=Span(text[place], place, place + 1),
            )
