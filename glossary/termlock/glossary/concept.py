"""Concepts and their terms: the data of the glossary.

The model follows ISO 30042 (TBX) and ISO 704: an entry describes one *concept*, and each
language section lists the *terms* that designate it. Nothing here knows about files or text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Status(StrEnum):
    """How a term may be used (ISO 12620 ``administrativeStatus``)."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    FORBIDDEN = "forbidden"

    @property
    def approved(self) -> bool:
        """Whether a translation may use the term."""
        return self in (Status.PREFERRED, Status.ADMITTED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of a glossary was written: file name and 1-based line (0: unknown)."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Context:
    """Neighbouring words that decide a homograph.

    ``before`` and ``after`` look at the word next to the term, ``near`` at the six words on
    either side. A word may end or begin with ``*`` for "any letters".
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.before or self.after or self.near)


@dataclass(frozen=True, slots=True)
class Term:
    """A designation of a concept in one language.

    ``text`` is the citation form; every other field tells what no rule of the language's
    morphology can derive. ``pattern`` has one letter per word: ``N`` the head noun, ``G`` its
    complement, ``A`` an adjective of the head, ``B`` one of the complement, ``X`` a word that
    never changes.
    """

    text: str
    lang: str
    status: Status = Status.PREFERRED
    pos: str = "noun"
    gender: str = ""
    pattern: str = ""
    head: int | None = None
    plural: tuple[str, ...] = ()
    feminine: str = ""
    feminine_plural: tuple[str, ...] = ()
    construct: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    acronym: bool = False
    case_sensitive: bool = False
    loose_final: bool = False
    unless: Context = field(default_factory=Context)
    only_if: Context = field(default_factory=Context)
    shared_with: tuple[str, ...] = ()
    note: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that shows the concept: ``match`` are its occurrences as they stand in the text.

    An empty ``match`` marks a look-alike: a sentence in which the concept must not be found.
    """

    lang: str
    text: str
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that people name in contested ways.

    ``never`` holds the concepts it must not be swapped for; the relation is symmetric.
    """

    id: str
    terms: tuple[Term, ...]
    domain: str = ""
    definition: str = ""
    framing: str = ""
    never: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    place: Place = field(default_factory=Place, compare=False)

    def terms_in(self, lang: str) -> tuple[Term, ...]:
        """All terms of one language, in glossary order."""
        return tuple(t for t in self.terms if t.lang == lang)

    def approved(self, lang: str) -> tuple[Term, ...]:
        """The terms of one language that a translation may use, preferred ones first."""
        terms = [t for t in self.terms_in(lang) if t.status.approved]
        return tuple(sorted(terms, key=lambda t: t.status is not Status.PREFERRED))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a term, in order of first mention."""
        return tuple(dict.fromkeys(t.lang for t in self.terms))


@dataclass(frozen=True)
class Glossary:
    """An ordered collection of concepts, with the titles of the sources they cite."""

    concepts: tuple[Concept, ...]
    sources: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Concept]:
        """Concepts by id; of two with the same id the first."""
        found: dict[str, Concept] = {}
        for concept in self.concepts:
            found.setdefault(concept.id, concept)
        return found

    def __getitem__(self, concept_id: str) -> Concept:
        return self.by_id[concept_id]

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self.by_id

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language in which some concept has a term."""
        return tuple(dict.fromkeys(lang for c in self.concepts for lang in c.languages))

    def conflicts(self, concept_id: str) -> frozenset[str]:
        """The concepts that must not stand in the place of this one, read symmetrically."""
        return self._conflicts.get(concept_id, frozenset())

    @cached_property
    def _conflicts(self) -> dict[str, frozenset[str]]:
        pairs: dict[str, set[str]] = {}
        for concept in self.concepts:
            for other in concept.never:
                pairs.setdefault(concept.id, set()).add(other)
                pairs.setdefault(other, set()).add(concept.id)
        return {k: frozenset(v) for k, v in pairs.items()}


def merge(glossaries: Iterable[Glossary]) -> Glossary:
    """Join glossaries; a concept of a later one replaces the same id of an earlier one."""
    concepts: dict[str, Concept] = {}
    sources: dict[str, str] = {}
    for glossary in glossaries:
        concepts.update((c.id, c) for c in glossary.concepts)
        sources.update(glossary.sources)
    return Glossary(tuple(concepts.values()), sources)
