"""Editorial policies: which term a source concept must take in the target.

The default, ``mirror``, keeps the framing of the source: a concept is rendered by a preferred or
admitted term of the same concept. A house style is a YAML file that changes single concepts::

    name: harbour-gazette
    extends: mirror
    concepts:
      captive: {render: hostage}
      apartheid-wall: {forbid: true}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from termlock.glossary.concept import Glossary, Status, Term
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text


@dataclass(frozen=True, slots=True)
class Rule:
    """What a policy says of one concept.

    ``render`` names the concept whose terms are used instead, ``allow`` further concepts that may
    stand in its place, ``forbid`` bars the concept from the target, ``status`` is the weakest status
    that counts as approved.
    """

    render: str = ""
    allow: tuple[str, ...] = ()
    forbid: bool = False
    status: Status = Status.ADMITTED


@dataclass(frozen=True)
class Policy:
    """A named set of rules by concept; concepts without a rule are mirrored."""

    name: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    description: str = ""

    def rule(self, concept_id: str) -> Rule:
        """The rule for a concept, or the rule of ``mirror``."""
        return self.rules.get(concept_id, MIRRORED)


MIRRORED = Rule()
MIRROR = Policy("mirror", description="A translation keeps the framing of its source.")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What may and what must not render a source concept in one language.

    ``concepts`` are the concepts whose terms are approved, ``approved`` those terms (best first),
    ``barred`` the concepts that must not stand in their place, ``barred_terms`` the wordings of the
    approved concepts that are deprecated or forbidden.
    """

    concepts: tuple[str, ...]
    approved: tuple[Term, ...]
    barred: frozenset[str]
    barred_terms: tuple[Term, ...]


def resolve(glossary: Glossary, policy: Policy, concept_id: str, lang: str) -> Resolution:
    """Which terms of ``lang`` render ``concept_id`` under ``policy``. A pure function."""
    rule = policy.rule(concept_id)
    wanted = rule.render or concept_id
    concepts = tuple(dict.fromkeys((wanted, *rule.allow)))
    approved: list[Term] = []
    wrong: list[Term] = []
    shared: set[str] = set()
    for name in concepts:
        if name not in glossary:
            continue
        for term in glossary[name].terms_in(lang):
            allowed = term.status.approved and (
                policy.rule(name).status is not Status.PREFERRED or term.status is Status.PREFERRED
            )
            (approved if allowed else wrong).append(term)
            shared.update(term.shared_with)
    approved.sort(
        key=lambda t: (concepts.index(_owner(glossary, concepts, t)), t.status is not Status.PREFERRED)
    )
    barred = {name for c in concepts for name in glossary.conflicts(c)}
    if rule.render:
        barred.add(concept_id)
    barred |= {name for name, other in policy.rules.items() if other.forbid}
    return Resolution(concepts, tuple(approved), frozenset(barred - set(concepts)), tuple(wrong))


def _owner(glossary: Glossary, concepts: tuple[str, ...], term: Term) -> str:
    return next(c for c in concepts if c in glossary and any(t is term for t in glossary[c].terms))


def shipped() -> tuple[str, ...]:
    """The names of the policies that come with termlock."""
    folder = files("termlock.glossary") / "data" / "policies"
    return tuple(sorted(p.name.removesuffix(".yaml") for p in folder.iterdir() if p.name.endswith(".yaml")))


def load(name_or_path: str) -> Policy:
    """A shipped policy by name, or one from a file.

    Raises:
        InputError: no such policy, or the file is no valid policy.
    """
    if name_or_path == MIRROR.name:
        return MIRROR
    path = Path(name_or_path)
    if name_or_path in shipped():
        path = Path(str(files("termlock.glossary") / "data" / "policies" / f"{name_or_path}.yaml"))
    elif not path.exists():
        raise InputError(name_or_path, "no such policy", f"use {', '.join(shipped())} or the path of a file")
    return _parse(read_text(path), str(path))


def _parse(text: str, file: str) -> Policy:
    from termlock.glossary.exchange.yaml import document

    root = document(text, file)
    fields = root.fields("a policy", dict.fromkeys(("name", "description", "extends", "concepts")), ("name",))
    base = load(fields["extends"].text()) if "extends" in fields else MIRROR
    rules = dict(base.rules)
    if "concepts" in fields:
        for concept_id, node in fields["concepts"].entries("concepts"):
            values = node.fields("a rule", dict.fromkeys(("render", "allow", "forbid", "status")))
            status = values["status"].text() if "status" in values else Status.ADMITTED.value
            if status not in (Status.PREFERRED, Status.ADMITTED):
                raise values["status"].error(f"status {status!r}", "use preferred or admitted")
            rules[concept_id] = Rule(
                render=values["render"].text() if "render" in values else "",
                allow=values["allow"].texts() if "allow" in values else (),
                forbid=values["forbid"].flag() if "forbid" in values else False,
                status=Status(status),
            )
    return Policy(
        fields["name"].text(), rules, fields["description"].text() if "description" in fields else ""
    )


def load_for(name_or_path: str, glossary: Glossary) -> Policy:
    """As :func:`load`, for use with ``glossary``.

    Raises:
        InputError: as :func:`load`, or the policy names concepts that the glossary lacks.
    """
    policy = load(name_or_path)
    if unknown := unknown_concepts(policy, glossary):
        problem = f"names concepts the glossary lacks: {', '.join(unknown)}"
        raise InputError(name_or_path, problem, "remove or add them")
    return policy


def unknown_concepts(policy: Policy, glossary: Glossary) -> list[str]:
    """The concepts that the policy names and the glossary lacks."""
    named = {n for i, r in policy.rules.items() for n in (i, r.render, *r.allow) if n}
    return sorted(named - set(glossary.by_id))
