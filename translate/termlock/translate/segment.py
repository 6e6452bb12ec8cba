"""Segments: the units of a document that are translated, and where inline markup stands in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Markup:
    """Inline markup over a stretch of a segment's text (``start`` = ``end`` for a point: ``<br/>``).

    ``before`` and ``after`` are the raw pieces that open and close it in the document's own syntax.
    """

    start: int
    end: int
    before: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of a document.

    ``key`` identifies it within the document and stays the same between runs; ``text`` is what a reader
    sees, without markup; ``line`` is the 1-based line where it begins (0 where the format has no lines).
    ``target`` is the translation that a bilingual file already holds, ``state`` its state there
    (XLIFF ``state``, PO ``fuzzy``), ``locked`` asks to leave it alone. ``context`` is what helps a
    translator (``msgctxt``, a note, a column name). ``limit`` is the most characters a translation may
    have, 0 for none.
    """

    key: str
    text: str
    line: int = 0
    markup: tuple[Markup, ...] = ()
    target: str | None = None
    state: str = ""
    locked: bool = False
    context: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Rendering:
    """The translation of a segment: its text, its inline markup at its new places, and a note."""

    text: str
    markup: tuple[Markup, ...] = ()
    note: str = ""
