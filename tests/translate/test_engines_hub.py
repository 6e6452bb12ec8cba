"""Where weights come from: the hub's cache, a download, and the ways in which there is none."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import huggingface_hub
import pytest
from huggingface_hub import constants, errors

from termlock.glossary.errors import InputError
from termlock.translate import models

tiny = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("tiny.py"))))
NAME = "acme/opus-mt-en-ar"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    return tmp_path / "hub" / "models--acme--opus-mt-en-ar"


def snapshot(store: Path, commit: str, weights: bool = True, main: bool = False) -> Path:
    folder = store / "snapshots" / (commit * 40)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    if weights:
        (folder / "model.safetensors").write_bytes(b"")
    if main:
        (store / "refs").mkdir()
        (store / "refs" / "main").write_text(commit * 40)
    return folder


def answering(monkeypatch: pytest.MonkeyPatch, download: Callable[..., object], *offers: object) -> None:
    class Api:
        def get_repo_discussions(self, *_: object, **__: object) -> list[object]:
            return list(offers)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    monkeypatch.setattr(huggingface_hub, "HfApi", Api)


def test_the_catalogue_is_sound() -> None:
    assert len({m.name for m in models.CATALOGUE}) == len(models.CATALOGUE)
    assert all(m.directions and m.licence and m.megabytes for m in models.CATALOGUE)
    assert not any(m.commercial for m in models.CATALOGUE if m.family == "nllb")
    assert {d for m in models.CATALOGUE for d in m.directions} == set(models._ALL)


def test_cached_prefers_the_main_branch_and_wants_weights(cache: Path) -> None:
    assert models.cached(NAME) is None
    snapshot(cache, "a", weights=False, main=True)
    assert models.cached(NAME) is None
    offered = snapshot(cache, "b")
    assert models.cached(NAME) == offered
    (cache / "snapshots" / ("a" * 40) / "model.safetensors").write_bytes(b"")
    assert models.cached(NAME) == cache / "snapshots" / ("a" * 40)
    assert models.locate(NAME) == models.cached(NAME)
    assert models.fingerprint(offered) == "b" * 40


def test_sharded_weights_must_all_be_there(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"x": "1.safetensors"}}))
    assert not models.complete(tmp_path)
    (tmp_path / "1.safetensors").write_bytes(b"")
    assert models.complete(tmp_path)
    (tmp_path / "model.safetensors.index.json").write_text("[]")
    assert not models.complete(tmp_path)


def test_download_never_asks_for_pickles(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def download(_name: str, **options: object) -> str:
        asked.append(options)
        return str(snapshot(cache, "d"))

    answering(monkeypatch, download)
    assert models.fetch(NAME).name == "d" * 40
    assert asked == [{"allow_patterns": models.WANTED}]
    assert not {"*.bin", "*.pt", "*.py", "*"} & set(models.WANTED)


def test_safetensors_that_the_hub_itself_offers_are_taken(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {None: snapshot(cache, "a", weights=False), "refs/pr/7": snapshot(cache, "b")}

    def download(_name: str, revision: str | None = None, **_: object) -> str:
        return str(folders[revision])

    stranger = SimpleNamespace(author="stranger", git_reference="refs/pr/6")
    answering(monkeypatch, download, stranger)
    with pytest.raises(InputError, match="lacks safetensors weights; convert it once"):
        models.fetch(NAME)
    answering(
        monkeypatch, download, stranger, SimpleNamespace(author="SFconvertbot", git_reference="refs/pr/7")
    )
    assert models.fetch(NAME) == folders["refs/pr/7"]


class Response(SimpleNamespace):
    """What the hub's errors want to know of a response."""

    def __init__(self) -> None:
        super().__init__(headers={}, request=None, status_code=404, json=dict)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (errors.RepositoryNotFoundError("x\ny", response=Response()), "does not know it"),
        (errors.GatedRepoError("x\ny", response=Response()), "asks for an agreement"),
        (errors.LocalEntryNotFoundError("x\ny"), "cannot be reached; run tk models get"),
        (errors.HfHubHTTPError("x\ny", response=Response()), "cannot be reached"),
        (OSError(28, "No space left on device", "/cache/blob"), "/cache/blob: no space left on device"),
        (ConnectionError("x\ny"), "cannot be reached"),
    ],
)
def test_failures_end_in_one_line(
    cache: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    def download(*_: object, **__: object) -> str:
        raise error

    answering(monkeypatch, download)
    with pytest.raises(InputError, match=message) as caught:
        models.locate(NAME)
    assert "\n" not in str(caught.value)


def test_contents_name_a_folder(tmp_path: Path) -> None:
    folder = tiny.marian(tmp_path / "model")
    before = models.fingerprint(folder)
    assert before == models.fingerprint(folder)
    (folder / "README.md").write_text("no part of the model")
    assert before == models.fingerprint(folder)
    (folder / "generation_config.json").write_text("{}")
    assert before != models.fingerprint(folder)
