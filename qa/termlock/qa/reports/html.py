"""One self-contained page: both texts side by side, terms and findings marked, filters, concept cards.

All text on the page comes from files that may be hostile. Every piece is escaped here, and the page's
content security policy lets only the style and the script of this package run, by their hashes.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from termlock.glossary import messages
from termlock.glossary.concept import Concept, Glossary, Term
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.qa.reports.legal import legal
from termlock.qa.reports.marks import Mark, marks
from termlock.qa.reports.matrix import drift, picture, table
from termlock.qa.reports.rules import rule

LANGUAGES = ("en", "ar", "he")
_RIGHT_TO_LEFT = frozenset({"ar", "he", "iw", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "arc", "syr"})


def report(
    comparisons: Sequence[Comparison], glossary: Glossary | None = None, *, language: str | None = None
) -> str:
    """The page, opening with the interface in ``language`` (by default the user's)."""
    return _Page(glossary or Glossary(()), language or messages.language()).of(comparisons)


@cache
def _asset(name: str) -> str:
    return (files("termlock.qa.reports") / "assets" / name).read_text(encoding="utf-8")


@cache
def _strings() -> dict[str, dict[str, str]]:
    """The words of the interface, by language and key."""
    table: dict[str, dict[str, str]] = json.loads(_asset("strings.json"))
    return table


def _safe(text: str) -> str:
    return escape(legal(text))


def _hash(asset: str) -> str:
    return f"'sha256-{b64encode(sha256(asset.encode()).digest()).decode()}'"


def _direction(lang: str) -> str:
    if not lang:
        return "auto"
    return "rtl" if lang.replace("_", "-").split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def _place(lang: str) -> str:
    """The attributes of an element that holds text in ``lang``."""
    return f'lang="{_safe(lang)}" dir="{_direction(lang)}"'


def _path(file: str) -> str:
    """A file name whose parts stay in their order: a digit after an Arabic word would join it otherwise."""
    return (
        f'<bdi dir="ltr">{"".join(f"<bdi>{_safe(part)}</bdi>" for part in re.split(r"([/. ])", file))}</bdi>'
    )


class _Page:
    """One report being built: numbers findings, and collects the concepts that it names."""

    def __init__(self, glossary: Glossary, language: str) -> None:
        self._glossary = glossary
        self._language = language
        self._concepts: dict[str, str] = {}
        self._findings = 0

    def of(self, comparisons: Sequence[Comparison]) -> str:
        """The page about ``comparisons``."""
        sections = "".join(self._section(n, c) for n, c in enumerate(comparisons))
        findings = [f for c in comparisons for f in c.findings]
        style, script = _asset("report.css"), _asset("report.js")
        return Template(_asset("page.html")).substitute(
            lang=self._language,
            dir=_direction(self._language),
            policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'",
            style=style,
            script=script,
            # a script element ends at the first "</", whatever it holds
            strings=json.dumps(_strings(), ensure_ascii=False).replace("<", "\\u003c"),
            title=self._say("title"),
            summary=self._summary(comparisons, findings),
            languages=self._languages(),
            severities=self._severities(findings),
            codes=self._codes(findings),
            concept_options=self._options(),
            sections=sections or f"<p>{self._say('clean')}</p>",
            matrix=self._matrix(findings),
            concepts=self._cards(),
            **{f"t_{key}": self._say(key) for key in _strings()["en"] if "." not in key},
        )

    def _string(self, key: str, default: str = "") -> str:
        return _strings()[self._language].get(key, default or key)

    def _say(self, key: str, default: str = "") -> str:
        """Words of the interface, in an element whose language the script can change."""
        if key not in _strings()["en"]:
            return f"<span>{_safe(default)}</span>"
        return f'<span data-t="{key}">{_safe(self._string(key))}</span>'

    def _id(self, concept: str) -> str:
        """A name for the concept that is safe in any attribute: concept ids may hold anything."""
        return self._concepts.setdefault(concept, f"c{len(self._concepts)}")

    def _ids(self, concepts: Iterable[str]) -> str:
        return " ".join(dict.fromkeys(self._id(c) for c in concepts if c))

    def _summary(self, comparisons: Sequence[Comparison], findings: Sequence[Finding]) -> str:
        severities = Counter(f.severity for f in findings)
        counts = {
            "files": len(comparisons),
            "segments": sum(c.segments for c in comparisons),
            **{f"{severity}s": severities[severity] for severity in Severity},
        }
        return "".join(
            f'<li class="{key}">{self._say(key)} <b>{number}</b></li>' for key, number in counts.items()
        )

    def _languages(self) -> str:
        return "".join(
            f'<button type="button" data-lang="{lang}" {_place(lang)} '
            f'aria-pressed="{str(lang == self._language).lower()}">{_strings()[lang]["name"]}</button>'
            for lang in LANGUAGES
        )

    def _severities(self, findings: Iterable[Finding]) -> str:
        counts = Counter(f.severity for f in findings)
        return "".join(
            _box("severity", s, f'<i class="icon {s}"></i>{self._say(f"severity.{s}")}', counts[s])
            for s in Severity
        )

    def _codes(self, findings: Iterable[Finding]) -> str:
        counts = Counter(f.code for f in findings)
        return "".join(
            _box("code", code, self._say(f"code.{code}", code), counts[code]) for code in sorted(counts)
        )

    def _options(self) -> str:
        return "".join(
            f'<option value="{id_}">{_safe(name)}</option>' for name, id_ in sorted(self._concepts.items())
        )

    def _section(self, number: int, comparison: Comparison) -> str:
        by_segment: dict[int, list[tuple[int, Finding]]] = {}
        for finding in comparison.findings:
            by_segment.setdefault(finding.segment, []).append((self._findings, finding))
            self._findings += 1
        rows = [
            self._row(f"s{number}-{place}", pair, comparison, by_segment.pop(pair.number, []))
            for place, pair in enumerate(comparison.pairs)
        ]
        # what is left is about the whole file, or about a segment that the comparison does not show
        rest = [entry for entries in by_segment.values() for entry in entries]
        whole = f"<h3>{self._say('whole')}</h3>{self._list(rest)}" if rest else ""
        versions = comparison.source_lang == comparison.target_lang
        heads = "".join(
            f'<div><span data-t="{key}">{_safe(self._string(key))}</span> {self._language_name(lang)} '
            f"{_path(file)}</div>"
            for key, lang, file in (
                ("old" if versions else "source", comparison.source_lang, comparison.source_file),
                ("new" if versions else "target", comparison.target_lang, comparison.target_file),
            )
        )
        return (
            f'<section class="comparison"><h2>{_path(comparison.target_file)}</h2>'
            f'<div class="whole">{whole}</div><div class="heads">{heads}</div>'
            f'<ol class="rows">{"".join(rows)}</ol></section>'
        )

    def _language_name(self, lang: str) -> str:
        return f"({self._say(f'lang.{lang}', lang)})" if lang else ""

    def _row(
        self, row: str, pair: SegmentPair, comparison: Comparison, found: Sequence[tuple[int, Finding]]
    ) -> str:
        named = [
            {c for o in side.occurrences for c in (o.concept, *o.alternatives)}
            for side in (pair.source, pair.target)
        ]
        locked = named[0] & named[1]
        in_source = [(n, f.concept, f.source) for n, f in found if f.source]
        in_target = [(n, f.instead or f.concept, f.target) for n, f in found if f.target]
        severities = {n: f.severity for n, f in found}
        concepts = [*sorted(named[0] | named[1]), *(c for _, f in found for c in (f.concept, f.instead))]
        return (
            f'<li class="row" id="{row}" data-concepts="{self._ids(concepts)}">'
            f'<a class="number" href="#{row}">{pair.number}</a>'
            + self._text(pair.source, comparison.source_lang, in_source, locked, severities)
            + self._text(pair.target, comparison.target_lang, in_target, locked, severities)
            + (self._list(found) if found else "")
            + "</li>"
        )

    def _text(
        self,
        side: Side,
        lang: str,
        found: Iterable[tuple[int, str, Span]],
        locked: set[str],
        severities: dict[int, Severity],
    ) -> str:
        text, at, parts = side.text, 0, []
        for mark in marks(text, side.occurrences, found):
            parts.append(_safe(text[at : mark.start]))
            parts.append(self._mark(mark, text[mark.start : mark.end], locked, severities))
            at = mark.end
        parts.append(_safe(text[at:]))
        return f'<p class="text" {_place(lang)}>{"".join(parts)}</p>'

    def _mark(self, mark: Mark, text: str, locked: set[str], severities: dict[int, Severity]) -> str:
        kind = "lock" if locked.intersection(mark.concepts) else "term"
        gravest = min((severities[n] for n in mark.findings), key=lambda s: s.rank, default="")
        described = [f"f{n}" for n in mark.findings] + [f"{self._id(c)}-d" for c in mark.concepts if c]
        return (
            f'<button type="button" class="mark {kind} {gravest}" data-kind="{kind}" '
            f'data-concepts="{self._ids(mark.concepts)}" '
            f'data-findings="{" ".join(f"f{n}" for n in mark.findings)}" '
            f'aria-describedby="{" ".join(described)}">{_safe(text)}</button>'
        )

    def _list(self, found: Iterable[tuple[int, Finding]]) -> str:
        return f'<ul class="findings">{"".join(self._finding(n, f) for n, f in found)}</ul>'

    def _finding(self, number: int, finding: Finding) -> str:
        remedy = ""
        if finding.remedy:
            remedy = f'<p class="remedy">{self._say("remedy")}: <span dir="auto">{_safe(finding.remedy)}</span></p>'
        return (
            f'<li class="finding {finding.severity}" id="f{number}" tabindex="-1" '
            f'data-severity="{finding.severity}" data-code="{_safe(finding.code)}" '
            f'data-concepts="{self._ids((finding.concept, finding.instead))}">'
            f'<i class="icon {finding.severity}"></i><b>{self._say(f"severity.{finding.severity}")}</b> '
            f'<span class="code" title="{_safe(rule(finding.code).short)}">'
            f"{self._say(f'code.{finding.code}', finding.code)}</span> "
            f'<span class="message" dir="auto">{_safe(finding.message)}</span>{remedy}</li>'
        )

    def _matrix(self, findings: Iterable[Finding]) -> str:
        counts = drift(findings)
        if not counts:
            return ""
        heads = "".join(f'<th scope="col">{self._say(key)}</th>' for key in ("from", "to", "times"))
        return (
            f'<section class="drift"><h2 id="matrix-title">{self._say("matrix")}</h2>'
            f'<figure><div class="scroll" dir="ltr" tabindex="0" role="group" aria-labelledby="matrix-title">'
            f"{picture(counts)}</div>"
            f"<figcaption>{self._say('matrix_how')}</figcaption></figure>"
            f"<table><thead><tr>{heads}</tr></thead><tbody>{table(counts)}</tbody></table></section>"
        )

    def _cards(self) -> str:
        names = sorted(self._concepts.items())
        return "".join(self._card(self._glossary.by_id.get(name), name, id_) for name, id_ in names)

    def _card(self, concept: Concept | None, name: str, id_: str) -> str:
        definition = (
            f'<span dir="auto">{_safe(concept.definition)}</span>' if concept else self._say("unknown")
        )
        return (
            f'<article class="card" id="{id_}"><h3><bdi dir="ltr">{_safe(name)}</bdi></h3>'
            f'<p id="{id_}-d">{definition}</p>{"".join(self._details(concept)) if concept else ""}'
            "</article>"
        )

    def _details(self, concept: Concept) -> Iterator[str]:
        if concept.framing:
            framing = f'<span dir="auto">{_safe(concept.framing)}</span>'
            yield f'<p class="framing"><b>{self._say("framing")}</b> {framing}</p>'
        languages = [*LANGUAGES, *(lang for lang in concept.languages if lang not in LANGUAGES)]
        entries = "".join(
            f"<dt>{self._say(f'lang.{lang}', lang)}</dt><dd>{'<br/>'.join(map(self._term, terms))}</dd>"
            for lang in languages
            if (terms := concept.terms_in(lang))
        )
        yield f"<dl>{entries}</dl>"
        if never := sorted(self._glossary.conflicts(concept.id)):
            yield f'<p class="never"><b>{self._say("never")}</b> <bdi dir="ltr">{_safe(", ".join(never))}</bdi></p>'

    def _term(self, term: Term) -> str:
        return (
            f"<bdi {_place(term.lang)}>{_safe(term.text)}</bdi> "
            f'<span class="status {term.status}">{self._say(f"status.{term.status}")}</span>'
        )


def _box(kind: str, value: str, label: str, count: int) -> str:
    """A check box that shows or hides the findings of one severity or code."""
    return (
        f'<label><input type="checkbox" data-filter="{kind}" value="{_safe(value)}" checked="" />'
        f"{label} <b>{count}</b></label>"
    )
