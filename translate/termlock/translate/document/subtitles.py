"""SubRip (SRT) and WebVTT subtitles: a cue is a segment, its times and settings stay.

A rendering is wrapped to two lines of 42 characters, and ``limit`` is what can be read at 17 characters a
second: the usual limits of broadcasters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from termlock.glossary.errors import InputError
from termlock.translate.document import html
from termlock.translate.document.inline import Kind, Piece, collapse, whole, written
from termlock.translate.document.slots import Edit, Slot, SlotDocument
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

LINE_LENGTH = 42
LINES = 2
READING_SPEED = 17  # characters a second
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?=\s|$)")
_TAG = re.compile(r"</?[A-Za-z][^<>\r\n]{0,300}>|<\d[\d:.]{4,15}>|\{\\[^{}\r\n]{1,100}\}")
_NAME = re.compile(r"</?([A-Za-z]+)")
_DIALOGUE = re.compile(r"(?:<[^<>]*>|\{\\[^{}]*\})*[-–—‐][ \t]*(?=\S)")


def parse_srt(data: bytes, name: str) -> SlotDocument:
    """Read SubRip subtitles."""
    return _document(decode(data, name), "srt")


def parse_vtt(data: bytes, name: str) -> SlotDocument:
    """Read WebVTT subtitles.

    Raises:
        InputError: the first line is not WEBVTT.
    """
    source = decode(data, name)
    if not re.match(r"WEBVTT(?:[ \t].*)?(?:[\r\n]|\Z)", source.text):
        raise InputError(
            source.place(0), "the first line is not WEBVTT", "write WEBVTT there, or name it .srt"
        )
    return _document(source, "vtt")


def _document(source: Source, form: str) -> SlotDocument:
    slots = tuple(_slots(source, form))
    if not slots and "-->" not in source.text and form == "srt":
        raise InputError(source.name, "no subtitle with a time", "check that it is an SRT file")
    lang = re.search(r"(?m)^Language:[ \t]*([\w-]+)", source.text[:500]) if form == "vtt" else None
    return SlotDocument(form, source, slots, source_lang=lang[1] if lang else "")


def _slots(source: Source, form: str) -> Iterator[Slot]:
    number = 0
    lines: list[tuple[int, int]] = []
    seconds = -1.0
    for match in _LINE.finditer(source.text):
        timing = _TIMING.match(match[1])
        if timing or not match[1].strip():
            if timing and lines and seconds >= 0 and source.text[slice(*lines[-1])].strip().isdigit():
                lines.pop()  # a cue number directly under a cue: the blank line is missing
            if seconds >= 0 and lines:
                number += 1
                yield from _cue(source, form, number, lines, seconds)
            lines, seconds = [], _seconds(timing) if timing else -1.0
        elif seconds >= 0:
            lines.append(match.span(1))
    if seconds >= 0 and lines:
        yield from _cue(source, form, number + 1, lines, seconds)


def _seconds(timing: re.Match[str]) -> float:
    parts = [int(g or 0) for g in timing.groups()]
    begin, end = (h * 3600 + m * 60 + s + f / 1000 for h, m, s, f in (parts[:4], parts[4:]))
    return max(end - begin, 0)


def _cue(
    source: Source, form: str, number: int, lines: list[tuple[int, int]], seconds: float
) -> Iterator[Slot]:
    dialogue = [_DIALOGUE.match(source.text, *line) for line in lines]
    turns: list[list[tuple[int, int]]] = []
    for line, dash in zip(lines, dialogue, strict=True):
        if dash and len(lines) > 1:
            turns.append([(dash.end(), line[1])])
        elif turns:
            turns[-1].append(line)
        else:
            turns.append([line])
    limit = int(seconds * READING_SPEED) // len(turns)
    for count, turn in enumerate(turns, 1):
        unit = whole(collapse(list(_pieces(source, form, turn))))
        if unit is None or not any(c.isalpha() for c in unit.text):
            continue
        key = f"C{number}" + (f"L{count}" if len(turns) > 1 else "")
        segment = Segment(key, unit.text, source.line(unit.start), unit.markup, limit=max(limit, 1))
        yield Slot(
            segment, _Write(source, segment, unit.start, unit.end, form, LINES if len(turns) == 1 else 1)
        )


def _pieces(source: Source, form: str, lines: list[tuple[int, int]]) -> Iterator[Piece]:
    text = source.text
    for count, (start, end) in enumerate(lines):
        if count:
            yield Piece(Kind.TEXT, lines[count - 1][1], start, "\n")
        at = start
        for tag in _TAG.finditer(text, start, end):
            yield from _words(text, form, at, tag.start())
            name = _NAME.match(tag[0])
            if name is None:
                yield Piece(Kind.POINT, tag.start(), tag.end(), raw=tag[0])
            else:
                kind = Kind.CLOSE if tag[0][1] == "/" else Kind.OPEN
                yield Piece(kind, tag.start(), tag.end(), name=name[1].lower(), raw=tag[0])
            at = tag.end()
        yield from _words(text, form, at, end)


def _words(text: str, form: str, start: int, end: int) -> Iterator[Piece]:
    if form == "vtt":
        yield from html.text_pieces(text, start, end)
        return
    for match in re.compile(r"\s+|\S+").finditer(text, start, end):
        yield Piece(Kind.TEXT, match.start(), match.end(), match[0])


@dataclass(frozen=True, slots=True)
class _Write:
    source: Source
    segment: Segment
    start: int
    end: int
    form: str
    lines: int

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        text = wrapped(re.sub(r"[\s]", " ", rendering.text), self.lines)
        raw = written(self.segment, Rendering(text, rendering.markup), self._escape)
        return (Edit(self.start, self.end, raw),)

    def _escape(self, text: str) -> str:
        end = "\r\n" if "\r\n" in self.source.text[:4096] else "\n"
        if self.form == "vtt":
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return text.replace("-->", "→").replace("\n", end)


def wrapped(text: str, lines: int = LINES) -> str:
    """The text with spaces turned into line ends, so that no line is longer than it must be.

    Two lines are balanced; a text too long for its lines takes more of them.
    """
    if len(text) <= LINE_LENGTH:
        return text
    spaces = [m.start() for m in re.finditer(r"(?<=\S) (?=\S)", text)]
    halves = [s for s in spaces if s <= LINE_LENGTH and len(text) - s - 1 <= LINE_LENGTH]
    if halves and lines >= LINES:
        middle = min(halves, key=lambda s: abs(2 * s - len(text)))
        return text[:middle] + "\n" + text[middle + 1 :]
    pieces = list(text)
    begin, last = 0, -1
    for space in [*spaces, len(text)]:
        if space - begin > LINE_LENGTH and last >= 0:
            pieces[last] = "\n"
            begin = last + 1
        last = space
    return "".join(pieces)
