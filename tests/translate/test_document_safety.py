"""Hostile, broken and mistaken files end in one line that names the file, the line and the remedy."""

import io
import zipfile
from pathlib import Path

import pytest

from termlock.glossary.errors import InputError
from termlock.glossary.exchange import files
from termlock.translate.document import archive as archives
from termlock.translate.document import parse, read, txt
from termlock.translate.segment import Rendering

FORMS = ("txt", "md", "html", "docx", "po", "xliff", "tmx", "srt", "vtt", "csv", "tsv", "json", "odt")
TEXT_FORMATS = sorted(set(FORMS) - {"docx", "odt"})
XLIFF = '<xliff version="1.2"><file source-language="en"><body>{}</body></file></xliff>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(InputError) as caught:
        parse(data, name)
    line = str(caught.value)
    assert "\n" not in line
    assert name in line
    return line


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("data", [b"", b"\0\0\0\0"])
def test_an_empty_file(form: str, data: bytes) -> None:
    if data == b"" or form not in ("docx", "odt"):
        assert "the file is empty" in refusal(data, f"a.{form}")


@pytest.mark.parametrize("form", TEXT_FORMATS)
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"one\ntwo \xff\xe9\n", ":2: not UTF-8; save the file as UTF-8"),
        (b"one\ntwo \xed\xa0\x80\n", ":2: not UTF-8"),  # a lone surrogate
        (b"one\n\ntwo\0\n", ":3: a NUL character"),
        ("שלום".encode("utf-32"), "UTF-32 is not read"),
        (b"\xff\xfea\xd8", "not UTF-16"),
        (b" \n\t\n", "the file is empty"),
    ],
)
def test_what_is_no_text(form: str, data: bytes, said: str) -> None:
    assert said in refusal(data, f"a.{form}")


def test_paths_that_are_no_documents(tmp_path: Path) -> None:
    for path, said in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.txt", "no such file"),
        (tmp_path / "a.exe", "unknown"),
    ):
        if path.suffix == ".exe":
            path.write_bytes(b"MZ")
        with pytest.raises(InputError, match=said):
            read(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.truncate(1024**3)
    with pytest.raises(InputError, match=r"1,073,741,824 bytes are more than .*; split the file"):
        read(path)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]>\n', "a document type declaration"),
        ('<!DOCTYPE a [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>\n', "a document type declaration"),
        ('<!DOCTYPE xliff SYSTEM "file:///etc/passwd">\n', "a document type declaration"),
    ],
)
def test_entities_and_document_types_are_refused(document: str, said: str) -> None:
    unit = '<trans-unit id="1"><source>A</source></trans-unit>'
    line = refusal((document + XLIFF.format(unit)).encode(), "a.xliff")
    assert said in line
    assert "a.xliff:1" in line


def test_a_document_type_that_only_names_the_format_is_passed_over_and_its_entities_are_not() -> None:
    head = '<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="en"/><body>'
    tail = '<tu><tuv xml:lang="en"><seg>A {}</seg></tuv></tu></body></tmx>'
    assert parse((head + tail.format("word")).encode(), "a.tmx").segments[0].text == "A word"
    assert "the entity &nbsp; is unknown" in refusal((head + tail.format("&nbsp;")).encode(), "a.tmx")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.xliff", "<xliff>\n<file>\n</xliff>", "a.xliff:3: broken XML: mismatched tag"),
        ("a.xliff", "<a/>", "<a> is not XLIFF"),
        ("a.tmx", "<xliff/>", "<xliff> is not TMX"),
        ("a.xliff", "<a>" * 300, "more than 250 elements within one another"),
        ("a.json", '{"a":\n1,}', "a.json:2: no valid JSON"),
        ("a.json", "[" * 100_000, "values within one another"),
        ("a.json", "[" * 600 + "]" * 600, "values within one another"),
        ("a.po", 'msgid "a"\nmsgstr "b\n', "a.po:2: not a line of a PO file"),
        ("a.po", 'msgstr "b"\n', "msgstr without msgid"),
        (
            "a.po",
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=cp1256\\n"\n',
            "declares the encoding cp1256",
        ),
        ("a.vtt", "1\n00:01.000 --> 00:02.000\nHi\n", "the first line is not WEBVTT"),
        ("a.srt", "just text\n", "no subtitle with a time"),
        ("a.csv", 'source,target\n"open,\n', "a.csv:2: a quote that does not end"),
        ("a.csv", "key,target\na,b\n", "a target column but no source column"),
    ],
)
def test_broken_files_name_their_line(name: str, text: str, said: str) -> None:
    assert said in refusal(text.encode(), name)


def zipped(members: dict[str, bytes], name: str = "") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for member, content in members.items():
            file.writestr(member, content)
    return output.getvalue()


def word(body: str, **more: bytes) -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": types.encode(), "word/document.xml": document.encode(), **more})


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a\\..\\b", "C:/x", "word/../../x"])
def test_a_path_that_leads_outside_a_zip_file(path: str) -> None:
    assert "unsafe path" in refusal(word("<w:p/>", **{path: b"x"}), "a.docx")


def test_a_zip_bomb() -> None:
    assert "zip bomb" in refusal(word("<w:p/>", **{"word/x.bin": b"\0" * 5_000_000}), "a.docx")


