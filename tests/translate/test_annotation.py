"""Dictionary words and locks are written into the source of the starter model."""

import random

import pytest

from termlock.translate.annotation import Chance, Lock, annotate
from termlock.translate.lexicon import Lexicon

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
        ("place", "United States | U.S.", "الولايات المتحدة", "ארצות הברית"),
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
    assert annotate(source, target, LEXICON).text == expected


def test_a_lock_is_written_in_brackets_and_wins_over_the_dictionary() -> None:
    text = "The government rejected the occupation army."
    start = text.index("occupation")
    lock = Lock(start, start + len("occupation army"), "جيش الاحتلال")
    assert annotate(text, "ar", LEXICON, [lock]).text == "The حكومة رفض the ⟪جيش الاحتلال⟫."


def test_in_training_the_reference_chooses_among_synonyms() -> None:
    assert annotate("The proposal", "ar", LEXICON, reference="المقترح").text == "The مقترح"


def test_words_can_be_left_bare_by_chance() -> None:
    bare = Chance(bare=1.0, rng=random.Random(1))
    assert (
        annotate("The government rejected it.", "ar", LEXICON, chance=bare).text
        == "The government rejected it."
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Israel's government", "إسرائيل's حكومة"),
        ("the government’s proposal", "the حكومة's اقتراح"),
        ("“Israel” — rejected", '"إسرائيل" – رفض'),
        ("The U.S. government", "The الولايات المتحدة حكومة"),
        ("They left the U.S.", "They left the الولايات المتحدة."),
        ("a Tel-Aviv-based government", "a Tel-Aviv-based حكومة"),
        ("the Israel-based government", "the إسرائيل-based حكومة"),
    ],
)
def test_what_stands_around_a_word_is_kept(source: str, expected: str) -> None:
    assert annotate(source, "ar", LEXICON).text == expected


def test_offsets_of_locks_hold_where_signs_are_made_plain() -> None:
    text = "“Rejected” — the army’s strike"
    start = text.index("army")
    lock = Lock(start, start + len("army’s"), "جيش", after=("'s",))
    assert annotate(text, "ar", LEXICON, [lock]).text == '"رفض" – the ⟪جيش⟫\'s strike ⟦غارة¦يضرب⟧'


def test_clitics_of_a_locked_word_stay_outside_the_brackets() -> None:
    text = "وبالجيش رفضت"
    lock = Lock(0, len("وبالجيش"), "army", before=("و", "ب", "ال"))
    assert annotate(text, "en", LEXICON, [lock], source="ar").text == "و ب ال ⟪army⟫ rejected ت"


@pytest.mark.parametrize("source", ["en", "ar", "he"])
def test_a_text_that_no_entry_knows_stays_as_it_is(source: str) -> None:
    assert annotate("Xyzzy 17, (ab)!", "he" if source != "he" else "ar", LEXICON, source=source).text == (
        "Xyzzy 17, (ab)!"
    )
