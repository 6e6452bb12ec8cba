"""Two comparisons with real sentences, and the glossary they name: what the report tests work on."""

from __future__ import annotations

from typing import Any

from termlock.glossary.concept import Concept, Glossary, Status, Term
from termlock.glossary.matching import Occurrence
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import Comparison, SegmentPair, Side


def _concept(
    id_: str,
    en: str,
    ar: tuple[str, ...],
    he: tuple[str, ...],
    never: tuple[str, ...],
    text: str,
    framing: str,
) -> Concept:
    languages = {"en": (en,), "ar": ar, "he": he}
    terms = tuple(
        Term(word, lang, Status.PREFERRED if place == 0 else Status.ADMITTED)
        for lang, words in languages.items()
        for place, word in enumerate(words)
    )
    return Concept(id_, terms, "captivity", text, framing, never)


def glossary() -> Glossary:
    """Concepts of captivity and violence."""
    return Glossary(
        (
            _concept(
                "hostage",
                "hostage",
                ("رهينة",),
                ("בן ערובה",),
                ("captive", "abductee", "prisoner"),
                "A person seized or held in order to force a third party to do or concede something.",
                "It stresses illegality and innocence.",
            ),
            _concept(
                "captive",
                "captive",
                ("أسير",),
                ("שבוי",),
                ("hostage", "abductee", "prisoner"),
                "A person held by an armed party.",
                "Preferred by Palestinian and much Arab press.",
            ),
            _concept(
                "abductee",
                "abductee",
                ("مختطف", "مخطوف"),
                ("חטוף",),
                ("hostage", "captive"),
                "A person taken away by force and held.",
                "It names the act of taking.",
            ),
            _concept(
                "prisoner",
                "prisoner",
                ("سجين",),
                ("אסיר",),
                ("hostage", "captive"),
                "A person serving a sentence or held in a prison.",
                "",
            ),
            _concept(
                "ceasefire",
                "ceasefire",
                ("وقف إطلاق النار",),
                ("הפסקת אש",),
                ("truce",),
                "A halt to fighting that the parties agreed.",
                "",
            ),
            _concept(
                "truce",
                "truce",
                ("هدنة",),
                ("הודנה", "שביתת נשק"),
                ("ceasefire",),
                "A temporary halt to fighting.",
                "Arabic هدنة is also a term of Islamic law.",
            ),
        )
    )


def _side(text: str, line: int, *found: tuple[str, str]) -> Side:
    return Side(
        text,
        line,
        tuple(
            Occurrence(concept, form, form, text.index(form), text.index(form) + len(form))
            for concept, form in found
        ),
    )


def _span(text: str, form: str) -> Span:
    start = text.index(form)
    return Span(form, start, start + len(form))


def arabic() -> Comparison:
    """English to Arabic: swapped, missing, numbers, and a warning."""
    pairs = (
        SegmentPair(
            1,
            _side("The ceasefire in Gaza entered its third day on Saturday.", 1, ("ceasefire", "ceasefire")),
            _side("دخل وقف إطلاق النار في غزة يومه الثالث السبت.", 1, ("ceasefire", "وقف إطلاق النار")),
        ),
        SegmentPair(
            2,
            _side("The brigades handed over three captives to the Red Cross.", 3, ("captive", "captives")),
            _side("سلّمت الكتائب ثلاث رهائن إلى الصليب الأحمر.", 3, ("hostage", "رهائن")),
        ),
        SegmentPair(
            3,
            _side("Families of the hostages met 12 ministers.", 5, ("hostage", "hostages")),
            _side("التقت العائلات 21 وزيرًا (BBC).", 5),
        ),
        SegmentPair(
            4,
            _side("The truce gives the prisoners hope.", 7, ("truce", "truce"), ("prisoner", "prisoners")),
            _side("تمنح الهدنة السجناء أملًا.", 7, ("truce", "الهدنة"), ("prisoner", "السجناء")),
        ),
        SegmentPair(5, _side("Nothing else happened.", 9), _side("لم يحدث شيء آخر.", 9)),
    )
    second, third, fourth = (p for p in pairs[1:4])
    place: dict[str, Any] = {"file": "articles/غزة 1.ar.md", "source_lang": "en", "target_lang": "ar"}
    findings = (
        Finding(
            "swapped",
            Severity.ERROR,
            "segment 2: source says captives, translation says hostages (\u2068رهائن\u2069)",
            "use \u2068أسرى\u2069",
            line=3,
            segment=2,
            concept="captive",
            instead="hostage",
            source=_span(second.source.text, "captives"),
            target=_span(second.target.text, "رهائن"),
            **place,
        ),
        Finding(
            "missing",
            Severity.ERROR,
            "segment 3: source says hostages, translation has no term for it",
            "use \u2068رهائن\u2069",
            line=5,
            segment=3,
            concept="hostage",
            source=_span(third.source.text, "hostages"),
            **place,
        ),
        Finding(
            "numbers",
            Severity.WARNING,
            "segment 3: source has 12, translation has 21",
            line=5,
            segment=3,
            source=_span(third.source.text, "12"),
            target=_span(third.target.text, "21"),
            **place,
        ),
        Finding(
            "inconsistent",
            Severity.NOTE,
            "segment 4: truce is also called \u2068وقف إطلاق النار\u2069",
            line=7,
            segment=4,
            concept="truce",
            target=_span(fourth.target.text, "الهدنة"),
            **place,
        ),
    )
    return Comparison("articles/غزة 1.en.md", "articles/غزة 1.ar.md", "en", "ar", pairs, findings)


