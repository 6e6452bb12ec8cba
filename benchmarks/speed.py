"""Size, start-up and speed of the packaged model, beside a model of OPUS-MT's published shape.

    python benchmarks/speed.py [--rows 64] [--tokens 32] [--threads 1]

The other model has the shape of Helsinki-NLP/opus-mt-en-ar (six layers of width 512 on each side, feed-forward
2048, 62,834 pieces) and random weights: its output means nothing, so both are made to write the same number of
tokens for the same sentences (``--tokens``), with beams of 4. Rates are tokens written in a second; OPUS-MT's
larger vocabulary needs fewer of them for a word, which is not counted here. The engines are the two that
termlock has, transformers (float32) and CTranslate2 (int8). *Cold start* is ``tk translate`` of one sentence
in a process of its own, files in the page cache.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import torch
from ctranslate2 import Translator
from transformers import AutoModelForSeq2SeqLM, MarianConfig, MarianMTModel, MarianTokenizer

from termlock.translate import models
from termlock.translate.engines.ctranslate2 import converted

ROOT = Path(__file__).resolve().parent.parent
OPUS = "OPUS-MT's shape"
PIECES = 62_834
SENTENCE = "The families of the hostages met the prime minister in Jerusalem on Sunday evening.\n"


def opus_shape(folder: Path, starter: Path) -> Path:
    """A folder with a model of OPUS-MT's shape, random weights and the starter's vocabulary, filled up."""
    for name in ("source.spm", "target.spm"):
        shutil.copy(starter / name, folder)
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "MarianTokenizer"}', encoding="utf-8")
    vocabulary: dict[str, int] = json.loads((starter / "vocab.json").read_text(encoding="utf-8"))
    vocabulary.update({f"<unused {k}>": k for k in range(len(vocabulary), PIECES)})
    last = f"<unused {PIECES - 1}>"  # OPUS-MT's padding is its last piece
    vocabulary["<pad>"], vocabulary[last] = vocabulary[last], vocabulary["<pad>"]
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    torch.manual_seed(0)
    pad = vocabulary["<pad>"]
    MarianMTModel(
        MarianConfig(
            vocab_size=PIECES, d_model=512, encoder_layers=6, decoder_layers=6, encoder_attention_heads=8,
            decoder_attention_heads=8, encoder_ffn_dim=2048, decoder_ffn_dim=2048, activation_function="swish",
            scale_embedding=True, pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad,
            forced_eos_token_id=None,
        )
    ).save_pretrained(folder)  # fmt: skip
    return folder


def transformers(folder: Path, rows: list[str], tokens: int, threads: int) -> Callable[[], object]:
    """Beam search by transformers, as a function to be timed."""
    torch.set_num_threads(threads)
    tokenizer = MarianTokenizer.from_pretrained(folder)
    model: Any = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).eval()
    given = tokenizer(rows, padding=True, return_tensors="pt")
    length = {"min_new_tokens": tokens, "max_new_tokens": tokens, "num_beams": 4, "repetition_penalty": 1.0}

    def run() -> object:
        with torch.inference_mode():
            return model.generate(**given, **length)

    return run


def ctranslate2(folder: Path, rows: list[str], tokens: int, threads: int) -> Callable[[], object]:
    """Beam search by CTranslate2 with 8-bit weights, as a function to be timed."""
    tokenizer = MarianTokenizer.from_pretrained(folder)
    model = converted(folder, folder / "ct2", "int8", folder.name)
    translator = Translator(str(model), device="cpu", inter_threads=1, intra_threads=threads)
    given = [tokenizer.convert_ids_to_tokens(ids) for ids in tokenizer(rows)["input_ids"]]

    def run() -> object:
        return translator.translate_batch(
            given,
            beam_size=4,
            min_decoding_length=tokens,
            max_decoding_length=tokens,
            max_batch_size=len(given),
        )

    return run


ENGINES = {"transformers": transformers, "CTranslate2 int8": ctranslate2}


def seconds(run: Callable[[], object]) -> float:
    """The better of two runs after one that warms up."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times[1:])


def cold_start() -> float:
    """Seconds of ``tk translate`` for one sentence."""
    command = [
        sys.executable,
        "-m",
        "termlock.cli.main",
        "translate",
        "-",
        "--to",
        "ar",
        "--no-memory",
        "--quiet",
    ]
    began = time.perf_counter()
    subprocess.run(command, input=SENTENCE.encode(), capture_output=True, check=True)
    return time.perf_counter() - began


@click.command(help=__doc__)
@click.option("--rows", default=64, show_default=True)
@click.option("--tokens", default=32, show_default=True)
@click.option("--threads", default=1, show_default=True)
def main(rows: int, tokens: int, threads: int) -> None:
    """Print sizes, start-up and rates."""
    starter = models.locate("starter")
    data = starter.parent
    sizes = {
        "model": sum(f.stat().st_size for f in starter.rglob("*") if f.is_file()),
        "all data of termlock.translate": sum(f.stat().st_size for f in data.rglob("*") if f.is_file()),
    }
    for what, size in sizes.items():
        print(f"{what}: {size / 1e6:.1f} MB on disk")
    print(f"cold start to the first sentence: {min(cold_start() for _ in range(3)):.2f} s")
    lines = (ROOT / "seeds/corpus/dev.tsv").read_text(encoding="utf-8").splitlines()[:rows]
    texts = [f">>ar<< {line.split(chr(9))[1]}" for line in lines]
    with tempfile.TemporaryDirectory() as name:
        own = Path(shutil.copytree(starter, Path(name, "starter")))
        other = Path(name, "opus")
        other.mkdir()
        opus_shape(other, starter)
        print(
            f"| engine, {threads} thread(s) | model | tokens/s | times OPUS-MT's shape |\n|---|---|---:|---:|"
        )
        for engine, prepare in ENGINES.items():
            rates = {
                model: rows * tokens / seconds(prepare(folder, texts, tokens, threads))
                for model, folder in (("packaged", own), (OPUS, other))
            }
            for model, rate in rates.items():
                print(
                    f"| {engine} | {model} | {rate:,.0f} | {rate / rates[OPUS]:.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
