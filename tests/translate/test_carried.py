"""Addresses, code and placeholders come through unchanged; numbers are looked for."""

from hypothesis import given
from hypothesis import strategies as st

from termlock.translate.carried import carry, mend_numbers, missing_numbers, restore

TEXT = "Write to aid@example.org or see https://example.org/a?b=1, {name}."


def test_stand_ins_are_numbers_that_the_text_does_not_have() -> None:
    carried = carry("Room 4101: see https://example.org now")
    assert carried.text == "Room 4101: see 4102 now"


def test_originals_come_back_where_their_stand_ins_stand() -> None:
    carried = carry(TEXT)
    assert carried.text == "Write to 4101 or see 4102, 4103."
    restored = restore(carried, "راجعوا 4102 أو اكتبوا إلى 4101، يا 4103.")
    assert restored.text == "راجعوا https://example.org/a?b=1 أو اكتبوا إلى aid@example.org، يا {name}."
    assert restored.lost == ()


def test_a_lost_original_is_named_and_a_doubled_one_stays_a_number() -> None:
    carried = carry(TEXT)
    restored = restore(carried, "4101 4101 4,103")
    assert restored.text == "aid@example.org 4101 {name}"
    assert restored.lost == ("https://example.org/a?b=1",)


@given(st.text("ab {}%s", max_size=30))
def test_offsets_lead_in_and_out(text: str) -> None:
    carried = carry(text)
    for offset in range(len(carried.text) + 1):
        outer = carried.outward(offset)
        assert 0 <= outer <= len(text)
    assert restore(carried, carried.text).text == text


def test_arabic_digits_and_thousands_are_the_same_number() -> None:
    assert missing_numbers("1,200 people in 2025", "٢٠٢٥ و1200 شخص") == []
    assert [n for *_, n in missing_numbers("12 of 12 left", "12 غادروا")] == ["12"]


def test_a_wrong_number_is_put_right_where_the_alignment_shows_it() -> None:
    assert (
        mend_numbers("21 captives of 300", "أسيرا 12 من 300", ((0, 1), (1, 0), (2, 2), (3, 3)))
        == "أسيرا 21 من 300"
    )


def test_a_number_is_never_put_over_one_that_the_source_has() -> None:
    assert mend_numbers("21 of 300", "من 300", ((0, 1), (1, 0), (2, 1))) == "من 300"
