"""What the checks find, and how fast.

    python benchmarks/checks.py [--pairs 100000] [--shared FOLDER]

Prints false findings on the corpus's development set (right by construction), recall and precision on the
project's contrast sets (and on those of ``../shared/eval``, where they lie beside the project), and the
time for many segment pairs of one PO file beside translate-toolkit's ``pofilter`` on the same file, where
that is installed. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from termlock.glossary.compiled import matcher, shipped
from termlock.glossary.exchange import read
from termlock.qa import tolerance
from termlock.qa.checking import Matchers, Text, check
from termlock.qa.checks import Setting

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = {"ar": 2, "he": 3}
TERM_CODES = ("missing", "swapped", "conflated", "forbidden", "inserted", "inconsistent")


def rows(path: Path) -> list[list[str]]:
    """The rows of a corpus file."""
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def false_findings() -> None:
    """Segments of the development set with a term finding: every one is false."""
    glossary = read(shipped())
    corpus = rows(ROOT / "seeds/corpus/dev.tsv")
    lines = tuple(range(1, len(corpus) + 1))
    for lang, column in COLUMNS.items():
        setting = Setting(glossary, "en", lang, tolerance=tolerance.shipped())
        source = Text("dev.en", "en", tuple(r[1] for r in corpus), lines)
        target = Text(f"dev.{lang}", lang, tuple(r[column] for r in corpus), lines)
        found = check(source, target, setting, Matchers(matcher("en"), matcher(lang))).findings
        segments = {f.segment for f in found if f.code in TERM_CODES}
        print(f"dev {lang}: {len(segments)} of {len(corpus)} segments with a false term finding")


def contrast(shared: Path) -> None:
    """The scorer's last line for every contrast set."""
    scorer = shared / "contrast.py"
    if not scorer.exists():
        print(f"contrast sets: no scorer in {shared}")
        return
    for folder in (ROOT / "tests/qa/contrast", shared / "contrast"):
        for path in sorted(folder.glob("*.tsv")):
            lang = path.stem[-2:]
            # the scorer calls ``tk``, which lies beside this Python
            path_with_tk = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
            done = subprocess.run(
                [sys.executable, scorer, path, lang],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PATH": path_with_tk},
            )
            print(f"{folder.parent.name}/{path.name}: {done.stdout.splitlines()[-1]}")


def speed(pairs: int) -> None:
    """Seconds for a PO file of so many entries, beside ``pofilter``."""
    corpus = [
        r for path in sorted((ROOT / "seeds/corpus/train").glob("*.tsv")) for r in rows(path) if len(r) == 4
    ]
    entries = [corpus[k % len(corpus)] for k in range(pairs)]

    def quoted(text: str) -> str:
        return text.replace("\\", "\\\\").replace('"', '\\"')

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "big.po")
        header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: ar\\n"\n'
        body = "".join(
            f'\nmsgctxt "{k}"\nmsgid "{quoted(r[1])}"\nmsgstr "{quoted(r[2])}"\n'
            for k, r in enumerate(entries)
        )
        path.write_text(header + body, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "termlock.cli.main",
            "check",
            str(path),
            "--from",
            "en",
            "--to",
            "ar",
        ]
        began = time.perf_counter()
        done = subprocess.run([*command, "--format", "jsonl"], capture_output=True, check=False)
        ours = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        if done.returncode not in (0, 1):
            sys.exit(done.stderr.decode())
        print(
            f"tk check: {pairs} pairs in {ours:.1f} s, {pairs / ours:.0f} a second, peak memory {peak:.0f} MB"
        )
        pofilter = shutil.which("pofilter", path=str(Path(sys.executable).parent))
        if pofilter is None or importlib.util.find_spec("translate") is None:
            print("pofilter: translate-toolkit is not installed")
            return
        began = time.perf_counter()
        subprocess.run([pofilter, str(path), str(Path(folder, "out.po"))], capture_output=True, check=True)
        theirs = time.perf_counter() - began
        print(f"pofilter: the same file in {theirs:.1f} s; tk check takes {ours / theirs:.2f} times as long")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "eval")
    arguments = parser.parse_args()
    false_findings()
    contrast(arguments.shared)
    speed(arguments.pairs)


if __name__ == "__main__":
    main()
