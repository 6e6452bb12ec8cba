"""``tk editions`` as it is run."""

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
FILES = {"a.en.txt": EN, "a.ar.txt": AR, "a.he.txt": HE, "drifted.he.txt": HE.replace("הפסקת האש", "ההפוגה")}
ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_editions_that_agree(tk: Tk, folder: Path) -> None:
    done = tk("editions", "a.en.txt", "a.ar.txt", "a.he.txt")
    assert (done.returncode, done.stdout) == (0, "no findings in 4 segments of 2 files\n")
    assert [line.split() for line in done.stderr.splitlines()] == [
        ["ar", "he"],
        ["captive", "=1", "=1"],
        ["ceasefire", "=1", "=1"],
    ]


def test_editions_that_disagree(tk: Tk, folder: Path) -> None:
    done = tk("editions", "a.en.txt", "a.ar.txt", "drifted.he.txt")
    assert done.returncode == 1
    assert done.stdout.translate(ISOLATES).splitlines()[0] == (
        "drifted.he.txt:2: error edition: segment 2: for ceasefire (ceasefire), edition ar says "
        "وقف إطلاق النار, edition he says ההפוגה (truce)"
    )
    assert "ceasefire  =1  truce 1" in done.stderr


def test_two_editions_in_one_language_are_named_by_their_files(tk: Tk, folder: Path) -> None:
    done = tk("editions", "a.en.txt", "a.he.txt", "drifted.he.txt", "--format", "jsonl")
    (found,) = map(json.loads, done.stdout.splitlines())
    assert (found["code"], found["concept"], found["instead"]) == ("edition", "ceasefire", "truce")
    assert "edition a.he.txt" in found["message"]
    assert done.stderr == ""


@pytest.mark.parametrize("form", ["json", "sarif", "github", "junit", "html"])
def test_every_format(tk: Tk, folder: Path, form: str) -> None:
    done = tk(
        "editions",
        "a.en.txt",
        "a.ar.txt",
        "drifted.he.txt",
        "--format",
        form,
        "-o",
        "report",
        "--fail-on",
        "error",
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "edition" in (folder / "report").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.en.txt", "a.ar.txt"], "one edition only; name two, or use tk check"),
        (["a.en.txt", "a.ar.txt", "a.ar.txt"], "a.ar.txt: is named twice"),
        (["a.en.txt", "a.ar.txt", "a.en.txt"], "a.en.txt: is in the language of the source (en)"),
        (["a.en.txt", "a.ar.txt", "none.txt"], "none.txt: no such file or directory"),
        (["a.en.txt", "a.ar.txt", "latin.txt"], "latin.txt:1: not UTF-8"),
        (["--from", "he", "a.en.txt", "a.ar.txt", "a.he.txt"], "a.en.txt: is written in en, not in he"),
        (["a.en.txt", "a.ar.txt", "a.he.txt", "-p", "no"], "no: no such policy"),
        (["a.en.txt", "a.ar.txt", "a.he.txt", "-g", "no.yaml"], "no.yaml: no such file"),
    ],
)
def test_bad_input(tk: Tk, folder: Path, arguments: list[str], said: str) -> None:
    (folder / "latin.txt").write_bytes("café".encode("latin-1"))
    done = tk("editions", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("tk: ")
    assert said in line


def test_usage(tk: Tk, folder: Path) -> None:
    done = tk("editions", "a.en.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Missing argument 'TARGET...'" in done.stderr
