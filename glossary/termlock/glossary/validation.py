"""Prove a glossary: what ``tk glossary check`` reports.

One function per rule, registered with its code. Rules see the whole glossary and yield problems that
name the file and the line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from termlock.glossary.concept import Concept, Glossary, Place, Status, Term
from termlock.glossary.matching import Matcher, compile_terms
from termlock.glossary.messages import _, isolated
from termlock.glossary.morphology import LANGUAGES, MORPHOLOGIES
from termlock.glossary.normalise import INVISIBLE, VOWELS, level

Rule = Callable[[Glossary], Iterator["Problem"]]
RULES: dict[str, Rule] = {}
# A tatweel before digits is spelling, not decoration: أراضي الـ48
_MARKS = re.compile(f"(?!\u0640\\d)[{VOWELS}{INVISIBLE}]")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*\Z", re.IGNORECASE)
PATTERN_LETTERS = frozenset("NGABX")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a glossary: ``error`` makes it unusable or ambiguous, ``warning`` incomplete."""

    code: str
    place: Place
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.place}: {self.severity} {self.code}: {self.message}"


def rule(code: str) -> Callable[[Rule], Rule]:
    """Register a rule under its code."""

    def register(function: Rule) -> Rule:
        RULES[code] = function
        return function

    return register


def check(glossary: Glossary) -> list[Problem]:
    """Every problem of the glossary, in order of place."""
    found = [problem for function in RULES.values() for problem in function(glossary)]
    return sorted(found, key=lambda p: (p.place.file, p.place.line, p.code))


@rule("duplicate-id")
def duplicate_ids(glossary: Glossary) -> Iterator[Problem]:
    """An id that stands twice."""
    first: dict[str, Place] = {}
    for concept in glossary:
        if concept.id in first:
            text = _("concept {id} is already defined in {place}; rename or join them")
            yield Problem("duplicate-id", concept.place, text.format(id=concept.id, place=first[concept.id]))
        first.setdefault(concept.id, concept.place)


@rule("bad-id")
def bad_ids(glossary: Glossary) -> Iterator[Problem]:
    """An id that is not made of letters, digits, hyphens, dots and underscores."""
    for concept in glossary:
        if not _ID.match(concept.id):
            text = _("id {id} is not plain; use letters, digits and hyphens")
            yield Problem("bad-id", concept.place, text.format(id=isolated(concept.id)))


@rule("unknown-language")
def unknown_languages(glossary: Glossary) -> Iterator[Problem]:
    """A term in a language that termlock does not know."""
    for term in _terms(glossary):
        if term.lang not in MORPHOLOGIES:
            text = _("unknown language {lang}; use {known}")
            yield Problem(
                "unknown-language", term.place, text.format(lang=term.lang, known=", ".join(LANGUAGES))
            )


@rule("missing-language")
def missing_languages(glossary: Glossary) -> Iterator[Problem]:
    """A concept without an approved term in a language that the glossary otherwise has."""
    wanted = [lang for lang in LANGUAGES if lang in glossary.languages]
    for concept in glossary:
        lacking = [lang for lang in wanted if not concept.approved(lang)]
        if lacking:
            text = _("{id} has no approved term in {langs}; add one")
            message = text.format(id=concept.id, langs=", ".join(lacking))
            yield Problem("missing-language", concept.place, message, "warning")


@rule("wrong-script")
def wrong_scripts(glossary: Glossary) -> Iterator[Problem]:
    """A term without a letter of its language's script."""
    for term in _terms(glossary):
        morphology = MORPHOLOGIES.get(term.lang)
        for text in _texts(term):
            if morphology and not morphology.script.search(text):
                message = _("{text} is not written in the script of {lang}; mend the term or its language")
                yield Problem("wrong-script", term.place, message.format(text=isolated(text), lang=term.lang))


@rule("stray-marks")
def stray_marks(glossary: Glossary) -> Iterator[Problem]:
    """Vowel marks, tatweel or bidi controls in a term; matching ignores them, so they only mislead."""
    for term in _terms(glossary):
        for text in _texts(term):
            if term.lang != "en" and _MARKS.search(text):
                message = _("{text} has vowel marks, tatweel or direction marks; write it without")
                yield Problem("stray-marks", term.place, message.format(text=isolated(text)))


@rule("bad-pattern")
def bad_patterns(glossary: Glossary) -> Iterator[Problem]:
    """A pattern that has not one known letter for each word."""
    for term in _terms(glossary):
        words = len(term.text.split())
        if term.pattern and (len(term.pattern) != words or not set(term.pattern) <= PATTERN_LETTERS):
            message = _("pattern {pattern} does not fit {text}; write one of N G A B X for each word")
            yield Problem(
                "bad-pattern", term.place, message.format(pattern=term.pattern, text=isolated(term.text))
            )


@rule("unknown-concept")
def unknown_concepts(glossary: Glossary) -> Iterator[Problem]:
    """A never list or shared_with that names a concept which does not exist."""
    for concept in glossary:
        for other in concept.never:
            if other not in glossary:
                message = _("{id} names {other} in its never list, which does not exist; add or remove it")
                yield Problem("unknown-concept", concept.place, message.format(id=concept.id, other=other))
        for term in concept.terms:
            for other in term.shared_with:
                if other not in glossary:
                    message = _("{id} shares a term with {other}, which does not exist; add or remove it")
                    yield Problem("unknown-concept", term.place, message.format(id=concept.id, other=other))


