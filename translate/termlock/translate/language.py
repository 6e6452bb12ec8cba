"""Which of the three languages a text is written in, by its script."""

from __future__ import annotations

from termlock.glossary.morphology import MORPHOLOGIES

SAMPLE = 20_000  # characters that are looked at


def shares(text: str) -> dict[str, float]:
    """The share of each language's script among the letters of the text's beginning."""
    sample = text[:SAMPLE]
    counts = {lang: len(m.script.findall(sample)) for lang, m in MORPHOLOGIES.items()}
    total = sum(counts.values())
    return {lang: count / total if total else 0.0 for lang, count in counts.items()}


def detect(text: str) -> str:
    """The language whose script most letters belong to; empty where there are no letters of the three."""
    found = shares(text)
    lang = max(found, key=lambda k: found[k])
    return lang if found[lang] else ""
