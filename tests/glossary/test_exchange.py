"""Glossaries survive the way through their formats, and bad files are named with line and remedy."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termlock.glossary.compiled import shipped
from termlock.glossary.concept import Concept, Context, Example, Glossary, Status, Term
from termlock.glossary.errors import InputError
from termlock.glossary.exchange import read, table, tbx, write, yaml

CAPTIVE = Concept(
    id="captive",
    domain="captivity",
    definition="A person held by an armed party.",
    framing='Avoids the criminal sense of "hostage".',
    never=("hostage",),
    sources=("ipi-2013",),
    terms=(
        Term("captive", "en", plural=("captives",)),
        Term("أسير", "ar", plural=("أسرى",), unless=Context(after=("حرب",), near=("فيلم*",))),
        Term("שבוי", "he", Status.FORBIDDEN, shared_with=("prisoner-of-war",), note="as, said"),
    ),
    examples=(Example("ar", "أفرج عن أسيرين من الأسرى.", ("أسيرين", "الأسرى")), Example("en", "captivated")),
)
GLOSSARY = Glossary((CAPTIVE,), {"ipi-2013": "Use With Care, Vienna 2013"})


def test_yaml_holds_everything(tmp_path: Path) -> None:
    assert write(GLOSSARY, tmp_path / "g.yaml") == []
    back = read(tmp_path / "g.yaml")
    assert back.concepts == GLOSSARY.concepts
    assert back.sources == GLOSSARY.sources


def test_tbx_holds_everything(tmp_path: Path) -> None:
    assert write(GLOSSARY, tmp_path / "g.tbx") == []
    back = read(tmp_path / "g.tbx")
    assert back.concepts == GLOSSARY.concepts
    assert back.sources == GLOSSARY.sources


def test_the_shipped_glossary_goes_through_tbx_without_loss(tmp_path: Path) -> None:
    glossary = read(shipped())
    write(glossary, tmp_path / "g.tbx")
    assert read(tmp_path / "g.tbx") == Glossary(glossary.concepts, glossary.sources)


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_tables_hold_the_terms_and_name_what_they_lose(tmp_path: Path, suffix: str) -> None:
    lost = write(GLOSSARY, tmp_path / f"g{suffix}")
    assert lost == ["captive: 2 examples", "1 source titles"]
    (back,) = read(tmp_path / f"g{suffix}").concepts
    assert back.terms == CAPTIVE.terms
    assert (back.never, back.framing) == (CAPTIVE.never, CAPTIVE.framing)


def test_a_users_three_columns_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("id\tlang\tterm\nraid\ten\traid\nraid\tar\tمداهمة\n", encoding="utf-8")
    (concept,) = read(path).concepts
    assert [t.text for t in concept.terms] == ["raid", "مداهمة"]


TBX_BASIC = """<?xml version='1.0'?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="c1"><descrip type="subjectField">law</descrip>
<langSet xml:lang="en"><tig><term>siege</term><termNote type="partOfSpeech">noun</termNote>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig></langSet>
<langSet xml:lang="ar"><tig><term>حصار</term></tig><tig><term>طوق</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>"""


def test_tbx_basic_of_other_tools_is_read(tmp_path: Path) -> None:
    path = tmp_path / "other.tbx"
    path.write_text(TBX_BASIC, encoding="utf-8")
    (concept,) = read(path).concepts
    assert concept.domain == "law"
    assert [(t.text, t.status) for t in concept.terms] == [
        ("siege", Status.PREFERRED),
        ("حصار", Status.PREFERRED),
        ("طوق", Status.DEPRECATED),
    ]


BAD = {
    "broken.yaml": ("- id: [a\n", "broken.yaml:2: broken YAML"),
    "unknown.yaml": ("- id: a\n  colour: red\n  terms: {}\n", "unknown.yaml:2: unknown field 'colour'"),
    "double.yaml": ("- id: a\n  id: b\n  terms: {}\n", "double.yaml:2: field 'id' stands twice"),
    "lacks.yaml": ("- id: a\n", "lacks.yaml:1: a concept lacks 'terms'"),
    "status.yaml": (
        "- id: a\n  terms:\n    en: [{text: b, status: good}]\n",
        "status.yaml:3: unknown status",
    ),
    "bomb.yaml": ("- &a [x, x]\n- [*a, *a]\n", "bomb.yaml:1: anchors and aliases"),
    "scalar.yaml": ("just text\n", "one value where a list is expected"),
    "empty.yaml": ("", "empty.yaml: the file is empty"),
    "column.tsv": ("id\tterm\na\tb\n", "column.tsv:1: column 'lang' is missing"),
    "extra.tsv": ("id\tlang\tterm\na\ten\tb\tc\n", "extra.tsv:2: 4 cells"),
    "blank.csv": ("id,lang,term\na,en,\n", "blank.csv:2: the row has no term"),
    "unknown.csv": ("id,lang,term,colour\na,en,b,red\n", "unknown.csv:1: unknown column 'colour'"),
    "broken.tbx": ("<tbx><text>", "broken.tbx:1: broken XML"),
    "other.tbx": ("<html/>", "other.tbx: <html> is not TBX"),
    "noid.tbx": ("<tbx><text><body><conceptEntry/></body></text></tbx>", "an entry without id"),
    "entity.tbx": (
        '<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx><text><body><conceptEntry id="a">'
        '<langSec xml:lang="en"><termSec><term>&x;</term></termSec></langSec></conceptEntry></body></text></tbx>',
        "declares the entity 'x'",
    ),
    "format.docx": ("x", "unknown glossary format '.docx'"),
}


FORMULAS = [
    "=HYPERLINK(A1)",
    "+972",
    "-ism",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1",
    "'=1",
    "' -1",
    "''+ב",
]


def cells(path: Path) -> list[str]:
    """What a spreadsheet finds in a table."""
    text = path.read_bytes().decode()
    rows = csv.reader(text.splitlines(keepends=True), delimiter="\t" if path.suffix == ".tsv" else ",")
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_runs_nothing_of_a_table_and_the_values_come_back(
    tmp_path: Path, suffix: str, text: str
) -> None:
    term = Term(text, "en", plural=(text.strip(), "=s"), note=text)
    path = tmp_path / f"g{suffix}"
    write(Glossary((Concept("=c", (term,), definition=text),)), path)
    assert not [
        c
        for c in cells(path)
        if c.strip().startswith(("=", "+", "-", "@", "＝")) or c[:1] in "\t\r" * bool(c)
    ]
    (back,) = read(path).concepts
    kept = text if suffix == ".csv" else " ".join(text.split())  # a cell of TSV holds no tab and no line end
    kept = kept.lstrip(" ") if text.startswith(" ") and suffix == ".tsv" else kept
    assert (back.id, back.terms[0].text, back.terms[0].note, back.definition) == ("=c", kept, kept, kept)
    assert back.terms[0].plural == (" ".join(text.split()), "=s")


@pytest.mark.parametrize("text", ["'twas", "O'Neill", "ג'נין", "a = b", "'", "' '"])
def test_other_apostrophes_of_a_table_are_letters(tmp_path: Path, text: str) -> None:
    (tmp_path / "g.tsv").write_text(f"id\tlang\tterm\nc\the\t{text}\n", encoding="utf-8")
    assert read(tmp_path / "g.tsv").concepts[0].terms[0].text == text
    write(read(tmp_path / "g.tsv"), tmp_path / "h.csv")
    assert text in cells(tmp_path / "h.csv")


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_named_with_line_and_remedy(tmp_path: Path, name: str) -> None:
    content, expected = BAD[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(tmp_path / name)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "; " in str(caught.value)


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "g.yaml").write_bytes("- id: a\n# أسير\n".encode("cp1256"))
    with pytest.raises(InputError, match=r"g\.yaml:2: not UTF-8"):
        read(tmp_path / "g.yaml")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(InputError, match="1,073,741,824 bytes"):
        read(path)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "folder.yaml"
    path.mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write(GLOSSARY, path)
    assert list(tmp_path.iterdir()) == [path]


TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=12
).filter(lambda s: not set(s) & set("|;=*") and s == s.strip())
TERMS = st.builds(
    Term,
    TEXT,
    st.sampled_from(["en", "ar", "he"]),
    st.sampled_from(list(Status)),
    pos=st.sampled_from(["noun", "adj", "verb", "name"]),
    plural=st.lists(TEXT, max_size=2).map(tuple),
    acronym=st.booleans(),
    head=st.none() | st.integers(0, 3),
    note=st.just("") | TEXT,
    unless=st.builds(Context, before=st.lists(TEXT, max_size=2).map(tuple)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=4), TEXT)
def test_any_glossary_survives_yaml_and_tbx(
    tmp_path_factory: pytest.TempPathFactory, terms: list[Term], text: str
) -> None:
    by_language = sorted(terms, key=lambda t: t.lang)
    glossary = Glossary((Concept("c", tuple(by_language), definition=text, never=("d",)),))
    folder = tmp_path_factory.mktemp("exchange")
    for module, name in ((yaml, "g.yaml"), (tbx, "g.tbx")):
        module.write(glossary, folder / name)
        assert module.read(folder / name).concepts == glossary.concepts


@settings(max_examples=60, deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=4))
def test_any_terms_survive_a_table(tmp_path_factory: pytest.TempPathFactory, terms: list[Term]) -> None:
    path = tmp_path_factory.mktemp("exchange") / "g.csv"
    table.write(Glossary((Concept("c", tuple(terms)),)), path)
    assert table.read(path).concepts[0].terms == tuple(terms)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: str | bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    for name in ("g.yaml", "g.csv", "g.tsv", "g.tbx"):
        (folder / name).write_bytes(raw)
        try:
            read(folder / name)
        except InputError as error:
            assert "\n" not in str(error)
