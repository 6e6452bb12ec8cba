"""The checks, one file each; importing this package registers them all."""

from __future__ import annotations

from termlock.qa.checks import (
    bidi,
    conflated,
    empty,
    forbidden,
    inconsistent,
    inserted,
    missing,
    numbers,
    quotes,
    swapped,
    untranslated,
)
from termlock.qa.checks.base import CHECKS, Check, Setting

__all__ = [
    "CHECKS",
    "Check",
    "Setting",
    "bidi",
    "conflated",
    "empty",
    "forbidden",
    "inconsistent",
    "inserted",
    "missing",
    "numbers",
    "quotes",
    "swapped",
    "untranslated",
]
