"""``tk drift``: what changed between versions of a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from termlock.cli.options import PATH
from termlock.cli.reporting import finish, language_option, prepare, report_options
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _
from termlock.qa.checking import Matchers, Text
from termlock.qa.checks import Setting
from termlock.qa.pair import Comparison


@click.command(
    "drift",
    help=_(
        "Show the terms that drifted between versions of a text in one language.\n\n"
        "VERSIONS are two or more files, oldest first; each is compared with the one before it. With --git REV "
        "the work tree (or --git OLD..NEW, two revisions) is compared for each PATH. With --source the report "
        "says which version is right."
    ),
)
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="VERSION...|PATH...")
@click.option("--source", type=PATH, help=_("The text that all versions translate."))
@language_option("--lang", "lang", _("Language of the versions; detected if not given."))
@click.option(
    "--git", "revision", metavar="REV", help=_("Compare each PATH with this revision, or OLD..NEW.")
)
@report_options
def command(
    paths: tuple[Path, ...],
    source: Path | None,
    lang: str | None,
    revision: str | None,
    glossaries: tuple[Path, ...],
    policy: str,
    tolerance: str,
    output: Path | None,
    fail_on: str,
    form: str,
) -> None:
    """Compare the versions and report."""
    from termlock.qa import reading

    steps = _git_steps(paths, revision, lang) if revision else _file_steps(paths, lang)
    language = steps[0][1].lang
    original = reading.read(source) if source else None
    setting, matchers = prepare(
        glossaries, policy, tolerance, original.lang if original else language, language
    )
    comparisons = [_compare(old, new, original, setting, matchers) for old, new in steps]
    if form == "text" and not output:
        _summary(comparisons)
    finish(comparisons, setting.glossary, form, fail_on, output)


def _file_steps(paths: Sequence[Path], lang: str | None) -> list[tuple[Text, Text]]:
    from termlock.qa import reading

    if len(paths) < 2:
        raise InputError(str(paths[0]), "one version only", "name two versions, or use --git REV")
    texts = [reading.read(p, lang or "") for p in paths]
    for text in texts[1:]:
        if text.lang != texts[0].lang:
            raise InputError(
                text.file, f"is in {text.lang}, {texts[0].file} in {texts[0].lang}", "compare one language"
            )
    return list(pairwise(texts))


def _git_steps(paths: Sequence[Path], revision: str, lang: str | None) -> list[tuple[Text, Text]]:
    from termlock.qa import reading, revisions

    old, separator, new = revision.partition("..")
    steps = []
    for path in paths:
        before = reading.from_lines(revisions.show(path, old), Path(f"{old}:{path}"), lang or "")
        if separator:
            after = reading.from_lines(
                revisions.show(path, new or "HEAD"), Path(f"{new or 'HEAD'}:{path}"), lang or ""
            )
        else:
            after = reading.read(path, lang or "")
        steps.append((before, after))
    return steps


def _compare(old: Text, new: Text, original: Text | None, setting: Setting, matchers: Matchers) -> Comparison:
    from dataclasses import replace

    from termlock.qa.checking import pair_up
    from termlock.qa.drift import drift, pair_versions
    from termlock.qa.text import sides

    old_sides = sides(old.segments, old.lines, matchers.target)
    new_sides = sides(new.segments, new.lines, matchers.target)
    pairs = pair_versions(old_sides, new_sides)
    sources = None
    if original:
        aligned = pair_up(sides(original.segments, original.lines, matchers.source), new_sides)
        sources = {p.number: p.source for p in aligned}
    findings = tuple(replace(f, file=new.file, line=f.line or 1) for f in drift(pairs, setting, sources))
    return Comparison(old.file, new.file, old.lang, new.lang, tuple(pairs), findings)


def _summary(comparisons: Sequence[Comparison]) -> None:
    """The from-to matrix, and for more than two versions the timeline of each concept, on standard error."""
    from termlock.qa.drift import matrix, timeline

    table = matrix([f for c in comparisons for f in c.findings])
    for (old, new), count in table.most_common():
        click.echo(f"{count:>4}  {old or '-'} → {new or '-'}", err=True)
    if len(comparisons) > 1:
        for concept, counts in timeline(comparisons).items():
            click.echo(f"{concept:<28} {' → '.join(map(str, counts))}", err=True)
