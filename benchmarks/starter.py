"""How well the starter model translates: chrF and BLEU for each direction, with sacrebleu's signatures.

    python benchmarks/starter.py [--model starter] [--rows N] [--direction en-ar …] [--ntrex FOLDER] [--show N]

Sets: the corpus' ``dev.tsv`` (in-domain, never trained on) and, where it lies beside the project, the NTREX-128
part of ``../shared/eval`` (other news, human translations). Locks are on, the memory is off. ``inline`` is the
share of locks that hold on the first rung, ``held`` after the whole ladder. ``--show`` prints the first outputs
beside their references.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import sacrebleu

from termlock.translate.job import Recipe
from termlock.translate.segment import Segment
from termlock.translate.translation import Translated

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "seeds" / "corpus" / "dev.tsv"
NTREX = ROOT.parent / "shared" / "eval" / "ntrex"
DIRECTIONS = ("en-ar", "en-he", "ar-en", "he-en", "ar-he", "he-ar")
COLUMNS = {"en": 1, "ar": 2, "he": 3}


def dev(source: str, target: str, rows: int) -> tuple[list[str], list[str]]:
    """Source and reference of the development set; ``rows`` 0 means all."""
    cells = [line.split("\t") for line in DEV.read_text(encoding="utf-8").splitlines()]
    chosen = cells[:rows] if rows else cells
    return [c[COLUMNS[source]] for c in chosen], [c[COLUMNS[target]] for c in chosen]


def ntrex(folder: Path, source: str, target: str, rows: int) -> tuple[list[str], list[str]]:
    """Source and reference of the NTREX part."""

    def side(lang: str) -> list[str]:
        lines = (folder / f"ntrex-dev.{lang}").read_text(encoding="utf-8").splitlines()
        return lines[:rows] if rows else lines

    return side(source), side(target)


def translate(model: str, source: str, target: str, texts: Sequence[str]) -> tuple[list[Translated], float]:
    """The translations and the seconds they took, loading not counted."""
    translator = Recipe(model, source, target).translator()
    translator.engine.translate([], source, target)
    began = time.perf_counter()
    done = list(translator.translate(Segment(str(k), text) for k, text in enumerate(texts)))
    return done, time.perf_counter() - began


@click.command(help=__doc__)
@click.option("--model", default="starter", show_default=True)
@click.option("--rows", default=0, help="First rows of each set; 0 for all.")
@click.option("--direction", "directions", multiple=True, default=DIRECTIONS)
@click.option("--ntrex", "folder", type=click.Path(path_type=Path), default=NTREX)
@click.option("--show", default=0)
def main(model: str, rows: int, directions: tuple[str, ...], folder: Path, show: int) -> None:
    """Print one line for each set and direction, then the signatures."""
    chrf, bleu = sacrebleu.CHRF(), sacrebleu.BLEU()
    for direction in directions:
        source, target = direction.split("-")
        sets = {"dev": dev(source, target, rows)}
        if (folder / "ntrex-dev.en").is_file():
            sets["NTREX"] = ntrex(folder, source, target, rows)
        for name, (texts, references) in sets.items():
            done, seconds = translate(model, source, target, texts)
            outputs = [t.rendering.text for t in done]
            rungs = Counter(str(e.rung) for t in done for e in t.locks)
            total = rungs.total() or 1
            words = sum(len(t.split()) for t in texts)
            print(
                f"{direction} {name:<6} {len(texts)} segments  "
                f"chrF {chrf.corpus_score(outputs, [references]).score:.1f}  "
                f"BLEU {bleu.corpus_score(outputs, [references]).score:.1f}  "
                f"inline {rungs['inline'] / total:.3f}  held {1 - rungs['unlocked'] / total:.3f} of {rungs.total()}  "
                f"{words / seconds:.0f} words/s",
                flush=True,
            )
            for text, output, reference in list(zip(texts, outputs, references, strict=True))[:show]:
                print(f"    {text}\n    → {output}\n    = {reference}")
    print(f"chrF {chrf.get_signature()}\nBLEU {bleu.get_signature()}")


if __name__ == "__main__":
    main()
