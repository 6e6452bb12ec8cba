"""Files as they stood in a revision of a git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

from termlock.glossary.errors import InputError


def show(path: Path, revision: str) -> str:
    """The text of ``path`` in ``revision``.

    Raises:
        InputError: git is missing, this is no repository, or the revision or the file does not exist there.
    """
    if revision.startswith("-"):
        raise InputError(revision, "no revision", "name a commit, a tag or a branch")
    folder = path.resolve().parent
    if not folder.is_dir():
        raise InputError(str(path), "no such folder", "check the path")
    command = ["git", "-C", str(folder), "show", "--no-textconv", f"{revision}:./{path.name}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise InputError(str(path), "git is not installed", "install git or name two files") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        problem = (reason[0] if reason else "git failed").removeprefix("fatal: ")
        raise InputError(str(path), problem, "check the revision and the path")
    try:
        return done.stdout.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{revision}:{path}", "not UTF-8", "compare UTF-8 files") from None
