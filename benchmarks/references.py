"""Term findings on human references and on the output of translation systems.

    python benchmarks/references.py [--shared FOLDER] [--picture FILE.svg]

NTREX (English to Arabic and Hebrew) and WMT23 (English to Hebrew) are translations by people: every
finding on them is listed, to be explained one by one. The outputs of WMT23's systems are counted in a
table, and drawn.
"""

from __future__ import annotations

import argparse
import collections
import sys
from functools import cache
from pathlib import Path

from termlock.glossary.compiled import matcher, shipped
from termlock.glossary.concept import Glossary
from termlock.glossary.exchange import read
from termlock.qa import reading, tolerance
from termlock.qa.checking import Matchers, check
from termlock.qa.checks import Setting
from termlock.qa.finding import Finding

ROOT = Path(__file__).resolve().parent.parent
CODES = ("missing", "swapped", "conflated", "inserted", "forbidden")
COLOURS = {
    "missing": "#b45309",
    "swapped": "#b91c1c",
    "conflated": "#7c3aed",
    "inserted": "#1d4ed8",
    "forbidden": "#111827",
}


@cache
def glossary() -> Glossary:
    """The shipped glossary."""
    return read(shipped())


def findings(source: Path, target: Path, lang: str) -> tuple[list[Finding], int]:
    """The term findings of a translation, and its segments."""
    left, right = reading.read(source, "en"), reading.read(target, lang)
    setting = Setting(glossary(), "en", lang, tolerance=tolerance.shipped())
    result = check(left, right, setting, Matchers(matcher("en"), matcher(lang)), CODES)
    return list(result.findings), len(result.pairs)


def listed(name: str, source: Path, target: Path, lang: str) -> None:
    """Print every finding with its segment."""
    found, count = findings(source, target, lang)
    print(f"{name} {lang}: {len(found)} findings in {count} segments")
    for finding in found:
        print(f"  {finding.code:9} {finding.message}")


def picture(table: dict[str, collections.Counter[str]], path: Path) -> None:
    """A bar a system, divided by code."""
    width, row, left = 640, 34, 170
    longest = max(sum(c.values()) for c in table.values()) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {row * len(table) + 60}" '
        'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
    ]
    for index, (system, counts) in enumerate(table.items()):
        y = 10 + index * row
        parts.append(f'<text x="{left - 8}" y="{y + 17}" text-anchor="end">{system}</text>')
        x = float(left)
        for code in CODES:
            if counts[code]:
                w = counts[code] / longest * (width - left - 60)
                parts.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{w:.1f}" height="24" fill="{COLOURS[code]}"/>'
                )
                x += w
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 17}">{sum(counts.values())}</text>')
    y = 30 + row * len(table)
    for index, code in enumerate(CODES):
        x = 20 + index * 120
        parts.append(f'<rect x="{x}" y="{y}" width="14" height="14" fill="{COLOURS[code]}"/>')
        parts.append(f'<text x="{x + 20}" y="{y + 12}">{code}</text>')
    path.write_text("".join(parts) + "</svg>\n", encoding="utf-8")


def main() -> None:
    """Print lists and table; write the picture."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    shared = arguments.shared
    if not shared.is_dir():
        sys.exit(f"{shared}: no test sets; name the folder with --shared")
    for lang in ("ar", "he"):
        listed("NTREX", shared / "ntrex/ntrex-dev.en", shared / f"ntrex/ntrex-dev.{lang}", lang)
    source = shared / "wmt23/en-he.src.en"
    listed("WMT23 reference", source, shared / "wmt23/en-he.ref.he", "he")
    table: dict[str, collections.Counter[str]] = {}
    for path in sorted((shared / "wmt23").glob("en-he.*.he")):
        found, _ = findings(source, path, "he")
        table[path.name.removeprefix("en-he.").removesuffix(".he")] = collections.Counter(
            f.code for f in found
        )
    print(f"\n{'WMT23 en-he':16}" + "".join(f"{code:>11}" for code in CODES) + f"{'all':>8}")
    for system, counts in table.items():
        print(
            f"{system:16}" + "".join(f"{counts[code]:>11}" for code in CODES) + f"{sum(counts.values()):>8}"
        )
    if arguments.picture:
        picture(table, arguments.picture)


if __name__ == "__main__":
    main()
