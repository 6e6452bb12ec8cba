"""Beam search that must produce, and must avoid, given spellings.

transformers 5 no longer ships constrained beam search; ``generate(custom_generate=…)`` is the supported
door for a decoding method of one's own. This one follows the library's beam search step by step, so that
without constraints both give the same tokens, and adds

* disjunctive positive constraints: of each group one token sequence must be produced. The beam is divided
  among hypotheses by how far they have come (dynamic beam allocation, Post & Vilar 2018), and the end of
  the sentence is closed to a hypothesis that still owes a group;
* negative constraints: the token that would complete a forbidden sequence is closed.

Alternatives of a group are kept in a trie, and all tries are followed at once, so that forms which begin
alike (ال…) do not have to be guessed early.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import torch
from transformers.generation.utils import GenerateBeamEncoderDecoderOutput

CLOSED = -1.0e9


@dataclass(slots=True)
class _Node:
    """A node of a trie of token sequences."""

    children: dict[int, _Node] = field(default_factory=dict)
    final: bool = False
    depth: int = 0
    remaining: int = 0  # tokens to the nearest end of a sequence


def _trie(sequences: Sequence[Sequence[int]]) -> _Node:
    root = _Node()
    for sequence in sequences:
        node = root
        for token in sequence:
            node = node.children.setdefault(token, _Node(depth=node.depth + 1))
        node.final = bool(sequence)
    _measure(root)
    return root


def _measure(node: _Node) -> int:
    below = [_measure(child) + 1 for child in node.children.values()]
    node.remaining = 0 if node.final else min(below, default=0)
    return node.remaining


@dataclass(frozen=True, slots=True)
class _State:
    """What a hypothesis has done for its constraints.

    ``met`` are the groups that are produced, ``fresh`` those that the last token completed (they count
    only if the word ends there), ``open`` the tries that are being followed; ``glued`` says that the next
    token goes on with the word, unless it begins one itself.
    """

    met: frozenset[int] = frozenset()
    fresh: frozenset[int] = frozenset()
    open: tuple[tuple[int, _Node], ...] = ()
    glued: bool = False

    @property
    def progress(self) -> tuple[int, int]:
        """How far the hypothesis has come: groups met, then depth in the deepest open trie."""
        return len(self.met), max((node.depth for _, node in self.open), default=0)


class Constraints:
    """The groups of required sequences and the forbidden ones.

    Required sequences are whole words: ``word_starts`` are the tokens that begin a word, ``word_ends`` those
    after which any token does (an opening quotation mark). Without ``word_starts`` sequences may stand anywhere.
    """

    def __init__(
        self,
        require: Sequence[Sequence[Sequence[int]]] = (),
        forbid: Sequence[Sequence[int]] = (),
        word_starts: Collection[int] | None = None,
        word_ends: Collection[int] = (),
    ) -> None:
        """Build a trie for each group."""
        self._roots = [_trie(group) for group in require]
        # of equal groups (a concept that is named twice) one counts after the other
        keys = [frozenset(map(tuple, group)) for group in require]
        self._before = [
            next((h for h in range(g - 1, -1, -1) if keys[h] == keys[g]), None) for g in range(len(keys))
        ]
        self._forbidden = [tuple(s) for s in forbid if s]
        self._word_starts = None if word_starts is None else frozenset(word_starts)
        self._word_ends = frozenset(word_ends)

    @property
    def groups(self) -> int:
        """How many groups must be produced."""
        return len(self._roots)

    def advance(self, state: _State, token: int) -> _State:
        """The state after one more token."""
        met = state.met
        if state.fresh and self._goes_on(state, token):
            met -= state.fresh  # the word went on: أسير became أسيرات
        followed = [(g, node.children[token]) for g, node in state.open if token in node.children]
        started = [
            (g, root.children[token])
            for g, root in enumerate(self._roots)
            if g not in met
            and token in root.children
            and self._turn(g, met)
            and not self._goes_on(state, token)
        ]
        open_ = [(g, node) for g, node in (*followed, *started) if g not in met]
        done = frozenset(g for g, node in open_ if node.final)
        return _State(
            met | done,
            done,
            tuple((g, node) for g, node in open_ if node.children and g not in done),
            token not in self._word_ends,
        )

    def _goes_on(self, state: _State, token: int) -> bool:
        """Whether the token continues the word of the one before it."""
        return self._word_starts is not None and state.glued and token not in self._word_starts

    def owed(self, state: _State) -> int:
        """How many tokens a hypothesis needs at least to meet every group."""
        left = {g: root.remaining for g, root in enumerate(self._roots) if g not in state.met}
        for group, node in state.open:
            if group in left:
                left[group] = min(left[group], node.remaining)
        return sum(left.values())

    def wanted(self, state: _State) -> set[int]:
        """The tokens that bring a hypothesis nearer to a group it still owes."""
        tokens = {t for _, node in state.open for t in node.children}
        for group, root in enumerate(self._roots):
            if group not in state.met and self._turn(group, state.met):
                tokens.update(t for t in root.children if not self._goes_on(state, t))
        return tokens

    def _turn(self, group: int, met: frozenset[int]) -> bool:
        before = self._before[group]
        return before is None or before in met

    def hurry(self, state: _State) -> set[int]:
        """The tokens after which fewer are owed."""
        owed = self.owed(state)
        return {t for t in self.wanted(state) if self.owed(self.advance(state, t)) < owed}

    def closed(self, tokens: Sequence[int]) -> Iterator[int]:
        """The tokens that would complete a forbidden sequence after ``tokens``."""
        for sequence in self._forbidden:
            *before, last = sequence
            if not before or list(tokens[-len(before) :]) == before:
                yield last


@dataclass(slots=True)
class _Hypothesis:
    tokens: list[int]
    score: float
    beam: int
    state: _State


def constrained_beam_search(
    require: Sequence[Sequence[Sequence[int]]] = (),
    forbid: Sequence[Sequence[int]] = (),
    word_starts: Collection[int] | None = None,
    word_ends: Collection[int] = (),
) -> Callable[..., Any]:
    """A decoding method for ``model.generate(..., custom_generate=…)``, one source at a time.

    ``require[i]`` is a group of token sequences of which one must be produced, ``forbid`` are token
    sequences that must not be; ``word_starts`` and ``word_ends`` as for :class:`Constraints`. A group that
    cannot be met within ``max_length`` is left unmet: the caller verifies the output.

    Raises (when called):
        ValueError: more than one source, or sampling is asked for.
    """
    constraints = Constraints(require, forbid, word_starts, word_ends)

    def decode(model: Any, input_ids: torch.Tensor, **options: Any) -> Any:
        return _search(model, input_ids, constraints, **options)

    return decode


def _search(
    model: Any,
    input_ids: torch.Tensor,
    constraints: Constraints,
    logits_processor: Any,
    stopping_criteria: Any,
    generation_config: Any,
    synced_gpus: bool = False,
    **model_kwargs: Any,
) -> Any:
    beams = generation_config.num_beams
    if input_ids.shape[0] != beams:
        raise ValueError("constrained decoding takes one source at a time")
    if generation_config.do_sample:
        raise ValueError("constrained decoding does not sample")
    end = {int(t) for t in generation_config._eos_token_tensor}
    penalty, longest = generation_config.length_penalty, generation_config.max_length
    prompt = input_ids.shape[1]
    running = [
        _Hypothesis(input_ids[k].tolist(), 0.0 if k == 0 else CLOSED, k, _State()) for k in range(beams)
    ]
    finished: list[_Hypothesis] = []
    outputs = model._prefill(input_ids, generation_config, model_kwargs)
    open_ = True
    while open_:
        model_kwargs = model._update_model_kwargs_for_generation(
            outputs, model_kwargs, is_encoder_decoder=model.config.is_encoder_decoder
        )
        tokens = torch.tensor([h.tokens for h in running], device=input_ids.device)
        scores = torch.log_softmax(outputs.logits[:, -1, :].float(), dim=-1)
        scores = logits_processor(tokens, scores)
        room = longest - len(running[0].tokens)
        for row, hypothesis in enumerate(running):
            for token in constraints.closed(hypothesis.tokens):
                scores[row, token] = CLOSED
            owed = constraints.owed(hypothesis.state)
            if owed and room > 1:
                for token in end:
                    scores[row, token] = CLOSED
            if owed and room <= owed + 1:
                _only(scores[row], constraints.hurry(hypothesis.state))
        candidates = _candidates(running, scores, constraints, beams * max(2, 1 + len(end)))
        stops = [h.tokens[-1] in end or len(h.tokens) >= longest for h in candidates]
        length = len(candidates[0].tokens) - prompt
        finished += [
            _Hypothesis(h.tokens, h.score / length**penalty, h.beam, h.state)
            for h, stop in zip(candidates[:beams], stops[:beams], strict=True)
            if stop
        ]
        finished = sorted(finished, key=lambda h: (-len(h.state.met), -h.score))[:beams]
        running = _allocate([h for h, stop in zip(candidates, stops, strict=True) if not stop], beams)
        open_ = len(running) == beams and _may_improve(running, finished, beams, length, generation_config)
        if open_:
            order = torch.tensor([h.beam for h in running], device=input_ids.device)
            _cache(model_kwargs).reorder_cache(order)
            tokens = torch.tensor([h.tokens for h in running], device=input_ids.device)
            inputs = model.prepare_inputs_for_generation(tokens, next_sequence_length=1, **model_kwargs)
            outputs = model(**inputs, return_dict=True)
    best = finished[0] if finished else running[0]
    sequences = torch.tensor([best.tokens], device=input_ids.device)
    if not generation_config.return_dict_in_generate:
        return sequences
    return GenerateBeamEncoderDecoderOutput(
        sequences=cast(torch.LongTensor, sequences),
        sequences_scores=cast(torch.FloatTensor, torch.tensor([best.score], device=input_ids.device)),
    )


def _cache(model_kwargs: dict[str, Any]) -> Any:
    """The model's cache; its name among the arguments changed with transformers 5.24."""
    return next(value for value in model_kwargs.values() if hasattr(value, "reorder_cache"))


