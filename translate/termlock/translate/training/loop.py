"""The training loop: seeded, resumable, with an exponential average of the weights.

Settings follow what is known of low-resource transformers (Sennrich & Zhang 2019; Araabi & Monz 2020)
and what was measured on two CPU cores: layers normalised before each block (M2M-100's shape: Marian's, which
normalises after it, did not learn to look at its source in an hour), eager attention, dropout outside
attention only, bfloat16 autocast, batches by padded length.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration, MarianTokenizer

from termlock.translate.training.corpus import Examples, Pair


@dataclass(frozen=True)
class Settings:
    """Shape of the model and course of the training."""

    width: int = 256
    feed_forward: int = 1024
    encoder_layers: int = 5
    decoder_layers: int = 2
    heads: int = 4
    dropout: float = 0.0  # a model that underfits needs none (docs/ablations.md)
    label_smoothing: float = 0.1
    peak_rate: float = 1.2e-3
    warmup: int = 500
    planned: int = 8000  # updates, at which the rate has sunk to a twentieth; set it to what the time allows
    batch_tokens: int = 4000
    longest: int = 160
    copied: int = 12_000  # strings of dictionary words in the first epoch, fewer in each later one
    guided: float = 0.5  # weight of the guided attention at first
    guided_updates: int = 4000  # until it has faded out
    average: float = 0.998
    sampling: float = 0.0  # smoothing of subword regularisation (Kudo 2018); 0: always the likeliest pieces
    seed: int = 7


def new_model(settings: Settings, tokenizer: MarianTokenizer) -> M2M100ForConditionalGeneration:
    """A model with random weights for the tokenizer's vocabulary."""
    size = len(tokenizer.get_vocab())
    pad = _pad(tokenizer)
    config = M2M100Config(
        vocab_size=size,
        d_model=settings.width,
        encoder_layers=settings.encoder_layers,
        decoder_layers=settings.decoder_layers,
        encoder_ffn_dim=settings.feed_forward,
        decoder_ffn_dim=settings.feed_forward,
        encoder_attention_heads=settings.heads,
        decoder_attention_heads=settings.heads,
        dropout=settings.dropout,
        attention_dropout=0.0,
        activation_dropout=0.0,
        encoder_layerdrop=0.0,
        decoder_layerdrop=0.0,
        max_position_embeddings=512,
        scale_embedding=True,
        activation_function="relu",
        init_std=settings.width**-0.5,
        pad_token_id=pad,
        bos_token_id=0,
        eos_token_id=0,
        decoder_start_token_id=0,
    )
    config._attn_implementation = "eager"
    return M2M100ForConditionalGeneration(config)


def _pad(tokenizer: MarianTokenizer) -> int:
    return int(tokenizer.get_vocab()["<pad>"])


def _sampling(folder: Path, smoothing: float) -> MarianTokenizer:
    """The tokenizer of a run that cuts words into other pieces each time."""
    options = {"enable_sampling": True, "nbest_size": -1, "alpha": smoothing}
    tokenizer: MarianTokenizer = MarianTokenizer.from_pretrained(folder, sp_model_kwargs=options)
    return tokenizer


def rate(update: int, settings: Settings) -> float:
    """Linear warm-up, then linear decay (Devlin et al. 2019): in a short run it beats the inverse square root."""
    rising = update / settings.warmup
    sinking = (settings.planned - update) / max(settings.planned - settings.warmup, 1)
    return settings.peak_rate * max(min(rising, sinking, 1.0), 0.05)


Batch = tuple[torch.Tensor, torch.Tensor]


