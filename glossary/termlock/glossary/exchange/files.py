"""Reading text files a user names, and replacing them only when the new content is complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from termlock.glossary.errors import InputError

LONGEST_LINE = 16 * 1024 * 1024  # bytes
BOM = b"\xef\xbb\xbf"
BLOCK = 1024 * 1024  # bytes that are read at a time
LARGEST = 256 * 1024 * 1024  # bytes; no glossary is near it, a mistaken path may be


def read_text(path: Path, largest: int = LARGEST) -> str:
    """The text of a UTF-8 file (a BOM is dropped).

    Raises:
        InputError: the file is missing, a folder, unreadable, empty, too large or not UTF-8.
    """
    try:
        if path.is_dir():
            raise InputError(str(path), "is a folder", "name a file")
        size = path.stat().st_size
        if size > largest:
            raise InputError(str(path), f"{size:,} bytes are more than {largest:,}", "split the file")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), _reason(error), "check the path") from None
    if not data.strip():
        raise InputError(str(path), "the file is empty", "name a file with content")
    return _decoded(data.removeprefix(BOM), path, 1)


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a text file: their bytes and text, the number of the first, and the BOM before it."""

    data: bytes
    text: str
    first: int
    bom: bytes = b""


def blocks(path: Path) -> Iterator[Block]:
    """A UTF-8 text of any size, some thousand lines at a time; together they are the file.

    Raises:
        InputError: a folder, unreadable, empty, not UTF-8, a NUL byte, or a line longer than 16 MiB.
    """
    if path.is_dir():
        raise InputError(str(path), "is a folder", "name a file")
    first, empty = 1, True
    try:
        with path.open("rb") as file:
            bom = file.read(len(BOM))
            if bom != BOM:
                file.seek(0)
                bom = b""
            while data := _whole_lines(file.read(BLOCK), file.readline(LONGEST_LINE + 1), path, first):
                text = _decoded(data, path, first)
                empty = empty and not text.strip()
                yield Block(data, text, first, bom)
                first += data.count(b"\n")
                bom = b""
    except OSError as error:
        raise InputError(str(path), _reason(error), "check the path") from None
    if empty:
        raise InputError(str(path), "the file is empty", "name a file with content")


def _whole_lines(block: bytes, rest: bytes, path: Path, first: int) -> bytes:
    if len(rest) > LONGEST_LINE:
        line = first + block.count(b"\n")
        raise InputError(f"{path}:{line}", f"a line longer than {LONGEST_LINE:,} bytes", "break the line")
    return block + rest


def _decoded(data: bytes, path: Path, first: int) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first + data.count(b"\n", 0, error.start)
        raise InputError(f"{path}:{line}", "not UTF-8", "save the file as UTF-8") from None
    if "\0" in text:
        line = first + text.count("\n", 0, text.index("\0"))
        raise InputError(f"{path}:{line}", "a NUL byte: this is no text file", "name a text file")
    return text


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def write_text(path: Path, text: str) -> None:
    """Replace ``path`` by ``text``: written beside it, then renamed, so that it is never half-written.

    Raises:
        InputError: the file cannot be written; the old one is untouched.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """As :func:`write_text`, for bytes."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to be written that takes the place of ``path`` when the block ends well, and is gone otherwise.

    Raises:
        InputError: the file cannot be written; the old one is untouched.
    """
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = file.name
            yield file
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        raise InputError(
            str(path), f"cannot be written: {_reason(error)}", "check the folder and the space left"
        ) from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
