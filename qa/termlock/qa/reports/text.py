"""The report for people at a terminal: ``file:line: severity code: message``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from termlock.glossary.concept import Glossary
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import Comparison

# SGR parameters of ECMA-48: what terminals understand everywhere
_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.NOTE: "36"}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def report(
    comparisons: Sequence[Comparison], glossary: Glossary | None = None, *, color: bool = False
) -> str:
    """Findings grouped by file in the order of the text, then one line that counts them."""
    findings = [f for c in comparisons for f in c.findings]
    order = {file: place for place, file in enumerate(dict.fromkeys(f.file for f in findings))}
    findings.sort(key=lambda f: (order[f.file], f.line, f.segment))
    blocks = [
        "\n".join(_lines(f, color) for f in group) for _, group in groupby(findings, key=lambda f: f.file)
    ]
    return "\n\n".join([*blocks, _summary(comparisons, findings)]) + "\n"


def _lines(finding: Finding, color: bool) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    severity = str(finding.severity)
    if color:
        severity = f"\x1b[{_COLORS[finding.severity]}m{severity}\x1b[0m"
    line = f"{_visible(place)}: {severity} {finding.code}: {_visible(finding.message)}"
    return f"{line}\n    {_visible(finding.remedy)}" if finding.remedy else line


def _visible(text: str) -> str:
    """``text`` on one line: a checked file must not be able to steer the terminal."""
    return _CONTROLS.sub(lambda m: " " if m[0] in "\t\r\n" else f"\\x{ord(m[0]):02x}", text)


def _summary(comparisons: Sequence[Comparison], findings: Sequence[Finding]) -> str:
    counts = Counter(f.severity for f in findings)
    found = ", ".join(_count(counts[s], s) for s in Severity if counts[s]) or "no findings"
    segments = sum(c.segments for c in comparisons)
    return f"{found} in {_count(segments, 'segment')} of {_count(len(comparisons), 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
