"""Morphology of the three languages: from a term to its forms.

Each language is one module with one :class:`Morphology`: its clitics in legal order, and a function
that inflects a term. Rules stand in tables, each row with an example that the tests run.
"""

from __future__ import annotations

from termlock.glossary.morphology.arabic import ARABIC
from termlock.glossary.morphology.base import Morphology
from termlock.glossary.morphology.english import ENGLISH
from termlock.glossary.morphology.hebrew import HEBREW

MORPHOLOGIES: dict[str, Morphology] = {m.lang: m for m in (ENGLISH, ARABIC, HEBREW)}
LANGUAGES: tuple[str, ...] = tuple(MORPHOLOGIES)

__all__ = ["ARABIC", "ENGLISH", "HEBREW", "LANGUAGES", "MORPHOLOGIES", "Morphology"]
