"""The lines of a text file of any size, read when they are asked for."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import overload

from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import blocks


class Lines(Sequence[str]):
    """The lines of a regular UTF-8 file, without their ends; it must not change while they are in use.

    What is held in memory is where each begins: eight bytes a line.
    """

    def __init__(self, path: Path) -> None:
        """Read the file once, to see that it is text and where its lines begin.

        Raises:
            InputError: as :func:`termlock.glossary.exchange.files.blocks`.
        """
        self._path = path
        self._begins = array("Q")  # and, last, where one more line would begin
        end = 0
        for block in blocks(path):
            end += len(block.bom)
            self._begins.append(end)
            self._begins.extend(end + m.end() for m in re.finditer(b"\n", block.data))
            end += len(block.data)
            if block.data.endswith(b"\n"):
                self._begins.pop()
        self._begins.append(end)

    def __len__(self) -> int:
        return len(self._begins) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return self._read(start, max(start, stop))[::step] if step > 0 else tuple(self)[index]
        at = range(len(self))[index]
        return self._read(at, at + 1)[0]

    def _read(self, start: int, stop: int) -> tuple[str, ...]:
        """The lines from ``start`` up to ``stop``.

        Raises:
            InputError: the file is gone, or is no longer what it was.
        """
        if start == stop:
            return ()
        try:
            with self._path.open("rb") as file:
                file.seek(self._begins[start])
                data = file.read(self._begins[stop] - self._begins[start])
            lines = data.decode("utf-8").removesuffix("\n").split("\n")
        except (OSError, UnicodeDecodeError):
            lines = []
        if len(lines) != stop - start:
            raise InputError(str(self._path), "the file changed while it was read", "run the command again")
        return tuple(line.removesuffix("\r") for line in lines)
