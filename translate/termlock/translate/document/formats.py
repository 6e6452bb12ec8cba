"""The registry of document formats, and the one protocol behind which they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from termlock.glossary.errors import InputError
from termlock.translate.document import docx, html, json, markdown, odt, po, subtitles, table, tmx, txt, xliff
from termlock.translate.document.options import DEFAULTS, Options
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
Configured = Callable[[bytes, str, Options], Document]

# By suffix: the first of a format is its name.
FORMATS: dict[str, Reader] = {
    "txt": txt.parse,
    "text": txt.parse,
    "md": markdown.parse,
    "markdown": markdown.parse,
    "html": html.parse,
    "htm": html.parse,
    "xhtml": html.parse,
    "docx": docx.parse,
    "docm": docx.parse,
    "dotx": docx.parse,
    "po": po.parse,
    "pot": po.parse,
    "xliff": xliff.parse,
    "xlf": xliff.parse,
    "tmx": tmx.parse,
    "srt": subtitles.parse_srt,
    "vtt": subtitles.parse_vtt,
    "csv": table.parse_csv,
    "tsv": table.parse_tsv,
    "json": json.parse,
    "odt": odt.parse,
    "ott": odt.parse,
}
_CONFIGURED: dict[str, Configured] = {"csv": table.parse_csv, "tsv": table.parse_tsv, "json": json.parse}


def read(path: Path, form: str = "", options: Options = DEFAULTS) -> Document:
    """Read a file; ``form`` is its format where the suffix does not tell it.

    Raises:
        InputError: missing, a folder, unreadable, too large, an unknown format, or broken.
    """
    try:
        if path.is_dir():
            raise InputError(str(path), "is a folder", "name a file")
        size = path.stat().st_size
        if size > LARGEST:
            remedy = "stream it" if FORMATS[_suffix(str(path), form)] is txt.parse else "split the file"
            raise InputError(str(path), f"{size:,} bytes are more than {LARGEST:,}", remedy)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), (error.strerror or str(error)).lower(), "check the path") from None
    return parse(data, str(path), form, options)


def parse(data: bytes, name: str, form: str = "", options: Options = DEFAULTS) -> Document:
    """Read the content of a file of this name.

    Raises:
        InputError: an unknown format, or broken content.
    """
    known = _suffix(name, form)
    if known in _CONFIGURED:
        return _CONFIGURED[known](data, name, options)
    return FORMATS[known](data, name)


def _suffix(name: str, form: str) -> str:
    wanted = (form or Path(name).suffix).lower().lstrip(".")
    if wanted not in FORMATS:
        problem = f"unknown document format {wanted!r}" if wanted else "a name without suffix"
        raise InputError(name, problem, f"use one of: {', '.join(FORMATS)}")
    return wanted
