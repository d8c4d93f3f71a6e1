"""Every filter on hand-made logits: what stays, what goes, ties, extremes, the borders."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from transformers import MinPLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from mlexplain.generation import filters

INF = float("inf")

# A coarse grid gives many ties; -inf is what a filter before this one left out.
values = st.one_of(st.integers(-6, 6).map(float), st.floats(-30, 30, width=32), st.just(-INF))
rows = st.lists(values, min_size=1, max_size=40).map(lambda row: torch.tensor([row]))
shares = st.floats(0.01, 1.0)
keeps = st.integers(1, 5)


def survivors(logits: Tensor) -> set[int]:
    return set(torch.isfinite(logits[0]).nonzero()[:, 0].tolist())


Filter = Callable[[Tensor, float, int], Tensor]
filter_calls: dict[str, Filter] = {
    "top_k": lambda logits, share, keep: filters.top_k(logits, math.ceil(share * 20), keep),
    "top_p": lambda logits, share, keep: filters.top_p(logits, share, keep),
    "min_p": lambda logits, share, keep: filters.min_p(logits, share, keep),
}


@pytest.mark.parametrize("name", filter_calls)
@given(logits=rows, share=shares, keep=keeps)
def test_a_filter_keeps_values_or_removes_them(
    name: str, logits: Tensor, share: float, keep: int
) -> None:
    out = filter_calls[name](logits.clone(), share, keep)
    left = survivors(out)
    assert left <= survivors(logits)
    assert all(out[0, token] == logits[0, token] for token in left)


@pytest.mark.parametrize("name", filter_calls)
@given(logits=rows, share=shares, keep=keeps)
def test_a_filter_keeps_the_best_and_enough(
    name: str, logits: Tensor, share: float, keep: int
) -> None:
    left = survivors(filter_calls[name](logits.clone(), share, keep))
    before = survivors(logits)
    assert len(left) >= min(keep, len(before))
    if before:
        worst = min(float(logits[0, token]) for token in left)
        assert all(float(logits[0, token]) <= worst for token in before - left)


@pytest.mark.parametrize("name", filter_calls)
@given(logits=rows, share=shares, keep=keeps)
def test_rows_are_filtered_apart(name: str, logits: Tensor, share: float, keep: int) -> None:
    together = filter_calls[name](torch.cat((logits.flip(1), logits, logits * 0.5)), share, keep)
    assert survivors(together[1:2]) == survivors(filter_calls[name](logits.clone(), share, keep))


@pytest.mark.parametrize("name", filter_calls)
def test_a_row_without_any_token_stays_so(name: str) -> None:
    out = filter_calls[name](torch.full((2, 7), -INF), 0.5, 2)
    assert bool((out == -INF).all())


@given(logits=rows, k=st.integers(1, 50), keep=keeps)
def test_top_k_keeps_k_and_what_ties_with_the_last(logits: Tensor, k: int, keep: int) -> None:
    left = survivors(filters.top_k(logits, k, keep))
    k = max(k, keep)
    ranked = sorted((float(v) for v in logits[0]), reverse=True)
    border = ranked[min(k, len(ranked)) - 1]
    assert left == {t for t in survivors(logits) if float(logits[0, t]) >= border}


@given(logits=rows, p=shares)
def test_top_p_keeps_the_smallest_sufficient_set(logits: Tensor, p: float) -> None:
    left = survivors(filters.top_p(logits, p))
    if not survivors(logits):
        return
    probs = logits[0].double().softmax(-1)
    mass = float(sum(probs[token] for token in left))
    assert mass >= p - 1e-5
    least = min(float(probs[token]) for token in left)
    assert len(left) == 1 or p == 1 or mass - least < p + 1e-5


@given(size=st.integers(2, 30), p=shares)
def test_top_p_takes_equal_tokens_by_their_ids(size: int, p: float) -> None:
    left = survivors(filters.top_p(torch.zeros((1, size)), p))
    assert left == set(range(len(left)))
    assert len(left) == pytest.approx(p * size, abs=1.001)


@given(logits=rows, p=shares)
def test_min_p_is_relative_to_the_best(logits: Tensor, p: float) -> None:
    left = survivors(filters.min_p(logits, p))
    probs = logits[0].double().softmax(-1)
    if survivors(logits):
        best = float(probs.max())
        assert all(float(probs[t]) >= p * best - 1e-6 for t in left)
        assert all(float(probs[t]) <= p * best + 1e-6 for t in survivors(logits) - left)


@given(logits=rows, value=st.floats(0.05, 20))
def test_temperature_divides_and_keeps_the_order(logits: Tensor, value: float) -> None:
    out = filters.temperature(logits, value)
    assert survivors(out) == survivors(logits)
    assert torch.allclose(out.double(), logits.double() / value, atol=1e-30)
    ranked = out[0, logits[0].argsort()]
    assert bool((ranked[1:] >= ranked[:-1]).all())


@pytest.mark.parametrize("size", [50, 3000])
@pytest.mark.parametrize("scale", [0.1, 1.0, 8.0])
@pytest.mark.parametrize("seed", range(5))
def test_borders_are_those_of_transformers(size: int, scale: float, seed: int) -> None:
    logits = torch.randn((6, size), generator=torch.Generator().manual_seed(seed)) * scale
    for k in (1, 7, size, 10 * size):
        assert torch.equal(filters.top_k(logits, k), TopKLogitsWarper(k)(None, logits))
    for p in (0.05, 0.3, 0.9, 0.999):
        # Near the border the two cumulative sums round differently: compare the masses.
        ours = filters.top_p(logits, p).isfinite()
        theirs = TopPLogitsWarper(p)(None, logits).isfinite()
        differing = (ours != theirs).float() * logits.softmax(-1)
        assert float(differing.sum(-1).max()) < 1e-4
        assert torch.equal(filters.min_p(logits, p), MinPLogitsWarper(p)(None, logits))
