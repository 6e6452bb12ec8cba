"""``python -m termlock.translate.training vocabulary|run|export`` (see ``docs/training.md``)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from termlock.glossary.exchange import read as read_glossary
from termlock.translate import lexicon as lexicons
from termlock.translate.training import corpus, loop, vocabulary

FOLDER = click.Path(path_type=Path, file_okay=False)
_DEFAULTS = asdict(loop.Settings())


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
@click.option("--target", "targets", multiple=True, default=("ar", "he"), show_default=True)
@click.option("--device", default="cpu", show_default=True)
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE", help="Change a setting.")
def run(
    corpus_folder: Path,
    run_folder: Path,
    glossary_path: Path,
    minutes: float,
    targets: tuple[str, ...],
    device: str,
    overrides: tuple[str, ...],
) -> None:
    """Train, or go on training, for so many minutes."""
    glossary = read_glossary(glossary_path)
    words = _lexicon(corpus_folder)
    examples = corpus.Examples(_rows(corpus_folder), words, glossary, targets)
    dev = corpus.Examples(corpus.read(corpus_folder / "dev.tsv")[:200], words, glossary, targets)
    held_out = [pair for lang in targets for pair in dev.fixed(lang)]
    loop.Run(run_folder, _settings(overrides), device).train(examples, minutes, held_out)


@main.command()
@click.argument("run_folder", type=FOLDER)
@click.argument("model_folder", type=FOLDER)
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE")
def export(run_folder: Path, model_folder: Path, overrides: tuple[str, ...]) -> None:
    """Write the averaged weights as a model folder."""
    loop.Run(run_folder, _settings(overrides)).export(model_folder)


if __name__ == "__main__":
    main()
