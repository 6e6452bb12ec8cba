"""How well unknown names are transliterated: held-out names, against the rules alone and against copying.

    python benchmarks/names.py [en-ar en-he …] [--show NUMBER]

Every tenth English word of the names lexicon (by a hash) is left out of training together with all that it
answers to in Arabic and Hebrew, so that no other spelling of the same name is known either. Any accepted
spelling counts as right; the character error rate is to the nearest accepted spelling. Hebrew from English leans on
the Arabic spelling: ask for en-ar too.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path

from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# the script that learns the tables is no package: its folder must be on the path first
from scripts.transliteration import Letters, held_out, learn, lexicon_rows, word_pairs  # noqa: E402

from termlock.translate.transliteration import DIRECTIONS, renderings  # noqa: E402

Tests = dict[Letters, list[str]]


def score(answer: Callable[[Letters], str], tests: Tests) -> str:
    """Share of names spelled in an accepted way, and character error rate, in percent."""
    right = errors = length = 0
    for word, accepted in tests.items():
        output = answer(word)
        right += output in accepted
        distance, size = min((Levenshtein.distance(output, a), len(a)) for a in accepted)
        errors, length = errors + distance, length + size
    return f"{100 * right / len(tests):5.1f} {100 * errors / length:5.1f}"


def main() -> None:
    """Print a table, and names to read if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directions", nargs="*", help="such as en-ar (default: all)")
    parser.add_argument("--show", type=int, default=0, help="names to print with output and reference")
    options = parser.parse_args()
    held = held_out()
    arabic: dict[Letters, list[tuple[float, str]]] = {}  # of English words, which Hebrew leans on
    print("direction  names   model          rules alone    copying        (accuracy, character error rate)")
    for source, target in DIRECTIONS:
        if options.directions and f"{source}-{target}" not in options.directions:
            continue
        pairs = word_pairs(source, target, lexicon_rows())
        tests = {w: ["".join(s) for s in accepted] for w, accepted in pairs.items() if w in held[source]}
        learned = learn(source, target, held)
        if (source, target) == ("en", "ar"):
            arabic = {word: renderings(learned, word, target) for word in held["en"]}
        leaning = arabic if (source, target) == ("en", "he") else {}
        answers = {word: renderings(learned, word, target, leaning.get(word, ()))[0][1] for word in tests}
        columns = (answers.__getitem__, learned.rules.apply, "".join)
        print(
            f"{source}-{target} {len(tests):10}   " + "    ".join(score(c, tests) for c in columns),
            flush=True,
        )
        for word in random.Random(1).sample(sorted(tests), min(options.show, len(tests))):
            wrong = "" if answers[word] in tests[word] else " | ".join(tests[word])
            print(f"    {''.join(word):16} {answers[word]:16} {wrong}")


if __name__ == "__main__":
    main()
