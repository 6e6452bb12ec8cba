"""The baseline: findings that were there before, recorded so that only new ones are reported.

A finding is known again by its code, its file, its concepts, the source segment and the words it marks,
and not by line or segment number: it stays the same when the text around it moves or changes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text, write_text
from termlock.qa.finding import Finding
from termlock.qa.pair import SegmentPair

LAYOUT = 1  # raised when fingerprints are made in another way


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A recorded finding; everything but ``fingerprint`` and ``count`` is there for people."""

    file: str
    code: str
    concept: str
    instead: str
    text: str
    fingerprint: str
    count: int = 1


def entry(finding: Finding, file: str, pair: SegmentPair | None) -> Entry:
    """The entry for one finding of ``file`` (relative to the configuration)."""
    marked = finding.target or finding.source
    text = marked.text if marked else ""
    parts = (finding.code, file, finding.concept, finding.instead, text, pair.source.text if pair else "")
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return Entry(file, finding.code, finding.concept, finding.instead, text, digest)


def read(path: Path) -> list[Entry]:
    """The recorded entries.

    Raises:
        InputError: the file cannot be read or is no baseline.
    """
    if not path.exists():
        raise InputError(str(path), "no such baseline", "record one with tk validate --write-baseline")
    try:
        data: Any = json.loads(read_text(path))
        if data["version"] != LAYOUT:
            raise InputError(
                str(path), f"version {data['version']!r}, not {LAYOUT}", "record it anew: --write-baseline"
            )
        entries = [Entry(**item) for item in data["findings"]]
        if not all(isinstance(e.fingerprint, str) and isinstance(e.count, int) for e in entries):
            raise TypeError
    except (json.JSONDecodeError, KeyError, TypeError):
        raise InputError(str(path), "no baseline of termlock", "record it anew: --write-baseline") from None
    return entries


def write(path: Path, entries: Sequence[Entry]) -> None:
    """Record entries, equal ones with their number, in a stable order.

    Raises:
        InputError: the file cannot be written.
    """
    counts: Counter[str] = Counter()
    for e in entries:
        counts[e.fingerprint] += e.count
    unique = sorted({e.fingerprint: e for e in entries}.values())
    findings = [
        {
            "file": e.file,
            "code": e.code,
            "concept": e.concept,
            "instead": e.instead,
            "text": e.text,
            "fingerprint": e.fingerprint,
            "count": counts[e.fingerprint],
        }
        for e in unique
    ]
    body = json.dumps({"version": LAYOUT, "findings": findings}, ensure_ascii=False, indent=1)
    write_text(path, body + "\n")


class Known:
    """What is recorded, used up finding by finding."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Begin with every entry unmet."""
        self._entries = entries
        self._left: Counter[str] = Counter()
        for e in entries:
            self._left[e.fingerprint] += e.count

    def keep(self, findings: Sequence[Finding], file: str, pairs: Mapping[int, SegmentPair]) -> list[Finding]:
        """The findings that are not recorded."""
        kept = []
        for finding in findings:
            fingerprint = entry(finding, file, pairs.get(finding.segment)).fingerprint
            if self._left[fingerprint] > 0:
                self._left[fingerprint] -= 1
            else:
                kept.append(finding)
        return kept

    def stale(self, files: Collection[str], everything: bool) -> int:
        """How many recorded findings were not met again, among the checked files unless all were."""
        return sum(
            self._left[e.fingerprint]
            for e in {e.fingerprint: e for e in self._entries}.values()
            if everything or e.file in files
        )
