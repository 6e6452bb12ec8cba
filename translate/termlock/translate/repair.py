"""The fourth rung: put the approved term where the engine put something else.

The place is the intruding term, or the words that the engine's attention links to the source term. The
form is chosen by what the replaced words show (article, prefixes) and by the number of the source term;
prefixes are kept, and a following adjective is left alone unless the tables know its agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from termlock.glossary.concept import Term
from termlock.glossary.form import Clitics, Form
from termlock.glossary.matching import Occurrence
from termlock.glossary.morphology import MORPHOLOGIES
from termlock.glossary.normalise import level
from termlock.translate.engine import Candidate
from termlock.translate.lock import Lock

# Proclitics that belong to the sentence and not to the word: they are kept when the word is replaced.
_KEPT = {"ar": ("و", "ف", "ب", "ل", "ك"), "he": ("ו", "ש", "כש", "ב", "ל", "מ", "כ")}


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of the target to replace, with the proclitics found there and whether they were definite."""

    start: int
    end: int
    proclitics: tuple[str, ...] = ()
    definite: bool = False


def words(text: str) -> list[tuple[int, int]]:
    """The character spans of the words of a text, split at white space."""
    spans = []
    at = 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return spans


def of_intruder(intruder: Occurrence) -> Place:
    """The place of a term that must not stand there."""
    return Place(intruder.start, intruder.end, intruder.proclitics, intruder.state == "definite")


def of_alignment(
    source: str, candidate: Candidate, lock: Lock, taken: Sequence[tuple[int, int]], lang: str
) -> Place | None:
    """The words that the engine's alignment links to the source term; None where it links none.

    Words that belong to other terms (``taken``, character spans) are left alone.
    """
    source_words, target_words = words(source), words(candidate.text)
    mine = {k for k, (s, e) in enumerate(source_words) if s < lock.source.end and lock.source.start < e}
    linked = sorted({t for s, t in candidate.alignment if s in mine and t < len(target_words)})
    free = [t for t in linked if not any(s < target_words[t][1] and target_words[t][0] < e for s, e in taken)]
    if free:
        run = [free[0]]
        for t in free[1:]:
            if t == run[-1] + 1 and len(run) < len(lock.terms[0].text.split()) + 1:
                run.append(t)
        start, end = target_words[run[0]][0], _without_punctuation(candidate.text, *target_words[run[-1]])
        start = _opening(candidate.text, start, end)
        proclitics, definite = (
            split(candidate.text[start:end].split()[0], lang) if start < end else ((), False)
        )
        return Place(start, end, proclitics, definite)
    return None


def beside(source: str, candidate: Candidate, lock: Lock) -> Place | None:
    """The place after the word that the preceding source word is linked to; None in an empty translation."""
    source_words, target_words = words(source), words(candidate.text)
    if not target_words:
        return None
    first = next((k for k, (_, e) in enumerate(source_words) if lock.source.start < e), 0)
    before = [(s, t) for s, t in candidate.alignment if s < first and t < len(target_words)]
    if not before:
        return Place(0, 0)
    nearest = max(s for s, _ in before)
    at = _without_punctuation(candidate.text, *target_words[max(t for s, t in before if s == nearest)])
    return Place(at, at)


def _without_punctuation(text: str, start: int, end: int) -> int:
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in "'\"״׳":
        end -= 1
    return end


def _opening(text: str, start: int, end: int) -> int:
    while start < end and not text[start].isalnum():
        start += 1
    return start


def split(word: str, lang: str) -> tuple[tuple[str, ...], bool]:
    """The proclitics that an unknown word seems to carry, and whether it has the article."""
    if lang == "ar":
        rest = word
        parts: list[str] = []
        if rest[:1] in ("و", "ف") and len(rest) > 4:
            parts.append(rest[0])
            rest = rest[1:]
        if rest.startswith("لل"):
            return (*parts, "ل"), True
        if rest[:1] in ("ب", "ك") and rest[1:3] == "ال":
            parts.append(rest[0])
            rest = rest[1:]
        return tuple(parts), rest.startswith("ال")
    if lang == "he":
        parts = []
        rest = word
        for prefix in ("ו", "ש"):
            if rest.startswith(prefix + "ה") and len(rest) > 4:
                parts.append(prefix)
                rest = rest[1:]
        return tuple(parts), rest.startswith("ה")
    return (), False


def choose(term: Term, source: Occurrence, place: Place, lang: str) -> str:
    """The spelling of ``term`` that fits the place and the number of the source term."""
    morphology = MORPHOLOGIES[lang]
    best, best_score = term.text, -1
    for form in morphology.forms(term):
        if not form.agrees:
            continue
        for prefix, clitics in morphology.proclitics[form.left].items():
            score = _fit(form, clitics, source, place, lang)
            if score > best_score:
                best, best_score = prefix + form.text, score
    return best


def _fit(form: Form, clitics: Clitics, source: Occurrence, place: Place, lang: str) -> int:
    kept = [p for p in place.proclitics if p in _KEPT.get(lang, ())]
    carried = [p for p in clitics.parts if p not in ("ال", "ה")]
    if carried != kept:
        return -1
    definite = clitics.definite == "yes" or form.state == "definite"
    score = 8 if form.number == (source.number or "singular") else 0
    score += 4 if definite == place.definite else 0
    score += 2 if form.state != "construct" else 0
    oblique = bool(kept) and kept[-1] in ("ب", "ل", "ك")
    score += 1 if not form.case or (form.case == "oblique") == oblique else 0
    return score


def put(text: str, place: Place, term: str) -> str:
    """``text`` with ``term`` at the place, spaced like a word."""
    before, after = text[: place.start], text[place.end :]
    if before and not before[-1].isspace() and level(before[-1]):
        before += " "
    if after and level(after[0]) and not after[0].isspace():
        after = " " + after
    return before + term + after
