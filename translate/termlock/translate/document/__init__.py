"""Documents: files as segments, rebuilt byte for byte outside them."""

from termlock.translate.document.formats import FORMATS, Document, parse, read

__all__ = ["FORMATS", "Document", "parse", "read"]
