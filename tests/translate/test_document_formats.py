"""What each format hands to a translator, and how it writes what comes back."""

import gettext
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from termlock.glossary.errors import InputError
from termlock.translate.document import Document, Options, parse, read
from termlock.translate.document.inline import events
from termlock.translate.document.subtitles import wrapped
from termlock.translate.lock import Rung
from termlock.translate.lockreport import LockEntry
from termlock.translate.segment import Markup, Rendering, Segment
from termlock.translate.translation import note as lock_note

DATA = Path(__file__).parent / "data/documents"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def texts(document: Document) -> list[str]:
    return [s.text for s in document.segments]


def translated(document: Document, lang: str, words: dict[str, str] | str = "", note: str = "") -> str:
    """The file with each segment rendered as ``words`` says, its markup around the same words."""
    renderings = {}
    for segment in document.segments:
        text = words if isinstance(words, str) else words.get(segment.text, "")
        if text:
            renderings[segment.key] = Rendering(text, moved(segment, text), note)
    return document.rebuild(renderings, lang).decode()


def moved(segment: Segment, text: str) -> tuple[Markup, ...]:
    share = len(text) / max(len(segment.text), 1)
    return tuple(
        Markup(round(m.start * share), round(m.end * share), m.before, m.after) for m in segment.markup
    )


# Plain text


def test_a_segment_of_plain_text_is_a_sentence_with_its_line() -> None:
    document = parse("One. Two.\r\n\r\n  الثالثة؟ نعم.\n".encode(), "a.txt")
    assert [(s.key, s.text, s.line) for s in document.segments] == [
        ("L1S1", "One.", 1),
        ("L1S2", "Two.", 1),
        ("L3S1", "الثالثة؟", 3),
        ("L3S2", "نعم.", 3),
    ]
    assert (
        document.rebuild({"L1S2": Rendering("שתיים.\nשורה")}, "he").decode()
        == "One. שתיים. שורה\r\n\r\n  الثالثة؟ نعم.\n"
    )


def test_utf_16_stays_utf_16() -> None:
    document = parse("One.\n".encode("utf-16"), "a.txt")
    assert document.rebuild({"L1S1": Rendering("אחת.")}, "he") == "אחת.\n".encode("utf-16")


