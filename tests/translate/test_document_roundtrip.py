"""Everything outside the segments comes back byte for byte, for every format."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from termlock.glossary.errors import InputError
from termlock.translate.document import Document, parse, read
from termlock.translate.document.html import tokens
from termlock.translate.segment import Rendering, Segment

CORPUS = sorted(p for p in (Path(__file__).parent / "data/documents").iterdir())
FUZZED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def identity(document: Document) -> bytes:
    if document.bilingual:
        own = {s.key: Rendering(s.target) for s in document.segments if s.target}
    else:
        own = {s.key: Rendering(s.text, s.markup) for s in document.segments}
    return document.rebuild(own, document.source_lang)


def other(document: Document) -> str:
    return document.target_lang or ("he" if document.source_lang.startswith("ar") else "ar")


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 60
    assert len({p.suffix for p in CORPUS}) >= 13


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_an_identity_translation_changes_no_byte(path: Path) -> None:
    document = read(path)
    assert document.rebuild({}, "ar") == path.read_bytes()
    assert identity(document) == path.read_bytes()


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_keys_are_distinct_and_the_same_on_every_run(path: Path) -> None:
    keys = [s.key for s in read(path).segments]
    assert len(set(keys)) == len(keys)
    assert [s.key for s in read(path).segments] == keys


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_segments_have_text_and_their_markup_lies_within(path: Path) -> None:
    for segment in read(path).segments:
        assert segment.text.strip()
        assert all(0 <= m.start <= m.end <= len(segment.text) for m in segment.markup)


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_a_translated_file_can_be_read_again_and_holds_every_translation(path: Path) -> None:
    document = read(path)
    renderings = {s.key: Rendering(s.text + " ‹קץ›", s.markup) for s in document.segments}
    again = parse(document.rebuild(renderings, other(document)), str(path))
    held = "".join((s.target or "") if document.bilingual else s.text for s in again.segments)
    assert held.count("‹קץ›") == sum(not s.locked for s in document.segments)


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_a_change_of_one_segment_changes_nothing_of_another(path: Path) -> None:
    document = read(path)
    for segment in [s for s in document.segments if not s.locked][:3]:
        moved = tuple(replace(m, start=m.start + 4, end=m.end + 4) for m in segment.markup)
        data = document.rebuild({segment.key: Rendering("‹קץ›" + segment.text, moved)}, other(document))
        again = parse(data, str(path))
        if document.bilingual:
            assert [s.text for s in again.segments] == [s.text for s in document.segments]
            targets = [s.target for s in again.segments if s.key != segment.key]
            assert targets == [s.target for s in document.segments if s.key != segment.key]
        else:
            assert text_of(again).replace("‹קץ›", "", 1) == text_of(document)


def text_of(document: Document) -> str:
    """What a reader sees, without regard to where sentences are parted."""
    return "".join("".join(s.text for s in document.segments).split())


@pytest.mark.parametrize("path", [p for p in CORPUS if p.suffix in (".docx", ".odt")], ids=lambda p: p.name)
def test_the_parts_of_an_office_file_keep_order_times_and_content(path: Path) -> None:
    document = read(path)
    if not document.segments:
        return
    first = document.segments[0]
    data = document.rebuild({first.key: Rendering("כותרת")}, "")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(io.BytesIO(data)) as new:
        for before, after in zip(old.infolist(), new.infolist(), strict=True):
            assert (before.filename, before.date_time, before.compress_type) == (
                after.filename,
                after.date_time,
                after.compress_type,
            )
        changed = [i.filename for i in old.infolist() if old.read(i) != new.read(i.filename)]
    assert len(changed) == 1


# What follows is made up by hypothesis, one strategy a format.
WORDS = st.lists(
    st.sampled_from(
        [
            "The",
            "truce",
            "holds.",
            "U.S.",
            "الأسرى",
            "عادوا؟",
            "שלום",
            "חטופים.",
            "“Yes.”",
            "3.5",
            "(he",
            "said)",
        ]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
ENDS = st.sampled_from(["\n", "\r\n"])


def lines(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.lists(words, min_size=1, max_size=6), ENDS, st.booleans()).map(
        lambda t: t[1].join(t[0]) + (t[1] if t[2] else "")
    )


@st.composite
def html_page(draw: st.DrawFn) -> str:
    def inline(depth: int) -> str:
        kind = draw(st.integers(0, 6 if depth else 2))
        words = draw(WORDS)
        if kind <= 1:
            return words
        if kind == 2:
            return draw(
                st.sampled_from(
                    ["<br>", "<img alt='A map' src=x>", "&nbsp;", "<!-- c -->", "<code>x</code>", " \n "]
                )
            )
        tag = draw(st.sampled_from(["b", "i", 'a href="x"', "span lang=he"]))
        return f"<{tag}>{inline(depth - 1)} {words}</{tag.split()[0]}>"

    blocks = [
        f"<{tag}>{' '.join(inline(3) for _ in range(draw(st.integers(1, 4))))}</{tag}>"
        for tag in draw(
            st.lists(st.sampled_from(["p", "h1", "li", "td", "pre", "div"]), min_size=1, max_size=4)
        )
    ]
    return "<html lang=en><body>" + draw(ENDS).join(blocks) + "</body></html>"


@st.composite
def markdown_text(draw: st.DrawFn) -> str:
    end = draw(ENDS)
    blocks = []
    for _ in range(draw(st.integers(1, 5))):
        words = draw(WORDS)
        mark = draw(
            st.sampled_from(
                [
                    "{}",
                    "**{}**",
                    "*{}* x",
                    "[{}](http://x.y)",
                    "a `c` {}",
                    "{}\\" + end + "b",
                    "![{}](i.png) t",
                ]
            )
        )
        lead = draw(st.sampled_from(["", "# ", "> ", "- ", "1. ", "    ", "> - "]))
        blocks.append(lead + mark.format(words))
    return (end * 2).join(blocks) + end


@st.composite
def po_file(draw: st.DrawFn) -> str:
    def string(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    end = draw(ENDS)
    entries = []
    for number in range(draw(st.integers(1, 4))):
        target = draw(st.just("") | WORDS)
        flags = draw(
            st.sampled_from(["", f"#, fuzzy{end}", f"#, fuzzy, c-format{end}", f"#. note{end}#: a.c:1{end}"])
        )
        entries.append(f"{flags}msgid {string(draw(WORDS) + str(number))}{end}msgstr {string(target)}{end}")
    return end.join(entries)


UNIT_ATTRIBUTES = st.sampled_from(["", ' approved="yes"', ' translate="no"'])
TARGETS = st.sampled_from(["", "<target/>", "<target>א</target>", '<target state="new"></target>'])


@st.composite
def xliff_file(draw: st.DrawFn) -> str:
    units = "".join(
        f"<trans-unit id='{n}'{draw(UNIT_ATTRIBUTES)}>"
        f"<source>{draw(WORDS)} <g id='1'>{draw(WORDS)}</g>&amp;<x id='2'/></source>{draw(TARGETS)}</trans-unit>"
        for n in range(draw(st.integers(1, 4)))
    )
    return f'<xliff version="1.2"><file source-language="en" target-language="he"><body>{units}</body></file></xliff>'


VARIANTS = st.sampled_from(["", '<tuv xml:lang="he"><seg>א</seg></tuv>', '<tuv xml:lang="he"><seg/></tuv>'])


@st.composite
def tmx_file(draw: st.DrawFn) -> str:
    units = "".join(
        f'<tu><tuv xml:lang="en"><seg>{draw(WORDS)}<ph x="1"/></seg></tuv>{draw(VARIANTS)}</tu>'
        for _ in range(draw(st.integers(1, 4)))
    )
    return f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>'


LEADS = st.sampled_from(["", "<i>", "- ", "{\\an8}"])


@st.composite
def subtitles(draw: st.DrawFn) -> str:
    end = draw(ENDS)
    cues = [
        f"{n}{end}00:00:0{n},000 --> 00:00:0{n},900{end}{draw(LEADS)}{draw(WORDS)}{end}"
        for n in range(1, draw(st.integers(2, 5)))
    ]
    return end.join(cues)


@st.composite
def table(draw: st.DrawFn) -> str:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator=draw(ENDS))
    writer.writerow(["key", "source", "target"])
    for row in draw(st.lists(st.tuples(WORDS, st.text("ab,\"'\n;=- ", max_size=6)), min_size=1, max_size=5)):
        writer.writerow(["k", row[0], row[1]])
    return output.getvalue()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def json_file(draw: st.DrawFn) -> str:
    value = draw(JSON_VALUES)
    return json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 2])))


STRATEGIES: dict[str, st.SearchStrategy[str]] = {
    "txt": lines(WORDS),
    "html": html_page(),
    "md": markdown_text(),
    "po": po_file(),
    "xliff": xliff_file(),
    "tmx": tmx_file(),
    "srt": subtitles(),
    "vtt": subtitles().map(lambda t: "WEBVTT\n\n" + t.replace(",000", ".000").replace(",900", ".900")),
    "csv": table(),
    "tsv": lines(WORDS).map(lambda t: "a\tsource\n" + "".join(f"x\t{line}\n" for line in t.splitlines())),
    "json": json_file(),
}


@pytest.mark.parametrize("form", STRATEGIES)
def test_any_file_of_a_format_comes_back_and_keeps_what_is_not_translated(form: str) -> None:
    @FUZZED
    @given(STRATEGIES[form], st.data())
    def check(text: str, data: st.DataObject) -> None:
        document = parse(text.encode(), f"a.{form}")
        assert document.rebuild({}, "he") == text.encode()
        assert identity(document) == text.encode()
        if not document.segments:
            return
        segment = data.draw(st.sampled_from(document.segments))
        lang = "he" if document.bilingual else document.source_lang
        translated = document.rebuild({segment.key: Rendering("ZQX")}, lang).decode()
        assert translated.count("ZQX") == text.count("ZQX") + (not segment.locked)
        for mark in segment.markup:
            assert text.count(mark.before) <= translated.count(mark.before)
        if not document.bilingual and not segment.markup:
            before, after = translated.split("ZQX")
            assert text.startswith(before)
            assert text.endswith(after)

    check()


@FUZZED
@given(st.text(alphabet=st.sampled_from("<>/!-?&;\"'= abpiBR\n") | st.characters(), max_size=120))
def test_the_tokens_of_html_are_its_source(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert token.start == at < token.end
        at = token.end
    assert at == len(text)


SNIPPETS: dict[str, list[str]] = {
    "txt": ["a. ", "\r", "؟ ", "(", "\x85", "\u2028"],
    "html": [
        "<p>",
        "</p>",
        "<b",
        ">",
        "<!--",
        "-->",
        "&amp;",
        "&",
        "<script>",
        "</script>",
        "<pre>",
        ' title="x y"',
        "<br>",
    ],
    "md": [
        "# ",
        "> ",
        "- ",
        "**",
        "`",
        "[",
        "](x)",
        "![",
        "|",
        "\n",
        "\n\n",
        "```\n",
        "---\n",
        "<b>",
        "&copy;",
        "\\",
        "1. ",
        "\t",
        "  ",
    ],
    "po": [
        "msgid ",
        "msgstr ",
        '"',
        "\n",
        "#, fuzzy",
        "msgctxt ",
        "msgstr[1] ",
        "msgid_plural ",
        "#~ ",
        "\\",
        "#| ",
    ],
    "xliff": [
        "<xliff version='1.2'>",
        "<file>",
        "<body>",
        "<trans-unit>",
        "<source>",
        "</source>",
        "<target/>",
        "<![CDATA[",
        "]]>",
        "&lt;",
    ],
    "tmx": [
        "<tmx>",
        "<body>",
        "<tu>",
        "<tuv xml:lang='en'>",
        "<seg>",
        "</seg>",
        "<ph/>",
        "</tu>",
        "&#65;",
        "<!-- -->",
    ],
    "srt": ["1\n", "00:00:01,000 --> 00:00:02,000\n", "- ", "<i>", "</i>", "\n", "{\\an8}", "-->"],
    "vtt": ["WEBVTT\n\n", "00:01.000 --> 00:02.000\n", "<v A>", "&amp;", "NOTE ", "\n", "<00:01.500>"],
    "csv": ["source,target\n", ",", '"', "\n", ";", "=1", '""', "\r\n"],
    "tsv": ["source\ttarget\n", "\t", '"', "\n", "\r"],
    "json": ["{", "}", "[", "]", '"', ":", ",", "\\ud800", "\\", "1e5", '"a b"', "null"],
}


@pytest.mark.parametrize("form", SNIPPETS)
def test_a_reader_survives_anything(form: str) -> None:
    @FUZZED
    @given(st.lists(st.sampled_from(SNIPPETS[form]) | st.text(max_size=6) | WORDS, max_size=25).map("".join))
    def check(text: str) -> None:
        survives(text.encode("utf-8", "surrogatepass"), form)

    check()


def survives(data: bytes, form: str) -> None:
    try:
        document = parse(data, f"a.{form}")
        assert document.rebuild({}, "ar") == data
        changed = {s.key: Rendering(s.text + " ‹קץ›", s.markup, "note") for s in document.segments}
        parse(document.rebuild(changed, other(document)), f"a.{form}")
    except InputError as error:
        assert "\n" not in str(error)


def office(form: str) -> Callable[[list[str]], bytes]:
    path = next(p for p in CORPUS if p.name == f"article.{form}")
    member = "word/document.xml" if form == "docx" else "content.xml"

    def build(cuts: list[str]) -> bytes:
        output = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(output, "w") as new:
            for info in old.infolist():
                content = old.read(info)
                if info.filename == member:
                    text = content.decode()
                    for count, cut in enumerate(cuts):
                        at = text.find("<", len(text) * (count + 1) // (len(cuts) + 2))
                        text = text[:at] + cut + text[at:]
                    content = text.encode()
                new.writestr(info, content)
        return output.getvalue()

    return build


@pytest.mark.parametrize(
    ("form", "pieces"),
    [
        (
            "docx",
            [
                "<w:r><w:t>One. Two.</w:t></w:r>",
                "<w:p/>",
                "<w:r><w:br/></w:r>",
                "<w:t>x</w:t>",
                "<w:r><w:t/></w:r>",
                "</w:r>",
                "x",
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
                "<w:p><w:r><w:t><![CDATA[A & b. C d.]]></w:t></w:r></w:p>",
                "<w:sdt><w:sdtContent/></w:sdt>",
            ],
        ),
        (
            "odt",
            [
                "<text:p>One. Two.</text:p>",
                "<text:s/>",
                "<text:span>x y</text:span>",
                "<text:span/>",
                "</text:p>",
                "x",
                "<text:tab/>",
                "<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note>",
            ],
        ),
    ],
)
def test_an_office_reader_survives_anything(form: str, pieces: list[str]) -> None:
    build = office(form)

    @settings(FUZZED, max_examples=40)
    @given(st.lists(st.sampled_from(pieces), max_size=6))
    def check(cuts: list[str]) -> None:
        survives(build(cuts), form)

    check()


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/d.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RUNS = st.sampled_from(
    [
        "<w:r><w:t>{}</w:t></w:r>",
        '<w:r w:rsidR="1"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{} </w:t></w:r>',
        "<w:r><w:rPr><w:i/></w:rPr><w:t>{}</w:t><w:br/><w:t>x. Y.</w:t></w:r>",
        '<w:hyperlink r:id="1"><w:r><w:t xml:space="preserve"> {}</w:t></w:r></w:hyperlink>',
        '<w:r><w:t xml:space="preserve">. {}. </w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>',
        '<w:proofErr w:type="a"/><w:ins w:id="1"><w:r><w:t>{}</w:t><w:tab/></w:r></w:ins>',
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{} Box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ]
)
SPANS = st.sampled_from(
    [
        "{}",
        " {}. ",
        "<text:span text:style-name='T1'>{} </text:span>",
        "<text:a>{}</text:a><text:line-break/>",
        "<text:note><text:note-body><text:p>{} Note.</text:p></text:note-body></text:note>",
        "<text:s text:c='2'/>{}<text:soft-page-break/>",
        "<office:annotation><text:p>{}</text:p></office:annotation>",
    ]
)


@st.composite
def office_file(draw: st.DrawFn, form: str) -> bytes:
    def paragraph() -> str:
        count = draw(st.integers(1, 6))
        return "".join(draw(RUNS if form == "docx" else SPANS).format(draw(WORDS)) for _ in range(count))

    paragraphs = [paragraph() for _ in range(draw(st.integers(1, 3)))]
    if form == "docx":
        body = "".join(f"<w:p>{p}</w:p>" for p in paragraphs)
        spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="r"'
        members = {
            "[Content_Types].xml": TYPES,
            "d.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        }
    else:
        body = "".join(f"<text:p>{p}</text:p>" for p in paragraphs)
        spaces = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:office="o"'
        members = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<o {spaces}>{body}</o>",
        }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return output.getvalue()


def xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(file.namelist()[1]).decode()


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_any_office_file_comes_back_and_keeps_what_is_not_translated(form: str) -> None:
    @FUZZED
    @given(office_file(form), st.data())
    def check(data: bytes, choose: st.DataObject) -> None:
        document = parse(data, f"a.{form}")
        assert identity(document) == data
        if not document.segments:
            return
        segment = choose.draw(st.sampled_from(document.segments))
        out = document.rebuild({segment.key: Rendering("ZQX", segment.markup)}, "he")
        before, after = xml(data), xml(out)
        assert after.count("ZQX") == 1 or segment.markup
        for kept in (
            "<w:hyperlink",
            "<w:footnoteReference",
            "<w:br/>",
            "<w:tab/>",
            "<w:ins",
            "<w:pict",
            "<text:span ",
            "<text:a>",
            "<text:line-break/>",
            "<text:note>",
            "<text:s ",
            "<office:annotation>",
        ):
            assert before.count(kept) == after.count(kept), kept
        others = "".join(s.text for s in document.segments if s.key != segment.key)
        assert not Counter("".join(others.split())) - Counter(re.sub("<[^>]*>", "", after))

    check()


def placed(segment: Segment, choose: st.DataObject) -> Rendering:
    """A rendering whose markup an alignment has lost, doubled, crossed and put anywhere."""
    text = choose.draw(st.sampled_from(["x", "שלום עולם", "a b c d e f g"]))
    places = st.integers(0, len(text))
    markup = []
    for mark in choose.draw(st.permutations(segment.markup)):
        start, end = sorted((choose.draw(places), choose.draw(places)))
        moved = replace(mark, start=start, end=end if mark.after else start)
        markup += [moved] * choose.draw(st.sampled_from([0, 1, 1, 2]))
    return Rendering(text, tuple(markup), "note")


MARKED = [
    p for p in CORPUS if p.name in ("fields.docx", "article.odt", "news.xlf", "news-2.xliff", "memory.tmx")
]


@pytest.mark.parametrize("path", MARKED, ids=lambda p: p.name)
def test_markup_is_well_formed_and_complete_wherever_an_alignment_puts_it(path: Path) -> None:
    document = read(path)
    marks = [m for s in document.segments if not s.locked for m in s.markup]

    @FUZZED
    @given(st.data())
    def check(choose: st.DataObject) -> None:
        renderings = {s.key: placed(s, choose) for s in document.segments}
        data = document.rebuild(renderings, other(document))
        if path.suffix in (".docx", ".odt"):
            with zipfile.ZipFile(io.BytesIO(data)) as file:
                text = "".join(
                    file.read(n).decode()
                    for n in ("word/document.xml", "content.xml")
                    if n in file.namelist()
                )
        else:
            text = data.decode()
        assert etree.fromstring(text.encode()) is not None
        for mark in marks:
            assert mark.before.split(">")[0] in text

    check()
