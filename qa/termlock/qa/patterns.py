"""Path patterns: ``*`` and ``?`` within a folder, ``**`` over folders, ``{name}`` for one part of a path."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\{(?P<field>[a-z]+)\}")
# nobody keeps articles there, and they may hold more files than everything else together
SKIPPED = frozenset({"node_modules", "__pycache__"})


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression; fields are named groups, wildcards numbered ones."""
    parts: list[str] = []
    seen: set[str] = set()
    last = 0
    for token in _TOKEN.finditer(pattern):
        parts.append(re.escape(pattern[last : token.start()]))
        last = token.end()
        name = token["field"]
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>[^/]+)")
            seen.add(name)
        else:
            parts.append({"**/": "((?:[^/]+/)*)", "**": "(.*)", "*": "([^/]*)", "?": "([^/])"}[token[0]])
    parts.append(re.escape(pattern[last:]))
    return re.compile("".join(parts) + r"\Z")


def filled(pattern: str, match: re.Match[str], fields: Mapping[str, str]) -> str:
    """A pattern with the wildcards and fields that another pattern matched."""
    named = set(match.re.groupindex.values())
    wild = iter([match[k] for k in range(1, match.re.groups + 1) if k not in named])
    known = {**match.groupdict(), **fields}
    return _TOKEN.sub(lambda token: known[token["field"]] if token["field"] else next(wild), pattern)


def files(root: Path) -> Iterator[str]:
    """Every file below a folder as a relative path with slashes, sorted; hidden folders are left out.

    A broken link is a file too: reading it will say so, where leaving it out would be a silent pass.
    """
    for folder, names, found in os.walk(root):
        names[:] = sorted(n for n in names if not n.startswith(".") and n not in SKIPPED)
        for name in sorted(found):
            yield (Path(folder) / name).relative_to(root).as_posix()
