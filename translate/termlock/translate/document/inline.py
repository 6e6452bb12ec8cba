"""Running text with inline markup: pieces of a block become segments, and renderings become pieces again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from termlock.translate.document.sentences import sentences
from termlock.translate.segment import Markup, Rendering, Segment


class Kind(Enum):
    """What a piece of a block is."""

    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch ``start`` to ``end`` of the file.

    A text piece reads as ``text``: either character for character, or as a whole that is never cut (an
    entity, white space that collapses). Other pieces have a ``name``: what opens is closed by the same name.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    name: str = ""
    raw: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing can be read in it."""
        return self.kind is Kind.TEXT and not self.text.strip()


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of a block: its stretch of the file, its text and its markup."""

    start: int
    end: int
    text: str
    markup: tuple[Markup, ...]


def collapse(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with white space read as one space, as HTML and Markdown read it."""
    found: list[Piece] = []
    space = False
    for piece in pieces:
        if piece.kind is not Kind.TEXT:
            found.append(piece)
            space = space and piece.kind is not Kind.POINT
        elif piece.text in (" ", "\n") or (piece.text and not piece.text.strip(" \t\r\n\f")):
            found.append(replace(piece, text="" if space else " "))
            space = True
        else:
            found.append(piece)
            space = False
    return found


def units(pieces: Sequence[Piece], lang: str = "") -> list[Unit]:
    """The sentences of a block.

    A sentence ends only where no markup is open; markup around a whole sentence stays outside it, as do
    points and white space at its ends.
    """
    text = "".join(p.text for p in pieces if p.kind is Kind.TEXT)
    spans = sentences(text, lang) if text.strip() else []
    cuts = {end for _, end in spans[:-1]}
    divided = _divide(pieces, sorted(cuts | {start for start, _ in spans[1:]}))
    partners = _partners(divided)
    found: list[Unit] = []
    todo = [(0, len(divided))]
    while todo:
        low, high = _trim(divided, partners, *todo.pop())
        if low >= high:
            continue
        middle = _cut(divided, partners, low, high, cuts)
        if middle:
            todo += [(middle, high), (low, middle)]
        else:
            found.append(_unit([p for _, p in divided[low:high]], partners, low))
    return found


def whole(pieces: Sequence[Piece], trim: bool = True) -> Unit | None:
    """A block as one unit, without (``trim``) or with what stands at its ends; nothing where it has no text."""
    divided = _divide(pieces, ())
    partners = _partners(divided)
    low, high = _trim(divided, partners, 0, len(divided)) if trim else (0, len(divided))
    if not any(p.kind is Kind.TEXT and not p.blank for p in pieces):
        return None
    return _unit([p for _, p in divided[low:high]], partners, low)


_Placed = tuple[int, Piece]  # a piece and where its text begins in the block's text


def _divide(pieces: Sequence[Piece], cuts: Sequence[int]) -> list[_Placed]:
    divided: list[_Placed] = []
    at = 0
    following = iter(cuts)
    cut = next(following, None)
    for piece in pieces:
        if piece.kind is not Kind.TEXT:
            divided.append((at, piece))
            continue
        rest, length = piece, len(piece.text)
        begin = at
        while cut is not None and cut < at + length:
            inside = cut - begin
            if inside > 0 and rest.end - rest.start == len(rest.text):
                middle = rest.start + inside
                divided.append((begin, replace(rest, end=middle, text=rest.text[:inside])))
                rest, begin = replace(rest, start=middle, text=rest.text[inside:]), cut
            cut = next(following, None)
        divided.append((begin, rest))
        at += length
    return divided


def _partners(divided: Sequence[_Placed]) -> dict[int, int]:
    partners: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    counts: dict[str, int] = {}
    for index, (_, piece) in enumerate(divided):
        if piece.kind is Kind.OPEN:
            waiting.append((piece.name, index))
            counts[piece.name] = counts.get(piece.name, 0) + 1
        elif piece.kind is Kind.CLOSE and counts.get(piece.name):
            while waiting:
                name, opened = waiting.pop()
                counts[name] -= 1
                if name == piece.name:
                    partners[opened], partners[index] = index, opened
                    break
    return partners


def _trim(divided: Sequence[_Placed], partners: dict[int, int], low: int, high: int) -> tuple[int, int]:
    """Leave out what encloses the text of a stretch or stands at its ends."""
    first = next(
        (i for i in range(low, high) if divided[i][1].kind is Kind.TEXT and not divided[i][1].blank), high
    )
    last = next(
        (
            i
            for i in range(high - 1, low - 1, -1)
            if divided[i][1].kind is Kind.TEXT and not divided[i][1].blank
        ),
        low - 1,
    )
    start = first
    for index in range(low, first):
        partner = partners.get(index)
        if divided[index][1].kind is Kind.OPEN and partner is not None and first < partner < last:
            start = index
            break
    stop = last
    for index in range(high - 1, last, -1):
        partner = partners.get(index)
        if divided[index][1].kind is Kind.CLOSE and partner is not None and first < partner < last:
            stop = index
            break
    return start, stop + 1


