"""Long sentences are divided at their clauses: every rule by its example, nothing lost, no term cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termlock.translate.clauses import BOUNDARIES, Boundary, clauses


def pieces(text: str, lang: str, words: int, closed: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [text[s:e] for s, e in clauses(text, lang, lambda piece: len(piece.split()) <= words, closed)]


@pytest.mark.parametrize(
    "boundary", BOUNDARIES, ids=lambda b: f"{b.lang or 'all'}-{b.order}-{b.example[:12]}"
)
def test_a_boundary_divides_where_its_example_says(boundary: Boundary) -> None:
    import re

    before, after = boundary.example.split("|")
    text = before + after
    assert len(before) in [m.end() for m in re.finditer(boundary.pattern, text)]


def test_a_sentence_that_fits_is_left_whole() -> None:
    assert pieces("The army withdrew.", "en", 10) == ["The army withdrew."]


def test_a_long_sentence_is_divided_at_the_clause_nearest_to_its_middle() -> None:
    text = "The mediators met in Doha on Sunday, while residents of the camp returned to their homes."
    assert pieces(text, "en", 10) == [
        "The mediators met in Doha on Sunday,",
        "while residents of the camp returned to their homes.",
    ]


def test_arabic_and_hebrew_are_divided_at_their_own_conjunctions() -> None:
    assert pieces("انسحب الجيش من المدينة بعد أسبوع من القتال، فيما عاد السكان إلى بيوتهم.", "ar", 9)[
        1
    ].startswith("فيما")
    assert pieces("הצבא נסוג מן העיר לאחר שבוע של קרבות, בעוד התושבים חזרו לבתיהם.", "he", 9)[1].startswith(
        "בעוד"
    )


def test_a_term_is_never_divided() -> None:
    text = "They discussed the Palestinian Center for Human Rights report"
    start = text.index("Palestinian")
    assert any(
        "Palestinian Center for Human Rights" in p for p in pieces(text, "en", 5, ((start, start + 35),))
    )


def test_what_has_no_boundary_is_returned_whole() -> None:
    assert clauses("x" * 50, "en", lambda piece: False) == [(0, 50)]
    assert clauses("   ", "en", lambda piece: False) == []


@given(st.text("ab ,;.:و", max_size=80), st.integers(1, 8), st.sampled_from(["en", "ar", "he"]))
def test_only_white_space_lies_between_the_pieces(text: str, words: int, lang: str) -> None:
    at = 0
    for start, end in clauses(text, lang, lambda piece: len(piece.split()) <= words):
        assert not text[at:start].strip()
        assert start < end
        at = end
    assert not text[at:].strip()
