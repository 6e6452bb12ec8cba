"""What readers do not see or mind is levelled; offsets always lead back to the original text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termlock.glossary.normalise import LEVELLED, LONG, joins, level, normalise


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("أَسْرَى", "أسرى"),
        ("الأســرى", "الأسرى"),
        ("اسرى", "أسرى"),
        ("مسؤول", "مسؤول"),
        ("צה״ל", 'צה"ל'),
        ("צה''ל", 'צה"ל'),
        ("ג׳יהאד", "ג'יהאד"),
        ("בֵּן עֲרֻבָּה", "בן ערבה"),
        ("אל־אקצא", "אל אקצא"),
        ("Captive’s", "captive's"),
        ("\u200fחטופים\u200e", "חטופים"),
        ("occupation  army", "occupation army"),
        ("ﺍﻷﺳﺮﻯ", "الأسرى"),
    ],
)
def test_spellings_that_readers_take_for_the_same_are_levelled(written: str, same_as: str) -> None:
    assert level(written) == level(same_as)


@pytest.mark.parametrize(("chars", "to", "_example"), LEVELLED)
def test_every_row_of_the_table_holds(chars: str, to: str, _example: str) -> None:
    assert {level(f"ב{c}ב")[1:-1] for c in chars} == {to}


def test_a_quotation_mark_inside_a_word_is_left_out_and_one_around_a_word_is_not() -> None:
    assert level('ה"התנגדות" אמרה') == level("ההתנגדות  אמרה").replace(" ", "  ", 1)
    assert level('ה"התנגדות"').strip() == level("ההתנגדות")
    assert normalise('"חטופים"').text == "  חטופימ  "


@pytest.mark.parametrize(
    ("gap", "fits"), [(" ", True), ("-", True), ("־", True), (", ", False), ("\n", False)]
)
def test_only_spaces_and_hyphens_join_the_words_of_a_term(gap: str, fits: bool) -> None:
    assert joins(gap) is fits


ALPHABET = st.text(alphabet=list("אבםן ابةأ'\"״“־-.,\n\t \u0640\u064e\u05b0\u200f\u2067ﻷabcÀİ1"), max_size=60)


@given(ALPHABET)
def test_every_levelled_character_points_into_the_original(text: str) -> None:
    levelled = normalise(text)
    places = [levelled.original(k) for k in range(1, len(levelled.text) - 1)]
    assert places == sorted(places)
    assert all(0 <= p < max(len(text), 1) for p in places)


@given(ALPHABET)
def test_levelling_twice_changes_nothing(text: str) -> None:
    once = level(text)
    assert level(once).split() == once.split()


@settings(max_examples=20, deadline=None)
@given(ALPHABET)
def test_a_long_text_is_levelled_like_a_short_one(text: str) -> None:
    padded = f"{text}\nא"
    long = normalise(padded + " " * (LONG - len(padded)) + "\n" * 200).text
    assert long.split() == normalise(padded).text.split()
