"""Locks: the demand that an occurrence in the source be rendered by an approved term, and how it fared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from termlock.glossary.concept import Glossary, Term
from termlock.glossary.matching import Matcher, Occurrence
from termlock.glossary.policy import Policy
from termlock.translate.slots import Relations, Resolver, Slots, assign, relations, resolver


class Rung(StrEnum):
    """Where on the ladder a lock held; ``memory`` is a remembered translation that nobody knows the rung of."""

    INLINE = "inline"
    FREE = "free"
    CONSTRAINED = "constrained"
    REPAIRED = "repaired"
    MEMORY = "memory"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class Lock:
    """A source occurrence and the approved target terms, best first."""

    source: Occurrence
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class HeldLock:
    """How a lock fared: the rung, what stands in the target, and why it does not hold."""

    lock: Lock
    rung: Rung
    target: Occurrence | None = None
    reason: str = ""


@dataclass(frozen=True)
class Locksmith:
    """What finding and verifying locks needs: matchers for both sides, and what may render a concept."""

    glossary: Glossary
    source: Matcher
    target: Matcher
    target_lang: str
    resolve: Resolver
    relations: Relations

    def locks(self, text: str) -> list[Lock]:
        """The locks of a source segment; concepts without an approved term in the target have none."""
        found = []
        for occurrence in self.source.find(text):
            approved = self.resolve(occurrence.concept).approved
            if approved:
                found.append(Lock(occurrence, approved))
        return found

    def verify(self, locks: Sequence[Lock], text: str) -> Slots:
        """Which of the locks a target text holds."""
        return assign([k.source for k in locks], self.target.find(text), self.resolve, self.relations)


def locksmith(
    glossary: Glossary, policy: Policy, source: Matcher, target: Matcher, source_lang: str, target_lang: str
) -> Locksmith:
    """A locksmith for one direction under one policy."""
    return Locksmith(
        glossary,
        source,
        target,
        target_lang,
        resolver(glossary, policy, target_lang),
        relations(glossary, {source_lang: source, target_lang: target}),
    )
