"""Constraints are always met; without constraints the library's own beam search comes out, token for token."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import MarianConfig, MarianMTModel

from termlock.translate.decoding import Constraints, constrained_beam_search

VOCABULARY = 60
PAD = VOCABULARY - 1


@pytest.fixture(scope="module", params=[0, 1, 2])
def model(request: pytest.FixtureRequest) -> MarianMTModel:
    torch.manual_seed(request.param)
    config = MarianConfig(
        vocab_size=VOCABULARY, decoder_vocab_size=VOCABULARY, d_model=16, encoder_layers=1, decoder_layers=1,
        encoder_ffn_dim=32, decoder_ffn_dim=32, encoder_attention_heads=2, decoder_attention_heads=2,
        pad_token_id=PAD, eos_token_id=0, decoder_start_token_id=PAD, forced_eos_token_id=0, init_std=0.8,
        max_position_embeddings=64,
    )  # fmt: skip
    return MarianMTModel(config).eval()


def decode(model: MarianMTModel, source: list[int], **constraints: object) -> list[int]:
    method = constrained_beam_search([Constraints(**constraints)])  # type: ignore[arg-type]
    with torch.no_grad():
        output = model.generate(
            torch.tensor([source]), num_beams=4, max_length=24, do_sample=False, custom_generate=method
        )
    return list(map(int, output[0]))


def contains(tokens: list[int], wanted: list[int]) -> bool:
    return any(tokens[k : k + len(wanted)] == wanted for k in range(len(tokens)))


SOURCES = st.lists(st.integers(1, PAD - 1), min_size=1, max_size=10)


@settings(max_examples=40, deadline=None)
@given(SOURCES, st.sampled_from([2, 4, 5]), st.sampled_from([0.0, 1.0, 0.6]), st.sampled_from([False, True]))
def test_without_constraints_it_is_the_librarys_beam_search(
    model: MarianMTModel, source: list[int], beams: int, penalty: float, early: bool
) -> None:
    options = {
        "num_beams": beams, "max_length": 20, "length_penalty": penalty, "early_stopping": early, "do_sample": False,
    }  # fmt: skip
    ids = torch.tensor([source])
    with torch.no_grad():
        theirs = model.generate(ids, **options)
        ours = model.generate(ids, custom_generate=constrained_beam_search(), **options)
    assert ours.tolist() == theirs.tolist()


@settings(max_examples=40, deadline=None)
@given(
    SOURCES,
    st.lists(
        st.lists(st.lists(st.integers(1, PAD - 1), min_size=1, max_size=3), min_size=1, max_size=4),
        min_size=1,
        max_size=3,
    ),
)
def test_of_each_group_one_sequence_is_produced(
    model: MarianMTModel, source: list[int], groups: list[list[list[int]]]
) -> None:
    tokens = decode(model, source, require=groups)
    for group in groups:
        assert any(contains(tokens, sequence) for sequence in group)


@settings(max_examples=30, deadline=None)
@given(SOURCES, st.data())
def test_forbidden_sequences_never_appear(
    model: MarianMTModel, source: list[int], data: st.DataObject
) -> None:
    free = decode(model, source)
    body = [t for t in free if t not in (0, PAD)]
    if len(body) < 3:
        return
    start = data.draw(st.integers(0, len(body) - 2))
    forbidden = [body[start : start + 2]]
    assert not contains(decode(model, source, forbid=forbidden), forbidden[0])


def test_a_required_and_a_forbidden_sequence_together(model: MarianMTModel) -> None:
    tokens = decode(model, [3, 4, 5], require=[[[7, 8], [9]]], forbid=[[9]])
    assert contains(tokens, [7, 8])
    assert 9 not in tokens


def test_a_sequence_counts_only_where_the_word_ends() -> None:
    constraints = Constraints([[[7, 8]]], word_starts={0, 20})
    state = constraints.advance(constraints.advance(constraints.advance(_start(), 7), 8), 9)
    assert not state.met
    state = constraints.advance(constraints.advance(constraints.advance(_start(), 7), 8), 20)
    assert state.met == {0}


def test_forms_that_begin_alike_are_followed_together() -> None:
    constraints = Constraints([[[7, 8]], [[7, 9]]])
    state = constraints.advance(_start(), 7)
    assert constraints.wanted(state) == {7, 8, 9}
    assert constraints.advance(state, 9).met == {1}


def test_a_concept_named_twice_is_produced_twice(model: MarianMTModel) -> None:
    tokens = decode(model, [3, 4], require=[[[7, 8]], [[7, 8]]])
    assert sum(tokens[k : k + 2] == [7, 8] for k in range(len(tokens))) >= 2


def test_several_sources_are_decoded_side_by_side_each_as_if_it_were_alone(model: MarianMTModel) -> None:
    sources = [[3, 4, 5, 6], [7, 8, 9, 10], [11, 12, 13, 14]]
    wanted = [[[[20, 21]]], [], [[[30]], [[31, 32], [33]]]]
    alone = [decode(model, s, require=w) for s, w in zip(sources, wanted, strict=True)]
    method = constrained_beam_search([Constraints(w) for w in wanted])
    with torch.no_grad():
        together = model.generate(
            torch.tensor(sources), num_beams=4, max_length=24, do_sample=False, custom_generate=method
        )
    for row, expected in zip(together.tolist(), alone, strict=True):
        assert row[: len(expected)] == expected
        assert set(row[len(expected) :]) <= {PAD}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(1, PAD - 1), min_size=5, max_size=5), min_size=2, max_size=4))
def test_a_batch_without_constraints_is_the_librarys_beam_search(
    model: MarianMTModel, sources: list[list[int]]
) -> None:
    options = {"num_beams": 4, "max_length": 20, "do_sample": False}
    ids = torch.tensor(sources)
    with torch.no_grad():
        theirs = model.generate(ids, **options).tolist()
        ours = model.generate(ids, custom_generate=constrained_beam_search(), **options).tolist()
    for mine, other in zip(ours, theirs, strict=True):
        shorter = min(len(mine), len(other))
        assert mine[:shorter] == other[:shorter]
        assert set(mine[shorter:]) | set(other[shorter:]) <= {PAD}


def test_constraints_for_another_number_of_sources_are_refused(model: MarianMTModel) -> None:
    with pytest.raises(ValueError, match="2 sources, but constraints for 1"):
        model.generate(
            torch.tensor([[3, 4], [5, 6]]),
            num_beams=2,
            max_length=8,
            custom_generate=constrained_beam_search([Constraints()]),
        )


def _start() -> object:
    from termlock.translate.decoding import _State

    return _State()
