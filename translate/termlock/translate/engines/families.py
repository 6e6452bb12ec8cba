"""The families of translation models: how each names languages, and how its tokenizer is used.

One table holds the language codes of every family. A code counts only if the model's own vocabulary
has it, so a model that cannot write a language is refused before it writes another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from termlock.glossary.errors import InputError
from termlock.translate.engines.alignment import BOUNDARY, word_indexes


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of models names languages: ``codes`` by preference, ``token`` around a code.

    ``in_source``: the code of the target language stands before the source text; else the source text
    carries its own language's code, and the output is made to begin with that of the target language.
    """

    name: str
    model_types: frozenset[str]
    token: str
    in_source: bool
    codes: Mapping[str, tuple[str, ...]]
    moses: bool = False  # whether the punctuation of its training data was normalised by Moses' script


MARIAN = Family(
    "marian",
    frozenset({"marian"}),
    ">>{}<<",
    True,
    {"en": ("eng", "en"), "ar": ("ara", "arb", "ar"), "he": ("heb", "he")},
    moses=True,
)
# the project's own: Marian's tokenizer, M2M-100's layers
STARTER = Family(
    "starter", frozenset({"m2m_100"}), ">>{}<<", True, {"en": ("en",), "ar": ("ar",), "he": ("he",)}
)
NLLB = Family(
    "nllb",
    frozenset({"m2m_100"}),
    "{}",
    False,
    {"en": ("eng_Latn",), "ar": ("arb_Arab",), "he": ("heb_Hebr",)},
)
M2M100 = Family(
    "m2m100", frozenset({"m2m_100"}), "__{}__", False, {"en": ("en",), "ar": ("ar",), "he": ("he",)}
)
T5 = Family(
    "t5",
    frozenset({"t5", "mt5", "umt5"}),
    "<2{}>",
    True,
    {"en": ("en",), "ar": ("ar",), "he": ("iw", "he")},
)
FAMILIES = (MARIAN, STARTER, M2M100, NLLB, T5)

_PAIR = re.compile(r"opus-mt(?:-tc-[a-z]+)?-([a-z]{2,3})-([a-z]{2,3})(?![a-z])")
_MARKS = ("(", "«", '"', "-")  # what a word may follow without a space
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")  # a piece of a letter that the vocabulary lacks
_FRAME = 3  # special tokens around a text, at most
_LONGEST = 512  # tokens, for models that do not say
_COMFORTABLE = 200  # tokens, about 120 words: longer than any sentence that should be one


@dataclass(frozen=True, slots=True)
class Encoded:
    """A source text as the model reads it; ``words`` gives each token's word, -1 for special tokens."""

    tokens: tuple[str, ...]
    ids: tuple[int, ...]
    words: tuple[int, ...]


