"""The check of the corpus: what each rule reports, what it leaves alone, and the command around it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from termlock.glossary import compiled
from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.translate.training.check import (
    RULES,
    RUN,
    SIDES,
    Corpus,
    Row,
    Shingles,
    check,
    command,
    load,
    read,
    runs,
    statistics,
)

CLINIC = (
    "en",
    "The field hospital received 14 wounded people on Friday, a nurse said.",
    "استقبل المستشفى الميداني 14 جريحا يوم الجمعة، بحسب ممرضة.",
    "בית החולים השדה קלט 14 פצועים ביום שישי, אמרה אחות.",
)
CAPTIVES = (
    "ar",
    "The resistance handed over the captives.",
    "سلمت المقاومة الأسرى.",
    "ההתנגדות מסרה את השבויים.",
)
RAIN = (
    "en",
    "Heavy rain is expected along the coast from Tuesday evening until Thursday.",
    "يتوقع هطول أمطار غزيرة على طول الساحل من مساء الثلاثاء حتى الخميس.",
    "גשם כבד צפוי לאורך החוף מיום שלישי בערב ועד יום חמישי.",
)


def rows(*cells: tuple[str, ...], file: str = "x-01.tsv") -> tuple[Row, ...]:
    return tuple(Row(Place(file, number), c) for number, c in enumerate(cells, 1))


def english(*sentences: str, file: str = "x-01.tsv") -> tuple[Row, ...]:
    return rows(*(("en", sentence, "نص", "טקסט") for sentence in sentences), file=file)


def changed(cells: tuple[str, ...], **columns: str) -> tuple[str, ...]:
    names = ("origin", "en", "ar", "he")
    return tuple(columns.get(name, cell) for name, cell in zip(names, cells, strict=True))


def found(code: str, corpus: Corpus) -> list[int]:
    """The lines that one rule reports."""
    return [fault.row.place.line for fault in RULES[code].check(corpus)]


def test_good_rows_have_no_findings() -> None:
    assert check(Corpus(rows(CLINIC, CAPTIVES, RAIN))) == []


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("columns", CLINIC[:3]),
        ("columns", (*CLINIC, "")),
        ("origin", changed(CLINIC, origin="fr")),
        ("script", changed(CLINIC, en=CLINIC[2])),
        ("script", changed(CLINIC, ar=CLINIC[1])),
        ("script", changed(CLINIC, he=CLINIC[2])),
        ("script", changed(CAPTIVES, en="The resistance handed over the captives (أسرى).")),
        ("marks", changed(CAPTIVES, ar="سلّمت المقاومة الأسرى.")),
        ("marks", changed(CAPTIVES, ar="سلمت المقاومة الأســرى.")),
        ("marks", changed(CAPTIVES, he="ההתנגדות מסרה את השְׁבויים.")),
        ("digits", changed(CLINIC, ar=CLINIC[2].replace("14", "١٤"))),
        ("numbers", changed(CLINIC, ar=CLINIC[2].replace("14", "41"))),
        ("numbers", changed(CLINIC, he=CLINIC[3].replace("14 ", ""))),
        ("length", changed(RAIN, he="גשם כבד צפוי.")),
        ("term", changed(CAPTIVES, he="ההתנגדות מסרה את בני הערובה.")),
        ("term", changed(CAPTIVES, ar="سلمت الحكومة الأسرى.")),
    ],
)
def test_a_fault_is_reported_at_its_row(code: str, cells: tuple[str, ...]) -> None:
    corpus = Corpus(rows(RAIN, cells))
    assert set(found(code, corpus)) == {2}
    finding = next(f for f in check(corpus) if f.code == code)
    assert str(finding).startswith(f"x-01.tsv:2: {finding.severity} {code}: ")
    assert finding.remedy


def test_latin_letters_may_stand_in_arabic_and_hebrew() -> None:
    cells = (
        "en",
        "Reuters and the BBC reported it.",
        "نقلت ذلك Reuters وBBC.",
        "Reuters וה-BBC דיווחו על כך.",
    )
    assert found("script", Corpus(rows(cells))) == []


def test_thousands_are_separated_or_not_and_a_name_may_write_its_day_out() -> None:
    cells = (
        "en",
        "Since the October 7 attack 1,200 families have moved.",
        "منذ هجوم السابع من أكتوبر انتقلت 1200 عائلة.",
        "מאז מתקפת השבעה באוקטובר עברו 1,200 משפחות.",
    )
    assert found("numbers", Corpus(rows(cells))) == []


def test_a_swapped_framing_is_named_with_both_terms() -> None:
    corpus = Corpus(rows(changed(CAPTIVES, he="ההתנגדות מסרה את בני הערובה.")))
    (fault,) = RULES["term"].check(corpus)
    assert "'captives' (captive) is 'בני הערובה' (hostage) in he" in fault.problem


def test_the_same_english_is_reported_once_whatever_its_capitals_and_stops() -> None:
    corpus = Corpus(english("He pleaded not guilty.", 'He pleaded "not guilty"'))
    assert found("same-english", corpus) == [2]
    assert found("near-duplicate", corpus) == []


def test_the_same_english_in_another_file_of_the_training_part() -> None:
    corpus = Corpus(english("Turn the page."), rest=english("Turn the page.", file="g-13.tsv"))
    (fault,) = RULES["same-english"].check(corpus)
    assert "g-13.tsv:1" in fault.problem


def test_of_two_rows_that_repeat_each_other_the_later_is_reported() -> None:
    corpus = Corpus(
        english(
            "What is the difference between a truce and a ceasefire?",
            "What's the difference between a truce and a ceasefire?",
        )
    )
    assert found("near-duplicate", corpus) == [2]


def test_a_row_that_a_longer_one_contains_is_reported_wherever_it_stands() -> None:
    corpus = Corpus(
        english(
            "The bill now returns to the National Security Committee.",
            "The bill now returns to the National Security Committee in preparation for a second and third "
            "reading, which are not expected before the end of the winter session.",
        )
    )
    assert found("near-duplicate", corpus) == [1]


def test_short_rows_and_set_phrases_are_no_duplicates() -> None:
    corpus = Corpus(
        english(
            "Whose turn is it to speak?",
            "Whose turn is it to wash?",
            "According to the Gaza health ministry, 27 people were killed at the crossing on Monday.",
            "According to the Gaza health ministry, no hospital in the north has had fuel for a week.",
        )
    )
    assert found("near-duplicate", corpus) == []


def test_a_row_that_tells_a_sentence_of_the_development_part_leaks() -> None:
    corpus = Corpus(
        english(
            "The court ruled that the state was failing to provide security prisoners with enough food.",
            "The prisoners were given enough food.",
            "The cat sleeps.",
        ),
        dev=english(
            "In September the court ruled that the state was failing in its duty to its prisoners.",
            "The cat sleeps.",
            file="dev.tsv",
        ),
    )
    assert found("leak", corpus) == [1, 3]


def test_openings_are_counted_by_file() -> None:
    alike = [f"The ministry said that {what} would close." for what in "schools banks shops ports".split()]
    corpus = Corpus(english(*alike, file="x-01.tsv") + english(*alike, file="x-02.tsv"))
    assert found("opening", corpus) == []
    assert found("opening", Corpus(english(*alike, *alike))) == [7]


WORDS = st.lists(st.sampled_from("the army said it will leave".split()), min_size=1, max_size=14)


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from([0.0, 0.3, 0.5, 0.9]))
@example([["the"] * 14, ["the"] * 5], 0.5)
def test_the_index_finds_what_comparing_all_pairs_finds(texts: list[list[str]], least: float) -> None:
    known = Shingles(english(*(" ".join(text) for text in texts)))
    for own in known.runs:
        expected = {
            number: len(own & other) / len(own)
            for number, other in enumerate(known.runs)
            if len(own & other) / len(own) > least
        }
        assert dict(known.sharing(own, least)) == expected


@given(WORDS)
def test_a_text_has_at_most_one_run_for_each_word_it_may_begin_at(words: list[str]) -> None:
    assert 1 <= len(runs(words)) <= max(1, len(words) - RUN + 1)


@given(st.lists(st.integers(0, 9999), max_size=4))
def test_the_same_numbers_in_any_order_are_the_same(values: list[int]) -> None:
    forward, backward = (" ".join(f"{n:,}" for n in order) for order in (values, values[::-1]))
    cells = ("en", f"Counted: {forward}", f"العدد {backward}", f"נספרו {' '.join(map(str, values))}")
    assert found("numbers", Corpus(rows(cells))) == []


def test_the_sides_name_concepts_of_the_glossary_that_have_a_framing_each_once() -> None:
    glossary = compiled.load()
    names = [concept for concepts in SIDES.values() for concept in concepts]
    assert len(names) == len(set(names))
    assert [name for name in names if name not in glossary] == []
    assert [name for name in names if not glossary[name].framing] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small corpus, without a fault."""
    files = {
        "train/a-01.tsv": [CLINIC, CAPTIVES],
        "train/a-02.tsv": [RAIN],
        "dev.tsv": [("en", "The ferry sails at noon.", "تبحر العبارة ظهرا.", "המעבורת מפליגה בצהריים.")],
        "lexicon/words-01.tsv": [("noun", "ferry", "عبارة | عبارات", "מעבורת | מעבורות")],
        "names/places.tsv": [("place", "Haifa", "حيفا", "חיפה")],
        "readings-1.tsv": [("a-01.tsv", "2", "1", "agreement (he), wrong verb")],
    }
    for name, lines in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str | Path) -> Result:
    options = ["--train", folder / "train", "--dev", folder / "dev.tsv", *arguments]
    return CliRunner().invoke(command, [str(o) for o in options])


