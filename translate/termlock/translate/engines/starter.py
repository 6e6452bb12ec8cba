"""The starter model: the packaged translation model, whose input carries the dictionary and the locks.

It wraps an engine that runs the model (transformers or CTranslate2): before translation the source is
annotated (``annotation``), after it the alignment is carried back to the words of the real source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from termlock.translate.annotation import Annotated, Lock, annotate
from termlock.translate.engine import INLINE, Candidate, Engine, LockedTerm, Request
from termlock.translate.lexicon import Lexicon
from termlock.translate.repair import words

# Tokens of source text before annotation: what most training sentences have. Longer ones are divided.
_COMFORTABLE = 90


class StarterEngine:
    """Hands dictionary words and locks to the model that ``engine`` runs."""

    def __init__(self, engine: Engine, lexicon: Lexicon) -> None:
        """Wrap ``engine``, which has loaded the starter model; ``lexicon`` is the model's dictionary."""
        self._engine = engine
        self._lexicon = lexicon
        # a memory must not answer with what another dictionary made
        self._name = f"{engine.name}+{sha256(repr(lexicon.rows).encode()).hexdigest()[:8]}"

    @property
    def name(self) -> str:
        """The name of the engine that runs the model, and the beginning of its dictionary's hash."""
        return self._name

    @property
    def capabilities(self) -> frozenset[str]:
        """Those of the engine, and locks inline."""
        return self._engine.capabilities | {INLINE}

    def supports(self, source: str, target: str) -> bool:
        """Whether the model translates from ``source`` into ``target``."""
        return source != target and self._engine.supports(source, target)

    def count(self, text: str, source: str) -> int:
        """How many tokens ``text`` takes up before annotation."""
        return self._engine.count(text, source)

    def comfortable(self, source: str) -> int:
        """The tokens of text that the model was trained on most."""
        return min(_COMFORTABLE, self._engine.comfortable(source))

    def translate(self, requests: Sequence[Request], source: str, target: str) -> list[Candidate]:
        """One candidate for each request, in order.

        Raises:
            InputError: the model does not translate this direction.
        """
        annotated = [
            annotate(r.text, target, self._lexicon, list(map(_lock, r.locks)), source=source)
            for r in requests
        ]
        read = [replace(r, text=own.text, locks=()) for r, own in zip(requests, annotated, strict=True)]
        candidates = [_joined(c, target) for c in self._engine.translate(read, source, target)]
        return [
            replace(candidate, alignment=_of_source(candidate.alignment, request.text, own))
            for request, own, candidate in zip(requests, annotated, candidates, strict=True)
        ]


# Proclitics that the annotation of Arabic and Hebrew sources sets apart, and that no text writes alone.
# Single letters but the article's are left alone: they may be labels (المنطقة ب).
_APART = {"en": frozenset[str](), "ar": frozenset({"ال"}), "he": frozenset({"ה"})}


def _joined(candidate: Candidate, target: str) -> Candidate:
    """The candidate with proclitics joined to their words, where the model set them apart."""
    parts = candidate.text.split()
    if _APART[target].isdisjoint(parts):
        return candidate
    found: list[str] = []
    place: list[int] = []  # of each old word among the new ones
    prefix = ""
    for part in parts:
        place.append(len(found))
        if part in _APART[target] and not (prefix and part == prefix):
            prefix += part
        else:
            found.append(part if part.startswith(prefix) else prefix + part)
            prefix = ""
    text = " ".join([*found, prefix] if prefix else found)
    alignment = tuple(sorted({(s, place[t]) for s, t in candidate.alignment if t < len(place)}))
    return replace(candidate, text=text, alignment=alignment)


def _lock(term: LockedTerm) -> Lock:
    return Lock(term.start, term.end, term.text, term.before, term.after)


def _of_source(
    alignment: tuple[tuple[int, int], ...], source: str, annotated: Annotated
) -> tuple[tuple[int, int], ...]:
    """The alignment with words of the source in the place of words of its annotated form."""
    spans = words(source)
    begins: list[int] = []  # of each piece, in the annotated text
    length = 0
    for piece in annotated.pieces:
        begins.append(length)
        length += len(piece.text)
    places: list[list[int]] = []
    for start, end in words(annotated.text):
        own: dict[int, None] = {}
        for piece, begin in zip(annotated.pieces, begins, strict=True):
            if begin < end and start < begin + len(piece.text):
                verbatim = len(piece.text) == piece.end - piece.start
                first = piece.start + max(start - begin, 0) if verbatim else piece.start
                last = piece.start + min(end - begin, len(piece.text)) if verbatim else piece.end
                own.update((k, None) for k, (s, e) in enumerate(spans) if s < last and first < e)
        places.append(list(own))
    return tuple(sorted({(w, t) for s, t in alignment if s < len(places) for w in places[s]}))
