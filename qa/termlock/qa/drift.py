"""Drift: concepts and terms that changed between two versions of a text in one language.

The slots of both versions are compared pair by pair. With the source at hand, a drift says which version
agrees with it. See :mod:`~termlock.qa.alignment` for moved, split and merged segments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from termlock.glossary.concept import Glossary, Status
from termlock.glossary.matching import Occurrence
from termlock.glossary.messages import _, isolated
from termlock.qa.alignment import versions
from termlock.qa.checks import numbers
from termlock.qa.checks.base import Setting
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.qa.text import joined
from termlock.translate.slots import readings

CODE = "drifted"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place whose concept or term changed; one side is None where it was inserted or dropped."""

    old: Occurrence | None
    new: Occurrence | None


def pair_versions(old: Sequence[Side], new: Sequence[Side]) -> list[SegmentPair]:
    """The segments of two versions, paired; numbered by the new version."""
    pairs = []
    for bead in versions([s.text for s in old], [s.text for s in new]):
        number = bead.target[0] + 1 if bead.target else min(bead.source[0] + 1, max(len(new), 1))
        right = joined([new[k] for k in bead.target])
        if not bead.target:
            right = replace(right, line=new[number - 1].line if new else 1)
        pairs.append(SegmentPair(number, joined([old[k] for k in bead.source]), right))
    return pairs


def changed_slots(old: Sequence[Occurrence], new: Sequence[Occurrence], glossary: Glossary) -> Iterator[Slot]:
    """Slots that differ. Equal concepts are matched first.

    What is left over is paired by likelihood: concepts that the glossary says are easily swapped, then
    concepts of one domain, then in the order of the text.
    """
    left, right = list(old), list(new)
    for occurrence in old:
        same = next((o for o in right if set(readings(o)) & set(readings(occurrence))), None)
        if same:
            left.remove(occurrence)
            right.remove(same)
            if same.term != occurrence.term:
                yield Slot(occurrence, same)
    for likely in (_easily_swapped, _of_one_domain, lambda _a, _b, _glossary: True):
        for occurrence in list(left):
            partner = next((o for o in right if likely(occurrence, o, glossary)), None)
            if partner:
                left.remove(occurrence)
                right.remove(partner)
                yield Slot(occurrence, partner)
    yield from (Slot(occurrence, None) for occurrence in left)
    yield from (Slot(None, occurrence) for occurrence in right)


def _easily_swapped(old: Occurrence, new: Occurrence, glossary: Glossary) -> bool:
    return any(r in glossary.conflicts(c) for c in readings(old) for r in readings(new))


def _of_one_domain(old: Occurrence, new: Occurrence, glossary: Glossary) -> bool:
    domains = [c.domain for c in (glossary.by_id.get(old.concept), glossary.by_id.get(new.concept)) if c]
    return len(domains) == 2 and domains[0] == domains[1]


def drift(
    pairs: Sequence[SegmentPair], setting: Setting, sources: Mapping[int, Side] | None = None
) -> Iterator[Finding]:
    """The findings of all pairs. ``sources`` maps segment numbers to source segments."""
    for pair in pairs:
        source = sources.get(pair.number) if sources else None
        for slot in changed_slots(pair.source.occurrences, pair.target.occurrences, setting.glossary):
            finding = _finding(pair, slot, setting, source)
            if finding:
                yield finding
        yield from _numbers(pair, setting)


def _numbers(pair: SegmentPair, setting: Setting) -> Iterator[Finding]:
    """Numbers that changed between the versions of a segment that both have."""
    if not (pair.source.text and pair.target.text):
        return
    lost, new = numbers.differing(pair.source.text, pair.target.text)
    if lost or new:
        message = _("segment {number}: numbers changed: {old} became {new}")
        yield Finding(
            "numbers",
            Severity.WARNING,
            message.format(
                number=pair.number, old=isolated(", ".join(lost) or "-"), new=isolated(", ".join(new) or "-")
            ),
            _("check which version is right"),
            line=pair.target.line,
            segment=pair.number,
            source_lang=setting.target_lang,
            target_lang=setting.target_lang,
        )


