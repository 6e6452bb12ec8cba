"""What every language's morphology offers to the matcher and to the lock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from termlock.glossary.concept import Term
from termlock.glossary.form import Clitics, Form
from termlock.glossary.normalise import level

Inflector = Callable[[Term], Iterable[Form]]


@dataclass(frozen=True)
class Morphology:
    """Clitics and inflection of one language.

    ``proclitics`` and ``enclitics`` map a class name to the spellings (levelled, see
    :mod:`~termlock.glossary.normalise`) that may stand before or after a form of that class.
    ``inflect`` yields the forms of a term, the citation form first.
    """

    lang: str
    script: re.Pattern[str]
    proclitics: Mapping[str, Mapping[str, Clitics]]
    enclitics: Mapping[str, Mapping[str, Clitics]]
    inflect: Inflector

    def forms(self, term: Term) -> tuple[Form, ...]:
        """The paradigm of ``term``: its forms without doubles, the citation form first."""
        found: dict[tuple[str, str, str], Form] = {}
        for form in [*self.inflect(term), *(f for text in term.forms for f in self._listed(term, text))]:
            found.setdefault((level(form.text), form.left, form.right), form)
        return tuple(found.values())

    def _listed(self, term: Term, text: str) -> Iterator[Form]:
        """A spelling that the glossary lists as it is: it only takes the proclitics of its kind."""
        for form in self.inflect(
            replace(term, text=text, pos="name" if term.pos != "verb" else "verb", plural=())
        ):
            plain = form.left == "indefinite" and len(words(text)) == 1 and term.pos != "name"
            left = "noun" if plain and self.lang != "en" else form.left
            yield replace(form, left=left, agrees=False)

    def surfaces(self, form: Form) -> Iterator[str]:
        """Every spelling of ``form`` with its legal clitics, the bare form first if it is one."""
        for before, left in self.proclitics[form.left].items():
            for after in self.enclitics[form.right]:
                if not (left.definite == "yes" and after):
                    yield self.attach(before, form.text, after)

    def attach(self, before: str, text: str, after: str) -> str:
        """Spell ``text`` with clitics; final letters follow the script's rule."""
        if after and text and text[-1] in _FINAL_TO_MEDIAL:
            text = text[:-1] + _FINAL_TO_MEDIAL[text[-1]]
        word = before + text + after
        return word[:-1] + _MEDIAL_TO_FINAL.get(word[-1], word[-1]) if after else word


_MEDIAL_TO_FINAL = dict(zip("כמנצ", "ךםןץ", strict=True))
_FINAL_TO_MEDIAL = {final: medial for medial, final in [*_MEDIAL_TO_FINAL.items(), ("פ", "ף")]}


def words(text: str) -> list[str]:
    """The words of a term; a hyphen or maqaf stays inside its word."""
    return text.split()
