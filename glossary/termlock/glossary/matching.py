"""Find the terms of a glossary in running text, in any inflection.

One Aho–Corasick pass (Aho & Corasick 1975) over the levelled text finds the forms; what stands before
and after a form inside its word is then checked against the clitic grammar of the language. Readings
that compete for the same words are ranked: longest first, then fewest clitics, then glossary order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import accumulate

import ahocorasick_rs

from termlock.glossary import wordlist
from termlock.glossary.concept import Concept, Context, Term
from termlock.glossary.form import Clitics
from termlock.glossary.morphology import MORPHOLOGIES
from termlock.glossary.normalise import Normalised, end_of_vowels, joins, level, normalise

NEAR = 6  # words on either side that ``near`` looks at
_ARTICLE_LETTERS = ("ה", "ا")
_WINDOW = 120  # characters in which neighbouring words are looked for
LONGEST_CLITICS = 7  # letters; no legal string of proclitics is longer


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term found in a text.

    ``start`` and ``end`` are character offsets (end exclusive) of the whole words, clitics included.
    ``alternatives`` are further concepts whose terms read the same words equally well.
    """

    concept: str
    term: str
    text: str
    start: int
    end: int
    number: str = ""
    gender: str = ""
    state: str = ""
    case: str = ""
    proclitics: tuple[str, ...] = ()
    enclitics: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()

    def shifted(self, by: int) -> Occurrence:
        """The same occurrence with its offsets moved."""
        return replace(self, start=self.start + by, end=self.end + by)

    @property
    def features(self) -> dict[str, str | list[str]]:
        """What the spelling tells: only the features that are set."""
        return dict(
            _features(self.number, self.gender, self.state, self.case, self.proclitics, self.enclitics)
        )


@cache
def _features(
    number: str, gender: str, state: str, case: str, proclitics: tuple[str, ...], enclitics: tuple[str, ...]
) -> dict[str, str | list[str]]:
    values = {"number": number, "gender": gender, "state": state, "case": case}
    found: dict[str, str | list[str]] = {name: value for name, value in values.items() if value}
    if proclitics:
        found["proclitics"] = list(proclitics)
    if enclitics:
        found["enclitics"] = list(enclitics)
    return found


