"""Whether the packaged model obeys locks that its training never had.

    python benchmarks/unseen.py [--model starter] [--to ar --to he]

``unseen.yaml`` is a house style: twenty everyday words, none of them a concept of the glossary, whose approved terms
are not the dictionary's first choice. They were never written in brackets in training, so a lock on them shows
whether the model reads the brackets or knows the terms. Translated are the rows of the corpus' ``dev.tsv`` that
hold such a word. Printed for the unseen words and for the contested terms in the same rows: the share of locks that
hold, in a form that our own morphology derives from the term, on the first rung, without locks, and in the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from termlock.glossary.compiled import shipped
from termlock.translate.job import Recipe
from termlock.translate.lock import Rung
from termlock.translate.segment import Segment
from termlock.translate.translation import Translated, Translator

HERE = Path(__file__).resolve().parent
GLOSSARIES = (shipped(), HERE / "unseen.yaml")
DEV = HERE.parent / "seeds" / "corpus" / "dev.tsv"


def translated(translator: Translator, texts: Sequence[str]) -> list[Translated]:
    """The texts as segments, translated."""
    return list(translator.translate(Segment(str(k), text) for k, text in enumerate(texts)))


def rungs(done: Sequence[Translated], unseen: bool) -> Counter[Rung]:
    """How often each rung held a lock on an unseen word, or on a contested term."""
    return Counter(e.rung for t in done for e in t.locks if e.concept.startswith("user-") == unseen)


@click.command(help=__doc__)
@click.option("--model", default="starter", show_default=True)
@click.option("--to", "targets", multiple=True, default=("ar", "he"), show_default=True)
def main(model: str, targets: tuple[str, ...]) -> None:
    """Print two lines for each direction."""
    dev = [line.split("\t")[1] for line in DEV.read_text(encoding="utf-8").splitlines()]
    for target in targets:
        locked = Recipe(model, "en", target, GLOSSARIES).translator()
        free = Recipe(model, "en", target, GLOSSARIES, locked=False).translator()
        texts = [t for t in dev if any(k.source.concept.startswith("user-") for k in locked.smith.locks(t))]
        with_locks, without = translated(locked, texts), translated(free, texts)
        for name, unseen in (("unseen words", True), ("contested terms", False)):
            found, by_itself = rungs(with_locks, unseen), rungs(without, unseen)
            total = max(found.total(), 1)
            print(
                f"en→{target} {name:<16} {total} locks in {len(texts)} rows: first rung "
                f"{found[Rung.INLINE] / total:.3f}, without locks {1 - by_itself[Rung.UNLOCKED] / total:.3f}, "
                f"in the end {1 - found[Rung.UNLOCKED] / total:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
