"""The lock ladder: inline, free, constrained, repaired, unlocked.

Each rung handles only the segments whose locks do not all hold yet. After each rung all locks are verified
again and the better candidate is kept, by (locks held, model score): a rung may not make another lock fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from termlock.glossary.concept import Term
from termlock.glossary.matching import Occurrence
from termlock.glossary.morphology import MORPHOLOGIES
from termlock.translate import repair
from termlock.translate.engine import CONSTRAINTS, INLINE, Candidate, Engine, LockedTerm, Request
from termlock.translate.lock import HeldLock, Lock, Locksmith, Rung
from termlock.translate.shortfall import Code, Shortfall
from termlock.translate.slots import Slots

# Proclitics that a translation may be made to put before a term, one of them at most, and the article.
_USUAL = {"en": frozenset[str](), "ar": frozenset("وبل"), "he": frozenset("ושבלמ")}
_ARTICLES = frozenset({"ال", "ה"})
# Log-probability per token that a constrained translation may lose before a repair is tried first.
WORSE = 1.0
MOST_SPELLINGS = 400  # of one term, that a constrained decoding may choose from


@dataclass(frozen=True, slots=True)
class LockedTranslation:
    """A translation with the fate of every lock of its source."""

    source: str
    candidate: Candidate
    locks: tuple[HeldLock, ...]

    @property
    def text(self) -> str:
        """The translation."""
        return self.candidate.text


@dataclass(slots=True)
class _Work:
    """A segment on its way up the ladder."""

    source: str
    locks: list[Lock]
    candidate: Candidate
    slots: Slots
    rungs: dict[int, Rung]

    def unheld(self) -> list[int]:
        held = [s for s, _ in self.slots.held]
        return [k for k, lock in enumerate(self.locks) if not any(lock.source is s for s in held)]


def translate(
    texts: Sequence[str],
    engine: Engine,
    smith: Locksmith,
    source: str,
    target: str,
    locked: bool = True,
    locks: Sequence[Sequence[Lock]] | None = None,
) -> list[LockedTranslation]:
    """Translate segments and hold their locks, as far up the ladder as each of them needs.

    With ``locked`` false the engine is left alone, and the report says which locks hold by themselves.
    ``locks`` are those of each text, where the caller has found them already in a larger context.
    """
    found = [smith.locks(t) for t in texts] if locks is None else [list(given) for given in locks]
    inline = locked and INLINE in engine.capabilities
    requests = [
        Request(text, tuple(map(_inline, own)) if inline else ())
        for text, own in zip(texts, found, strict=True)
    ]
    candidates = engine.translate(requests, source, target)
    works = [
        _work(text, own, candidate, smith, Rung.INLINE if inline else Rung.FREE)
        for text, own, candidate in zip(texts, found, candidates, strict=True)
    ]
    if locked:
        forced: list[tuple[_Work, Candidate]] = []
        if CONSTRAINTS in engine.capabilities:
            forced = _constrain([w for w in works if w.unheld()], engine, smith, source, target)
        for work in works:
            if work.unheld():
                _repair(work, smith, target)
        for work, candidate in forced:
            if work.unheld():
                _offer(work, candidate, smith, Rung.CONSTRAINED)
    return [_result(work) for work in works]


def _inline(lock: Lock) -> LockedTerm:
    source = lock.source
    return LockedTerm(source.start, source.end, lock.terms[0].text, source.proclitics, source.enclitics)


def _work(text: str, locks: list[Lock], candidate: Candidate, smith: Locksmith, rung: Rung) -> _Work:
    work = _Work(text, locks, candidate, smith.verify(locks, candidate.text), {})
    unheld = work.unheld()
    work.rungs = {k: rung for k in range(len(locks)) if k not in unheld}
    return work


def spellings(term: Term, lang: str, limit: int = MOST_SPELLINGS) -> list[str]:
    """The spellings of a term that a translation may be given: its regular forms with proclitics."""
    morphology = MORPHOLOGIES[lang]
    forms = [f for f in morphology.forms(term) if f.agrees]
    found: dict[str, None] = {}
    for form in forms:
        for prefix, clitics in morphology.proclitics[form.left].items():
            carried = [part for part in clitics.parts if part not in _ARTICLES]
            usual = len(carried) < 2 and _USUAL[lang].issuperset(carried)
            if usual and "" in morphology.enclitics[form.right]:
                found.setdefault(prefix + form.text)
    return sorted(found, key=len)[:limit]


def _constrain(
    works: Sequence[_Work], engine: Engine, smith: Locksmith, source: str, target: str
) -> list[tuple[_Work, Candidate]]:
    """Decode again with every lock as a constraint and the intruders closed.

    A candidate that the model finds much worse than its own is not taken yet, but given back: the term
    may stand where the model would never have put it, and a repair may do less harm.
    """
    requests = []
    forced: list[tuple[_Work, Candidate]] = []
    for work in works:
        require = tuple(
            tuple(
                s for term in lock.terms for s in spellings(term, target, MOST_SPELLINGS // len(lock.terms))
            )
            for lock in work.locks
        )
        forbid = tuple(
            dict.fromkeys(s for _, intruder in work.slots.replaced for s in _of(intruder, smith, target))
        )
        requests.append(Request(work.source, (), require, forbid))
    for work, candidate in zip(works, engine.translate(requests, source, target), strict=True):
        if candidate.score < work.candidate.score - WORSE:
            forced.append((work, candidate))
        else:
            _offer(work, candidate, smith, Rung.CONSTRAINED)
    return forced


def _of(intruder: Occurrence, smith: Locksmith, lang: str) -> list[str]:
    """The spellings of the term that stood in the wrong place."""
    concept = smith.glossary.by_id.get(intruder.concept)
    terms = [t for t in concept.terms_in(lang) if t.text == intruder.term] if concept else []
    return [s for term in terms for s in spellings(term, lang, 60)]


def _repair(work: _Work, smith: Locksmith, target: str) -> None:
    """Replace the rendering of each lock that does not hold, one after the other; insert what has none."""
    for index in work.unheld():
        lock = work.locks[index]
        intruder = next(
            (t for s, t in work.slots.replaced if s is lock.source or s.start == lock.source.start), None
        )
        taken = [(t.start, t.end) for _, t in work.slots.held]
        places = (
            repair.of_intruder(intruder) if intruder else None,
            repair.of_alignment(work.source, work.candidate, lock, taken, target),
            repair.beside(work.source, work.candidate, lock),
        )
        for place in places:
            if place is not None and _put(work, lock, place, smith, target):
                break


def _put(work: _Work, lock: Lock, place: repair.Place, smith: Locksmith, target: str) -> bool:
    """Write the term at the place, and say whether that is taken."""
    term = repair.choose(lock.terms[0], lock.source, place, target)
    text = repair.put(work.candidate.text, place, term)
    # the words have moved: the alignment no longer fits, unless as many stand there as before
    same = len(text.split()) == len(work.candidate.text.split())
    alignment = work.candidate.alignment if same else _moved(work.candidate, place, text)
    return _offer(work, replace(work.candidate, text=text, alignment=alignment), smith, Rung.REPAIRED)


def _moved(candidate: Candidate, place: repair.Place, text: str) -> tuple[tuple[int, int], ...]:
    """The alignment with the words after the place shifted by what was added or removed."""
    shift = len(text.split()) - len(candidate.text.split())
    first = len(candidate.text[: place.end].split())
    return tuple((s, t + shift if t >= first else t) for s, t in candidate.alignment if t + shift >= 0)


def _offer(work: _Work, candidate: Candidate, smith: Locksmith, rung: Rung) -> bool:
    """Take the candidate if it holds more locks and loses none, and say whether it was taken."""
    slots = smith.verify(work.locks, candidate.text)
    held = {k for k, lock in enumerate(work.locks) if any(lock.source is s for s, _ in slots.held)}
    before = set(work.rungs)
    if len(held) <= len(before) or not before <= held:
        return False
    work.candidate, work.slots = candidate, slots
    for k in held - before:
        work.rungs[k] = rung
    return True


def _result(work: _Work) -> LockedTranslation:
    found = []
    for index, lock in enumerate(work.locks):
        target = next((t for s, t in work.slots.held if s is lock.source), None)
        rung = work.rungs.get(index, Rung.UNLOCKED)
        reason = None if target else Shortfall(Code.NOT_PLACED)
        found.append(HeldLock(lock, rung, target, reason))
    return LockedTranslation(work.source, work.candidate, tuple(found))
