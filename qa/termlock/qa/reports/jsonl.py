"""One finding per line, as JSON: for scripts, and for reports too long to hold at once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from termlock.glossary.concept import Glossary
from termlock.qa.pair import Comparison


def report(comparisons: Sequence[Comparison], glossary: Glossary | None = None) -> str:
    """The findings of all comparisons in order; nothing at all where there are none."""
    return "".join(
        json.dumps(finding.as_dict(), ensure_ascii=False) + "\n"
        for comparison in comparisons
        for finding in comparison.findings
    )
