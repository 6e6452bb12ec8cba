"""Engines by name.

``starter`` is the packaged model, ``openai:MODEL`` a model behind an OpenAI-compatible endpoint,
``ct2:NAME`` any other model converted for CTranslate2; any other name is a hub model or a folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from termlock.glossary.errors import InputError
from termlock.translate.engine import Engine

if TYPE_CHECKING:
    from termlock.translate.engines.pretrained import PretrainedEngine


def load(name: str) -> Engine:
    """The engine called ``name``. What it needs is imported, and its weights are read, here and not before.

    Raises:
        InputError: there is no such model, or it needs an extra that is not installed.
    """
    kind, _, rest = name.partition(":")
    if kind == "openai":
        from termlock.translate.engines.openai import OpenAIEngine

        return OpenAIEngine(rest)
    if kind == "ct2":
        if not rest:
            raise InputError(name, "names no model", "write ct2:NAME or ct2:FOLDER")
        from termlock.translate.engines.ctranslate2 import CTranslate2Engine

        return _annotating(CTranslate2Engine(rest))
    if not name.strip():
        raise InputError("", "no model named", "see tk models list")
    from termlock.translate.engines.transformers import TransformersEngine

    return _annotating(TransformersEngine(name))


def _annotating(engine: PretrainedEngine) -> Engine:
    """The engine itself, or with the dictionary in front of it where its model was trained to read one."""
    from termlock.translate.engines.families import STARTER

    if engine.vocabulary.family is not STARTER:
        return engine
    from termlock.translate.engines.starter import StarterEngine
    from termlock.translate.starter import dictionary

    return StarterEngine(engine, dictionary())
