"""Errors a user can mend: one line that names the file, the line and the remedy."""

from __future__ import annotations

from termlock.glossary.concept import Place


class InputError(ValueError):
    """Bad input. ``str()`` is one plain line: ``file:line: what is wrong; what to do``."""

    def __init__(self, place: Place | str, problem: str, remedy: str = "") -> None:
        """Join where, what and the remedy into one line."""
        self.place = place if isinstance(place, Place) else Place(place)
        self.problem = problem
        self.remedy = remedy
        where = f"{self.place}: " if self.place.file else ""
        line = f"{where}{problem}" + (f"; {remedy}" if remedy else "")
        super().__init__(" ".join(line.split()))

    def __reduce__(self) -> tuple[type[InputError], tuple[Place, str, str]]:
        """How to hand the error from one process to another."""
        return InputError, (self.place, self.problem, self.remedy)
