"""``tk validate`` as it is run: the report, the exit code, the baseline, and every bad input."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

Tk = Callable[..., subprocess.CompletedProcess[str]]

CONFIG = (
    '[[pairs]]\nsource = "articles/{name}.en.txt"\ntarget = "articles/{name}.{lang}.txt"\n'
    'from = "en"\nto = ["ar", "he"]\n'
)
EN = "The captives returned to their homes on Tuesday.\nThe ceasefire began at dawn.\n"
AR = "عاد الرهائن إلى بيوتهم يوم الثلاثاء.\nبدأ وقف إطلاق النار فجرا.\n"
HE = "השבויים שבו לבתיהם ביום שלישי.\nהפסקת האש החלה עם שחר.\n"
ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one fault: captives became hostages in Arabic."""
    (tmp_path / "articles").mkdir()
    for lang, text in (("en", EN), ("ar", AR), ("he", HE)):
        (tmp_path / f"articles/a.{lang}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "termlock.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def configure(root: Path, before: str = "", after: str = "") -> None:
    (root / "termlock.toml").write_text(before + CONFIG + after, encoding="utf-8")


def bad(done: subprocess.CompletedProcess[str], said: str) -> None:
    """One line, exit code 2, nothing on standard output."""
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("tk: ")
    assert said in line


def test_the_report_twice(tk: Tk, root: Path) -> None:
    first = tk("validate")
    assert (first.returncode, first.stderr) == (1, "")
    assert first.stdout.translate(ISOLATES).splitlines() == [
        "articles/a.ar.txt:1: error swapped: segment 1: source says captives (captive), translation says "
        "الرهائن (hostage)",
        "    use أسير",
        "",
        "1 error in 4 segments of 2 files",
    ]
    assert tk("validate").stdout == first.stdout
    assert tk("validate", "--no-cache").stdout == first.stdout
    assert tk("validate", "--jobs", "2", "--no-cache").stdout == first.stdout


def test_a_clean_project(tk: Tk, root: Path) -> None:
    (root / "articles/a.ar.txt").write_text(AR.replace("الرهائن", "الأسرى"), encoding="utf-8")
    done = tk("validate")
    assert (done.returncode, done.stdout, done.stderr) == (0, "no findings in 4 segments of 2 files\n", "")


def test_from_a_folder_below_and_with_a_named_configuration(tk: Tk, root: Path) -> None:
    (root / "termlock.toml").rename(root / "articles/termlock.toml")
    bad(tk("validate"), "termlock.toml: not found")
    moved = root / "articles/termlock.toml"
    moved.write_text(CONFIG.replace("articles/", ""), encoding="utf-8")
    done = tk("validate", "--config", "articles/termlock.toml", "--format", "jsonl")
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["articles/a.ar.txt"]


def test_pyproject(tk: Tk, root: Path) -> None:
    (root / "termlock.toml").unlink()
    text = "[tool.termlock]\nfail-on = 'error'\n" + CONFIG.replace("[[pairs", "[[tool.termlock.pairs")
    (root / "pyproject.toml").write_text(text, encoding="utf-8")
    assert tk("validate").returncode == 1


def test_severities_and_fail_on(tk: Tk, root: Path) -> None:
    configure(root, after='[severity]\nswapped = "warning"\n')
    assert tk("validate").returncode == 0
    assert tk("validate", "--fail-on", "warning").returncode == 1
    configure(root, 'fail-on = "note"\n', '[severity]\nswapped = "note"\n')
    assert tk("validate").returncode == 1
    configure(root, after='[severity]\nswapped = "off"\n')
    assert tk("validate", "--fail-on", "note").returncode == 0


def test_a_waiver_and_one_for_nothing(tk: Tk, root: Path) -> None:
    waiver = '[[waivers]]\ncode = "swapped"\nfile = "articles/*.ar.txt"\nconcept = "captive"\nreason = "x"\n'
    configure(root, after=waiver)
    assert tk("validate").returncode == 0
    configure(root, after=waiver + '[[waivers]]\ncode = "missing"\nreason = "as agreed"\n')
    done = tk("validate", "--format", "jsonl")
    assert done.returncode == 1
    (unused,) = map(json.loads, done.stdout.splitlines())
    assert (unused["code"], unused["file"], unused["line"]) == ("unused-waiver", "termlock.toml", 11)
    assert tk("validate", "articles/a.he.txt").returncode == 0


def test_a_missing_translation(tk: Tk, root: Path) -> None:
    (root / "articles/b.en.txt").write_text(EN, encoding="utf-8")
    (root / "articles/b.he.txt").write_text(HE, encoding="utf-8")
    done = tk("validate", "--format", "jsonl")
    assert [(f["code"], f["file"]) for f in map(json.loads, done.stdout.splitlines())] == [
        ("swapped", "articles/a.ar.txt"),
        ("missing-file", "articles/b.en.txt"),
    ]
    assert done.returncode == 1


def test_the_life_of_a_baseline(tk: Tk, root: Path) -> None:
    configure(root, 'baseline = "old.json"\n')
    bad(tk("validate"), "old.json: no such baseline")
    written = tk("validate", "--write-baseline")
    assert (written.returncode, written.stdout) == (0, "")
    assert written.stderr == "1 findings recorded in old.json\n"
    assert tk("validate").returncode == 0
    # the old fault moves down; a new one is reported
    (root / "articles/a.en.txt").write_text(f"Rain fell on the coast.\n{EN}", encoding="utf-8")
    moved = f"هطل المطر على الساحل.\n{AR.replace('وقف إطلاق النار', 'الهدنة')}"
    (root / "articles/a.ar.txt").write_text(moved, encoding="utf-8")
    (root / "articles/a.he.txt").write_text(f"גשם ירד על החוף.\n{HE}", encoding="utf-8")
    done = tk("validate", "--format", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(f["concept"], f["line"]) for f in found] == [("ceasefire", 3)]
    # the old fault is mended: its entry is stale
    (root / "articles/a.ar.txt").write_text(moved.replace("الرهائن", "الأسرى"), encoding="utf-8")
    assert "old.json: 1 recorded findings are gone" in tk("validate").stderr
    assert "gone" not in tk("validate", "articles/a.he.txt").stderr


def test_a_partial_baseline_keeps_the_rest(tk: Tk, root: Path) -> None:
    configure(root, 'baseline = "old.json"\n')
    tk("validate", "--write-baseline")
    before = (root / "old.json").read_bytes()
    tk("validate", "--write-baseline", "articles/a.he.txt")
    assert (root / "old.json").read_bytes() == before


def test_a_baseline_needs_its_key(tk: Tk, root: Path) -> None:
    bad(tk("validate", "--write-baseline"), "termlock.toml: no 'baseline' to write")


def test_different_segment_counts_are_said(tk: Tk, root: Path) -> None:
    (root / "articles/a.he.txt").write_text(HE.replace("\n", " ", 1), encoding="utf-8")
    expected = "articles/a.en.txt has 2 segments, articles/a.he.txt 1: aligned by length, numbers and terms\n"
    assert tk("validate").stderr == expected
    assert tk("validate").stderr == expected


def test_init(tk: Tk, root: Path) -> None:
    bad(tk("validate", "--init"), "termlock.toml: exists already")
    (root / "termlock.toml").unlink()
    done = tk("validate", "--init")
    assert (done.returncode, done.stdout) == (0, "")
    assert "articles/{name}.en.txt → articles/{name}.{lang}.txt (3)" in done.stderr
    assert tk("validate").returncode == 1


def test_init_of_a_folder_without_translations(tk: Tk, tmp_path: Path) -> None:
    assert tk("validate", "--init").returncode == 0
    bad(tk("validate"), "termlock.toml: no [[pairs]]")


@pytest.mark.parametrize("form", ["text", "jsonl", "json", "sarif", "github", "junit", "html"])
def test_every_format_shows_every_kind_of_finding(tk: Tk, root: Path, form: str) -> None:
    (root / "articles/b.en.txt").write_text(EN, encoding="utf-8")
    configure(root, after='[[waivers]]\ncode = "missing"\nreason = "as agreed"\n')
    done = tk("validate", "--format", form)
    assert (done.returncode, done.stderr) == (1, "")
    shown = re.sub("<[^<>]*>", "", done.stdout) if form == "html" else done.stdout
    for word in ("swapped", "missing-file", "unused-waiver", "termlock.toml", "b.en.txt"):
        assert word in shown
    if form in ("json", "sarif"):
        json.loads(done.stdout)
    if form == "junit":
        assert etree.fromstring(done.stdout.encode()).get("failures") == "4"
    if form == "github":
        assert "::error file=articles/a.ar.txt,line=1,title=termlock%3A swapped::" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("polcy = 'x'\n", "", "termlock.toml:1: unknown key 'polcy'"),
        ("policy = 'no-house'\n", "", "no-house: no such policy"),
        ("glossary = 'no.yaml'\n", "", "no.yaml"),
        ("", "[[waivers]]\ncode = 'swapped'\n", "termlock.toml:6: [[waivers]] lacks 'reason'"),
        ("", "[[pairs]]\nfile = 'po/*.po'\n", "termlock.toml:6: no file matches 'po/*.po'"),
        ("", "[severity]\nquotes = 'loud'\n", "termlock.toml:7: quotes = 'loud'"),
        ("a = \n", "", "termlock.toml:1: invalid value"),
    ],
)
def test_bad_configuration(tk: Tk, root: Path, before: str, after: str, said: str) -> None:
    configure(root, before, after)
    bad(tk("validate"), said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("café".encode("latin-1"), "articles/a.he.txt:1: not UTF-8"),
        (AR.encode(), "articles/a.he.txt: is written in ar, not in he"),
        (b"", "articles/a.he.txt: the file is empty"),
        (b"a\0b", "articles/a.he.txt:1: a NUL byte"),
    ],
)
@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_bad_files_leave_no_partial_report(tk: Tk, root: Path, content: bytes, said: str, form: str) -> None:
    (root / "articles/a.he.txt").write_bytes(content)
    (root / "report").write_text("before", encoding="utf-8")
    bad(tk("validate", "--format", form), said)
    bad(tk("validate", "--format", form, "-o", "report", "--jobs", "2"), said)
    assert (root / "report").read_text(encoding="utf-8") == "before"


def test_a_file_that_is_listed_and_cannot_be_read(tk: Tk, root: Path) -> None:
    (root / "articles/a.he.txt").unlink()
    (root / "articles/a.he.txt").symlink_to(root / "gone.txt")
    bad(tk("validate"), "articles/a.he.txt: no such file or directory")
    bad(tk("validate", "--no-cache"), "articles/a.he.txt: no such file or directory")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.txt"], "none.txt: no such file or folder"),
        (["termlock.toml"], "termlock.toml: belongs to no pair"),
        (["--config", "none.toml"], "none.toml: no such file or directory"),
        (["--config", "articles"], "articles: is a folder"),
        (["-o", "no/report"], "no/report: cannot be written"),
    ],
)
def test_bad_arguments(tk: Tk, root: Path, arguments: list[str], said: str) -> None:
    bad(tk("validate", *arguments), said)


@pytest.mark.parametrize(
    "arguments", [["--jobs", "0"], ["--format", "word"], ["--fail-on", "never"], ["--no"]]
)
def test_usage(tk: Tk, root: Path, arguments: list[str]) -> None:
    done = tk("validate", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
