"""``tk models``: what is known, what is here, and one line for what is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from huggingface_hub import constants

from termlock.cli.models import command
from termlock.glossary.errors import InputError
from termlock.translate import models


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return tmp_path


def tk(*arguments: str) -> Result:
    result = CliRunner().invoke(command, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def put(cache: Path, name: str) -> Path:
    folder = cache / f"models--{name.replace('/', '--')}" / "snapshots" / ("a" * 40)
    folder.mkdir(parents=True)
    for file in ("config.json", "model.safetensors"):
        (folder / file).write_bytes(b"")
    return folder


def test_list(cache: Path) -> None:
    put(cache, "facebook/m2m100_418M")
    lines = tk("list").stdout.splitlines()
    assert len(lines) == len(models.CATALOGUE)
    here = [line.split()[0] for line in lines if line.split()[1] == "here"]
    assert here == ["starter", "facebook/m2m100_418M"]
    assert all("CC-BY-NC-4.0 (not for commercial use)" in line for line in lines if "nllb" in line)


def test_list_jsonl(cache: Path) -> None:
    folder = put(cache, "facebook/m2m100_418M")
    records = {r["name"]: r for r in map(json.loads, tk("list", "--format", "jsonl").stdout.splitlines())}
    assert records["facebook/m2m100_418M"]["path"] == str(folder)
    assert records["facebook/nllb-200-distilled-600M"]["commercial"] is False
    assert records["Helsinki-NLP/opus-mt-en-ar"]["directions"] == ["en-ar"]
    assert records["google/madlad400-3b-mt"]["path"] is None


def test_info() -> None:
    shown = tk("info", "facebook/nllb-200-distilled-600M").stdout
    assert "licence: CC-BY-NC-4.0 (not for commercial use)" in shown
    assert "tk models get facebook/nllb-200-distilled-600M" in shown
    assert json.loads(tk("info", "google/madlad400-3b-mt", "--format", "jsonl").stdout)["family"] == "t5"


def test_info_of_an_unknown_model() -> None:
    with pytest.raises(InputError, match=r"not in the catalogue; did you mean .*opus-mt-en-ar"):
        tk("info", "opus-mt-en-ar")


def test_get(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(models, "fetch", lambda name: tmp_path / name)
    result = tk("get", "facebook/nllb-200-distilled-600M")
    assert result.stdout.strip() == str(tmp_path / "facebook/nllb-200-distilled-600M")
    assert "not for commercial use" in result.stderr
    with pytest.raises(InputError, match="is a folder on this machine"):
        tk("get", str(tmp_path))


def test_get_offline() -> None:
    with pytest.raises(InputError, match="HF_HUB_OFFLINE is set"):
        tk("get", "facebook/m2m100_418M")


def test_help_of_every_command() -> None:
    assert isinstance(command, click.Group)
    for name in command.commands:
        assert tk(name, "--help").exit_code == 0


def test_listing_needs_neither_torch_nor_transformers(tmp_path: Path) -> None:
    code = (
        "import sys; from termlock.cli.models import command; command(['list'], standalone_mode=False); "
        "sys.exit(any(m in sys.modules for m in ('torch', 'transformers')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "HF_HOME": str(tmp_path)}, check=False
    )
    assert run.returncode == 0
