"""Check a translation against its source: alignment, then every check on every pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from termlock.glossary.matching import Matcher
from termlock.qa.alignment import Bead, by_length, one_to_one
from termlock.qa.checks import CHECKS, Setting
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.qa.text import joined, sides


@dataclass(frozen=True, slots=True)
class Text:
    """Segments of one text with the lines where they begin, and the name of its file."""

    file: str
    lang: str
    segments: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matchers:
    """A matcher for each side."""

    source: Matcher
    target: Matcher


def check(
    source: Text,
    target: Text,
    setting: Setting,
    matchers: Matchers,
    codes: Iterable[str] = CHECKS,
    severities: dict[str, Severity] | None = None,
) -> Comparison:
    """Align the two texts and run the checks ``codes``; ``severities`` changes how much a code matters."""
    source_sides = sides(source.segments, source.lines, matchers.source)
    target_sides = sides(target.segments, target.lines, matchers.target)
    pairs = tuple(pair_up(source_sides, target_sides))
    findings = check_pairs(pairs, setting, codes)
    changed = severities or {}
    findings = [
        replace(f, file=target.file, severity=changed.get(f.code, f.severity), line=f.line or 1)
        for f in findings
    ]
    return Comparison(source.file, target.file, source.lang, target.lang, pairs, tuple(findings))


def check_pairs(
    pairs: Sequence[SegmentPair], setting: Setting, codes: Iterable[str] = CHECKS
) -> list[Finding]:
    """Run the checks on aligned pairs; findings in the order of the text."""
    checks = [CHECKS[code](setting) for code in codes]
    answered = [(pair, setting.slots(pair)) for pair in pairs]
    findings = [f for pair, slots in answered for c in checks for f in c.check(pair, slots)]
    findings += [f for c in checks for f in c.document(answered)]
    return sorted(findings, key=lambda f: (f.segment, list(CHECKS).index(f.code)))


def aligned(source: Sequence[Side], target: Sequence[Side]) -> list[Bead]:
    """One to one where the counts agree, else by length, numbers and concepts."""
    if len(source) == len(target):
        return one_to_one(len(source))
    empty = frozenset[str]()
    anchors = [
        (
            frozenset(o.concept for o in source[k].occurrences) if k < len(source) else empty,
            frozenset(o.concept for o in target[k].occurrences) if k < len(target) else empty,
        )
        for k in range(max(len(source), len(target)))
    ]
    return by_length([s.text for s in source], [t.text for t in target], anchors)


def pair_up(source: Sequence[Side], target: Sequence[Side]) -> list[SegmentPair]:
    """The aligned pairs, numbered by their target segment."""
    pairs = []
    number = 0
    for bead in aligned(source, target):
        number = bead.target[0] + 1 if bead.target else max(number, 1)
        right = joined([target[k] for k in bead.target])
        if not bead.target:
            right = replace(right, line=target[number - 1].line if target else 1)
        pairs.append(SegmentPair(number, joined([source[k] for k in bead.source]), right))
    return pairs
