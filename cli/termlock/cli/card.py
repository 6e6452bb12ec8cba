"""A concept as a card in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from termlock.glossary.concept import Concept, Glossary
from termlock.glossary.messages import _, isolated
from termlock.glossary.morphology import MORPHOLOGIES

FORMS_SHOWN = 8


def print_card(concept: Concept, glossary: Glossary) -> None:
    """Print definition, framing, terms with their first forms, never list, sources and examples."""
    console = Console(highlight=False)
    console.print(Text(concept.id, style="bold"), Text(f"({concept.domain})", style="dim"))
    for title, text in ((_("Definition"), concept.definition), (_("Framing"), concept.framing)):
        if text:
            console.print(Text(f"{title}: ", style="bold"), Text(text), sep="")
    table = Table(box=None, pad_edge=False)
    for title in (_("Language"), _("Term"), _("Status"), _("Forms")):
        table.add_column(title)
    for term in concept.terms:
        forms = [f.text for f in MORPHOLOGIES[term.lang].forms(term)] if term.lang in MORPHOLOGIES else []
        shown = (
            "، ".join(isolated(f) for f in forms[:FORMS_SHOWN])
            if term.lang == "ar"
            else ", ".join(isolated(f) for f in forms[:FORMS_SHOWN])
        )
        table.add_row(Text(term.lang), Text(isolated(term.text)), Text(str(term.status)), Text(shown))
    console.print(table)
    if others := sorted(glossary.conflicts(concept.id)):
        console.print(Text(_("Never: "), style="bold"), Text(", ".join(others)), sep="")
    for source in concept.sources:
        console.print(Text(_("Source: "), style="bold"), Text(glossary.sources.get(source, source)), sep="")
    for example in concept.examples:
        mark = "✓" if example.match else "✗"
        console.print(Text(f"  {mark} {isolated(example.text)}"))
