"""What each choice in the training of the starter model is worth, by small runs that differ in one thing.

    python benchmarks/ablations.py [--updates 1000] [--only WORDS] [--rows N] [--back MODEL]

Every run is a small model (three layers of width 128 that read, one that writes; English to Arabic alone) from
the same seed, for the same number of updates of 2,000 padded tokens. Printed for each: loss on the first 200 rows
of ``dev.tsv`` per character of the reference (so that vocabularies compare), chrF and held locks of its greedy
output on them, and seconds of training. The runs are far shorter than the shipped model's: they show what helps
early, not where each choice would end.

``--rows`` uses the first rows of the corpus only (to try the command out). ``--back`` names the model that
translates Arabic back into English for the back-translation row; what it is given are the files whose prefixes
``NEW`` lists, so it must not have been trained on them.
"""

from __future__ import annotations

import copy
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import sacrebleu
import torch

from termlock.glossary import compiled
from termlock.translate import lexicon as lexicons
from termlock.translate.job import Recipe
from termlock.translate.passage import verified
from termlock.translate.segment import Segment
from termlock.translate.training import corpus, loop, vocabulary

CORPUS = Path(__file__).resolve().parent.parent / "seeds" / "corpus"
SMALL = {
    "width": 128, "feed_forward": 512, "encoder_layers": 3, "decoder_layers": 1, "warmup": 200, "copied": 0,
    "peak_rate": 2e-3, "average": 0.99, "batch_tokens": 2000, "dropout": 0.1,
}  # fmt: skip
NEW = "ijklmnopqz"  # the fourth round: the table in docs was printed before any model had seen it


