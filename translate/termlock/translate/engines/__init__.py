"""Engines by name.

``openai:MODEL`` is a model behind an OpenAI-compatible endpoint,
``ct2:NAME`` a hub model or folder converted for CTranslate2; any other name is a hub model or folder.
"""

from __future__ import annotations

from termlock.glossary.errors import InputError
from termlock.translate.engine import Engine


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

        return CTranslate2Engine(rest)
    if not name.strip():
        raise InputError("", "no model named", "see tk models list")
    from termlock.translate.engines.transformers import TransformersEngine

    return TransformersEngine(name)
