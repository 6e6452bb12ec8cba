"""Language editions of one source: what each says for every concept, and where they disagree.

Each edition is aligned with the source and judged by the same checks as any translation. A term of the
source is then *kept*, *swapped* (another concept stands there) or *dropped* in each edition; a further
mention that a pronoun may stand for says nothing. Editions that answer differently disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from termlock.glossary.matching import Occurrence
from termlock.glossary.messages import _, isolated
from termlock.qa.checking import Matchers, Text, pair_up
from termlock.qa.checks import CHECKS, Setting
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import Comparison, SegmentPair
from termlock.qa.text import sides
from termlock.translate.slots import Slots

CODE = "edition"
WRONG = ("missing", "swapped", "conflated")  # the checks that tell what became of a source concept


@dataclass(frozen=True, slots=True)
class Answer:
    """What an edition says for one term of the source; ``said`` is "" where the concept was dropped."""

    pair: SegmentPair
    source: Occurrence
    said: str
    kept: bool
    span: Span | None


@dataclass(frozen=True)
class Edition:
    """One edition: its name in messages, its aligned segments, an answer (or None) per source term."""

    name: str
    text: Text
    setting: Setting
    pairs: tuple[SegmentPair, ...]
    answers: tuple[Answer | None, ...]


def edition(name: str, source: Text, target: Text, setting: Setting, matchers: Matchers) -> Edition:
    """Align a target with the source and read what it says for every term of the source."""
    source_sides = sides(source.segments, source.lines, matchers.source)
    target_sides = sides(target.segments, target.lines, matchers.target)
    pairs = tuple(pair_up(source_sides, target_sides))
    answers = tuple(a for pair in pairs for a in _answers(pair, setting.slots(pair), setting))
    return Edition(name, target, setting, pairs, answers)


def _answers(pair: SegmentPair, slots: Slots, setting: Setting) -> Iterator[Answer | None]:
    """One answer per source term of the pair, in order of the text: the same order for every edition."""
    wrong = {
        (f.source.start, f.source.end): f
        for code in WRONG
        for f in CHECKS[code](setting).check(pair, slots)
        if f.source
    }
    held = {(source.start, source.end): target for source, target in slots.held}
    for occurrence in pair.source.occurrences:
        place = (occurrence.start, occurrence.end)
        if place in held:
            target = held[place]
            span = Span(target.text, target.start, target.end)
            yield Answer(pair, occurrence, occurrence.concept, True, span)
        elif place in wrong:
            yield Answer(pair, occurrence, wrong[place].instead, False, wrong[place].target)
        else:
            yield None


def compare(source: Text, editions: Sequence[Edition]) -> list[Comparison]:
    """The editions as comparisons with the source; a finding stands in the edition that departs."""
    findings: dict[str, list[Finding]] = {e.name: [] for e in editions}
    for row in zip(*(e.answers for e in editions), strict=True):
        given = [(e, a) for e, a in zip(editions, row, strict=True) if a is not None]
        if len({a.said for _edition, a in given}) < 2:
            continue
        reference = next(((e, a) for e, a in given if a.kept), given[0])
        for departing, answer in given:
            if answer.said != reference[1].said:
                findings[departing.name].append(_finding(departing, answer, *reference))
    return [
        Comparison(source.file, e.text.file, source.lang, e.text.lang, e.pairs, tuple(findings[e.name]))
        for e in editions
    ]


def _finding(departing: Edition, answer: Answer, reference: Edition, kept: Answer) -> Finding:
    words = {
        "number": answer.pair.number,
        "source": isolated(answer.source.text),
        "concept": answer.source.concept,
        "other": reference.name,
        "edition": departing.name,
        "kept": isolated(kept.span.text) if kept.span else "",
        "said": isolated(answer.span.text) if answer.span else "",
        "instead": answer.said,
    }
    if kept.span and answer.span:
        text = _(
            "segment {number}: for {source} ({concept}), edition {other} says {kept}, "
            "edition {edition} says {said} ({instead})"
        )
    elif kept.span:
        text = _(
            "segment {number}: for {source} ({concept}), edition {other} says {kept}, "
            "edition {edition} drops it"
        )
    else:
        text = _(
            "segment {number}: {source} ({concept}) is dropped in edition {other}, "
            "edition {edition} says {said} ({instead})"
        )
    advice = departing.setting.advice(answer.source.concept)
    return Finding(
        CODE,
        Severity.ERROR,
        text.format(**words),
        _("use {term}").format(term=advice) if advice else "",
        file=departing.text.file,
        line=answer.pair.target.line or 1,
        segment=answer.pair.number,
        concept=answer.source.concept,
        instead=answer.said,
        source=Span(answer.source.text, answer.source.start, answer.source.end),
        target=answer.span,
        source_lang=departing.setting.source_lang,
        target_lang=departing.text.lang,
    )


def table(editions: Sequence[Edition]) -> dict[str, list[Counter[str]]]:
    """For each source concept, by name: how often each edition says which concept ("" for dropped).

    Terms that no edition answers (a pronoun may stand for them everywhere) are left out.
    """
    rows: dict[str, list[Counter[str]]] = {}
    for column, one in enumerate(editions):
        for answer in one.answers:
            if answer is not None:
                row = rows.setdefault(answer.source.concept, [Counter() for _edition in editions])
                row[column][answer.said] += 1
    return dict(sorted(rows.items()))