def _finding(pair: SegmentPair, slot: Slot, setting: Setting, source: Side | None) -> Finding | None:
    old, new = slot.old, slot.new
    if old and new and set(readings(old)) & set(readings(new)):
        return _term_change(pair, old, new, setting)
    if old and not new and any(o.concept == old.concept for o in pair.target.occurrences):
        return None  # a repeated mention became a pronoun
    if new and not old and any(o.concept == new.concept for o in pair.source.occurrences):
        return None  # a pronoun became a mention
    within = setting.relations.within
    if old and not new and any(old.concept in within.get(o.term, ()) for o in pair.target.occurrences):
        return None  # it is part of a longer term now
    if new and not old and any(new.concept in within.get(o.term, ()) for o in pair.source.occurrences):
        return None
    lang = setting.target_lang
    if not (old and new):
        only = old or new
        if only is None:
            return None
        code = "missing" if old else "inserted"
        if not setting.tolerance.reports(code, only.concept, lang):
            return None
    verdict = _verdict(old, new, setting, source)
    if verdict is None:
        return None
    message, remedy = verdict
    return Finding(
        CODE,
        Severity.ERROR,
        message.format(
            number=pair.number,
            old=isolated(old.text) if old else "",
            new=isolated(new.text) if new else "",
            concept=old.concept if old else "",
            instead=new.concept if new else "",
        ),
        remedy,
        line=pair.target.line,
        segment=pair.number,
        concept=old.concept if old else "",
        instead=new.concept if new else "",
        source=Span(old.text, old.start, old.end) if old else None,
        target=Span(new.text, new.start, new.end) if new else None,
        source_lang=lang,
        target_lang=lang,
    )


def _verdict(
    old: Occurrence | None, new: Occurrence | None, setting: Setting, source: Side | None
) -> tuple[str, str] | None:
    """The message and the remedy; None where the change brings the text nearer to its source."""
    if old and new:
        message = _("segment {number}: {old} ({concept}) became {new} ({instead})")
    elif old:
        message = _("segment {number}: {old} ({concept}) was dropped")
    else:
        message = _("segment {number}: {new} ({instead}) was inserted")
    if source is None:
        return message, _("check which version is right")
    approved = {c for o in source.occurrences for r in readings(o) for c in setting.resolve(r).concepts}
    old_right = bool(old and approved.intersection(readings(old)))
    new_right = bool(new and approved.intersection(readings(new)))
    if new_right and not old_right:
        return None
    if old_right:
        return message, _("the source agrees with the old version: go back to it")
    return message, _("the source names neither: check the segment")


def _term_change(pair: SegmentPair, old: Occurrence, new: Occurrence, setting: Setting) -> Finding | None:
    """A change of term within one concept matters when the new term is not as good as the old one."""
    concept = setting.glossary.by_id.get(new.concept)
    statuses = {t.text: t.status for t in concept.terms_in(setting.target_lang)} if concept else {}
    status = statuses.get(new.term, Status.ADMITTED)
    allowed = status.approved and (
        setting.policy.rule(new.concept).status is not Status.PREFERRED or status is Status.PREFERRED
    )
    if allowed:
        return None
    advice = setting.advice(new.concept)
    return Finding(
        CODE,
        Severity.WARNING,
        _("segment {number}: {old} became {new}, a term that is not approved").format(
            number=pair.number, old=isolated(old.text), new=isolated(new.text)
        ),
        _("use {term}").format(term=advice) if advice else "",
        line=pair.target.line,
        segment=pair.number,
        concept=old.concept,
        instead=new.concept,
        source=Span(old.text, old.start, old.end),
        target=Span(new.text, new.start, new.end),
        source_lang=setting.target_lang,
        target_lang=setting.target_lang,
    )


def matrix(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
    """How often each concept became which other; an empty id stands for dropped or inserted."""
    return Counter(
        (f.concept, f.instead) for f in findings if f.code == CODE and f.severity is Severity.ERROR
    )


def timeline(comparisons: Sequence[Comparison]) -> dict[str, list[int]]:
    """For each concept that did not stay the same: how often it stands in each version, oldest first."""
    counts: dict[str, list[int]] = {}
    columns = [comparisons[0].pairs, *(c.pairs for c in comparisons)]
    for version, pairs in enumerate(columns):
        for pair in pairs:
            side = pair.source if version == 0 else pair.target
            for occurrence in side.occurrences:
                row = counts.setdefault(occurrence.concept, [0] * len(columns))
                row[version] += 1
    return {concept: row for concept, row in sorted(counts.items()) if len(set(row)) > 1}
