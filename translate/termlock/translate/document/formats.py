"""The registry of document formats, and the one protocol behind which they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from termlock.glossary.errors import InputError
from termlock.translate.document import html, markdown, txt
from termlock.translate.document.source import LARGEST
from termlock.translate.segment import Rendering, Segment


class Document(Protocol):
    """A file as segments. ``bilingual`` files hold source and target; a language is "" where none is named."""

    @property
    def format(self) -> str:
        """The name of the format."""

    @property
    def bilingual(self) -> bool:
        """Whether the file holds source and target."""

    @property
    def source_lang(self) -> str:
        """The language of the source texts, as the file names it."""

    @property
    def target_lang(self) -> str:
        """The language of the targets, as the file names it."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments, in the order of the file."""

    def rebuild(self, renderings: Mapping[str, Rendering], lang: str) -> bytes:
        """The file with renderings in place, by segment key; ``lang`` is their language.

        A segment without a rendering keeps its text, or the target it has.
        """


Reader = Callable[[bytes, str], Document]

FORMATS: dict[str, Reader] = {
    "txt": txt.parse, "html": html.parse, "htm": html.parse, "md": markdown.parse,
}  # fmt: skip


def read(path: Path, form: str = "") -> Document:
    return parse(path.read_bytes(), str(path), form)


def parse(data: bytes, name: str, form: str = "") -> Document:
    return FORMATS[form or Path(name).suffix[1:]](data, name)
