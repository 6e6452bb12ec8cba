"""Round trips and speed of every document format over the test corpus.

python benchmarks/formats.py [FOLDER]
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from termlock.glossary.errors import InputError
from termlock.translate.document import Document, parse
from termlock.translate.segment import Rendering

CORPUS = Path(__file__).parent.parent / "tests/translate/data/documents"
REPEAT = 200  # the files of the corpus are small: a rate needs more than one reading
SECONDS = 2.0  # no format is measured for longer


@dataclass
class Row:
    files: int = 0
    refused: int = 0
    identical: int = 0
    segments: int = 0
    seconds: float = 0.0
    read: int = 0


def identity(document: Document) -> bytes:
    """The file after an identity translation: every segment as it stands."""
    if document.bilingual:
        own = {s.key: Rendering(s.target) for s in document.segments if s.target}
    else:
        own = {s.key: Rendering(s.text, s.markup) for s in document.segments}
    return document.rebuild(own, document.source_lang)


def rewritten(document: Document) -> None:
    """Write every segment anew, so that the rate counts the writing too."""
    new = {s.key: Rendering(s.text + " ·", s.markup) for s in document.segments}
    document.rebuild(new, document.target_lang or "ar")


def measure(paths: list[Path]) -> dict[str, Row]:
    rows: dict[str, Row] = defaultdict(Row)
    for path in paths:
        data = path.read_bytes()
        try:
            document = parse(data, str(path))
        except InputError as error:
            if not str(error).partition(": ")[2].startswith("unknown document format"):
                rows[path.suffix].refused += 1
            continue
        row = rows[document.format]
        row.files += 1
        row.segments += len(document.segments)
        row.identical += identity(document) == data
        begin = time.perf_counter()
        for _ in range(REPEAT):
            rewritten(parse(data, str(path)))
            row.read += len(document.segments)
            if row.seconds + time.perf_counter() - begin > SECONDS:
                break
        row.seconds += time.perf_counter() - begin
    return rows


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    rows = measure(sorted(p for p in folder.rglob("*") if p.is_file()))
    print("| format | files | identical round trips | segments | segments/s (read and rewritten) |")
    print("|---|---:|---:|---:|---:|")
    for name, row in sorted(rows.items()):
        rate = row.read / row.seconds if row.seconds else 0
        print(f"| {name} | {row.files} | {row.identical} | {row.segments} | {rate:,.0f} |")
    total, identical = sum(r.files for r in rows.values()), sum(r.identical for r in rows.values())
    refused = sum(r.refused for r in rows.values())
    print(f"| all | {total} | {identical} | {sum(r.segments for r in rows.values())} | |")
    if refused:
        print(f"\n{refused} files refused")
    sys.exit(total != identical)


if __name__ == "__main__":
    main()
