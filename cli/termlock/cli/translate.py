"""``tk translate``: documents into other languages, with every contested term locked."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from termlock.cli.lockreport import Record, Summary, opened
from termlock.cli.options import LANGUAGES, PATH, glossary_option
from termlock.cli.progress import Progress
from termlock.cli.reporting import language_option, policy_option
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _

if TYPE_CHECKING:
    from termlock.translate.document import Options
    from termlock.translate.job import Mapped

_STANDARD = Path("-")


@dataclass(frozen=True)
class _Task:
    """One file into one language: ``path`` is read, ``name`` is what it is called; no output is stdout."""

    path: Path
    name: str
    source: str
    target: str
    output: Path | None


@click.command(
    "translate",
    help=_(
        "Translate documents, and hold every contested term.\n\n"
        "FILE is a text or any other document of a known format (md, html, docx, po, xliff, tmx, srt, vtt, csv, tsv, "
        "json, odt), a folder of them, or - for standard input. The translation goes to standard output, or, for "
        "several files or languages, to NAME.LANG.SUFFIX beside each file or in the folder of --output. The locks are "
        "listed on standard error. Exit code 1 when a lock could not be held."
    ),
)
@click.argument("files", type=PATH, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--to", "targets", required=True, metavar="LANG[,LANG]", help=_("Target languages: en, ar, he.")
)
@language_option("--from", "source", _("Language of the source; detected if not given."))
@click.option(
    "--model",
    "-m",
    default="starter",
    show_default=True,
    help=_("starter (packaged), a hub model or folder, ct2:NAME, openai:MODEL."),
)
@glossary_option
@policy_option
@click.option("--output", "-o", type=PATH, help=_("File to write, or folder for several."))
@click.option(
    "--report", type=PATH, help=_("Write the lock report: .jsonl, or .html with both texts side by side.")
)
@click.option(
    "--strict/--no-strict", default=True, help=_("Exit code 1 when a lock could not be held (default).")
)
@click.option(
    "--locked/--free", default=True, help=_("Free: leave the engine alone and only report the locks.")
)
@click.option(
    "--format",
    "form",
    default="",
    metavar="SUFFIX",
    help=_("Format of the file where its name does not tell."),
)
@click.option(
    "--column", "columns", default="", metavar="SOURCE[,TARGET]", help=_("Columns of a table by their names.")
)
@click.option(
    "--path", "paths", multiple=True, help=_("Strings of a JSON file by path, such as items.*.title.")
)
@click.option("--again", is_flag=True, help=_("Translate also what a bilingual file has already."))
@click.option("--memory", type=PATH, help=_("Translation memory to use instead of the user's own."))
@click.option(
    "--no-memory", is_flag=True, help=_("Neither look into the translation memory nor write to it.")
)
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=1, show_default=True, help=_("Processes."))
@click.option("--quiet", "-q", is_flag=True, help=_("No progress and no table of locks."))
def command(
    files: tuple[Path, ...],
    targets: str,
    source: str | None,
    model: str,
    glossaries: tuple[Path, ...],
    policy: str,
    output: Path | None,
    report: Path | None,
    strict: bool,
    locked: bool,
    form: str,
    columns: str,
    paths: tuple[str, ...],
    again: bool,
    memory: Path | None,
    no_memory: bool,
    jobs: int,
    quiet: bool,
) -> None:
    """Translate each file into each language; say what became of the locks."""
    from termlock.translate import memory as memories
    from termlock.translate.document import Options
    from termlock.translate.job import Recipe, workers

    wanted = _targets(targets)
    _check_glossaries(glossaries)
    source_column, _comma, target_column = columns.partition(",")
    options = Options(source_column, target_column, paths)
    kept = None if no_memory else memory or memories.default_path()
    summary = Summary()
    with ExitStack() as stack:
        tasks = _tasks(files, source, wanted, output, form, options, stack)
        record = opened(report, glossaries, policy, stack)
        for direction in dict.fromkeys((t.source, t.target) for t in tasks):
            own = [t for t in tasks if (t.source, t.target) == direction]
            recipe = Recipe(model, *direction, glossaries, policy, locked, kept, again)
            with workers(recipe, jobs) as translate:
                for task in own:
                    _translate(task, translate, form, options, quiet, [summary.add, record])
    if not quiet:
        summary.print(sys.stderr)
    sys.exit(1 if summary.unlocked and strict and locked else 0)


def _translate(
    task: _Task, translate: Mapped, form: str, options: Options, quiet: bool, records: Sequence[Record]
) -> None:
    """Translate one file, and hand each segment to ``records`` as it comes."""
    from termlock.glossary.exchange.files import replacing
    from termlock.translate.job import parts, rebuild

    if task.output is not None:
        _make_folder(task.output.parent)
    with ExitStack() as stack:
        write = stack.enter_context(replacing(task.output)).write if task.output else sys.stdout.buffer.write
        held: list[bytes] = []  # standard output gets all or nothing, unless the file is streamed
        for number, part in enumerate(parts(task.path, form, options)):
            if number == 1:
                write(held.pop())
            progress = Progress(len(part.segments), sys.stderr, quiet)
            for result in rebuild(part, task.target, translate):
                if isinstance(result, bytes):
                    (write if number else held.append)(result)
                    continue
                progress.add(result.origin == "engine")
                for record in records:
                    record(task.name, task.source, task.target, result)
            progress.end()
        for data in held:
            write(data)
    if task.output is None:
        sys.stdout.buffer.flush()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot be made: {(error.strerror or str(error)).lower()}"
        raise InputError(str(folder), problem, "name another folder with --output") from None


def _targets(text: str) -> tuple[str, ...]:
    """The languages of ``--to``."""
    found = tuple(dict.fromkeys(t.strip() for t in text.split(",") if t.strip()))
    for lang in found or ("",):
        if lang not in LANGUAGES:
            raise InputError("--to", f"unknown language {lang!r}", f"use one of: {', '.join(LANGUAGES)}")
    return found


def _check_glossaries(paths: tuple[Path, ...]) -> None:
    """Refuse a user's glossary that its check would refuse: a wrong lock is worse than none."""
    if not paths:
        return
    from termlock.glossary import compiled, validation

    for problem in validation.check(compiled.load(paths)):
        if problem.severity == "error":
            raise InputError(str(problem.place), problem.message, "see tk glossary check")


