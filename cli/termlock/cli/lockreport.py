"""What ``tk translate`` says of its locks: a table on standard error, and the report of ``--report``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from termlock.glossary.errors import InputError
from termlock.glossary.messages import _, isolated

if TYPE_CHECKING:
    from termlock.translate.lockreport import LockEntry
    from termlock.translate.translation import Translated

Record = Callable[[str, str, str, "Translated"], None]  # file, source and target language, segment
_ROWS = 40  # kinds of lock that the table shows
_WARNINGS = 10


class Summary:
    """Counts locks as segments come, so that a text of any size can be summed up."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self._kinds: Counter[tuple[str, str, str, str]] = Counter()
        self._first: dict[tuple[str, str, str, str], str] = {}
        self._rungs: Counter[str] = Counter()
        self._origins: Counter[str] = Counter()
        self._warnings: list[str] = []
        self._warned = 0
        self.unlocked: list[str] = []

    def add(self, file: str, source: str, target: str, translated: Translated) -> None:
        """Count the locks of one segment."""
        place = f"{file}:{translated.segment.line}" if translated.segment.line else translated.segment.key
        self._origins[translated.origin] += 1
        for e in translated.locks:
            kind = (e.concept, e.source, e.target, str(e.rung))
            self._kinds[kind] += 1
            self._first.setdefault(kind, translated.segment.key)
            self._rungs[str(e.rung)] += 1
            if not e.held:
                self.unlocked.append(f"{place}: {_unlocked(e)}")
        self._warned += len(translated.warnings)
        if len(self._warnings) < _WARNINGS:
            self._warnings += [f"{place}: {w.text(_, isolated)}" for w in translated.warnings]

    def print(self, stream: TextIO) -> None:
        """Write the table: concept, wording of source and target, rung, first segment; then what failed."""
        if self._kinds:
            head = (_("concept"), _("source"), _("target"), _("rung"), _("segment"))
            rows = [
                (
                    c,
                    isolated(_shown(s)),
                    isolated(_shown(t)) if t else "–",
                    r + (f" ×{n}" if n > 1 else ""),
                    _shown(self._first[c, s, t, r]),
                )
                for (c, s, t, r), n in self._kinds.most_common(_ROWS)
            ]
            widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
            for row in (head, *rows):
                line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                stream.write(line.rstrip() + "\n")
            if len(self._kinds) > _ROWS:
                stream.write(_("… and {count} more kinds").format(count=len(self._kinds) - _ROWS) + "\n")
        for line in self._warnings[:_WARNINGS]:
            stream.write(f"{_shown(line)}\n")
        if self._warned > _WARNINGS:
            stream.write(_("… and {count} more warnings").format(count=self._warned - _WARNINGS) + "\n")
        for line in self.unlocked:
            stream.write(f"{_shown(line)}\n")
        total = self._rungs.total()
        held = total - self._rungs["unlocked"]
        rungs = ", ".join(f"{rung} {count}" for rung, count in self._rungs.most_common())
        stream.write(
            _("{segments} segments ({remembered} from memory), {held} of {total} locks held").format(
                segments=self._origins.total(), remembered=self._origins["memory"], held=held, total=total
            )
            + (f": {rungs}\n" if rungs else "\n")
        )


def _shown(text: str) -> str:
    """A text of a document in one line, without what would command the terminal."""
    from termlock.qa.reports.legal import legal

    return " ".join(legal(text).split())


def _unlocked(entry: LockEntry) -> str:
    return _("{concept} ({source}) is not locked: {reason}").format(
        concept=entry.concept,
        source=isolated(entry.source),
        reason=entry.reason.text(_, isolated) if entry.reason else "",
    )


def opened(path: Path | None, glossaries: tuple[Path, ...], policy: str, stack: ExitStack) -> Record:
    """What writes the report to ``path``, complete when ``stack`` closes.

    Raises:
        InputError: a suffix of no report.
    """
    if path is None:
        return _nothing
    suffix = path.suffix.lower()
    if suffix not in _REPORTS:
        raise InputError(str(path), "is no name of a report", f"end it in {' or '.join(_REPORTS)}")
    return _REPORTS[suffix](path, glossaries, policy, stack)


def _nothing(file: str, source: str, target: str, translated: Translated) -> None:
    pass


def _lines(path: Path, glossaries: tuple[Path, ...], policy: str, stack: ExitStack) -> Record:
    """One JSON object a segment."""
    from termlock.glossary.exchange.files import replacing

    out = stack.enter_context(replacing(path))

    def record(file: str, source: str, target: str, translated: Translated) -> None:
        suggestion = translated.suggestion
        line = {
            "file": file,
            "segment": translated.segment.key,
            "line": translated.segment.line,
            "source_lang": source,
            "target_lang": target,
            "source": translated.segment.text,
            "target": translated.rendering.text,
            "origin": translated.origin,
            "locks": [e.record() for e in translated.locks],
            "warnings": list(map(str, translated.warnings)),
            "suggestion": {
                "source": suggestion.unit.source,
                "target": suggestion.unit.target,
                "score": round(suggestion.score, 3),
            }
            if suggestion
            else None,
        }
        out.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")

    return record


def _page(path: Path, glossaries: tuple[Path, ...], policy: str, stack: ExitStack) -> Record:
    """Both texts side by side, as ``tk check --format html`` shows them."""
    from termlock.glossary.exchange.files import write_text
    from termlock.qa.checking import Text, check
    from termlock.qa.preparation import prepare
    from termlock.qa.reports import render

    rows: dict[tuple[str, str, str], list[tuple[int, str, str]]] = {}

    def record(file: str, source: str, target: str, translated: Translated) -> None:
        segment = translated.segment
        own = rows.setdefault((file, source, target), [])
        own.append((segment.line or len(own) + 1, segment.text, translated.rendering.text))

    def finish() -> None:
        ground = prepare(glossaries, policy, "normal")
        found = []
        for (file, source, target), segments in rows.items():
            lines, left, right = zip(*segments, strict=True)
            found.append(
                check(
                    Text(file, source, left, lines),
                    Text(f"{file} → {target}", target, right, lines),
                    ground.setting(source, target),
                    ground.matchers(source, target),
                    keep_all=True,
                )
            )
        write_text(path, render("html", found, ground.glossary))

    # a page of half a job would pass for the whole
    stack.push(lambda kind, _error, _trace: finish() if kind is None else None)
    return record


_REPORTS: dict[str, Callable[[Path, tuple[Path, ...], str, ExitStack], Record]] = {
    ".jsonl": _lines,
    ".html": _page,
}
