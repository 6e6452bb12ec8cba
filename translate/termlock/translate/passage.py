"""One text on its way through an engine: stand-ins, pieces and locks before, the whole with its locks after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from termlock.translate import lockreport
from termlock.translate.carried import Carried, Restored, carry, mend_numbers, missing_numbers, restore
from termlock.translate.clauses import clauses
from termlock.translate.engine import Candidate, Engine
from termlock.translate.ladder import LockedTranslation
from termlock.translate.lexicon import Lexicon
from termlock.translate.lock import HeldLock, Lock, Locksmith, Rung
from termlock.translate.lockreport import LockEntry
from termlock.translate.names import standardise
from termlock.translate.repair import words
from termlock.translate.shortfall import Code, Shortfall

Alignment = tuple[tuple[int, int], ...]
_STOP = re.compile(r"[.!?؟…][\"'”’»)]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause or a whole sentence as the engine gets it; ``start`` is its place in the text with stand-ins."""

    text: str
    start: int
    locks: tuple[Lock, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its stand-ins, its locks (places in the text with stand-ins) and its pieces."""

    text: str
    carried: Carried
    locks: tuple[Lock, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The translation of a passage: all places are those of the original text and of ``text``.

    ``alignment`` links words, split at white space; ``warnings`` name what was not carried.
    """

    text: str
    locks: tuple[LockEntry, ...] = ()
    alignment: Alignment = ()
    warnings: tuple[Shortfall, ...] = ()


def passage(text: str, smith: Locksmith, engine: Engine, source: str) -> Passage:
    """Make ``text`` ready for ``engine``: locks are found in the whole, then handed to their pieces."""
    carried = carry(text)
    locks = tuple(smith.locks(carried.text))
    room = engine.comfortable(source)
    spans = clauses(
        carried.text,
        source,
        lambda piece: engine.count(piece, source) <= room,
        [(lock.source.start, lock.source.end) for lock in locks],
    )
    pieces = tuple(
        Piece(
            carried.text[start:end],
            start,
            tuple(
                replace(lock, source=lock.source.shifted(-start))
                for lock in locks
                if start <= lock.source.start < end
            ),
        )
        for start, end in spans
    )
    return Passage(text, carried, locks, pieces)


def verified(smith: Locksmith, locks: Sequence[Lock], text: str) -> list[HeldLock]:
    """Which of the locks a translation holds, whatever rung it was."""
    slots = smith.verify(locks, text)
    answers = {id(source): target for source, target in slots.held}
    return [
        HeldLock(lock, Rung.FREE, target)
        if (target := answers.get(id(lock.source)))
        else HeldLock(lock, Rung.UNLOCKED, None, Shortfall(Code.NOT_CARRIED))
        for lock in locks
    ]


def join(
    made: Passage,
    results: Sequence[LockedTranslation],
    smith: Locksmith,
    lexicon: Lexicon | None = None,
) -> Rendered:
    """Put the translated pieces together, and verify every lock once more in the whole.

    With a ``lexicon`` (English sources) names get their standard spelling.
    """
    text = ""
    links: list[tuple[int, int]] = []
    rungs: list[HeldLock] = []
    for piece, result in zip(made.pieces, results, strict=True):
        candidate = result.candidate
        if lexicon is not None:
            candidate = _with_names(piece, result, smith, lexicon)
        rendering = mend_numbers(piece.text, candidate.text.strip(), candidate.alignment)
        if not _STOP.search(piece.text) and rendering.endswith("."):
            rendering = rendering[:-1]  # a clause is no sentence
        before = (len(made.carried.text[: piece.start].split()), len(text.split()))
        links += [(s + before[0], t + before[1]) for s, t in candidate.alignment]
        rungs += result.locks
        text = f"{text} {rendering}" if text and rendering else text or rendering
    restored = restore(made.carried, text)
    entries = []
    for held, piecewise in zip(verified(smith, made.locks, text), rungs, strict=True):
        if held.target is not None and piecewise.target is not None:
            held = replace(held, rung=piecewise.rung)
        elif held.target is None and piecewise.reason:
            held = replace(held, reason=piecewise.reason)
        entries.append(_outward(lockreport.entry(held), made.carried, restored))
    warnings = [Shortfall(Code.LOST, (original,)) for original in restored.lost]
    own = {s.number for s in made.carried.stand_ins}
    missing = (n for *_, n in missing_numbers(made.carried.text, text) if n not in own)
    warnings += [Shortfall(Code.MISSING_NUMBER, (number,)) for number in missing]
    alignment = _of_originals(links, made, text, restored)
    return Rendered(restored.text, tuple(entries), alignment, tuple(dict.fromkeys(warnings)))


def _with_names(piece: Piece, result: LockedTranslation, smith: Locksmith, lexicon: Lexicon) -> Candidate:
    """The candidate with names in standard spelling, unless that would take a lock away."""
    closed = [(lock.source.start, lock.source.end) for lock in piece.locks]
    spelled = standardise(piece.text, result.candidate, lexicon, smith.target_lang, closed)
    if spelled.text == result.text:
        return spelled
    before, after = (
        {source.start for source, _ in smith.verify(piece.locks, text).held}
        for text in (result.text, spelled.text)
    )
    return spelled if before <= after else result.candidate


def _outward(found: LockEntry, carried: Carried, restored: Restored) -> LockEntry:
    return replace(
        found,
        start=carried.outward(found.start),
        end=carried.outward(found.end),
        target_start=restored.outward(found.target_start),
        target_end=restored.outward(found.target_end),
    )


def _of_originals(
    links: Sequence[tuple[int, int]], made: Passage, text: str, restored: Restored
) -> Alignment:
    """The links between words of the texts with stand-ins as links between words of the real texts."""
    if not made.carried.stand_ins:
        return tuple(sorted(set(links)))
    places = []
    for inner, outer, outward in (
        (made.carried.text, made.text, made.carried.outward),
        (text, restored.text, restored.outward),
    ):
        spans = words(outer)
        places.append(
            [
                next((k for k, (_, end) in enumerate(spans) if outward(start) < end), len(spans) - 1)
                for start, _ in words(inner)
            ]
        )
    sources, targets = places
    return tuple(
        sorted({(sources[s], targets[t]) for s, t in links if s < len(sources) and t < len(targets)})
    )
