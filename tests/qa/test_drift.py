"""Drift names what became what, and with the source at hand which version is right."""

from functools import cache
from itertools import pairwise

from termlock.glossary import compiled
from termlock.glossary.compiled import shipped
from termlock.glossary.exchange import read
from termlock.qa import tolerance
from termlock.qa.checks import Setting
from termlock.qa.drift import drift, matrix, pair_versions, timeline
from termlock.qa.finding import Finding
from termlock.qa.pair import Comparison, Side
from termlock.qa.text import sides


@cache
def setting() -> Setting:
    return Setting(read(shipped()), "en", "ar", tolerance=tolerance.shipped())


matcher = cache(compiled.matcher)


def found(old: str, new: str, source: str = "") -> list[Finding]:
    pairs = pair_versions(side(old), side(new))
    sources = {1: Side(source, 1, tuple(matcher("en").find(source)))} if source else None
    return list(drift(pairs, setting(), sources))


def side(text: str) -> list[Side]:
    lines = text.split("\n")
    return sides(lines, range(1, len(lines) + 1), matcher("ar"))


def named(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.concept, f.instead) for f in findings]


def test_a_swapped_term_is_named_with_both_concepts() -> None:
    (finding,) = found("عاد الأسرى إلى بيوتهم مساء.", "عاد الرهائن إلى بيوتهم مساء.")
    assert (finding.code, finding.concept, finding.instead) == ("drifted", "captive", "hostage")
    assert finding.segment == 1


def test_the_source_says_which_version_is_right() -> None:
    old, new = "عاد الأسرى إلى بيوتهم مساء.", "عاد الرهائن إلى بيوتهم مساء."
    (finding,) = found(old, new, "The captives came home in the evening.")
    assert "go back to it" in finding.remedy
    assert found(new, old, "The captives came home in the evening.") == []


def test_a_dropped_and_an_inserted_term_are_reported() -> None:
    assert named(found("انسحب جيش الاحتلال ليلا من المدينة.", "انسحبت القوة ليلا من المدينة.")) == [
        ("occupation-army", "")
    ]
    assert named(found("انسحبت القوة ليلا من المدينة.", "انسحب جيش الاحتلال ليلا من المدينة.")) == [
        ("", "occupation-army")
    ]


def test_other_words_and_other_spellings_are_no_drift() -> None:
    assert found("عاد الأسرى إلى بيوتهم مساء.", "رجع الأســرى إلى منازلهم مساء.") == []
    assert found("قال الأسير إن الأسير الآخر بخير.", "قال الأسير إن زميله بخير.") == []


def test_a_moved_segment_is_no_drift() -> None:
    first, second = "رفضت الحكومة المقترح أمس.", "عاد الأسرى إلى بيوتهم مساء."
    assert found(f"{first}\n{second}", f"{second}\n{first}") == []


def test_the_matrix_counts_from_and_to() -> None:
    findings = found("عاد الأسرى إلى بيوتهم مساء.", "عاد الرهائن إلى بيوتهم مساء.")
    assert matrix(findings) == {("captive", "hostage"): 1}


def test_the_timeline_follows_a_concept_through_the_versions() -> None:
    texts = ["عاد الأسرى إلى بيوتهم مساء.", "عاد الرهائن إلى بيوتهم مساء.", "عاد الرهائن إلى بيوتهم مساء."]
    comparisons = [
        Comparison("", "", "ar", "ar", tuple(pair_versions(side(a), side(b)))) for a, b in pairwise(texts)
    ]
    assert timeline(comparisons) == {"captive": [1, 0, 0], "hostage": [0, 1, 1]}