@dataclass(frozen=True)
class Variant:
    """One change to the common recipe."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    drop_word: float = 0.1
    drop_lock: float = 0.1
    share: float = 1.0  # of the old files' rows
    shortest: int = 0  # words of the English
    names: bool = True
    size: int = 6000  # of the vocabulary
    new: int = 0  # rows of the new files, as written
    back: int = 0  # rows of the new files, English translated back from the Arabic


VARIANTS = (
    Variant("nothing (the common recipe)"),
    Variant("no annotation at all", drop_word=1, drop_lock=1),
    Variant("terms only", drop_word=1),
    Variant("half of the dictionary words left out", drop_word=0.5),
    Variant("every lock and every word annotated", drop_word=0, drop_lock=0),
    Variant("a quarter of the data", share=0.25),
    Variant("half of the data", share=0.5),
    Variant("a quarter, and 1,000 new rows", share=0.25, new=1000),
    Variant("a quarter, and 1,000 new rows translated back", share=0.25, back=1000),
    Variant("no names lists", names=False),
    Variant("no short everyday rows (under 10 words)", shortest=10),
    Variant("vocabulary of 3,000", size=3000),
    Variant("vocabulary of 12,000", size=12_000),
    Variant("depth 1 + 1", settings={"encoder_layers": 1}),
    Variant("depth 6 + 1", settings={"encoder_layers": 6}),
    Variant("depth 3 + 2", settings={"decoder_layers": 2}),
    Variant("no dropout", settings={"dropout": 0.0}),
    Variant("dropout 0.2", settings={"dropout": 0.2}),
    Variant("subword sampling, smoothing 0.2", settings={"sampling": 0.2}),
    Variant("no guided attention", settings={"guided": 0.0}),
    Variant("strings to be copied in the first epochs", settings={"copied": 12_000}),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """The figures of one trained model."""

    rows: int
    loss: float
    chrf: float
    held: float
    seconds: float


class Bench:
    """The corpus, and what runs share: vocabularies by size, examples by data."""

    def __init__(self, updates: int, rows: int, back: str) -> None:
        """Read the corpus; vocabularies are kept in a folder that goes with the object."""
        self.updates, self.back = updates, back
        files = sorted((CORPUS / "train").glob("*.tsv"))
        self.old = [r for f in files if f.name[0] not in NEW for r in corpus.read(f)][: rows or None]
        self.new = [r for f in files if f.name[0] in NEW for r in corpus.read(f)]
        self.dev = corpus.read(CORPUS / "dev.tsv")[:200]
        self.glossary = compiled.load()
        self.smith = Recipe("starter", "en", "ar").translator().smith
        self._folder = tempfile.TemporaryDirectory()
        self._examples: dict[tuple[object, ...], corpus.Examples] = {}

    def translated_back(self, count: int) -> list[corpus.Row]:
        """New rows with an English that the project's own model made of the Arabic."""
        chosen = self.new[:count]
        translator = Recipe(self.back, "ar", "en", locked=False).translator()
        done = translator.translate(Segment(str(k), r.texts["ar"]) for k, r in enumerate(chosen))
        return [
            corpus.Row("ar", {**row.texts, "en": found.rendering.text})
            for row, found in zip(chosen, done, strict=True)
        ]

    def examples(self, variant: Variant) -> corpus.Examples:
        """The training examples of a variant, annotated as it says."""
        key = (variant.share, variant.shortest, variant.names, variant.new, variant.back)
        if key not in self._examples:
            rows = self.old[:: round(1 / variant.share)]
            rows = [r for r in rows if len(r.texts["en"].split()) >= variant.shortest] + self.new[
                : variant.new
            ]
            rows += self.translated_back(variant.back) if variant.back else []
            lexicon = lexicons.read(*(CORPUS / part for part in ("names", "lexicon")[not variant.names :]))
            self._examples[key] = corpus.Examples(rows, lexicon, self.glossary, {("en", "ar"): 1.0})
        found = copy.copy(self._examples[key])
        found.drop_word, found.drop_lock = variant.drop_word, variant.drop_lock
        return found

    def vocabulary(self, size: int) -> Path:
        """A folder with a vocabulary of the old rows and the dictionary."""
        folder = Path(self._folder.name) / str(size)
        if not folder.exists():
            lines = [text for row in self.old for text in row.texts.values()]
            for row in self.examples(VARIANTS[0]).lexicon.rows:
                lines += [eq for cell in row[1:] for eq in cell.replace(" / ", " | ").split(" | ")]
            vocabulary.train(lines, folder, size)
        return folder

    def run(self, variant: Variant) -> Iterator[tuple[str, Result]]:
        """Train one variant and measure it; the common recipe a second time with its last weights."""
        examples = self.examples(variant)
        held_out = copy.copy(examples)
        held_out.rows = self.dev
        pairs = held_out.fixed("en", "ar")
        settings = {**SMALL, "planned": self.updates, "guided_updates": self.updates // 2, **variant.settings}
        with tempfile.TemporaryDirectory() as name:
            folder = Path(shutil.copytree(self.vocabulary(variant.size), Path(name) / "run"))
            run = loop.Run(folder, loop.Settings(**settings))
            run.train(examples, math.inf, pairs, self.updates)
            last = run.last
            yield variant.name, self.measured(run, len(examples.rows), pairs)
            if variant is VARIANTS[0]:
                run.average = last
                yield "the last weights, not their average", self.measured(run, len(examples.rows), pairs)

    def measured(self, run: loop.Run, rows: int, pairs: Sequence[corpus.Pair]) -> Result:
        """Loss and greedy output of the averaged weights on the held-out pairs."""
        tokens = sum(len(run.tokenizer(text_target=p.target)["input_ids"]) for p in pairs)
        loss = run.loss(pairs) * tokens / sum(len(p.target) for p in pairs)
        run.model.load_state_dict(run.average)
        outputs: list[str] = []
        for k in range(0, len(pairs), 50):
            given = run.tokenizer([p.source for p in pairs[k : k + 50]], padding=True, return_tensors="pt")
            with torch.no_grad():
                made = run.model.generate(**given, num_beams=1, max_new_tokens=120)
            outputs += run.tokenizer.batch_decode(made, skip_special_tokens=True)
        chrf = sacrebleu.corpus_chrf(outputs, [[p.target for p in pairs]]).score
        locks = [
            held
            for row, output in zip(self.dev, outputs, strict=True)
            for held in verified(self.smith, self.smith.locks(row.texts["en"]), output)
        ]
        share = sum(h.target is not None for h in locks) / max(len(locks), 1)
        return Result(rows, loss, chrf, share, run.seconds)


@click.command(help=__doc__)
@click.option("--updates", default=1000, show_default=True)
@click.option("--only", default="", help="Variants whose name has these words.")
@click.option("--rows", default=0, help="First rows of the corpus; 0 for all.")
@click.option("--back", default="starter", show_default=True)
def main(updates: int, only: str, rows: int, back: str) -> None:
    """Print the table, a row as soon as it is known."""
    bench = Bench(updates, rows, back)
    print("| changed | training rows | loss per character | chrF | locks held | seconds |")
    print("|---|---:|---:|---:|---:|---:|", flush=True)
    for variant in VARIANTS:
        if only in variant.name:
            for name, r in bench.run(variant):
                print(
                    f"| {name} | {r.rows:,} | {r.loss:.3f} | {r.chrf:.1f} | {r.held:.2f} | {r.seconds:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
