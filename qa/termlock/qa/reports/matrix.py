"""The drift matrix: which concept became which, how often, as a picture and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape

from termlock.qa.finding import Finding
from termlock.qa.reports.legal import legal

DRIFT_CODES = frozenset({"drifted", "swapped"})
LEVELS = 4  # shades of a cell; the style sheet has a colour for each
_CELL = 44
_LETTER = 7.6  # width of a letter of the 13-pixel labels, generously


def drift(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """How often each concept was replaced by each other one."""
    return Counter(
        (f.concept, f.instead)
        for f in findings
        if f.code in DRIFT_CODES and f.concept and f.instead and f.concept != f.instead
    )


def picture(counts: Counter[tuple[str, str]]) -> str:
    """An SVG picture: a row per old concept, a column per new one, stronger in colour where it happened more often."""
    rows, columns = _axes(counts)
    most = max(counts.values())
    margin = round(max(len(name) for name in rows) * _LETTER) + 16
    # column names stand at 45 degrees: as high and as wide as their length over the root of two
    slant = round(max(len(name) for name in columns) * _LETTER * 0.71) + 20
    width, height = margin + len(columns) * _CELL + slant, slant + len(rows) * _CELL + 2
    parts = [
        f'<svg class="matrix" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="matrix-title">'
    ]
    for x, name in enumerate(columns):
        left, bottom = margin + x * _CELL + _CELL // 2, slant - 8
        parts.append(
            f'<text x="{left}" y="{bottom}" transform="rotate(-45 {left} {bottom})">{_safe(name)}</text>'
        )
    for y, old in enumerate(rows):
        top = slant + y * _CELL
        middle = top + _CELL // 2
        parts.append(f'<text class="end" x="{margin - 8}" y="{middle + 5}">{_safe(old)}</text>')
        for x, new in enumerate(columns):
            left = margin + x * _CELL
            count = counts[old, new]
            level = -(-LEVELS * count // most)
            parts.append(
                f'<rect class="heat{level}" x="{left + 1}" y="{top + 1}" '
                f'width="{_CELL - 2}" height="{_CELL - 2}" rx="4"><title>{_safe(f"{old} → {new}: {count}")}'
                "</title></rect>"
            )
            if count:
                parts.append(f'<text class="count" x="{left + _CELL // 2}" y="{middle + 5}">{count}</text>')
    return "".join([*parts, "</svg>"])


def table(counts: Counter[tuple[str, str]]) -> str:
    """The same counts as table rows, most frequent first."""
    return "".join(
        f"<tr><td>{_safe(old)}</td><td>{_safe(new)}</td><td>{count}</td></tr>"
        for (old, new), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _axes(counts: Counter[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return sorted({old for old, _ in counts}), sorted({new for _, new in counts})


def _safe(text: str) -> str:
    return escape(legal(text))
