"""Names that the lexicon knows keep their standard spelling; nothing else is touched."""

import pytest

from termlock.translate.engine import Candidate
from termlock.translate.lexicon import Lexicon
from termlock.translate.names import names, standardise

LEXICON = Lexicon(
    [
        ("place", "Rafah", "رفح", "רפיח"),
        ("person", "Mohammad Darwish", "محمد درويش", "מוחמד דרוויש"),
        ("place", "Khan Yunis", "خان يونس", "ח'אן יונס | חאן יונס"),
        ("demonym", "Israeli", "إسرائيلي", "ישראלי"),
    ]
)
LINKS = tuple((k, k) for k in range(8))


def spelled(source: str, output: str, target: str = "he") -> str:
    return standardise(source, Candidate(output, 0.0, LINKS), LEXICON, target).text


def test_the_names_of_a_text_are_found_with_all_their_spellings() -> None:
    text = "Khan Yunis and Rafah"
    assert [(text[n.start : n.end], n.spellings) for n in names(text, LEXICON, "he")] == [
        ("Khan Yunis", ("ח'אן יונס", "חאן יונס")),
        ("Rafah", ("רפיח",)),
    ]


def test_another_spelling_is_put_right() -> None:
    assert spelled("Mohammad Darwish spoke", "מוחמד דרויש דיבר") == "מוחמד דרוויש דיבר"


def test_prefixes_and_punctuation_stay() -> None:
    assert (
        standardise("and Rafah.", Candidate("ורפאח.", 0.0, ((0, 0), (1, 0))), LEXICON, "he").text == "ורפיח."
    )
    assert standardise("Rafah.", Candidate("ورفاح.", 0.0, ((0, 0),)), LEXICON, "ar").text == "ورفح."


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Khan Yunis fell", "חאן יונס נפלה"),  # an accepted spelling
        ("Rafah fell", "העיר נפלה"),  # a translation that is no spelling of the name
        ("Israeli fire", "ישראלים אש"),  # a demonym is inflected
    ],
)
def test_what_is_no_misspelling_is_left_alone(source: str, output: str) -> None:
    assert spelled(source, output) == output
