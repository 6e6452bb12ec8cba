"""Which target term answers which source term: the slots that all term checks look at.

A source occurrence is *held* by a target occurrence of an approved concept; *replaced* when a concept
that must not stand there does; *repeated* when it is a further mention of a held concept (a pronoun or
an elision may stand for it); else *unmet*. Target occurrences that answer nothing are *extra*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from termlock.glossary.concept import Glossary
from termlock.glossary.matching import Matcher, Occurrence
from termlock.glossary.policy import Policy, Resolution, resolve

Resolver = Callable[[str], Resolution]


@dataclass(frozen=True, slots=True)
class Slots:
    """The answer to each source occurrence of one segment pair."""

    held: tuple[tuple[Occurrence, Occurrence], ...] = ()
    replaced: tuple[tuple[Occurrence, Occurrence], ...] = ()
    repeated: tuple[Occurrence, ...] = ()
    unmet: tuple[Occurrence, ...] = ()
    extra: tuple[Occurrence, ...] = ()


def resolver(glossary: Glossary, policy: Policy, lang: str) -> Resolver:
    """What may render each concept in ``lang``, computed once a concept."""
    known: dict[str, Resolution] = {}

    def look_up(concept_id: str) -> Resolution:
        if concept_id not in known:
            known[concept_id] = resolve(glossary, policy, concept_id, lang)
        return known[concept_id]

    return look_up


@dataclass(frozen=True, slots=True)
class Relations:
    """What else a term may stand for.

    ``shared`` are triples (concept, its term, further concept that the term serves); ``within`` maps a
    term of either language to the concepts whose terms it contains.
    """

    shared: frozenset[tuple[str, str, str]] = frozenset()
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)


def relations(glossary: Glossary, matchers: Mapping[str, Matcher]) -> Relations:
    """The relations between the terms of the languages that have a matcher."""
    shared = frozenset(
        (c.id, term.text, other)
        for c in glossary
        for t in matchers
        for term in c.terms_in(t)
        for other in term.shared_with
    )
    within: dict[str, frozenset[str]] = {}
    for lang, matcher in matchers.items():
        for concept in glossary:
            for term in concept.terms_in(lang):
                inner = frozenset(matcher.concepts_in(term.text)) - {concept.id}
                if inner:
                    within[term.text] = within.get(term.text, frozenset()) | inner
    return Relations(shared, within)


def readings(occurrence: Occurrence) -> tuple[str, ...]:
    """The concepts an occurrence may stand for, the likeliest first."""
    return (occurrence.concept, *occurrence.alternatives)


def answers(source: Occurrence, target: Occurrence, resolve_: Resolver, relations: Relations) -> bool:
    """Whether the target occurrence is an approved rendering of one reading of the source occurrence.

    A longer term answers for a concept that it contains (*recognition of the State of Palestine* for
    *State of Palestine*) and the other way round, unless the two must never be swapped.
    """
    for concept in readings(source):
        resolution = resolve_(concept)
        for other in readings(target):
            if other in resolution.concepts or (other, target.term, concept) in relations.shared:
                return True
            if other not in resolution.barred and (
                concept in relations.within.get(target.term, ())
                or other in relations.within.get(source.term, ())
            ):
                return True
    return False


def intrusion(
    source: Occurrence, target: Occurrence, resolve_: Resolver, relations: Relations
) -> tuple[Occurrence, Occurrence, Occurrence] | None:
    """The source and target occurrence as the concepts that must not be swapped, and the target itself.

    Where the terms themselves are no such pair, concepts inside them may be: in *evacuation order*,
    *evacuation* was swapped.
    """
    inner_sources = sorted(relations.within.get(source.term, ()))
    inner_targets = sorted(relations.within.get(target.term, ()))
    for concept in (*readings(source), *inner_sources):
        barred = resolve_(concept).barred
        for other in (*readings(target), *inner_targets):
            if other in barred:
                return replace(source, concept=concept), replace(target, concept=other), target
    return None


def assign(
    sources: Sequence[Occurrence],
    targets: Sequence[Occurrence],
    resolve_: Resolver,
    relations: Relations,
) -> Slots:
    """Assign target occurrences to source occurrences, each at most once, in order of the text."""
    free = list(targets)
    held: list[tuple[Occurrence, Occurrence]] = []
    open_: list[Occurrence] = []
    # an exact reading first, so that a shared term does not take the place of its own concept
    for exact in (True, False):
        waiting = sources if exact else open_
        open_ = []
        for source in waiting:
            for target in free:
                same = (
                    target.concept == source.concept and source.concept in resolve_(source.concept).concepts
                )
                if same if exact else answers(source, target, resolve_, relations):
                    held.append((source, target))
                    free.remove(target)
                    break
            else:
                open_.append(source)
    replaced: list[tuple[Occurrence, Occurrence]] = []
    rest: list[Occurrence] = []
    for source in open_:
        swap = next((found for t in free if (found := intrusion(source, t, resolve_, relations))), None)
        if swap is None:
            rest.append(source)
        else:
            replaced.append(swap[:2])
            free.remove(swap[2])
    named = {s.concept for s, _ in held}
    return Slots(
        tuple(held),
        tuple(replaced),
        tuple(s for s in rest if s.concept in named),
        tuple(s for s in rest if s.concept not in named),
        tuple(t for t in free),
    )