def _only(scores: torch.Tensor, tokens: Collection[int]) -> None:
    """Close every token but these."""
    if tokens:
        kept = scores[list(tokens)].clone()
        scores.fill_(CLOSED)
        scores[list(tokens)] = kept


def _candidates(
    running: Sequence[_Hypothesis], scores: torch.Tensor, constraints: Constraints, keep: int
) -> list[_Hypothesis]:
    """The best continuations over all beams, and those that serve a constraint; best score first."""
    totals = scores + torch.tensor([h.score for h in running], device=scores.device)[:, None]
    size = totals.shape[1]
    top = torch.topk(totals.flatten(), keep).indices.tolist()
    chosen = dict.fromkeys((index // size, index % size) for index in top)
    if constraints.groups:
        for row, hypothesis in enumerate(running):
            if hypothesis.score > CLOSED / 2 and len(hypothesis.state.met) < constraints.groups:
                chosen.update(dict.fromkeys((row, token) for token in constraints.wanted(hypothesis.state)))
            chosen[row, int(scores[row].argmax())] = None
    found = [
        _Hypothesis(
            [*running[row].tokens, token],
            float(totals[row, token]),
            row,
            constraints.advance(running[row].state, token) if constraints.groups else running[row].state,
        )
        for row, token in chosen
    ]
    return sorted(found, key=lambda h: -h.score)


def _allocate(candidates: Sequence[_Hypothesis], beams: int) -> list[_Hypothesis]:
    """Divide the beam among the banks of equal progress, the farthest first; best scores within a bank."""
    banks: dict[tuple[int, int], list[_Hypothesis]] = {}
    for hypothesis in candidates:
        banks.setdefault(hypothesis.state.progress, []).append(hypothesis)
    order = sorted(banks, reverse=True)
    chosen: list[_Hypothesis] = []
    taken = dict.fromkeys(order, 0)
    while len(chosen) < min(beams, len(candidates)):
        for progress in order:
            if taken[progress] < len(banks[progress]) and len(chosen) < beams:
                chosen.append(banks[progress][taken[progress]])
                taken[progress] += 1
    return sorted(chosen, key=lambda h: -h.score)


def _may_improve(
    running: Sequence[_Hypothesis], finished: Sequence[_Hypothesis], beams: int, length: int, config: Any
) -> bool:
    """The library's stopping rule; a hypothesis that owes nothing beats one that does, whatever its score."""
    if len(finished) < beams:
        return True
    if len(running[0].state.met) > len(finished[0].state.met):
        return True
    if config.early_stopping is True:
        return False
    best_length = (
        config.max_length if config.early_stopping == "never" and config.length_penalty > 0 else length
    )
    possible = float(running[0].score / best_length**config.length_penalty)
    return possible > min(h.score for h in finished)
