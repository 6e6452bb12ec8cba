"""Where weights come from: the hub's cache, a download, and the ways in which there is none."""

import json
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

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


# what the hub's errors want to know of a response
RESPONSE: Any = SimpleNamespace(headers={}, request=None, status_code=404, json=dict)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (errors.RepositoryNotFoundError("x\ny", response=RESPONSE), "does not know it"),
        (errors.GatedRepoError("x\ny", response=RESPONSE), "asks for an agreement"),
        (errors.LocalEntryNotFoundError("x\ny"), "cannot be reached; run tk models get"),
        (errors.HfHubHTTPError("x\ny", response=RESPONSE), "cannot be reached"),
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


class Hub(BaseHTTPRequestHandler):
    """The hub in small: a model whose main branch has pickled weights, and pull requests with safetensors."""

    model: Path
    asked: ClassVar[list[str]] = []
    commits: ClassVar[dict[str, str]] = {"main": "a" * 40, "refs/pr/1": "e" * 40, "refs/pr/2": "b" * 40}

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.asked.append(path)
        if path == f"/api/models/{NAME}/discussions":
            common: dict[str, Any] = {
                "title": "Adding safetensors",
                "status": "open",
                "createdAt": "2026-01-01T00:00:00.000Z",
            }
            common["repo"] = {"name": NAME, "type": "model"}
            authors = enumerate(("stranger", "SFconvertbot"), 1)
            offers = [
                {**common, "num": n, "author": {"name": a}, "isPullRequest": True, "pinned": False}
                for n, a in authors
            ]
            self.answer(json.dumps({"discussions": offers, "count": 2, "start": 0}).encode())
        elif path.startswith(f"/api/models/{NAME}/revision/"):
            commit = self.commits[path.partition("/revision/")[2]]
            self.answer(json.dumps({"id": NAME, "sha": commit, "siblings": []}).encode())
        elif path.startswith(f"/api/models/{NAME}/tree/"):
            files = [
                {"type": "file", "path": f.name, "size": f.stat().st_size, "oid": f"{len(f.name):040}"}
                for f in self.files(path.rpartition("/")[2])
            ]
            self.answer(json.dumps(files).encode())
        elif path.startswith(f"/{NAME}/resolve/"):
            commit, _, name = path.removeprefix(f"/{NAME}/resolve/").partition("/")
            self.answer(next(f for f in self.files(commit) if f.name == name).read_bytes(), commit, name)
        else:
            self.send_error(404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def files(self, commit: str) -> list[Path]:
        lacking = "model.safetensors" if commit == self.commits["main"] else "pytorch_model.bin"
        return [f for f in sorted(self.model.iterdir()) if f.name != lacking]

    def answer(self, content: bytes, commit: str = "", name: str = "") -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        if commit:
            self.send_header("x-repo-commit", commit)
            self.send_header("etag", f'"{name}-{commit}"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def test_a_download_from_a_hub_and_its_cache(tmp_path: Path) -> None:
    Hub.model = tiny.taught(tmp_path / "model")
    (Hub.model / "pytorch_model.bin").write_bytes(b"never asked for")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    code = (
        "from termlock.translate.engines import load; from termlock.translate.engine import Request; "
        f"e = load({NAME!r}); print(e.name); print(e.translate([Request({tiny.SENTENCES[1]!r})], 'en', 'ar')[0].text)"
    )
    environment = {
        **{k: v for k, v in os.environ.items() if k != "HF_HUB_OFFLINE"},
        "HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "127.0.0.1",
    }
    try:
        first = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    expected = [f"{NAME}@{'b' * 12}", tiny.SENTENCES[5]]
    assert first.stdout.splitlines() == expected, first.stderr
    fetched = [path for path in Hub.asked if "/resolve/" in path]
    assert any("model.safetensors" in path for path in fetched)
    assert not any("pytorch_model.bin" in path or "e" * 40 in path for path in fetched)
    # the server is gone: what is cached is enough
    second = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert second.stdout.splitlines() == expected, second.stderr


def test_no_network_ends_in_one_line(tmp_path: Path) -> None:
    code = "from termlock.translate.models import locate; locate('acme/opus-mt-en-ar')"
    environment = {k: v for k, v in os.environ.items() if k != "HF_HUB_OFFLINE"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **environment,
            "HF_ENDPOINT": "http://127.0.0.1:9",
            "HF_HOME": str(tmp_path),
            "NO_PROXY": "127.0.0.1",
        },
        capture_output=True,
        text=True,
    )
    assert (
        "is not cached and the model hub cannot be reached; run tk models get" in run.stderr.splitlines()[-1]
    )


def test_contents_name_a_folder(tmp_path: Path) -> None:
    folder = tiny.marian(tmp_path / "model")
    before = models.fingerprint(folder)
    assert before == models.fingerprint(folder)
    (folder / "README.md").write_text("no part of the model")
    assert before == models.fingerprint(folder)
    (folder / "generation_config.json").write_text("{}")
    assert before != models.fingerprint(folder)
