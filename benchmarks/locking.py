"""What locking does and costs: lock success, the rungs, chrF, seconds, beside two baselines in the same run.

    python benchmarks/locking.py [--model starter] [--rows 200] [--to ar --to he]

The texts are the first rows of the corpus' ``dev.tsv`` and the seed article (no reference, no chrF). *free* is
the same model without locks; *placeholder* replaces each term by a number that the model copies and puts the
approved term's dictionary form in its place, as many systems do. The locks of all three are counted by the
same verification. *cost* is chrF with locks minus chrF without, on the segments whose free output held every
lock by itself.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import sacrebleu

from termlock.translate.carried import Carried, StandIn, restore
from termlock.translate.document import read
from termlock.translate.job import Recipe
from termlock.translate.lock import Locksmith
from termlock.translate.passage import verified
from termlock.translate.segment import Segment
from termlock.translate.translation import Translator

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
COLUMNS = {"en": 1, "ar": 2, "he": 3}


@dataclass(frozen=True)
class Outcome:
    """The output of one way of translating, how many locks it holds of how many, and the seconds it took."""

    texts: list[str]
    complete: list[bool]
    held: int
    total: int
    seconds: float
    rungs: Counter[str]


def outcome(smith: Locksmith, sources: Sequence[str], texts: list[str], seconds: float) -> Outcome:
    """Count the locks of a way that knows nothing of rungs."""
    found = [verified(smith, smith.locks(s), t) for s, t in zip(sources, texts, strict=True)]
    complete = [all(h.target for h in held) for held in found]
    flat = [h for held in found for h in held]
    return Outcome(texts, complete, sum(h.target is not None for h in flat), len(flat), seconds, Counter())


def run(translator: Translator, sources: Sequence[str]) -> Outcome:
    """Translate as ``tk translate`` does."""
    began = time.perf_counter()
    done = list(translator.translate(Segment(str(k), text) for k, text in enumerate(sources)))
    seconds = time.perf_counter() - began
    plain = outcome(translator.smith, sources, [t.rendering.text for t in done], seconds)
    rungs = Counter(str(e.rung) for t in done for e in t.locks)
    return Outcome(plain.texts, plain.complete, plain.held, plain.total, seconds, rungs)


def placeholders(translator: Translator, sources: Sequence[str]) -> Outcome:
    """Numbers for terms, and dictionary forms in their place."""
    smith = translator.smith
    carried = [_hidden(smith, text) for text in sources]
    began = time.perf_counter()
    free = Translator(translator.engine, smith, translator.source, translator.target, locked=False)
    done = free.translate(Segment(str(k), c.text) for k, c in enumerate(carried))
    texts = [restore(c, t.rendering.text).text for c, t in zip(carried, done, strict=True)]
    return outcome(smith, sources, texts, time.perf_counter() - began)


def _hidden(smith: Locksmith, text: str) -> Carried:
    pieces: list[str] = []
    stand_ins: list[StandIn] = []
    at = length = 0
    for number, lock in enumerate(smith.locks(text), 4101):
        pieces += [text[at : lock.source.start], str(number)]
        length += lock.source.start - at
        stand_ins.append(StandIn(str(number), lock.terms[0].text, length))
        length += 4
        at = lock.source.end
    return Carried("".join([*pieces, text[at:]]), tuple(stand_ins))


def chrf(texts: Sequence[str], references: Sequence[str]) -> float:
    return sacrebleu.corpus_chrf(list(texts), [list(references)]).score if references else 0.0


@click.command(help=__doc__)
@click.option("--model", default="starter", show_default=True)
@click.option("--rows", default=200, show_default=True)
@click.option("--to", "targets", multiple=True, default=("ar", "he"), show_default=True)
def main(model: str, rows: int, targets: tuple[str, ...]) -> None:
    """Print one table for each direction."""
    dev = [
        line.split("\t")
        for line in (SEEDS / "corpus" / "dev.tsv").read_text(encoding="utf-8").splitlines()[:rows]
    ]
    article = [s.text for s in read(SEEDS / "000_6a8443359ebb0a21.txt").segments]
    for target in targets:
        locked = Recipe(model, "en", target).translator()
        free = Recipe(model, "en", target, locked=False).translator()
        locked.engine.translate([], "en", target)
        for name, sources, references in (
            (f"dev, {rows} rows", [r[1] for r in dev], [r[COLUMNS[target]] for r in dev]),
            ("seed article", article, []),
        ):
            ways = {
                "free": run(free, sources),
                "placeholder": placeholders(free, sources),
                "locked": run(locked, sources),
            }
            print(f"en→{target}, {name}, {model}")
            for way, o in ways.items():
                score = f"  chrF {chrf(o.texts, references):.1f}" if references else ""
                print(
                    f"  {way:<12} locks {o.held}/{o.total} = {o.held / max(o.total, 1):.3f}{score}"
                    f"  {o.seconds:.1f} s = {o.seconds / ways['free'].seconds:.2f} × free"
                )
            rungs = ways["locked"].rungs
            print(
                "  rungs: " + ", ".join(f"{rung} {n / rungs.total():.3f}" for rung, n in rungs.most_common())
            )
            if references:
                kept = [k for k, whole in enumerate(ways["free"].complete) if whole]
                before = chrf([ways["free"].texts[k] for k in kept], [references[k] for k in kept])
                after = chrf([ways["locked"].texts[k] for k in kept], [references[k] for k in kept])
                print(f"  cost on {len(kept)} segments that were right when free: {after - before:+.2f} chrF")


if __name__ == "__main__":
    main()
