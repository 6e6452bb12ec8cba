"""The CI files: each is parsed, and the command lines in it are run on a project."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

REPOSITORY = Path(__file__).parents[2]
EN = "The captives returned to their homes on Tuesday.\n"
AR = "عاد الرهائن إلى بيوتهم يوم الثلاثاء.\n"
RIGHT = "عاد الأسرى إلى بيوتهم يوم الثلاثاء.\n"
CONFIG = '[[pairs]]\nsource = "{name}.en.txt"\ntarget = "{name}.{lang}.txt"\nfrom = "en"\nto = ["ar"]\n'

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")


def parsed(name: str) -> Any:
    return yaml.safe_load((REPOSITORY / name).read_text(encoding="utf-8"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a folder with a space, with one fault."""
    folder = tmp_path / "my project"
    folder.mkdir()
    for name, text in {"a.en.txt": EN, "a.ar.txt": AR, "termlock.toml": CONFIG}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """``tk`` is the one under test; ``python -m pip`` only records what it was asked to install."""
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "tk": f'exec {shlex.quote(sys.executable)} -m termlock.cli.main "$@"',
        "python": f'printf "%s\\n" "$@" > {shlex.quote(str(tmp_path / "installed"))}',
    }
    for name, line in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def bash(
    script: str, root: Path, commands: Path, cache: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """As GitHub runs ``shell: bash``, and GitLab a script."""
    variables = {
        **os.environ,
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "TERMLOCK_LANG": "en",
        **environment,
        "TERMLOCK_CACHE": str(cache),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=root, env=variables, capture_output=True, encoding="utf-8", check=False
    )


def action(root: Path, commands: Path, cache: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the checking step of the action with its own environment, filled as GitHub fills it."""
    step = parsed("action.yml")["runs"]["steps"][-1]
    defaults = {name: i["default"] for name, i in parsed("action.yml")["inputs"].items()}
    given = {**defaults, **{name.replace("_", "-"): value for name, value in inputs.items()}}
    environment = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda m: given[m[1]], value)
        for name, value in step["env"].items()
    }
    assert not any("inputs." in value for value in environment.values())
    return bash(step["run"], root, commands, cache, **environment)


def test_no_input_is_pasted_into_a_script() -> None:
    for step in parsed("action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert step.get("shell", "bash") == "bash"
        assert ("uses" in step) != ("run" in step)


def test_every_input_is_described_and_used() -> None:
    text = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    for name, described in parsed("action.yml")["inputs"].items():
        assert described["description"]
        assert f"inputs.{name} " in text


def test_the_action_installs_itself(root: Path, commands: Path, cache: Path, tmp_path: Path) -> None:
    (script,) = (s["run"] for s in parsed("action.yml")["runs"]["steps"] if "pip" in s.get("run", ""))
    done = bash(script, root, commands, cache, GITHUB_ACTION_PATH=str(REPOSITORY))
    assert done.returncode == 0
    assert (tmp_path / "installed").read_text(encoding="utf-8").splitlines()[-1] == str(REPOSITORY)


def test_the_action_annotates_and_fails(root: Path, commands: Path, cache: Path) -> None:
    done = action(root, commands, cache)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=a.ar.txt,line=1,title=termlock%3A swapped::")


def test_the_action_passes(root: Path, commands: Path, cache: Path) -> None:
    (root / "a.ar.txt").write_text(RIGHT, encoding="utf-8")
    done = action(root, commands, cache, sarif="out.sarif")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((root / "out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"] == []


def test_the_action_writes_sarif_and_still_fails(root: Path, commands: Path, cache: Path) -> None:
    done = action(root, commands, cache, sarif="my report.sarif", paths="a.ar.txt\n")
    assert done.returncode == 1
    (result,) = json.loads((root / "my report.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "swapped"


def test_the_action_reports_bad_input(root: Path, commands: Path, cache: Path) -> None:
    done = action(root, commands, cache, config="none.toml", sarif="out.sarif")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["tk: none.toml: no such file or directory; check the path"]
    assert not (root / "out.sarif").exists()


def test_inputs_cannot_run_commands(root: Path, commands: Path, cache: Path) -> None:
    evil = '"; touch owned; $(touch owned) `touch owned`'
    for name in ("config", "paths", "fail_on"):
        assert action(root, commands, cache, **{name: evil}).returncode == 2
    assert action(root, commands, cache, paths="--init").returncode == 2
    action(root, commands, cache, sarif=evil.replace("/", ""))
    assert not (root / "owned").exists()


def test_the_pre_commit_hook(root: Path, commands: Path, cache: Path) -> None:
    (hook,) = parsed(".pre-commit-hooks.yaml")
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    done = bash(hook["entry"], root, commands, cache)
    assert (done.returncode, "error swapped" in done.stdout) == (1, True)
    (root / "a.ar.txt").write_text(RIGHT, encoding="utf-8")
    assert bash(hook["entry"], root, commands, cache).returncode == 0


def test_the_gitlab_job(root: Path, commands: Path, cache: Path, tmp_path: Path) -> None:
    job = parsed("ci/gitlab.yml")["termlock"]
    variables = {k: v.replace("$CI_PROJECT_DIR", str(root)) for k, v in job["variables"].items()}
    assert variables["TERMLOCK_CACHE"] == str(root / job["cache"]["paths"][0])
    done = bash("\n".join(job["before_script"] + job["script"]), root, commands, cache, **variables)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert (tmp_path / "installed").read_text(encoding="utf-8").splitlines()[-1] == "termlock"
    assert job["artifacts"]["when"] == "always"
    report = etree.parse(root / job["artifacts"]["reports"]["junit"]).getroot()
    assert (report.get("tests"), report.get("failures")) == ("1", "1")


def test_the_project_validates_its_own_seeds(commands: Path, cache: Path) -> None:
    done = bash("tk validate", REPOSITORY, commands, cache)
    assert (done.returncode, done.stderr) == (0, "")
    assert "14 segments of 2 files" in done.stdout
