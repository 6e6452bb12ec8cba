"""What a large batch job needs: cores, hours, money, storage, memory; nothing is run.

    python benchmarks/batch.py --words-per-second N [--segments 100000000] [--cores 1000] [--price 0.04] …

N is what one core translates, measured with ``benchmarks/starter.py``. Words a segment and the bytes of a
stored row are measured here, on the corpus' ``dev.tsv`` (the reference stands for the translation). Every
other line is calculated from these and the options, by the formula beside it; ``docs/batch.md`` explains them.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from termlock.glossary import compiled
from termlock.translate.batch import SHARD, added

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "seeds" / "corpus" / "dev.tsv"
GB = 1e9
SAFETY = 1.5  # ray.data 2.60, plan_read_op.py: CHECKPOINT_MEMORY_SAFETY_FACTOR
FILTERS = 10  # ray.data 2.60, CheckpointConfig.CHECKPOINT_ACTOR_POOL_MAX_SIZE
LEAST = 1 << 30  # bytes; ray.data 2.60, CheckpointConfig.CHECKPOINT_ACTOR_MEMORY_BYTES
WORKER = (
    0.48  # GB; measured: a process that has loaded the 7.6-million starter, its dictionary and the glossary
)
HELD = 3  # shards in the object store for each worker: two waiting for it, one made by it
NUMBERED = 1_000_000  # write tasks whose file names are told apart by Ray's recovery: six digits
OFFSETS = (1 << 31) - 1  # most bytes of an Arrow string array
# bytes of an id in the sorted array of Ray's filter (_numpy_size), and characters of an id that is a text
IDS = {"int64": (8, 0), "uuid": (8 + sys.getsizeof("x" * 36), 36)}

Line = tuple[str, str, str]  # what, how much, calculated from what


def sample() -> tuple[float, float, float, float]:
    """Of the development set: words a segment, bytes of a row before and after in Parquet, locks a row."""
    pa, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    cells = [line.split("\t") for line in DEV.read_text(encoding="utf-8").splitlines()]
    texts, made = [c[1] for c in cells], [c[2] for c in cells]
    matcher = compiled.matcher("en")
    locks = [[_lock(hit) for hit in matcher.find(text)] for text in texts]
    number = len(texts)
    given = {"id": pa.array(range(number), pa.int64()), "text": texts}
    values: tuple[list[Any], ...] = (made, ["engine"] * number, [True] * number, locks, [[]] * number)
    columns = {f.name: pa.array(v, f.type) for f, v in zip(added(), values, strict=True)}
    sizes = []
    for table in (pa.table(given), pa.table(given | columns)):
        parquet.write_table(table, file := io.BytesIO())
        sizes.append(file.getbuffer().nbytes / number)
    words = sum(len(text.split()) for text in texts) / number
    return words, sizes[0], sizes[1], sum(map(len, locks)) / number


def _lock(hit: Any) -> dict[str, object]:
    """A lock of the size that locks have."""
    place = {"start": hit.start, "end": hit.end, "target_start": hit.start, "target_end": hit.end}
    wording = {"concept": hit.concept, "source": hit.text, "term": hit.text, "target": hit.text}
    return {**wording, **place, "rung": "inline", "reason": ""}


def time_and_money(
    segments: int, words: float, rate: float, cores: int, share: float, price: float
) -> Iterator[Line]:
    """Core-hours, hours, cost."""
    core_hours = segments * words / rate / share / 3600
    yield "words", f"{segments * words:,.0f}", "segments × words a segment"
    yield (
        "core-hours",
        f"{core_hours:,.0f}",
        f"words ÷ words/s ÷ {share} (share of time spent translating) ÷ 3600",
    )
    yield f"hours on {cores:,} cores", f"{core_hours / cores:,.1f}", "core-hours ÷ cores"
    yield "cost", f"{core_hours * price:,.0f} USD", f"core-hours × {price} USD"
    yield (
        "a million segments",
        f"{core_hours * price * 1e6 / segments:,.2f} USD",
        "cost ÷ segments × 1,000,000",
    )


def shards(segments: int, words: float, rate: float, shard: int) -> Iterator[Line]:
    """Files, and what a kill or a straggler costs."""
    files = -(-segments // shard)
    verdict = "" if files < NUMBERED else f"; TOO MANY: Ray's recovery tells {NUMBERED:,} apart"
    yield "files in translations/", f"{files:,}", f"segments ÷ rows of a shard{verdict}"
    yield "the last shard takes", f"{shard * words / rate / 60:,.1f} min", "rows of a shard × words ÷ words/s"
    yield "lost to a kill, a core", f"≤ {shard * words / rate / 60:,.1f} min", "the shard it was translating"


def storage(segments: int, stored: tuple[float, float], shard: int, cores: int, kind: str) -> Iterator[Line]:
    """Bytes on disk and in the object stores."""
    given, made = stored
    size, characters = IDS[kind]
    ids = segments * (characters + 4 if characters else size)
    yield "input", f"{segments * given / GB:,.0f} GB", f"segments × {given:.0f} bytes (Parquet, measured)"
    yield (
        "translations/",
        f"{segments * made / GB:,.0f} GB",
        f"segments × {made:.0f} bytes (Parquet, measured)",
    )
    yield "checkpoint/", f"≤ {ids / GB:,.1f} GB", f"segments × bytes of an id ({kind}), uncompressed"
    store = cores * HELD * shard * made
    yield "object stores, together", f"{store / GB:,.0f} GB", f"cores × {HELD} shards × bytes of their rows"


def memory(segments: int, cores: int, kind: str) -> Iterator[Line]:
    """Of the workers, and what Ray holds of the checkpoint when a job goes on that is almost done."""
    yield (
        "workers, together",
        f"{cores * WORKER:,.0f} GB",
        f"cores × {WORKER} GB (measured, starter, no batch yet)",
    )
    size, characters = IDS[kind]
    held = segments * size
    reserved = max(LEAST, SAFETY * held)
    yield "ids, sorted", f"{held / GB:,.1f} GB", f"segments × {size} bytes ({kind})"
    yield (
        "a checkpoint filter reserves",
        f"{reserved / GB:,.1f} GB",
        f"the larger of 1 GiB and {SAFETY} × ids",
    )
    yield "all filters, at most", f"{FILTERS * reserved / GB:,.0f} GB", f"× {FILTERS} actors"
    if characters and segments * characters > OFFSETS:
        text = f"{segments * characters / GB:,.1f} GB"
        yield "ids in one Arrow block", text, "more than the 2 GiB of an Arrow string array: divide the job"


@click.command(help=__doc__)
@click.option("--words-per-second", "rate", type=float, required=True, help="Of one core, measured.")
@click.option("--segments", default=100_000_000, show_default=True)
@click.option("--words", type=float, help="Words a segment; measured on dev.tsv if not given.")
@click.option("--cores", default=1000, show_default=True, help="Workers of one thread each.")
@click.option("--price", default=0.04, show_default=True, help="USD for one core for an hour: yours.")
@click.option(
    "--share", default=0.85, show_default=True, help="Of a core's time, spent translating: a guess."
)
@click.option("--shard", default=SHARD, show_default=True, help="Rows of a shard.")
@click.option("--id", "kind", type=click.Choice(list(IDS)), default="int64", show_default=True)
def main(
    rate: float,
    segments: int,
    words: float | None,
    cores: int,
    price: float,
    share: float,
    shard: int,
    kind: str,
) -> None:
    """Print the table, as Markdown."""
    measured, given, made, locks = sample()
    words = words or measured
    first: list[Line] = [
        ("words/s of a core", f"{rate:g}", "measured: benchmarks/starter.py"),
        ("segments", f"{segments:,}", "given"),
        ("words a segment", f"{words:.1f}", "measured on dev.tsv, or given"),
        ("rows of locks/", f"{segments * locks:,.0f}", f"segments × {locks:.2f} (measured on dev.tsv)"),
    ]
    print("| | | calculated from |\n|---|---:|---|")
    for line in (
        *first,
        *time_and_money(segments, words, rate, cores, share, price),
        *shards(segments, words, rate, shard),
        *storage(segments, (given, made), shard, cores, kind),
        *memory(segments, cores, kind),
    ):
        print(f"| {' | '.join(line)} |")


if __name__ == "__main__":
    main()
