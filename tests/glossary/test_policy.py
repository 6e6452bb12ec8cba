"""Policies decide which terms render a concept; the default keeps the framing of the source."""

from pathlib import Path

import pytest

from termlock.glossary.compiled import shipped
from termlock.glossary.concept import Concept, Glossary, Status, Term
from termlock.glossary.errors import InputError
from termlock.glossary.exchange import read
from termlock.glossary.policy import MIRROR, Policy, Rule, load, resolve, unknown_concepts
from termlock.glossary.policy import shipped as shipped_policies

GLOSSARY = Glossary(
    (
        Concept(
            "captive",
            (Term("أسير", "ar"), Term("مأسور", "ar", Status.ADMITTED), Term("محجوز", "ar", Status.FORBIDDEN)),
            never=("hostage",),
        ),
        Concept("hostage", (Term("رهينة", "ar"),), never=("captive",)),
        Concept("detainee", (Term("محتجز", "ar"),)),
    )
)


def test_mirror_renders_a_concept_by_its_own_terms_preferred_first() -> None:
    found = resolve(GLOSSARY, MIRROR, "captive", "ar")
    assert [t.text for t in found.approved] == ["أسير", "مأسور"]
    assert found.barred == {"hostage"}
    assert [t.text for t in found.barred_terms] == ["محجوز"]


def test_a_house_style_renders_one_concept_by_another() -> None:
    policy = Policy("house", {"captive": Rule(render="hostage")})
    found = resolve(GLOSSARY, policy, "captive", "ar")
    assert [t.text for t in found.approved] == ["رهينة"]
    assert "captive" in found.barred
    assert "hostage" not in found.barred


def test_allowed_and_forbidden_concepts() -> None:
    policy = Policy(
        "house", {"captive": Rule(allow=("detainee",), status=Status.PREFERRED), "hostage": Rule(forbid=True)}
    )
    found = resolve(GLOSSARY, policy, "captive", "ar")
    assert [t.text for t in found.approved] == ["أسير", "محتجز"]
    assert "hostage" in resolve(GLOSSARY, policy, "detainee", "ar").barred


@pytest.mark.parametrize("name", shipped_policies())
def test_shipped_policies_name_only_concepts_that_exist(name: str) -> None:
    policy = load(name)
    assert policy.name == name
    assert policy.description
    assert unknown_concepts(policy, read(shipped())) == []


def test_three_policies_ship_and_the_same_concept_resolves_differently() -> None:
    glossary = read(shipped())
    assert "mirror" in shipped_policies()
    renderings = {
        tuple(t.text for t in resolve(glossary, load(n), "captive", "ar").approved)
        for n in shipped_policies()
    }
    assert len(renderings) > 1


def test_an_unknown_policy_is_an_error_with_a_remedy() -> None:
    with pytest.raises(InputError, match=r"no such policy; use .*mirror"):
        load("no-such-house")


def test_a_bad_policy_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "house.yaml"
    path.write_text("name: house\nconcepts:\n  captive: {rendre: hostage}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"house\.yaml:3: unknown field 'rendre'"):
        load(str(path))
