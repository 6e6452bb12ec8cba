"""Check a translation against its source: alignment, then every check on every pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from termlock.glossary.matching import Matcher
from termlock.qa.alignment import Bead, by_length, one_to_one
from termlock.qa.checks import CHECKS, Check, Setting
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.qa.text import joined, sides


@dataclass(frozen=True, slots=True)
class Text:
    """Segments of one text with the lines where they begin, and the name of its file."""

    file: str
    lang: str
    segments: Sequence[str]
    lines: Sequence[int]


@dataclass(frozen=True, slots=True)
class Matchers:
    """A matcher for each side."""

    source: Matcher
    target: Matcher


WINDOW = 2000  # segments that are searched and checked together


def check(
    source: Text,
    target: Text,
    setting: Setting,
    matchers: Matchers,
    codes: Iterable[str] = CHECKS,
    severities: dict[str, Severity] | None = None,
    keep_all: bool = True,
) -> Comparison:
    """Align the two texts and run the checks ``codes``; ``severities`` changes how much a code matters.

    Texts with as many segments are checked window by window. With ``keep_all`` false only the pairs that
    have findings are kept (the HTML report shows all), so that memory does not grow with the terms found.
    """
    checks = [CHECKS[code](setting) for code in codes]
    changed = severities or {}
    findings: list[Finding] = []
    kept: list[SegmentPair] = []
    count = 0
    for window in _windows(source, target, matchers):
        for pair in window:
            count += 1
            found = check_pair(pair, setting, checks)
            findings += (
                replace(f, file=target.file, severity=changed.get(f.code, f.severity), line=f.line or 1)
                for f in found
            )
            if keep_all or found:
                kept.append(pair)
    return Comparison(source.file, target.file, source.lang, target.lang, tuple(kept), tuple(findings), count)


def _windows(source: Text, target: Text, matchers: Matchers) -> Iterator[list[SegmentPair]]:
    """The aligned pairs, some at a time; all at once where the texts must be aligned as a whole."""
    if len(source.segments) != len(target.segments):
        left = sides(source.segments, source.lines, matchers.source)
        yield pair_up(left, sides(target.segments, target.lines, matchers.target))
        return
    for begin in range(0, len(source.segments), WINDOW):
        part = slice(begin, begin + WINDOW)
        left = sides(source.segments[part], source.lines[part], matchers.source)
        right = sides(target.segments[part], target.lines[part], matchers.target)
        yield [
            SegmentPair(begin + number, a, b)
            for number, (a, b) in enumerate(zip(left, right, strict=True), 1)
        ]


def check_pairs(
    pairs: Sequence[SegmentPair], setting: Setting, codes: Iterable[str] = CHECKS
) -> list[Finding]:
    """Run the checks on aligned pairs; findings in the order of the text."""
    checks = [CHECKS[code](setting) for code in codes]
    return [finding for pair in pairs for finding in check_pair(pair, setting, checks)]


def check_pair(pair: SegmentPair, setting: Setting, checks: Sequence[Check]) -> list[Finding]:
    """The findings of one pair, in the order of the checks."""
    slots = setting.slots(pair)
    return [finding for check in checks for finding in check.check(pair, slots)]


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
