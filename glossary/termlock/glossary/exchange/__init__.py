"""Reading and writing glossaries: YAML, CSV/TSV and TBX.

One module per format; :func:`read` and :func:`write` choose it by the file's suffix.
"""

from __future__ import annotations

from termlock.glossary.exchange.formats import FORMATS, Format, read, read_unique, write

__all__ = ["FORMATS", "Format", "read", "read_unique", "write"]
