"""``tk models``: list, info, get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from termlock.cli.options import format_option
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _

if TYPE_CHECKING:
    from termlock.translate.models import Model


@click.group("models", help=_("List translation models, describe them, download them."))
def command() -> None:
    """Group the model commands."""


@command.command(
    "list",
    help=_(
        "List the known models: languages, licence, size, and whether they are on this machine.\n\n"
        "Other models of the Marian/OPUS-MT, NLLB, M2M-100 and MADLAD/T5 families work too, by hub name or folder."
    ),
)
@format_option("text", "jsonl")
def list_(form: str) -> None:
    """Print one line a model; the network is not touched."""
    from termlock.translate.models import CATALOGUE

    records = [_record(model) for model in CATALOGUE]
    if form == "jsonl":
        for record in records:
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    width = max(len(model.name) for model in CATALOGUE)
    for model, record in zip(CATALOGUE, records, strict=True):
        here = _("here") if record["path"] else "-"
        cells = [model.name.ljust(width), here.ljust(4), _size(model).rjust(7), _licence(model)]
        click.echo("  ".join([*cells, _directions(model)]))


@command.command(help=_("Describe a model: family, languages, licence, size, where it lies on this machine."))
@click.argument("name")
@format_option("text", "jsonl")
def info(name: str, form: str) -> None:
    """Print what is known of a model."""
    from termlock.translate.models import known

    model = known(name)
    if model is None:
        raise InputError(name, _("is not in the catalogue"), _nearest(name))
    record = _record(model)
    if form == "jsonl":
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    rows = {
        _("name"): model.name,
        _("family"): model.family,
        _("directions"): _directions(model),
        _("licence"): _licence(model),
        _("size"): _size(model),
        _("note"): model.note,
        _("folder"): str(record["path"] or _("not on this machine: tk models get {}").format(model.name)),
    }
    for label, value in rows.items():
        if value:
            click.echo(f"{label}: {value}")


@command.command(
    help=_(
        "Download a model from the hub, or bring its copy up to date, and print its folder.\n\n"
        "NAME is any model of the hub, not only a known one. Only safetensors weights are taken."
    )
)
@click.argument("name")
def get(name: str) -> None:
    """Download a model."""
    from termlock.translate.models import fetch, known

    if Path(name).is_dir():
        raise InputError(
            name, _("is a folder on this machine"), _("use it as it is: --model {}").format(name)
        )
    model = known(name)
    if model is not None and not model.commercial:
        click.echo(f"{name}: {_licence(model)}", err=True)
    click.echo(str(fetch(name)))


def _record(model: Model) -> dict[str, object]:
    """A model as a JSON object."""
    from termlock.translate.models import cached

    path = cached(model.name)
    return {
        "name": model.name,
        "family": model.family,
        "directions": [f"{source}-{target}" for source, target in model.directions],
        "licence": model.licence,
        "commercial": model.commercial,
        "megabytes": model.megabytes,
        "note": model.note,
        "path": str(path) if path else None,
    }


def _licence(model: Model) -> str:
    restriction = _("not for commercial use")
    return model.licence if model.commercial else f"{model.licence} ({restriction})"


def _directions(model: Model) -> str:
    return " ".join(f"{source}→{target}" for source, target in model.directions)


def _size(model: Model) -> str:
    size = model.megabytes
    return f"{size / 1000:.1f} GB" if size >= 1000 else f"{size} MB"


def _nearest(name: str) -> str:
    from rapidfuzz import process

    from termlock.translate.models import CATALOGUE

    names = [model.name for model in CATALOGUE]
    close = [match[0] for match in process.extract(name, names, limit=3, score_cutoff=60)]
    return _("did you mean {}?").format(", ".join(close)) if close else _("see tk models list")
