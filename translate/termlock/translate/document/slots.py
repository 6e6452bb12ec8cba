"""Documents whose segments are stretches of the file's text: everything between them is kept as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from termlock.translate.document.source import Source, clean
from termlock.translate.segment import Rendering, Segment

RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "sd", "ckb", "dv", "arc", "iw"})


def primary(lang: str) -> str:
    """The language without region or script: ``en`` of ``en-GB``."""
    return lang.replace("_", "-").partition("-")[0].lower()


def direction(lang: str) -> str:
    """``rtl`` or ``ltr``, the writing direction of a language."""
    return "rtl" if primary(lang) in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the file's text and what takes its place.

    ``tag`` is the inline markup around it, which may itself be moved by the edit of a whole sentence.
    """

    start: int
    end: int
    text: str
    tag: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A segment, and how its rendering in a language is written into the file."""

    segment: Segment
    write: Callable[[Rendering, str], Iterable[Edit]]


def splice(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit made. Edits do not overlap, but one inside a tag may lie in a larger one."""
    pieces: list[str] = []
    at = 0
    for edit in _flat(text, edits):
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def _flat(text: str, edits: Iterable[Edit]) -> list[Edit]:
    flat: list[Edit] = []
    inner: dict[tuple[int, int], list[Edit]] = {}
    for edit in sorted(dict.fromkeys(edits), key=lambda e: (e.start, e.end > e.start, -e.end)):
        if flat and edit.tag and flat[-1].start < edit.start and edit.end <= flat[-1].end:
            inner.setdefault(edit.tag, []).append(edit)
            continue
        if inner:
            flat[-1] = _with_tags(text, flat[-1], inner)
            inner = {}
        flat.append(edit)
    if inner:
        flat[-1] = _with_tags(text, flat[-1], inner)
    return flat


def _with_tags(text: str, outer: Edit, inner: Mapping[tuple[int, int], Sequence[Edit]]) -> Edit:
    """The edit of a sentence with the edits inside its tags made too."""
    rest = outer.text
    done: dict[str, int] = {}
    for (start, end), edits in inner.items():
        old = text[start:end]  # nothing where the tag is part of what the larger edit replaces
        at = rest.find(old, done.get(old, 0))
        if at < 0 or not old:
            continue
        new = splice(old, (Edit(e.start - start, e.end - start, e.text, (0, 0)) for e in edits))
        rest = rest[:at] + new + rest[at + len(old) :]
        done[old] = at + len(new)
    return replace(outer, text=rest)


def distinct(slots: Iterable[Slot]) -> Iterator[Slot]:
    """The slots with a number behind a key that another segment already has."""
    seen: dict[str, int] = {}
    for slot in slots:
        key = slot.segment.key
        seen[key] = seen.get(key, 0) + 1
        yield (
            slot if seen[key] == 1 else replace(slot, segment=replace(slot.segment, key=f"{key}~{seen[key]}"))
        )


def _no_edits(lang: str, touched: Mapping[str, Rendering]) -> list[Edit]:
    return []


@dataclass(frozen=True)
class SlotDocument:
    """A document of one text file.

    ``settle`` gives the edits a target language asks for outside the segments (``lang``, ``dir``, header
    fields); it is handed the renderings that change a segment.
    """

    format: str
    source: Source
    slots: tuple[Slot, ...]
    bilingual: bool = False
    source_lang: str = ""
    target_lang: str = ""
    settle: Callable[[str, Mapping[str, Rendering]], Iterable[Edit]] = field(default=_no_edits)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments, in the order of the file."""
        return tuple(slot.segment for slot in self.slots)

    def touched(self, renderings: Mapping[str, Rendering]) -> dict[str, Rendering]:
        """The renderings that change a segment: not those that say what the file says."""
        found: dict[str, Rendering] = {}
        for slot in self.slots:
            segment = slot.segment
            rendering = renderings.get(segment.key)
            if rendering is not None and not segment.locked and not self._says(segment, rendering):
                found[segment.key] = replace(
                    rendering, text=clean(rendering.text), note=clean(rendering.note)
                )
        return found

    def changed(self, touched: Mapping[str, Rendering], lang: str) -> bytes | None:
        """The file with the renderings in their places; nothing where that is the file as it was."""
        edits: list[Edit] = []
        for slot in self.slots:
            if slot.segment.key in touched:
                edits += slot.write(touched[slot.segment.key], lang)
        edits += self.settle(lang, touched)
        return self.source.encode(splice(self.source.text, edits)) if edits else None

    def _says(self, segment: Segment, rendering: Rendering) -> bool:
        if self.bilingual:
            return rendering.text == segment.target and not rendering.markup and not rendering.note
        return rendering.text == segment.text and rendering.markup == segment.markup

    def rebuild(self, renderings: Mapping[str, Rendering], lang: str) -> bytes:
        """The file with the renderings in their places. A language is never translated into itself."""
        touched = {} if self.bilingual and lang == self.source_lang else self.touched(renderings)
        changed = self.changed(touched, lang) if touched else None
        return self.source.encode(self.source.text) if changed is None else changed