def hebrew() -> Comparison:
    """Two Hebrew versions: the new one drifted."""
    pairs = (
        SegmentPair(
            1,
            _side("משפחות החטופים הפגינו מול הכנסת.", 1, ("abductee", "החטופים")),
            _side("משפחות השבויים הפגינו מול הכנסת.", 1, ("captive", "השבויים")),
        ),
        SegmentPair(
            2,
            _side("הפסקת האש נשמרת זה שבוע.", 2, ("ceasefire", "הפסקת האש")),
            _side("ההודנה נשמרת זה שבוע.", 2, ("truce", "ההודנה")),
        ),
        SegmentPair(
            3,
            _side("שלושת החטופים הועברו לבית החולים שיבא.", 3, ("abductee", "החטופים")),
            _side("שלושת השבויים הועברו לבית החולים שיבא.", 3, ("captive", "השבויים")),
        ),
    )
    findings = tuple(
        Finding(
            "drifted",
            Severity.ERROR,
            f"segment {p.number}: {old} became {new} (\u2068{form}\u2069)",
            "restore the old term",
            file="news/v2.he.txt",
            line=p.target.line,
            segment=p.number,
            concept=old,
            instead=new,
            source=_span(p.source.text, before),
            target=_span(p.target.text, form),
            source_lang="he",
            target_lang="he",
        )
        for p, old, new, before, form in (
            (pairs[0], "abductee", "captive", "החטופים", "השבויים"),
            (pairs[1], "ceasefire", "truce", "הפסקת האש", "ההודנה"),
            (pairs[2], "abductee", "captive", "החטופים", "השבויים"),
        )
    )
    return Comparison("news/v1.he.txt", "news/v2.he.txt", "he", "he", pairs, findings)


def clean() -> Comparison:
    """A Hebrew translation with no finding."""
    pair = SegmentPair(
        1,
        _side("The ceasefire holds.", 1, ("ceasefire", "ceasefire")),
        _side("הפסקת האש נשמרת.", 1, ("ceasefire", "הפסקת האש")),
    )
    return Comparison("a.en.txt", "a.he.txt", "en", "he", (pair,))


def hostile() -> Comparison:
    """A text, a file name, a concept and a code that try to break out of the page."""
    text = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> & \x00\x1b[31m \u202e"
    pair = SegmentPair(1, Side(text, 1), Side(text, 1, (Occurrence('"><b>', text, text[:8], 0, 8),)))
    finding = Finding(
        'c"><i>',
        Severity.ERROR,
        text,
        text,
        file='<x>:,%\n".txt',
        line=1,
        segment=1,
        concept='"><b>',
        instead="</script>",
        target=Span(text[:8], 4, 9999),
    )
    return Comparison('<x>:,%\n".txt', '<x>:,%\n".txt', 'en"><u>', "ar", (pair,), (finding,))