def batches(
    pairs: Sequence[Pair], tokenizer: MarianTokenizer, settings: Settings, seed: int
) -> Iterator[Batch]:
    """Padded batches of like lengths, in random order; longer pairs than ``longest`` are left out.

    Lengths are rounded up, so that few shapes occur: the CPU library prepares its kernels for each new one.
    """
    rng = random.Random(seed)
    encoded = []
    for pair in pairs:
        source = tokenizer(pair.source)["input_ids"]
        target = tokenizer(text_target=pair.target)["input_ids"]
        if max(len(source), len(target)) <= settings.longest:
            encoded.append((source, target))
    shapes: dict[tuple[int, int], list[tuple[list[int], list[int]]]] = {}
    for source, target in encoded:
        shapes.setdefault((_rounded(len(source)), _rounded(len(target))), []).append((source, target))
    groups: list[tuple[tuple[int, int], list[tuple[list[int], list[int]]]]] = []
    for shape in sorted(shapes):
        rng.shuffle(shapes[shape])
        for item in shapes[shape]:
            if not groups or not _fits(groups[-1], shape, settings.batch_tokens):
                groups.append((shape, []))
            (source_width, target_width), rows = groups[-1]
            rows.append(item)
            groups[-1] = ((max(source_width, shape[0]), max(target_width, shape[1])), rows)
    rng.shuffle(groups)
    pad = _pad(tokenizer)
    for (source_width, target_width), rows in groups:
        yield (
            _padded([s for s, _ in rows], pad, source_width),
            _padded([t for _, t in rows], pad, target_width),
        )


_STEP = 8  # lengths are rounded up to a multiple of it


