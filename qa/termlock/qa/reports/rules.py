"""What each code stands for: the rule descriptions that SARIF viewers show."""

from __future__ import annotations

from dataclasses import dataclass

from termlock.qa.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as a reader of reports meets it."""

    code: str
    short: str
    full: str
    severity: Severity = Severity.ERROR


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            "missing",
            "A concept of the source has no approved term in the translation.",
            "The source names a contested concept, and the translation has neither an approved term for it "
            "nor, for a repeated mention, a pronoun or an elision that the tolerance allows.",
        ),
        Rule(
            "swapped",
            "A term of another, incompatible concept stands in the place of the source's.",
            "The glossary says that these two concepts must never stand for each other: "
            "the translation changes what the source says.",
        ),
        Rule(
            "conflated",
            "Two concepts that must be kept apart are rendered as one.",
            "The source distinguishes two concepts, and the translation renders both by one of them, so that "
            "its reader cannot tell them apart.",
        ),
        Rule(
            "forbidden",
            "A forbidden term stands in the translation.",
            "The glossary or the policy bars this term, whatever the source says.",
        ),
        Rule(
            "inserted",
            "The translation names a contested concept that the source does not.",
            "A contested term was added in translation: the source takes no such stand at this place.",
        ),
        Rule(
            "inconsistent",
            "One concept is called by several terms within one document.",
            "Readers take two terms for two things; the policy may allow admitted variants.",
            Severity.WARNING,
        ),
        Rule(
            "drifted",
            "Between two versions a place changed its concept or its term.",
            "The aligned segments name different concepts (an error) or the same concept by different terms "
            "(a warning).",
        ),
        Rule(
            "edition",
            "Two language editions of one source disagree on a concept.",
            "Editions of the same text name different concepts at the same place.",
        ),
        Rule(
            "numbers",
            "The digits of source and translation differ.",
            "Every number of the source must stand in the translation; Arabic-Indic and European digits are "
            "equal.",
        ),
        Rule(
            "untranslated",
            "Text of the source was left in place.",
            "The translation repeats the source, or stretches of it, in the source's language.",
            Severity.WARNING,
        ),
        Rule(
            "bidi",
            "Stray or unbalanced bidirectional controls.",
            "An embedding, override or isolate is opened and not closed, or closed and not opened: what "
            "follows it may be shown in the wrong order.",
            Severity.WARNING,
        ),
        Rule(
            "empty",
            "The translation of a segment is empty.",
            "The source segment has text and its translation has none.",
        ),
        Rule(
            "quotes",
            "Unbalanced quotation marks.",
            "A quotation is opened and not closed, or closed and not opened: it is unclear who says what.",
            Severity.WARNING,
        ),
        Rule(
            "missing-file",
            "A text has no translation, or a translation no source.",
            "The configuration names a pair of which only one file exists.",
        ),
        Rule(
            "unused-waiver",
            "A waiver matches no finding.",
            "What it excused is gone, or its wording is wrong: remove or mend it.",
        ),
    )
}


def rule(code: str) -> Rule:
    """The rule of ``code``; a code that is not described here stands for itself."""
    return RULES.get(code) or Rule(code, f"termlock: {code}.", f"termlock: {code}.", Severity.WARNING)
