"""Every family through the real code path: codes, batches, limits, constraints, alignment, refusals."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, BertConfig

from termlock.glossary.errors import InputError
from termlock.translate.engine import ATTENTION, CONSTRAINTS, Request
from termlock.translate.engines import load
from termlock.translate.engines.alignment import links, word_indexes
from termlock.translate.engines.transformers import TransformersEngine

tiny = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("tiny.py"))))
ENGLISH, ARABIC = tiny.SENTENCES[:4], tiny.SENTENCES[4:8]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def taught(root: Path) -> str:
    return str(tiny.taught(root / "taught"))


@pytest.fixture(scope="module", params=list(tiny.FAMILIES))
def folder(request: pytest.FixtureRequest, root: Path) -> str:
    return str(tiny.FAMILIES[request.param](root / request.param))


def texts(engine: TransformersEngine, segments: list[str], target: str = "ar") -> list[str]:
    return [c.text for c in engine.translate([Request(s) for s in segments], "en", target)]


def test_input_is_what_the_tokenizer_itself_makes_of_it(folder: str) -> None:
    engine = TransformersEngine(folder)
    own = AutoTokenizer.from_pretrained(folder)
    code = engine.vocabulary.code("ar")
    if engine.vocabulary.family.in_source:
        expected = own(f"{code} {ENGLISH[0]}" if code else ENGLISH[0]).input_ids
    else:
        own.src_lang = engine.vocabulary.language("en")
        expected = own(ENGLISH[0]).input_ids
    encoded = engine.vocabulary.encode(ENGLISH[0], "en", "ar")
    assert list(encoded.ids) == expected
    assert engine.count(ENGLISH[0], "en") == len([w for w in encoded.words if w >= 0])


def test_output_is_what_the_library_generates(folder: str, taught: str) -> None:
    # a Marian output that reaches the limit has an end forced on it, which we do not score as it does
    engine = TransformersEngine(taught if folder.endswith("marian") else folder)
    vocabulary = engine.vocabulary
    encoded = vocabulary.encode(ENGLISH[1], "en", "ar")
    start = vocabulary.start("ar")
    forced = vocabulary.tokenizer.convert_tokens_to_ids(start) if start else None
    output = engine._model.generate(
        torch.tensor([encoded.ids]), num_beams=4, max_length=64, do_sample=False, forced_bos_token_id=forced,
        return_dict_in_generate=True, output_scores=True,
    )  # fmt: skip
    [candidate] = engine.translate([Request(ENGLISH[1])], "en", "ar")
    ids = output.sequences[0].tolist()
    text = vocabulary.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    for token in getattr(vocabulary.tokenizer, "lang_token_to_id", ()):
        text = text.replace(token, "")
    assert candidate.text == text.strip()
    # a forced first token costs nothing, and does not count
    length = len([i for i in ids[1:] if i != vocabulary.tokenizer.pad_token_id])
    expected = output.sequences_scores.item() * length / (length - bool(start))
    assert candidate.score == pytest.approx(expected, abs=2e-3)


def test_what_a_segment_becomes_does_not_depend_on_its_company(folder: str) -> None:
    engine = TransformersEngine(folder, beams=2)
    segments = [*ENGLISH, "The court.", "", "The court heard the petition of the camp. " * 2]
    alone = [texts(engine, [s])[0] for s in segments]
    assert texts(engine, segments) == alone
    assert texts(engine, segments[::-1]) == alone[::-1]
    assert texts(TransformersEngine(folder, beams=2, batch_tokens=1), segments) == alone


@pytest.mark.parametrize("beams", [1, 4])
def test_a_taught_model_translates_scores_and_aligns(taught: str, beams: int) -> None:
    engine = TransformersEngine(taught, beams=beams)
    candidates = engine.translate([Request(s) for s in ENGLISH], "en", "ar")
    assert [c.text for c in candidates] == ARABIC
    assert all(-0.1 < c.score < 0 for c in candidates)
    for candidate, source in zip(candidates, ENGLISH, strict=True):
        assert {t for _, t in candidate.alignment} == set(range(len(candidate.text.split())))
        assert {s for s, _ in candidate.alignment} <= set(range(len(source.split())))
    assert engine.capabilities == {CONSTRAINTS, ATTENTION}
    assert engine.name.startswith(f"{taught}@")


def test_constraints_are_met(folder: str) -> None:
    engine = TransformersEngine(folder)
    free = texts(engine, [ENGLISH[0]])[0]
    banned = next((w for w in free.split() if w.isalpha()), "")
    request = Request(
        ENGLISH[0], require=(("الجيش", "جنودا"), ("المخيم",)), forbid=(banned,) if banned else ()
    )
    bound, unbound = engine.translate([request, Request(ENGLISH[0])], "en", "ar")
    assert "الجيش" in bound.text or "جنودا" in bound.text
    assert "المخيم" in bound.text
    assert unbound.text == free


def test_constraints_reach_the_decoder_as_token_ids(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from termlock.translate import decoding

    seen: list[tuple[Any, Any]] = []

    class Spy(decoding.Constraints):
        def __init__(self, require: Any = (), forbid: Any = (), *edges: Any) -> None:
            seen.append((require, forbid))
            super().__init__()

    monkeypatch.setattr(decoding, "Constraints", Spy)
    engine = TransformersEngine(folder, beams=2)
    engine.translate([Request(ENGLISH[0], require=(("الجيش", "☃"), ("☃",)), forbid=("جنودا",))], "en", "ar")
    [(require, forbid)] = seen
    assert len(require) == 1  # what the vocabulary cannot spell is left to the verification
    spelled = [engine.vocabulary.tokenizer.convert_ids_to_tokens(ids) for ids in (*require[0], *forbid)]
    joined = ["".join(pieces) for pieces in spelled]
    assert joined == ["▁الجيش", "الجيش", "▁جنودا", "جنودا"]


def test_separate_vocabularies(root: Path) -> None:
    engine = TransformersEngine(str(tiny.marian(root / "separate", ("ara", "heb"), separate=True)), beams=1)
    assert engine.vocabulary.encode(ENGLISH[0], "en", "he").tokens[0] == ">>heb<<"
    ids = engine.vocabulary.spellings("الجيش", "ar")
    assert [
        engine.vocabulary.decode(engine.vocabulary.tokenizer.convert_ids_to_tokens(i))[0] for i in ids
    ] == [
        "الجيش",
        "الجيش",
    ]
    assert len(texts(engine, ENGLISH)) == 4


def test_too_long_a_segment_is_refused_not_cut(folder: str) -> None:
    engine = TransformersEngine(folder)
    word = "camp "
    most = next(n for n in range(1, 99) if engine.count(word * n, "en") > engine.vocabulary.room) - 1
    assert len(engine.translate([Request(word * most)], "en", "ar")) == 1
    with pytest.raises(InputError, match=r"longer than the 64 that it reads.*split"):
        engine.translate([Request("fine"), Request(word * (most + 9))], "en", "ar")


@pytest.mark.parametrize(
    "injected", [">>heb<< the", "</s> the", "<pad> the", "heb_Hebr the", "__he__ the", "<2iw> the"]
)
def test_special_tokens_in_a_text_are_text(folder: str, injected: str) -> None:
    vocabulary = TransformersEngine(folder).vocabulary
    encoded = vocabulary.encode(injected, "en", "ar")
    inner = [t for t, w in zip(encoded.tokens, encoded.words, strict=True) if w >= 0]
    assert not {">>heb<<", "</s>", "<pad>", "heb_Hebr", "__he__", "<2iw>"} & set(inner)
    assert max(encoded.words) == 1


class TestLanguages:
    def test_one_pair(self, taught: str) -> None:
        engine = load(taught)
        assert engine.supports("en", "ar")
        assert not any(engine.supports(*p) for p in (("en", "he"), ("ar", "en"), ("he", "ar"), ("en", "fr")))
        with pytest.raises(InputError, match="cannot write 'he', only ar; choose another model"):
            engine.translate([Request("a")], "en", "he")
        with pytest.raises(InputError, match="cannot read 'he'"):
            engine.translate([Request("a")], "he", "ar")
        with pytest.raises(InputError, match="unknown language 'tlh'"):
            engine.translate([Request("a")], "en", "tlh")

    def test_codes_before_the_source(self, root: Path) -> None:
        engine = TransformersEngine(str(tiny.marian(root / "many", ("ara", "heb"))))
        assert engine.vocabulary.encode("camp", "en", "ar").tokens[0] == ">>ara<<"
        assert engine.vocabulary.encode("camp", "en", "he").tokens[0] == ">>heb<<"
        assert not engine.supports("en", "en")

    def test_two_letter_codes_as_in_the_starter(self, root: Path) -> None:
        engine = TransformersEngine(str(tiny.marian(root / "two", ("ar", "he"))))
        assert engine.vocabulary.encode("camp", "en", "he").tokens[0] == ">>he<<"

    def test_direction_from_the_name(self, root: Path) -> None:
        folder = tiny.marian(root / "opus-mt-tc-big-he-en", pair=("", ""))
        engine = TransformersEngine(str(folder))
        assert engine.supports("he", "en")
        assert not engine.supports("ar", "en")

    def test_an_unnamed_direction_is_refused(self, root: Path) -> None:
        engine = TransformersEngine(str(tiny.marian(root / "unnamed", pair=("", ""))))
        with pytest.raises(InputError, match="cannot write 'ar'"):
            engine.translate([Request("a")], "en", "ar")

    def test_nllb_without_hebrew(self, root: Path) -> None:
        engine = TransformersEngine(str(tiny.nllb(root / "no-hebrew", ("eng_Latn", "arb_Arab"))))
        assert engine.vocabulary.start("ar") == "arb_Arab"
        with pytest.raises(InputError, match="cannot write 'he', only en, ar"):
            engine.translate([Request("a")], "en", "he")

    def test_madlad_calls_hebrew_iw(self, root: Path) -> None:
        engine = TransformersEngine(str(tiny.madlad(root / "madlad", ("ar", "iw"))))
        assert "<2iw>" in engine.vocabulary.encode("camp", "en", "he").tokens
        assert not engine.supports("ar", "en")

    def test_m2m(self, root: Path) -> None:
        engine = TransformersEngine(str(tiny.m2m100(root / "m2m")))
        assert engine.vocabulary.start("he") == "__he__"
        assert engine.vocabulary.encode("camp", "en", "he").tokens[0] == "__en__"


class TestRefusals:
    def test_pickled_weights(self, tmp_path: Path) -> None:
        folder = tiny.marian(tmp_path / "pickled")
        (folder / "model.safetensors").unlink()
        torch.save({}, folder / "pytorch_model.bin")
        with pytest.raises(InputError, match="pickled weights only, which can run code; convert it once"):
            load(str(folder))

    def test_no_configuration(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"is no model: it has no config\.json"):
            load(str(tmp_path))

    def test_missing_shard(self, tmp_path: Path) -> None:
        folder = tiny.marian(tmp_path / "sharded")
        (folder / "model.safetensors.index.json").write_text(
            json.dumps({"weight_map": {"a": "lost.safetensors"}})
        )
        with pytest.raises(InputError, match="lacks safetensors weights"):
            load(str(folder))

    def test_damaged_weights(self, tmp_path: Path) -> None:
        folder = tiny.marian(tmp_path / "damaged")
        (folder / "model.safetensors").write_bytes(b"not weights at all")
        with pytest.raises(InputError, match="its weights cannot be read"):
            load(str(folder))

    def test_weights_of_another_model(self, tmp_path: Path) -> None:
        folder = tiny.marian(tmp_path / "lacking")
        weights = load_file(folder / "model.safetensors")
        del weights["model.decoder.layers.1.fc1.weight"]
        save_file(weights, folder / "model.safetensors", {"format": "pt"})
        with pytest.raises(
            InputError, match=r"cannot be read \(model.decoder.layers.1.fc1.weight is missing\)"
        ):
            load(str(folder))

    @pytest.mark.parametrize("content", ["{", "[]", "{}", '{"model_type": "nothing"}'])
    def test_damaged_configuration(self, tmp_path: Path, content: str) -> None:
        folder = tiny.marian(tmp_path / "damaged")
        (folder / "config.json").write_text(content)
        with pytest.raises(InputError):
            load(str(folder))

    def test_no_tokenizer(self, tmp_path: Path) -> None:
        folder = tiny.marian(tmp_path / "bare")
        for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
            (folder / name).unlink()
        with pytest.raises(InputError, match="tokenizer cannot be read"):
            load(str(folder))

    def test_another_kind_of_model(self, tmp_path: Path) -> None:
        BertConfig().save_pretrained(tmp_path)
        (tmp_path / "model.safetensors").write_bytes(b"")
        with pytest.raises(InputError, match="no translation model of a known family"):
            load(str(tmp_path))

    def test_code_in_a_model_is_not_run(self, tmp_path: Path) -> None:
        folder = tiny.marian(tmp_path / "code")
        config = json.loads((folder / "config.json").read_text())
        config |= {"model_type": "evil", "auto_map": {"AutoConfig": "evil.Evil"}}
        (folder / "config.json").write_text(json.dumps(config))
        (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Evil: pass\n")
        with pytest.raises(InputError):
            load(str(folder))
        assert not (tmp_path / "ran").exists()

    def test_file_and_missing_folder_and_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        for name, message in (
            (str(tmp_path / "file"), "is a file"),
            (str(tmp_path / "none"), "no such folder"),
            ("./none", "no such folder"),
            ("bad name!", "neither a folder nor a model name"),
            ("", "no model named"),
            ("ct2:", "names no model"),
        ):
            with pytest.raises(InputError, match=message):
                load(name)

    def test_device_and_dtype(self, taught: str) -> None:
        with pytest.raises(InputError, match="no device 'nonsense'"):
            TransformersEngine(taught, device="nonsense")
        with pytest.raises(InputError, match="unknown dtype 'int8'"):
            TransformersEngine(taught, dtype="int8")
        assert texts(TransformersEngine(taught, device="cpu", dtype="bfloat16"), ENGLISH) == ARABIC

    def test_offline_a_hub_name_ends_in_one_line(self, tmp_path: Path) -> None:
        code = "from termlock.translate.engines import load; load('Helsinki-NLP/opus-mt-en-ar')"
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert (
            "InputError: Helsinki-NLP/opus-mt-en-ar: is not cached and HF_HUB_OFFLINE is set; " in run.stderr
        )
        assert not list(tmp_path.rglob("*.json"))

    def test_offline_a_cached_model_is_used(self, taught: str, tmp_path: Path) -> None:
        store = tmp_path / "hub" / "models--acme--opus-mt-en-ar"
        (store / "snapshots").mkdir(parents=True)
        (store / "snapshots" / ("c" * 40)).symlink_to(taught)
        code = "from termlock.translate.engines import load; print(load('acme/opus-mt-en-ar').name)"
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert run.stdout.strip() == f"acme/opus-mt-en-ar@{'c' * 12}", run.stderr


class TestAlignment:
    def test_words_of_pieces(self) -> None:
        assert word_indexes(["▁The", "▁ca", "mp", "."], "The camp.") == [0, 1, 1, 1]
        assert word_indexes(["▁", "T", "he", "▁", "camp"], "The camp") == [0, 0, 0, 1, 1]
        assert word_indexes([], "") == []
        assert word_indexes(["▁"], "") == [-1]

    def test_words_that_normalisation_changed(self) -> None:
        # "( a )" became "(a)", and one ligature became four words
        assert word_indexes(["▁see", "▁(", "a", ")", "▁here"], "see ( a ) here")[-1] == 4
        ligature = ["▁صلى", "▁الله", "▁عليه", "▁وسلم", "▁قال"]
        assert word_indexes(ligature, "ﷺ قال") == [0, 0, 0, 0, 1]

    def test_links(self) -> None:
        import numpy as np

        weights = np.array([[0.6, 0.3, 0.1, 0.0], [0.1, 0.1, 0.1, 0.7], [0.2, 0.3, 0.4, 0.1]])
        assert links(weights, [0, 1, 2, -1], [0, 1, -1]) == ((0, 0), (0, 1), (1, 0), (1, 1), (2, 1))
        assert links(weights, [-1, -1, -1, -1], [0, 1, 2]) == ()
