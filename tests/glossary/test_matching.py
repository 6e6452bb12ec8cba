"""Terms are found in any inflection; look-alikes are not."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termlock.glossary.concept import Concept, Context, Term
from termlock.glossary.matching import Matcher, Occurrence, compile_terms
from termlock.glossary.morphology import MORPHOLOGIES

CONCEPTS = (
    Concept(
        "captive",
        (
            Term("captive", "en"),
            Term("أسير", "ar", plural=("أسرى",), feminine="أسيرة"),
            Term("שבוי", "he", plural=("שבויים",), feminine="שבויה"),
        ),
    ),
    Concept(
        "hostage",
        (
            Term("hostage", "en"),
            Term("رهينة", "ar", plural=("رهائن",)),
            Term("בן ערובה", "he", pattern="NG", plural=("בני ערובה",)),
        ),
    ),
    Concept(
        "occupation-army",
        (
            Term("occupation army", "en"),
            Term("جيش الاحتلال", "ar", pattern="NG"),
            Term("צבא הכיבוש", "he", pattern="NG"),
        ),
    ),
    Concept(
        "israeli-army",
        (
            Term("Israeli army", "en"),
            Term("الجيش الإسرائيلي", "ar", pattern="NA"),
            Term("הצבא הישראלי", "he", pattern="NA"),
        ),
    ),
    Concept(
        "idf",
        (
            Term("IDF", "en", case_sensitive=True),
            Term("جيش الدفاع", "ar", pattern="NG"),
            Term('צה"ל', "he", pos="name", acronym=True),
        ),
    ),
    Concept("raid", (Term("raid", "en"), Term("غارة", "ar"), Term("פשיטה", "he"))),
    Concept(
        "strike",
        (
            Term("strike", "en", unless=Context(near=("worker*", "union*"), before=("hunger",))),
            Term("ضربة", "ar"),
            Term("תקיפה", "he"),
        ),
    ),
)
MATCHERS = {lang: Matcher(compile_terms(CONCEPTS, lang)) for lang in ("en", "ar", "he")}


def found(lang: str, text: str) -> list[tuple[str, str]]:
    return [(o.concept, o.text) for o in MATCHERS[lang].find(text)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ar", "أفرج عن أسيرين وعن الأسرى", [("captive", "أسيرين"), ("captive", "الأسرى")]),
        ("ar", "وبالأسرى ولأسراهم", [("captive", "وبالأسرى"), ("captive", "ولأسراهم")]),
        ("ar", "قال للجيش الإسرائيلي", [("israeli-army", "للجيش الإسرائيلي")]),
        (
            "ar",
            "لجيش الاحتلال وجيشُ الاحتلال",
            [("occupation-army", "لجيش الاحتلال"), ("occupation-army", "وجيشُ الاحتلال")],
        ),
        ("ar", "هناك رهينتان ورهائنها", [("hostage", "رهينتان"), ("hostage", "ورهائنها")]),
        ("he", "משפחות בני הערובה ושבני הערובה", [("hostage", "בני הערובה"), ("hostage", "ושבני הערובה")]),
        ("he", "לשבוייה ולשבויים", [("captive", "לשבוייה"), ("captive", "ולשבויים")]),
        (
            "he",
            "בצבא הישראלי, מהצבא הישראלי",
            [("israeli-army", "בצבא הישראלי"), ("israeli-army", "מהצבא הישראלי")],
        ),
        ("he", "כוחות צה״ל ודובר צה''ל", [("idf", "צה״ל"), ("idf", "צה''ל")]),
        ("he", "הם צהלו ושמחו", []),
        (
            "en",
            "The Captives’ families and the captive's son",
            [("captive", "Captives"), ("captive", "captive's")],
        ),
        ("en", "the occupation-army", [("occupation-army", "occupation-army")]),
        ("en", "the occupation, army sources said", []),
        ("en", "an idf file", []),
        ("en", "a strike on the camp", [("strike", "strike")]),
        ("en", "a hunger strike; workers began a strike", []),
    ],
)
def test_occurrences(lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(lang, text) == expected


def test_a_quoted_word_after_a_prefix_is_found_without_the_prefix_being_lost() -> None:
    (hit,) = MATCHERS["he"].find('לדבריהם ה"שבויים" חזרו')
    assert hit.concept == "captive"
    assert hit.proclitics == ("ה",)


def test_the_longest_term_wins() -> None:
    glossary = (*CONCEPTS, Concept("army", (Term("جيش", "ar"),)))
    hits = Matcher(compile_terms(glossary, "ar")).find("جيش الاحتلال والجيش")
    assert [h.concept for h in hits] == ["occupation-army", "army"]


def test_a_term_shared_by_two_concepts_reports_both() -> None:
    shared = (Concept("siege", (Term("حصار", "ar"),)), Concept("blockade", (Term("حصار", "ar"),)))
    (hit,) = Matcher(compile_terms(shared, "ar")).find("رفع الحصار")
    assert (hit.concept, hit.alternatives) == ("siege", ("blockade",))


def test_features_tell_number_state_and_clitics() -> None:
    (hit,) = MATCHERS["ar"].find("وبالأسرى")
    assert hit.features == {
        "number": "plural",
        "gender": "m",
        "state": "definite",
        "proclitics": ["و", "ب", "ال"],
    }


def test_a_common_word_that_only_looks_like_prefix_and_term_is_not_found() -> None:
    concepts = (Concept("minister", (Term("שר", "he"),)),)
    assert Matcher(compile_terms(concepts, "he")).find("בשר טרי") == []


def sentences(lang: str) -> Iterator[str]:
    words = {
        "ar": "قال إن الأسرى في المدينة وجيش الاحتلال أعلن",
        "he": "אמר כי בני הערובה נמצאים בעיר והצבא הישראלי הודיע",
    }
    yield from words[lang].split()


MARKS = st.sampled_from(["\u064e", "\u0652", "\u0640", "\u200f", "\u200e", "\u2067", "\u05b0", "\u05bc"])


@settings(max_examples=150)
@given(st.data(), st.sampled_from(["ar", "he"]))
def test_marks_tatweel_and_bidi_controls_change_nothing(data: st.DataObject, lang: str) -> None:
    text = " ".join(sentences(lang))
    plain = [(o.concept, o.term) for o in MATCHERS[lang].find(text)]
    assert plain
    decorated = ""
    for char in text:
        decorated += char
        if char != " " and data.draw(st.integers(0, 4)) == 0:
            decorated += data.draw(MARKS)
    hits = MATCHERS[lang].find(decorated)
    assert [(o.concept, o.term) for o in hits] == plain
    assert all(decorated[o.start : o.end] == o.text for o in hits)


@settings(max_examples=200)
@given(st.text(max_size=200) | st.text(alphabet="אסירשבויםהולבכ \"'־,.\n", max_size=200))
def test_offsets_always_point_at_the_original_text(text: str) -> None:
    for lang in MATCHERS:
        last = 0
        for hit in MATCHERS[lang].find(text):
            assert text[hit.start : hit.end] == hit.text
            assert hit.start >= last
            last = hit.end


def forms(lang: str) -> list[tuple[str, str]]:
    return [
        (concept.id, surface)
        for concept in CONCEPTS
        for term in concept.terms_in(lang)
        for form in MORPHOLOGIES[lang].forms(term)
        for surface in MORPHOLOGIES[lang].surfaces(form)
    ]


@pytest.mark.parametrize("lang", ["en", "ar", "he"])
def test_every_generated_form_is_found_somewhere(lang: str) -> None:
    lost = []
    for concept, surface in forms(lang):
        if surface.lower() in ("a strike",) or (lang, concept) == ("en", "strike"):
            continue
        hits: list[Occurrence] = MATCHERS[lang].find(f"– {surface} –")
        if concept not in {c for h in hits for c in (h.concept, *h.alternatives)}:
            lost.append(surface)
    assert lost == []
