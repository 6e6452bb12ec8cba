"""Reports: one file per output format.

A reporter takes the comparisons, each with its findings, and the glossary where there is one, and returns
the whole report as a string. It writes nothing and decides nothing: exit codes are the command's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from termlock.glossary.concept import Glossary
from termlock.qa.pair import Comparison
from termlock.qa.reports import github, html, json, jsonl, junit, sarif, text

Reporter = Callable[[Sequence[Comparison], Glossary | None], str]

REPORTS: Mapping[str, Reporter] = {
    "text": text.report,
    "jsonl": jsonl.report,
    "json": json.report,
    "sarif": sarif.report,
    "github": github.report,
    "junit": junit.report,
    "html": html.report,
}


def render(name: str, comparisons: Sequence[Comparison], glossary: Glossary | None = None) -> str:
    """The report in the format ``name``.

    Raises:
        KeyError: there is no such format.
    """
    return REPORTS[name](comparisons, glossary)
