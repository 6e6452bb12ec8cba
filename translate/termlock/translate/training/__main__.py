"""``python -m termlock.translate.training vocabulary|run|export`` (see ``docs/training.md``)."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from termlock.glossary.exchange import read as read_glossary
from termlock.translate import lexicon as lexicons
from termlock.translate.training import check, corpus, loop, vocabulary

FOLDER = click.Path(path_type=Path, file_okay=False)
_DEFAULTS = asdict(loop.Settings())
# How often an epoch has each row in each direction
_DIRECTIONS: dict[corpus.Direction, float] = {
    ("en", "ar"): 1,
    ("en", "he"): 1,
    ("ar", "en"): 0.5,
    ("he", "en"): 0.5,
    ("ar", "he"): 0.25,
    ("he", "ar"): 0.25,
}
_DIRECTION_HELP = (
    "Train this direction; 1: every row once an epoch, 0.5: a random half. Default: "
    + " ".join(f"{source}-{target}={weight:g}" for (source, target), weight in _DIRECTIONS.items())
)


@click.group()
def main() -> None:
    """Train the starter model from a corpus folder (train/*.tsv, dev.tsv, names/, lexicon/)."""


def _lexicon(folder: Path) -> lexicons.Lexicon:
    return lexicons.read(folder / "names", folder / "lexicon")


def _rows(folder: Path) -> list[corpus.Row]:
    return [row for path in sorted((folder / "train").glob("*.tsv")) for row in corpus.read(path)]


def _settings(overrides: tuple[str, ...]) -> loop.Settings:
    changed: dict[str, Any] = {}
    for override in overrides:
        name, _, value = override.partition("=")
        if name not in _DEFAULTS:
            raise click.BadParameter(f"{name}: use one of {', '.join(_DEFAULTS)}")
        changed[name] = type(_DEFAULTS[name])(value)
    return loop.Settings(**changed)


def _directions(chosen: tuple[str, ...]) -> dict[corpus.Direction, float]:
    """The directions named on the command line, or those of ``_DIRECTIONS``."""
    found: dict[corpus.Direction, float] = {}
    for text in chosen:
        named = re.fullmatch(r"(\w+)-(\w+)=(\d*\.?\d+)", text)
        if not named or (named[1], named[2]) not in _DIRECTIONS:
            raise click.BadParameter(f"{text}: write SOURCE-TARGET=WEIGHT, for example ar-en=0.5")
        found[named[1], named[2]] = float(named[3])
    return found or _DIRECTIONS


@main.command("vocabulary")
@click.argument("corpus_folder", type=FOLDER)
@click.argument("run_folder", type=FOLDER)
@click.option("--size", default=6000, show_default=True)
def make_vocabulary(corpus_folder: Path, run_folder: Path, size: int) -> None:
    """Train the subword vocabulary on the corpus, the names and the lexicon."""
    lines = [text for row in _rows(corpus_folder) for text in row.texts.values()]
    for row in _lexicon(corpus_folder).rows:
        lines += [part for cell in row[1:] for eq in cell.split(" / ") for part in eq.split(" | ")]
    vocabulary.train(lines, run_folder, size)


@main.command()
@click.argument("corpus_folder", type=FOLDER)
@click.argument("run_folder", type=FOLDER)
@click.option("--glossary", "glossary_path", type=click.Path(path_type=Path), required=True)
@click.option("--minutes", default=60.0, show_default=True)
@click.option("--direction", "chosen", multiple=True, metavar="SOURCE-TARGET=WEIGHT", help=_DIRECTION_HELP)
@click.option(
    "--hide",
    "hidden",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of concepts, one id a line, that training never locks.",
)
@click.option("--device", default="cpu", show_default=True)
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE", help="Change a setting.")
def run(
    corpus_folder: Path,
    run_folder: Path,
    glossary_path: Path,
    minutes: float,
    chosen: tuple[str, ...],
    hidden: Path | None,
    device: str,
    overrides: tuple[str, ...],
) -> None:
    """Train, or go on training, for so many minutes."""
    glossary = read_glossary(glossary_path)
    words = _lexicon(corpus_folder)
    directions = _directions(chosen)
    hide = frozenset(hidden.read_text(encoding="utf-8").split()) if hidden else frozenset()
    examples = corpus.Examples(_rows(corpus_folder), words, glossary, directions, hide)
    dev = corpus.Examples(corpus.read(corpus_folder / "dev.tsv")[:200], words, glossary, directions)
    held_out = [pair for direction in directions for pair in dev.fixed(*direction)]
    loop.Run(run_folder, _settings(overrides), device).train(examples, minutes, held_out)


@main.command()
@click.argument("run_folder", type=FOLDER)
@click.argument("model_folder", type=FOLDER)
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE")
def export(run_folder: Path, model_folder: Path, overrides: tuple[str, ...]) -> None:
    """Write the averaged weights as a model folder."""
    loop.Run(run_folder, _settings(overrides)).export(model_folder)


main.add_command(check.command, "check")

if __name__ == "__main__":
    main()
