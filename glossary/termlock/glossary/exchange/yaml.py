"""The glossary's own format: a folder of YAML files, one per domain, or a single file.

A file holds a list of concepts, or a mapping with ``concepts`` and ``sources``. PyYAML's libyaml
parser builds the node tree, which keeps line numbers; values are read from the nodes with every field
checked, so a mistake is reported where it stands. Anchors and aliases are refused: a glossary needs
none, and they let a small file grow without bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from termlock.glossary.concept import Concept, Context, Example, Glossary, Place, Status, Term
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text, write_text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node:
    """A YAML node with its file, so that every reader can say where a mistake stands."""

    def __init__(self, file: str, node: yaml.Node) -> None:
        self.file = file
        self.node = node

    @property
    def place(self) -> Place:
        """File and line of the node."""
        return Place(self.file, self.node.start_mark.line + 1)

    def error(self, problem: str, remedy: str) -> InputError:
        """An error at the node."""
        return InputError(self.place, problem, remedy)

    def text(self) -> str:
        """The node as one text."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("a list or mapping where one text is expected", "write a single value")
        return str(self.node.value)

    def flag(self) -> bool:
        """The node as true or false."""
        value = self.text()
        if value not in ("true", "false"):
            raise self.error(f"{value!r} where true or false is expected", "write true or false")
        return value == "true"

    def number(self) -> int:
        """The node as a whole number."""
        value = self.text()
        if not value.isdigit():
            raise self.error(f"{value!r} where a whole number is expected", "write a number from 0 on")
        return int(value)

    def items(self) -> list[Node]:
        """The members of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("one value where a list is expected", "write it as [a, b]")
        return [Node(self.file, n) for n in self.node.value]

    def texts(self) -> tuple[str, ...]:
        """The members of a list of texts; a single text is a list of one."""
        if isinstance(self.node, yaml.ScalarNode):
            return (self.text(),) if self.text() else ()
        return tuple(n.text() for n in self.items())

    def entries(self, what: str) -> list[tuple[str, Node]]:
        """The pairs of a mapping whose keys are free."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{what} is not a mapping", "write key: value")
        return [(Node(self.file, k).text(), Node(self.file, v)) for k, v in self.node.value]

    def fields(
        self, what: str, allowed: Mapping[str, Any], required: tuple[str, ...] = ()
    ) -> dict[str, Node]:
        """The mapping's fields, checked for doubles, unknown names and missing ones."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{what} is not a mapping", f"write it as {{{', '.join(allowed)}: …}}")
        found: dict[str, Node] = {}
        for key, value in self.node.value:
            name = Node(self.file, key).text()
            if name not in allowed:
                raise Node(self.file, key).error(
                    f"unknown field {name!r} in {what}", f"use one of: {', '.join(allowed)}"
                )
            if name in found:
                raise Node(self.file, key).error(f"field {name!r} stands twice", "keep one")
            found[name] = Node(self.file, value)
        for name in required:
            if name not in found:
                raise self.error(f"{what} lacks {name!r}", f"add {name}")
        return found


def _context(node: Node) -> Context:
    fields = node.fields("a reading rule", dict.fromkeys(("before", "after", "near")))
    return Context(**{k: v.texts() for k, v in fields.items()})


_TERM_FIELDS: dict[str, Callable[[Node], Any]] = {
    "text": Node.text,
    "status": lambda node: _status(node),
    "pos": Node.text,
    "gender": Node.text,
    "pattern": Node.text,
    "head": Node.number,
    "plural": Node.texts,
    "feminine": Node.text,
    "feminine_plural": Node.texts,
    "construct": Node.texts,
    "forms": Node.texts,
    "acronym": Node.flag,
    "case_sensitive": Node.flag,
    "loose_final": Node.flag,
    "unless": _context,
    "only_if": _context,
    "shared_with": Node.texts,
    "note": Node.text,
}
_CONCEPT_FIELDS = ("id", "definition", "framing", "never", "sources", "terms", "examples", "domain")
_EXAMPLE_FIELDS: dict[str, Callable[[Node], Any]] = {
    "lang": Node.text,
    "text": Node.text,
    "match": Node.texts,
}


def _status(node: Node) -> Status:
    try:
        return Status(node.text())
    except ValueError:
        raise node.error(f"unknown status {node.text()!r}", f"use one of: {', '.join(Status)}") from None


def _term(node: Node, lang: str) -> Term:
    fields = node.fields("a term", _TERM_FIELDS, ("text",))
    values = {name: _TERM_FIELDS[name](value) for name, value in fields.items()}
    if not values["text"].strip():
        raise fields["text"].error("a term without text", "write its citation form")
    return Term(lang=lang, place=node.place, **values)


def _example(node: Node) -> Example:
    fields = node.fields("an example", _EXAMPLE_FIELDS, ("lang", "text"))
    return Example(**{name: _EXAMPLE_FIELDS[name](value) for name, value in fields.items()})


def _concept(node: Node, domain: str) -> Concept:
    fields = node.fields("a concept", dict.fromkeys(_CONCEPT_FIELDS), ("id", "terms"))
    terms = tuple(
        _term(item, lang) for lang, value in fields["terms"].entries("terms") for item in value.items()
    )

    def text(name: str) -> str:
        return fields[name].text() if name in fields else ""

    def texts(name: str) -> tuple[str, ...]:
        return fields[name].texts() if name in fields else ()

    return Concept(
        id=text("id"),
        terms=terms,
        domain=text("domain") or domain,
        definition=text("definition"),
        framing=text("framing"),
        never=texts("never"),
        sources=texts("sources"),
        examples=tuple(_example(n) for n in fields["examples"].items()) if "examples" in fields else (),
        place=node.place,
    )


def parse(text: str, file: str, domain: str = "") -> Glossary:
    """Read a glossary from YAML text; ``file`` names it in messages, ``domain`` is that of its concepts.

    Raises:
        InputError: the YAML is broken, or a field is unknown, missing, doubled or of the wrong kind.
    """
    root = document(text, file)
    if isinstance(root.node, yaml.MappingNode):
        fields = root.fields("a glossary", dict.fromkeys(("concepts", "sources")), ("concepts",))
        sources = _sources(fields["sources"]) if "sources" in fields else {}
        return Glossary(tuple(_concept(n, domain) for n in fields["concepts"].items()), sources)
    return Glossary(tuple(_concept(n, domain) for n in root.items()))


def _sources(node: Node) -> dict[str, str]:
    return {key: value.text() for key, value in node.entries("sources")}


def document(text: str, file: str) -> Node:
    """The root of a YAML document.

    Raises:
        InputError: the YAML is broken or the document is empty.
    """
    root = _compose(text, file)
    if root is None:
        raise InputError(file, "the file is empty", "write a mapping or a list")
    return root


def _compose(text: str, file: str) -> Node | None:
    loader = _Loader(text)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if getattr(event, "anchor", None):
                mark = event.start_mark
                place = Place(file, mark.line + 1 if mark else 0)
                raise InputError(place, "anchors and aliases are not allowed", "write the value out")
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1 if mark else 0)
        raise InputError(place, f"broken YAML: {error.problem}", "mend the line") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(file, f"broken YAML: {error}", "mend the file") from None
    finally:
        loader.dispose()
    return Node(file, node) if node is not None else None


def read(path: Path) -> Glossary:
    """Read one YAML file, or every ``*.yaml`` of a folder: one file a domain, and ``sources.yaml`` with titles."""
    if not path.is_dir():
        return parse(read_text(path), str(path))
    concepts: list[Concept] = []
    sources: dict[str, str] = {}
    files = sorted(path.rglob("*.yaml"))
    if not files:
        raise InputError(str(path), "no .yaml file in this folder", "name a glossary file or folder")
    for file in files:
        if file.name == "sources.yaml":
            root = _compose(read_text(file), str(file))
            sources |= _sources(root) if root else {}
        else:
            glossary = parse(read_text(file), str(file), domain=file.stem)
            concepts += glossary.concepts
            sources |= glossary.sources
    return Glossary(tuple(concepts), sources)


def dump(glossary: Glossary) -> str:
    """The glossary as YAML: concepts with their fields in a fixed order, defaults left out."""
    concepts = [_plain_concept(c) for c in glossary]
    data: Any = {"sources": dict(glossary.sources), "concepts": concepts} if glossary.sources else concepts
    return str(
        yaml.dump(
            data,
            Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
            allow_unicode=True,
            sort_keys=False,
            width=110,
            default_flow_style=None,
        )
    )


def _plain_concept(concept: Concept) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": concept.id}
    for name in ("domain", "definition", "framing"):
        if value := getattr(concept, name):
            plain[name] = value
    for name in ("never", "sources"):
        if values := getattr(concept, name):
            plain[name] = list(values)
    plain["terms"] = {
        lang: [dict(_plain_fields(t)) for t in concept.terms_in(lang)] for lang in concept.languages
    }
    if concept.examples:
        plain["examples"] = [
            {"lang": e.lang, "text": e.text, "match": list(e.match)} for e in concept.examples
        ]
    return plain


def _plain_fields(term: Term) -> Iterator[tuple[str, Any]]:
    empty = Term("", "")
    for name in _TERM_FIELDS:
        value = getattr(term, name)
        if value == getattr(empty, name):
            continue
        if isinstance(value, Context):
            value = {k: list(v) for k in ("before", "after", "near") if (v := getattr(value, k))}
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, Status):
            value = str(value)
        yield name, value


def write(glossary: Glossary, path: Path) -> list[str]:
    """Write ``glossary`` to ``path``; YAML holds everything, so nothing is reported lost."""
    write_text(path, dump(glossary))
    return []
