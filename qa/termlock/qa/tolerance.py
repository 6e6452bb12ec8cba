"""When a missing or inserted term is worth a finding: data, measured on the corpus.

Some terms are also ordinary words (هجوم is *offensive* and *attack*), and good translations leave or
add them freely. ``data/tolerance.tsv`` holds, for each concept and language, how often translations
that are right by construction lack or add it (``benchmarks/tolerance.py`` measures it on the training
part of the corpus). A check stays silent where that share is above a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from termlock.glossary.normalise import level
from termlock.translate.lexicon import COLUMNS, TOKEN, lemma
from termlock.translate.starter import lexicon_rows


@dataclass(frozen=True)
class Tolerance:
    """Which codes are reported for which concept, and what an ordinary word explains.

    ``quiet`` maps (code, concept, language) to the measured share of right translations that would be
    reported; ``limit`` is the largest share that is still reported.
    """

    quiet: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    limit: float = 0.01
    dictionary: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def reports(self, code: str, concept: str, lang: str) -> bool:
        """Whether a finding of this code is worth reporting for the concept."""
        return self.quiet.get((code, concept, lang), 0.0) <= self.limit

    def explains(self, text: str, source_lang: str, term: str, lang: str) -> bool:
        """Whether the source text has an ordinary word that the dictionary renders by ``term``."""
        if source_lang != "en":
            return False
        words = self.dictionary.get((lang, level(term)))
        if not words:
            return False
        lemmas = " " + " ".join(lemma(t) for t in TOKEN.findall(text)) + " "
        return any(f" {w} " in lemmas for w in words)


@cache
def shipped() -> Tolerance:
    """The measured tolerance, with the dictionary of the starter model."""
    quiet: dict[tuple[str, str, str], float] = {}
    path = files("termlock.qa") / "data" / "tolerance.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, concept, lang, share = line.split("\t")[:4]
            quiet[code, concept, lang] = float(share)
    return Tolerance(quiet, dictionary=shipped_dictionary())


def shipped_dictionary() -> dict[tuple[str, str], frozenset[str]]:
    """For each language and levelled term, the English words that the lexicon renders by it."""

    found: dict[tuple[str, str], set[str]] = {}
    for row in lexicon_rows():
        key = " ".join(lemma(t) for t in TOKEN.findall(row[1]))
        for lang, column in COLUMNS.items():
            if lang == "en":
                continue
            for equivalent in row[column].split(" / "):
                for part in equivalent.split(" | "):
                    found.setdefault((lang, level(part)), set()).add(key)
    return {k: frozenset(v) for k, v in found.items()}
