"""Forms: the inflected spellings of a term, and which clitics each of them may carry.

A form is stored without clitics. ``left`` and ``right`` name the clitic classes of its language
(see :class:`~termlock.glossary.morphology.Morphology`), so that a paradigm stays small while the
matcher still accepts every legal combination: forms × clitics are checked, not enumerated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """One inflected spelling.

    ``state`` is ``indefinite``, ``definite``, ``construct`` or empty where the language has none;
    ``case`` is ``nominative`` or ``oblique`` only where the spelling shows it. ``agrees`` is false
    for spellings that occur in running text but that a translation should not be given
    (other spellings, obsolete cases).
    """

    text: str
    number: str = "singular"
    gender: str = ""
    state: str = ""
    case: str = ""
    left: str = "none"
    right: str = "none"
    agrees: bool = True


@dataclass(frozen=True, slots=True)
class Clitics:
    """What a string of proclitics or an enclitic means.

    ``parts`` are the clitics in order; ``definite`` tells that they carry the article (``maybe``
    where the spelling does not show it).
    """

    parts: tuple[str, ...] = ()
    definite: str = ""
