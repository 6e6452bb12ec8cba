"""The text of a file with what is needed to write it back: encoding, byte order mark, line numbers."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError

LARGEST = 64 * 1024 * 1024  # bytes held in memory at once; plain text beyond it is streamed
_LINE_END = re.compile(r"\r\n|\n|\r")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ONE_BYTE = re.compile(r"(?:windows-?|cp)125\d|iso-?8859-?\d+|latin-?1|(?:us-)?ascii|koi8-[ru]", re.I)


@dataclass(frozen=True)
class Source:
    """A decoded file. ``errors`` is how characters outside the file's encoding are written."""

    name: str
    text: str
    encoding: str = "utf-8"
    bom: bytes = b""
    errors: str = "strict"

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.end() for match in _LINE_END.finditer(self.text)]

    def line(self, offset: int) -> int:
        """The 1-based line of an offset."""
        return bisect_right(self._line_ends, offset) + 1

    def column(self, offset: int) -> int:
        """The 1-based column of an offset."""
        line = bisect_right(self._line_ends, offset)
        return offset - (self._line_ends[line - 1] if line else 0) + 1

    def place(self, offset: int) -> Place:
        """File and line of an offset, for messages."""
        return Place(self.name, self.line(offset))

    def lead(self, offset: int) -> str:
        """The white space before an offset, to repeat before what is added."""
        begin = offset
        while begin > 0 and self.text[begin - 1] in " \t\r\n":
            begin -= 1
        return self.text[begin:offset]

    def encode(self, text: str) -> bytes:
        """The bytes of a changed text, as the file was encoded."""
        return self.bom + text.encode(self.encoding, self.errors)


def decode(data: bytes, name: str, declared: str = "") -> Source:
    """Decode UTF-8, UTF-16 with a BOM, or the one-byte encoding that markup declares.

    Where markup declares a one-byte encoding, characters outside it are written as character references.

    Raises:
        InputError: empty, too large, another encoding, or a NUL character.
    """
    if len(data) > LARGEST:
        raise InputError(name, f"{len(data):,} bytes are more than {LARGEST:,}", "split the file")
    if not data.strip(b" \t\r\n\0"):
        raise InputError(name, "the file is empty", "name a file with content")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise InputError(name, "UTF-32 is not read", "save the file as UTF-8")
    bom, encoding = next(((b, e) for b, e in _BOMS if data.startswith(b)), (b"", "utf-8"))
    errors = "strict"
    if not bom and _ONE_BYTE.fullmatch(declared):
        encoding, errors = declared, "xmlcharrefreplace"
    body = data[len(bom) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(body[: error.start].decode(encoding, "replace"))) + 1
        known = "UTF-16" if encoding.startswith("utf-16") else encoding.upper()
        raise InputError(Place(name, line), f"not {known}", "save the file as UTF-8") from None
    except LookupError:
        raise InputError(name, f"unknown encoding {declared!r}", "save the file as UTF-8") from None
    if "\0" in text:
        line = len(_LINE_END.findall(text, 0, text.index("\0"))) + 1
        raise InputError(Place(name, line), "a NUL character: this is no text file", "name a text file")
    if not text.strip():
        raise InputError(name, "the file is empty", "name a file with content")
    return Source(name, text, encoding, bom, errors)


def clean(text: str) -> str:
    """A rendering without what no file can hold: NUL characters and lone surrogates."""
    if text.isprintable():
        return text
    return re.sub("[\0\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
