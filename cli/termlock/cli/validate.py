"""``tk validate``: the CI job, as the configuration of the project says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from termlock.cli.options import PATH
from termlock.cli.reporting import finish, format_option, output_option
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _
from termlock.qa.finding import Severity

if TYPE_CHECKING:
    from termlock.qa.cache import Checked
    from termlock.qa.config import Config

NAMED = 10  # translations with another number of segments that are named one by one


@click.command(
    "validate",
    help=_(
        "Check a whole project: the CI job.\n\n"
        "The configuration is the nearest termlock.toml, or pyproject.toml with [tool.termlock], from the working "
        "directory upwards. PATH restricts the run to sources, translations or folders. Results are cached by "
        "content. Nothing is reported unless everything could be checked."
    ),
)
@click.argument("paths", type=PATH, nargs=-1, metavar="[PATH]...")
@click.option("--config", type=PATH, metavar="FILE", help=_("Configuration to use instead of the nearest."))
@click.option("--init", is_flag=True, help=_("Write a commented termlock.toml for this folder and stop."))
@click.option(
    "--write-baseline", is_flag=True, help=_("Record the present findings as the baseline and stop.")
)
@click.option("--no-cache", is_flag=True, help=_("Check everything anew, and keep nothing."))
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    help=_("Processes to use; chosen by the number of files if not given."),
)
@click.option(
    "--fail-on",
    type=click.Choice([str(s) for s in Severity]),
    help=_("Weakest severity that makes the exit code 1; else as configured."),
)
@output_option
@format_option
def command(
    paths: tuple[Path, ...],
    config: Path | None,
    init: bool,
    write_baseline: bool,
    no_cache: bool,
    jobs: int | None,
    fail_on: str | None,
    output: Path | None,
    form: str,
) -> None:
    """Find the configuration, check and report."""
    if init:
        _init()
        return
    from termlock.glossary import compiled
    from termlock.qa import baseline
    from termlock.qa.config import find, load
    from termlock.qa.validation import validate

    chosen = load(Path(os.path.relpath(config or find(Path.cwd()))))
    if write_baseline and not chosen.baseline:
        raise InputError(
            str(chosen.path), _("no 'baseline' to write"), _('add baseline = "termlock-baseline.json"')
        )
    read_known = not write_baseline or bool(paths and chosen.baseline and chosen.baseline.exists())
    validation, checked = validate(chosen, paths, jobs or 0, cached=not no_cache, known=read_known)
    if write_baseline and chosen.baseline:
        baseline.write(chosen.baseline, validation.entries)
        text = _("{count} findings recorded in {file}")
        click.echo(
            text.format(count=sum(e.count for e in validation.entries), file=chosen.baseline), err=True
        )
        return
    _notes(chosen, checked, validation.stale)
    glossary = compiled.load(chosen.glossaries) if form == "html" else None
    finish(validation.comparisons, glossary, form, fail_on or chosen.fail_on, output)


def _init() -> None:
    from termlock.qa import proposal

    path, pairs = proposal.write(Path())
    click.echo(_("{file} written: {count} patterns found").format(file=path, count=len(pairs)), err=True)
    for pair in pairs:
        line = f"  {pair.source} → {pair.target}" if pair.target else f"  {pair.source}"
        click.echo(f"{line} ({pair.files})", err=True)


def _notes(config: Config, checked: Sequence[Checked], stale: int) -> None:
    """What the reader should know and no report has: uneven texts, stale entries of the baseline."""
    uneven = [c for c in checked if c.segments[0] != c.segments[1]]
    text = _("{source} has {left} segments, {target} {right}: aligned by length, numbers and terms")
    for one in uneven[:NAMED]:
        left, right = one.segments
        found = one.comparison
        click.echo(
            text.format(source=found.source_file, left=left, target=found.target_file, right=right), err=True
        )
    if len(uneven) > NAMED:
        more = _("{count} more translations differ from their source in the number of segments")
        click.echo(more.format(count=len(uneven) - NAMED), err=True)
    if stale:
        text = _("{file}: {count} recorded findings are gone; tidy up with tk validate --write-baseline")
        click.echo(text.format(file=config.baseline, count=stale), err=True)
