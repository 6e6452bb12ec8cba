"""Each check with real sentences: what it reports, and what it leaves alone."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from termlock.glossary import compiled
from termlock.glossary.compiled import shipped
from termlock.glossary.concept import Concept, Glossary, Status, Term
from termlock.glossary.exchange import read
from termlock.glossary.matching import Matcher, compile_terms
from termlock.glossary.policy import MIRROR, Policy, Rule, load
from termlock.qa import tolerance
from termlock.qa.checking import check_pairs
from termlock.qa.checks import CHECKS, Setting
from termlock.qa.finding import Finding
from termlock.qa.pair import SegmentPair, Side

TERM_CODES = ("missing", "swapped", "conflated", "forbidden", "inserted", "inconsistent")


@cache
def setting(lang: str, policy: str = "mirror") -> Setting:
    return Setting(read(shipped()), "en", lang, load(policy), tolerance.shipped())


matcher = cache(compiled.matcher)


def pair(source: str, target: str, lang: str, number: int = 1) -> SegmentPair:
    return SegmentPair(
        number,
        Side(source, number, tuple(matcher("en").find(source))),
        Side(target, number, tuple(matcher(lang).find(target))),
    )


def found(source: str, target: str, lang: str, policy: str = "mirror") -> list[Finding]:
    return check_pairs([pair(source, target, lang)], setting(lang, policy))


def codes(source: str, target: str, lang: str, policy: str = "mirror") -> list[tuple[str, str, str]]:
    return [(f.code, f.concept, f.instead) for f in found(source, target, lang, policy)]


CASES = [
    ("The captives came home.", "عاد الأسرى إلى بيوتهم.", "ar", []),
    ("The captives came home.", "عاد الرهائن إلى بيوتهم.", "ar", [("swapped", "captive", "hostage")]),
    ("The captives came home.", "השבויים חזרו הביתה.", "he", []),
    ("The captives came home.", "בני הערובה חזרו הביתה.", "he", [("swapped", "captive", "hostage")]),
    (
        "The occupation army withdrew.",
        "انسحب الجيش الإسرائيلي.",
        "ar",
        [("swapped", "occupation-army", "israeli-army")],
    ),
    ("The IDF withdrew.", "צבא הכיבוש נסוג.", "he", [("swapped", "idf", "occupation-army")]),
    ("The truce held for a week.", "صمدت التهدئة أسبوعا.", "ar", [("swapped", "truce", "calm")]),
    ("They discussed the truce.", "بحثوا الأمر.", "ar", [("missing", "truce", "")]),
    ("They spoke at noon.", "تحدث جيش الاحتلال ظهرا.", "ar", [("inserted", "", "occupation-army")]),
    (
        "The hostages were kept apart from the captives.",
        "احتجز الرهائن بعيدا عن الرهائن.",
        "ar",
        [("conflated", "captive", "hostage")],
    ),
    ("A captive and another captive waited.", "انتظر أسير وآخر.", "ar", []),
    ("A ceasefire was agreed.", "اتفق على وقف فوري لإطلاق النار.", "ar", []),
    ("The families were evacuated.", "جرى إخلاء العائلات.", "ar", []),
    ("3,500 people and 12 cars", "3500 شخص و12 سيارة", "ar", []),
    ("He paid 350 shekels.", "دفع ٣٥٠ شيكلا.", "ar", []),
    ("He paid 350 shekels.", "دفع 530 شيكلا.", "ar", [("numbers", "", "")]),
    ("Nine people", "9 אנשים", "he", []),
    ("He said yes.", "", "he", [("empty", "", "")]),
    ("He said that they would go.", "He said that they would go.", "he", [("untranslated", "", "")]),
    ('He said "yes".', 'הוא אמר "כן.', "he", [("quotes", "", "")]),
    ("The IDF said so.", 'כך מסר צה"ל.', "he", []),
    ("He came.", "הוא \u202eבא.", "he", [("bidi", "", "")]),
    ("He came.", "הוא \u200fבא.", "he", []),
]


@pytest.mark.parametrize(("source", "target", "lang", "expected"), CASES)
def test_findings(source: str, target: str, lang: str, expected: list[tuple[str, str, str]]) -> None:
    assert codes(source, target, lang) == expected


def test_the_message_names_both_concepts_and_the_remedy_the_approved_term() -> None:
    (finding,) = found("The captives came home.", "عاد الرهائن إلى بيوتهم.", "ar")
    for part in ("segment 1", "captives", "captive", "الرهائن", "hostage"):
        assert part in finding.message
    assert "أسير" in finding.remedy
    assert finding.target is not None and finding.source is not None
    assert "عاد الرهائن إلى بيوتهم."[finding.target.start : finding.target.end] == "الرهائن"


def test_foreign_words_in_a_message_are_isolated() -> None:
    (finding,) = found("The captives came home.", "عاد الرهائن إلى بيوتهم.", "ar")
    assert "\u2068الرهائن\u2069" in finding.message


def test_a_house_style_changes_what_is_right() -> None:
    source, mirrored, house = "The captives came home.", "عاد الأسرى إلى بيوتهم.", "عاد الرهائن إلى بيوتهم."
    assert codes(source, mirrored, "ar") == []
    assert codes(source, house, "ar", "harbour-gazette") == []
    assert codes(source, mirrored, "ar", "harbour-gazette") == [("swapped", "captive", "captive")]


BARRIER = Concept(
    "barrier",
    (
        Term("barrier", "en"),
        Term("جدار", "ar"),
        Term("سياج", "ar"),
        Term("حاجز", "ar", Status.ADMITTED),
        Term("سور", "ar", Status.FORBIDDEN),
    ),
)


def of_barriers(*targets: str, policy: Policy = MIRROR) -> list[tuple[str, int]]:
    glossary = Glossary((BARRIER,))
    english, arabic = (Matcher(compile_terms(glossary, lang)) for lang in ("en", "ar"))
    source = "The barrier was built."
    pairs = [
        SegmentPair(n, Side(source, n, tuple(english.find(source))), Side(t, n, tuple(arabic.find(t))))
        for n, t in enumerate(targets, 1)
    ]
    found = check_pairs(pairs, Setting(glossary, "en", "ar", policy))
    return [(f.code, f.segment) for f in found]


def test_one_source_wording_with_two_terms_is_inconsistent() -> None:
    assert of_barriers("شيد الجدار.", "شيد السياج.", "شيد السياج.") == [("inconsistent", 2)]


def test_an_admitted_variant_is_consistent_unless_the_policy_wants_preferred_terms() -> None:
    assert of_barriers("شيد الجدار.", "شيد الحاجز.") == []
    strict = Policy("strict", {"barrier": Rule(status=Status.PREFERRED)})
    assert ("inconsistent", 2) in of_barriers("شيد الجدار.", "شيد الحاجز.", policy=strict)
    assert ("forbidden", 2) in of_barriers("شيد الجدار.", "شيد الحاجز.", policy=strict)


def test_a_wording_that_the_glossary_bars_is_forbidden() -> None:
    assert ("forbidden", 1) in of_barriers("شيد السور.")


def test_every_check_has_a_title_and_a_code_of_its_own() -> None:
    assert set(CHECKS) >= set(TERM_CODES)
    for code, check in CHECKS.items():
        assert check.code == code
        assert check.title.endswith(".")


CONTRAST = Path(__file__).parent / "contrast"
FAMILY = {
    "swapped": {"swapped", "missing", "inserted", "conflated"},
    "missing": {"missing"},
    "inserted": {"inserted"},
    "conflated": {"conflated", "swapped", "missing"},
}


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_the_contrast_set_is_told_apart(lang: str) -> None:
    with (CONTRAST / f"{lang}.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    totals: dict[str, int] = defaultdict(int)
    hits: dict[str, int] = defaultdict(int)
    false = 0
    for row in rows:
        good, altered = (
            [f for f in found(row["source"], row[side], lang) if f.code in TERM_CODES]
            for side in ("good", "altered")
        )
        false += bool(good)
        if row["code"] == "none":
            false += bool(altered)
            continue
        totals[row["code"]] += 1
        wanted = {c for c in (row["concept"], row["instead"]) if c}
        named = {c for f in altered if f.code in FAMILY[row["code"]] for c in (f.concept, f.instead) if c}
        hits[row["code"]] += wanted <= named
    recall = sum(hits.values()) / sum(totals.values())
    precision = sum(hits.values()) / (sum(hits.values()) + false)
    assert recall >= 0.95, dict(hits)
    assert precision >= 0.98
