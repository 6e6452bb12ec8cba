"""Documents: files as segments, rebuilt byte for byte outside them."""

from termlock.translate.document.formats import FORMATS, Document, parse, read
from termlock.translate.document.options import Options

__all__ = ["FORMATS", "Document", "Options", "parse", "read"]
