"""Builders of tiny models with random weights: each family's real architecture and tokenizer classes."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    M2M100Config,
    M2M100ForConditionalGeneration,
    M2M100Tokenizer,
    MarianConfig,
    MarianMTModel,
    MarianTokenizer,
    NllbTokenizer,
    T5Config,
    T5ForConditionalGeneration,
    T5Tokenizer,
)

POSITIONS = 64
SENTENCES = [
    "The mediators met in Doha to narrow the gaps between the two sides.",
    "The army said that soldiers had entered the camp.",
    "Residents fled the village after the strike on the hospital.",
    "The court heard the petition of the prisoners on Sunday.",
    "التقى الوسطاء في الدوحة لتضييق الفجوات بين الجانبين.",
    "قال الجيش إن جنودا دخلوا المخيم.",
    "نزح السكان عن القرية بعد الغارة على المستشفى.",
    "نظرت المحكمة في التماس الأسرى يوم الأحد.",
    "המתווכים נפגשו בדוחא כדי לצמצם את הפערים בין הצדדים.",
    "הצבא מסר שחיילים נכנסו למחנה.",
    "התושבים נמלטו מהכפר אחרי התקיפה על בית החולים.",
    'בית המשפט דן בעתירת האסירים ביום ראשון (אמר "כן").',
]


def sentencepiece_model(size: int = 200, **options: Any) -> bytes:
    """A subword model of the sentences above."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES),
        model_writer=written,
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        num_threads=1,
        **options,
    )
    return written.getvalue()


def configuration(kind: Any, **values: Any) -> Any:
    """A configuration; the signatures of their classes do not show all that they take."""
    return kind(**values)


