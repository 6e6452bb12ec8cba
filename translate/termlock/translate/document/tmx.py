"""TMX 1.1 to 1.4: translation units with one variant a language.

Our note is a note of the unit that names its language; a new one takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from termlock.glossary.errors import InputError
from termlock.translate.document import codes
from termlock.translate.document.inline import written
from termlock.translate.document.slots import Edit, Slot, SlotDocument, distinct, primary
from termlock.translate.document.source import Source
from termlock.translate.document.xml import XML_LANG, Element, escape
from termlock.translate.document.xml import parse as parse_xml
from termlock.translate.segment import Rendering, Segment


def parse(data: bytes, name: str) -> SlotDocument:
    """Read TMX. The target is the first language beside the header's source language.

    Raises:
        InputError: no well-formed XML or no TMX.
    """
    source, root = parse_xml(data, name, ("tmx11.dtd", "tmx12.dtd", "tmx13.dtd", "tmx14.dtd"))
    if root.name != "tmx":
        raise InputError(source.place(root.start), f"<{root.name}> is not TMX", "name a TMX file")
    header, body = root.first("header"), root.first("body")
    declared = header.attributes.get("srclang", "") if header else ""
    units = list(body.elements("tu")) if body else []
    source_lang = declared if declared not in ("", "*all*") else _first_language(units)
    target_lang = next((_language(v) for u in units for v in u.elements("tuv")
                        if primary(_language(v)) not in ("", primary(source_lang))), "")  # fmt: skip
    slots = tuple(distinct(_slots(source, units, source_lang, target_lang)))
    return SlotDocument("tmx", source, slots, True, source_lang, target_lang)


def _language(variant: Element) -> str:
    return variant.attributes.get(XML_LANG) or variant.attributes.get("lang", "")


def _first_language(units: list[Element]) -> str:
    return next((_language(v) for u in units for v in u.elements("tuv") if _language(v)), "")


def _slots(source: Source, units: list[Element], source_lang: str, target_lang: str) -> Iterator[Slot]:
    for number, unit in enumerate(units, 1):
        own = unit.attributes.get("srclang", source_lang)
        original = _variant(unit, own if own != "*all*" else source_lang)
        text = original.first("seg") if original else None
        if original is None or text is None:
            continue
        words, markup = codes.read(source, text)
        if not words.strip():
            continue
        target = _variant(unit, target_lang) if target_lang else None
        held = target.first("seg") if target else None
        notes = [note for n in unit.elements("note") if not (note := n.text.strip()).startswith("termlock ")]
        key = unit.attributes.get("tuid", "") + f"#{number}"
        segment = Segment(key, words, source.line(text.start), markup,
                          codes.read(source, held)[0] or None if held else None, context=" · ".join(notes))  # fmt: skip
        yield Slot(segment, _Write(source, segment, unit, original))


def _variant(unit: Element, lang: str) -> Element | None:
    variants = list(unit.elements("tuv"))
    exact = (v for v in variants if _language(v).lower() == lang.lower())
    near = (v for v in variants if primary(_language(v)) == primary(lang))
    return next(exact, None) or next(near, None)


@dataclass(frozen=True, slots=True)
class _Write:
    source: Source
    segment: Segment
    unit: Element
    original: Element

    def __call__(self, rendering: Rendering, lang: str) -> Iterable[Edit]:
        words = written(self.segment, rendering, escape)
        variant = _variant(self.unit, lang)
        held = variant.first("seg") if variant and variant is not self.original else None
        if held is None:
            last = list(self.unit.elements("tuv"))[-1]
            lead = self.source.lead(last.start)
            inner = self.source.lead((self.original.first("seg") or last).start)
            close = self.source.lead(self.original.outer)
            made = f'{lead}<tuv xml:lang="{lang}">{inner}<seg>{words}</seg>{close}</tuv>'
            yield Edit(last.end, last.end, made)
        elif held.empty:
            yield Edit(held.start, held.end, f"<seg>{words}</seg>")
        else:
            yield Edit(held.inner, held.outer, words)
        yield from self._note(rendering.note, lang)

    def _note(self, note: str, lang: str) -> Iterator[Edit]:
        ours = f"termlock {primary(lang)}: "
        made = f"<note>{escape(ours + note)}</note>" if note else ""
        held = [n for n in self.unit.elements("note") if n.text.strip().startswith(ours.rstrip())]
        for element in held:
            yield Edit(element.start, element.end, made if element is held[0] else "")
        if made and not held:
            first = next(self.unit.elements("prop", "tuv"), self.original)
            yield Edit(first.start, first.start, made + self.source.lead(first.start))