def test_sizes_and_members_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 10)
    assert "parts are more than 10" in refusal(word("<w:p/>", **{f"x{i}": b"" for i in range(20)}), "a.docx")
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 100)
    assert "is too large" in refusal(word("<w:p/>"), "a.docx")
    monkeypatch.setattr(archives, "LARGEST_WHOLE", 100)
    assert "unpacks to more than" in refusal(word("<w:p/>"), "a.docx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 no zip", "is no DOCX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "has a password, or is an old binary document"),
        (zipped({"a.txt": b"x"}), "is no Word document"),
        (
            word('<w:p/></w:body></w:document><!DOCTYPE a [<!ENTITY x "y">]>'),
            "a.docx/word/document.xml:1: broken XML",
        ),
    ],
)
def test_what_is_no_word_document(data: bytes, said: str) -> None:
    assert said in refusal(data, "a.docx")


def test_a_damaged_member() -> None:
    data = bytearray(word("<w:p><w:r><w:t>Some text to pack.</w:t></w:r></w:p>"))
    start = data.index(b"word/document.xml") + len("word/document.xml") + 5
    data[start : start + 20] = b"\xff" * 20
    assert "is damaged" in refusal(bytes(data), "a.docx")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "A sentence. " * 200_000),
        ("a.html", "<p>" + "A <b>word</b>. " * 20_000),
        ("a.html", "<a <" * 100_000),
        ("a.html", "<!--" * 100_000),
        ("a.html", '<a href="' * 50_000),
        ("a.html", "<b>" * 20_000 + "x"),
        ("a.html", "</b>" * 50_000 + "x"),
        ("a.html", "<b>x. " * 10_000),
        ("a.html", "<![CDATA[" * 50_000 + "&" * 50_000),
        ("a.html", "<script>" * 30_000),
        ("a.md", "A sentence here. " * 20_000),
        ("a.md", "> " * 500 + "deep"),
        ("a.json", '["' + "a word " * 200_000 + '"]'),
        ("a.csv", "text\n" + '"a word",' * 50_000),
        ("a.csv", "text\n" + "a" * 1_000_000),
        ("a.tsv", "text\n" + '"a\n' * 50_000),
        ("a.po", 'msgid ""\n' + '"line"\n' * 50_000 + 'msgstr ""\n'),
        ("a.srt", "00:00:01,000 --> 00:00:02,000\n" + "a word " * 30_000),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<i>a</i> <" * 20_000),
        (
            "a.xliff",
            XLIFF.format("<trans-unit><source>" + "A <x/>word. " * 20_000 + "</source></trans-unit>"),
        ),
    ],
)
def test_long_lines_take_no_quadratic_time(name: str, text: str) -> None:
    document = parse(text.encode(), name)
    document.rebuild({s.key: Rendering(s.text + "!", s.markup) for s in document.segments}, "ar")


@pytest.mark.parametrize("form", FORMS)
def test_a_rendering_with_what_no_file_can_hold_is_still_written(form: str) -> None:
    data = {
        "po": b'msgid "A word"\nmsgstr ""\n',
        "xliff": XLIFF.format('<trans-unit id="1"><source>A word</source></trans-unit>').encode(),
        "tmx": b'<tmx><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>A word</seg></tuv></tu></body></tmx>',
        "json": b'["A word"]',
        "csv": b"source,target\nA word,\n",
        "tsv": b"source\ttarget\nA word\t\n",
        "srt": b"1\n00:00:01,000 --> 00:00:02,000\nA word\n",
        "vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nA word\n",
        "docx": word("<w:p><w:r><w:t>A word</w:t></w:r></w:p>"),
        "odt": zipped(
            {
                "content.xml": b'<o xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
                b"<text:p>A word</text:p></o>"
            }
        ),
    }.get(form, b"A word")
    document = parse(data, f"a.{form}")
    (segment,) = document.segments
    hostile = "כן\0\ud800\x01\x0b\r\n\u2028\u202e<&>\"'|*_[`]]>-->\\ =1+1 {0} %s"
    again = parse(document.rebuild({segment.key: Rendering(hostile, note=hostile)}, "he"), f"a.{form}")
    assert any("כן" in (s.target or s.text) for s in again.segments)


def test_plain_text_of_any_size_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK", 64)
    data = b"\xef\xbb\xbf" + "שלום לכם. מה קרה?\r\nA second line. \n\n".encode() * 20 + b"The end"
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    blocks = list(txt.stream(path))
    assert len(blocks) > 5
    assert b"".join(block.rebuild({}, "ar") for block in blocks) == data
    whole = parse(data, "a.txt").segments
    assert [(s.key, s.text, s.line) for block in blocks for s in block.segments] == [
        (s.key, s.text, s.line) for s in whole
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"a\n" * 100 + b"\xff\n", ":101: not UTF-8"),
        (b"a\n" * 100 + b"\0\n", ":101: a NUL byte"),
        (b"a\n" + b"b" * 5_000, "a line longer than"),
    ],
)
def test_a_streamed_text_names_the_line_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, said: str
) -> None:
    monkeypatch.setattr(files, "BLOCK", 64)
    monkeypatch.setattr(files, "LONGEST_LINE", 1_000)
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said):
        list(txt.stream(path))


@pytest.mark.parametrize("form", ["csv", "tsv", "json"])
def test_a_cell_of_many_digits_is_read_at_once(form: str) -> None:
    """Found by fuzzing: telling camelCase from text took time that doubled with each digit."""
    cell = "k" + "1" * 150 + "!"
    data = f'{{"a": "{cell}"}}' if form == "json" else f"heading\n{cell}\n"
    assert parse(data.encode(), f"a.{form}").segments