@dataclass(frozen=True, slots=True)
class Features:
    """What a form tells of itself, and the classes of clitics that it may carry.

    ``order`` ranks readings of one spelling: 0 citation form, 1 regular form, 2 other spelling. ``quoted``
    forms are acronyms: their quotation mark must stand in the text (מו"מ, but not המום).
    """

    number: str = ""
    gender: str = ""
    state: str = ""
    case: str = ""
    left: str = "none"
    right: str = "none"
    order: int = 0
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a spelling: the index of the term it belongs to, and the features."""

    term: int
    features: Features


@dataclass(slots=True)
class _Candidate:
    start: int
    end: int
    reading: Reading
    left: Clitics
    right: Clitics
    clitics: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        return (self.start - self.end, self.clitics, self.reading.features.order, self.reading.term)


@dataclass(frozen=True)
class Lexeme:
    """What the matcher needs to know of a term."""

    concept: str
    text: str
    case_sensitive: bool = False
    unless: Context = field(default_factory=Context)
    only_if: Context = field(default_factory=Context)


# A reading to rule out: the index of the term, and how many letters of clitics it would need (or ALWAYS).
Disguise = tuple[int, int]
ALWAYS = -1


@dataclass(frozen=True)
class Compiled:
    """The forms of one language, ready to scan.

    ``forms`` maps a levelled spelling to its readings. ``barred`` are levelled words that look like a
    term with clitics and are another common word, with the readings that they rule out.
    """

    lang: str
    lexemes: tuple[Lexeme, ...]
    forms: dict[str, tuple[Reading, ...]]
    barred: dict[str, frozenset[Disguise]] = field(default_factory=dict)


def compile_terms(concepts: Iterable[Concept], lang: str) -> Compiled:
    """Generate every form of every term of ``lang``."""
    morphology = MORPHOLOGIES[lang]
    lexemes: list[Lexeme] = []
    forms: dict[str, list[Reading]] = {}
    known: dict[Features, Features] = {}
    for concept in concepts:
        for term in concept.terms_in(lang):
            index = len(lexemes)
            lexemes.append(_lexeme(concept, term))
            for position, form in enumerate(morphology.forms(term)):
                order = 2 if not form.agrees else min(position, 1)
                features = Features(
                    form.number,
                    form.gender,
                    form.state,
                    form.case,
                    form.left,
                    form.right,
                    order,
                    lang == "he" and '"' in form.text,
                )
                features = known.setdefault(features, features)
                if spelling := level(form.text):
                    forms.setdefault(spelling, []).append(Reading(index, features))
    compiled = Compiled(lang, tuple(lexemes), {k: tuple(v) for k, v in forms.items()})
    return replace(compiled, barred=_barred(compiled))


def _barred(compiled: Compiled) -> dict[str, frozenset[Disguise]]:
    """The common words that a term with clitics, or in the construct state, only looks like."""
    matcher = Matcher(compiled)
    barred: dict[str, set[Disguise]] = {}
    for word, lemma, frozen in wordlist.known_words(compiled.lang):
        spelling = level(word)
        for candidate in matcher.candidates(word):
            reading = candidate.reading
            if candidate.left.parts == ("ה",) and not frozen:
                # the article is far commoner than any look-alike: השטח, הקרנות
                continue
            features = reading.features
            disguised = candidate.clitics or features.state == "construct" or features.number == "dual"
            whole = candidate.end - candidate.start == len(spelling)
            if disguised and whole and level(compiled.lexemes[reading.term].text) != level(lemma):
                clitics = ALWAYS if frozen else candidate.clitics
                barred.setdefault(spelling, set()).add((reading.term, clitics))
    return {word: frozenset(terms) for word, terms in barred.items()}


def _lexeme(concept: Concept, term: Term) -> Lexeme:
    def levelled(context: Context) -> Context:
        return Context(
            *(tuple(_pattern(w) for w in ws) for ws in (context.before, context.after, context.near))
        )

    return Lexeme(concept.id, term.text, term.case_sensitive, levelled(term.unless), levelled(term.only_if))


def _pattern(word: str) -> str:
    """A context word, levelled, with its leading and trailing ``*`` kept."""
    core = level(word.strip("*"))
    return ("*" if word.startswith("*") else "") + core + ("*" if word.endswith("*") else "")


class Matcher:
    """Finds the terms of one language in text."""

    def __init__(self, compiled: Compiled) -> None:
        """Build the automaton; ``compiled`` is kept."""
        self.compiled = compiled
        self._spellings = list(compiled.forms)
        morphology = MORPHOLOGIES[compiled.lang]
        # for each spelling its readings with the clitics they allow: looked up once, not at every hit
        self._readings = [
            [
                (
                    r,
                    morphology.proclitics[r.features.left],
                    morphology.enclitics[r.features.right],
                    r.features.state == "construct" or r.features.number == "dual",
                )
                for r in compiled.forms[spelling]
            ]
            for spelling in self._spellings
        ]
        # terms that need no look at the original text or at the neighbouring words
        self._plain = [not (x.unless or x.only_if or x.case_sensitive) for x in compiled.lexemes]

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self._spellings)

    def find(self, text: str) -> list[Occurrence]:
        """The occurrences in ``text``, in order, none overlapping another."""
        return self.find_in([text])[0]

    def find_in(self, lines: Sequence[str]) -> list[list[Occurrence]]:
        """The occurrences in each of several lines, searched together; offsets count from their line.

        A text with line breaks of its own counts as one line here; no term reaches over a line break.
        """
        found: list[list[Occurrence]] = [[] for _ in lines]
        if not self._spellings:
            return found
        text = "\n".join(lines)
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        levelled = normalise(text)
        for group in _resolve(list(self._candidates(text, levelled))):
            start = levelled.original(group[0].start)
            index = bisect_right(starts, start) - 1
            found[index].append(self._occurrence(text, levelled, group, start, starts[index]))
        return found

    def concepts_in(self, text: str) -> set[str]:
        """Every concept that some stretch of ``text`` names, shorter terms inside longer ones included."""
        return {self.compiled.lexemes[c.reading.term].concept for c in self.candidates(text)}

    def candidates(self, text: str) -> Iterator[_Candidate]:
        """Every reading of every span, competing ones included."""
        return self._candidates(text, normalise(text))

    def _candidates(self, original: str, levelled: Normalised) -> Iterator[_Candidate]:
        text = levelled.text
        barred = self.compiled.barred
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            before = ""
            if text[start - 1] != " ":
                left_edge = text.rfind(" ", max(0, start - LONGEST_CLITICS - 1), start)
                if left_edge < 0:
                    continue
                before = text[left_edge + 1 : start]
            right_edge = end
            after = ""
            if text[end] != " ":
                right_edge = text.find(" ", end, end + LONGEST_CLITICS)
                if right_edge < 0:
                    continue
                after = text[end:right_edge]
            for reading, proclitics, enclitics, construct in self._readings[index]:
                left = proclitics.get(before)
                if left is None:
                    continue
                right = enclitics.get(after)
                if right is None or (left.definite == "yes" and after):
                    continue
                word_start = start - len(before)
                if (
                    barred
                    and (before or after or construct)
                    and self._is_barred(reading, text, word_start, right_edge, before, after)
                ):
                    continue
                candidate = _Candidate(word_start, right_edge, reading, left, right, len(before) + len(after))
                simple = self._plain[reading.term] and not reading.features.quoted
                if (simple and " " not in self._spellings[index]) or self._accepts(
                    original, levelled, candidate
                ):
                    yield candidate

    def _is_barred(self, reading: Reading, text: str, start: int, end: int, before: str, after: str) -> bool:
        """Whether the word, less some of its outer proclitics, is another common word.

        A construct state without clitics is ruled out only where no definite noun follows it.
        """
        for k in range(len(before) + 1):
            clitics = len(before) - k + len(after)
            disguises = self.compiled.barred.get(text[start + k : end], ())
            if (reading.term, ALWAYS) in disguises:
                return True
            if (reading.term, clitics) not in disguises:
                continue
            bound = reading.features.state == "construct" and text[end + 1 : end + 2] in _ARTICLE_LETTERS
            if clitics or not bound:
                return True
        return False

    def _accepts(self, original: str, levelled: Normalised, candidate: _Candidate) -> bool:
        """Check what levelling hid, and the neighbouring words."""
        lexeme = self.compiled.lexemes[candidate.reading.term]
        start, end, text = candidate.start, candidate.end, levelled.text
        space = text.find(" ", start, end)
        while space >= 0:
            before, after = levelled.original(space - 1) + 1, levelled.original(space + 1)
            if not joins(original[before:after]):
                return False
            space = text.find(" ", space + 1, end)
        quoted = candidate.reading.features.quoted
        if quoted or lexeme.case_sensitive:
            surface = original[levelled.original(start) : levelled.original(end - 1) + 1]
            if lexeme.case_sensitive and lexeme.text not in surface:
                return False
            if quoted and not any(q in surface for q in "\"״”“''"):
                return False
        if not (lexeme.unless or lexeme.only_if):
            return True
        left, right = _neighbours(original, levelled, start, end)
        if lexeme.unless and _context_fits(lexeme.unless, left, right):
            return False
        # a term that stands alone (a heading, a table cell) has no context to rule it out
        return not lexeme.only_if or not (left or right) or _context_fits(lexeme.only_if, left, right)

    def _occurrence(
        self, text: str, levelled: Normalised, group: Sequence[_Candidate], start: int, line: int
    ) -> Occurrence:
        best = group[0]
        features, lexemes = best.reading.features, self.compiled.lexemes
        lexeme = lexemes[best.reading.term]
        end = end_of_vowels(text, levelled.original(best.end - 1) + 1)
        others: dict[str, None] = {}
        if len(group) > 1:
            others = dict.fromkeys(
                lexemes[c.reading.term].concept for c in group if c.clitics == best.clitics
            )
            others.pop(lexeme.concept, None)
        definite = best.left.definite
        return Occurrence(
            lexeme.concept,
            lexeme.text,
            text[start:end],
            start - line,
            end - line,
            features.number,
            features.gender,
            "definite" if definite == "yes" else features.state or ("" if definite else "indefinite"),
            features.case,
            best.left.parts,
            best.right.parts,
            tuple(others),
        )


def _resolve(candidates: list[_Candidate]) -> Iterator[list[_Candidate]]:
    """Choose non-overlapping spans, best rank first; yield all readings of each chosen span."""
    candidates.sort(key=lambda c: (c.start, c.rank))
    cluster: list[_Candidate] = []
    reach = -1
    for candidate in candidates:
        if candidate.start >= reach and cluster:
            yield from _choose(cluster)
            cluster = []
        cluster.append(candidate)
        reach = max(reach, candidate.end)
    if cluster:
        yield from _choose(cluster)


def _choose(cluster: list[_Candidate]) -> Iterator[list[_Candidate]]:
    if len(cluster) == 1:
        return iter([cluster])
    chosen: list[list[_Candidate]] = []
    taken: list[tuple[int, int]] = []
    for candidate in sorted(cluster, key=lambda c: c.rank):
        span = (candidate.start, candidate.end)
        if span in taken:
            chosen[taken.index(span)].append(candidate)
        elif all(candidate.end <= s or candidate.start >= e for s, e in taken):
            taken.append(span)
            chosen.append([candidate])
    return iter(sorted(chosen, key=lambda group: group[0].start))


def _neighbours(original: str, levelled: Normalised, start: int, end: int) -> tuple[list[str], list[str]]:
    """The words of the same line before and after a span."""
    first = levelled.original(start)
    last = levelled.original(end - 1) + 1
    left = min(_WINDOW, start, first - original.rfind("\n", max(0, first - _WINDOW), first) - 1)
    line_end = original.find("\n", last, last + _WINDOW)
    right = _WINDOW if line_end < 0 else line_end - last
    return levelled.text[start - left : start].split(), levelled.text[end : end + right].split()


def _context_fits(context: Context, before: list[str], after: list[str]) -> bool:
    """Whether one of the words of ``context`` stands where it must."""
    return bool(
        (context.before and before and _words(context.before).fullmatch(before[-1]))
        or (context.after and after and _words(context.after).fullmatch(after[0]))
        or (context.near and any(map(_words(context.near).fullmatch, (*before[-NEAR:], *after[:NEAR]))))
    )


@cache
def _words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the words; ``*`` stands for any letters."""
    return re.compile("|".join(re.escape(p).replace(r"\*", ".*") for p in patterns))