def test_a_clean_corpus_ends_with_0(folder: Path) -> None:
    result = run(folder)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 rows: 0 errors, 0 warnings" in result.stderr


def test_a_file_is_checked_against_the_rest_of_the_training_part(folder: Path) -> None:
    new = folder / "x-01.tsv"
    new.write_text("\n" + "\t".join(RAIN) + "\n", encoding="utf-8")
    result = run(folder, new)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{new}:2: error same-english: the English of a-02.tsv:1; delete one")


def test_a_file_of_the_training_part_is_not_checked_against_itself(folder: Path) -> None:
    assert run(folder, folder / "train" / "a-02.tsv").exit_code == 0


def test_warnings_fail_only_when_strict(folder: Path) -> None:
    path = folder / "train" / "a-03.tsv"
    path.write_text(
        "ar\tIsrael freed a captive.\tأفرجت الحكومة عن أسير.\tהממשלה שחררה שבוי.\n", encoding="utf-8"
    )
    assert run(folder, path).exit_code == 0
    assert "warning term" in run(folder, path).stdout
    assert run(folder, "--strict", path).exit_code == 1


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"a\x00b"])
def test_what_is_no_text_file_ends_with_2_and_one_line(folder: Path, content: bytes | None) -> None:
    path = folder / "broken.tsv"
    if content is not None:
        path.write_bytes(content)
    result = run(folder, path)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "broken.tsv" in result.stderr


