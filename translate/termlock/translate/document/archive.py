"""Zip containers (DOCX, ODT): checked before anything is unpacked, rebuilt member by member."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from termlock.glossary.errors import InputError
from termlock.translate.document.slots import SlotDocument
from termlock.translate.document.source import LARGEST
from termlock.translate.segment import Rendering, Segment

MOST_MEMBERS = 5_000
LARGEST_MEMBER = 128 * 1024 * 1024  # bytes when unpacked
LARGEST_WHOLE = 512 * 1024 * 1024  # bytes when unpacked
RATIO = 200  # unpacked to packed, for members over a mebibyte
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Archive:
    """A checked zip file. Nothing is ever unpacked to a disk."""

    name: str
    data: bytes

    @cached_property
    def members(self) -> tuple[zipfile.ZipInfo, ...]:
        """The members, in the order of the file."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as file:
            return tuple(file.infolist())

    def __contains__(self, member: str) -> bool:
        return any(info.filename == member for info in self.members)

    def read(self, member: str) -> bytes:
        """The content of a member.

        Raises:
            InputError: it is damaged, or larger than it says.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as file, file.open(member) as opened:
                content = opened.read(LARGEST_MEMBER + 1)
        except KeyError:
            raise InputError(
                self.name, f"has no part {member!r}", "save it again in its office program"
            ) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
                struct.error):  # fmt: skip
            raise InputError(
                self.name, f"its part {member!r} is damaged", "save it again in its office program"
            ) from None
        if len(content) > LARGEST_MEMBER:
            raise InputError(self.name, f"its part {member!r} is too large", "split the document")
        return content

    def replace(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with some members changed; order, times, compression and comments stay."""
        if not changed:
            return self.data
        output = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.data)) as old, zipfile.ZipFile(output, "w") as new:
            new.comment = old.comment
            for info in old.infolist():
                content = changed.get(info.filename)
                new.writestr(info, self.read(info.filename) if content is None else content)
        return output.getvalue()


def open_archive(data: bytes, name: str, kind: str) -> Archive:
    """Check a zip file.

    Raises:
        InputError: no zip file, a password, or the signs of an attack: too many members, sizes or ratios no
            document has, names that lead outside.
    """
    if not data:
        raise InputError(name, "the file is empty", "name a file with content")
    if len(data) > LARGEST:
        raise InputError(name, f"{len(data):,} bytes are more than {LARGEST:,}", "split the document")
    if data.startswith(_OLE):
        raise InputError(
            name, "has a password, or is an old binary document", f"save it as {kind} without a password"
        )
    archive = Archive(name, data)
    try:
        members = archive.members
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise InputError(name, f"is no {kind} file", "save it again in its office program") from None
    if len(members) > MOST_MEMBERS:
        raise InputError(
            name, f"{len(members):,} parts are more than {MOST_MEMBERS:,}", "this is no office document"
        )
    if sum(info.file_size for info in members) > LARGEST_WHOLE:
        raise InputError(name, f"unpacks to more than {LARGEST_WHOLE:,} bytes", "split the document")
    seen: set[str] = set()
    for info in members:
        _check(info, name, kind)
        if info.filename in seen:
            raise InputError(
                name, f"holds the part {info.filename!r} twice", "save it again in its office program"
            )
        seen.add(info.filename)
    return archive


def _check(info: zipfile.ZipInfo, name: str, kind: str) -> None:
    path = info.orig_filename
    if path.startswith(("/", "\\")) or "\\" in path or ":" in path or "\0" in path or ".." in path.split("/"):
        raise InputError(name, f"holds the unsafe path {path!r}", "do not open files of unknown origin")
    if info.flag_bits & 0x1:
        raise InputError(name, "has a password", f"save it as {kind} without a password")
    if info.file_size > LARGEST_MEMBER:
        raise InputError(name, f"its part {path!r} is too large", "split the document")
    if info.file_size > 1024 * 1024 and info.file_size > RATIO * max(info.compress_size, 1):
        raise InputError(
            name, f"its part {path!r} is packed {RATIO} times or more", "this looks like a zip bomb"
        )


@dataclass(frozen=True)
class ArchiveDocument:
    """A document whose segments stand in several parts of a zip file."""

    format: str
    archive: Archive
    parts: tuple[tuple[str, SlotDocument], ...]
    source_lang: str = ""
    target_lang: str = ""
    bilingual: bool = False

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments, part by part."""
        return tuple(segment for _, part in self.parts for segment in part.segments)

    def rebuild(self, renderings: Mapping[str, Rendering], lang: str) -> bytes:
        """The file with the renderings in their places."""
        touched: dict[str, Rendering] = {}
        for _, part in self.parts:
            touched |= part.touched(renderings)
        changed = {member: part.changed(touched, lang) for member, part in self.parts} if touched else {}
        return self.archive.replace({member: data for member, data in changed.items() if data is not None})
