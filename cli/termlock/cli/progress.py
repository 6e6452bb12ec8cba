"""Progress of long work on standard error: how much is done, the rate, the time left."""

from __future__ import annotations

import time
from typing import TextIO

from termlock.glossary.messages import _

_FIRST = 2.0  # seconds before anything is shown: short work needs no progress
_EVERY = {True: 0.5, False: 15.0}  # seconds between lines on a terminal, and in a log


class Progress:
    """Counts what is done of ``total`` (0 where that is not known) and says so now and then."""

    def __init__(self, total: int, stream: TextIO, quiet: bool = False) -> None:
        """Begin to count; ``stream`` is a terminal or a log."""
        self._total = total
        self._stream = stream
        self._quiet = quiet
        self._terminal = stream.isatty()
        self._began = self._said = time.monotonic()
        self._done = self._new = 0
        self._shown = False

    def add(self, new: bool = True) -> None:
        """One more is done; ``new`` is false for what was remembered, which tells nothing of the rate."""
        self._done += 1
        self._new += new
        now = time.monotonic()
        if not self._quiet and now - self._began > _FIRST and now - self._said > _EVERY[self._terminal]:
            self._said = now
            self._say(now)

    def end(self) -> None:
        """Clear the line of a terminal."""
        if self._shown and self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _say(self, now: float) -> None:
        rate = self._new / (now - self._began)
        text = _("{done} segments, {rate} a second").format(done=f"{self._done:,}", rate=f"{rate:,.1f}")
        if self._total and rate:
            share = f"{self._done / self._total:.0%}"
            left = _duration((self._total - self._done) / rate)
            text = _("{done} of {total} segments ({share}), {rate} a second, {left} left").format(
                done=f"{self._done:,}", total=f"{self._total:,}", share=share, rate=f"{rate:,.1f}", left=left
            )
        self._stream.write(f"\r\x1b[K{text}" if self._terminal else f"{text}\n")
        self._stream.flush()
        self._shown = True


def _duration(seconds: float) -> str:
    """Hours, minutes and seconds: ``1:02:03``, ``0:45``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