# HTML

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Truce &amp; talks</title></head><body>
<p>The <b>captives</b> came&nbsp;home. They rest.</p>
<p lang=en dir="ltr">A <a href="/x" title='More'>link</a>.</p><p lang="fr">Bonjour.</p>
<pre>code here</pre><p translate="no">Haaretz</p><p>See <code>a&lt;b</code> now<br>or later.</p>
</body></html>
"""


def test_html_gives_sentences_attributes_and_inline_markup() -> None:
    document = parse(PAGE.encode(), "a.html")
    assert document.source_lang == "en"
    assert texts(document) == [
        "Truce & talks",
        "The captives came\N{NO-BREAK SPACE}home.",
        "They rest.",
        "More",
        "A link.",
        "Bonjour.",
        "See  now or later.",
    ]
    assert document.segments[1].markup == (Markup(4, 12, "<b>", "</b>"),)


def test_html_for_a_language_written_from_right_to_left() -> None:
    document = parse(PAGE.encode(), "a.html")
    (sentence,) = (s for s in document.segments if s.text.startswith("The captives"))
    rendering = Rendering('عاد "الأسرى" < & إلى بيوتهم.', (Markup(4, 12, "<b>", "</b>"),))
    page = document.rebuild({sentence.key: rendering}, "ar").decode()
    assert '<html dir="rtl" lang="ar">' in page
    assert '<p>عاد <b>"الأسرى"</b> &lt; &amp; إلى بيوتهم. They rest.</p>' in page
    assert '<p lang="ar" dir="rtl">' in page, "a block that said its language and direction"
    assert '<p lang="fr">' in page, "a quotation in another language"
    back = parse(page.encode(), "a.html")
    english = back.rebuild({s.key: Rendering("Text") for s in back.segments}, "en").decode()
    assert '<html dir="ltr" lang="en">' in english


def test_a_fragment_says_its_language_on_its_first_block_and_code_keeps_its_own() -> None:
    document = parse(b'<p lang="en">See <code lang="en">x</code> now</p><pre dir="ltr">y</pre>', "a.html")
    assert document.source_lang == "en"
    out = translated(document, "he", "ראו עכשיו")
    assert '<p lang="he">' in out
    assert '<code lang="en">x</code>' in out
    assert out.endswith('<pre dir="ltr">y</pre>')


def test_markup_that_a_rendering_lost_is_put_back_and_what_it_doubled_is_left_out() -> None:
    document = parse(b"<p>See <b>one</b> <img src=a> two</p>", "a.html")
    key = document.segments[0].key
    bold, image = document.segments[0].markup
    assert document.rebuild({key: Rendering("x")}, "") == b"<p><b>x</b><img src=a></p>"
    twice = Rendering("x y", (bold, bold, image, image))
    assert document.rebuild({key: twice}, "").count(b"<b>") == 1
    assert document.rebuild({key: twice}, "").count(b"<img") == 1


def test_crossing_pairs_are_nested() -> None:
    written = "".join(
        text or (mark.after if mark and kind.value == "close" else mark.before if mark else "")
        for kind, mark, text in events(
            "0123456789", [Markup(0, 6, "<a>", "</a>"), Markup(4, 9, "<b>", "</b>")]
        )
    )
    assert written == "<a>0123<b>45</b></a>6789"


@pytest.mark.parametrize(
    ("name", "raw", "out"),
    [
        ("a.html", "<p>One line<br>two lines</p>", "<p>ONE LINE<br>TWO LINES</p>"),
        ("a.html", "<p>One line<br>\n  two lines</p>", "<p>ONE LINE<br>TWO LINES</p>"),
        ("a.md", "One line\\\ntwo lines\n", "ONE LINE\\\nTWO LINES\n"),
        ("a.md", "> One line  \n> two lines\n", "> ONE LINE  \n> TWO LINES\n"),
    ],
)
def test_a_break_parts_words_and_brings_no_space(name: str, raw: str, out: str) -> None:
    document = parse(raw.encode(), name)
    (segment,) = document.segments
    assert segment.text == "One line two lines"
    assert (
        document.rebuild({segment.key: Rendering(segment.text.upper(), segment.markup)}, "").decode() == out
    )


def test_an_image_text_inside_a_sentence_is_its_own_segment() -> None:
    document = parse(b'<p>See <img alt="the map" src=a> now</p>', "a.html")
    page = translated(document, "he", {"the map": "המפה", "See  now": "ראו עכשיו"})
    assert 'alt="המפה"' in page
    assert "ראו" in page
    assert translated(document, "he", {"the map": "המפה"}) == '<p>See <img alt="המפה" src=a> now</p>'


def test_a_page_in_another_encoding_keeps_it() -> None:
    data = '<meta charset=windows-1255><p title="שלום">חטופים שבו.</p>'.encode("cp1255")
    document = parse(data, "a.html")
    assert texts(document) == ["שלום", "חטופים שבו."]
    out = document.rebuild({document.segments[1].key: Rendering("عادوا.")}, "ar")
    assert b"&#1593;" in out, "what the encoding lacks is a character reference"
    assert out.startswith('<meta charset=windows-1255><p title="שלום">'.encode("cp1255"))


# Markdown


def test_markdown_leaves_code_addresses_and_front_matter_alone() -> None:
    document = read(DATA / "article.md")
    assert "Not translated" not in " ".join(texts(document))
    assert "A quote that runs over two lines." in texts(document)
    assert "a | b" in texts(document)
    out = translated(document, "ar", "نص جديد * هنا | هناك")
    for kept in (
        "title: Not translated",
        'print("untouched")',
        "    indented code",
        '<div class="x">\nHTML block',
        "(map.png)",
        '(https://example.org/a_b "Title")',
        "`code here`",
        '[r]: https://example.org/r "Reference"',
        "|:-----|-------:|",
    ):
        assert kept in out, kept
    assert r"نص جديد \* هنا | هناك" in out
    assert r"| نص جديد \* هنا \| هناك |" in out, "in a table the bar is no border"


def test_a_reference_link_keeps_its_definition() -> None:
    document = parse(b"See [The List] now.\n\n[the list]: http://x.y\n", "a.md")
    assert (
        "[הרשימה][The List]"
        in document.rebuild(
            {document.segments[0].key: Rendering("ראו הרשימה עכשיו.", (Markup(4, 10, "[", "][The List]"),))},
            "he",
        ).decode()
    )


@pytest.mark.parametrize(
    "text", ["# no", "- no", "1. no", "> no", "a * b _c_ `d` [e](f) <g> &amp; ~~h~~ \\", "+ no", "---"]
)
def test_a_rendering_in_markdown_is_text_whatever_it_looks_like(text: str) -> None:
    document = parse(b"A paragraph.\n", "a.md")
    again = parse(document.rebuild({document.segments[0].key: Rendering(text + " קץ")}, "he"), "a.md")
    assert texts(again) == [text + " קץ"]
    assert again.segments[0].markup == ()


# PO


def test_po_gives_plural_forms_context_and_state() -> None:
    document = read(DATA / "messages.po")
    assert (document.bilingual, document.target_lang) == (True, "ar")
    first, zero, one = document.segments[:3]
    assert first.text == 'Hello %s, you have "news"\n'
    assert (first.target, first.state, first.context) == ("مرحبا %s\n", "fuzzy", "menu · Shown in the header")
    assert (zero.text, one.text) == ("%d captives", "%d captive"), (
        "form 1 of the header's rule stands for one"
    )


def test_po_writes_a_target_drops_fuzzy_and_adds_a_note() -> None:
    document = read(DATA / "messages.po")
    first = document.segments[0]
    out = document.rebuild(
        {first.key: Rendering('أهلا %s، لديك "أخبار"', note="lock: not\nheld")}, "ar"
    ).decode()
    assert 'msgstr "أهلا %s، لديك \\"أخبار\\"\\n"' in out, "the line end of the source"
    assert "#, c-format\n" in out
    assert "# termlock: lock: not held\n" in out
    assert out.count("msgid") == read(DATA / "messages.po").rebuild({}, "ar").decode().count("msgid")


def test_a_template_gets_its_language_and_encoding() -> None:
    out = translated(read(DATA / "template.pot"), "he", "הפסקת האש")
    assert '"Content-Type: text/plain; charset=UTF-8\\n"' in out
    assert '"Language: he\\n"' in out


TEMPLATE = r"""msgid ""
msgstr ""
"Language: {lang}\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: {rule}\n"
"X-Generator: a\n"

