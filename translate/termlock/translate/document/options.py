"""What a user may say about a file that the file does not say itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Columns of a table by their names in the first row, and the strings of a JSON file by path.

    ``paths`` are patterns for the keys on the way to a string, joined by ``.``: ``*`` stands for one key or
    index, ``**`` for any number.
    """

    source_column: str = ""
    target_column: str = ""
    paths: tuple[str, ...] = ()


DEFAULTS = Options()
