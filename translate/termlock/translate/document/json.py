"""JSON: the strings at chosen paths, or all that read as text; every other character stays.

Numbers of any size, ``NaN`` and doubled keys stay as they are written: a reader that takes the last of two
keys finds it translated, one that takes the first too. A string with half of a surrogate pair (``\\ud800``) is
nobody's text and is not translated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.translate.document.options import DEFAULTS, Options
from termlock.translate.document.readable import is_text
from termlock.translate.document.slots import Edit, Slot, SlotDocument, distinct
from termlock.translate.document.source import Source, decode
from termlock.translate.segment import Rendering, Segment

DEEPEST = 500  # values within values
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]')
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(data: bytes, name: str, options: Options = DEFAULTS) -> SlotDocument:
    """Read JSON. Without paths, the strings that read as text are its segments.

    Raises:
        InputError: no valid JSON, or values nested too deep.
    """
    source = decode(data, name)
    try:
        json.loads(source.text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise InputError(Place(name, error.lineno), f"no valid JSON: {error.msg}", "mend the file") from None
    except RecursionError:
        raise InputError(name, f"more than {DEEPEST} values within one another", "flatten the file") from None
    patterns = [_pattern(path) for path in options.paths]
    return SlotDocument("json", source, tuple(distinct(_slots(source, patterns))))


def _pattern(path: str) -> re.Pattern[str]:
    """A path pattern over keys joined by ``/``."""
    keys = path.removeprefix("$").strip(".").split(".")
    parts = (r"(?:/[^/]*)*" if k == "**" else "/" + re.escape(k).replace(r"\*", "[^/]*") for k in keys)
    return re.compile("".join(parts))


def _slots(source: Source, patterns: list[re.Pattern[str]]) -> Iterator[Slot]:
    ascii_only = source.text.isascii() and "\\u" in source.text
    for pointer, start, end in _strings(source):
        value = json.loads(source.text[start:end])
        if _SURROGATE.search(value):
            continue
        if not any(p.fullmatch(pointer) for p in patterns) if patterns else not is_text(value):
            continue
        words = value.strip()
        if not words:
            continue
        lead = len(value) - len(value.lstrip())
        segment = Segment(pointer, words, source.line(start), context=pointer)
        around = (value[:lead], value[lead + len(words) :])
        yield Slot(segment, _Write(start, end, around, ascii_only))


def _strings(source: Source) -> Iterator[tuple[str, int, int]]:
    """The string values with their JSON pointers; the text is valid JSON."""
    path: list[str] = []
    objects: list[bool] = []
    counts: list[int] = []
    key = False  # whether the next string is a key
    for match in _TOKEN.finditer(source.text):
        token = match[0]
        if token in ("{", "["):
            if len(path) > DEEPEST:
                raise InputError(source.place(match.start()), f"more than {DEEPEST} values within one another",
                                 "flatten the file")  # fmt: skip
            objects.append(token == "{")
            counts.append(0)
            path.append("0")
            key = token == "{"
        elif token in ("}", "]"):
            objects.pop(), counts.pop(), path.pop()
            key = False
        elif token == ",":
            key = objects[-1]
            if not objects[-1]:
                counts[-1] += 1
                path[-1] = str(counts[-1])
        elif token == ":":
            key = False
        elif key:
            name = json.loads(token).replace("~", "~0").replace("/", "~1")
            # a key is written in reports and in the memory, where half a pair cannot stand
            path[-1] = _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", name)
        else:
            yield "".join(f"/{part}" for part in path), match.start(), match.end()


@dataclass(frozen=True, slots=True)
class _Write:
    start: int
    end: int
    around: tuple[str, str]
    ascii_only: bool

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        text = self.around[0] + rendering.text + self.around[1]
        return (Edit(self.start, self.end, json.dumps(text, ensure_ascii=self.ascii_only)),)
