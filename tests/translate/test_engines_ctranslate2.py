"""Converted models say what the models they were made from say."""

import builtins
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from termlock.glossary.errors import InputError
from termlock.translate.engine import ATTENTION, Request
from termlock.translate.engines import load
from termlock.translate.engines.transformers import TransformersEngine

pytest.importorskip("ctranslate2")
from termlock.translate.engines.ctranslate2 import CTranslate2Engine

tiny = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("tiny.py"))))
REQUESTS = [Request(s) for s in (*tiny.SENTENCES[:4], " ")]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def taught(root: Path) -> str:
    return str(tiny.taught(root / "taught"))


@pytest.fixture(autouse=True)
def cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TERMLOCK_CACHE", str(root / "cache"))
    return root / "cache" / "ct2"


@pytest.mark.parametrize("quantization", ["float32", "int8"])
@pytest.mark.parametrize("beams", [1, 4])
def test_marian_says_the_same(taught: str, beams: int, quantization: str) -> None:
    engine = CTranslate2Engine(taught, "cpu", quantization, beams=beams)
    ours = engine.translate(REQUESTS, "en", "ar")
    theirs = TransformersEngine(taught, beams=beams).translate(REQUESTS, "en", "ar")
    assert [c.text for c in ours] == [c.text for c in theirs] == [*tiny.SENTENCES[4:8], ""]
    # eight bits round the logits, by how much depends on the processor and on how the model was trained there
    rounding = 2e-2 if quantization == "int8" else 2e-3
    assert [c.score for c in ours] == pytest.approx([c.score for c in theirs], abs=rounding)
    for candidate in ours[:4]:
        assert {t for _, t in candidate.alignment} == set(range(len(candidate.text.split())))
    assert engine.capabilities == {ATTENTION}


@pytest.mark.parametrize("family", ["nllb", "m2m100", "t5"])
def test_other_families_say_the_same(root: Path, family: str) -> None:
    folder = str(tiny.FAMILIES[family](root / family))
    ours = CTranslate2Engine(folder, "cpu", "float32", beams=2).translate(REQUESTS, "en", "he")
    theirs = TransformersEngine(folder, beams=2).translate(REQUESTS, "en", "he")
    # outputs of random weights do not end: the engines stop at their own limits
    assert [c.text[:40] for c in ours] == [c.text[:40] for c in theirs]


def test_converted_once(taught: str, cache: Path) -> None:
    first = load(f"ct2:{taught}")
    [entry] = cache.glob("*int8*")
    before = (entry / "model.bin").stat().st_mtime_ns
    assert load(f"ct2:{taught}").name == first.name
    assert (entry / "model.bin").stat().st_mtime_ns == before
    (entry / "model.bin").unlink()
    assert load(f"ct2:{taught}").supports("en", "ar")
    assert (entry / "model.bin").is_file()


def test_damaged_conversion(taught: str, cache: Path) -> None:
    load(f"ct2:{taught}")
    [entry] = cache.glob("*int8*")
    content = (entry / "model.bin").read_bytes()
    (entry / "model.bin").write_bytes(content[:100])
    try:
        with pytest.raises(InputError, match="cannot be loaded on device"):
            load(f"ct2:{taught}")
    finally:
        (entry / "model.bin").write_bytes(content)


def test_direction_and_length_are_checked(taught: str) -> None:
    engine = CTranslate2Engine(taught, "cpu")
    with pytest.raises(InputError, match="cannot write 'he'"):
        engine.translate(REQUESTS, "en", "he")
    with pytest.raises(InputError, match="longer than the 64"):
        engine.translate([Request("camp " * 99)], "en", "ar")
    assert engine.count("camp", "en") < engine.vocabulary.room < 64


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "ctranslate2":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"ctranslate2 is not installed; pip install 'termlock\[fast\]'"):
        load("ct2:somewhere")


def test_a_cache_that_cannot_be_written(taught: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TERMLOCK_CACHE", str(tmp_path / "file"))
    with pytest.raises(InputError, match="TERMLOCK_CACHE"):
        load(f"ct2:{taught}")