@rule("one-sided-never")
def one_sided_never(glossary: Glossary) -> Iterator[Problem]:
    """A never list that is not symmetric."""
    for concept in glossary:
        for other in concept.never:
            if other in glossary and concept.id not in glossary[other].never:
                message = _("{id} must never be {other}, but not the other way round; add {id} to {other}")
                yield Problem("one-sided-never", concept.place, message.format(id=concept.id, other=other))


@rule("unknown-source")
def unknown_sources(glossary: Glossary) -> Iterator[Problem]:
    """A source key that the list of sources lacks."""
    for concept in glossary:
        for source in concept.sources:
            if glossary.sources and source not in glossary.sources:
                message = _("{id} cites {source}, which is not in the list of sources; add it")
                yield Problem("unknown-source", concept.place, message.format(id=concept.id, source=source))


@rule("forbidden-elsewhere-preferred")
def forbidden_elsewhere_preferred(glossary: Glossary) -> Iterator[Problem]:
    """A forbidden term that is the preferred term of another concept."""
    preferred: dict[tuple[str, str], str] = {}
    for concept in glossary:
        for term in concept.terms:
            if term.status is Status.PREFERRED:
                preferred.setdefault((term.lang, level(term.text)), concept.id)
    for concept in glossary:
        for term in concept.terms:
            other = preferred.get((term.lang, level(term.text)))
            if term.status is Status.FORBIDDEN and other and other != concept.id:
                message = _(
                    "{text} is forbidden for {id} and preferred for {other}; use the never list instead"
                )
                yield Problem(
                    "forbidden-elsewhere-preferred",
                    term.place,
                    message.format(text=isolated(term.text), id=concept.id, other=other),
                )


@rule("same-term")
def same_terms(glossary: Glossary) -> Iterator[Problem]:
    """A citation form of two concepts with nothing to tell them apart."""
    claims: dict[tuple[str, str], list[tuple[Concept, Term]]] = defaultdict(list)
    for concept in glossary:
        for term in concept.terms:
            claims[term.lang, level(term.text)].append((concept, term))
    for owners in claims.values():
        for index, (concept, term) in enumerate(owners):
            for other, other_term in owners[:index]:
                if other.id != concept.id and not _told_apart(concept, term, other, other_term):
                    message = _("{text} is also a term of {other}; add shared_with, unless or only_if")
                    yield Problem(
                        "same-term", term.place, message.format(text=isolated(term.text), other=other.id)
                    )


@rule("colliding-form")
def colliding_forms(glossary: Glossary) -> Iterator[Problem]:
    """A form of a term that is also a form of a concept it must never be swapped with."""
    for lang in glossary.languages:
        if lang not in MORPHOLOGIES:
            continue
        owners = [(c, t) for c in glossary for t in c.terms_in(lang)]
        reported: set[tuple[int, int]] = set()
        for spelling, readings in compile_terms(glossary, lang).forms.items():
            # a rare spelling may coincide with anything; it is ranked after the regular ones
            regular = sorted({r.term for r in readings if r.features.order < 2})
            for index, first in enumerate(regular):
                for second in regular[index + 1 :]:
                    concept, term = owners[first]
                    other, other_term = owners[second]
                    same = level(term.text) == level(other_term.text)
                    if (
                        not same
                        and (first, second) not in reported
                        and other.id in glossary.conflicts(concept.id)
                        and not _told_apart(concept, term, other, other_term)
                    ):
                        reported.add((first, second))
                        message = _(
                            "the form {form} belongs to {id} and to {other}; add shared_with, unless or only_if"
                        )
                        yield Problem(
                            "colliding-form",
                            other_term.place,
                            message.format(form=isolated(spelling), id=concept.id, other=other.id),
                        )


@rule("example")
def examples(glossary: Glossary) -> Iterator[Problem]:
    """An example in which the concept is not found as it says."""
    matchers: dict[str, Matcher] = {}
    for concept in glossary:
        for example in concept.examples:
            if example.lang not in MORPHOLOGIES:
                continue
            if example.lang not in matchers:
                matchers[example.lang] = Matcher(compile_terms(glossary, example.lang))
            found = [
                o.text
                for o in matchers[example.lang].find(example.text)
                if concept.id in (o.concept, *o.alternatives)
            ]
            if found != list(example.match):
                message = _(
                    "example {text}: expected {expected}, found {found}; mend the term or the example"
                )
                yield Problem(
                    "example",
                    concept.place,
                    message.format(
                        text=isolated(example.text),
                        expected=isolated(", ".join(example.match) or "-"),
                        found=isolated(", ".join(found) or "-"),
                    ),
                )


def _terms(glossary: Glossary) -> Iterator[Term]:
    for concept in glossary:
        yield from concept.terms


def _texts(term: Term) -> Iterator[str]:
    yield from (t for t in (term.text, *term.plural, term.feminine, *term.feminine_plural, *term.forms) if t)


def _told_apart(first: Concept, term: Term, second: Concept, other: Term) -> bool:
    shared = second.id in term.shared_with or first.id in other.shared_with
    rules = term.unless or term.only_if or other.unless or other.only_if
    return bool(shared or rules)
