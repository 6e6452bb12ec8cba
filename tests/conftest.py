"""What all tests share: running the real command in a subprocess, with a cache of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Tk = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def tk(cache: Path, tmp_path: Path) -> Tk:
    """Run ``tk`` with arguments in an empty folder; English messages unless ``env`` says otherwise."""

    def run(
        *arguments: str | Path, stdin: bytes | str | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "termlock.cli.main", *map(str, arguments)],
            cwd=tmp_path,
            input=data,
            capture_output=True,
            check=False,
            env={**os.environ, "TERMLOCK_CACHE": str(cache), "TERMLOCK_LANG": "en", **(env or {})},
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )

    return run