def _rounded(length: int) -> int:
    return -(-length // _STEP) * _STEP


def _fits(
    group: tuple[tuple[int, int], list[tuple[list[int], list[int]]]], shape: tuple[int, int], most: int
) -> bool:
    """Whether a pair of this shape joins the group without widening its source or overfilling it."""
    (source_width, target_width), rows = group
    width = max(source_width, target_width, *shape)
    return source_width == shape[0] and (len(rows) + 1) * width <= most


def _padded(rows: list[list[int]], pad: int, width: int) -> torch.Tensor:
    return torch.tensor([row + [pad] * (width - len(row)) for row in rows])


def guided(attention: torch.Tensor, source: torch.Tensor, target: torch.Tensor, pad: int) -> torch.Tensor:
    """How little attention (batch, target, source) goes to the source tokens that are the target token.

    Guided alignment (Chen et al. 2016) with the one alignment that annotated input gives for nothing: what the
    dictionary or a lock wrote into the source stands there letter by letter. Without it a young model takes
    thousands of updates to look at its source at all.
    """
    same = (
        (source[:, None, :] == target[:, :, None]) & (target[:, :, None] != pad) & (target[:, :, None] != 0)
    )
    mass = (attention * same).sum(2)
    there = same.any(2)
    return -(mass[there].clamp(min=1e-4).log().sum()) / there.sum().clamp(min=1)


class Run:
    """A training run in a folder; continues from its last checkpoint."""

    def __init__(self, folder: Path, settings: Settings, device: str = "cpu") -> None:
        """Load the vocabulary and, if there is one, the checkpoint of ``folder``.

        ``cutter`` is the tokenizer of the training pairs: the run's own, or one that samples.
        """
        self.folder, self.settings, self.device = folder, settings, device
        self.tokenizer = MarianTokenizer.from_pretrained(folder)
        self.cutter = _sampling(folder, settings.sampling) if settings.sampling else self.tokenizer
        torch.manual_seed(settings.seed)
        model: Any = new_model(settings, self.tokenizer)
        self.model = model.to(device)
        self.optimizer = torch.optim.Adam(
            self.model.parameters(), lr=0.0, betas=(0.9, 0.98), eps=1e-9, fused=True
        )
        self.average = self.last
        self.update = self.epoch = 0
        self.seconds = 0.0
        if self._checkpoint.exists():
            self._load()

    @property
    def last(self) -> dict[str, torch.Tensor]:
        """A copy of the weights as they are, not averaged."""
        return {k: v.detach().clone() for k, v in self.model.state_dict().items()}

    @property
    def _checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def _load(self) -> None:
        state = torch.load(self._checkpoint, weights_only=True, map_location=self.device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average = state["average"]
        self.update, self.epoch, self.seconds = state["update"], state["epoch"], state["seconds"]

    def save(self) -> None:
        """Write the checkpoint beside the old one, then replace it."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "update": self.update,
            "epoch": self.epoch,
            "seconds": self.seconds,
        }
        torch.save(state, self._checkpoint.with_suffix(".tmp"))
        self._checkpoint.with_suffix(".tmp").replace(self._checkpoint)

    def train(
        self, examples: Examples, minutes: float, held_out: Sequence[Pair], most: float = math.inf
    ) -> None:
        """Train for so many minutes, or until ``most`` updates are done in all.

        The loss on held-out pairs is logged each epoch to ``log.jsonl``.
        """
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end and self.update < most:
            copied = self.settings.copied // (1 + self.epoch) ** 2
            pairs = list(examples.epoch(self.settings.seed + self.epoch, copied=copied))
            losses: list[float] = []
            for batch in batches(pairs, self.cutter, self.settings, self.settings.seed + self.epoch):
                losses.append(self._step(batch))
                if len(losses) % 50 == 0:
                    self._log("train", sum(losses[-50:]) / 50)
                if len(losses) % 400 == 0:
                    self.save()
                if time.monotonic() > end or self.update >= most:
                    break
            else:
                self.epoch += 1
            self._log("held out", self.loss(held_out))
            self.save()

    def _step(self, batch: Batch) -> float:
        began = time.monotonic()
        self.model.train()
        self.update += 1
        for group in self.optimizer.param_groups:
            group["lr"] = rate(self.update, self.settings)
        faded = max(0.0, 1 - self.update / self.settings.guided_updates)
        loss = self._loss(batch, self.settings.label_smoothing, self.settings.guided * faded)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            keep = min(self.settings.average, (1 + self.update) / (10 + self.update))
            for name, value in self.model.state_dict().items():
                if value.dtype.is_floating_point:
                    self.average[name].lerp_(value, 1 - keep)
        self.seconds += time.monotonic() - began
        return float(loss.detach())

    def _loss(self, batch: Batch, smoothing: float, guidance: float = 0.0) -> torch.Tensor:
        source, target = (t.to(self.device) for t in batch)
        pad = self.model.config.pad_token_id
        start = torch.full_like(target[:, :1], self.model.config.decoder_start_token_id)
        shifted = torch.cat([start, target[:, :-1]], dim=1)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            output = self.model(
                input_ids=source,
                attention_mask=source.ne(pad).long(),
                decoder_input_ids=shifted,
                output_attentions=guidance > 0,
            )
        loss = torch.nn.functional.cross_entropy(
            output.logits.float().flatten(0, 1), target.flatten(), ignore_index=pad, label_smoothing=smoothing
        )
        if guidance:
            loss = loss + guidance * guided(output.cross_attentions[-1].float().mean(1), source, target, pad)
        return loss

    def loss(self, pairs: Sequence[Pair]) -> float:
        """Mean cross-entropy of the averaged weights for a target token of ``pairs``, in nats."""
        live = self.last
        self.model.load_state_dict(self.average)
        self.model.eval()
        pad = self.model.config.pad_token_id
        total = tokens = 0.0
        with torch.no_grad():
            for batch in batches(pairs, self.tokenizer, self.settings, 0):
                count = int(batch[1].ne(pad).sum())
                total += float(self._loss(batch, 0.0)) * count
                tokens += count
        self.model.load_state_dict(live)
        return total / max(tokens, 1)

    def _log(self, what: str, loss: float) -> None:
        entry: dict[str, Any] = {
            "update": self.update,
            "epoch": self.epoch,
            what: round(loss, 4),
            "seconds": round(self.seconds),
        }
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def export(self, folder: Path) -> None:
        """Write the averaged weights as a float16 model that ``from_pretrained`` loads."""
        self.model.load_state_dict(self.average)
        half = self.model.to(torch.float16)
        half.generation_config._from_model_config = False
        half.generation_config.max_length = 256
        half.generation_config.num_beams = 4
        half.generation_config.repetition_penalty = 1.1  # long outputs of a small model go in circles
        half.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        (folder / "training.json").write_text(
            json.dumps(
                {
                    **asdict(self.settings),
                    "updates": self.update,
                    "epochs": self.epoch,
                    "seconds": round(self.seconds),
                },
                indent=1,
            )
            + "\n",
            encoding="utf-8",
        )
