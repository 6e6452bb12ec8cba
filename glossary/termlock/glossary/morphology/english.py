"""English: plural, possessive, verb forms; capital letters and hyphens are levelled elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termlock.glossary.concept import Term
from termlock.glossary.form import Clitics, Form
from termlock.glossary.morphology.base import Morphology, words

# ending -> how the plural or third person is spelled, first match wins, with an example
PLURALS: tuple[tuple[str, str, str], ...] = (
    (r"(?<=[^aeiou])y$", "ies", "territory territories"),
    (r"(?<=gun)man$", "men", "gunman gunmen"),
    (r"(s|x|z|ch|sh)$", r"\1es", "truce-breach breaches"),
    (r"$", "s", "hostage hostages"),
)
# verb endings: pattern, replacement, which form, with an example
PASTS: tuple[tuple[str, str, str], ...] = (
    (r"e$", "ed", "neutralise neutralised"),
    (r"(?<=[^aeiou])y$", "ied", "occupy occupied"),
    (r"(?<=[aeiou])([bgmnpt])$", r"\1\1ed", "kidnap kidnapped"),
    (r"$", "ed", "abduct abducted"),
)
GERUNDS: tuple[tuple[str, str, str], ...] = (
    (r"(?<=[^eo])e$", "ing", "neutralise neutralising"),
    (r"(?<=[aeiou])([bgmnpt])$", r"\1\1ing", "kidnap kidnapping"),
    (r"$", "ing", "abduct abducting"),
)


def apply(rules: tuple[tuple[str, str, str], ...], word: str) -> str:
    """Rewrite the end of ``word`` by the first rule that fits."""
    for pattern, replacement, _ in rules:
        if re.search(pattern, word):
            return re.sub(pattern, replacement, word, count=1)
    return word


def inflect(term: Term) -> Iterator[Form]:
    """Singular and plural of the head word; for verbs the four regular forms."""
    yield Form(term.text, right="possessive")
    if term.pos == "verb":
        first, *rest = words(term.text)
        for rules in (PLURALS, PASTS, GERUNDS):
            yield Form(" ".join([apply(rules, first), *rest]))
        return
    if term.pos in ("name", "adj") and not term.plural:
        return
    for plural in term.plural or (_plural(term),):
        yield Form(plural, number="plural", right="possessive")


def _plural(term: Term) -> str:
    parts = words(term.text)
    head = len(parts) - 1 if term.head is None else term.head
    parts[head] = apply(PLURALS, parts[head])
    return " ".join(parts)


ENGLISH = Morphology(
    lang="en",
    script=re.compile(r"[A-Za-zÀ-ɏ]"),
    proclitics={"none": {"": Clitics()}},
    enclitics={"none": {"": Clitics()}, "possessive": {"": Clitics(), "'s": Clitics(("'s",))}},
    inflect=inflect,
)
