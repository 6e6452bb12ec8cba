"""Inline markup moves with its words, and is never lost or doubled."""

from hypothesis import given
from hypothesis import strategies as st

from termlock.translate.projection import project
from termlock.translate.segment import Markup

SOURCE = "The army freed two captives yesterday."
TARGET = "أفرج الجيش أمس عن أسيرين."
LINKS = ((1, 1), (2, 0), (3, 4), (4, 4), (5, 2))


def shown(start: int, end: int) -> str:
    (mark,) = project((Markup(start, end, "<b>", "</b>" if end > start else ""),), SOURCE, TARGET, LINKS)
    return (
        TARGET[: mark.start]
        + "<b>"
        + TARGET[mark.start : mark.end]
        + ("</b>" if end > start else "")
        + TARGET[mark.end :]
    )


def test_a_pair_goes_around_the_words_that_its_words_became() -> None:
    assert shown(SOURCE.index("two"), SOURCE.index(" yesterday")) == "أفرج الجيش أمس عن <b>أسيرين</b>."
    assert shown(SOURCE.index("freed"), SOURCE.index(" two")) == "<b>أفرج</b> الجيش أمس عن أسيرين."


def test_a_pair_around_everything_stays_around_everything() -> None:
    assert shown(0, len(SOURCE)) == f"<b>{TARGET}</b>"


def test_a_point_goes_before_the_word_that_follows_it() -> None:
    assert shown(SOURCE.index("yesterday"), SOURCE.index("yesterday")) == "أفرج الجيش <b>أمس عن أسيرين."


def test_without_links_the_place_is_taken_in_proportion() -> None:
    (mark,) = project((Markup(20, 28, "<i>", "</i>"),), SOURCE, TARGET, ())
    assert 0 < mark.start <= mark.end <= len(TARGET)


@given(
    st.lists(st.tuples(st.integers(0, 38), st.integers(0, 38)), max_size=5),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8),
)
def test_every_mark_comes_out_once_and_inside_the_text(
    spans: list[tuple[int, int]], links: list[tuple[int, int]]
) -> None:
    marks = tuple(Markup(min(s), max(s), f"<{k}>", f"</{k}>") for k, s in enumerate(spans))
    moved = project(marks, SOURCE, TARGET, links)
    assert [m.before for m in moved] == [m.before for m in marks]
    assert all(0 <= m.start <= m.end <= len(TARGET) for m in moved)
