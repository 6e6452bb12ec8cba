"""The reports for machines and for the terminal."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest
from lxml import etree

from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.qa.reports import REPORTS, render, text

DATA = Path(__file__).parent / "data"
SAMPLE = runpy.run_path(str(DATA / "sample.py"))
EVERYTHING = [SAMPLE[name]() for name in ("arabic", "hebrew", "clean", "hostile")]


def comparison(*findings: Finding) -> Comparison:
    return Comparison(
        "a.en.txt", "a.ar.txt", "en", "ar", (SegmentPair(1, Side("one", 1), Side("واحد", 1)),), findings
    )


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_renders_everything_and_nothing(name: str) -> None:
    assert isinstance(render(name, []), str)
    assert render(name, EVERYTHING, SAMPLE["glossary"]()) == render(name, EVERYTHING, SAMPLE["glossary"]())


def test_unknown_format() -> None:
    with pytest.raises(KeyError):
        render("word", [])


def test_text_shows_place_severity_code_message_and_remedy() -> None:
    lines = render("text", [SAMPLE["arabic"](), SAMPLE["hebrew"]()]).splitlines()
    assert lines[0] == (
        "articles/غزة 1.ar.md:3: error swapped: "
        "segment 2: source says captives, translation says hostages (\u2068رهائن\u2069)"
    )
    assert lines[1] == "    use \u2068أسرى\u2069"
    assert lines[-1] == "5 errors, 1 warning, 1 note in 8 segments of 2 files"
    assert lines.count("") == 2  # between the files, and before the summary


def test_text_groups_by_file_and_sorts_by_line() -> None:
    findings = [
        Finding("numbers", Severity.ERROR, "m", file=file, line=line, segment=line)
        for file, line in (("b", 9), ("a", 1), ("b", 2))
    ]
    places = re.findall(r"^\w:\d", render("text", [comparison(*findings)]), re.M)
    assert places == ["b:2", "b:9", "a:1"]


def test_text_of_a_clean_run() -> None:
    assert render("text", [SAMPLE["clean"]()]) == "no findings in 1 segment of 1 file\n"


def test_text_has_colour_only_when_asked() -> None:
    sample = [SAMPLE["arabic"]()]
    assert "\x1b" not in text.report(sample)
    assert "\x1b[1;31merror\x1b[0m" in text.report(sample, color=True)


def test_text_disarms_terminal_controls() -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", render("text", [SAMPLE["hostile"]()]))


def test_jsonl_is_one_finding_per_line() -> None:
    output = render("jsonl", EVERYTHING)
    findings = [f for c in EVERYTHING for f in c.findings]
    assert [json.loads(line) for line in output.splitlines()] == [f.as_dict() for f in findings]
    assert "رهائن" in output
    assert render("jsonl", [SAMPLE["clean"]()]) == ""


def test_json_counts_by_severity_and_code() -> None:
    document = json.loads(render("json", [SAMPLE["arabic"](), SAMPLE["hebrew"]()]))
    assert document["version"] == 1
    assert document["summary"] == {
        "severity": {"error": 5, "warning": 1, "note": 1},
        "code": {"drifted": 3, "inconsistent": 1, "missing": 1, "numbers": 1, "swapped": 1},
    }
    first = document["comparisons"][0]
    assert (first["source_lang"], first["target_lang"], first["segments"]) == ("en", "ar", 5)
    assert first["findings"][0]["concept"] == "captive"


def test_sarif_is_valid() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads((DATA / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    for sample in ([], EVERYTHING, [comparison(Finding("quotes", Severity.NOTE, "m"))]):
        assert [e.message for e in validator.iter_errors(json.loads(render("sarif", sample)))] == []


def test_sarif_results() -> None:
    [run] = json.loads(render("sarif", [SAMPLE["arabic"](), SAMPLE["hebrew"]()]))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["swapped", "missing", "numbers", "inconsistent", "drifted"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    first = run["results"][0]
    assert first["level"] == "error"
    assert first["properties"] == {"concept": "captive", "instead": "hostage", "segment": 2}
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "articles/%D8%BA%D8%B2%D8%A9%201.ar.md"},
        "region": {"startLine": 3},
    }


def sarif_result(finding: Finding) -> dict[str, object]:
    result: dict[str, object] = json.loads(render("sarif", [comparison(finding)]))["runs"][0]["results"][0]
    return result


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/c:d%.txt", "a%20b/c%3Ad%25.txt"),
        (str(Path.cwd() / "x" / "y.txt"), "x/y.txt"),
        ("/elsewhere/é.txt", "file:///elsewhere/%C3%A9.txt"),
    ],
)
def test_sarif_uri(file: str, uri: str) -> None:
    assert uri in json.dumps(sarif_result(Finding("quotes", Severity.ERROR, "m", file=file, line=1)))


def test_sarif_fingerprint_outlives_a_move_and_tells_repeats_apart() -> None:
    finding = Finding("missing", Severity.ERROR, "m", file="a", concept="hostage", line=1, segment=1)
    moved = comparison(finding.at("a", 30, 30))
    moved = Comparison(
        "a", "a", "en", "ar", (SegmentPair(30, Side("one", 30), Side("واحد", 30)),), moved.findings
    )
    prints = [
        [
            r["partialFingerprints"]["termlock/v1"]
            for r in json.loads(render("sarif", [c]))["runs"][0]["results"]
        ]
        for c in (comparison(finding), moved, comparison(finding, finding))
    ]
    assert prints[0] == prints[1]
    assert prints[2][0] == prints[0][0] != prints[2][1]


def test_github_escaping() -> None:
    finding = Finding("numbers", Severity.ERROR, "100% of: a, b\r\nnext", "fix", file="a,b:c%d\n.txt", line=7)
    assert render("github", [comparison(finding)]) == (
        "::error file=a%2Cb%3Ac%25d%0A.txt,line=7,title=termlock%3A numbers::"
        "100%25 of: a, b%0D%0Anext%0Afix\n"
    )


def test_github_names_each_severity_and_leaves_out_unknown_places() -> None:
    findings = [Finding("quotes", severity, "m") for severity in Severity]
    lines = render("github", [comparison(*findings)]).splitlines()
    assert [line.split()[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert "file=" not in lines[0]
    assert "line=" not in lines[0]


def test_github_is_one_line_per_finding() -> None:
    assert len(render("github", EVERYTHING).splitlines()) == sum(len(c.findings) for c in EVERYTHING)


def test_junit_is_valid() -> None:
    schema = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
    for sample in ([], EVERYTHING, [comparison(Finding("quotes", Severity.NOTE, "m"))]):
        schema.assertValid(etree.fromstring(render("junit", sample).encode()))


def test_junit_suites_and_cases() -> None:
    root = etree.fromstring(render("junit", [SAMPLE["arabic"](), SAMPLE["clean"]()]).encode())
    assert dict(root.attrib) == {"name": "termlock", "tests": "4", "failures": "2", "errors": "0"}
    first, second = root
    assert [case.get("name") for case in first] == ["segment 2", "segment 3", "segment 4"]
    assert first[0][0].get("type") == "swapped"
    assert "رهائن" in (first[0][0].get("message") or "")
    assert [child.tag for child in first[1]] == ["failure", "system-out"]
    assert [child.tag for child in first[2]] == ["system-out"]
    assert [(case.get("name"), len(case)) for case in second] == [("no findings", 0)]


def test_junit_replaces_what_xml_cannot_hold() -> None:
    xml = render("junit", [comparison(Finding("bidi", Severity.ERROR, "a\x00b\x1bc\ufffed", segment=1))])
    [failure] = etree.fromstring(xml.encode()).iter("failure")
    assert failure.get("message") == "a\ufffdb\ufffdc\ufffdd"
