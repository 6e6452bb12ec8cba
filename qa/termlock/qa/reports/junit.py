"""JUnit XML, which CI services show as test results."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from termlock.glossary.concept import Glossary
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import Comparison
from termlock.qa.reports.legal import legal


def report(comparisons: Sequence[Comparison], glossary: Glossary | None = None) -> str:
    """A test suite per comparison, a test case per segment with findings.

    Errors fail the test case; warnings and notes are its output. A clean comparison is one passed case.
    """
    root = etree.Element("testsuites", name="termlock")
    for comparison in comparisons:
        root.append(_suite(comparison))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    body = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'


def _suite(comparison: Comparison) -> etree._Element:
    name = legal(comparison.target_file)
    segments: dict[int, list[Finding]] = {}
    for finding in comparison.findings:
        segments.setdefault(finding.segment, []).append(finding)
    suite = etree.Element("testsuite", name=name, file=name)
    for number in sorted(segments):
        suite.append(_case(name, f"segment {number}" if number else "whole file", segments[number]))
    if not segments:
        suite.append(_case(name, "no findings", []))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in suite)))
    suite.set("errors", "0")
    suite.set("skipped", "0")
    return suite


def _case(classname: str, name: str, findings: Sequence[Finding]) -> etree._Element:
    case = etree.Element("testcase", name=name, classname=classname)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    milder = [f for f in findings if f.severity is not Severity.ERROR]
    if errors:
        # one element for all of them: Jenkins and GitLab read only the first failure of a test case
        failure = etree.SubElement(case, "failure", type=", ".join(dict.fromkeys(f.code for f in errors)))
        failure.set("message", legal("\n".join(f.message for f in errors)))
        failure.text = _text(errors)
    if milder:
        etree.SubElement(case, "system-out").text = _text(milder)
    return case


def _text(findings: Sequence[Finding]) -> str:
    lines = []
    for finding in findings:
        place = f"{finding.file}:{finding.line}" if finding.line else finding.file
        lines.append(f"{place}: {finding.severity} {finding.code}: {finding.message}")
        if finding.remedy:
            lines.append(finding.remedy)
    return legal("\n".join(lines))
