"""Training pairs: directions with weights, locks of any source language, hidden concepts."""

from collections import Counter
from functools import cache
from random import Random

import pytest

from termlock.glossary import compiled
from termlock.glossary.concept import Glossary
from termlock.glossary.exchange import read
from termlock.translate.lexicon import Lexicon
from termlock.translate.training.corpus import Direction, Examples, Row

ROWS = [
    Row(
        "en",
        {
            "en": "The occupation army rejected it.",
            "ar": "رفض جيش الاحتلال ذلك.",
            "he": "צבא הכיבוש דחה זאת.",
        },
    ),
    Row(
        "ar",
        {
            "en": "They spoke of the captives.",
            "ar": "تحدثوا عن الأسرى.",
            "he": "הם דיברו על השבויים.",
        },
    ),
] * 5
LEXICON = Lexicon([("verb", "reject", "رفض | يرفض", "דחה | לדחות")])


@cache
def glossary() -> Glossary:
    return read(compiled.shipped())


def examples(directions: dict[Direction, float], hide: frozenset[str] = frozenset()) -> Examples:
    return Examples(ROWS, LEXICON, glossary(), directions, hide)


def test_an_epoch_draws_each_direction_by_its_weight() -> None:
    pairs = examples({("en", "ar"): 1, ("ar", "en"): 0.5, ("he", "ar"): 2}).epoch(1, joined=0)
    assert Counter(p.source.split()[0] for p in pairs) == {">>ar<<": 10 + 20, ">>en<<": 5}


def test_two_epochs_draw_different_halves() -> None:
    drawn = examples({("ar", "en"): 0.5})
    assert list(drawn.epoch(1)) != list(drawn.epoch(2))


def test_some_rows_are_joined_with_their_neighbour() -> None:
    pairs = examples({("en", "he"): 1}).epoch(1, joined=1.0)
    assert sum(". " in p.target for p in pairs) == len(ROWS) - 1  # the last has none


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("en", "ar", ">>ar<< The ⟪جيش الاحتلال⟫ رفض it."),
        ("ar", "en", ">>en<< rejected ⟪occupation army⟫ ذلك."),
        ("he", "ar", ">>ar<< ⟪جيش الاحتلال⟫ رفض זאת."),
    ],
)
def test_at_translation_time_every_concept_is_locked(source: str, target: str, expected: str) -> None:
    assert examples({(source, target): 1}).fixed(source, target)[0].source == expected


def test_a_hidden_concept_is_never_locked_in_an_epoch() -> None:
    hidden = examples({("en", "ar"): 1, ("he", "en"): 1}, hide=frozenset({"occupation-army", "captive"}))
    assert not any("⟪" in p.source for p in hidden.epoch(3))
    assert any("⟪" in p.source for p in examples({("en", "ar"): 1}).epoch(3))
    assert "⟪" in hidden.fixed("en", "ar")[0].source


def test_copied_strings_are_in_the_target_language() -> None:
    (pair,) = examples({("ar", "he"): 1}).copies(1, Random(1))
    assert pair.source.startswith(">>he<< ")
    assert set(pair.target.split()) <= {"דחה", "לדחות"}