def _cut(divided: Sequence[_Placed], partners: dict[int, int], low: int, high: int, cuts: set[int]) -> int:
    """Where the first sentence of a stretch ends with no markup open, 0 if nowhere."""
    closing = low
    for index in range(low, high):
        at, piece = divided[index]
        if piece.kind is Kind.OPEN:
            closing = max(closing, partners.get(index, index))
        elif index > closing and piece.kind is Kind.TEXT and at in cuts:
            return index
    return 0


def _unit(pieces: Sequence[Piece], partners: dict[int, int], low: int) -> Unit:
    text: list[str] = []
    at = 0
    opened: dict[int, int] = {}
    found: dict[int, Markup] = {}
    for index, piece in enumerate(pieces):
        partner = partners.get(index + low, -1) - low
        if piece.kind is Kind.TEXT:
            text.append(piece.text)
            at += len(piece.text)
        elif piece.kind is Kind.OPEN and index < partner < len(pieces):
            opened[index] = at
        elif piece.kind is Kind.CLOSE and partner in opened:
            found[partner] = Markup(opened[partner], at, pieces[partner].raw, piece.raw)
        else:
            found[index] = Markup(at, at, piece.raw)
    return Unit(pieces[0].start, pieces[-1].end, "".join(text), tuple(found[i] for i in sorted(found)))


def kept(segment: Segment, rendering: Rendering) -> list[Markup]:
    """The rendering's markup, with what it lost put back and what it doubled left out.

    A lost pair goes around the whole text, a lost point to its end.
    """
    missing = Counter((m.before, m.after) for m in segment.markup)
    length = len(rendering.text)
    found: list[Markup] = []
    for mark in rendering.markup:
        if missing[mark.before, mark.after] > 0:
            missing[mark.before, mark.after] -= 1
            start = min(max(mark.start, 0), length)
            found.append(replace(mark, start=start, end=min(max(mark.end, start), length)))
    for before, after in missing.elements():
        found.append(Markup(0 if after else length, length, before, after))
    return found


Event = tuple[Kind, Markup | None, str]


def events(text: str, markup: Sequence[Markup]) -> Iterator[Event]:
    """Text and markup in the order of writing, properly nested: a pair that crosses another is shortened."""
    open_pairs: list[Markup] = []
    at = 0

    def until(place: int) -> Iterator[Event]:
        nonlocal at
        if place > at:
            yield Kind.TEXT, None, text[at:place]
            at = place

    waiting: list[Markup] = []  # pairs without text, which take in the points at their place

    def end_waiting() -> Iterator[Event]:
        while waiting:
            yield Kind.CLOSE, waiting.pop(), ""

    holds = False
    for mark in sorted(markup, key=lambda m: (m.start, -m.end)):
        empty = bool(mark.after) and mark.end == mark.start
        if waiting and (mark.start > at or (mark.after and (holds or not empty))):
            yield from end_waiting()
        while open_pairs and open_pairs[-1].end <= mark.start and open_pairs[-1].start < mark.start:
            yield from until(open_pairs[-1].end)
            yield Kind.CLOSE, open_pairs.pop(), ""
        yield from until(mark.start)
        if not mark.after:
            holds = True
            yield Kind.POINT, mark, ""
            continue
        end = min(mark.end, open_pairs[-1].end) if open_pairs else mark.end
        yield Kind.OPEN, mark, ""
        if end == mark.start:
            holds = False
            waiting.append(mark)
        else:
            open_pairs.append(replace(mark, end=end))
    yield from end_waiting()
    while open_pairs:
        yield from until(open_pairs[-1].end)
        yield Kind.CLOSE, open_pairs.pop(), ""
    yield from until(len(text))


def written(
    segment: Segment,
    rendering: Rendering,
    escape: Callable[[str], str],
    breaks: re.Pattern[str] | None = None,
) -> str:
    """The rendering in the document's own syntax.

    A point that ``breaks`` matches was read with a space behind it, which is not written.
    """
    pieces: list[str] = []
    broken = False
    for kind, mark, text in events(rendering.text, kept(segment, rendering)):
        if mark is None:
            pieces.append(escape(text.removeprefix(" ") if broken else text))
            broken = False
        else:
            pieces.append(mark.after if kind is Kind.CLOSE else mark.before)
            broken = breaks is not None and kind is Kind.POINT and breaks.match(mark.before) is not None
    return "".join(pieces)
