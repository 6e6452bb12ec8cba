"""The starter model: the packaged translation model, whose input carries the dictionary and the locks.

It wraps an engine that runs the model (transformers or CTranslate2): before translation the source is
annotated (``annotation``), after it the alignment is carried back to the words of the real source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from termlock.translate.annotation import Lock, annotate
from termlock.translate.engine import INLINE, Candidate, Engine, Request
from termlock.translate.lexicon import Lexicon

# Tokens of annotated text: what most of the training sentences have. Longer sentences are divided.
_COMFORTABLE = 90


class StarterEngine:
    """Hands dictionary words and locks to the model that ``engine`` runs."""

    def __init__(self, engine: Engine, lexicon: Lexicon) -> None:
        """Wrap ``engine``, which has loaded the starter model; ``lexicon`` is the model's dictionary."""
        self._engine = engine
        self._lexicon = lexicon

    @property
    def name(self) -> str:
        """The name of the engine that runs the model."""
        return self._engine.name

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
        annotated = [self._annotated(request, source, target) for request in requests]
        candidates = self._engine.translate(annotated, source, target)
        return [
            replace(candidate, alignment=_of_source(candidate.alignment, request.text, read.text))
            for request, read, candidate in zip(requests, annotated, candidates, strict=True)
        ]

    def _annotated(self, request: Request, source: str, target: str) -> Request:
        locks = [Lock(k.start, k.end, k.text) for k in request.locks]
        return replace(request, text=annotate(request.text, target, self._lexicon, locks), locks=())


def _of_source(
    alignment: tuple[tuple[int, int], ...], source: str, annotated: str
) -> tuple[tuple[int, int], ...]:
    """The alignment with words of the source in the place of words of its annotated form."""
    read, real = annotated.split(), source.split()
    places: list[int] = []
    for _tag, i, i_end, j, j_end in SequenceMatcher(None, read, real, autojunk=False).get_opcodes():
        # what was put in beside a word (its candidates) belongs to the word before
        places += [
            min(j + k * (j_end - j) // (i_end - i), j_end - 1) if j < j_end else max(j - 1, 0)
            for k in range(i_end - i)
        ]
    return tuple(sorted({(places[s], t) for s, t in alignment if s < len(places)}))
