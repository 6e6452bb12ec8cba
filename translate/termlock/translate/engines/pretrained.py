"""What engines of a pretrained model share, whichever library runs its weights."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from termlock.translate import models
from termlock.translate.engine import ATTENTION, Candidate, Request
from termlock.translate.engines.alignment import links
from termlock.translate.engines.families import Encoded, Vocabulary

if TYPE_CHECKING:
    import numpy as np


class PretrainedEngine(ABC):
    """Translates with a hub model or a folder: texts become tokens, and tokens become aligned texts."""

    def __init__(self, model: str, batch_tokens: int, beams: int) -> None:
        """Find ``model`` and read its vocabulary; the weights are read by the library that runs them.

        Raises:
            InputError: no such model, or no translation model of a known family.
        """
        self._folder = models.locate(model)
        self.vocabulary = Vocabulary(self._folder, model)
        self._fingerprint = models.fingerprint(self._folder)
        self._name = f"{model}@{self._fingerprint[:12]}"
        self._batch_tokens = batch_tokens
        self._beams = beams

    @property
    def name(self) -> str:
        """The model's name and the beginning of its commit or content hash."""
        return self._name

    @property
    def capabilities(self) -> frozenset[str]:
        """Alignment by cross-attention."""
        return frozenset({ATTENTION})

    def supports(self, source: str, target: str) -> bool:
        """Whether the model translates from ``source`` into ``target``."""
        return self.vocabulary.supports(source, target)

    def comfortable(self, source: str) -> int:
        """The tokens of text that the model translates well: all that it reads, or a long sentence."""
        return self.vocabulary.comfortable

    def count(self, text: str, source: str) -> int:
        """How many tokens ``text`` takes up."""
        return self.vocabulary.count(text, source)

    def translate(self, requests: Sequence[Request], source: str, target: str) -> list[Candidate]:
        """One candidate for each request, in order.

        Raises:
            InputError: the model does not translate this direction, or a segment is too long for it.
        """
        encoded = self.vocabulary.encode_all([r.text for r in requests], source, target)
        found = self._run(encoded, requests, target)
        return [found.get(k, Candidate("")) for k in range(len(requests))]  # blank texts have none

    @abstractmethod
    def _run(
        self, encoded: Mapping[int, Encoded], requests: Sequence[Request], target: str
    ) -> dict[int, Candidate]:
        """Run the model: what it makes of the encoded requests, by their index."""

    def _candidate(
        self, source: Encoded, tokens: Sequence[str], score: float, attention: np.ndarray[Any, Any]
    ) -> Candidate:
        """The text of output ``tokens``, its words linked by what each token (row) looked at in the source."""
        text, words = self.vocabulary.decode(tokens)
        return Candidate(text, score, links(attention, source.words, words))
