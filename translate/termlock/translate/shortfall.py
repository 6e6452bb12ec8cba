"""What a translation falls short of: codes with arguments, and the one place that has words for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """The kinds of shortfall: the first two are reasons why a lock does not hold, the rest warnings."""

    NOT_CARRIED = "not-carried"
    NOT_PLACED = "not-placed"
    LOST = "lost"  # argument: what stood in the source
    MISSING_NUMBER = "missing-number"  # argument: the number
    TOO_LONG = "too-long"  # arguments: how many characters, how many of them can be read


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that a translation does not carry; ``str()`` is its English text, as reports have it."""

    code: Code
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text()

    def text(self, translate: Callable[[str], str] = str, quote: Callable[[str], str] = str) -> str:
        """The shortfall in the language of ``translate`` (gettext), each argument in ``quote``."""
        return _template(self.code, translate).format(*map(quote, self.arguments))


def _template(code: Code, _: Callable[[str], str]) -> str:
    """The words for a code; gettext finds the messages because the translating function is called ``_``."""
    match code:
        case Code.NOT_CARRIED:
            return _("the translation does not carry the term")
        case Code.NOT_PLACED:
            return _("no rendering of the source term could be placed in the translation")
        case Code.LOST:
            return _("lost: {0}")
        case Code.MISSING_NUMBER:
            return _("missing number: {0}")
        case Code.TOO_LONG:
            return _("too long: {0} characters, {1} can be read")
