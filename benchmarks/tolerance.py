"""Measure on the corpus how often right translations lack or add a term; write ``tolerance.tsv``.

    python benchmarks/tolerance.py [--write]

The training part of the corpus is right by construction, so each finding on it is a false one. The share
of a concept's occurrences with a false finding is shrunk towards what is usual: (k + PRIOR * WEIGHT) /
(n + WEIGHT), as if WEIGHT more occurrences had been met. The corpus obeys its term policy, so its concepts
are trusted more than the others. Only concepts with a false finding are written.
"""

from __future__ import annotations

import argparse
import collections
from collections.abc import Iterator
from pathlib import Path

from termlock.glossary.compiled import matcher, shipped
from termlock.glossary.exchange import read
from termlock.qa.checks import CHECKS, Setting
from termlock.qa.pair import SegmentPair, Side
from termlock.qa.tolerance import Tolerance, shipped_dictionary

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "qa/termlock/qa/data/tolerance.tsv"
CODES = ("missing", "inserted")
PRIOR, OTHER_PRIOR, WEIGHT = 0.01, 0.05, 40


def rows() -> Iterator[list[str]]:
    """Rows of the training corpus: origin, English, Arabic, Hebrew."""
    for path in sorted((ROOT / "seeds/corpus/train").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield line.split("\t")


def measure(lang: str, column: int) -> Iterator[tuple[str, str, int, int]]:
    """Code, concept, false findings, occurrences."""
    setting = Setting(read(shipped()), "en", lang, tolerance=Tolerance(dictionary=shipped_dictionary()))
    checks = [CHECKS[code](setting) for code in CODES]
    source_matcher, target_matcher = matcher("en"), matcher(lang)
    false: collections.Counter[tuple[str, str]] = collections.Counter()
    seen: collections.Counter[tuple[str, str]] = collections.Counter()
    for number, row in enumerate(rows(), 1):
        source = Side(row[1], number, tuple(source_matcher.find(row[1])))
        target = Side(row[column], number, tuple(target_matcher.find(row[column])))
        seen.update({("missing", o.concept) for o in source.occurrences})
        seen.update({("inserted", o.concept) for o in target.occurrences})
        pair = SegmentPair(number, source, target)
        slots = setting.slots(pair)
        for check in checks:
            false.update((f.code, f.concept or f.instead) for f in check.check(pair, slots))
    for key, count in sorted(false.items()):
        yield (*key, count, seen[key])


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.relative_to(ROOT)}")
    write = parser.parse_args().write
    lines = [
        "# code\tconcept\tlanguage\tshare\tfalse findings\toccurrences (made by benchmarks/tolerance.py)"
    ]
    policy = (ROOT / "seeds/corpus/term-policy.tsv").read_text(encoding="utf-8").splitlines()
    trusted = {line.split("\t")[0] for line in policy if not line.startswith("#")}
    for lang, column in (("ar", 2), ("he", 3)):
        for code, concept, count, seen in measure(lang, column):
            prior = PRIOR if concept in trusted else OTHER_PRIOR
            share = (count + prior * WEIGHT) / (seen + WEIGHT)
            lines.append(f"{code}\t{concept}\t{lang}\t{share:.4f}\t{count}\t{seen}")
    if write:
        TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
