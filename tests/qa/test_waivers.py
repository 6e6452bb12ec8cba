"""Waivers and the baseline: which findings they are about, and what is left of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.qa import baseline
from termlock.qa.baseline import Known
from termlock.qa.config import Waiver
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import SegmentPair, Side
from termlock.qa.waivers import Waiving, waives

FILE = "articles/a.ar.md"
PAIR = SegmentPair(3, Side("The captives returned to their homes.", 5), Side("عاد الرهائن إلى بيوتهم.", 7))
FINDING = Finding(
    "swapped",
    Severity.ERROR,
    "segment 3: …",
    file=f"site/{FILE}",
    line=7,
    segment=3,
    concept="captive",
    instead="hostage",
    source=Span("captives", 4, 12),
    target=Span("الرهائن", 4, 11),
)
WAIVER = Waiver("swapped", "a quotation", Place("termlock.toml", 9))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"file": FILE},
        {"file": "articles/*.ar.md"},
        {"file": "**/*.md"},
        {"segment": 3},
        {"concept": "captive"},
        {"concept": "hostage"},
        {"text": "عاد الرهائن"},
        {"text": "returned to their homes"},
        {"file": FILE, "segment": 3, "concept": "captive", "text": "الرهائن"},
    ],
)
def test_a_waiver_matches_what_it_names(fields: dict[str, str]) -> None:
    assert waives(replace(WAIVER, **fields), FINDING, FILE, PAIR)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "missing"},
        {"file": "articles/b.ar.md"},
        {"file": "*.md"},
        {"segment": 4},
        {"concept": "prisoner"},
        {"text": "الأسرى"},
        {"concept": "captive", "segment": 4},
    ],
)
def test_a_waiver_matches_nothing_else(fields: dict[str, str]) -> None:
    assert not waives(replace(WAIVER, **fields), FINDING, FILE, PAIR)  # type: ignore[arg-type]


def test_a_waiver_that_matches_nothing_is_a_finding_where_it_is_written() -> None:
    waiving = Waiving([WAIVER, replace(WAIVER, code="missing", place=Place("termlock.toml", 14))])
    assert waiving.keep([FINDING], FILE, {3: PAIR}) == []
    (unused,) = waiving.unused({FILE}, everything=True)
    assert (unused.code, unused.file, unused.line) == ("unused-waiver", "termlock.toml", 14)
    assert "missing" in unused.message
    assert "a quotation" in unused.message


def test_a_partial_run_judges_only_waivers_of_files_it_checked() -> None:
    here = replace(WAIVER, file=FILE)
    elsewhere = replace(WAIVER, file="articles/b.ar.md")
    waiving = Waiving([WAIVER, here, elsewhere])
    assert len(waiving.unused({FILE}, everything=False)) == 1
    assert len(waiving.unused({FILE}, everything=True)) == 3


def test_the_baseline_knows_a_finding_that_moved(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline.write(path, [baseline.entry(FINDING, FILE, PAIR)])
    known = Known(baseline.read(path))
    moved = replace(FINDING, line=40, segment=12, message="segment 12: …")
    edited = replace(PAIR, number=12, target=Side("ثم عاد الرهائن إلى بيوتهم مساء.", 40))
    assert known.keep([moved], FILE, {12: edited}) == []
    assert known.stale({FILE}, everything=True) == 0


def test_the_baseline_hides_as_many_as_it_records(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    one = baseline.entry(FINDING, FILE, PAIR)
    baseline.write(path, [one, one])
    assert json.loads(path.read_text(encoding="utf-8"))["findings"][0]["count"] == 2
    known = Known(baseline.read(path))
    assert known.keep([FINDING] * 3, FILE, {3: PAIR}) == [FINDING]


@pytest.mark.parametrize(
    "changed",
    [
        replace(FINDING, code="conflated"),
        replace(FINDING, instead="abductee"),
        replace(FINDING, target=Span("رهائن", 4, 9)),
    ],
)
def test_another_fault_is_new(tmp_path: Path, changed: Finding) -> None:
    known = Known([baseline.entry(FINDING, FILE, PAIR)])
    assert known.keep([changed], FILE, {3: PAIR}) == [changed]
    assert known.stale({FILE}, everything=True) == 1
    assert known.stale({"articles/b.ar.md"}, everything=False) == 0


def test_the_same_words_in_another_segment_or_file_are_new() -> None:
    other = replace(PAIR, source=Side("Nobody spoke to the captives.", 9))
    assert Known([baseline.entry(FINDING, FILE, PAIR)]).keep([FINDING], FILE, {3: other}) == [FINDING]
    assert Known([baseline.entry(FINDING, FILE, PAIR)]).keep([FINDING], "b.md", {3: PAIR}) == [FINDING]


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    entries = [baseline.entry(FINDING, name, PAIR) for name in ("articles/b.ar.md", "articles/a.ar.md", FILE)]
    baseline.write(tmp_path / "one", entries)
    baseline.write(tmp_path / "two", entries[::-1])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    baseline.write(tmp_path / "three", baseline.read(tmp_path / "one"))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "three").read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "no baseline of termlock"),
        ("{", "no baseline of termlock"),
        ('{"version": 9, "findings": []}', "version 9, not 1"),
        ('{"version": 1, "findings": [{"file": "a"}]}', "no baseline of termlock"),
        ('{"version": 1, "findings": 3}', "no baseline of termlock"),
    ],
)
def test_a_broken_baseline_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        baseline.read(path)


def test_a_missing_baseline_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such baseline; record one with tk validate --write-baseline"):
        baseline.read(tmp_path / "baseline.json")
