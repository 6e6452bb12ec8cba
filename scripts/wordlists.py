"""Make ``glossary/termlock/glossary/data/wordlist/{ar,he}.tsv`` from the lexicon and from farahidi.

    python scripts/wordlists.py [--analyses FILE]

From the project's lexicon come lemmas with their plurals and principal parts. For Arabic, farahidi
(AlKhalil Morpho Sys 2, GPL-3) adds broken plurals and common lemmas: every stem of its frequency list
is analysed (a few minutes; ``--analyses`` keeps the result), and a plural is taken for a lemma when that
reading has at least a seventh of the weight of the likeliest reading of the same spelling.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import re
from importlib.resources import files
from pathlib import Path

import farahidi

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "glossary/termlock/glossary/data/wordlist"
MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
PARTS_OF_SPEECH = {"اسم": "noun", "فعل": "verb", "حرف": "prep"}
RAREST_STEM = 3  # occurrences in farahidi's corpus
SHARE = 0.15  # of the likeliest reading's weight
COMMON_LEMMAS = 9000
# A prefix and a noun that have grown into an adverb or preposition, and look-alikes of frequent forms.
FROZEN_HEBREW = [
    "כיום",
    "היום",
    "לפני",
    "מפני",
    "מלפני",
    "לעולם",
    "מעולם",
    "למעשה",
    "לפעמים",
    "מזמן",
    "לערך",
    "בזכות",
    "לכל",
    "מי",
    "בעינה",
    "בעין",
    "לשם",
    "כשם",
    "בשם",
]

Rows = dict[tuple[str, str], list[str]]


def plain(text: str) -> str:
    """Without vowel marks."""
    return MARKS.sub("", text).replace("ٱ", "ا")


def table(name: str) -> dict[str, float]:
    """A frequency table of farahidi."""
    path = files("farahidi") / "data" / f"{name}.jsonl.gz"
    with path.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as lines:
        return {row["key"]: row["value"] for row in map(json.loads, lines)}


def analyses(stems: dict[str, float], path: Path | None) -> list[tuple[str, float, list[list[str]]]]:
    """The analyses of every unvowelled stem: lemma, part of speech, number, stem, and whether it has clitics."""
    if path and path.exists():
        return [tuple(row) for row in json.loads(path.read_text(encoding="utf-8"))]
    frequency: collections.Counter[str] = collections.Counter()
    for stem, count in stems.items():
        frequency[plain(stem)] += int(count)
    analyser = farahidi.Analyzer()
    found = []
    for word, count in frequency.most_common():
        if count < RAREST_STEM or len(word) < 2:
            continue
        rows = [
            [a.lemma, a.pos, a.number or "", a.stem, "suffixed" if a.suffixes else ""]
            for a in analyser.analyze(word)
            if not a.proclitics and not a.enclitics
        ]
        found.append((word, float(count), rows))
    if path:
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return found


def from_lexicon() -> dict[str, Rows]:
    """Single words of the lexicon with their parts, per language."""
    rows: dict[str, Rows] = {"ar": {}, "he": {}}
    lines = [
        line
        for path in sorted((ROOT / "seeds/corpus/lexicon").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for wanted in ("noun", "other"):
        for line in lines:
            pos, _english, *cells = line.split("\t")
            if (pos == "noun") is not (wanted == "noun"):
                continue
            if pos not in ("noun", "verb", "adj", "adv", "prep", "conj"):
                continue
            for lang, cell in zip(("ar", "he"), cells, strict=True):
                for equivalent in cell.split(" / "):
                    lemma, *parts = (p.strip() for p in equivalent.split(" | "))
                    # an "adjective" like בזמן, בחיים is a prefix and a noun, which is what it should be read as
                    prefixed = pos == "adj" and lemma[0] in "בל" and (lemma[1:], "noun") in rows["he"]
                    if " " not in lemma and len(lemma) > 1 and not prefixed:
                        rows[lang].setdefault((lemma, pos), []).extend(p for p in parts if " " not in p)
    return rows


def add_farahidi(rows: Rows, path: Path | None) -> None:
    """Broken plurals and common lemmas."""
    stems, lemmas = table("DATA.MSA.SHA.STEM.map"), table("DATA.MSA-LEMMA.ALL-train.map")
    plurals: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    pos_of: dict[str, str] = {}
    seen: set[str] = set()
    for word, count, readings in analyses(stems, path):
        weights: dict[tuple[str, str, str, str], float] = {}
        for lemma, pos, number, stem, suffixed in readings:
            weight = stems.get(stem, 0) * (1e-9 + lemmas.get(lemma, 0))
            key = (lemma, pos, number, suffixed)
            weights[key] = max(weights.get(key, 0), weight)
        if weights:
            pos_of[word] = PARTS_OF_SPEECH.get(max(weights, key=lambda k: weights[k])[1], "noun")
        top = max(weights.values(), default=0)
        tanwin = word.endswith("ا") and word[:-1] in seen
        seen.add(word)
        for (lemma, pos, number, suffixed), weight in weights.items():
            singular = plain(lemma)
            is_plural = pos == "اسم" and number == "جمع" and word != singular and not tanwin
            if is_plural and (not suffixed or word.endswith("ات")) and top and weight >= SHARE * top:
                plurals[singular][word] += int(count)
    for singular, forms in plurals.items():
        rows.setdefault((singular, "noun"), []).extend(form for form, _ in forms.most_common(8))
    weight_of: dict[str, float] = collections.defaultdict(float)
    for lemma, share in lemmas.items():
        weight_of[plain(lemma)] += share
    for lemma in sorted(weight_of, key=lambda k: -weight_of[k])[:COMMON_LEMMAS]:
        if len(lemma) > 1 and not any((lemma, pos) in rows for pos in ("noun", "verb", "adj", "adv", "prep")):
            rows[lemma, pos_of.get(lemma, "noun")] = []


def main() -> None:
    """Write both lists."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--analyses", type=Path, help="keep or reuse farahidi's analyses in this file")
    arguments = parser.parse_args()
    rows = from_lexicon()
    add_farahidi(rows["ar"], arguments.analyses)
    for word in FROZEN_HEBREW:
        rows["he"][word, "frozen"] = []
    TARGET.mkdir(parents=True, exist_ok=True)
    for lang, table_ in rows.items():
        lines = [
            f"{lemma}\t{pos}\t{' '.join(dict.fromkeys(parts))}\n" for (lemma, pos), parts in table_.items()
        ]
        (TARGET / f"{lang}.tsv").write_text("".join(lines), encoding="utf-8")
        print(f"{lang}: {len(lines)} lemmas")


if __name__ == "__main__":
    main()
