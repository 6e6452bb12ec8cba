"""Characters that XML and HTML may hold."""

from __future__ import annotations

import re

# the complement of Char in XML 1.0, with the C1 controls, which HTML calls parse errors
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """``text`` with every character that no XML document can hold replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)
