"""Speed, start-up time and memory of ``tk glossary find``.

    python benchmarks/throughput.py [--megabytes 10]

The text is the project's corpus, repeated; the baseline in the same run is Python's ``re`` with one
alternation of the citation forms, which finds only those. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from termlock.glossary.compiled import shipped
from termlock.glossary.exchange import read

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = {"ar": 2, "he": 3}
TK = [sys.executable, "-m", "termlock.cli.main"]


def corpus(lang: str, size: int) -> str:
    """At least ``size`` bytes of sentences, one a line."""
    lines = [
        line.split("\t")[COLUMNS[lang]]
        for path in sorted((ROOT / "seeds/corpus/train").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.count("\t") == 3
    ]
    once = "\n".join(lines) + "\n"
    return once * (size // len(once.encode()) + 1)


def seconds(command: list[str]) -> tuple[float, int]:
    """The best of three runs, and the lines printed."""
    best, lines = float("inf"), 0
    for _ in range(3):
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True)
        best = min(best, time.perf_counter() - began)
        lines = done.stdout.count(b"\n")
    return best, lines


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=10)
    size = parser.parse_args().megabytes * 1_000_000
    glossary = read(shipped())
    print(f"tk --help                {seconds([*TK, '--help'])[0]:6.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.txt")
        for lang in COLUMNS:
            small.write_text(corpus(lang, 100)[:200], encoding="utf-8")
            start, _ = seconds([*TK, "glossary", "find", str(small), "--lang", lang, "--format", "jsonl"])
            path = Path(folder, f"{lang}.txt")
            text = corpus(lang, size)
            path.write_text(text, encoding="utf-8")
            took, hits = seconds([*TK, "glossary", "find", str(path), "--lang", lang, "--format", "jsonl"])
            rate = path.stat().st_size / 1e6 / (took - start)
            pattern = re.compile("|".join(re.escape(t.text) for c in glossary for t in c.terms_in(lang)))
            began = time.perf_counter()
            plain = sum(1 for _ in pattern.finditer(text))
            baseline = path.stat().st_size / 1e6 / (time.perf_counter() - began)
            print(
                f"{lang}: start {start:.2f} s, then {rate:.1f} MB/s ({hits} terms); "
                f"re with citation forms {baseline:.2f} MB/s ({plain} matches): {rate / baseline:.0f} times as fast"
            )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a run     {peak:6.0f} MB")


if __name__ == "__main__":
    main()
