"""Translate the segments of a document, in batches, with the translation memory before the engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from termlock.glossary.concept import Glossary
from termlock.glossary.policy import Policy
from termlock.translate import ladder, lockreport
from termlock.translate.engine import Engine
from termlock.translate.lexicon import Lexicon
from termlock.translate.lock import Locksmith, Rung
from termlock.translate.lockreport import LockEntry
from termlock.translate.memory import Match, Memory, Unit
from termlock.translate.passage import Alignment, Rendered, join, passage, verified
from termlock.translate.projection import project
from termlock.translate.segment import Rendering, Segment
from termlock.translate.shortfall import Code, Shortfall

BATCH = 64  # segments that go to the engine together
SUGGEST = 0.75  # least similarity of a unit of the memory that is shown as a suggestion
# states of a bilingual file in which a translation is still to be made
_UNFINISHED = frozenset(
    [
        "fuzzy",
        "new",
        "initial",
        "needs-translation",
        "needs-l10n",
        "needs-adaptation",
        "needs-review-translation",
    ]
)


@dataclass(frozen=True, slots=True)
class Translated:
    """A translated segment: its rendering, its locks, and where the translation comes from.

    ``origin`` is ``engine``, ``memory``, or ``file`` where a bilingual file has the translation already.
    ``suggestion`` is the nearest unit of the memory, ``warnings`` name what the translation does not carry.
    """

    segment: Segment
    rendering: Rendering
    locks: tuple[LockEntry, ...] = ()
    origin: str = "engine"
    suggestion: Match | None = None
    warnings: tuple[Shortfall, ...] = ()

    @property
    def unlocked(self) -> tuple[LockEntry, ...]:
        """The locks that could not be held."""
        return tuple(e for e in self.locks if not e.held)


def context(engine: Engine, glossary: Glossary, policy: Policy, locked: bool = True) -> str:
    """What a remembered translation depends on beside its source: engine, glossary, policy, locking."""
    ground = repr((glossary, policy, locked)).encode()
    return f"{engine.name} {hashlib.sha256(ground).hexdigest()[:16]}"


def finished(segment: Segment) -> bool:
    """Whether a bilingual file has the segment's translation already, or asks to leave it alone."""
    return segment.locked or (bool(segment.target) and segment.state not in _UNFINISHED)


@dataclass(frozen=True)
class Translator:
    """Everything that translates segments in one direction.

    ``locked`` false leaves the engine alone and only reports which locks hold. Without a ``memory`` nothing
    is looked up or kept; ``context`` is the memory's (see :func:`context`). ``again`` translates also what a
    bilingual file has already. ``names`` gives the names of English texts their standard spelling.
    """

    engine: Engine
    smith: Locksmith
    source: str
    target: str
    locked: bool = True
    memory: Memory | None = None
    context: str = ""
    again: bool = False
    names: Lexicon | None = None

    def translate(self, segments: Iterable[Segment]) -> Iterator[Translated]:
        """The segments with their translations, in order; a batch is in the memory before it is given out.

        Raises:
            InputError: the engine does not translate this direction, or the memory cannot be written.
        """
        batch: list[Segment] = []
        for segment in segments:
            batch.append(segment)
            if len(batch) == BATCH:
                yield from self.batch(batch)
                batch = []
        if batch:
            yield from self.batch(batch)

    def batch(self, segments: Sequence[Segment]) -> list[Translated]:
        """As :meth:`translate`, for segments that go to the engine together."""
        found: dict[int, Translated] = {}
        for k, segment in enumerate(segments):
            if not segment.text.strip() or segment.locked or (finished(segment) and not self.again):
                text = segment.text if segment.target is None else segment.target
                found[k] = Translated(segment, Rendering(text), origin="file")
        open_ = [k for k in range(len(segments)) if k not in found]
        remembered = self._remembered(list(dict.fromkeys(segments[k].text for k in open_)))
        new = list(dict.fromkeys(t for k in open_ if (t := segments[k].text) not in remembered))
        rendered = dict(zip(new, self._rendered(new), strict=True))
        self._remember(rendered)
        for k in open_:
            segment = segments[k]
            if segment.text in remembered:
                found[k] = self._placed(segment, remembered[segment.text], "memory")
            else:
                found[k] = self._placed(segment, rendered[segment.text], "engine")
        return [found[k] for k in range(len(segments))]

    def _rendered(self, texts: Sequence[str]) -> list[Rendered]:
        """Translations of texts that nothing is known of; their pieces go to the engine together."""
        passages = [passage(text, self.smith, self.engine, self.source) for text in texts]
        pieces = [piece for p in passages for piece in p.pieces]
        results = iter(
            ladder.translate(
                [piece.text for piece in pieces],
                self.engine,
                self.smith,
                self.source,
                self.target,
                self.locked,
                [piece.locks for piece in pieces],
            )
            if pieces
            else ()
        )
        return [join(p, [next(results) for _ in p.pieces], self.smith, self.names) for p in passages]

    def _placed(self, segment: Segment, made: Rendered, origin: str) -> Translated:
        """The translation with the segment's markup moved into it, and what there is to say about it."""
        warnings = made.warnings
        if segment.limit and len(made.text) > segment.limit:
            warnings += (Shortfall(Code.TOO_LONG, (str(len(made.text)), str(segment.limit))),)
        rendering = Rendering(
            made.text, project(segment.markup, segment.text, made.text, made.alignment), note(made.locks)
        )
        suggestion = None
        if self.memory is not None and origin == "engine":
            near = self.memory.fuzzy(segment.text, self.source, self.target, self.context, SUGGEST, 2)
            suggestion = next((m for m in near if m.unit.source != segment.text), None)
        return Translated(segment, rendering, made.locks, origin, suggestion, warnings)

    def _remembered(self, texts: Sequence[str]) -> dict[str, Rendered]:
        """What the memory knows and what holds its locks: an imported unit may not."""
        if self.memory is None or not texts:
            return {}
        found: dict[str, Rendered] = {}
        for text, unit in self.memory.exact(texts, self.source, self.target, self.context).items():
            kept = json.loads(unit.locks) if unit.locks else {"locks": [], "alignment": []}
            rungs = {(e["start"], e["concept"]): Rung(e["rung"]) for e in kept["locks"]}
            entries = []
            for held in verified(self.smith, self.smith.locks(text), unit.target):
                now = lockreport.entry(held)
                entries.append(
                    replace(now, rung=rungs.get((now.start, now.concept), Rung.MEMORY)) if now.held else now
                )
            if not self.locked or all(e.held for e in entries):
                alignment: Alignment = tuple((s, t) for s, t in kept["alignment"])
                found[text] = Rendered(unit.target, tuple(entries), alignment)
        return found

    def _remember(self, rendered: dict[str, Rendered]) -> None:
        """Keep what carries everything; a translation that does not is made again the next time."""
        if self.memory is None:
            return
        self.memory.add(
            Unit(
                text,
                made.text,
                self.source,
                self.target,
                self.context,
                json.dumps(
                    {"locks": [e.record() for e in made.locks], "alignment": made.alignment},
                    ensure_ascii=False,
                ),
            )
            for text, made in rendered.items()
            if not made.warnings and (all(e.held for e in made.locks) or not self.locked)
        )


def note(locks: Sequence[LockEntry]) -> str:
    """The locks of a segment in one line, for formats that carry notes (XLIFF, PO, TMX)."""
    return "; ".join(f"{e.concept}: {e.source} → {e.target or '?'} ({e.rung})" for e in locks)
