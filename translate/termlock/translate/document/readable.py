"""Which bare strings of a data file are text for people, and which are keys, codes and addresses."""

from __future__ import annotations

import re

from termlock.translate.document.protected import protected

_CODE = re.compile(
    r"""
    [a-z0-9]+                                  # ok, en, 4f2a
  | [A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})+     # en-US, zh_Hant
  | \S*[\w-][_./\\:=#@~+-]+\w\S*               # snake_case, a/path, utf-8, key=value, a.b
  | [a-z]+[A-Z0-9][A-Za-z0-9]*                 # camelCase
  | [A-Z0-9_]{2,}                              # CONSTANT
  | [#.$/~].*                                  # #fff, .class, $ref, /path
  | \d[\d.,:/TZ+-]*                            # numbers, dates
    """,
    re.VERBOSE | re.ASCII,
)


def is_text(value: str) -> bool:
    """Whether a string reads as text: it has letters outside its placeholders, and is no code."""
    value = value.strip()
    if not any(c.isalpha() for c in value):
        return False
    if len(value) < 200 and not any(c.isspace() for c in value) and _CODE.fullmatch(value):
        return False
    at, rest = 0, []
    for start, end in protected(value):
        rest.append(value[at:start])
        at = end
    return any(c.isalpha() for piece in (*rest, value[at:]) for c in piece)
