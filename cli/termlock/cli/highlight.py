"""Occurrences highlighted in their lines, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from termlock.glossary.matching import Occurrence


def print_highlighted(rows: Iterable[tuple[int, str, list[Occurrence]]]) -> None:
    """Print each line with its terms underlined, and below it which concept each of them is."""
    console = Console(highlight=False)
    for number, line, occurrences in rows:
        text = Text(line)
        for o in occurrences:
            text.stylize("bold underline", o.start, o.end)
        console.print(Text(f"{number:>5}  ", style="dim") + text)
        for o in occurrences:
            also = f" (or {', '.join(o.alternatives)})" if o.alternatives else ""
            console.print(Text(f"       \u2068{o.text}\u2069 → {o.concept}{also}", style="cyan"))