class Vocabulary:
    """The tokenizer of a model, with the codes of its family."""

    def __init__(self, folder: Path, name: str) -> None:
        """Read configuration and tokenizer from ``folder``; ``name`` is what messages call the model.

        Raises:
            InputError: the folder holds no translation model of a known family.
        """
        from transformers import AutoConfig, AutoTokenizer, M2M100Tokenizer, MarianTokenizer

        self.name = name
        try:
            self.config: Any = AutoConfig.from_pretrained(folder, local_files_only=True)
            known = self.config.model_type in {t for f in FAMILIES for t in f.model_types}
            self.tokenizer: Any = (
                AutoTokenizer.from_pretrained(folder, local_files_only=True) if known else None
            )
        except Exception as error:  # each tokenizer class fails in its own way
            problem = f"its configuration or tokenizer cannot be read ({reason(error)})"
            raise InputError(name, problem, "download or save the model again") from None
        if not known:
            problem = f"is no translation model of a known family (model_type {self.config.model_type})"
            raise InputError(name, problem, "use Marian/OPUS-MT, NLLB, M2M-100 or MADLAD/T5")
        families = [f for f in FAMILIES if self.config.model_type in f.model_types]
        if len(families) > 1:
            families = [
                STARTER
                if isinstance(self.tokenizer, MarianTokenizer)
                else M2M100
                if isinstance(self.tokenizer, M2M100Tokenizer)
                else NLLB
            ]
        self.family = families[0]

    @cached_property
    def limit(self) -> int:
        """The most tokens the model reads, special tokens included."""
        stated = [getattr(self.config, key, None) for key in ("max_position_embeddings", "n_positions")]
        return int(min([*([n for n in stated if n] or [_LONGEST]), self.tokenizer.model_max_length]))

    def check(self, source: str, target: str) -> None:
        """Refuse a direction that the model does not translate.

        Raises:
            InputError: it does not read ``source`` or does not write ``target``.
        """
        for lang in (source, target):
            if lang not in self.family.codes:
                raise InputError(
                    self.name, f"unknown language {lang!r}", f"use one of: {', '.join(self.family.codes)}"
                )
        if self.code(target) is None and self._pair[1] != target:
            writes = [x for x in self.family.codes if self.code(x)] or [x for x in self._pair[1:] if x]
            problem = f"the model cannot write {target!r}" + (f", only {', '.join(writes)}" if writes else "")
            raise InputError(self.name, problem, "choose another model: tk models list")
        reads = self.code(source) is not None if not self.family.in_source else self._pair[0] in ("", source)
        if not reads:
            problem = f"the model cannot read {source!r}"
            raise InputError(self.name, problem, "choose another model: tk models list")

    def supports(self, source: str, target: str) -> bool:
        """Whether the model translates from ``source`` into ``target``."""
        try:
            self.check(source, target)
        except InputError:
            return False
        return True

    @cached_property
    def room(self) -> int:
        """The most tokens of text that the model reads: ``limit`` less the room for special tokens."""
        return self.limit - _FRAME

    @property
    def comfortable(self) -> int:
        """The tokens of text that the model translates well.

        Models were trained on sentences, not on texts as long as what they can read.
        """
        return min(self.room, _COMFORTABLE)

    def count(self, text: str, source: str) -> int:
        """How many tokens ``text`` in language ``source`` takes up."""
        return len(self._pieces(text, source))

    def encode_all(self, texts: Sequence[str], source: str, target: str) -> dict[int, Encoded]:
        """The texts that are not blank, by their index, as the model reads them.

        Raises:
            InputError: the model does not translate this direction, or a text is too long for it.
        """
        self.check(source, target)
        encoded = {k: self.encode(text, source, target) for k, text in enumerate(texts) if text.strip()}
        for k, e in encoded.items():
            if len(e.ids) > self.limit:
                problem = f"a segment of {len(e.ids)} tokens is longer than the {self.limit} that it reads"
                raise InputError(self.name, problem, f"split the segment that begins {texts[k][:40]!r}")
        return encoded

    def code(self, lang: str) -> str | None:
        """The token that names ``lang`` in the model's own vocabulary; ``None`` if it has none."""
        for code in self.family.codes[lang]:
            token = self.family.token.format(code)
            if self._marian:
                if token in self.tokenizer.encoder:
                    return token
                continue
            number = self.tokenizer.convert_tokens_to_ids(token)
            if number not in (None, self.tokenizer.unk_token_id) and number < self.config.vocab_size:
                return token
        return None

    @cached_property
    def _pair(self) -> tuple[str, str]:
        """The languages of a model for one direction, from its tokenizer or name; empty where unknown."""
        if self.family is STARTER:
            return "", ""
        said = tuple(getattr(self.tokenizer, side, None) or "" for side in ("source_lang", "target_lang"))
        if not all(said) and (named := _PAIR.search(self.name)):
            said = named.groups()
        of = {code: lang for lang, codes in self.family.codes.items() for code in codes}
        return of.get(said[0], ""), of.get(said[1], "")

    def encode(self, text: str, source: str, target: str) -> Encoded:
        """``text`` as the model reads it, language codes and end of sentence included.

        What looks like a special token in the text is text.
        """
        tokenizer = self.tokenizer
        pieces = self._pieces(text, source)
        if self.family.in_source:
            code = self.code(target)
            before, after = tokenizer.tokenize(code) if code else [], [tokenizer.eos_token]
        else:
            tokenizer.src_lang = self.language(source)
            before, after = map(
                tokenizer.convert_ids_to_tokens, (tokenizer.prefix_tokens, tokenizer.suffix_tokens)
            )
        tokens = [*before, *pieces, *after]
        words = [-1] * len(before) + word_indexes(pieces, text) + [-1] * len(after)
        return Encoded(tuple(tokens), tuple(tokenizer.convert_tokens_to_ids(tokens)), tuple(words))

    def _pieces(self, text: str, source: str) -> list[str]:
        plain = self._lead + (_normalise(text, source) if self.family.moses else text)
        pieces = self._split(plain)
        # some tokenizers know their special tokens even in plain text: a space makes them text
        for token in self._special.intersection(pieces) - {self.tokenizer.unk_token}:
            plain = plain.replace(token, f"{token[0]} {token[1:]}")
            pieces = self._split(plain)
        return pieces

    def _split(self, text: str) -> list[str]:
        return list(self.tokenizer.tokenize(text, split_special_tokens=True, verbose=False))

    @property
    def _marian(self) -> bool:
        """Whether the tokenizer is Marian's."""
        return self.family in (MARIAN, STARTER)

    @property
    def _lead(self) -> str:
        # Marian takes >>code<< at the very beginning for a language code: after a space it is text
        return " " if self._marian else ""

    def language(self, lang: str) -> str:
        """What the family calls ``lang``, as the tokenizer expects it."""
        return next(c for c in self.family.codes[lang] if self.family.token.format(c) == self.code(lang))

    def start(self, target: str) -> str | None:
        """The token that the output must begin with, if the family wants one."""
        return None if self.family.in_source else self.code(target)

    @cached_property
    def _special(self) -> frozenset[str]:
        codes = {self.family.token.format(c) for codes in self.family.codes.values() for c in codes}
        added = {str(t) for t in self.tokenizer.added_tokens_decoder.values() if t.special}
        languages = set(getattr(self.tokenizer, "lang_token_to_id", ()))  # M2M-100 does not count them in
        return frozenset(codes | added | languages | set(self.tokenizer.all_special_tokens))

    def decode(self, tokens: Sequence[str]) -> tuple[str, list[int]]:
        """The text of output ``tokens``, and for each token its word in it (-1 for special tokens)."""
        pieces = [t for t in tokens if t not in self._special]
        text = str(self.tokenizer.convert_tokens_to_string(pieces)).strip()
        words = iter(word_indexes(pieces, text))
        return text, [-1 if t in self._special else next(words) for t in tokens]

    def spellings(self, form: str, target: str) -> list[list[int]]:
        """The token sequences that spell ``form`` in the output, at the beginning of a word and within one.

        Empty where the vocabulary cannot spell it.
        """
        found = [self._target_ids(form, target)]
        inner = [
            ids[cut:]
            for mark in _MARKS
            for ids in [self._target_ids(mark + form, target)]
            for cut in range(1, len(ids))
            if "".join(self.tokenizer.convert_ids_to_tokens(ids[:cut])) == BOUNDARY + mark
        ]
        found += [ids for k, ids in enumerate(inner) if ids not in inner[:k]]
        return [ids for ids in found if ids and self.tokenizer.unk_token_id not in ids]

    @cached_property
    def word_edges(self) -> tuple[frozenset[int], frozenset[int]]:
        """The tokens that begin a word, and those after which every token does."""
        pieces = self.tokenizer.convert_ids_to_tokens(range(self.config.vocab_size))
        known = [(k, str(piece)) for k, piece in enumerate(pieces) if piece]
        starts = {
            k for k, p in known if p in self._special or (not p[0].isalnum() and not _BYTE.fullmatch(p))
        }
        ends = {k for k, p in known if p in self._special or (not p[-1].isalnum() and not _BYTE.fullmatch(p))}
        return frozenset(starts), frozenset(ends)

    def _target_ids(self, text: str, target: str) -> list[int]:
        if not self.family.in_source:
            self.tokenizer.tgt_lang = self.language(target)
        encoded = self.tokenizer(
            text_target=self._lead + text, add_special_tokens=False, split_special_tokens=True
        )
        return list(encoded.input_ids)


def _normalise(text: str, lang: str) -> str:
    """Punctuation as the Marian models saw it in training."""
    return str(_moses(lang).normalize(text))


@cache
def _moses(lang: str) -> Any:
    from sacremoses import MosesPunctNormalizer

    return MosesPunctNormalizer(lang)


@contextmanager
def without_bars() -> Iterator[None]:
    """Keep the library's own progress bars from standard error."""
    from transformers.utils import logging

    bars: Any = logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()


def reason(error: Exception) -> str:
    """The first line of what a library says of a failure."""
    lines = str(error).strip().splitlines()
    return lines[0][:160] if lines else type(error).__name__
