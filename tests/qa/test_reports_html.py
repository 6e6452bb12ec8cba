"""The HTML report as a file: escaping, well-formedness, languages, contrast."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import runpy
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from lxml import etree

from termlock.glossary.concept import Glossary
from termlock.glossary.matching import Occurrence
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.qa.reports import html, render
from termlock.qa.reports.marks import Mark, marks
from termlock.qa.reports.matrix import drift, picture
from termlock.qa.reports.rules import RULES

SAMPLE = runpy.run_path(str(Path(__file__).parent / "data" / "sample.py"))
ASSETS = files("termlock.qa.reports") / "assets"
CSS = (ASSETS / "report.css").read_text(encoding="utf-8")
STRINGS = json.loads((ASSETS / "strings.json").read_text(encoding="utf-8"))
GLOSSARY: Glossary = SAMPLE["glossary"]()


def tree(page: str) -> etree._Element:
    """The page read as XML: stricter about nesting and quoting than any HTML parser."""
    page = re.sub(r"(<(style|script)[^>]*>).*?(</\2>)", r"\1\3", page, flags=re.S)
    return etree.fromstring(page.encode())


def first(root: etree._Element, path: str) -> etree._Element:
    element = root.find(path)
    assert element is not None
    return element


def sample_page(language: str = "en") -> str:
    return html.report([SAMPLE[n]() for n in ("arabic", "hebrew", "clean")], GLOSSARY, language=language)


@pytest.mark.parametrize("language", html.LANGUAGES)
def test_page_is_well_formed_and_in_the_language(language: str) -> None:
    root = tree(sample_page(language))
    assert (root.get("lang"), root.get("dir")) == (language, "ltr" if language == "en" else "rtl")
    assert first(root, ".//h1/span").text == STRINGS[language]["title"]
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    for reference in root.xpath("//@aria-describedby | //@aria-labelledby"):
        assert set(reference.split()) <= set(ids)


def test_the_language_is_the_users_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("termlock.glossary.messages.language", lambda: "he")
    assert tree(render("html", [SAMPLE["clean"]()])).get("lang") == "he"


def test_every_language_has_every_string() -> None:
    keys = {language: set(table) for language, table in STRINGS.items()}
    assert keys["en"] == keys["ar"] == keys["he"]
    assert {f"code.{code}" for code in RULES} <= keys["en"]
    script, page = ((ASSETS / name).read_text(encoding="utf-8") for name in ("report.js", "page.html"))
    assert set(re.findall(r'data-t(?:-label)?="([\w.]+)"', page)) <= keys["en"]
    assert set(re.findall(r"\$t_(\w+)", page)) <= keys["en"]
    assert "innerHTML" not in script


def test_texts_keep_their_language_and_direction() -> None:
    root = tree(sample_page("he"))
    texts = [
        (p.get("lang"), p.get("dir"), "".join(p.itertext())) for p in root.iterfind(".//p[@class='text']")
    ]
    assert ("en", "ltr", "The ceasefire in Gaza entered its third day on Saturday.") in texts
    assert ("ar", "rtl", "سلّمت الكتائب ثلاث رهائن إلى الصليب الأحمر.") in texts
    assert ("he", "rtl", "ההודנה נשמרת זה שבוע.") in texts


def test_marks_say_what_they_are() -> None:
    root = tree(sample_page())
    found = {(b.text, b.get("class")) for b in root.iterfind(".//button[@data-kind]")}
    assert ("وقف إطلاق النار", "mark lock ") in found
    assert ("رهائن", "mark term error") in found
    assert ("21", "mark term warning") in found
    assert ("الهدنة", "mark lock note") in found


def test_cards_tell_definition_framing_terms_and_conflicts() -> None:
    root = tree(sample_page())
    [card] = [a for a in root.iterfind(".//article") if a.findtext("h3/bdi") == "abductee"]
    words = " ".join(card.itertext())
    for piece in ("taken away by force", "act of taking", "مخطوف", "admitted", "חטוף", "captive, hostage"):
        assert piece in words


def test_hostile_text_stays_text() -> None:
    page = html.report([SAMPLE["hostile"]()], GLOSSARY, language="en")
    root = tree(page)
    assert [s.get("type") for s in root.iter("script")] == ["application/json", None]
    assert not list(root.iter("img", "u"))
    assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
    assert "<script>alert(1)</script> \"'><img src=x onerror=alert(2)>" in "".join(root.itertext())
    assert not re.search("[\x00\x1b]", page)


def test_nothing_is_fetched_and_only_our_script_runs() -> None:
    page = sample_page()
    root = tree(page)
    assert not root.xpath("//@src | //link | //@style | //@href[not(starts-with(., '#'))]")
    assert "url(" not in CSS
    assert "@import" not in CSS
    policy = first(root, ".//meta[@http-equiv]").get("content") or ""
    assert policy.startswith("default-src 'none';")
    for element, directive in (("<style>", "style-src"), ("<script>", "script-src")):
        [body] = re.findall(f"{element}(.*?)</", page, re.S)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_findings_about_no_segment_come_first() -> None:
    finding = Finding("empty", Severity.ERROR, "different counts")
    page = html.report([Comparison("a", "b", "en", "ar", (), (finding,))], language="en")
    assert "different counts" in "".join(first(tree(page), ".//div[@class='whole']").itertext())


def test_unknown_concept_code_and_language() -> None:
    finding = Finding("new-code", Severity.NOTE, "m", segment=1, concept="nobody", target=Span("one", 0, 3))
    pair = SegmentPair(1, Side("eins"), Side("one"))
    page = html.report([Comparison("a", "b", "de", "", (pair,), (finding,))], language="ar")
    root = tree(page)
    assert [box.get("value") for box in root.iterfind(".//input[@data-filter='code']")] == ["new-code"]
    assert "new-code" in " ".join(first(root, ".//li[@id='f0']").itertext())
    assert STRINGS["ar"]["unknown"] in page


def occurrence(concept: str, start: int, end: int) -> Occurrence:
    return Occurrence(concept, "", "", start, end)


def test_overlapping_marks_become_one() -> None:
    text = "the prisoners of war left"
    found = [(7, "captive", Span("", 4, 13)), (8, "", Span("", 21, 25))]
    assert marks(text, [occurrence("prisoner-of-war", 4, 20)], found) == [
        Mark(4, 20, ("prisoner-of-war", "captive"), (7,)),
        Mark(21, 25, (), (8,)),
    ]


def test_marks_stay_within_the_text() -> None:
    found = [(0, "x", Span("", -5, 2)), (1, "y", Span("", 3, 99)), (2, "z", Span("", 40, 50))]
    assert marks("short", [], found) == [Mark(0, 2, ("x",), (0,)), Mark(3, 5, ("y",), (1,))]


def test_matrix_counts_drift_and_swaps_only() -> None:
    counts = drift(f for c in (SAMPLE["arabic"](), SAMPLE["hebrew"]()) for f in c.findings)
    assert counts == {("abductee", "captive"): 2, ("ceasefire", "truce"): 1, ("captive", "hostage"): 1}
    svg = etree.fromstring(picture(counts))
    assert sorted(t.text or "" for t in svg.iterfind("text[@class='count']")) == ["1", "1", "2"]
    assert first(svg, "rect[@class='heat4']/title").text == "abductee → captive: 2"


def test_no_matrix_without_drift() -> None:
    assert "<svg" not in html.report([SAMPLE["clean"]()], GLOSSARY, language="en")


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


COLORS = {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS)}
TINTS = ["lock-tint", "error-tint", "warning-tint", "note-tint"]
TEXT = [
    *product(["ink"], ["paper", "panel", *TINTS, "heat1", "heat2", "heat3", "heat4"]),
    *product(["quiet"], ["paper", "panel"]),
    *product(["error"], ["paper", "panel", "error-tint"]),
    *product(["warning"], ["paper", "panel", "warning-tint"]),
    *product(["note"], ["paper", "panel", "note-tint"]),
]
OTHER = [
    *product(["line", "focus"], ["paper", "panel"]),
    *product(["focus"], TINTS),
    ("lock", "lock-tint"),
    ("quiet", "lock-tint"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in OTHER],
)
def test_contrast(ink: str, ground: str, least: float, theme: int) -> None:
    assert contrast(COLORS[ink][theme], COLORS[ground][theme]) >= least


def test_every_color_is_in_the_table() -> None:
    rules = CSS.split(':root[data-theme="light"]')[1]
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == ["#0006"]  # the shadow of the card
    assert set(re.findall(r"var\(--([\w-]+)\)", rules)) == set(COLORS)
