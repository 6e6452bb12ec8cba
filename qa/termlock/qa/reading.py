"""Read files to be checked: plain text by lines, other formats through their documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text
from termlock.glossary.morphology import LANGUAGES
from termlock.qa.checking import Text
from termlock.qa.lines import Lines
from termlock.translate import document
from termlock.translate.language import SAMPLE, detect, shares

LEAST_SHARE = 0.3  # of the letters must be in the script of a text's language


def known_format(path: Path) -> bool:
    """Whether the suffix names a format with a structure of its own; all others are plain text."""
    suffix = path.suffix.lower().removeprefix(".")
    return suffix in document.FORMATS and suffix not in ("txt", "text")


def read(path: Path, lang: str = "") -> Text:
    """One text: each line of plain text is a segment, elsewhere each segment of the document.

    Raises:
        InputError: the file cannot be read, or is not written in ``lang``.
    """
    if known_format(path):
        found = document.read(path)
        segments = tuple(s.text for s in found.segments)
        lines = tuple(s.line or 1 for s in found.segments)
        return _text(path, lang or found.source_lang, segments, lines)
    if not path.is_file():  # a pipe can be read only once
        return from_lines(read_text(path), path, lang)
    plain = Lines(path)
    return _text(path, lang, plain, range(1, len(plain) + 1))


def from_lines(content: str, path: Path, lang: str = "") -> Text:
    """Plain text that is at hand already (a revision from git)."""
    segments = content.removesuffix("\n").split("\n")
    plain = tuple(s.removesuffix("\r") for s in segments)
    return _text(path, lang, plain, range(1, len(plain) + 1))


def _text(path: Path, lang: str, segments: Sequence[str], lines: Sequence[int]) -> Text:
    sample = _beginning(segments)
    chosen = lang or detect(sample)
    if not chosen:
        raise InputError(str(path), "no letters of English, Arabic or Hebrew", "name the language")
    if chosen not in LANGUAGES:
        raise InputError(str(path), f"unknown language {chosen!r}", f"use one of: {', '.join(LANGUAGES)}")
    found = shares(sample)
    if found[chosen] < LEAST_SHARE and max(found.values()) > 0:
        actual = max(found, key=lambda k: found[k])
        raise InputError(
            str(path), f"is written in {actual}, not in {chosen}", "check the order of the files"
        )
    return Text(str(path), chosen, segments, lines)


def _beginning(segments: Sequence[str]) -> str:
    """As much of a text as tells its language."""
    length, chosen = 0, []
    for segment in segments:
        chosen.append(segment)
        length += len(segment.strip())
        if length >= SAMPLE:
            break
    return " ".join(chosen)


def read_bilingual(path: Path, source_lang: str = "", target_lang: str = "") -> tuple[Text, Text]:
    """The two sides of a bilingual file (PO, XLIFF, TMX, two-column table).

    Raises:
        InputError: the file holds one language only.
    """
    found = document.read(path)
    if not found.bilingual:
        raise InputError(str(path), "holds one language only", "name source and translation")
    segments = [s for s in found.segments if s.target is not None]
    lines = tuple(s.line or 1 for s in segments)
    return (
        _text(path, source_lang or _known(found.source_lang), tuple(s.text for s in segments), lines),
        _text(path, target_lang or _known(found.target_lang), tuple(s.target or "" for s in segments), lines),
    )


def _known(lang: str) -> str:
    short = lang.split("-")[0].split("_")[0].lower()
    return short if short in LANGUAGES else ""
