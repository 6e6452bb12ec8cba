"""``tk memory`` as a user runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from termlock.translate.memory import Memory, Unit, read_tmx, write_tmx

Tk = Callable[..., CompletedProcess[str]]
HUMAN = [
    Unit("The hostages were freed.", "أُطلق سراح الرهائن.", "en", "ar"),
    Unit("Talks resume in Doha", "השיחות בדוחא מתחדשות", "en", "he"),
]
MACHINE = Unit("The army raided the camp.", "اقتحم الجيش المخيم.", "en", "ar", "starter 3f2a", "[]")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A memory with two human units and one by machine."""
    path = tmp_path / "desk.sqlite"
    with Memory(path) as memory:
        memory.add([*HUMAN, MACHINE])
    return path


def stored(path: Path) -> list[Unit]:
    with Memory(path) as memory:
        return list(memory.units())


def test_help(tk: Tk) -> None:
    assert "memory" in tk("--help").stdout
    shown = tk("memory", "--help").stdout
    assert all(name in shown for name in ("info", "import", "export", "clear"))
    for name in ("info", "import", "export", "clear"):
        done = tk("memory", name, "--help")
        assert (done.returncode, "--memory PATH" in done.stdout) == (0, True)


def test_info(tk: Tk, path: Path) -> None:
    done = tk("memory", "info", "--memory", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{path}: 3 units",
        "en → ar: 1 human or imported, 1 by machine",
        "en → he: 1 human or imported, 0 by machine",
    ]


def test_info_jsonl(tk: Tk, path: Path) -> None:
    done = tk("memory", "info", "--format", "jsonl", env={"TERMLOCK_MEMORY": str(path)})
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"path": str(path), "from": "en", "to": "ar", "human": 1, "machine": 1},
        {"path": str(path), "from": "en", "to": "he", "human": 1, "machine": 0},
    ]


def test_info_makes_no_memory(tk: Tk, tmp_path: Path) -> None:
    done = tk("memory", "info", env={"TERMLOCK_MEMORY": "", "XDG_DATA_HOME": str(tmp_path / "data")})
    assert done.stdout == f"{tmp_path / 'data' / 'termlock' / 'memory.sqlite'}: 0 units\n"
    assert not (tmp_path / "data").exists()


def test_import_and_export_again(tk: Tk, tmp_path: Path) -> None:
    write_tmx(tmp_path / "a.tmx", HUMAN)
    write_tmx(tmp_path / "b.tmx", [MACHINE])
    done = tk("memory", "import", "a.tmx", "b.tmx", "--memory", "new/desk.sqlite")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "2 units imported from a.tmx\n1 units imported from b.tmx\n"
    assert stored(tmp_path / "new" / "desk.sqlite") == [*HUMAN, MACHINE]
    done = tk("memory", "export", "c.tmx", "--memory", "new/desk.sqlite")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "3 units written to c.tmx\n")
    assert list(read_tmx(tmp_path / "c.tmx")) == [*HUMAN, MACHINE]


def test_import_twice_changes_nothing(tk: Tk, path: Path, tmp_path: Path) -> None:
    write_tmx(tmp_path / "a.tmx", HUMAN)
    for _ in range(2):
        assert tk("memory", "import", "a.tmx", "--memory", path).returncode == 0
    assert stored(path) == [*HUMAN, MACHINE]


def test_import_of_reviewed_units(tk: Tk, tmp_path: Path) -> None:
    write_tmx(tmp_path / "a.tmx", [MACHINE])
    tk("memory", "import", "--reviewed", "a.tmx", "--memory", "desk.sqlite")
    assert [unit.context for unit in stored(tmp_path / "desk.sqlite")] == [""]


def test_export_of_one_direction(tk: Tk, path: Path, tmp_path: Path) -> None:
    assert tk("memory", "export", "a.tmx", "--from", "en", "--to", "he", "--memory", path).returncode == 0
    assert list(read_tmx(tmp_path / "a.tmx")) == [HUMAN[1]]


def test_clear(tk: Tk, path: Path) -> None:
    done = tk("memory", "clear", "--memory", path, stdin="y\n")
    assert (done.returncode, done.stderr) == (2, f"tk: {path}: is not cleared unasked; add --yes\n")
    assert len(stored(path)) == 3
    done = tk("memory", "clear", "--yes", "--memory", path)
    assert (done.returncode, done.stderr) == (0, f"3 units removed from {path}\n")
    assert stored(path) == []


def one_line(done: CompletedProcess[str], problem: str) -> None:
    """Bad input: exit code 2 and one line that says what to do."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tk: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert problem in done.stderr


def test_a_broken_file_and_nothing_is_added(tk: Tk, path: Path, tmp_path: Path) -> None:
    write_tmx(tmp_path / "a.tmx", [Unit("raid", "مداهمة", "en", "ar")])
    text = (tmp_path / "a.tmx").read_text(encoding="utf-8")
    (tmp_path / "b.tmx").write_text(text.replace("</body>", ""), encoding="utf-8")
    one_line(
        tk("memory", "import", "a.tmx", "b.tmx", "--memory", path), "b.tmx:7: broken XML: mismatched tag"
    )
    assert len(stored(path)) == 3


def test_files_that_cannot_be_imported(tk: Tk, tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>', encoding="utf-8")
    one_line(tk("memory", "import", "a.tmx"), "a document type declaration (DTD)")
    write_tmx(tmp_path / "b.tmx", [Unit("camp", "camp", "en", "fr")])
    one_line(tk("memory", "import", "b.tmx"), "has no unit in two of English, Arabic and Hebrew")
    one_line(tk("memory", "import", "none.tmx"), "none.tmx: no such file or directory; check the path")
    assert tk("memory", "import").returncode == 2


def test_a_file_that_is_no_memory(tk: Tk, tmp_path: Path) -> None:
    write_tmx(tmp_path / "a.tmx", HUMAN)
    for arguments in (["info"], ["import", "a.tmx"], ["export", "b.tmx"], ["clear", "--yes"]):
        one_line(tk("memory", *arguments, "--memory", "a.tmx"), "a.tmx: is no translation memory")
    assert list(read_tmx(tmp_path / "a.tmx")) == HUMAN


def test_a_memory_that_is_not_there(tk: Tk, tmp_path: Path) -> None:
    for arguments in (["export", "b.tmx"], ["clear", "--yes"]):
        one_line(
            tk("memory", *arguments, "--memory", "typo"), "typo: there is no memory here; check the path"
        )
    assert not (tmp_path / "typo").exists()


def test_nothing_to_export(tk: Tk, path: Path, tmp_path: Path) -> None:
    one_line(tk("memory", "export", "a.tmx", "--from", "he", "--memory", path), "has no such units")
    assert not (tmp_path / "a.tmx").exists()
    assert tk("memory", "export", "a.tmx", "--from", "fr", "--memory", path).returncode == 2


def test_a_target_that_cannot_be_written(tk: Tk, path: Path) -> None:
    one_line(tk("memory", "export", "none/a.tmx", "--memory", path), "none/a.tmx: cannot be written")


@pytest.mark.parametrize(("lang", "units"), [("ar", "وحدات"), ("he", "יחידות")])
def test_messages_in_the_language_of_the_user(tk: Tk, path: Path, lang: str, units: str) -> None:
    assert units in tk("memory", "info", "--memory", path, env={"TERMLOCK_LANG": lang}).stdout
