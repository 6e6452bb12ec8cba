"""``tk check``: a translation against its source."""

from __future__ import annotations

from pathlib import Path

import click

from termlock.cli.options import PATH
from termlock.cli.reporting import finish, language_option, prepare, report_options
from termlock.glossary.messages import _


@click.command(
    "check",
    help=_(
        "Check a translation against its source: missing, swapped, conflated, inserted and barred terms, numbers, "
        "quotation marks and the like.\n\n"
        "SOURCE and TARGET are two texts, or SOURCE alone is a bilingual file (PO, XLIFF, TMX, two-column CSV). "
        "In plain text a line is a segment; where the counts differ, segments are aligned by length and terms."
    ),
)
@click.argument("source", type=PATH)
@click.argument("target", type=PATH, required=False)
@language_option("--from", "source_lang", _("Language of the source; detected if not given."))
@language_option("--to", "target_lang", _("Language of the translation; detected if not given."))
@report_options
def command(
    source: Path,
    target: Path | None,
    source_lang: str | None,
    target_lang: str | None,
    glossaries: tuple[Path, ...],
    policy: str,
    tolerance: str,
    output: Path | None,
    fail_on: str,
    form: str,
) -> None:
    """Read both sides, check and report."""
    from termlock.glossary.errors import InputError
    from termlock.qa import reading
    from termlock.qa.checking import check

    if target is None:
        left, right = reading.read_bilingual(source, source_lang or "", target_lang or "")
    else:
        left = reading.read(source, source_lang or "")
        right = reading.read(target, target_lang or "")
    if left.lang == right.lang:
        raise InputError(
            right.file, f"is in the language of the source ({left.lang})", "use tk drift for versions"
        )
    if len(left.segments) != len(right.segments):
        note = _("{source} has {left} segments, {target} {right}: aligned by length, numbers and terms")
        click.echo(
            note.format(
                source=left.file, left=len(left.segments), target=right.file, right=len(right.segments)
            ),
            err=True,
        )
    setting, matchers = prepare(glossaries, policy, tolerance, left.lang, right.lang)
    finish(
        [check(left, right, setting, matchers, keep_all=form == "html")],
        setting.glossary,
        form,
        fail_on,
        output,
    )
