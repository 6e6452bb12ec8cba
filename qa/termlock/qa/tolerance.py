"""When a missing or inserted term is worth a finding: data, measured on the corpus.

Some terms are also ordinary words (هجوم is *offensive* and *attack*), and good translations leave or
add them freely. ``data/tolerance.tsv`` holds, for each concept and language, how often translations
that are right by construction lack or add it (``benchmarks/tolerance.py`` measures it on the training
part of the corpus). A check stays silent where that share is above a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    limit: float = 0.04
    dictionary: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def reports(self, code: str, concept: str, lang: str, factor: float = 1) -> bool:
        """Whether a finding of this code is worth reporting for the concept.

        ``factor`` widens the limit where there is other evidence as well.
        """
        return self.quiet.get((code, concept, lang), 0.0) <= self.limit * factor

    def explains(self, text: str, source_lang: str, terms: Iterable[str], term: str, lang: str) -> bool:
        """Whether the source text has a word that accounts for ``term`` without its concept being named.

        Either the dictionary renders an ordinary word of the text by ``term`` (*attack*: هجوم), or the text
        has a word of the same stem as one of the concept's own ``terms`` in the source language
        (*evacuated* beside *evacuation*).
        """
        if source_lang != "en":
            return False
        words = [w.lower() for w in TOKEN.findall(text)]
        lemmas = " " + " ".join(lemma(w) for w in words) + " "
        if any(f" {w} " in lemmas for w in self.dictionary.get((lang, level(term)), ())):
            return True
        return any(all(any(s in w for w in words) for s in stems(t)) for t in terms)

    def paraphrased(self, text: str, terms: Iterable[str]) -> bool:
        """Whether the words of a multiword term all stand in the text, apart or otherwise inflected.

        *Ceasefire*: وقف فوري لإطلاق النار.
        """
        levelled = level(text)
        return any(len(t.split()) > 1 and all(s in levelled for s in target_stems(t)) for t in terms)


def stems(term: str) -> list[str]:
    """The beginnings of the words of an English term that its relatives share: displac(ement), protest."""
    return [w[: max(5, len(w) - 4)].lower() if len(w) > 5 else w.lower() for w in TOKEN.findall(term)]


def target_stems(term: str) -> list[str]:
    """The words of an Arabic or Hebrew term without article and ending, levelled."""
    found = []
    for word in level(term).split():
        bare = re.sub("^(ال|ה)(?=...)", "", word)
        found.append(re.sub("(ية|ون|ين|ات|ة|ي|ימ|ות|ית|ה|י|ת)$", "", bare) if len(bare) > 4 else bare)
    return found


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
