"""Any sequence-to-sequence translation model of the transformers library, from the hub or a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from termlock.glossary.errors import InputError
from termlock.translate.engine import CONSTRAINTS, Candidate, Request
from termlock.translate.engines.families import Encoded, reason, without_bars
from termlock.translate.engines.pretrained import PretrainedEngine

if TYPE_CHECKING:
    from termlock.translate.decoding import Constraints

_STEP = 32  # source tokens: segments of one step are batched together
_GROWTH = 2  # output tokens for each source token, rounded up to a step, before decoding is stopped
_ROOM = 64  # further output tokens for what constraints force into a translation
_ATTENTION_CELLS = 2**18  # source times target tokens whose attention is held in memory at once
_SCORED_TOKENS = 512  # output tokens whose scores over the vocabulary are held in memory at once


class TransformersEngine(PretrainedEngine):
    """Translates with a model of the Marian/OPUS-MT, NLLB, M2M-100 or MADLAD/T5 family.

    Weights are read from safetensors only, and no code of the model is run.
    """

    def __init__(
        self,
        model: str,
        device: str = "auto",
        dtype: str = "auto",
        batch_tokens: int = 2048,
        beams: int = 4,
    ) -> None:
        """Load ``model``, a hub name or a folder.

        ``device`` is a torch device, ``auto`` the accelerator if there is one. ``dtype`` is a torch dtype,
        ``auto`` bfloat16 on a CUDA device that has it, else float32. ``batch_tokens`` bounds the source
        tokens, padding included, that are decoded together.

        Raises:
            InputError: no such model, no safetensors weights, no translation model, no such device.
        """
        import torch
        from transformers import AutoModelForSeq2SeqLM

        super().__init__(model, batch_tokens, beams)
        self._device = _device(device)
        kind = _dtype(dtype, self._device)
        try:
            with without_bars():
                loaded, report = AutoModelForSeq2SeqLM.from_pretrained(
                    self._folder,
                    local_files_only=True,
                    use_safetensors=True,
                    trust_remote_code=False,
                    attn_implementation="eager",  # the only one that hands out its attention
                    dtype=kind,
                    output_loading_info=True,
                )
            # the library would go on with random numbers in their place
            if lost := sorted(report["missing_keys"]):
                raise ValueError(f"{lost[0]} is missing")
            self._model: Any = loaded.to(self._device).eval()
        except torch.OutOfMemoryError:
            raise InputError(model, f"does not fit into the memory of {self._device}", "use cpu") from None
        except Exception as error:  # damaged weights fail in many ways
            problem = f"its weights cannot be read ({reason(error)})"
            raise InputError(model, problem, "download or save the model again") from None

    @property
    def capabilities(self) -> frozenset[str]:
        """Constraints, and alignment by cross-attention."""
        return super().capabilities | {CONSTRAINTS}

    def _run(
        self, encoded: Mapping[int, Encoded], requests: Sequence[Request], target: str
    ) -> dict[int, Candidate]:
        found: dict[int, Candidate] = {}
        bound = {k for k in encoded if requests[k].require or requests[k].forbid}
        for wanted in (False, True):
            chosen = {k: e for k, e in encoded.items() if (k in bound) == wanted}
            for batch in self._batches(chosen):
                candidates = self._decode(
                    [encoded[k] for k in batch], target, [requests[k] for k in batch] if wanted else ()
                )
                found.update(zip(batch, candidates, strict=True))
        return found

    def _batches(self, encoded: dict[int, Encoded]) -> Iterator[list[int]]:
        """Requests of like length, longest last.

        How long an output may grow depends on the length's step alone, so that what a segment becomes
        does not depend on its company.
        """
        batch: list[int] = []
        for k in sorted(encoded, key=lambda k: len(encoded[k].ids)):
            length = len(encoded[k].ids)
            full = length * (len(batch) + 1) > self._batch_tokens
            if batch and (full or _ceiling(len(encoded[batch[0]].ids)) != _ceiling(length)):
                yield batch
                batch = []
            batch.append(k)
        if batch:
            yield batch

    def _decode(self, batch: list[Encoded], target: str, bound: Sequence[Request] = ()) -> list[Candidate]:
        """Beam search over a batch, then a second pass over the outputs for their attention.

        ``bound`` are the requests whose constraints are to be met, none or one for each of the batch.
        """
        import torch
        from torch.nn.utils.rnn import pad_sequence

        tokenizer = self.vocabulary.tokenizer
        rows = [torch.tensor(e.ids) for e in batch]
        ids = pad_sequence(rows, batch_first=True, padding_value=tokenizer.pad_token_id)
        mask = pad_sequence([torch.ones_like(r) for r in rows], batch_first=True)
        inputs = {"input_ids": ids.to(self._device), "attention_mask": mask.to(self._device)}
        options: dict[str, Any] = {}
        ceiling = _ceiling(max(map(len, rows)))
        if start := self.vocabulary.start(target):
            options["forced_bos_token_id"] = tokenizer.convert_tokens_to_ids(start)
        if bound:
            from termlock.translate.decoding import constrained_beam_search

            options["custom_generate"] = constrained_beam_search(
                [self._constraints(request, target) for request in bound]
            )
            ceiling += _ROOM
        with torch.inference_mode():
            sequences: Any = self._model.generate(
                **inputs,
                **options,
                num_beams=self._beams,
                do_sample=False,
                length_penalty=1.0,  # hypotheses are compared by log-probability per token
                max_length=min(ceiling, self.vocabulary.limit),
            )
        return self._candidates(batch, inputs, sequences, 1 if start else 0)

    def _constraints(self, request: Request, target: str) -> Constraints:
        from termlock.translate.decoding import Constraints

        require = [self._sequences(group, target) for group in request.require]
        forbid = self._sequences(request.forbid, target)
        return Constraints([group for group in require if group], forbid, *self.vocabulary.word_edges)

    def _sequences(self, forms: Sequence[str], target: str) -> list[list[int]]:
        return [ids for form in forms for ids in self.vocabulary.spellings(form, target)]

    def _candidates(
        self, batch: list[Encoded], inputs: dict[str, Any], sequences: Any, forced: int
    ) -> list[Candidate]:
        """Score the outputs, and link words by the attention with which each token was chosen.

        Score and attention come from a pass in which the decoder reads the whole output: generation would
        keep the scores of the whole vocabulary for every step and beam. The first ``forced`` tokens, which
        the model did not choose, do not count for the score.
        """
        import torch

        tokenizer = self.vocabulary.tokenizer
        length = sequences.shape[1] - 1
        cells = length * inputs["input_ids"].shape[1]
        size = max(1, min(_ATTENTION_CELLS // cells, _SCORED_TOKENS // length))
        candidates: list[Candidate] = []
        for first in range(0, len(batch), size):
            part = slice(first, first + size)
            chosen = sequences[part, 1:]
            with torch.inference_mode():
                seen = self._model(
                    **{key: value[part] for key, value in inputs.items()},
                    decoder_input_ids=sequences[part, :-1],
                    output_attentions=True,
                    use_cache=False,
                )
                kept = chosen != tokenizer.pad_token_id
                kept[:, :forced] = False
                odds = seen.logits.float().log_softmax(-1).gather(2, chosen.unsqueeze(2)).squeeze(2)
                scores = odds.where(kept, 0.0).sum(1) / kept.sum(1).clamp(min=1)
                layers = torch.stack([layer.float().mean(1) for layer in seen.cross_attentions])
            attention = layers.mean(0).cpu().numpy()
            for encoded, row, score, weights in zip(
                batch[part], chosen.tolist(), scores.tolist(), attention, strict=True
            ):
                tokens = tokenizer.convert_ids_to_tokens(row)
                candidates.append(self._candidate(encoded, tokens, score, weights[:, : len(encoded.ids)]))
        return candidates


def _ceiling(length: int) -> int:
    """The most output tokens for a source of ``length`` tokens."""
    return _GROWTH * _STEP * -(-length // _STEP)


def _device(name: str) -> str:
    """The torch device called ``name``; ``auto`` is the accelerator if there is one.

    Raises:
        InputError: this machine has no such device.
    """
    import torch

    if name == "auto":
        return next((d for d, m in (("cuda", torch.cuda), ("mps", torch.mps)) if m.is_available()), "cpu")
    try:
        torch.empty(1, device=name)
    except (RuntimeError, AssertionError, NotImplementedError):
        raise InputError("", f"this machine has no device {name!r}", "use auto or cpu") from None
    return name


def _dtype(name: str, device: str) -> Any:
    """The torch dtype called ``name``; ``auto`` is bfloat16 where the device is fast with it.

    Raises:
        InputError: torch knows no such floating-point type.
    """
    import torch

    if name == "auto":
        half = device.startswith("cuda") and torch.cuda.is_bf16_supported()
        return torch.bfloat16 if half else torch.float32
    kind = getattr(torch, name, None)
    if not isinstance(kind, torch.dtype) or not kind.is_floating_point:
        raise InputError("", f"unknown dtype {name!r}", "use auto, float32, bfloat16 or float16")
    return kind
