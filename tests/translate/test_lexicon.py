"""The dictionary finds entries by the English words of a text."""

from pathlib import Path

import pytest

from termlock.glossary.errors import InputError
from termlock.translate.lexicon import Lexicon, plain, read_rows

LEXICON = Lexicon(
    [
        ("verb", "leave", "غادر | يغادر", "עזב | לעזוב"),
        ("adj", "left", "أيسر", "שמאלי"),
        ("verb", "find", "وجد | يجد", "מצא | למצוא"),
        ("verb", "found", "أسس | يؤسس", "ייסד | לייסד"),
        ("noun", "elder", "شيخ | شيوخ", "זקן | זקנים"),
        ("adj", "old", "قديم", "ישן"),
        ("verb", "recognize", "اعترف ب | يعترف ب", "הכיר ב | להכיר ב"),
        ("noun", "meeting", "اجتماع | اجتماعات", "פגישה | פגישות"),
        ("noun", "wife", "زوجة | زوجات", "אישה | נשים"),
        ("noun", "chief of staff", "رئيس أركان | رؤساء أركان", 'רמטכ"ל | רמטכ"לים'),
        ("phrase", "claimed responsibility for", "أعلن مسؤوليته عن", "קיבל אחריות על"),
        ("demonym", "Israeli", "إسرائيلي | إسرائيلية | إسرائيليون", "ישראלי | ישראלית | ישראלים"),
        ("organisation", "United Nations | UN | U.N.", "الأمم المتحدة", 'האו"ם'),
        ("place", "March", "مارش", "מארש"),
    ]
)


def found(text: str) -> list[str]:
    return [e.english for e in LEXICON.find([plain(w) for w in text.split()], 0)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wives", ["wife"]),
        ("recognised", ["recognize"]),
        ("meetings", ["meeting"]),
        ("Israelis", ["Israeli"]),
        ("U.N", ["UN", "U.N."]),
        ("UN", ["UN", "U.N."]),
        ("claims responsibility for", ["claimed responsibility for"]),
        ("chiefs of staff", ["chief of staff"]),
        ("elders", ["elder"]),
        ("march", []),
    ],
)
def test_an_entry_is_found_in_any_inflection(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_word_that_is_an_entry_and_a_form_of_another_has_both() -> None:
    assert found("left") == ["leave", "left"]


def test_a_past_form_is_not_taken_for_the_verb_that_is_spelled_like_it() -> None:
    assert found("found") == ["find"]


def test_a_bad_row_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("noun\tgovernment\tحكومة\tממשלה\nnoun\tx\ty\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.tsv:2: a row needs four filled columns"):
        list(read_rows(path))
