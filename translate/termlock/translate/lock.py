"""Locks: the demand that an occurrence in the source be rendered by an approved term, and how it fared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from termlock.glossary.concept import Context, Glossary, Term
from termlock.glossary.matching import Matcher, Occurrence, compile_terms
from termlock.glossary.policy import Policy
from termlock.translate.shortfall import Shortfall
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
    reason: Shortfall | None = None


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
        """Which of the locks a target text holds.

        A term that is also an ordinary word is found by its neighbours only. Where a lock asks for it, it
        counts without them.
        """
        if not locks:
            return Slots()
        targets = self.target.find(text)
        slots = assign([k.source for k in locks], targets, self.resolve, self.relations)
        open_ = (*slots.repeated, *slots.unmet)
        if not open_ or self._unconditional is None:
            return slots
        more = [
            o
            for o in self._unconditional.find(text)
            if not any(o.start < t.end and t.start < o.end for t in targets)
        ]
        second = assign(open_, more, self.resolve, self.relations)
        return replace(slots, held=slots.held + second.held, repeated=second.repeated, unmet=second.unmet)

    @cached_property
    def _unconditional(self) -> Matcher | None:
        """Finds the terms that need certain neighbours, without them; None if there are none."""
        lang = self.target_lang
        concepts = []
        for concept in self.glossary:
            freed = [
                replace(term, only_if=Context(), unless=Context())
                for term in concept.terms_in(lang)
                if term.only_if or term.unless
            ]
            if freed:
                concepts.append(replace(concept, terms=tuple(freed)))
        return Matcher(compile_terms(Glossary(tuple(concepts)), lang)) if concepts else None


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
