"""The whole run as one JSON object."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from termlock.glossary.concept import Glossary
from termlock.qa.finding import Severity
from termlock.qa.pair import Comparison

VERSION = 1  # of the layout; raised when a key changes its meaning or goes away


def report(comparisons: Sequence[Comparison], glossary: Glossary | None = None) -> str:
    """``version``, ``comparisons`` with their findings, and a ``summary`` of counts."""
    findings = [f for c in comparisons for f in c.findings]
    severities = Counter(f.severity for f in findings)
    codes = Counter(f.code for f in findings)
    document = {
        "version": VERSION,
        "comparisons": [
            {
                "source_file": c.source_file,
                "target_file": c.target_file,
                "source_lang": c.source_lang,
                "target_lang": c.target_lang,
                "segments": c.segments,
                "findings": [f.as_dict() for f in c.findings],
            }
            for c in comparisons
        ],
        "summary": {
            "severity": {str(s): severities[s] for s in Severity},
            "code": dict(sorted(codes.items())),
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
