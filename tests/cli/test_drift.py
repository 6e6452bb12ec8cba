"""``tk drift`` as it is run: versions, revisions, moved and split segments, and every bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tk = Callable[..., subprocess.CompletedProcess[str]]
EN = "The captives returned to their homes on Tuesday.\nThe ceasefire began at dawn.\nResidents fear displacement.\n"
CAPTIVES = "عاد الأسرى إلى بيوتهم مساء يوم الثلاثاء."
HOSTAGES = "عاد الرهائن إلى بيوتهم مساء يوم الثلاثاء."
CEASEFIRE = "بدأ وقف إطلاق النار فجرا بعد مفاوضات طويلة في القاهرة."
TRUCE = "بدأت الهدنة فجرا بعد مفاوضات طويلة في القاهرة."
DISPLACEMENT = "يخشى سكان المدينة التهجير في الشتاء المقبل."
EVACUATION = "يخشى سكان المدينة الإخلاء في الشتاء المقبل."
WEATHER = "هطلت أمطار غزيرة على الساحل هذا الأسبوع."
HE = "השבויים שבו לבתיהם ביום שלישי.\nהפסקת האש החלה עם שחר.\n"

# no settings of the machine, and no signing, may change what these tests see
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def write(folder: Path, name: str, *lines: str) -> str:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return name


def found(done: subprocess.CompletedProcess[str]) -> list[tuple[Any, ...]]:
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [(r["code"], r["concept"], r["instead"], r["segment"]) for r in rows]


def test_the_same_text_twice(tk: Tk, tmp_path: Path) -> None:
    write(tmp_path, "old", CAPTIVES, CEASEFIRE)
    done = tk("drift", "old", "old")
    assert (done.returncode, done.stdout, done.stderr) == (0, "no findings in 2 segments of 1 file\n", "")


def test_a_concept_that_changed(tk: Tk, tmp_path: Path) -> None:
    write(tmp_path, "old", CAPTIVES, CEASEFIRE)
    write(tmp_path, "new", HOSTAGES, TRUCE)
    done = tk("drift", "old", "new")
    assert done.returncode == 1
    assert "new:1: error drifted" in done.stdout
    assert sorted(done.stderr.splitlines()) == ["   1  captive → hostage", "   1  ceasefire → truce"]


def test_hebrew(tk: Tk, tmp_path: Path) -> None:
    write(tmp_path, "old", *HE.splitlines())
    write(tmp_path, "new", *HE.replace("השבויים", "בני הערובה").splitlines())
    assert found(tk("drift", "old", "new", "--format", "jsonl")) == [("drifted", "captive", "hostage", 1)]


@pytest.mark.parametrize(
    ("old", "new", "segment"),
    [
        ([CAPTIVES, CEASEFIRE, WEATHER], [WEATHER, HOSTAGES, CEASEFIRE], 2),
        ([f"{CAPTIVES} {CEASEFIRE}", WEATHER], [HOSTAGES, CEASEFIRE, WEATHER], 1),
        ([CAPTIVES, CEASEFIRE, WEATHER], [f"{HOSTAGES} {CEASEFIRE}", WEATHER], 1),
        ([CAPTIVES, CEASEFIRE], [WEATHER, HOSTAGES, CEASEFIRE], 2),
        ([WEATHER, CAPTIVES, CEASEFIRE], [HOSTAGES, CEASEFIRE], 1),
    ],
    ids=["moved", "split", "merged", "inserted", "deleted"],
)
def test_segments_that_moved(tk: Tk, tmp_path: Path, old: list[str], new: list[str], segment: int) -> None:
    write(tmp_path, "old", *old)
    write(tmp_path, "new", *new)
    done = tk("drift", "old", "new", "--format", "jsonl")
    assert found(done) == [("drifted", "captive", "hostage", segment)]


def test_with_the_source_it_says_which_version_is_right(tk: Tk, tmp_path: Path) -> None:
    (tmp_path / "source").write_text(EN, encoding="utf-8")
    write(tmp_path, "old", CAPTIVES, CEASEFIRE, DISPLACEMENT)
    write(tmp_path, "new", CAPTIVES, TRUCE, DISPLACEMENT)
    done = tk("drift", "old", "new", "--source", "source")
    assert done.returncode == 1
    assert "the source agrees with the old version: go back to it" in done.stdout
    back = tk("drift", "new", "old", "--source", "source")
    assert (back.returncode, back.stdout) == (0, "no findings in 3 segments of 1 file\n")


def test_three_versions_have_a_timeline(tk: Tk, tmp_path: Path) -> None:
    write(tmp_path, "v1", CAPTIVES, CEASEFIRE, DISPLACEMENT)
    write(tmp_path, "v2", HOSTAGES, CEASEFIRE, DISPLACEMENT)
    write(tmp_path, "v3", HOSTAGES, CEASEFIRE, EVACUATION)
    done = tk("drift", "v1", "v2", "v3")
    assert done.returncode == 1
    timeline = {line.split()[0]: line.split()[1:] for line in done.stderr.splitlines() if line[0] != " "}
    assert timeline["captive"] == ["1", "→", "0", "→", "0"]
    assert timeline["hostage"] == ["0", "→", "1", "→", "1"]
    assert timeline["evacuation"] == ["0", "→", "0", "→", "1"]
    assert "ceasefire" not in timeline


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    for k, line in enumerate((CAPTIVES, HOSTAGES)):
        write(tmp_path, "a.ar.txt", line, CEASEFIRE)
        commands = (["init", "-q"], ["add", "."], ["commit", "-q", "-m", f"v{k}"], ["tag", f"v{k}"])
        for command in commands:
            subprocess.run(["git", *command], cwd=tmp_path, check=True, env={**os.environ, **GIT})
    write(tmp_path, "a.ar.txt", HOSTAGES, TRUCE)
    return tmp_path


def test_the_work_tree_against_a_revision(tk: Tk, repository: Path) -> None:
    done = tk("drift", "--git", "HEAD", "a.ar.txt", "--format", "jsonl")
    assert found(done) == [("drifted", "ceasefire", "truce", 2)]
    assert json.loads(done.stdout)["file"] == "a.ar.txt"
    both = tk("drift", "--git", "v0", "a.ar.txt", "--format", "jsonl")
    assert found(both) == [("drifted", "captive", "hostage", 1), ("drifted", "ceasefire", "truce", 2)]


def test_two_revisions(tk: Tk, repository: Path) -> None:
    for name in ("v0..v1", "v0.."):
        done = tk("drift", "--git", name, "a.ar.txt", "--format", "jsonl")
        assert found(done) == [("drifted", "captive", "hostage", 1)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--git", "nowhere", "a.ar.txt"], "nowhere"),
        (["--git", "v0..nowhere", "a.ar.txt"], "nowhere"),
        (["--git", "--output=x", "a.ar.txt"], "--output=x: no revision"),
        (["--git", "v0", "b.ar.txt"], "b.ar.txt"),
        (["--git", "v0", "none/b.ar.txt"], "no such folder"),
    ],
)
def test_bad_revisions(tk: Tk, repository: Path, arguments: list[str], said: str) -> None:
    bad(tk("drift", *arguments), said)


def test_no_repository(tk: Tk, tmp_path: Path) -> None:
    write(tmp_path, "a.ar.txt", CAPTIVES)
    environment = {**GIT, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    done = tk("drift", "--git", "HEAD", "a.ar.txt", env=environment)
    bad(done, "not a git repository")


def test_a_revision_that_is_not_utf_8(tk: Tk, repository: Path) -> None:
    (repository / "b.txt").write_bytes("café".encode("latin-1"))
    for command in (["add", "."], ["commit", "-q", "-m", "latin"]):
        subprocess.run(["git", *command], cwd=repository, check=True, env={**os.environ, **GIT})
    bad(tk("drift", "--git", "HEAD", "b.txt"), "HEAD:b.txt: not UTF-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["old"], "old: one version only; name two versions, or use --git REV"),
        (["old", "none"], "none: no such file or directory"),
        (["old", "latin"], "latin:1: not UTF-8"),
        (["old", "he"], "he: is in he, old in ar"),
        (["old", "he", "--lang", "ar"], "he: is written in he, not in ar"),
        (["old", "empty"], "empty: the file is empty"),
        (["old", "old", "--source", "none"], "none: no such file or directory"),
        (["old", "old", "-p", "no-house"], "no-house: no such policy"),
    ],
)
def test_bad_input(tk: Tk, tmp_path: Path, arguments: list[str], said: str) -> None:
    write(tmp_path, "old", CAPTIVES)
    write(tmp_path, "he", *HE.splitlines())
    (tmp_path / "latin").write_bytes("café".encode("latin-1"))
    (tmp_path / "empty").write_bytes(b"")
    bad(tk("drift", *arguments), said)


def bad(done: subprocess.CompletedProcess[str], said: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("tk: ")
    assert said in line


@pytest.mark.parametrize("arguments", [[], ["old", "new", "--lang", "fr"], ["--git"]])
def test_usage(tk: Tk, tmp_path: Path, arguments: list[str]) -> None:
    done = tk("drift", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
