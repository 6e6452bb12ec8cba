"""Glossaries as TBX (ISO 30042): TBX v3 is written, TBX v3 and TBX-Basic v2 (``martif``) are read.

What TBX-Basic knows (definition, administrative status, part of speech, gender, cross references,
contexts, sources, notes) is written as TBX-Basic writes it. What it does not know (pattern, further
forms, reading rules …) goes into ``termNote`` and ``descrip`` elements whose type begins with
``x-termlock-``; other tools keep or ignore them. lxml is used directly: translate-toolkit's TBX store
reads one term a language and drops most categories.

A document type declaration is never loaded and entities are refused.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from lxml import etree

from termlock.glossary.concept import Concept, Context, Example, Glossary, Place, Status, Term
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text, write_bytes

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
PRIVATE = "x-termlock-"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.DEPRECATED: "deprecatedTerm-admn-sts",
    Status.FORBIDDEN: "deprecatedTerm-admn-sts",
}
_READ_STATUS = {
    "preferredTerm-admn-sts": Status.PREFERRED,
    "preferredTerm": Status.PREFERRED,
    "admittedTerm-admn-sts": Status.ADMITTED,
    "admittedTerm": Status.ADMITTED,
    "standardizedTerm": Status.PREFERRED,
    "legalTerm-admn-sts": Status.ADMITTED,
    "deprecatedTerm-admn-sts": Status.DEPRECATED,
    "deprecatedTerm": Status.DEPRECATED,
    "supersededTerm-admn-sts": Status.DEPRECATED,
    "supersededTerm": Status.DEPRECATED,
}
_POS = {"noun": "noun", "adj": "adjective", "verb": "verb", "name": "properNoun"}
_READ_POS = {v: k for k, v in _POS.items()} | {"proper noun": "name"}
_GENDER = {"m": "masculine", "f": "feminine"}
_READ_GENDER = {v: k for k, v in _GENDER.items()}
_STANDARD = ("status", "pos", "gender", "note")
_TERM_FIELDS = tuple(f.name for f in fields(Term) if f.name not in ("text", "lang", "place", *_STANDARD))
_SEPARATOR = " | "


def read(path: Path) -> Glossary:
    """Read a TBX file.

    Raises:
        InputError: no well-formed XML, no TBX, an entity or an entry without id or term.
    """
    text = read_text(path)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            Place(str(path), error.lineno or 0), f"broken XML: {error.msg}", "mend the file"
        ) from None
    dtd = root.getroottree().docinfo.internalDTD
    entities = list(dtd.iterentities()) if dtd is not None else []
    if entities:
        raise InputError(
            str(path),
            f"declares the entity {entities[0].name!r}",
            "remove the entities: they are never resolved",
        )
    if _name(root) not in ("tbx", "martif"):
        raise InputError(str(path), f"<{_name(root)}> is not TBX", "name a TBX file")
    entries = [e for e in root.iter() if _name(e) in ("conceptEntry", "termEntry")]
    concepts = tuple(_concept(e, path) for e in entries)
    return Glossary(concepts, _read_sources(root))


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _concept(entry: Any, path: Path) -> Concept:
    place = Place(str(path), entry.sourceline or 0)
    if not entry.get("id"):
        raise InputError(place, "an entry without id", "give every entry an id")
    values: dict[str, Any] = {}
    never: list[str] = []
    sources: list[str] = []
    examples: list[Example] = []
    terms: list[Term] = []
    for child in entry:
        name, kind = _name(child), child.get("type", "")
        if name in ("langSec", "langSet"):
            terms += _terms(child, path)
        elif name == "descripGrp":
            values |= _concept_field(child[0].get("type", ""), _text(child[0])) if len(child) else {}
        elif name == "ref" and kind == PRIVATE + "never":
            never.append(child.get("target", "") or _text(child))
        elif name == "admin" and kind == "source":
            sources.append(_text(child))
        elif name == "descrip" and kind == PRIVATE + "example":
            examples.append(_example(child))
        elif name in ("descrip", "note", "admin"):
            values |= _concept_field(kind if name != "note" else "note", _text(child))
    if not terms:
        raise InputError(place, f"entry {entry.get('id')!r} has no term", "add a term")
    return Concept(
        id=entry.get("id"),
        terms=tuple(terms),
        never=tuple(never),
        sources=tuple(sources),
        examples=tuple(examples),
        place=place,
        **values,
    )


def _concept_field(kind: str, text: str) -> dict[str, str]:
    name = {"definition": "definition", "subjectField": "domain", PRIVATE + "framing": "framing"}.get(kind)
    return {name: text} if name else {}


def _example(element: Any) -> Example:
    matches = tuple(h.text or "" for h in element if _name(h) == "hi")
    return Example(element.get(XML_LANG, ""), "".join(element.itertext()), matches)


def _terms(section: Any, path: Path) -> list[Term]:
    lang = (section.get(XML_LANG) or section.get("lang") or "").split("-")[0].lower()
    if not lang:
        raise InputError(
            Place(str(path), section.sourceline or 0), "a language section without xml:lang", "add it"
        )
    return [_term(c, lang, path) for c in section.iter() if _name(c) in ("termSec", "tig", "ntig")]


def _term(element: Any, lang: str, path: Path) -> Term:
    place = Place(str(path), element.sourceline or 0)
    values: dict[str, Any] = {}
    text = ""
    for child in element.iter():
        name, kind, value = _name(child), child.get("type", ""), _text(child)
        if name == "term":
            text = value
        elif name == "note":
            values["note"] = value
        elif name == "termNote":
            values |= _term_field(kind, value, place)
    if not text:
        raise InputError(place, "a term section without term", "add <term>")
    return Term(text=text, lang=lang, place=place, **values)


def _term_field(kind: str, value: str, place: Place) -> dict[str, Any]:
    if kind in ("administrativeStatus", "normativeAuthorization"):
        return {"status": _READ_STATUS.get(value, Status.ADMITTED)}
    if kind == PRIVATE + "status":
        return {"status": Status(value)} if value in list(Status) else {}
    if kind == "partOfSpeech":
        return {"pos": _READ_POS.get(value, "noun")}
    if kind == "grammaticalGender":
        return {"gender": _READ_GENDER.get(value, "")}
    if not kind.startswith(PRIVATE):
        return {}
    name = kind.removeprefix(PRIVATE)
    if name not in _TERM_FIELDS:
        raise InputError(place, f"unknown field {kind!r}", f"use one of: {', '.join(_TERM_FIELDS)}")
    return {name: _value(name, value, place)}


def _value(name: str, value: str, place: Place) -> Any:
    default = getattr(Term("", ""), name)
    if isinstance(default, Context):
        rules = (piece.partition("=") for piece in value.split(";"))
        found = {key.strip(): tuple(words.split("|")) for key, _, words in rules}
        if not set(found) <= {"before", "after", "near"}:
            raise InputError(place, f"no reading rule: {value!r}", "write before=a|b;after=c;near=d")
        return Context(**found)
    if isinstance(default, bool):
        return value == "true"
    if isinstance(default, tuple):
        return tuple(value.split(_SEPARATOR))
    if name == "head":
        if not value.isdigit():
            raise InputError(place, f"head {value!r} is no number", "write a number from 0 on")
        return int(value)
    return value


def _read_sources(root: Any) -> dict[str, str]:
    found = {}
    for element in root.iter():
        if _name(element) == "refObject" and element.get("id"):
            found[element.get("id")] = " ".join(_text(i) for i in element if _name(i) == "item")
    return found


def write(glossary: Glossary, path: Path) -> list[str]:
    """Write TBX v3; everything in a glossary has a place, so nothing is reported lost."""
    root = etree.Element(f"{{{NAMESPACE}}}tbx", nsmap={None: NAMESPACE})
    root.set("type", "TBX-Basic")
    root.set("style", "dca")
    root.set(XML_LANG, "en")
    header = _sub(_sub(_sub(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    _sub(header, "p", "termlock glossary")
    text = _sub(root, "text")
    body = _sub(text, "body")
    for concept in glossary:
        _write_concept(body, concept)
    if glossary.sources:
        group = _sub(_sub(text, "back"), "refObjectSec", type="bibl")
        for key, title in glossary.sources.items():
            _sub(_sub(group, "refObject", id=key), "item", title)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    write_bytes(path, data)
    return []


def _sub(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    for key, value in attributes.items():
        child.set(XML_LANG if key == "lang" else key, value)
    if text:
        child.text = text
    return child


def _write_concept(body: Any, concept: Concept) -> None:
    entry = _sub(body, "conceptEntry", id=concept.id)
    if concept.domain:
        _sub(entry, "descrip", concept.domain, type="subjectField")
    if concept.definition:
        _sub(entry, "descrip", concept.definition, type="definition")
    if concept.framing:
        _sub(entry, "descrip", concept.framing, type=PRIVATE + "framing")
    for other in concept.never:
        _sub(entry, "ref", other, type=PRIVATE + "never", target=other)
    for source in concept.sources:
        _sub(entry, "admin", source, type="source")
    for example in concept.examples:
        _write_example(entry, example)
    for lang in concept.languages:
        section = _sub(entry, "langSec", lang=lang)
        for term in concept.terms_in(lang):
            _write_term(section, term)


def _write_example(entry: Any, example: Example) -> None:
    element = _sub(entry, "descrip", type=PRIVATE + "example", lang=example.lang)
    at = 0
    last = None
    for match in example.match:
        start = example.text.find(match, at)
        if start < 0:
            continue
        between = example.text[at:start]
        if last is None:
            element.text = between
        else:
            last.tail = between
        last = _sub(element, "hi", match)
        at = start + len(match)
    if last is None:
        element.text = example.text
    else:
        last.tail = example.text[at:]


def _write_term(section: Any, term: Term) -> None:
    empty = Term("", "")
    element = _sub(section, "termSec")
    _sub(element, "term", term.text)
    _sub(element, "termNote", STATUS[term.status], type="administrativeStatus")
    if term.status is Status.FORBIDDEN:
        _sub(element, "termNote", str(term.status), type=PRIVATE + "status")
    _sub(element, "termNote", _POS.get(term.pos, "other"), type="partOfSpeech")
    if term.gender:
        _sub(element, "termNote", _GENDER.get(term.gender, "other"), type="grammaticalGender")
    for name in _TERM_FIELDS:
        value = getattr(term, name)
        if value != getattr(empty, name):
            _sub(element, "termNote", _plain(value), type=PRIVATE + name)
    if term.note:
        _sub(element, "note", term.note)


def _plain(value: Any) -> str:
    if isinstance(value, Context):
        return ";".join(f"{n}={'|'.join(v)}" for n in ("before", "after", "near") if (v := getattr(value, n)))
    if isinstance(value, bool):
        return str(value).lower()
    return _SEPARATOR.join(value) if isinstance(value, tuple) else str(value)
