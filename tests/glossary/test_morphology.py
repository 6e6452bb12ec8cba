"""Every rule of the tables, with a real word."""

import re

import pytest

from termlock.glossary.concept import Term
from termlock.glossary.morphology import ARABIC, ENGLISH, HEBREW, arabic, english, hebrew


def spellings(lang: str, text: str, **fields: object) -> set[str]:
    morphology = {"en": ENGLISH, "ar": ARABIC, "he": HEBREW}[lang]
    return {f.text for f in morphology.forms(Term(text, lang, **fields))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("territory", "territories"), ("gunman", "gunmen"), ("clash", "clashes"), ("hostage", "hostages")],
)
def test_english_plurals(singular: str, plural: str) -> None:
    assert english.apply(english.PLURALS, singular) == plural


def test_the_head_of_an_english_term_inflects() -> None:
    assert "prisoners of war" in spellings("en", "prisoner of war", head=0)


@pytest.mark.parametrize(
    ("verb", "past", "gerund"),
    [
        ("kidnap", "kidnapped", "kidnapping"),
        ("occupy", "occupied", "occupying"),
        ("annexe", "annexed", "annexing"),
    ],
)
def test_english_verbs(verb: str, past: str, gerund: str) -> None:
    assert {past, gerund} <= spellings("en", verb, pos="verb")


@pytest.mark.parametrize(("pattern", "replacements", "_gender", "example"), hebrew.PLURALS)
def test_hebrew_plural_rules(pattern: str, replacements: tuple[str, ...], _gender: str, example: str) -> None:
    singular, *rest = example.replace(",", "").split()
    assert re.search(pattern, singular)
    if not example.endswith("says"):
        assert set(rest[:1]) <= set(hebrew.plurals(singular))


@pytest.mark.parametrize("singular", hebrew.IRREGULAR)
def test_hebrew_irregular_plurals_are_generated(singular: str) -> None:
    if " " not in singular:
        assert set(hebrew.IRREGULAR[singular]) <= spellings("he", singular)


@pytest.mark.parametrize(
    ("term", "fields", "expected"),
    [
        ("שבוי", {"plural": ("שבויים",)}, {"שבוי", "שבויים", "שבויי"}),
        ("התנחלות", {}, {"התנחלויות"}),
        ("ועדה", {}, {"ועדה", "וועדה", "ועדת", "ועדות"}),
        ("ממשלה", {}, {"ממשלת"}),
        ("בן ערובה", {"pattern": "NG", "plural": ("בני ערובה",)}, {"בן הערובה", "בני הערובה"}),
        (
            "אסיר ביטחוני",
            {"pattern": "NA", "plural": ("אסירים ביטחוניים",)},
            {"אסיר הביטחוני", "אסירים ביטחוניים"},
        ),
        ("הגדה המערבית", {"pattern": "NA"}, {"גדה המערבית"}),
        ("פנים", {}, {"פנים", "פני"}),
        ("עניין", {}, {"ענין"}),
    ],
)
def test_hebrew_forms(term: str, fields: dict[str, object], expected: set[str]) -> None:
    assert expected <= spellings("he", term, **fields)


@pytest.mark.parametrize(
    ("written", "legal"),
    [
        ("ושבהתנחלות", True),
        ("כשהתנחלות", True),
        ("לכשהתנחלות", True),
        ("בהתנחלות", True),
        ("הבהתנחלות", False),
    ],
)
def test_hebrew_prefixes_stand_in_legal_order(written: str, legal: bool) -> None:
    form = HEBREW.forms(Term("התנחלות", "he"))[0]
    assert (written in set(HEBREW.surfaces(form))) is legal


def test_hebrew_final_letters_change_before_a_suffix() -> None:
    form = HEBREW.forms(Term("שלטון", "he"))[0]
    assert {"שלטונו", "שלטונם", "בשלטונן"} <= set(HEBREW.surfaces(form))


@pytest.mark.parametrize(("number", "kind", "case", "state", "ending", "example"), arabic.SOUND)
def test_arabic_sound_endings(
    number: str, kind: str, case: str, state: str, ending: str, example: str
) -> None:
    assert example.split()[-1].endswith(ending) or example.split()[0].endswith(ending)


@pytest.mark.parametrize(("pattern", "general", "feminine", "example"), arabic.STEMS)
def test_arabic_stems_before_an_ending(pattern: str, general: str, feminine: str, example: str) -> None:
    singular, *inflected = example.replace(",", "").split()
    assert re.search(pattern, singular)
    stems = (arabic.stem(singular), arabic.stem(singular, before_feminine_plural=True))
    if inflected[0].endswith(("ان", "ات")):
        assert any(form.startswith(s) for s in stems for form in inflected)


@pytest.mark.parametrize(
    ("term", "fields", "expected"),
    [
        ("أسير", {"plural": ("أسرى",)}, {"أسير", "أسيران", "أسيرين", "أسرى"}),
        ("رهينة", {"plural": ("رهائن",)}, {"رهينة", "رهينت", "رهينتان", "رهينتين", "رهائن"}),
        ("مقاتل", {"plural": ("مقاتلون",)}, {"مقاتلون", "مقاتلين", "مقاتلو", "مقاتلي"}),
        ("جيش الاحتلال الإسرائيلي", {"pattern": "NGA"}, {"جيش الاحتلال الإسرائيلي"}),
        (
            "سجين أمني",
            {"pattern": "NA", "plural": ("سجناء أمنيون",)},
            {"سجين أمني", "سجين الأمني", "سجناء أمنيون", "سجناء أمنيين", "سجناء الأمنيين", "سجينين أمنيين"},
        ),
        ("وقف إطلاق النار", {"pattern": "NGG"}, {"وقف إطلاق النار", "وقفا لإطلاق النار"}),
        ("الضفة الغربية", {"pattern": "NA"}, {"ضفة الغربية"}),
        ("لاجئ", {"plural": ("لاجئون",)}, {"لاجئون", "لاجئين", "لاجئو"}),
        ("شريك", {"plural": ("شركاء",)}, {"شركاء", "شركاؤ", "شركائ"}),
    ],
)
def test_arabic_forms(term: str, fields: dict[str, object], expected: set[str]) -> None:
    assert expected <= spellings("ar", term, **fields)


def test_arabic_article_merges_with_the_preposition() -> None:
    form = ARABIC.forms(Term("سجين", "ar", plural=("سجناء",)))[0]
    surfaces = set(ARABIC.surfaces(form))
    assert {"للسجين", "وللسجين", "بالسجين", "لسجينه"} <= surfaces
    assert not {"لالسجين", "السجينه"} & surfaces


def test_a_bare_arabic_lemma_gets_its_broken_plural_from_the_word_list() -> None:
    assert "أسرى" in spellings("ar", "أسير")
    assert "كتب" in spellings("ar", "كتاب")