def pieces(model: bytes) -> list[str]:
    """The vocabulary of a subword model."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(k) for k in range(processor.get_piece_size())]


def marian(
    folder: Path,
    codes: tuple[str, ...] = (),
    pair: tuple[str, str] = ("en", "ar"),
    separate: bool = False,
    spread: float = 0.4,
) -> Path:
    """A Marian model, as OPUS-MT has them: for one pair, or with ``>>code<<`` for the target language."""
    folder.mkdir(parents=True)
    subwords = sentencepiece_model(bos_id=-1)
    for side in ("source", "target"):
        (folder / f"{side}.spm").write_bytes(subwords)
    own = [p for p in pieces(subwords) if p not in ("<unk>", "</s>")]
    vocabulary = ["</s>", "<unk>", *own, *(f">>{c}<<" for c in codes), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({p: k for k, p in enumerate(vocabulary)}))
    files: dict[str, Any] = {
        "source_spm": str(folder / "source.spm"),
        "target_spm": str(folder / "target.spm"),
        "vocab": str(folder / "vocab.json"),
    }
    target_vocabulary = vocabulary
    if separate:
        # another order, so that ids of the source are wrong in the target
        target_vocabulary = ["</s>", "<unk>", *reversed(own), "<pad>"]
        files["target_vocab_file"] = str(folder / "target_vocab.json")
        Path(files["target_vocab_file"]).write_text(
            json.dumps({p: k for k, p in enumerate(target_vocabulary)})
        )
    tokenizer: Any = MarianTokenizer(
        **files,
        source_lang=pair[0],
        target_lang=pair[1],
        separate_vocabs=separate,
        model_max_length=POSITIONS,
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    config = configuration(
        MarianConfig,
        vocab_size=len(vocabulary),
        decoder_vocab_size=len(target_vocabulary),
        share_encoder_decoder_embeddings=not separate,
        tie_word_embeddings=not separate,
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        max_position_embeddings=POSITIONS,
        init_std=spread,
        dropout=0.0,
        scale_embedding=True,
        activation_function="swish",
        static_position_embeddings=True,
        pad_token_id=len(target_vocabulary) - 1,
        eos_token_id=0,
        decoder_start_token_id=len(target_vocabulary) - 1,
        forced_eos_token_id=0,
        bos_token_id=0,
    )
    model = MarianMTModel(config)
    model.generation_config.bad_words_ids = [[config.pad_token_id]]
    model.final_logits_bias[0, config.pad_token_id] = -1e4  # trained models never write it
    model.save_pretrained(folder)
    return folder


def taught(folder: Path) -> Path:
    """A Marian model that has learned the four English sentences above by heart, in Arabic."""
    marian(folder, spread=0.1)
    tokenizer = MarianTokenizer.from_pretrained(folder)
    model: Any = MarianMTModel.from_pretrained(folder)
    batch = tokenizer(SENTENCES[:4], text_target=SENTENCES[4:8], padding=True, return_tensors="pt")
    batch["labels"][batch["labels"] == tokenizer.pad_token_id] = -100
    torch.manual_seed(4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    model.train()
    for _ in range(120):
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval().save_pretrained(folder)
    return folder


def _m2m(folder: Path, size: int) -> None:
    torch.manual_seed(2)
    config = M2M100Config(
        vocab_size=size,
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        max_position_embeddings=POSITIONS,
        init_std=0.4,
        decoder_start_token_id=2,
    )
    M2M100ForConditionalGeneration(config).save_pretrained(folder)


def m2m100(folder: Path) -> Path:
    """An M2M-100 model: ``__ar__``, ``__he__``, ``__en__`` and all the others."""
    folder.mkdir(parents=True)
    (folder / "sentencepiece.bpe.model").write_bytes(sentencepiece_model(model_type="bpe"))
    own = [p for p in pieces(sentencepiece_model(model_type="bpe")) if p not in ("<s>", "</s>", "<unk>")]
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *own]
    (folder / "vocab.json").write_text(json.dumps({p: k for k, p in enumerate(vocabulary)}))
    tokenizer = M2M100Tokenizer(
        str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"), model_max_length=POSITIONS
    )
    tokenizer.save_pretrained(folder)
    _m2m(folder, len(vocabulary) + len(tokenizer.lang_code_to_id) + tokenizer.num_madeup_words)
    return folder


def nllb(folder: Path, languages: tuple[str, ...] = ("eng_Latn", "arb_Arab", "heb_Hebr", "fra_Latn")) -> Path:
    """An NLLB model: the M2M-100 architecture with codes such as ``arb_Arab``."""
    folder.mkdir(parents=True)
    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trained.train_from_iterator(
        SENTENCES, trainers.BpeTrainer(vocab_size=300, special_tokens=special, show_progress=False)
    )
    parts = json.loads(trained.to_str())["model"]
    merges: Any = [tuple(pair) for pair in parts["merges"]]
    tokenizer = NllbTokenizer(
        vocab=parts["vocab"],
        merges=merges,
        additional_special_tokens=list(languages),
        src_lang="eng_Latn",
        model_max_length=POSITIONS,
    )
    tokenizer.save_pretrained(folder)
    _m2m(folder, len(tokenizer))
    return folder


def madlad(folder: Path, codes: tuple[str, ...] = ("ar", "iw", "en")) -> Path:
    """A T5 model that is told the target language as MADLAD is: ``<2ar>``."""
    folder.mkdir(parents=True)
    subwords = sentencepiece_model(
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, user_defined_symbols=[f"<2{c}>" for c in codes]
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=subwords)
    vocabulary = [(p, processor.get_score(k)) for k, p in enumerate(pieces(subwords))]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=0, model_max_length=POSITIONS)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    config = configuration(
        T5Config,
        vocab_size=len(tokenizer),
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
        n_positions=POSITIONS,
        initializer_factor=4.0,
        tie_word_embeddings=False,
        decoder_start_token_id=0,
    )
    T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


FAMILIES: dict[str, Callable[[Path], Path]] = {"marian": marian, "nllb": nllb, "m2m100": m2m100, "t5": madlad}