def _tasks(
    files: Sequence[Path],
    source: str | None,
    targets: Sequence[str],
    output: Path | None,
    form: str,
    options: Options,
    stack: ExitStack,
) -> list[_Task]:
    """What is to be done, before anything is done: every name is checked first."""
    several = len(files) > 1 or len(targets) > 1 or any(p.is_dir() for p in files)
    found: list[_Task] = []
    for path, name, within in _inputs(files, form, stack):
        lang = source or _language(path, name, form, options)
        for target in targets:
            if lang == target:
                raise InputError(name, f"is in {target} already", "name the source with --from")
            place = None
            if several or (output is not None and output.is_dir()):
                folder = path.parent if output is None else output / within.parent
                place = folder / f"{within.stem}.{target}{within.suffix}"
            elif output is not None and output != _STANDARD:
                place = output
            if place is not None and place.exists() and path.exists() and place.samefile(path):
                raise InputError(str(place), "is the file that is read", "name another file with --output")
            found.append(_Task(path, name, lang, target, place))
    if several and _STANDARD in files:
        raise InputError("-", "standard input cannot be one of several files", "name files only")
    return found


def _inputs(files: Sequence[Path], form: str, stack: ExitStack) -> Iterator[tuple[Path, str, Path]]:
    """Files to read, what they are called, and their place below the folder that was named."""
    from termlock.translate.document import FORMATS

    translated = tuple(f".{lang}" for lang in LANGUAGES)
    for path in files:
        if path == _STANDARD:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            copy = folder / "stdin.txt"  # --format says what it is, if it is no plain text
            copy.write_bytes(sys.stdin.buffer.read())
            yield copy, "-", Path(copy.name)
        elif path.is_dir():
            known = [p for p in sorted(path.rglob("*")) if p.suffix.lower().lstrip(".") in FORMATS]
            own = [p for p in known if p.is_file() and not p.is_symlink() and not p.stem.endswith(translated)]
            if not own:
                raise InputError(str(path), "holds no document", f"known are: {', '.join(FORMATS)}")
            for inner in own:
                yield inner, str(inner), inner.relative_to(path)
        else:
            yield path, str(path), Path(path.name)


def _language(path: Path, name: str, form: str, options: Options) -> str:
    """The language that the file names, or that most of its letters are in.

    Raises:
        InputError: it is none of the three.
    """
    from termlock.translate.job import parts
    from termlock.translate.language import detect

    first = next(parts(path, form, options))
    named = first.source_lang.replace("_", "-").split("-")[0].lower()
    lang = named if named in LANGUAGES else detect(" ".join(s.text for s in first.segments[:200]))
    if not lang:
        raise InputError(name, "no letters of English, Arabic or Hebrew", "name the source with --from")
    return lang
