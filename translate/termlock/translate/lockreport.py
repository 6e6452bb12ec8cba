"""The lock report: what became of every contested term of a translated document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from termlock.translate.lock import HeldLock, Rung
from termlock.translate.shortfall import Shortfall


@dataclass(frozen=True, slots=True)
class LockEntry:
    """One lock: the source wording with its place in the segment, the target wording with its own, the rung.

    ``term`` is the approved term that the policy asks for; ``target`` is empty where the lock does not hold,
    and ``reason`` then says why.
    """

    concept: str
    source: str
    start: int
    end: int
    term: str
    target: str
    target_start: int
    target_end: int
    rung: Rung
    reason: Shortfall | None = None

    @property
    def held(self) -> bool:
        """Whether the translation carries an approved term."""
        return self.rung is not Rung.UNLOCKED

    def record(self) -> dict[str, Any]:
        """The entry as it stands in a report or in the translation memory."""
        return {**asdict(self), "rung": str(self.rung), "reason": str(self.reason or "")}


def entry(held: HeldLock) -> LockEntry:
    """The entry of a lock, with places as the ladder saw them."""
    source, target = held.lock.source, held.target
    return LockEntry(
        source.concept,
        source.text,
        source.start,
        source.end,
        held.lock.terms[0].text,
        target.text if target else "",
        target.start if target else 0,
        target.end if target else 0,
        held.rung,
        held.reason,
    )
