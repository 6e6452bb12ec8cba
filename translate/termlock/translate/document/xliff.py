"""XLIFF 1.2 and 2.x: units with inline codes, states, notes and locks.

``translate="no"``, ``approved="yes"`` and the final states lock a segment. A written target gets the state
``translated``; our note is a note of the unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from termlock.glossary.errors import InputError
from termlock.translate.document import codes
from termlock.translate.document.inline import written
from termlock.translate.document.slots import Edit, Slot, SlotDocument, distinct, primary
from termlock.translate.document.source import Source
from termlock.translate.document.xml import Element, attribute_edit, escape
from termlock.translate.document.xml import parse as parse_xml
from termlock.translate.segment import Rendering, Segment

_FINAL = frozenset({"final", "signed-off"})


def parse(data: bytes, name: str) -> SlotDocument:
    """Read XLIFF 1.0 to 1.2 or 2.x.

    Raises:
        InputError: no well-formed XML or no XLIFF.
    """
    source, root = parse_xml(data, name, ("xliff.dtd",))
    if root.name != "xliff":
        raise InputError(source.place(root.start), f"<{root.name}> is not XLIFF", "name an XLIFF file")
    newer = root.attributes.get("version", "1.2").startswith("2")
    notes: list[tuple[str, Element]] = []
    slots = tuple(distinct(_newer(source, root, notes) if newer else _older(source, root)))
    if newer:
        files = [(root, root.attributes.get("srcLang", ""), root.attributes.get("trgLang", ""))]
    else:
        files = [(f, f.attributes.get("source-language", ""), f.attributes.get("target-language", ""))
                 for f in root.elements("file")]  # fmt: skip
    languages = [(s, t) for _, s, t in files] or [("", "")]
    settle = _Settle(source, tuple((f, t) for f, _, t in files), "trgLang" if newer else "target-language",
                     any(slot.segment.target for slot in slots), tuple(notes))  # fmt: skip
    return SlotDocument("xliff", source, slots, True, languages[0][0], languages[0][1], settle)


def _older(source: Source, root: Element) -> Iterator[Slot]:
    for number, file in enumerate(root.elements("file"), 1):
        for unit, untouched in _units(file, "trans-unit"):
            text = unit.first("source")
            if text is None:
                continue
            target = unit.first("target")
            state = target.attributes.get("state", "") if target else ""
            locked = untouched or unit.attributes.get("approved") == "yes" or state in _FINAL
            notes = [n.text.strip() for n in unit.elements("note") if not _ours(n)]
            limit = unit.attributes.get("maxwidth", "") if unit.attributes.get("size-unit") == "char" else ""
            key = f"{number}/{unit.attributes.get('id', unit.start)}"
            segment = _segment(source, key, text, target, state, locked, notes, limit)
            if segment:
                yield Slot(segment, _Write(source, segment, None, unit.first("seg-source") or text, target,
                                           tuple(filter(_ours, unit.elements("note")))))  # fmt: skip


def _newer(source: Source, root: Element, places: list[tuple[str, Element]]) -> Iterator[Slot]:
    for number, file in enumerate(root.elements("file"), 1):
        for unit, untouched in _units(file, "unit"):
            notes = [
                n.text.strip() for g in unit.elements("notes") for n in g.elements("note") if not _ours(n)
            ]
            for count, part in enumerate(unit.elements("segment"), 1):
                text = part.first("source")
                if text is None:
                    continue
                state = part.attributes.get("state", "")
                key = f"{number}/{unit.attributes.get('id', unit.start)}/{part.attributes.get('id', count)}"
                target = part.first("target")
                segment = _segment(source, key, text, target, state, untouched or state in _FINAL, notes, "")
                if segment:
                    places.append((key, unit))
                    yield Slot(segment, _Write(source, segment, part, text, target))


def _ours(note: Element) -> bool:
    return "termlock" in (note.attributes.get("from"), note.attributes.get("category"))


def _units(file: Element, name: str) -> Iterator[tuple[Element, bool]]:
    """The units of a file, and whether they or a group around them say ``translate="no"``."""
    todo = [(file, file.attributes.get("translate") == "no")]
    while todo:
        element, untouched = todo.pop()
        if element.name == name:
            yield element, untouched
            continue
        children = [(c, _says(c, untouched)) for c in element.elements("body", "group", "unit", "trans-unit")]
        todo += reversed(children)


def _says(element: Element, inherited: bool) -> bool:
    said = element.attributes.get("translate", "")
    return inherited if said not in ("yes", "no") else said == "no"


def _segment(source: Source, key: str, text: Element, target: Element | None, state: str, locked: bool,
             notes: list[str], limit: str) -> Segment | None:  # fmt: skip
    words, markup = codes.read(source, text)
    if not words.strip():
        return None
    held = codes.read(source, target)[0] if target else ""
    return Segment(key, words, source.line(text.start), markup, held or None, state, locked,
                   " · ".join(notes), int(limit) if limit.isdigit() else 0)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Write:
    source: Source
    segment: Segment
    part: Element | None
    text: Element  # the element a target stands behind
    target: Element | None
    notes: tuple[Element, ...] = ()  # ours on the translation before; XLIFF 2 has them in _Settle

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        words = written(self.segment, rendering, escape)
        prefix = f"{self.text.prefix}:" if self.text.prefix else ""
        state = ' state="translated"' if self.part is None else ""
        if self.target is None:
            lead = self.source.lead(self.text.start)
            yield Edit(self.text.end, self.text.end, f"{lead}<{prefix}target{state}>{words}</{prefix}target>")
        elif self.target.empty:
            end = self.target.end - len("/>")
            own = f"{self.target.prefix}:" if self.target.prefix else ""
            yield Edit(end, self.target.end, f">{words}</{own}target>")
            if self.part is None:
                yield Edit(*attribute_edit(self.source, self.target, "state", "translated"))
        else:
            yield Edit(self.target.inner, self.target.outer, words)
            if self.part is None:
                yield Edit(*attribute_edit(self.source, self.target, "state", "translated"))
        if self.part is not None and self.segment.state in ("", "initial"):
            yield Edit(*attribute_edit(self.source, self.part, "state", "translated"))
        for held in self.notes:
            yield Edit(held.start - len(self.source.lead(held.start)), held.end, "")
        if rendering.note and self.part is None:
            at = self.target.end if self.target else self.text.end
            note = f'<{prefix}note from="termlock">{escape(rendering.note)}</{prefix}note>'
            yield Edit(at, at, self.source.lead(self.text.start) + note)


@dataclass(frozen=True, slots=True)
class _Settle:
    """The file's target language.

    Raises:
        InputError: the file already holds targets in another language.
    """

    source: Source
    files: tuple[tuple[Element, str], ...]
    attribute: str
    translated: bool
    notes: tuple[tuple[str, Element], ...]  # XLIFF 2: the unit of every key

    def __call__(self, lang: str, touched: Mapping[str, Rendering]) -> Iterable[Edit]:
        if not touched or not lang:
            return []
        edits = []
        for file, held in self.files:
            if held and primary(held) == primary(lang):
                continue
            if held and self.translated:
                raise InputError(self.source.place(file.start), f"its targets are in {held!r}, not {lang!r}",
                                 f"translate to {held!r}, or remove the targets")  # fmt: skip
            edits.append(Edit(*attribute_edit(self.source, file, self.attribute, lang)))
        return edits + self._notes(touched)

    def _notes(self, touched: Mapping[str, Rendering]) -> list[Edit]:
        """The notes of each unit of XLIFF 2, in the one ``notes`` element it may have."""
        found: dict[Element, list[str]] = {}
        for key, unit in self.notes:
            if key in touched:
                found.setdefault(unit, []).append(touched[key].note)
        edits = []
        for unit, notes in found.items():
            prefix = f"{unit.prefix}:" if unit.prefix else ""
            made = "".join(
                f'<{prefix}note category="termlock">{escape(n)}</{prefix}note>'
                for n in dict.fromkeys(notes)
                if n
            )
            held = unit.first("notes")
            if held is not None and not held.empty:
                ours = [n for n in held.elements("note") if _ours(n)]
                if not made and len(ours) == len(list(held.elements())):
                    # an element without notes is not valid
                    edits.append(Edit(held.start - len(self.source.lead(held.start)), held.end, ""))
                    continue
                edits += [Edit(n.start, n.end, "") for n in ours]
                edits.append(Edit(held.outer, held.outer, made))
            elif made:
                first = next(unit.elements("originalData", "segment", "ignorable"))
                at = first.start
                edits.append(Edit(at, at, f"<{prefix}notes>{made}</{prefix}notes>{self.source.lead(at)}"))
        return edits
