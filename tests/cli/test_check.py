"""``tk check`` as it is run: what it says, and every bad input."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Tk = Callable[..., subprocess.CompletedProcess[str]]
EN = "The captives returned to their homes on Tuesday.\nThe ceasefire began at dawn.\n"
AR = "عاد الأسرى إلى بيوتهم يوم الثلاثاء.\nبدأ وقف إطلاق النار فجرا.\n"
HE = "השבויים שבו לבתיהם ביום שלישי.\nהפסקת האש החלה עם שחר.\n"
ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "a.en.txt": EN,
        "a.ar.txt": AR,
        "a.he.txt": HE,
        "drifted.ar.txt": AR.replace("الأسرى", "الرهائن"),
        "merged.he.txt": HE.replace("\n", " ", 1).replace("הפסקת האש", "ההפוגה"),
        "empty.txt": "",
        "digits.txt": "12 345\n",
        "one.csv": "text\nالهدنة\n",
        "latin.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes(b"fine\n" + "café".encode("latin-1"))
    (tmp_path / "nul.txt").write_bytes(b"captives\0")
    return tmp_path


@pytest.mark.parametrize("target", ["a.ar.txt", "a.he.txt"])
def test_a_right_translation(tk: Tk, folder: Path, target: str) -> None:
    done = tk("check", "a.en.txt", target)
    assert (done.returncode, done.stdout, done.stderr) == (0, "no findings in 2 segments of 1 file\n", "")


def test_a_translation_into_english(tk: Tk, folder: Path) -> None:
    done = tk("check", "a.ar.txt", "a.en.txt")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_swapped_term(tk: Tk, folder: Path) -> None:
    done = tk("check", "a.en.txt", "drifted.ar.txt")
    assert done.returncode == 1
    assert done.stdout.translate(ISOLATES).splitlines()[:2] == [
        "drifted.ar.txt:1: error swapped: segment 1: source says captives (captive), translation says "
        "الرهائن (hostage)",
        "    use أسير",
    ]


def test_jsonl_has_the_documented_keys_and_right_spans(tk: Tk, folder: Path) -> None:
    done = tk("check", "a.en.txt", "drifted.ar.txt", "--format", "jsonl")
    (found,) = map(json.loads, done.stdout.splitlines())
    assert set(found) >= {
        *("code", "severity", "file", "line", "segment", "concept", "instead", "source", "target", "message")
    }
    target = (folder / "drifted.ar.txt").read_text(encoding="utf-8").splitlines()[found["line"] - 1]
    assert target[found["target"]["start"] : found["target"]["end"]] == found["target"]["text"] == "الرهائن"
    assert EN.splitlines()[0][found["source"]["start"] : found["source"]["end"]] == "captives"


def test_different_segment_counts_are_aligned_and_said(tk: Tk, folder: Path) -> None:
    done = tk("check", "a.en.txt", "merged.he.txt", "--format", "jsonl")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "a.en.txt has 2 segments, merged.he.txt 1: aligned by length, numbers and terms"
    ]
    (found,) = map(json.loads, done.stdout.splitlines())
    assert (found["concept"], found["instead"], found["line"]) == ("ceasefire", "truce", 1)


def test_a_catalog_names_the_line_of_the_entry(tk: Tk, folder: Path) -> None:
    catalog = (
        'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "The captives returned to their homes."\nmsgstr "عاد الرهائن إلى بيوتهم."\n'
    )
    (folder / "ar.po").write_text(catalog, encoding="utf-8")
    done = tk("check", "ar.po", "--from", "en", "--format", "jsonl")
    (found,) = map(json.loads, done.stdout.splitlines())
    assert (found["code"], found["concept"]) == ("swapped", "captive")
    assert found["line"] in (6, 7)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.en.txt", "none.txt"], "none.txt: no such file or directory"),
        (["none.txt", "a.ar.txt"], "none.txt: no such file or directory"),
        (["a.en.txt", "."], "is a folder"),
        (["a.en.txt", "empty.txt"], "empty.txt: the file is empty"),
        (["a.en.txt", "latin.txt"], "latin.txt:2: not UTF-8"),
        (["a.en.txt", "nul.txt"], "nul.txt:1: a NUL byte"),
        (["a.en.txt", "digits.txt"], "digits.txt: no letters of English, Arabic or Hebrew"),
        (["a.en.txt", "a.he.txt", "--to", "ar"], "a.he.txt: is written in he, not in ar"),
        (["a.en.txt", "a.en.txt"], "a.en.txt: is in the language of the source (en); use tk drift"),
        (["a.en.txt"], "holds one language only; name source and translation"),
        (["one.csv"], "holds one language only"),
        (["latin.po"], "latin.po:1: declares the encoding iso-8859-1"),
        (["a.en.txt", "a.ar.txt", "-p", "no-house"], "no-house: no such policy"),
        (["a.en.txt", "a.ar.txt", "-g", "no.yaml"], "no.yaml: no such file"),
        (["a.en.txt", "a.ar.txt", "-o", "no/report"], "no/report: cannot be written"),
    ],
)
def test_bad_input(tk: Tk, folder: Path, arguments: list[str], said: str) -> None:
    done = tk("check", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("tk: ")
    assert said in line


@pytest.mark.parametrize(
    "arguments", [[], ["a.en.txt", "a.ar.txt", "a.he.txt"], ["a.en.txt", "--format", "word"], ["--to", "fr"]]
)
def test_usage(tk: Tk, folder: Path, arguments: list[str]) -> None:
    done = tk("check", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr


def test_no_partial_report_where_the_output_cannot_be_written(tk: Tk, folder: Path) -> None:
    (folder / "report").write_text("before", encoding="utf-8")
    done = tk("check", "a.en.txt", "latin.txt", "-o", "report")
    assert done.returncode == 2
    assert (folder / "report").read_text(encoding="utf-8") == "before"
