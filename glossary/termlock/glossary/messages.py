"""User-facing text in the user's language.

Catalogs are Babel message catalogs (``locale/LANG/LC_MESSAGES/termlock.po``). They are read as they
are, so there is no compiled file to forget; English needs no catalog and pays nothing at start-up.
The language is taken from ``TERMLOCK_LANG``, ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files

DOMAIN = "termlock"
ISOLATE, POP = "\u2068", "\u2069"  # first strong isolate, pop directional isolate


@cache
def language() -> str:
    """The language of the user's environment: ``en``, ``ar`` or ``he``."""
    for name in ("TERMLOCK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "").split(":")[0].split(".")[0].split("_")[0].lower()
        if code:
            return code if code in ("ar", "he") else "en"
    return "en"


@cache
def _catalog(lang: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    path = files("termlock.glossary") / "locale" / lang / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=lang)
    return {
        m.id: m.string for m in catalog if isinstance(m.id, str) and isinstance(m.string, str) and m.string
    }


def _(message: str) -> str:
    """``message`` in the user's language; English where the catalog has no translation."""
    lang = language()
    return message if lang == "en" else _catalog(lang).get(message, message)


def isolated(text: str) -> str:
    """``text`` between bidi isolates, so that it cannot disturb the direction of its surroundings."""
    return f"{ISOLATE}{text}{POP}"
