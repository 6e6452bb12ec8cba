"""``tk glossary``: check, list, show, find, inflect, convert, diff."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from termlock.cli.options import LANGUAGES, PATH, format_option, glossary_option
from termlock.glossary.concept import Concept, Glossary, Term
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _, isolated


@click.group("glossary", help=_("Check, search, inflect and convert glossaries."))
def command() -> None:
    """Group the glossary commands."""


def load(paths: tuple[Path, ...]) -> Glossary:
    """The glossaries at ``paths`` as one, or the shipped glossary."""
    from termlock.glossary import compiled

    return compiled.load(paths)


_encode = json.JSONEncoder(ensure_ascii=False).encode


def emit(record: object) -> None:
    """One JSON object on a line of its own (not ``click.echo``: this is the hot loop of ``find``)."""
    sys.stdout.write(_encode(record) + "\n")


@command.command(
    help=_(
        "Prove glossaries: schema, doubles, scripts, collisions, never lists, sources and examples.\n\n"
        "Each problem names file and line. Without PATH the shipped glossary is checked. "
        "Exit code 1 when there is an error, with --strict also for warnings."
    )
)
@click.argument("paths", type=PATH, nargs=-1, metavar="[PATH]...")
@click.option("--strict", is_flag=True, help=_("Let warnings fail too."))
@format_option("text", "jsonl")
def check(paths: tuple[Path, ...], strict: bool, form: str) -> None:
    """Report the problems of glossaries."""
    from termlock.glossary import validation
    from termlock.glossary.compiled import shipped
    from termlock.glossary.exchange import read

    glossaries = [read(p) for p in (paths or (shipped(),))]
    whole = Glossary(
        tuple(c for g in glossaries for c in g), {k: v for g in glossaries for k, v in g.sources.items()}
    )
    problems = validation.check(whole)
    for problem in problems:
        if form == "jsonl":
            emit(
                {
                    "code": problem.code,
                    "severity": problem.severity,
                    "file": problem.place.file,
                    "line": problem.place.line,
                    "message": problem.message,
                }
            )
        else:
            click.echo(str(problem))
    errors = sum(p.severity == "error" for p in problems)
    warnings = len(problems) - errors
    if form == "text":
        text = _("{concepts} concepts, {terms} terms: {errors} errors, {warnings} warnings")
        terms = sum(len(c.terms) for c in whole)
        click.echo(text.format(concepts=len(whole), terms=terms, errors=errors, warnings=warnings), err=True)
    sys.exit(1 if errors or (strict and warnings) else 0)


@command.command("list", help=_("List concepts with their preferred terms, one a line."))
@glossary_option
@click.option("--domain", help=_("Only concepts of this domain (captivity, law, …)."))
@click.option("--lang", type=click.Choice(LANGUAGES), help=_("Show the terms of this language only."))
@format_option("text", "jsonl")
def list_(glossaries: tuple[Path, ...], domain: str | None, lang: str | None, form: str) -> None:
    """Print one line a concept."""
    languages = (lang,) if lang else LANGUAGES
    concepts = [c for c in load(glossaries) if domain in (None, c.domain)]
    if not concepts:
        known = ", ".join(sorted({c.domain for c in load(glossaries)}))
        raise InputError(
            f"--domain {domain}", _("no concept in this domain"), _("use one of: {}").format(known)
        )
    for concept in concepts:
        if form == "jsonl":
            emit(
                {
                    "id": concept.id,
                    "domain": concept.domain,
                    "terms": {x: [t.text for t in concept.approved(x)] for x in languages},
                }
            )
        else:
            shown = (" / ".join(t.text for t in concept.approved(x)) for x in languages)
            click.echo("\t".join([concept.id, *(isolated(text) for text in shown)]))


@command.command(
    help=_("Show a concept as a card: definition, framing, terms and forms, what it must never be.")
)
@click.argument("concept_id", metavar="CONCEPT")
@glossary_option
@format_option("text", "jsonl")
def show(concept_id: str, glossaries: tuple[Path, ...], form: str) -> None:
    """Print the card of a concept."""
    glossary = load(glossaries)
    if concept_id not in glossary:
        raise InputError("", _("no concept {}").format(concept_id), _nearest(concept_id, glossary))
    concept = glossary[concept_id]
    if form == "jsonl":
        emit(_plain(concept))
        return
    from termlock.cli.card import print_card

    print_card(concept, glossary)


def _nearest(concept_id: str, glossary: Glossary) -> str:
    from rapidfuzz import process

    close = [
        match[0] for match in process.extract(concept_id, list(glossary.by_id), limit=3, score_cutoff=60)
    ]
    return _("did you mean {}?").format(", ".join(close)) if close else _("see tk glossary list")


def _plain(concept: Concept) -> dict[str, object]:
    plain = asdict(concept)
    plain.pop("place")
    for term in plain["terms"]:
        term.pop("place")
    return plain


@command.command(
    help=_(
        "Find the terms of the glossary in a text, in any inflection.\n\n"
        "FILE is UTF-8 text, - is standard input. jsonl prints one object an occurrence: line (from 1), start "
        "and end (characters in the line, end exclusive), concept, term, text, features."
    )
)
@click.argument("file", type=click.Path(allow_dash=True), metavar="FILE|-")
@click.option("--lang", "-l", type=click.Choice(LANGUAGES), required=True, help=_("Language of the text."))
@glossary_option
@format_option("text", "jsonl")
def find(file: str, lang: str, glossaries: tuple[Path, ...], form: str) -> None:
    """Print the occurrences in a text."""
    from termlock.glossary.compiled import matcher
    from termlock.glossary.scan import decoded_lines, scan

    finder = matcher(lang, glossaries)
    with _open(file) as stream:
        rows = scan(decoded_lines(stream, file), finder)
        if form == "jsonl":
            for number, _line, occurrences in rows:
                for o in occurrences:
                    record = {
                        "line": number,
                        "start": o.start,
                        "end": o.end,
                        "concept": o.concept,
                        "term": o.term,
                        "text": o.text,
                        "features": o.features,
                    }
                    if o.alternatives:
                        record["alternatives"] = list(o.alternatives)
                    emit(record)
        elif sys.stdout.isatty():
            from termlock.cli.highlight import print_highlighted

            print_highlighted(rows)
        else:
            for number, _line, occurrences in rows:
                for o in occurrences:
                    click.echo(f"{file}:{number}:{o.start}-{o.end}: {o.concept}: {isolated(o.text)}")


def _open(file: str) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    path = Path(file)
    try:
        if path.is_dir():
            raise InputError(file, _("is a folder"), _("name a file"))
        if path.stat().st_size == 0:
            raise InputError(file, _("the file is empty"), _("name a file with content"))
        return path.open("rb")
    except OSError as error:
        raise InputError(file, (error.strerror or "").lower(), _("check the path")) from None


@command.command(
    help=_(
        "Print the paradigm of a term: number, state, case, and which clitics each form may carry.\n\n"
        "A term of the glossary is inflected with what the glossary knows of it, any other by rule and word list."
    )
)
@click.argument("term")
@click.option("--lang", "-l", type=click.Choice(LANGUAGES), required=True, help=_("Language of the term."))
@glossary_option
@click.option("--all", "every", is_flag=True, help=_("Also print every form with every legal clitic."))
@format_option("text", "jsonl")
def inflect(term: str, lang: str, glossaries: tuple[Path, ...], every: bool, form: str) -> None:
    """Print the forms of a term."""
    from termlock.glossary.morphology import MORPHOLOGIES
    from termlock.glossary.normalise import level

    morphology = MORPHOLOGIES[lang]
    if not morphology.script.search(term):
        raise InputError("", _("{} is not written in the script of {}").format(term, lang), _("check --lang"))
    known = [t for c in load(glossaries) for t in c.terms_in(lang) if level(t.text) == level(term)]
    entry = known[0] if known else Term(term, lang)
    for f in morphology.forms(entry):
        record: dict[str, object] = {
            k: v for k, v in asdict(f).items() if k not in ("left", "right", "agrees")
        }
        record["before"] = [p for p in morphology.proclitics[f.left] if p]
        record["after"] = [s for s in morphology.enclitics[f.right] if s]
        if every:
            record["surfaces"] = list(morphology.surfaces(f))
        if form == "jsonl":
            emit(record)
        else:
            features = " ".join(x or "-" for x in (f.number, f.gender, f.state, f.case))
            click.echo(
                f"{isolated(f.text)}\t{features}\t{_clitics(record['before'])}\t{_clitics(record['after'])}"
            )
            if every:
                click.echo("\t" + " ".join(isolated(s) for s in morphology.surfaces(f)))


def _clitics(values: object) -> str:
    items = values if isinstance(values, list) else []
    return " ".join(isolated(v) for v in items[:12]) + (" …" if len(items) > 12 else "") or "-"


@command.command(
    help=_(
        "Convert a glossary between YAML, CSV, TSV and TBX; the suffixes decide.\n\n"
        "What the target format cannot hold is listed on standard error. SOURCE may be a folder of YAML files."
    )
)
@click.argument("source", type=PATH)
@click.argument("target", type=PATH)
def convert(source: Path, target: Path) -> None:
    """Read one format, write another."""
    from termlock.glossary.exchange import read, write

    if target.exists() and source.resolve() == target.resolve():
        raise InputError(str(target), _("source and target are the same file"), _("name another target"))
    glossary = read(source)
    lost = write(glossary, target)
    for line in lost:
        click.echo(_("not kept: {}").format(line), err=True)
    click.echo(_("{} concepts written to {}").format(len(glossary), target), err=True)


@command.command(
    help=_(
        "Show what changed from OLD to NEW: concepts and terms added, removed, changed. Exit code 1 if any did."
    )
)
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@format_option("text", "jsonl")
def diff(old: Path, new: Path, form: str) -> None:
    """Print the changes between two glossaries."""
    from termlock.glossary.comparison import compare
    from termlock.glossary.exchange import read

    changes = compare(read(old), read(new))
    for change in changes:
        if form == "jsonl":
            emit({k: v for k, v in asdict(change).items() if v})
        else:
            click.echo(" ".join(_change_words(change.kind, change.concept, change.lang, change.term)))
            if change.field:
                click.echo(f"    {change.field}: {isolated(change.old)} → {isolated(change.new)}")
    sys.exit(1 if changes else 0)


def _change_words(kind: str, concept: str, lang: str, term: str) -> Iterator[str]:
    yield {"added": "+", "removed": "-", "changed": "~"}[kind]
    yield concept
    if term:
        yield f"{lang}: {isolated(term)}"
