"""What changed between two glossaries: what ``tk glossary diff`` shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from termlock.glossary.concept import Concept, Glossary, Term

_CONCEPT_FIELDS = ("domain", "definition", "framing", "never", "sources", "examples")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``kind`` is added, removed or changed; ``term`` is empty for the concept itself."""

    kind: str
    concept: str
    lang: str = ""
    term: str = ""
    field: str = ""
    old: str = ""
    new: str = ""


def compare(old: Glossary, new: Glossary) -> list[Change]:
    """The changes from ``old`` to ``new``: concepts in the order of ``old``, added ones last."""
    changes: list[Change] = []
    for concept in old:
        if concept.id in new:
            changes += _compare_concepts(concept, new[concept.id])
        else:
            changes.append(Change("removed", concept.id))
    changes += [Change("added", concept.id) for concept in new if concept.id not in old]
    return changes


def _compare_concepts(old: Concept, new: Concept) -> Iterator[Change]:
    for name in _CONCEPT_FIELDS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("changed", old.id, field=name, old=_show(before), new=_show(after))
    before_terms = {(t.lang, t.text): t for t in old.terms}
    after_terms = {(t.lang, t.text): t for t in new.terms}
    for key, term in before_terms.items():
        if key in after_terms:
            yield from _compare_terms(old.id, term, after_terms[key])
        else:
            yield Change("removed", old.id, term.lang, term.text)
    for key, term in after_terms.items():
        if key not in before_terms:
            yield Change("added", old.id, term.lang, term.text)


def _compare_terms(concept_id: str, old: Term, new: Term) -> Iterator[Change]:
    for name in (f.name for f in fields(Term) if f.compare):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("changed", concept_id, old.lang, old.text, name, _show(before), _show(after))


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_show(v) for v in value)
    return str(value)
