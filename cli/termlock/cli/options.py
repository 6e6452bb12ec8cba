"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from termlock.glossary.messages import _

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
LANGUAGES = ("en", "ar", "he")
PATH = click.Path(path_type=Path)

glossary_option = click.option(
    "--glossary",
    "-g",
    "glossaries",
    type=PATH,
    multiple=True,
    metavar="FILE",
    help=_("Glossary to use instead of the shipped one (YAML, CSV, TSV, TBX or a folder); may be repeated."),
)


def format_option(*names: str) -> Callable[[Decorated], Decorated]:
    """``--format`` with these choices, the first by default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help=_("How to print the result."),
    )
