"""How fast the translation memory is: adding, exact and fuzzy look-up, beside a scan of all units.

    python benchmarks/memory.py [--units 100000]

The units are the English and Arabic sentences of the corpus, and halves of them spliced together until there are
enough. Fuzzy look-ups are of sentences in which one word in eight was changed; for some of them every unit is
compared, and the results must be the same.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path

import click
from rapidfuzz.distance import Levenshtein

from termlock.translate.memory import ALMOST, Memory, Unit, words

TRAIN = Path(__file__).resolve().parent.parent / "seeds" / "corpus" / "train"
SCANNED = 8  # fuzzy look-ups that are compared with a scan
AT_LEAST = 0.75


def units(number: int, chance: random.Random) -> list[Unit]:
    """So many units with different sources."""
    rows = [line.split("\t") for path in sorted(TRAIN.glob("*.tsv")) for line in path.open(encoding="utf-8")]
    found = {row[1]: row[2] for row in rows}
    originals = list(found.items())
    while len(found) < number:
        (first, target), (second, _) = chance.choice(originals), chance.choice(originals)
        head, tail = first.split(), second.split()
        found[" ".join(head[: chance.randint(1, len(head))] + tail[chance.randrange(len(tail)) :])] = target
    return [
        Unit(source, target, "en", "ar", "machine", "") for source, target in list(found.items())[:number]
    ]


def changed(text: str, chance: random.Random) -> str:
    """The text with one word in eight replaced."""
    parts = text.split()
    for _ in range(max(1, len(parts) // 8)):
        parts[chance.randrange(len(parts))] = chance.choice(["today", "Cairo", "not", "seventeen"])
    return " ".join(parts)


@click.command(help=__doc__)
@click.option("--units", "number", default=100_000, show_default=True)
def main(number: int) -> None:
    """Print one line for each measurement."""
    chance = random.Random(1)
    made = units(number, chance)
    print(f"{number:,} units of {statistics.mean(len(words(u.source)) for u in made):.1f} words")
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "memory.db") as memory:
        began = time.perf_counter()
        for k in range(0, number, 1000):
            memory.add(made[k : k + 1000])
        print(f"add, 1,000 at a time: {number / (time.perf_counter() - began):,.0f} units a second")
        began = time.perf_counter()
        memory.exact([u.source for u in made[:1000]], "en", "ar", "machine")
        print(f"exact, 1,000 texts: {(time.perf_counter() - began) * 1e3:.1f} ms")
        queries = [changed(u.source, chance) for u in chance.sample(made, 200)]
        spent = []
        for query in queries:
            began = time.perf_counter()
            memory.fuzzy(query, "en", "ar", "machine", AT_LEAST)
            spent.append((time.perf_counter() - began) * 1e3)
        spent.sort()
        print(
            f"fuzzy: median {spent[100]:.1f} ms, 95th percentile {spent[190]:.1f} ms, slowest {spent[-1]:.1f} ms"
        )
        others = [words(u.source) for u in made]
        began = time.perf_counter()
        differing = 0
        for query in queries[:SCANNED]:
            own = words(query)
            scores = (Levenshtein.normalized_similarity(own, o, score_cutoff=AT_LEAST) for o in others)
            best = sorted((s for s in scores if s >= AT_LEAST), reverse=True)[:3]
            found = [m.score for m in memory.fuzzy(query, "en", "ar", "machine", AT_LEAST)]
            differing += [min(s, ALMOST) for s in best] != [min(s, ALMOST) for s in found]
        scan = (time.perf_counter() - began) * 1e3 / SCANNED
        print(f"a scan of all units: {scan:.0f} ms; different results: {differing} of {SCANNED}")


if __name__ == "__main__":
    main()
