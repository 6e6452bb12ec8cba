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


def constrained_beam_search(constraints: Sequence[Constraints] = ()) -> Callable[..., Any]:
    """A decoding method for ``model.generate(..., custom_generate=…)``.

    ``constraints`` are those of each source, in order; none at all leave every source free. A group that
    cannot be met within ``max_length`` is left unmet: the caller verifies the output.

    Raises (when called):
        ValueError: not as many sources as constraints, or sampling is asked for.
    """

    def decode(model: Any, input_ids: torch.Tensor, **options: Any) -> Any:
        return _search(model, input_ids, constraints, **options)

    return decode


@dataclass(slots=True)
class _Beam:
    """The search for one source: its running and finished hypotheses, and whether it goes on."""

    constraints: Constraints
    running: list[_Hypothesis]
    finished: list[_Hypothesis] = field(default_factory=list)
    open: bool = True

    @property
    def best(self) -> _Hypothesis:
        return self.finished[0] if self.finished else self.running[0]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the generation configuration says of the search."""

    beams: int
    end: frozenset[int]
    pad: int
    penalty: float
    longest: int
    prompt: int
    early_stopping: bool | str


def _search(
    model: Any,
    input_ids: torch.Tensor,
    constraints: Sequence[Constraints],
    logits_processor: Any,
    stopping_criteria: Any,
    generation_config: Any,
    synced_gpus: bool = False,
    **model_kwargs: Any,
) -> Any:
    beams = generation_config.num_beams
    sources = input_ids.shape[0] // beams
    if constraints and len(constraints) != sources:
        raise ValueError(f"{sources} sources, but constraints for {len(constraints)}")
    if generation_config.do_sample:
        raise ValueError("constrained decoding does not sample")
    rules = _Rules(
        beams,
        frozenset(int(t) for t in generation_config._eos_token_tensor),
        int(generation_config._pad_token_tensor),
        generation_config.length_penalty,
        generation_config.max_length,
        input_ids.shape[1],
        generation_config.early_stopping,
    )
    searches = [
        _Beam(
            constraints[n] if constraints else Constraints(),
            [
                _Hypothesis(input_ids[n * beams + k].tolist(), 0.0 if k == 0 else CLOSED, k, _State())
                for k in range(beams)
            ],
        )
        for n in range(sources)
    ]
    outputs = model._prefill(input_ids, generation_config, model_kwargs)
    while True:
        model_kwargs = model._update_model_kwargs_for_generation(
            outputs, model_kwargs, is_encoder_decoder=model.config.is_encoder_decoder
        )
        scores = torch.log_softmax(outputs.logits[:, -1, :].float(), dim=-1)
        scores = logits_processor(_tokens(searches, input_ids), scores)
        for search, own in zip(searches, scores.split(beams), strict=True):
            if search.open:
                _step(search, own, rules)
            else:
                for hypothesis in search.running:  # kept as long as the others
                    hypothesis.tokens.append(rules.pad)
        if not any(search.open for search in searches):
            break
        order = [n * beams + h.beam for n, search in enumerate(searches) for h in search.running]
        _cache(model_kwargs).reorder_cache(torch.tensor(order, device=input_ids.device))
        tokens = _tokens(searches, input_ids)
        inputs = model.prepare_inputs_for_generation(tokens, next_sequence_length=1, **model_kwargs)
        outputs = model(**inputs, return_dict=True)
    best = [search.best for search in searches]
    sequences = torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(h.tokens, device=input_ids.device) for h in best],
        batch_first=True,
        padding_value=rules.pad,
    )
    if not generation_config.return_dict_in_generate:
        return sequences
    return GenerateBeamEncoderDecoderOutput(
        sequences=cast(torch.LongTensor, sequences),
        sequences_scores=cast(
            torch.FloatTensor, torch.tensor([h.score for h in best], device=input_ids.device)
        ),
    )


def _tokens(searches: Sequence[_Beam], like: torch.Tensor) -> torch.Tensor:
    return torch.tensor([h.tokens for search in searches for h in search.running], device=like.device)


def _step(search: _Beam, scores: torch.Tensor, rules: _Rules) -> None:
    """One more token for the hypotheses of one source."""
    constraints, running, beams = search.constraints, search.running, rules.beams
    room = rules.longest - len(running[0].tokens)
    for row, hypothesis in enumerate(running):
        for token in constraints.closed(hypothesis.tokens):
            scores[row, token] = CLOSED
        owed = constraints.owed(hypothesis.state)
        if owed and room > 1:
            for token in rules.end:
                scores[row, token] = CLOSED
        if owed and room <= owed + 1:
            _only(scores[row], constraints.hurry(hypothesis.state))
    candidates = _candidates(running, scores, constraints, beams * max(2, 1 + len(rules.end)))
    stops = [h.tokens[-1] in rules.end or len(h.tokens) >= rules.longest for h in candidates]
    length = len(candidates[0].tokens) - rules.prompt
    finished = search.finished + [
        _Hypothesis(h.tokens, h.score / length**rules.penalty, h.beam, h.state)
        for h, stop in zip(candidates[:beams], stops[:beams], strict=True)
        if stop
    ]
    search.finished = sorted(finished, key=lambda h: (-len(h.state.met), -h.score))[:beams]
    left = _allocate([h for h, stop in zip(candidates, stops, strict=True) if not stop], beams)
    search.open = len(left) == beams and _may_improve(left, search.finished, length, rules)
    if search.open:
        search.running = left
    else:
        search.running = [
            _Hypothesis([*h.tokens, rules.pad], h.score, k, h.state) for k, h in enumerate(running)
        ]


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
    running: Sequence[_Hypothesis], finished: Sequence[_Hypothesis], length: int, rules: _Rules
) -> bool:
    """The library's stopping rule; a hypothesis that owes nothing beats one that does, whatever its score."""
    if len(finished) < rules.beams:
        return True
    if len(running[0].state.met) > len(finished[0].state.met):
        return True
    if rules.early_stopping is True:
        return False
    best_length = rules.longest if rules.early_stopping == "never" and rules.penalty > 0 else length
    possible = float(running[0].score / best_length**rules.penalty)
    return possible > min(h.score for h in finished)
