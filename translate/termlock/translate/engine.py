"""Engines: what turns source segments into target segments, behind one small protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

INLINE = "inline"  # obeys locks that are written into the source
CONSTRAINTS = "constraints"  # can be made to produce or avoid given forms
ATTENTION = "attention"  # tells which source word a target word comes from


@dataclass(frozen=True, slots=True)
class LockedTerm:
    """A stretch of the source text (characters) and the term that must render it.

    ``before`` and ``after`` are the clitics that the source words carry; the term does not render them.
    """

    start: int
    end: int
    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One segment to translate.

    ``locks`` are for engines that can read them inline. ``require`` are disjunctive positive constraints:
    of each group at least one spelling must be in the output. ``forbid`` are spellings that must not be.
    """

    text: str
    locks: tuple[LockedTerm, ...] = ()
    require: tuple[tuple[str, ...], ...] = ()
    forbid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation with its score (length-normalised log-probability, 0 where the engine has none).

    ``alignment`` links words: pairs of an index into the source's and into the target's words, both split
    at white space; empty where the engine does not know.
    """

    text: str
    score: float = 0.0
    alignment: tuple[tuple[int, int], ...] = ()


class Engine(Protocol):
    """Translates batches of segments from one language into another."""

    @property
    def name(self) -> str:
        """What reports and the translation memory call the engine: model name and version."""

    @property
    def capabilities(self) -> frozenset[str]:
        """Any of ``INLINE``, ``CONSTRAINTS``, ``ATTENTION``."""

    def supports(self, source: str, target: str) -> bool:
        """Whether the engine translates from ``source`` into ``target``."""

    def count(self, text: str, source: str) -> int:
        """The length of ``text`` in the engine's own measure."""

    def comfortable(self, source: str) -> int:
        """The length of text up to which the engine translates well: longer sentences are divided."""

    def translate(self, requests: Sequence[Request], source: str, target: str) -> list[Candidate]:
        """One candidate for each request, in order.

        Raises:
            InputError: the engine cannot translate into ``target``.
        """
