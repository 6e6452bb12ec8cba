"""One SentencePiece vocabulary for three languages, in the layout that ``MarianTokenizer`` reads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import sentencepiece

from termlock.translate.annotation import MARKS

LANGUAGE_CODES = (">>ar<<", ">>he<<", ">>en<<")


def train(lines: Iterable[str], folder: Path, size: int) -> None:
    """Train on ``lines`` and write ``source.spm``, ``target.spm``, ``vocab.json``, ``tokenizer_config.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(folder / "spm"),
        vocab_size=size,
        model_type="unigram",
        character_coverage=0.9999,
        byte_fallback=True,
        user_defined_symbols=list(MARKS),
        normalization_rule_name="nfkc",
        split_digits=True,
        minloglevel=1,
    )
    (folder / "spm.vocab").unlink()
    shutil.copyfile(folder / "spm.model", folder / "source.spm")
    (folder / "spm.model").rename(folder / "target.spm")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    pieces = [processor.id_to_piece(k) for k in range(processor.get_piece_size())]
    # M2M-100 counts positions from the number of the padding on, and expects it to be 1
    special = ["</s>", "<pad>", "<unk>"]
    ordered = [*special, *(p for p in pieces if p not in (*special, "<s>")), *LANGUAGE_CODES]
    vocabulary = {piece: k for k, piece in enumerate(ordered)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    settings = {
        "source_lang": "en",
        "target_lang": "ar",
        "model_max_length": 512,
        "separate_vocabs": False,
        "tokenizer_class": "MarianTokenizer",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
