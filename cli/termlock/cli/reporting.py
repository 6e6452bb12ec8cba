"""What the checking commands share: options, the setting of a run, printing and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from termlock.cli.options import LANGUAGES, glossary_option
from termlock.glossary.concept import Glossary
from termlock.glossary.messages import _
from termlock.qa.checking import Matchers
from termlock.qa.checks import Setting
from termlock.qa.finding import Severity
from termlock.qa.pair import Comparison

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
FORMATS = ("text", "jsonl", "json", "sarif", "github", "junit", "html")

policy_option = click.option(
    "--policy",
    "-p",
    default="mirror",
    show_default=True,
    help=_("Editorial policy: a shipped name or a YAML file."),
)
fail_option = click.option(
    "--fail-on",
    type=click.Choice([str(s) for s in Severity]),
    default="error",
    show_default=True,
    help=_("Weakest severity that makes the exit code 1."),
)
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help=_("Write the report to a file instead of printing it."),
)
tolerance_option = click.option(
    "--tolerance",
    type=click.Choice(["strict", "normal", "lenient"]),
    default="normal",
    show_default=True,
    help=_("How much freedom a translation has: strict reports every missing or added term."),
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help=_("Format of the report."),
)


def report_options(command: Decorated) -> Decorated:
    """The options of every command that reports findings."""
    for option in (
        format_option,
        fail_option,
        output_option,
        tolerance_option,
        policy_option,
        glossary_option,
    ):
        command = option(command)
    return command


def language_option(name: str, key: str, text: str) -> Callable[[Decorated], Decorated]:
    """An option that names a language, detected where it is not given."""
    return click.option(name, key, type=click.Choice(LANGUAGES), default=None, help=text)


def prepare(
    glossaries: tuple[Path, ...], policy: str, tolerance: str, source_lang: str, target_lang: str
) -> tuple[Setting, Matchers]:
    """The setting and the matchers of a run over one pair of languages."""
    from termlock.qa import preparation

    ground = preparation.prepare(glossaries, policy, tolerance)
    return ground.setting(source_lang, target_lang), ground.matchers(source_lang, target_lang)


def finish(
    comparisons: Sequence[Comparison], glossary: Glossary | None, form: str, fail_on: str, output: Path | None
) -> None:
    """Print or write the report; the exit code is 1 when a finding is as grave as ``fail_on``."""
    from termlock.glossary.exchange.files import write_text
    from termlock.qa.reports import render

    text = render(form, comparisons, glossary)
    if output:
        write_text(output, text)
    elif text:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    worst = Severity(fail_on).rank
    sys.exit(1 if any(f.severity.rank <= worst for c in comparisons for f in c.findings) else 0)
