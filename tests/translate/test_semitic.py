"""Arabic and Hebrew source words are taken apart and looked up; what is split off stays in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termlock.glossary.normalise import level
from termlock.translate.annotation import annotate
from termlock.translate.lexicon import Lexicon
from termlock.translate.semitic import levelled
from termlock.translate.starter import lexicon_rows

LEXICON = Lexicon(
    [
        ("place", "Israel", "إسرائيل", "ישראל"),
        ("place", "Yemen", "اليمن", "תימן"),
        ("organisation", "United Nations", "الأمم المتحدة", 'האו"ם'),
        ("demonym", "Israeli", "إسرائيلي | إسرائيلية | إسرائيليون", "ישראלי | ישראלית | ישראלים"),
        ("verb", "say", "قال | يقول", "אמר | לומר"),
        ("verb", "reject", "رفض | يرفض", "דחה | לדחות"),
        ("verb", "begin", "بدأ | يبدأ", "התחיל | להתחיל"),
        ("verb", "seem", "بدا | يبدو", "נראה | להיראות"),
        ("verb", "call", "دعا | يدعو", "קרא | לקרוא"),
        ("verb", "publish", "نشر | ينشر", "פרסם | לפרסם"),
        ("noun", "army", "جيش | جيوش", "צבא | צבאות"),
        ("noun", "soldier", "جندي | جنود", "חייל | חיילים"),
        ("noun", "government", "حكومة | حكومات", "ממשלה | ממשלות"),
        ("noun", "committee", "لجنة | لجان", "ועדה | ועדות"),
        ("noun", "year", "عام | أعوام", "שנה | שנים"),
        ("adj", "big", "كبير", "גדול"),
        ("adj", "large", "كبير", "גדול"),
        ("noun", "judge", "قاض | قضاة", "שופט | שופטים"),
        ("noun", "father", "أب | آباء", "אב | אבות"),
        ("noun", "security source", "مصدر أمني | مصادر أمنية", "גורם ביטחוני | גורמים ביטחוניים"),
        ("noun", "report", "تقرير | تقارير", 'דו"ח | דו"חות'),
        ("noun", "strike", "إضراب | إضرابات", "שביתה | שביתות"),
        ("noun", "batch", "دفعة | دفعات", "פעימה | פעימות"),
        ("noun", "payment", "دفعة | دفعات", "תשלום | תשלומים"),
    ]
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("الجيش", "ال army"),
        ("وبالجيش", "و ب ال army"),
        ("للجنة", "ل committee"),
        ("للجيش", "ل ال army"),
        ("وبجنودهم", "و ب soldiers هم"),
        ("حكومته", "government ه"),
        ("حكومات", "governments"),
        ("رفضت", "rejected ت"),
        ("سيرفضونه", "س ي reject ون ه"),
        ("نرفض", "ن reject"),
        ("دعوا", "called وا"),
        ("بدأ", "began"),
        ("بدا", "seemed"),
        ("كبيرة", "big"),
        ("إسرائيليين", "Israeli"),
        ("لليمن", "ل Yemen"),
        ("وللأمم المتحدة", "و ل United Nations"),
        ("المصادر الأمنية", "ال security sources"),
        ("القاضي", "ال judge"),
        ("عامان", "year ان"),
        ("الدفعة", "ال دفعة ⟦batch¦payment⟧"),
        ("من على هذه", "من على هذه"),
        ('بـ"الحكومة"', 'بـ"ال government"'),
    ],
)
def test_arabic(source: str, expected: str) -> None:
    assert annotate(source, "en", LEXICON, source="ar").text == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("הצבא", "ה army"),
        ("ובצבא", "ו ב army"),
        ("הוועדה", "ה committee"),
        ("ממשלת", "government"),
        ("ממשלתו", "government ו"),
        ("חייליהם", "soldiers הם"),
        ("אביו", "father ו"),
        ("כשדחתה", "כש rejected ה"),
        ("ידחו", "י reject ו"),
        ("לדחות", "ל reject"),
        ("דוחים", "reject"),
        ("מתחילה", "begin"),
        ("אמרו", "said ו"),
        ("פורסם", "was published"),
        ("גדולות", "big"),
        ("ישראלים", "Israeli"),
        ('לאו"ם', "ל United Nations"),
        ("בגורמים הביטחוניים", "ב security sources"),
        ('דו"חות', "reports"),
        ('ה"ממשלה"', 'ה"government"'),
        ("שבו", "שבו"),
        ("של את על", "של את על"),
    ],
)
def test_hebrew(source: str, expected: str) -> None:
    assert annotate(source, "en", LEXICON, source="he").text == expected


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("وجنود", "ar", "he", "و חיילים"),
        ("يرفض", "ar", "he", "ي דחה"),
        ("החיילים", "he", "ar", "ה جنود"),
        ("ידחה", "he", "ar", "י يرفض"),
        ("דחתה", "he", "ar", "رفض ה"),
        ("ישראלית", "he", "ar", "إسرائيلية"),
    ],
)
def test_between_arabic_and_hebrew_the_principal_parts_answer_each_other(
    text: str, source: str, target: str, expected: str
) -> None:
    assert annotate(text, target, LEXICON, source=source).text == expected


def test_in_training_the_reference_chooses_among_synonyms() -> None:
    assert annotate("كبيرة", "en", LEXICON, source="ar", reference="a large one").text == "large"


def test_words_of_two_letters_carry_nothing_but_the_article() -> None:
    lexicon = Lexicon([("noun", "minister", "وزير | وزراء", "שר | שרים")])
    assert annotate("השר לשר", "en", lexicon, source="he").text == "ה minister לשר"


def test_every_row_of_the_dictionary_is_levelled_as_the_glossary_does_it() -> None:
    words = {
        w
        for row in lexicon_rows()
        for cell in row[2:]
        for w in cell.split()
        if w.isalpha() and not w.isascii()
    }
    assert [w for w in sorted(words)[::7] if levelled(w) != level(w)] == []


@given(
    st.text(alphabet="وبالجيشحكمةسرفضتنהוצבאממשלתדח \"'-.،ًؤ17", max_size=40), st.sampled_from(["ar", "he"])
)
def test_any_text_can_be_annotated(text: str, source: str) -> None:
    annotate(text, "en", LEXICON, source=source)
