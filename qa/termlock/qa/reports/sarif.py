"""SARIF 2.1.0, the format of code scanning services and of editors' problem lists."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from termlock.glossary.concept import Glossary
from termlock.qa.finding import Finding
from termlock.qa.pair import Comparison
from termlock.qa.reports.rules import rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "termlock/v1"


def report(comparisons: Sequence[Comparison], glossary: Glossary | None = None) -> str:
    """One run with the rules that fired and a result per finding."""
    codes = list(dict.fromkeys(f.code for c in comparisons for f in c.findings))
    seen: Counter[str] = Counter()
    results = [
        _result(finding, codes.index(finding.code), _fingerprint(finding, texts, seen))
        for comparison in comparisons
        for texts in [{p.number: p.target.text for p in comparison.pairs}]
        for finding in comparison.findings
    ]
    driver = {"name": "termlock", "version": version("termlock"), "rules": [_rule(code) for code in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    described = rule(code)
    return {
        "id": code,
        "shortDescription": {"text": described.short},
        "fullDescription": {"text": described.full},
        "defaultConfiguration": {"level": str(described.severity)},
    }


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    # a full stop is no separator between two messages of which either may end in a right-to-left word
    message = "\n".join(filter(None, (finding.message, finding.remedy)))
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
    if finding.line:
        location["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": str(finding.severity),
        "message": {"text": message},
        "locations": [{"physicalLocation": location}] if finding.file else [],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": {"concept": finding.concept, "instead": finding.instead, "segment": finding.segment},
    }


def _uri(file: str) -> str:
    """The path as a URI: relative to the working directory, else of the ``file`` scheme."""
    path = PurePath(file)
    if path.is_absolute():
        here = Path.cwd()
        if not path.is_relative_to(here):
            return path.as_uri()
        path = path.relative_to(here)
    return quote(path.as_posix())


def _fingerprint(finding: Finding, texts: dict[int, str], seen: Counter[str]) -> str:
    """Stays the same when the segment moves, and tells apart the same fault in the same words."""
    # a finding about the whole file has no segment: its own words are the next best
    text = texts.get(finding.segment, finding.target.text if finding.target else "")
    parts = "\0".join((finding.code, finding.concept, finding.instead, text))
    digest = hashlib.sha256(parts.encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
