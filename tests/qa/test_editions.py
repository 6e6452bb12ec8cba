"""Editions of one source: what each says, and where they disagree."""

from __future__ import annotations

import pytest

from termlock.qa.checking import Text
from termlock.qa.editions import Edition, compare, edition, table
from termlock.qa.preparation import Preparation, prepare

EN = (
    "The captives returned to their homes on Tuesday.",
    "The ceasefire began at dawn.",
    "Residents of the Gaza Strip fear displacement.",
)
AR = ("عاد الأسرى إلى بيوتهم يوم الثلاثاء.", "بدأ وقف إطلاق النار فجرا.", "يخشى سكان قطاع غزة التهجير.")
HE = ("השבויים שבו לבתיהם ביום שלישי.", "הפסקת האש החלה עם שחר.", "תושבי רצועת עזה חוששים מעקירה.")


def text(lang: str, *segments: str) -> Text:
    return Text(f"a.{lang}.txt", lang, segments, tuple(range(1, len(segments) + 1)))


SOURCE = text("en", *EN)


@pytest.fixture(scope="module")
def ground() -> Preparation:
    return prepare((), "mirror", "normal")


def editions(ground: Preparation, *targets: tuple[str, Text]) -> list[Edition]:
    return [
        edition(name, SOURCE, t, ground.setting("en", t.lang), ground.matchers("en", t.lang))
        for name, t in targets
    ]


def changed(segments: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    assert any(old in s for s in segments)
    return tuple(s.replace(old, new) for s in segments)


def test_editions_that_agree(ground: Preparation) -> None:
    both = editions(ground, ("ar", text("ar", *AR)), ("he", text("he", *HE)))
    assert [c.findings for c in compare(SOURCE, both)] == [(), ()]
    rows = table(both)
    assert set(rows) == {"captive", "ceasefire", "displacement", "gaza-strip"}
    assert [dict(said) for said in rows["captive"]] == [{"captive": 1}, {"captive": 1}]


def test_one_keeps_what_the_other_swaps(ground: Preparation) -> None:
    swapped = text("ar", *changed(AR, "الأسرى", "الرهائن"))
    both = editions(ground, ("ar", swapped), ("he", text("he", *HE)))
    arabic, hebrew = compare(SOURCE, both)
    assert hebrew.findings == ()
    (found,) = arabic.findings
    assert (found.code, str(found.severity)) == ("edition", "error")
    assert (found.concept, found.instead, found.file, found.line) == ("captive", "hostage", "a.ar.txt", 1)
    for word in ("captives", "(captive)", "edition he", "השבויים", "edition ar", "الرهائن", "(hostage)"):
        assert word in found.message
    assert "أسير" in found.remedy
    assert found.target is not None
    assert swapped.segments[0][found.target.start : found.target.end] == "الرهائن"


def test_one_keeps_what_the_other_drops(ground: Preparation) -> None:
    dropped = text("he", HE[0], "היא החלה עם שחר.", HE[2])
    both = editions(ground, ("ar", text("ar", *AR)), ("he", dropped))
    arabic, hebrew = compare(SOURCE, both)
    assert arabic.findings == ()
    (found,) = hebrew.findings
    assert (found.concept, found.instead, found.line) == ("ceasefire", "", 2)
    assert "edition he drops it" in found.message
    assert dict(table(both)["ceasefire"][1]) == {"": 1}


def test_two_that_swap_alike_do_not_disagree(ground: Preparation) -> None:
    both = editions(
        ground,
        ("ar", text("ar", *changed(AR, "التهجير", "الإخلاء"))),
        ("he", text("he", *changed(HE, "מעקירה", "מפינוי"))),
    )
    assert [c.findings for c in compare(SOURCE, both)] == [(), ()]
    assert [dict(said) for said in table(both)["displacement"]] == [{"evacuation": 1}] * 2


def test_three_editions_name_each_that_departs(ground: Preparation) -> None:
    three = editions(
        ground,
        ("first", text("ar", *AR)),
        ("second", text("ar", *changed(AR, "الأسرى", "الرهائن"))),
        ("he", text("he", *changed(HE, "השבויים", "בני הערובה"))),
    )
    one, two, he = compare(SOURCE, three)
    assert one.findings == ()
    assert "edition first" in two.findings[0].message
    assert "edition first" in he.findings[0].message


def test_an_edition_that_merges_segments_is_aligned(ground: Preparation) -> None:
    merged = text("ar", f"{AR[0]} {changed(AR, 'وقف إطلاق النار', 'الهدنة')[1]}", AR[2])
    both = editions(ground, ("ar", merged), ("he", text("he", *HE)))
    (found,) = compare(SOURCE, both)[0].findings
    assert (found.concept, found.instead, found.segment) == ("ceasefire", "truce", 1)
