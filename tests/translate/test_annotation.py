"""Dictionary words and locks are written into the source of the starter model."""

import random

import pytest

from termlock.glossary.errors import InputError
from termlock.translate.annotation import Chance, Lock, annotate
from termlock.translate.lexicon import Lexicon, lemma, read_rows

LEXICON = Lexicon(
    [
        ("noun", "government", "حكومة | حكومات", "ממשלה | ממשלות"),
        ("verb", "reject", "رفض | يرفض", "דחה | לדחות"),
        ("noun", "strike", "غارة | غارات", "תקיפה | תקיפות"),
        ("verb", "strike", "ضرب | يضرب", "תקף | לתקוף"),
        ("noun", "chief of staff", "رئيس الأركان", 'רמטכ"ל'),
        ("prep", "according to", "وفقا ل", "לפי"),
        ("verb", "accord", "منح | يمنح", "העניק | להעניק"),
        ("place", "Israel", "إسرائيل", "ישראל"),
        ("given", "Israel", "يسرائيل", "ישראל"),
        ("noun", "proposal", "اقتراح | اقتراحات / مقترح | مقترحات", "הצעה | הצעות"),
    ]
)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("The governments rejected it.", "ar", "The حكومات رفض it."),
        ("The government may reject it.", "he", "The ממשלה may לדחות it."),
        ("Israel said so.", "ar", "إسرائيل said so."),
        ("The chief of staff, according to them", "he", 'The רמטכ"ל, according to them'),
        ("Strikes hit.", "ar", "Strikes ⟦غارات¦يضرب⟧ hit."),
        ("The strike hit.", "ar", "The غارة hit."),
        ("Unknown words stay.", "ar", "Unknown words stay."),
    ],
)
def test_words_are_replaced_by_their_lemma_and_ambiguous_ones_get_candidates(
    source: str, target: str, expected: str
) -> None:
    assert annotate(source, target, LEXICON) == expected


def test_a_lock_is_written_in_brackets_and_wins_over_the_dictionary() -> None:
    text = "The government rejected the occupation army."
    start = text.index("occupation")
    lock = Lock(start, start + len("occupation army"), "جيش الاحتلال")
    assert annotate(text, "ar", LEXICON, [lock]) == "The حكومة رفض the ⟪جيش الاحتلال⟫."


def test_in_training_the_reference_chooses_among_synonyms() -> None:
    assert annotate("The proposal", "ar", LEXICON, reference="المقترح") == "The مقترح"


def test_words_can_be_left_bare_by_chance() -> None:
    bare = Chance(bare=1.0, rng=random.Random(1))
    assert (
        annotate("The government rejected it.", "ar", LEXICON, chance=bare) == "The government rejected it."
    )


@pytest.mark.parametrize(
    ("word", "expected"), [("captives", "captive"), ("said", "say"), ("children", "child")]
)
def test_lemmas(word: str, expected: str) -> None:
    assert lemma(word) == expected


def test_a_bad_row_is_named_with_its_line(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "x.tsv"
    path.write_text("noun\tgovernment\tحكومة\tממשלה\nnoun\tx\ty\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.tsv:2: a row needs four filled columns"):
        list(read_rows(path))
