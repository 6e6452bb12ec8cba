"""Names that the lexicon does not know, spelled by sound."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termlock.glossary.errors import InputError
from termlock.translate.lexicon import Lexicon
from termlock.translate.transliteration import (
    DIRECTIONS,
    Model,
    letters,
    model,
    name,
    rules,
    transliterate,
    unknown_names,
)

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/transliteration.py"
LEXICON = Lexicon(
    [
        ("place", "Gaza", "غزة", "עזה"),
        ("place", "Jerusalem", "القدس", "ירושלים"),
        ("given", "Hossam", "حسام", "חוסאם"),
        ("family", "Mutairi | al-Mutairi", "المطيري", "אל-מוטיירי"),
        ("family", "Sheikh | al-Sheikh", "الشيخ", "א-שייח'"),
        ("title", "mayor", "رئيس بلدية", "ראש עיר"),
        ("noun", "van", "شاحنة | شاحنات", "טנדר | טנדרים"),
    ]
)


@pytest.mark.parametrize(
    ("word", "arabic", "hebrew"),
    [("Goldmann", "غولدمان", "גולדמן"), ("Shtiwi", "شتيوي", "שתיווי")],
)
def test_a_name_is_spelled_by_its_sound(word: str, arabic: str, hebrew: str) -> None:
    assert (transliterate(word, "en", "ar"), transliterate(word, "en", "he")) == (arabic, hebrew)


def test_back_into_english_it_begins_with_a_capital() -> None:
    assert transliterate("كريم", "ar", "en") == "Karim"
    assert transliterate("גולדמן", "he", "en").startswith("G")


def test_diacritics_apostrophes_and_case_make_no_difference() -> None:
    assert transliterate("Müller", "en", "ar") == transliterate("MULLER", "en", "ar")
    assert transliterate("Ya’alon", "en", "he") == transliterate("Ya'alon", "en", "he")
    assert transliterate("مُحَمَّد", "ar", "en") == transliterate("محمد", "ar", "en")


def test_hebrew_words_end_in_final_letters() -> None:
    assert transliterate("Rubinshtein", "en", "he").endswith("ן")
    assert letters("כהן", "he") == ("כ", "ה", "נ")
    assert letters("ז'אן", "he") == ("ז'", "א", "נ")


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
@given(data=st.data())
def test_whatever_the_letters_the_result_is_in_the_target_script(
    source: str, target: str, data: st.DataObject
) -> None:
    alphabet = {
        "en": "abcdefghijklmnopqrstuvwxyzéøß'",
        "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ",
        "he": "אבגדהוזחטיכלמנסעפצקרשתםןץףך'",
    }
    word = data.draw(st.text(alphabet[source], min_size=1, max_size=12))
    result = transliterate(word, source, target)
    if letters(word, source) and any(c.isalpha() for c in word):
        assert result
        assert set(result) <= set(alphabet[target] + alphabet[target].upper() + "'")
    else:
        assert result == word


def test_what_has_no_letters_stays() -> None:
    assert transliterate("1967", "en", "ar") == "1967"


def test_a_language_that_is_not_one_of_the_three_is_refused() -> None:
    with pytest.raises(InputError, match="en-fr"):
        transliterate("Karim", "en", "fr")


@pytest.mark.parametrize(
    ("english", "arabic", "hebrew"),
    [
        ("al-", "ال", "אל-"),
        ("El-", "ال", "אל-"),
        ("Abu ", "أبو ", "אבו "),
        ("Umm ", "أم ", "אום "),
        ("Ibn ", "ابن ", "אבן "),
        ("Ben-", "بن ", "בן-"),
        ("van ", "فان ", "ואן "),
        ("Abdel ", "عبد ال", "עבד אל-"),
        ("Abd al-", "عبد ال", "עבד אל-"),
    ],
)
def test_particles_have_one_spelling(english: str, arabic: str, hebrew: str) -> None:
    assert name(f"{english}Karim", "en", "ar") == arabic + transliterate("Karim", "en", "ar")
    assert name(f"{english}Karim", "en", "he") == hebrew + transliterate("Karim", "en", "he")


def test_the_hebrew_article_is_another_before_sun_letters() -> None:
    assert name("al-Sharqawi", "en", "he").startswith("א-ש")
    assert name("Abdel Rahim", "en", "he").startswith("עבד א-ר")


def test_particles_from_arabic_and_hebrew() -> None:
    assert name("أبو كريم", "ar", "en") == "Abu Karim"
    assert name("الشرقاوي", "ar", "en").startswith("al-Sh")
    assert name("א-שרקאווי", "he", "ar").startswith("الش")


def test_a_particle_alone_or_last_is_a_name() -> None:
    assert name("Ben", "en", "ar") == transliterate("Ben", "en", "ar")
    assert " " not in name("Yossi-Ben", "en", "he")


def test_parts_that_the_lexicon_knows_take_its_spelling() -> None:
    assert name("Hossam Qudeimat", "en", "ar", LEXICON).split()[0] == "حسام"
    assert name("Hossam al-Mutairi", "en", "ar", LEXICON) == "حسام المطيري"
    assert name("Sheikh Jarrah", "en", "ar", LEXICON).startswith("شيخ ")


def found(text: str) -> list[str]:
    return [text[begin:end] for begin, end in unknown_names(text, LEXICON)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor, Ribhi Zuwayyed, left Jerusalem.", ["Ribhi Zuwayyed"]),
        ("They met Abu Suwayrih in Gaza.", ["Abu Suwayrih"]),
        ("They met al-Qudeimat's son.", ["al-Qudeimat"]),
        ("He told Wim van Houten everything.", ["Wim van Houten"]),
        ("Qudeimat said he was hurt.", ["Qudeimat"]),
        ("Qudeimat was hurt.", []),
        ("Qudeimat was hurt. They asked Qudeimat.", ["Qudeimat", "Qudeimat"]),
        ("Hossam left Gaza for Jerusalem.", []),
        ("On Monday the Committee met the UNHCR in Gaza-Jerusalem talks.", []),
        ("", []),
    ],
)
def test_unknown_names_in_a_text(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.text(max_size=60))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    at = 0
    for begin, end in unknown_names(text, LEXICON):
        assert at <= begin < end <= len(text)
        at = end


def test_rules_prefer_the_longest_chunk_and_the_edges_of_the_word() -> None:
    assert rules("en", "ar").apply(tuple("shakir")) == "شاكير"
    assert rules("en", "he").apply(tuple("yosef")) == "יוסף"


def test_a_model_without_weights_follows_the_rules_alphabet() -> None:
    bare = Model({}, rules("en", "he"))
    assert all(set(output) <= set("אבגדהוזחטיכלמנסעפףצקרשת'") for _, output in bare.decode(tuple("sharon")))


def test_probabilities_are_no_more_than_one() -> None:
    assert sum(2.718281828**score for score, _ in model("en", "ar").decode(tuple("karim"))) <= 1.0001


@pytest.fixture(scope="module")
def script() -> ModuleType:
    if not SCRIPT.exists():
        pytest.skip("only in a checkout")
    spec = importlib.util.spec_from_file_location("transliteration_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_words_are_compared_without_their_article(script: ModuleType) -> None:
    assert script.words("Bashar al-Assad", "en") == [(False, "Bashar"), (True, "Assad")]
    assert script.words("بشار الأسد", "ar") == [(False, "بشار"), (True, "أسد")]
    assert script.words("בשאר אל-אסד", "he") == [(False, "בשאר"), (True, "אסד")]


@pytest.mark.parametrize(
    ("english", "hebrew", "same"),
    [
        ("Sharon", "שרון", True),
        ("Khalil", "ח'ליל", True),
        ("Egypt", "מצרים", False),
        ("Negev", "הנגב", False),
    ],
)
def test_translations_are_told_from_names(script: ModuleType, english: str, hebrew: str, same: bool) -> None:
    assert script.same_name(letters(english, "en"), letters(hebrew, "he"), "en", "he") is same


def test_chunks_are_aligned(script: ModuleType) -> None:
    pairs = [
        (letters(a, "en"), letters(b, "ar"))
        for a, b in [("Sharon", "شارون"), ("Shadi", "شادي"), ("Nasser", "ناصر")]
    ]
    aligned = script.align(pairs, rules("en", "ar"), 2)
    assert aligned[0] == (("sh", "ش"), ("a", "ا"), ("r", "ر"), ("o", "و"), ("n", "ن"))
    assert ("ss", "ص") in aligned[2]
