"""``tk glossary`` as a user runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Tk = Callable[..., CompletedProcess[str]]
SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt"))
MINE = "id\tlang\tterm\nraid\ten\traid\nraid\tar\tمداهمة\nraid\the\tפשיטה\n"


def rows(done: CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_help_lists_the_commands(tk: Tk) -> None:
    done = tk("--help")
    assert done.returncode == 0
    assert "glossary" in done.stdout
    assert "bad input" in done.stdout


@pytest.mark.parametrize("command", ["check", "list", "show", "find", "inflect", "convert", "diff"])
def test_every_command_explains_itself(tk: Tk, command: str) -> None:
    done = tk("glossary", command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_the_shipped_glossary_passes_its_check(tk: Tk) -> None:
    done = tk("glossary", "check")
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 errors, 0 warnings" in done.stderr


def test_find_in_the_seed_article(tk: Tk) -> None:
    done = tk("glossary", "find", SEED, "--lang", "en", "--format", "jsonl")
    assert done.returncode == 0
    hits = rows(done)
    lines = SEED.read_text(encoding="utf-8").split("\n")
    for hit in hits:
        line, start, end = hit["line"], hit["start"], hit["end"]
        assert isinstance(line, int) and isinstance(start, int) and isinstance(end, int)
        assert lines[line - 1][start:end] == hit["text"]
    assert {"captive", "hostage", "prisoner", "resistance", "occupation-army", "war-of-extermination"} <= {
        h["concept"] for h in hits
    }


def test_find_reads_standard_input_and_a_users_table(tk: Tk, tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text(MINE, encoding="utf-8")
    done = tk(
        "glossary",
        "find",
        "-",
        "-l",
        "ar",
        "-g",
        "mine.tsv",
        "--format",
        "jsonl",
        stdin="\nبعد المداهمات الليلية\n",
    )
    (hit,) = rows(done)
    assert hit == {
        "line": 2, "start": 4, "end": 13, "concept": "raid", "term": "مداهمة", "text": "المداهمات",
        "features": {"number": "plural", "gender": "f", "state": "definite", "proclitics": ["ال"]},
    }  # fmt: skip


def test_find_on_a_line_of_five_megabytes(tk: Tk, tmp_path: Path) -> None:
    text = "قال إن الأسرى في المدينة " * 115_000
    assert len(text.encode()) > 5_000_000
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    done = tk("glossary", "find", "long.txt", "-l", "ar", "--format", "jsonl")
    assert done.returncode == 0
    assert done.stdout.count("\n") == 115_000


def test_find_with_fifty_thousand_user_terms(tk: Tk, tmp_path: Path) -> None:
    letters = "בגדזטכלמנסעפצקרשת"
    words = {f"{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in letters}
    terms = sorted(words)[:50_000]
    table = "id\tlang\tterm\n" + "".join(f"c{k}\the\t{word}\n" for k, word in enumerate(terms))
    (tmp_path / "big.tsv").write_text(table, encoding="utf-8")
    (tmp_path / "text.txt").write_text(f"וה{terms[700]}ים של {terms[1]}\n", encoding="utf-8")
    done = tk("glossary", "find", "text.txt", "-l", "he", "-g", "big.tsv", "--format", "jsonl")
    assert done.returncode == 0
    assert {"c700", "c1"} <= {row["concept"] for row in rows(done)}


def test_list_filters_by_domain_and_language(tk: Tk) -> None:
    found = rows(tk("glossary", "list", "--domain", "captivity", "--lang", "he", "--format", "jsonl"))
    assert {"id": "captive", "domain": "captivity", "terms": {"he": ["שבוי"]}} in found
    assert {row["domain"] for row in found} == {"captivity"}


def test_show_prints_the_card(tk: Tk) -> None:
    done = tk("glossary", "show", "captive")
    assert done.returncode == 0
    for part in ("A person held by an armed party", "أسير", "שבוי", "hostage"):
        assert part in done.stdout


def test_show_suggests_the_nearest_concept(tk: Tk) -> None:
    done = tk("glossary", "show", "captve")
    assert done.returncode == 2
    assert "did you mean captive" in done.stderr


def test_inflect_prints_a_paradigm(tk: Tk) -> None:
    found = rows(tk("glossary", "inflect", "أسير", "-l", "ar", "--format", "jsonl"))
    assert {"أسير", "أسيران", "أسرى"} <= {row["text"] for row in found}
    done = tk("glossary", "inflect", "שלטון", "-l", "he", "--all")
    assert "בשלטונו" in done.stdout


def test_convert_and_diff_there_and_back(tk: Tk, tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text(MINE, encoding="utf-8")
    assert tk("glossary", "convert", "mine.tsv", "mine.tbx").returncode == 0
    assert tk("glossary", "convert", "mine.tbx", "mine.yaml").returncode == 0
    assert tk("glossary", "diff", "mine.tsv", "mine.yaml").returncode == 0
    (tmp_path / "new.tsv").write_text(MINE.replace("מ", "נ").replace("פשיטה", "פשיטות"), encoding="utf-8")
    done = tk("glossary", "diff", "mine.tsv", "new.tsv")
    assert done.returncode == 1
    assert "+ raid" in done.stdout and "- raid" in done.stdout


def test_convert_names_what_the_format_cannot_hold(tk: Tk, tmp_path: Path) -> None:
    from termlock.glossary.compiled import shipped

    done = tk("glossary", "convert", shipped(), "all.csv")
    assert done.returncode == 0
    assert "not kept: captive: 4 examples" in done.stderr


BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "no such file": (("glossary", "find", "none.txt", "-l", "ar"), "none.txt: no such file or directory; check the path"),
    "a folder": (("glossary", "find", ".", "-l", "ar"), ".: is a folder; name a file"),
    "an empty file": (("glossary", "find", "empty.txt", "-l", "ar"), "empty.txt: the file is empty"),
    "not UTF-8": (("glossary", "find", "cp1255.txt", "-l", "he"), "cp1255.txt:2: not UTF-8"),
    "a NUL byte": (("glossary", "find", "nul.txt", "-l", "he"), "nul.txt:1: a NUL byte"),
    "broken YAML": (("glossary", "check", "broken.yaml"), "broken.yaml:2: broken YAML"),
    "a missing column": (("glossary", "find", "text.txt", "-l", "ar", "-g", "bad.tsv"), "bad.tsv:1: column 'lang' is missing"),
    "a double id": (("glossary", "find", "text.txt", "-l", "ar", "-g", "double.yaml"), "double.yaml:4: concept a is already"),
    "an unknown format": (("glossary", "convert", "bad.tsv", "out.doc"), "bad.tsv:1"),
    "the same file": (("glossary", "convert", "mine.tsv", "mine.tsv"), "mine.tsv: source and target are the same file"),
    "a huge glossary": (("glossary", "check", "huge.yaml"), "huge.yaml: 1,073,741,824 bytes"),
    "the wrong script": (("glossary", "inflect", "hostage", "-l", "ar"), "not written in the script of ar"),
    "an unknown domain": (("glossary", "list", "--domain", "cooking"), "no concept in this domain"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_ends_with_one_line_and_exit_code_2(tk: Tk, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "text.txt").write_text("أسير\n", encoding="utf-8")
    (tmp_path / "cp1255.txt").write_bytes(b"abc\n" + "שבוי".encode("cp1255"))
    (tmp_path / "nul.txt").write_bytes(b"a\0b")
    (tmp_path / "broken.yaml").write_text("- id: [a\n", encoding="utf-8")
    (tmp_path / "bad.tsv").write_text("id\tterm\na\tb\n", encoding="utf-8")
    (tmp_path / "mine.tsv").write_text(MINE, encoding="utf-8")
    (tmp_path / "double.yaml").write_text("- id: a\n  terms:\n    ar: [{text: أسير}]\n" * 2, encoding="utf-8")
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(1 << 30)
    arguments, expected = BAD[name]
    done = tk(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("tk: ")
    assert done.stderr.count("\n") == 1
    assert expected in done.stderr


def test_problems_of_a_glossary_are_named_with_file_and_line(tk: Tk, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        "- id: a\n  never: [b]\n  terms:\n    ar: [{text: captive}]\n- id: a\n  terms:\n    he: [{text: שָׁבוּי}]\n",
        encoding="utf-8",
    )
    done = tk("glossary", "check", "bad.yaml")
    assert done.returncode == 1
    for expected in (
        "bad.yaml:4: error wrong-script", "bad.yaml:5: error duplicate-id", "bad.yaml:7: error stray-marks",
        "bad.yaml:1: error unknown-concept",
    ):  # fmt: skip
        assert expected in done.stdout


@pytest.mark.parametrize(("lang", "word"), [("ar", "الأوامر"), ("he", "פקודות")])
def test_the_interface_speaks_arabic_and_hebrew(tk: Tk, lang: str, word: str) -> None:
    assert word in tk("--help", env={"TERMLOCK_LANG": lang}).stdout


def test_a_closed_pipe_is_no_error(tk: Tk, tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "t.txt").write_text("الأسرى " * 50_000, encoding="utf-8")
    command = f"{sys.executable} -m termlock.cli.main glossary find t.txt -l ar | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == b""
