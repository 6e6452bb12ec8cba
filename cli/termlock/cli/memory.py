"""``tk memory``: info, import, export, clear."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import click

from termlock.cli.options import LANGUAGES, PATH, format_option
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _

BATCH = 5000  # units of an import that are added at once, so that other processes need not wait long

memory_option = click.option(
    "--memory",
    "memory_path",
    type=PATH,
    metavar="PATH",
    help=_("Translation memory to use instead of the user's own."),
)


@click.group("memory", help=_("Show, fill, export and clear the translation memory."))
def command() -> None:
    """Group the memory commands."""


@command.command(help=_("Show where the memory lies and what it holds, by direction and origin."))
@memory_option
@format_option("text", "jsonl")
def info(memory_path: Path | None, form: str) -> None:
    """Print the path and the number of units; a memory that does not exist yet is empty, not made."""
    from termlock.translate.memory import Memory

    path = _chosen(memory_path)
    human: Counter[tuple[str, str]] = Counter()
    machine: Counter[tuple[str, str]] = Counter()
    if path.exists():
        with Memory(path) as memory:
            for (source, target, context), number in memory.counts().items():
                (machine if context else human)[source, target] += number
    if form == "text":
        click.echo(_("{file}: {count} units").format(file=path, count=human.total() + machine.total()))
    text = _("{source} → {target}: {human} human or imported, {machine} by machine")
    for source, target in sorted({*human, *machine}):
        one, other = human[source, target], machine[source, target]
        if form == "jsonl":
            record = {"path": str(path), "from": source, "to": target, "human": one, "machine": other}
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo(text.format(source=source, target=target, human=one, machine=other))


@command.command(
    "import",
    help=_(
        "Add the units of TMX files. They count as human translations, for every engine.\n\n"
        "Units by machine that tk memory export wrote stay what they were. Nothing is added if a file is broken."
    ),
)
@click.argument("files", type=PATH, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--reviewed", is_flag=True, help=_("Count units by machine as human: a person has checked them.")
)
@memory_option
def import_(files: tuple[Path, ...], reviewed: bool, memory_path: Path | None) -> None:
    """Read every file once to prove it, then add it batch by batch."""
    from termlock.translate.memory import Memory, read_tmx

    for file in files:
        if not sum(1 for _unit in read_tmx(file)):
            raise InputError(
                str(file),
                _("has no unit in two of English, Arabic and Hebrew"),
                _("check the language codes of its variants"),
            )
    with Memory(_chosen(memory_path)) as memory:
        for file in files:
            units = read_tmx(file)
            number = 0
            while batch := list(islice(units, BATCH)):
                memory.add([replace(unit, context="") for unit in batch] if reviewed else batch)
                number += len(batch)
            click.echo(_("{count} units imported from {file}").format(count=number, file=file), err=True)


@command.command(help=_("Write the units of the memory to a TMX file."))
@click.argument("file", type=PATH)
@click.option("--from", "source", type=click.Choice(LANGUAGES), help=_("Only units out of this language."))
@click.option("--to", "target", type=click.Choice(LANGUAGES), help=_("Only units into this language."))
@memory_option
def export(file: Path, source: str | None, target: str | None, memory_path: Path | None) -> None:
    """Write TMX 1.4; an existing file is replaced when the new one is complete."""
    from termlock.translate.memory import Memory, write_tmx

    path = _existing(memory_path)
    with Memory(path) as memory:
        units = memory.units(source, target)
        first = next(units, None)
        if first is None:
            raise InputError(str(path), _("has no such units"), _("see tk memory info"))
        number = write_tmx(file, chain([first], units))
    click.echo(_("{count} units written to {file}").format(count=number, file=file), err=True)


@command.command(help=_("Remove all units of the memory."))
@click.option("--yes", is_flag=True, help=_("Do not ask first."))
@memory_option
def clear(yes: bool, memory_path: Path | None) -> None:
    """Ask, and remove the units; the file stays."""
    from termlock.translate.memory import Memory

    path = _existing(memory_path)
    with Memory(path) as memory:
        if not yes:
            if not sys.stdin.isatty():
                raise InputError(str(path), _("is not cleared unasked"), _("add --yes"))
            question = _("Remove {count} units from {file}?").format(count=len(memory), file=path)
            if not click.confirm(question, err=True):
                return
        number = memory.clear()
    click.echo(_("{count} units removed from {file}").format(count=number, file=path), err=True)


def _chosen(path: Path | None) -> Path:
    from termlock.translate.memory import default_path

    return path or default_path()


def _existing(path: Path | None) -> Path:
    """The chosen memory, which must exist: a mistyped path is not made into an empty one."""
    chosen = _chosen(path)
    if not chosen.exists():
        raise InputError(
            str(chosen), _("there is no memory here"), _("check the path, or fill it with tk memory import")
        )
    return chosen
