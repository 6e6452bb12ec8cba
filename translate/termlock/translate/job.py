"""Translation jobs: whole files, several processes, results in order, resumed from the translation memory.

A job holds a few batches in memory, whatever the size of the file. Every finished batch is in the memory
before the next is handed out, so a job that was killed begins again where it stopped; a file is written
beside its place and renamed when it is complete.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from termlock.glossary import compiled
from termlock.glossary import policy as policies
from termlock.glossary.errors import InputError
from termlock.translate import document, engines
from termlock.translate.document import Document, Options, txt
from termlock.translate.lock import locksmith
from termlock.translate.memory import Memory
from termlock.translate.segment import Segment
from termlock.translate.starter import dictionary
from termlock.translate.translation import BATCH, Translated, Translator, context

STREAMED = 8 * 1024 * 1024  # bytes of plain text beyond which a file is read piece by piece
AHEAD = 3  # batches in work for each process


@dataclass(frozen=True)
class Recipe:
    """What a translator is made of, in a form that can be handed to another process."""

    model: str
    source: str
    target: str
    glossaries: tuple[Path, ...] = ()
    policy: str = "mirror"
    locked: bool = True
    memory: Path | None = None
    again: bool = False

    def translator(self) -> Translator:
        """Load model, glossary, policy and memory.

        Raises:
            InputError: one of them cannot be read, or the model does not translate this direction.
        """
        glossary = compiled.load(self.glossaries)
        policy = policies.load_for(self.policy, glossary)
        engine = _engine(self.model)
        if not engine.supports(self.source, self.target):
            problem = f"does not translate from {self.source!r} into {self.target!r}"
            raise InputError(self.model, problem, "choose another model: tk models list")
        matchers = {lang: compiled.matcher(lang, self.glossaries) for lang in (self.source, self.target)}
        smith = locksmith(
            glossary, policy, matchers[self.source], matchers[self.target], self.source, self.target
        )
        memory = Memory(self.memory) if self.memory else None
        key = context(engine, glossary, policy, self.locked)
        names = dictionary() if self.source == "en" else None
        return Translator(
            engine, smith, self.source, self.target, self.locked, memory, key, self.again, names
        )


# one engine serves all directions of a run
_engine = cache(engines.load)

Mapped = Callable[[Iterable[Segment]], Iterator[Translated]]


@contextmanager
def workers(recipe: Recipe, jobs: int = 1) -> Iterator[Mapped]:
    """Translate in this process or in ``jobs`` others: gives a function from segments to translations.

    Raises:
        InputError: as :meth:`Recipe.translator`.
    """
    if jobs == 1:
        yield recipe.translator().translate
        return
    threads = max(1, (os.cpu_count() or 1) // jobs)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (recipe, threads)) as pool:

        def translate(segments: Iterable[Segment]) -> Iterator[Translated]:
            return _ordered(pool, segments, jobs * AHEAD)

        try:
            yield translate
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_translator: Translator | None = None  # of a worker process


def _begin(recipe: Recipe, threads: int) -> None:
    global _translator
    import torch

    torch.set_num_threads(threads)
    _translator = recipe.translator()


def _batch(segments: list[Segment]) -> list[Translated]:
    assert _translator is not None, "the worker has begun"
    return _translator.batch(segments)


def _ordered(pool: ProcessPoolExecutor, segments: Iterable[Segment], ahead: int) -> Iterator[Translated]:
    """Batches in the order they were given, only so many of them at once."""
    rest = iter(segments)
    waiting: deque[Future[list[Translated]]] = deque()
    while True:
        while len(waiting) < ahead and (batch := list(islice(rest, BATCH))):
            waiting.append(pool.submit(_batch, batch))
        if not waiting:
            return
        yield from waiting.popleft().result()


def parts(path: Path, form: str = "", options: Options | None = None) -> Iterator[Document]:
    """A file as documents whose rebuilt bytes, one after the other, are the file: one, but for large plain text.

    Raises:
        InputError: as :func:`document.read`.
    """
    plain = (form or path.suffix).lower().lstrip(".") in ("txt", "text")
    if plain and path.is_file() and path.stat().st_size > STREAMED:
        yield from txt.stream(path)
    else:
        yield document.read(path, form, options or Options())


def rebuild(part: Document, target: str, translate: Mapped) -> Iterator[Translated | bytes]:
    """The translations of a part's segments, and at last the part's bytes in the target language."""
    renderings = {}
    for translated in translate(part.segments):
        if translated.origin != "file":
            renderings[translated.segment.key] = translated.rendering
        yield translated
    yield part.rebuild(renderings, target)
