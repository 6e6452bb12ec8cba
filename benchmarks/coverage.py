"""How many running content words of a text the dictionary of the starter model finds and annotates.

    python benchmarks/coverage.py [--source en|ar|he] [FILE…]

A file is plain text, or a corpus file of tab-separated rows (the column of the source language is read). A
content word is a word that is no number, no function word with or without proclitics, and no word that the
dictionary has as a numeral, pronoun or particle. Without arguments the corpus' own ``dev.tsv`` is read, and
for English the seed article. ``--missing N`` prints the N commonest words that are left bare.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from termlock.translate.annotation import READINGS
from termlock.translate.lexicon import COLUMNS, Lexicon
from termlock.translate.semitic import Text
from termlock.translate.starter import dictionary

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
DEV = SEEDS / "corpus" / "dev.tsv"
OWN = {"en": (DEV, SEEDS / "000_6a8443359ebb0a21.txt"), "ar": (DEV,), "he": (DEV,)}

# English articles, pronouns, auxiliaries, prepositions, conjunctions and particles: closed classes.
FUNCTION_WORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "across",
        "after",
        "against",
        "all",
        "along",
        "although",
        "am",
        "amid",
        "among",
        "an",
        "and",
        "any",
        "anybody",
        "anyone",
        "anything",
        "are",
        "around",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "behind",
        "being",
        "below",
        "beneath",
        "beside",
        "between",
        "beyond",
        "both",
        "but",
        "by",
        "can",
        "cannot",
        "could",
        "despite",
        "did",
        "do",
        "does",
        "doing",
        "done",
        "down",
        "during",
        "each",
        "either",
        "else",
        "every",
        "everybody",
        "everyone",
        "everything",
        "except",
        "few",
        "for",
        "from",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "herself",
        "him",
        "himself",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "inside",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "least",
        "less",
        "like",
        "many",
        "may",
        "me",
        "might",
        "mine",
        "more",
        "most",
        "much",
        "must",
        "my",
        "myself",
        "neither",
        "nevertheless",
        "no",
        "nobody",
        "none",
        "nor",
        "not",
        "nothing",
        "of",
        "off",
        "on",
        "once",
        "one",
        "onto",
        "or",
        "other",
        "others",
        "ought",
        "our",
        "ours",
        "ourselves",
        "out",
        "outside",
        "over",
        "own",
        "per",
        "rather",
        "same",
        "shall",
        "she",
        "should",
        "since",
        "so",
        "some",
        "somebody",
        "someone",
        "something",
        "such",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "themselves",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "through",
        "throughout",
        "till",
        "to",
        "too",
        "toward",
        "towards",
        "under",
        "unless",
        "until",
        "unto",
        "up",
        "upon",
        "us",
        "very",
        "via",
        "was",
        "we",
        "were",
        "what",
        "whatever",
        "when",
        "where",
        "whereas",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "within",
        "without",
        "would",
        "yet",
        "you",
        "your",
        "yours",
        "yourself",
    ]
)


def lines(path: Path, source: str) -> Iterator[str]:
    """The lines of a text, or of the column of a corpus file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        yield cells[COLUMNS[source]] if len(cells) == 4 else line


def count(texts: Iterator[str], lexicon: Lexicon, source: str) -> tuple[int, int, Counter[str]]:
    """Running content words, those that are annotated, and the others by frequency."""
    total = covered = 0
    missing: Counter[str] = Counter()
    target = "he" if source == "ar" else "ar"
    for text in texts:
        reading = READINGS[source](text, target, lexicon)
        index = 0
        while index < len(reading.spans):
            match = reading.at(index)
            length = match.length if match else 1
            words = [text[slice(*span)] for span in reading.spans[index : index + length]]
            if match and match.senses:
                covered += length
                total += length
            elif (
                match is None
                and not words[0][0].isdigit()
                and not _is_function_word(words[0], reading, index)
            ):
                total += 1
                missing[words[0]] += 1
            index += length
    return total, covered, missing


def _is_function_word(word: str, reading: object, index: int) -> bool:
    if isinstance(reading, Text):
        return reading.index.function(reading.flats[index]) < math.inf
    whole, _, clipped = word.lower().replace("’", "'").partition("'")
    if clipped == "t":  # don't, can't
        return whole.removesuffix("n") in FUNCTION_WORDS | CLIPPED
    return whole in FUNCTION_WORDS or (bool(clipped) and whole in CLIPPED)


CLIPPED = frozenset({"there", "let", "what", "wo", "sha", "ai", "ca"})  # there's, won't …


@click.command(help=__doc__)
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--source", default="en", type=click.Choice(list(OWN)))
@click.option("--missing", default=0)
def main(files: tuple[Path, ...], source: str, missing: int) -> None:
    """Print one line for each file."""
    words = dictionary()
    print(f"{len(words)} rows of names and dictionary")
    for path in files or OWN[source]:
        total, covered, rest = count(lines(path, source), words, source)
        print(f"{path.name} ({source}): {covered} of {total} content words, {covered / total:.3f}")
        if missing:
            print(" ".join(f"{w}:{n}" for w, n in rest.most_common(missing)))


if __name__ == "__main__":
    main()
