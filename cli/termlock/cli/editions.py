"""``tk editions``: the same concepts across the language editions of one source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from termlock.cli.options import PATH
from termlock.cli.reporting import finish, language_option, report_options
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _
from termlock.qa.checking import Text


@click.command(
    "editions",
    help=_(
        "Compare the language editions of one source, concept by concept.\n\n"
        "Each TARGET is aligned with SOURCE. A finding names the editions that disagree: one keeps a concept, "
        "another swaps or drops it. In the table on standard error =N is kept, -N is dropped, and another "
        "concept stands with its own name."
    ),
)
@click.argument("source", type=PATH)
@click.argument("targets", type=PATH, nargs=-1, required=True, metavar="TARGET...")
@language_option("--from", "source_lang", _("Language of the source; detected if not given."))
@report_options
def command(
    source: Path,
    targets: tuple[Path, ...],
    source_lang: str | None,
    glossaries: tuple[Path, ...],
    policy: str,
    tolerance: str,
    output: Path | None,
    fail_on: str,
    form: str,
) -> None:
    """Read source and editions, compare and report."""
    from termlock.qa import reading
    from termlock.qa.editions import compare, edition
    from termlock.qa.preparation import prepare

    if len(targets) < 2:
        raise InputError(str(targets[0]), _("one edition only"), _("name two, or use tk check"))
    original = reading.read(source, source_lang or "")
    texts = [reading.read(path) for path in targets]
    for text in texts:
        if text.lang == original.lang:
            problem = _("is in the language of the source ({lang})").format(lang=text.lang)
            raise InputError(text.file, problem, _("use tk drift for versions"))
    ground = prepare(glossaries, policy, tolerance)
    editions = [
        edition(
            name,
            original,
            text,
            ground.setting(original.lang, text.lang),
            ground.matchers(original.lang, text.lang),
        )
        for name, text in zip(_names(texts), texts, strict=True)
    ]
    if form == "text" and not output:
        from termlock.qa.editions import table

        _print_table([e.name for e in editions], table(editions))
    finish(compare(original, editions), ground.glossary, form, fail_on, output)


def _names(texts: Sequence[Text]) -> list[str]:
    """The languages of the editions, or their files where two have the same language."""
    languages = [t.lang for t in texts]
    files = [t.file for t in texts]
    if len(set(files)) < len(files):
        double = next(f for f in files if files.count(f) > 1)
        raise InputError(double, _("is named twice"), _("name each edition once"))
    return languages if len(set(languages)) == len(languages) else files


def _print_table(names: Sequence[str], rows: dict[str, list[Counter[str]]]) -> None:
    """Concept × edition, on standard error."""
    cells = [["", *names]]
    cells += [[concept, *(_cell(concept, said) for said in row)] for concept, row in rows.items()]
    widths = [max(len(row[k]) for row in cells) for k in range(len(cells[0]))]
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip(), err=True)


def _cell(concept: str, said: Counter[str]) -> str:
    """``=2 -1 hostage 1``: kept twice, dropped once, once *hostage* instead."""
    parts = [f"={said[concept]}"] if said[concept] else []
    parts += [f"-{said['']}"] if said[""] else []
    parts += [f"{name} {count}" for name, count in sorted(said.items()) if name not in ("", concept)]
    return " ".join(parts)