def test_a_folder_without_files_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--train"):
        load((), tmp_path, tmp_path / "dev.tsv")


def test_the_development_part_does_not_leak_into_itself(folder: Path) -> None:
    assert run(folder, folder / "dev.tsv").exit_code == 0


def test_line_numbers_count_blank_lines_and_foreign_separators_do_not_break_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("\n\t\nen\ta\u2028b\tب\tב\n", encoding="utf-8")
    assert [(row.place.line, row.cells) for row in read(path)] == [(3, ("en", "a\u2028b", "ب", "ב"))]


def test_the_figures_of_a_corpus(folder: Path) -> None:
    text = statistics(folder, folder / "dev.tsv")
    assert "| train | 2 | 3 | 30 | 24 | 25 |" in text
    assert "| under 10 | 1 | 33% |" in text
    assert "| 10–21 | 2 | 67% |" in text
    assert "| ar | 1 | 33% |" in text
    assert "| readings-1.tsv | 1 | 2 | 1 |" in text
    assert "1 files, 2 rows, 67% of the training part" in text
    assert "| lexicon | 1 | 1 |" in text
    assert "| Palestinian and Arab | 95 | 2 | 2 | resistance 1, captive 1 |" in text
    assert "do not lie within 10% of each other: Israeli 100.0% below Palestinian and Arab" in text
    assert run(folder, "--statistics").stdout == text + "\n"