#, c-format
msgid "%d captive"
msgid_plural "%d captives"
msgstr[0] ""
msgstr[1] ""

msgid "Truce"
msgstr ""
"""
GERMANIC = "nplurals=2; plural=(n != 1);"
RULES = [
    GERMANIC,
    "nplurals=1; plural=0;",
    "nplurals=3; plural=n==1 ? 0 : n==2 ? 1 : 2;",
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
]
CAPTIVES = {"%d captive": "%d أسير", "%d captives": "%d أسرى", "Truce": "هدنة"}


def forms(po: str, lang: str = "") -> list[str]:
    """The plural forms of a PO file, which gettext finds valid."""
    if shutil.which("msgfmt"):
        subprocess.run(["msgfmt", "-c", "-o", "/dev/null", "-"], input=po.encode(), check=True)
    catalog = read_po(io.BytesIO(po.encode()), abort_invalid=True)
    (message,) = (m for m in catalog if isinstance(m.id, tuple))
    assert isinstance(message.string, tuple)
    assert catalog.num_plurals == len(message.string)
    assert not lang or str(catalog.locale) == lang
    return list(message.string)


@pytest.mark.parametrize(
    "rule", [GERMANIC, "nplurals=INTEGER; plural=EXPRESSION;", 'nplurals=2; "\n"plural=(n != 1);']
)
@pytest.mark.parametrize("named", ["", "en"])
def test_a_template_gets_the_plural_forms_of_its_language(named: str, rule: str) -> None:
    template = TEMPLATE.format(lang=named, rule=rule)
    out = translated(parse(template.encode(), "a.pot"), "ar", CAPTIVES)
    assert forms(out, "ar") == ["%d أسرى", "%d أسير", *["%d أسرى"] * 4], "one captive is form 1"
    assert '"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2' in out
    assert '"X-Generator: a\\n"' in out
    assert "#, fuzzy, c-format\n" in out, "five forms are copies: a translator is to look"
    assert out.count("fuzzy") == 1, "only where forms are copied"
    again = parse(out.encode(), "a.po")
    assert [s.text for s in again.segments] == ["%d captives", "%d captive", *["%d captives"] * 4, "Truce"]
    assert translated(again, "ar", CAPTIVES) == out
    assert translated(again, "ar", CAPTIVES, "held") == translated(
        parse(template.encode(), "a.pot"), "ar", CAPTIVES, "held"
    )


def test_the_arabic_rule_is_the_one_of_msginit_for_every_number() -> None:
    out = translated(parse(TEMPLATE.format(lang="", rule=GERMANIC).encode(), "a.pot"), "ar", CAPTIVES)
    rule = out.partition("plural=")[2].partition(";")[0].rpartition("plural=")[2]
    django = gettext.c2py(
        "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5"
    )
    assert [gettext.c2py(rule)(n) for n in range(1000)] == [django(n) for n in range(1000)]


@pytest.mark.parametrize(
    ("lang", "expected", "fuzzy"),
    [
        ("he", ["one", "more"], False),
        ("fr", ["one", "more"], False),
        ("ja", ["more"], False),
        ("ru-RU", ["one", "more", "more"], True),
        ("xx", ["one", "more"], False),
    ],
)
def test_each_language_gets_as_many_forms_as_it_has(lang: str, expected: list[str], fuzzy: bool) -> None:
    document = parse(TEMPLATE.format(lang="", rule=GERMANIC).encode(), "a.pot")
    out = translated(document, lang, {"%d captive": "one", "%d captives": "more"})
    assert [line.split('"')[1] for line in out.splitlines() if line.startswith("msgstr[")] == expected
    assert ("fuzzy" in out) is fuzzy
    assert (GERMANIC in out) is (lang in ("he", "xx")), "a rule that says the same stays as it is"


def test_entries_without_a_translation_get_their_forms_too_and_old_ones_keep_theirs() -> None:
    template = TEMPLATE.format(lang="en", rule=GERMANIC)
    out = translated(parse(template.encode(), "a.pot"), "ar", {"Truce": "هدنة"})
    assert forms(out) == [""] * 6
    assert "fuzzy" not in out
    arabic = translated(parse(template.encode(), "a.pot"), "ar", CAPTIVES)
    back = (
        parse(arabic.encode(), "a.po")
        .rebuild({"E3": Rendering("x"), "E2": Rendering("הפסקת אש")}, "he")
        .decode()
    )
    assert forms(back) == ["%d أسير", "%d أسرى"], "from six forms to two"


def test_a_file_of_the_language_keeps_its_own_rule_and_forms_that_differ_are_not_fuzzy() -> None:
    four = "nplurals=4; plural=n==1 ? 0 : n==2 ? 1 : n>10 && n%10==0 ? 2 : 3;"
    po = TEMPLATE.format(lang="he", rule=four).replace(
        'msgstr[1] ""', 'msgstr[1] ""\nmsgstr[2] ""\nmsgstr[3] ""'
    )
    po = po.replace("#, c-format", "#, fuzzy, c-format")
    document = parse(po.encode(), "a.po")
    words = ["שבוי %d", "שני שבויים", "%d שבויים", "%d השבויים"]
    keys = [s.key for s in document.segments[:4]]
    out = document.rebuild({k: Rendering(w) for k, w in zip(keys, words, strict=True)}, "he").decode()
    assert f"Plural-Forms: {four}" in out
    assert "fuzzy" not in out
    assert out.splitlines()[10:14] == [f'msgstr[{n}] "{w}"' for n, w in enumerate(words)]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([*RULES, "nplurals=INTEGER; plural=EXPRESSION;", ""]),
    st.integers(1, 6),
    st.sampled_from(["ar", "he", "en", "ru", "fr", "ja", "pt-BR", "ar-EG"]),
    st.sampled_from(["", "en", "ar"]),
    st.lists(st.sampled_from(["", "كلمة", "מילה"]), min_size=6, max_size=6),
    st.sets(st.integers(0, 6)),
)
def test_whatever_rule_a_file_has_the_translated_one_is_valid_and_stays_as_it_is(
    rule: str, count: int, lang: str, named: str, held: list[str], chosen: set[int]
) -> None:
    entry = "".join(f'msgstr[{n}] "{held[n]}"\n' for n in range(count))
    po = TEMPLATE.format(lang=named, rule=rule).replace('msgstr[0] ""\nmsgstr[1] ""\n', entry)
    document = parse(po.encode(), "a.po")
    assert (
        document.rebuild({s.key: Rendering(s.target) for s in document.segments if s.target}, lang)
        == po.encode()
    )
    words = {
        k: Rendering(f"{s.text} ‹{lang}›") for k, s in by_key(document).items() if int(k[3:4] or 6) in chosen
    }
    out = document.rebuild(words, lang)
    again = parse(out, "a.po")
    if any(s.text != s.target for s in document.segments if s.key in words and "[" in s.key):
        catalog = read_po(io.BytesIO(out), abort_invalid=True)
        (message,) = (m for m in catalog if isinstance(m.id, tuple))
        assert len(message.string or "") == catalog.num_plurals
    noted = again.rebuild(confirmed(again), lang)
    assert parse(noted, "a.po").rebuild(confirmed(parse(noted, "a.po")), lang) == noted


def confirmed(document: Document) -> dict[str, Rendering]:
    """What the file says already, with a note."""
    return {s.key: Rendering(s.target, note="held") for s in document.segments if s.target}


def by_key(document: Document) -> dict[str, Segment]:
    return {s.key: s for s in document.segments}


def test_a_header_without_a_rule_gets_one() -> None:
    template = TEMPLATE.format(lang="", rule="").replace('"Plural-Forms: \\n"\n', "").replace("\n", "\r\n")
    out = translated(parse(template.encode(), "a.pot"), "ar", CAPTIVES)
    assert '"X-Generator: a\\n"\r\n"Plural-Forms: nplurals=6;' in out
    assert len(forms(out.replace("\r\n", "\n"))) == 6
    assert out.count("\n") == out.count("\r\n")
    bare = b'msgid "a word"\nmsgid_plural "words"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    kept = translated(parse(bare, "a.po"), "ar", {"a word": "كلمة", "words": "كلمات"})
    assert kept.count("msgstr[") == 2, "without a header gettext knows two forms"


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=2; plural=n/0;",
        "nplurals=1; plural=n;",
        "nplurals=9999999999; plural=0;",
        "nplurals=9; plural=" + "(" * 99,
    ],
)
def test_a_rule_that_cannot_be_computed_is_none(rule: str) -> None:
    out = translated(parse(TEMPLATE.format(lang="ar", rule=rule).encode(), "a.po"), "ar", CAPTIVES)
    assert len(forms(out)) == 6


def test_six_forms_of_an_arabic_file_that_names_no_rule_are_numbered_by_the_arabic_one() -> None:
    six = "".join(f'msgstr[{n}] ""\n' for n in range(6))
    po = TEMPLATE.format(lang="ar", rule="").replace('msgstr[0] ""\nmsgstr[1] ""\n', six)
    document = parse(po.encode(), "a.po")
    assert [s.text for s in document.segments[:2]] == ["%d captives", "%d captive"]
    assert forms(translated(document, "ar", CAPTIVES), "ar")[:2] == ["%d أسرى", "%d أسير"]


# The lock report as a note

HELD = lock_note(
    [
        LockEntry(
            "captive", '"captives" ]]> & <b>', 0, 20, "أسير", "الأسرى ]]> 'أسير'", 0, 17, Rung.CONSTRAINED
        ),
        LockEntry("truce", "truce\n-- ", 21, 30, "هدنة", "", 0, 0, Rung.UNLOCKED),
    ]
)


def test_a_note_of_a_po_entry_is_a_comment_and_a_new_one_takes_its_place() -> None:
    document = parse(
        TEMPLATE.format(lang="ar", rule=GERMANIC).replace('msgid "Truce', '# by hand\nmsgid "Truce').encode(),
        "a.po",
    )
    words = CAPTIVES | {"%d captive": "%d captive"}
    first = translated(document, "ar", words, HELD)
    assert first.count("# termlock: ") == 2, "one an entry"
    catalog = read_po(io.BytesIO(first.encode()), abort_invalid=True)
    truce = catalog.get("Truce")
    assert truce is not None
    assert truce.user_comments == ["termlock: " + " ".join(HELD.split()), "by hand"]
    again = parse(first.encode(), "a.po")
    assert translated(again, "ar", words, HELD) == first
    second = translated(again, "ar", words, "truce: truce → هدنة (inline)")
    assert second == first.replace(" ".join(HELD.split()), "truce: truce → هدنة (inline)")
    assert "termlock" not in translated(again, "ar", {"Truce": "وقف إطلاق النار", "%d captives": "x"}), (
        "out of date"
    )


def test_a_note_of_a_tmx_unit_is_text_and_a_new_one_takes_its_place_in_its_language() -> None:
    document = read(DATA / "memory.tmx")
    first = translated(document, "ar", "نص", HELD)
    unit = etree.fromstring(first.encode()).find(".//tu")
    assert unit is not None
    assert [n.text for n in unit.findall("note")] == ["checked", "termlock ar: " + HELD]
    again = parse(first.encode(), "a.tmx")
    assert again.segments[0].context == "checked", "our notes are no help to a translator"
    assert translated(again, "ar", "نص", HELD) == first
    both = translated(again, "he", "טקסט", "captive: ?")
    assert len(etree.fromstring(both.encode()).findall(".//tu[1]/note")) == 3
    second = translated(parse(both.encode(), "a.tmx"), "ar", "كلام", "captive: &")
    assert second.count("termlock ar: captive: &amp;</note>") == second.count("termlock ar: ")
    assert second.count("termlock he: captive: ?</note>") == second.count("termlock he: ") > 0
    assert "termlock ar" not in translated(parse(second.encode(), "a.tmx"), "ar", "نص"), "out of date"


@pytest.mark.parametrize("name", ["news.xlf", "news-2.xliff"])
def test_a_note_of_an_xliff_unit_is_text(name: str) -> None:
    document = read(DATA / name)
    lang = document.target_lang or "ar"
    out = translated(document, lang, "نص", HELD)
    root = etree.fromstring(out.encode())
    notes = [
        n.text for n in root.iter("{*}note") if n.get("from") == "termlock" or n.get("category") == "termlock"
    ]
    assert set(notes) == {HELD}
    again = parse(out.encode(), name)
    newer = {s.key: Rendering("نص آخر", (), HELD) for s in again.segments if s.target == "نص"}
    second = again.rebuild(newer, lang).decode()
    assert second.count("termlock") == out.count("termlock"), "a new note takes the place of the old one"


# XLIFF and TMX


def test_xliff_states_notes_and_locks() -> None:
    document = read(DATA / "news.xlf")
    assert (document.source_lang, document.target_lang) == ("en", "he")
    assert [(s.key, s.locked, s.state, s.limit) for s in document.segments] == [
        ("1/1", False, "", 0),
        ("1/2", True, "final", 0),
        ("1/3", True, "", 0),
        ("1/4", False, "needs-translation", 30),
        ("1/5", False, "new", 0),
    ]
    out = translated(document, "he", "טקסט < חדש", note="rung: repaired & done")
    assert out.count('<target state="translated">') + out.count("<target state='translated'>") == 3
    assert '<note from="termlock">rung: repaired &amp; done</note>' in out
    assert '<target state="final">נעול</target>' in out
    assert "<source>Not this</source><target/>" in out
    assert etree.fromstring(out.encode()) is not None


def test_a_new_target_stands_behind_the_source_and_its_segmentation() -> None:
    parted = '<seg-source><mrk mtype="seg" mid="0">A. B.</mrk></seg-source>'
    unit = f'<trans-unit id="1"><source>A. B.</source>{parted}</trans-unit>'
    data = f'<xliff version="1.2"><file source-language="en" target-language="he"><body>{unit}</body></file></xliff>'
    out = translated(parse(data.encode(), "a.xliff"), "he", "א. ב.")
    assert '</seg-source><target state="translated">א. ב.</target></trans-unit>' in out


def test_xliff_2_has_one_group_of_notes_a_unit() -> None:
    document = read(DATA / "news-2.xliff")
    assert [s.locked for s in document.segments] == [False, True, True, False]
    out = translated(document, "ar", "نص", note="held")
    assert '<segment id="s1" state="translated">' in out
    assert out.count("<notes>") == 2
    assert '<note id="n1">Keep it short</note><note category="termlock">held</note></notes>' in out


def test_a_file_with_targets_in_another_language_is_not_mixed() -> None:
    document = read(DATA / "news.xlf")
    with pytest.raises(InputError, match="its targets are in 'he', not 'ar'"):
        document.rebuild({"1/1": Rendering("الأسرى")}, "ar")


def test_a_file_without_target_language_gets_one() -> None:
    assert (
        '<x:file original="a" source-language="en" datatype="plaintext" target-language="ar">'
        in translated(read(DATA / "prefixed.xlf"), "ar", "تكلم المبعوث.")
    )


def test_tmx_fills_or_adds_the_variant_of_the_language() -> None:
    document = read(DATA / "memory.tmx")
    assert [(s.text, s.target) for s in document.segments] == [
        ("Hello world", "مرحبا"),
        ("Only English.", None),
    ]
    out = translated(document, "he", "שלום")
    assert out.count('<tuv xml:lang="he">') == 3
    assert "<seg>مرحبا</seg>" in out


def test_a_bilingual_file_is_not_translated_into_its_own_source_language() -> None:
    document = read(DATA / "news.xlf")
    assert document.rebuild({"1/1": Rendering("x")}, "en") == (DATA / "news.xlf").read_bytes()


# Subtitles


def test_a_cue_is_a_segment_with_a_limit_by_its_time() -> None:
    first, who, me = read(DATA / "talks.srt").segments
    assert first.text == "The captives were freed on Saturday morning."
    assert first.limit == int(3.2 * 17)
    assert (who.text, me.text) == ("Who is it?", "Me."), "each speaker's turn for itself"


def test_a_rendering_keeps_times_and_line_length() -> None:
    out = translated(
        read(DATA / "talks.srt"),
        "he",
        {
            "The captives were freed on Saturday morning.": "שלושה חטופים שוחררו מהשבי בשבת בבוקר ושבו אל בתיהם"
        },
    )
    cue = out.split("\r\n\r\n")[0].split("\r\n")
    assert cue[:2] == ["1", "00:00:01,000 --> 00:00:04,200"]
    assert len(cue) == 4
    assert all(len(line.replace("<i>", "").replace("</i>", "")) <= 42 for line in cue[2:])


@pytest.mark.parametrize("length", [10, 42, 43, 84, 85, 200])
def test_lines_are_balanced_and_never_longer_than_they_must_be(length: int) -> None:
    text = ("מילה " * 50)[:length].strip()
    lines = wrapped(text).split("\n")
    assert " ".join(lines) == text
    assert all(len(line) <= 42 for line in lines)
    assert len(lines) == 1 if len(text) <= 42 else len(lines) >= 2


def test_webvtt_decodes_and_encodes_entities_and_keeps_voices() -> None:
    document = read(DATA / "voices.vtt")
    assert document.source_lang == "en"
    assert texts(document) == ["We are in New York & Gaza City now."]
    out = translated(document, "ar", "نحن في <غزة> --> الآن")
    assert "<v Roger Bingham>" in out
    assert "NOTE this --> is a note" in out
    assert "--&gt;" in out
    assert "&lt;غزة" in out


# Tables


def test_named_columns_make_a_table_bilingual() -> None:
    document = read(DATA / "terms.csv")
    assert document.bilingual
    assert [(s.key, s.text, s.target) for s in document.segments] == [
        ("R2", 'The truce, "first phase"', None),
        ("R3", "=SUM(A1)", "=x"),
        ("R4", "Hostages came home", None),
        ("R5", "Two\r\nlines", "סיום"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_translation_never_becomes_a_formula(text: str) -> None:
    out = parse(b"source,target\nA word,\n", "a.csv").rebuild({"R2": Rendering(text)}, "he").decode()
    cell = out.splitlines()[1].removeprefix("A word,").strip('"')
    assert cell.startswith("'")
    kept = parse(b"source,target\n- A word,\n", "a.csv").rebuild({"R2": Rendering("- מילה")}, "he").decode()
    assert kept.endswith(",- מילה\n"), "the source began so too"


def test_columns_can_be_named_and_languages_are_columns_too() -> None:
    data = b"id;Englisch;Hebr\n1;A word;\n"
    document = parse(data, "a.csv", options=Options(source_column="Englisch", target_column="Hebr"))
    assert (
        document.rebuild({"R2": Rendering("מילה; אחת")}, "he").decode()
        == 'id;Englisch;Hebr\n1;A word;"מילה; אחת"\n'
    )
    with pytest.raises(InputError, match="no column 'X' in the first row; use one of: id, Englisch, Hebr"):
        parse(data, "a.csv", options=Options(source_column="X"))
    languages = read(DATA / "languages.tsv")
    assert (languages.source_lang, languages.target_lang) == ("en", "ar")
    assert 'k3\tHe said "no"\tقال لا\n' in translated(languages, "ar", {'He said "no"': "قال\tلا"})


# JSON


def test_json_gives_the_strings_that_read_as_text() -> None:
    document = read(DATA / "ui.json")
    assert [s.key for s in document.segments] == ["/title", "/items/0/text", "/esc"]
    assert [
        s.key
        for s in parse(
            b'{"a": {"x": "abc", "y": ["d", 1]}, "b": "A word"}', "a.json", options=Options(paths=("a.**",))
        ).segments
    ] == ["/a/x", "/a/y/0"]


def test_json_that_was_written_in_ascii_stays_so() -> None:
    out = translated(read(DATA / "ascii.json"), "ar", "نص")
    assert out.isascii()
    assert '"bad": "\\ud800 alone"' in out, "a lone surrogate is nobody's text"


EXACT = [
    '{"n": 1e999999, "m": -0.10E+00, "h": %s, "text": "A word"}' % ("9" * 5000),
    '[NaN, -Infinity, "A word"]',
    '{"text": "A word", "lone": "\\udc00 a word", "\\ud800": ["One word", "\\uDBFF"]}',
    '{"text": "A word", "text": "Two words", "a": {"x": "One"}, "a": {"x": "Two of them"}}',
]


@pytest.mark.parametrize("raw", EXACT)
def test_json_keeps_what_other_readers_lose(raw: str) -> None:
    document = parse(raw.encode(), "a.json")
    assert document.rebuild({s.key: Rendering(s.text) for s in document.segments}, "he").decode() == raw
    assert "\n".join(s.key for s in document.segments).encode(), "a key can be written anywhere"
    out = translated(document, "he", {"A word": "One word"})
    assert out == raw.replace("A word", "One word")


def test_json_with_doubled_keys_is_translated_at_each() -> None:
    document = parse(EXACT[3].encode(), "a.json")
    assert [s.key for s in document.segments] == ["/text", "/text~2", "/a/x", "/a/x~2"]
    pairs = json.loads(translated(document, "he", "מילה"), object_pairs_hook=list)
    assert pairs == [("text", "מילה"), ("text", "מילה"), ("a", [("x", "מילה")]), ("a", [("x", "מילה")])]


@pytest.mark.parametrize(
    "raw", ['{"a": "\\u12"}', '{"a": 01}', '{"a": 1e}', '{"a": "x" "b"}', "{a: 1}", '"\t"']
)
def test_what_is_no_json_is_named_in_one_line(raw: str) -> None:
    with pytest.raises(InputError, match=r"^a\.json:1: no valid JSON: [^\n]*; mend the file$"):
        parse(raw.encode(), "a.json")


def test_half_a_pair_in_the_bytes_of_json_is_no_utf_8() -> None:
    with pytest.raises(InputError, match=r"^a\.json:2: not UTF-8; "):
        parse(b'["a word",\n"\xed\xa0\x80"]', "a.json")


# Word and OpenDocument


def part(data: bytes, member: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(member).decode()


def test_word_gives_body_tables_boxes_headers_and_footers() -> None:
    document = read(DATA / "article.docx")
    assert {
        "The captives were freed.",
        "All bold.",
        "369 prisoners",
        "Header of the report",
        "Footer of the report",
    } <= set(texts(document))
    assert {"Inside the box.", "More.", "Inserted text.", "Kept."} <= set(texts(read(DATA / "fields.docx")))
    assert "gone" not in " ".join(texts(read(DATA / "fields.docx")))
    assert not any("comment" in s.key for s in read(DATA / "python-docx-comments-rich-para.docx").segments)


def test_word_for_a_language_written_from_right_to_left() -> None:
    document = read(DATA / "article.docx")
    (sentence,) = (s for s in document.segments if s.text == "The captives were freed.")
    rendering = Rendering(
        "أفرج عن الأسرى.", (Markup(8, 14, *(sentence.markup[0].before, sentence.markup[0].after)),)
    )
    data = document.rebuild({sentence.key: rendering}, "ar")
    (paragraph,) = (p for p in docx.Document(io.BytesIO(data)).paragraphs if "الأسرى" in p.text)
    assert paragraph.text == "أفرج عن الأسرى. They rested & slept. All bold. The end of it all."
    assert [r.text for r in paragraph.runs if r.bold] == ["الأسرى", "All bold."]
    xml = part(data)
    assert (
        '<w:b/><w:bCs/><w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr><w:t xml:space="preserve">الأسرى</w:t>' in xml
    )
    assert xml.count("<w:bidi/>") == 1, "only the paragraph that holds a rendering"


def test_word_back_from_a_language_written_from_right_to_left() -> None:
    document = read(DATA / "arabic.docx")
    data = document.rebuild({s.key: Rendering("Three captives were freed.") for s in document.segments}, "en")
    assert "<w:bidi/>" not in part(data)
    assert "<w:rPr><w:lang" in part(data)
    assert '<w:rtl/><w:lang w:bidi="ar-EG"/></w:rPr><w:t xml:space="preserve">Three' not in part(data)


def test_fields_and_links_of_word_come_through() -> None:
    document = read(DATA / "fields.docx")
    data = document.rebuild({s.key: Rendering(s.text.upper(), s.markup) for s in document.segments}, "en")
    before, after = part(DATA.joinpath("fields.docx").read_bytes()), part(data)
    for tag in (
        "<w:fldChar",
        "<w:instrText",
        "<w:hyperlink",
        "<w:del ",
        "<w:ins ",
        "<w:pict",
        '<w:color w:val="FF0000"/>',
    ):
        assert before.count(tag) == after.count(tag), tag
    assert "SEE THIS LINK NOW, PAGE" in "".join(etree.fromstring(after.encode()).itertext())


def test_the_schema_order_of_paragraph_and_run_properties_is_kept() -> None:
    body = (
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:pPr><w:pStyle w:val="a"/><w:keepNext/>'
        '<w:spacing w:after="1"/><w:jc w:val="left"/>'
        '</w:pPr><w:r><w:rPr><w:i/><w:sz w:val="20"/><w:lang w:val="en-GB"/></w:rPr>'
        "<w:t>A word</w:t></w:r></w:p></w:body></w:document>"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(DATA / "article.docx") as old, zipfile.ZipFile(output, "w") as new:
        for info in old.infolist():
            new.writestr(info, body if info.filename == "word/document.xml" else old.read(info))
    document = parse(output.getvalue(), "a.docx")
    xml = part(document.rebuild({"document/P1S1": Rendering("מילה")}, "he"))
    assert '<w:keepNext/><w:bidi/><w:spacing w:after="1"/>' in xml
    assert (
        '<w:i/><w:iCs/><w:sz w:val="20"/><w:szCs w:val="20"/><w:rtl/><w:lang w:val="en-GB" w:bidi="he-IL"/></w:rPr>'
        in xml
    )


def test_odt_gives_notes_and_links_and_turns_its_default_styles() -> None:
    document = read(DATA / "article.odt")
    assert texts(document) == [
        "The truce",
        "The captives came home.",
        "They rested  at once.",
        "A link ends it.",
        "A footnote here.",
    ]
    data = document.rebuild({s.key: Rendering("טקסט " + s.text, s.markup) for s in document.segments}, "he")
    content = part(data, "content.xml")
    assert content.count("<text:note ") == 1
    assert "טקסט A footnote here." in content
    assert "טקסט The truce" in content
    styled = read(DATA / "odfpy-headerfooter.odt")
    turned = styled.rebuild({s.key: Rendering("כותרת") for s in styled.segments}, "he")
    assert etree.fromstring(part(turned, "styles.xml").encode()) is not None
    assert 'style:writing-mode="rl-tb"' in part(turned, "styles.xml")


def test_formats_are_named_by_suffix_or_by_hand(tmp_path: Path) -> None:
    assert parse(b"# Title\n", "a.markdown").format == "md"
    assert parse(b"A word", "a.HTM").format == "html"
    assert parse(b"# Title\n", "a.txt", form="md").format == "md"
    with pytest.raises(InputError, match="unknown document format 'pdf'; use one of: txt, text, md"):
        parse(b"x", "a.pdf")
    path = tmp_path / "notes"
    path.write_bytes(b"A word.")
    with pytest.raises(InputError, match="a name without suffix"):
        read(path)
    assert read(path, form="txt").segments[0].text == "A word."


def test_po_with_a_second_msgstr_of_one_form_is_refused() -> None:
    entry = 'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "יום"\nmsgstr[1] "ימים"\nmsgstr[1] "יומיים"\n'
    with pytest.raises(InputError, match=r"a\.po:5: a second msgstr of the same form"):
        parse(entry.encode(), "a.po")


def test_po_whose_plural_rule_is_no_expression_gets_that_of_its_language() -> None:
    header = 'msgid ""\nmsgstr "Language: he\\nPlural-Forms: nplurals=2; plural=n % !0 >= 3;\\n"\n\n'
    document = parse(header.encode() + b'msgid "day"\nmsgstr ""\n', "a.po")
    assert b"nplurals=2; plural=(n != 1);" in document.rebuild({"E1": Rendering("יום")}, "he")
