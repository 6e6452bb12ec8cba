"""Segments find their partners: by count, by length and anchors, or by likeness between versions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from termlock.qa.alignment import Bead, by_length, one_to_one, versions

OLD = [
    "رفضت الحكومة المقترح المصري الذي قدمه الوسطاء في الدوحة.",
    "وقالت عائلات الأسرى إنها ستواصل الاعتصام أمام مقر الوزارة.",
    "وتوقفت المفاوضات بعد انتهاء المرحلة الأولى من الاتفاق.",
]


def test_the_same_number_of_segments_pairs_them_in_order() -> None:
    assert one_to_one(2) == [Bead((0,), (0,)), Bead((1,), (1,))]


def test_a_merged_segment_is_found_by_length_and_numbers() -> None:
    source = [
        "Twelve trucks with 450 tonnes of flour entered on Sunday.",
        "It was the first in 30 days.",
        "The road is open.",
    ]
    target = ["دخلت الأحد اثنتا عشرة شاحنة تحمل 450 طنا من الطحين، وهي الأولى منذ 30 يوما.", "والطريق مفتوح."]
    assert by_length(source, target) == [Bead((0, 1), (0,)), Bead((2,), (1,))]


def test_concepts_that_both_sides_share_are_anchors() -> None:
    source = ["One.", "The captives came.", "Two."]
    target = ["عاد الأسرى.", "اثنان."]
    empty: frozenset[str] = frozenset()
    anchors = [(empty, frozenset({"captive"})), (frozenset({"captive"}), empty), (empty, empty)]
    assert Bead((1,), (0,)) in by_length(source, target, anchors) or Bead((0, 1), (0,)) in by_length(
        source, target, anchors
    )


def test_moved_segments_keep_their_partner() -> None:
    new = [OLD[2], OLD[0], OLD[1]]
    assert versions(OLD, new) == [Bead((2,), (0,)), Bead((0,), (1,)), Bead((1,), (2,))]


def test_inserted_and_deleted_segments_stand_alone() -> None:
    new = [OLD[0], "جملة جديدة تماما عن الطقس والأمطار.", OLD[2]]
    assert versions(OLD, new) == [Bead((0,), (0,)), Bead((), (1,)), Bead((2,), (2,)), Bead((1,), ())]


def test_a_split_segment_is_one_bead() -> None:
    first, second = OLD[0].split(" الذي ")
    assert versions(OLD[:1], [first, "الذي " + second]) == [Bead((0,), (0, 1))]


def test_two_merged_segments_are_one_bead() -> None:
    assert Bead((0, 1), (0,)) in versions(OLD, [f"{OLD[0]} {OLD[1]}", OLD[2]])


LINES = st.lists(st.text("אבג דה", max_size=12), max_size=7)


@settings(max_examples=80)
@given(LINES, LINES)
def test_every_segment_of_either_side_stands_in_exactly_one_bead(old: list[str], new: list[str]) -> None:
    for beads in (by_length(old, new), versions(old, new)):
        assert sorted(k for b in beads for k in b.source) == list(range(len(old)))
        assert sorted(k for b in beads for k in b.target) == list(range(len(new)))
