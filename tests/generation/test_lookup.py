"""Prompt-lookup drafts: where they come from, and that they change nothing but the passes."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.generation import generate, load
from mlexplain.generation.lookup import draft
from tests.generation.models import FAMILIES, PROMPTS, model


@given(
    tokens=st.lists(st.integers(0, 4), min_size=1, max_size=40),
    length=st.integers(0, 6),
    ngram=st.integers(1, 4),
)
def test_a_draft_followed_the_same_tokens_before(
    tokens: list[int], length: int, ngram: int
) -> None:
    found = draft(tokens, length, ngram)
    assert len(found) <= length
    if found:
        places = range(1, len(tokens))
        assert any(
            tokens[at : at + len(found)] == found and tokens[at - 1] == tokens[-1] for at in places
        )
    elif length:
        assert tokens[-1] not in tokens[:-1]


def test_the_longest_then_the_latest_match_decides() -> None:
    assert draft([1, 2, 3, 9, 2, 3, 7, 1, 2, 3], 2) == [9, 2]
    assert draft([5, 8, 5, 9, 5], 3) == [9, 5]
    assert draft([1, 2, 3], 3) == []


@pytest.mark.parametrize("family", FAMILIES)
def test_lookup_equals_plain(family: str) -> None:
    for prompt in PROMPTS:
        plain = generate(model(family), [prompt], 24, logprobs=True)
        looked = generate(model(family), [prompt], 24, logprobs=True, lookup=4)
        assert looked.tokens == plain.tokens
        assert looked.finish_reasons == plain.finish_reasons
        assert looked.passes <= plain.passes
        assert plain.logprobs is not None and looked.logprobs is not None
        assert looked.logprobs[0] == pytest.approx(plain.logprobs[0], abs=1e-4)


def test_lookup_saves_passes_where_the_text_repeats(tmp_path: Path) -> None:
    """With attention almost switched off a model walks in circles: drafts are right at last, and
    rows accept different numbers of tokens."""
    circling = copy.deepcopy(model("llama"))
    with torch.no_grad():
        for layer in circling.model.layers:
            layer.self_attn.o_proj.weight.mul_(0.02)
    circling.save_pretrained(tmp_path)
    ours = load(tmp_path)
    prompts = [[1, a, b, a, b, a] for a in range(5, 25, 4) for b in range(60, 70, 3)]
    plain = generate(ours, prompts, 80, ignore_eos=True)
    looked = generate(ours, prompts, 80, ignore_eos=True, lookup=6)
    assert looked.tokens == plain.tokens
    alone = [generate(ours, [p], 80, ignore_eos=True, lookup=6) for p in prompts]
    assert [result.tokens[0] for result in alone] == plain.tokens
    assert len({result.passes for result in alone}) > 3
    assert min(result.passes for result in alone) < 60


@pytest.mark.parametrize("family", FAMILIES)
def test_lookup_equals_plain_in_a_ragged_batch(family: str) -> None:
    """Rows accept different numbers of drafted tokens, and must not disturb each other."""
    repeating = [p + p[-3:] * k for k, p in enumerate(PROMPTS, start=1)]
    plain = generate(model(family), repeating, 24, logprobs=True)
    looked = generate(model(family), repeating, 24, logprobs=True, lookup=5)
    assert looked.tokens == plain.tokens
    assert plain.logprobs is not None and looked.logprobs is not None
    for ours, theirs in zip(looked.logprobs, plain.logprobs, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-4)


def test_lookup_saves_passes_for_batches_of_transformers_models() -> None:
    circling = copy.deepcopy(model("llama"))
    with torch.no_grad():
        for layer in circling.model.layers:
            layer.self_attn.o_proj.weight.mul_(0.02)
    prompts = [[1, a, 60, a, 60, a] for a in range(5, 25, 4)] + [[1, 7, 8, 7]]
    plain = generate(circling, prompts, 60, ignore_eos=True)
    looked = generate(circling, prompts, 60, ignore_eos=True, lookup=6)
    assert looked.tokens == plain.tokens
    assert looked.passes < plain.passes
