"""How well inflected terms are found when only dictionary forms are given (Universal Dependencies).

    python benchmarks/detection.py [FOLDER]

Runs the scorer of ``../shared/eval`` on its treebanks (Hebrew HTB and IAHLTwiki, Arabic PUD); FOLDER is
another folder with ``detect.py`` and ``ud/``. Exact matching, which is what glossary checks do today, is
printed beside it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"he": "he", "ar": "ar"}


def main() -> None:
    """Print the scorer's lines for every treebank."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "eval"
    treebanks = sorted((folder / "ud").glob("*.conllu"))
    if not treebanks:
        sys.exit(f"{folder}: no treebanks; name the folder that holds detect.py and ud/")
    tk = [sys.executable, "-m", "termlock.cli.main", "glossary", "find"]
    for treebank in treebanks:
        lang = treebank.name[:2]
        command = [*tk, "{text}", "--glossary", "{glossary}", "--lang", "{lang}", "--format", "jsonl"]
        subprocess.run(
            [sys.executable, folder / "detect.py", treebank, LANGUAGES[lang], "--", *command], check=True
        )


if __name__ == "__main__":
    main()
