"""Workflow commands: GitHub shows them as annotations beside the changed lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from termlock.glossary.concept import Glossary
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import Comparison

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
# the runner's own table: actions/toolkit, escapeData and escapeProperty
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def report(comparisons: Sequence[Comparison], glossary: Glossary | None = None) -> str:
    """One ``::error file=…,line=…,title=…::message`` per finding."""
    return "".join(_command(f) + "\n" for c in comparisons for f in c.findings)


def _command(finding: Finding) -> str:
    properties = {
        "file": PurePath(finding.file).as_posix() if finding.file else "",
        "line": str(finding.line or ""),
        "title": f"termlock: {finding.code}",
    }
    shown = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items() if value)
    message = "\n".join(filter(None, (finding.message, finding.remedy)))
    return f"::{_COMMANDS[finding.severity]} {shown}::{message.translate(_DATA)}"
