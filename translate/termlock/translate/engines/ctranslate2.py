"""CTranslate2 (extra ``fast``): the same models, converted once to 8-bit weights, several times as fast.

Conversions lie in the ``ct2`` folder of termlock's cache, by the hash of the model that they came from.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from termlock.glossary.compiled import cache_folder
from termlock.glossary.errors import InputError
from termlock.translate.engine import Candidate, Request
from termlock.translate.engines.families import Encoded, reason, without_bars
from termlock.translate.engines.pretrained import PretrainedEngine

_LAYOUT = 1  # raise it when the conversion changes


class CTranslate2Engine(PretrainedEngine):
    """Translates with a converted model. It has no constraints: those of a request are not looked at."""

    def __init__(
        self,
        model: str,
        device: str = "auto",
        quantization: str = "int8",
        batch_tokens: int = 2048,
        beams: int = 4,
    ) -> None:
        """Convert ``model``, a hub name or a folder, unless that was done before, and load it.

        Raises:
            InputError: ctranslate2 is not installed, or there is no such model, or it cannot be converted.
        """
        try:
            import ctranslate2
        except ImportError:
            raise InputError("", "ctranslate2 is not installed", "pip install 'termlock[fast]'") from None
        super().__init__(model, batch_tokens, beams)
        self._name = f"ct2:{self._name}-{quantization}"
        self._penalty = _repetition_penalty(self._folder)
        stem = f"{self._fingerprint[:32]}-{quantization}-{_LAYOUT}"
        made = converted(self._folder, cache_folder() / "ct2" / stem, quantization, model)
        try:
            self._translator: Any = ctranslate2.Translator(str(made), device=device)
        except (RuntimeError, ValueError) as error:
            problem = f"cannot be loaded on device {device!r} ({reason(error)})"
            raise InputError(model, problem, f"use cpu, or remove {made}") from None

    def _run(
        self, encoded: Mapping[int, Encoded], requests: Sequence[Request], target: str
    ) -> dict[int, Candidate]:
        import numpy as np

        start = self.vocabulary.start(target)
        results = self._translator.translate_batch(
            [list(e.tokens) for e in encoded.values()],
            target_prefix=[[start]] * len(encoded) if start else None,
            beam_size=self._beams,
            length_penalty=1.0,
            repetition_penalty=self._penalty,
            batch_type="tokens",
            max_batch_size=self._batch_tokens,
            max_input_length=0,  # never cut: too long a segment was refused
            max_decoding_length=self.vocabulary.limit - 1,
            return_scores=True,
            return_attention=True,
        )
        return {
            k: self._candidate(e, result.hypotheses[0], result.scores[0], np.asarray(result.attention[0]))
            for (k, e), result in zip(encoded.items(), results, strict=True)
        }


def _repetition_penalty(folder: Path) -> float:
    """The penalty that the model's own generation settings ask for; 1 is none.

    Raises:
        InputError: the settings cannot be read.
    """
    settings = folder / "generation_config.json"
    if not settings.is_file():
        return 1.0
    try:
        return float(json.loads(settings.read_bytes()).get("repetition_penalty") or 1.0)
    except (OSError, ValueError, TypeError, AttributeError):
        raise InputError(
            str(settings), "no generation settings", "download or save the model again"
        ) from None


def converted(folder: Path, entry: Path, quantization: str, name: str) -> Path:
    """The conversion of the model in ``folder``, made at ``entry`` if it is not there yet.

    ``quantization`` is one of CTranslate2's (``int8``, ``float32`` …); ``name`` is what messages call the model.

    Raises:
        InputError: the model cannot be converted, or the conversion cannot be written.
    """
    if (entry / "model.bin").is_file():
        return entry
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=entry.parent) as scratch:
            made = Path(scratch) / "model"
            with without_bars():
                _converter(folder).convert(str(made), quantization=quantization)
            shutil.rmtree(entry, ignore_errors=True)
            made.rename(entry)
    except OSError as error:
        if error.errno:
            remedy = "free the disk or set TERMLOCK_CACHE to a folder that can be written"
            raise InputError(str(entry.parent), (error.strerror or "").lower(), remedy) from None
        raise InputError(name, f"cannot be converted ({reason(error)})", "use it without ct2:") from None
    except Exception as error:  # the converter knows each architecture in its own way
        raise InputError(name, f"cannot be converted ({reason(error)})", "use it without ct2:") from None
    return entry


def _converter(folder: Path) -> Any:
    """The library's converter, reading safetensors only and keeping more of the attention."""
    import numpy as np
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, model_class: Any, path: str, **options: Any) -> Any:
            model: Any = model_class.from_pretrained(
                path, use_safetensors=True, local_files_only=True, **options
            )
            # transformers 5 moved what the converter needs to know of T5 (MADLAD does not scale)
            scaled = getattr(model.config, "scale_decoder_outputs", None)
            if scaled is not None:
                model.config.tie_word_embeddings = scaled
            return model

        def load_tokenizer(self, tokenizer_class: Any, path: str, **options: Any) -> Any:
            tokenizer: Any = tokenizer_class.from_pretrained(path, local_files_only=True, **options)
            if languages := getattr(tokenizer, "lang_token_to_id", None):
                # transformers 5 no longer counts M2M-100's language codes among the vocabulary
                vocabulary = {**tokenizer.get_vocab(), **languages}
                tokenizer.get_vocab = lambda: vocabulary
            if tokenizer.bos_token is None:
                tokenizer.bos_token = (
                    tokenizer.eos_token
                )  # Marian's tokenizer has none, the converter wants one
            return tokenizer

        def _load(self) -> Any:
            spec = super()._load()
            # all heads of the last layer but one, which align best (Garg et al. 2019), not one of the last
            layers = len(spec.decoder.layer)
            spec.decoder.alignment_layer = np.int16(max(layers - 2, 0))
            spec.decoder.alignment_heads = np.int16(spec.decoder.num_heads)
            return spec

    return Converter(str(folder))
