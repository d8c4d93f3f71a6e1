"""Frequencies against the exact distribution, seeds that repeat, independence from the batch.

The statistical bound: Pearson's chi-square of n draws over the tokens with an expected count of at
least 5 (the rest as one class) stays below df + 5 sqrt(2 df), five standard deviations above its
mean. A correct sampler passes with any seed but about one in a million; the seeds are fixed.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import (
    LogitsProcessorList,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from mlexplain.generation import generate
from mlexplain.generation.sampling import draw
from tests.generation.models import PROMPTS, model

DRAWS = 6000


def chi_square_is_small(counts: Counter[int], probs: list[float]) -> bool:
    total = sum(counts.values())
    common = [token for token, p in enumerate(probs) if p * total >= 5]
    classes = [(counts[token], probs[token] * total) for token in common]
    rest = total - sum(expected for _, expected in classes)
    if rest > 1:
        classes.append((total - sum(count for count, _ in classes), rest))
    statistic = sum((count - expected) ** 2 / expected for count, expected in classes)
    freedom = len(classes) - 1
    return statistic < freedom + 5 * math.sqrt(2 * freedom)


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": 1.0},
        {"temperature": 3.0},
        {"temperature": 2.0, "top_k": 12},
        {"temperature": 2.5, "top_p": 0.7},
        {"temperature": 4.0, "top_k": 40, "top_p": 0.8},
    ],
    ids=str,
)
def test_frequencies_are_those_of_the_exact_distribution(settings: dict[str, float]) -> None:
    network, prompt = model("llama"), PROMPTS[0]
    result = generate(
        network, [prompt] * DRAWS, 1, seed=11, ignore_eos=True, batch_size=2000, **settings
    )
    counts = Counter(tokens[0] for tokens in result.tokens)
    with torch.inference_mode():
        logits = network(input_ids=torch.tensor([prompt])).logits[:, -1].float()
    probs = exact(logits, settings)
    assert all(probs[token] > 0 for token in counts)
    assert len(counts) > 4
    assert chi_square_is_small(counts, probs)


def test_the_second_token_follows_its_own_distribution() -> None:
    """Draws of later steps are fresh: given the first token, the second is distributed rightly."""
    network, prompt = model("llama"), PROMPTS[1]
    result = generate(
        network, [prompt] * DRAWS, 2, temperature=1.5, top_k=3, seed=5, ignore_eos=True,
        batch_size=2000,
    )  # fmt: skip
    first, many = Counter(tokens[0] for tokens in result.tokens).most_common(1)[0]
    assert many > 1000
    counts = Counter(tokens[1] for tokens in result.tokens if tokens[0] == first)
    with torch.inference_mode():
        logits = network(input_ids=torch.tensor([[*prompt, first]])).logits[:, -1].float()
    assert chi_square_is_small(counts, exact(logits, {"temperature": 1.5, "top_k": 3}))


def exact(logits: torch.Tensor, settings: dict[str, float]) -> list[float]:
    """The distribution as transformers' warpers make it, in double precision."""
    warpers = LogitsProcessorList([TemperatureLogitsWarper(settings["temperature"])])
    if "top_k" in settings:
        warpers.append(TopKLogitsWarper(int(settings["top_k"])))
    if "top_p" in settings:
        warpers.append(TopPLogitsWarper(settings["top_p"]))
    probs: list[float] = warpers(None, logits)[0].double().softmax(-1).tolist()
    return probs


@pytest.mark.parametrize("family", ["llama", "gpt2", "gemma2-hybrid", "bloom"])
def test_samples_do_not_depend_on_the_batch(family: str) -> None:
    settings = {"temperature": 1.2, "top_p": 0.95, "seed": 7}
    together = generate(model(family), PROMPTS, 12, **settings).tokens
    assert together == [generate(model(family), [p], 12, **settings).tokens[0] for p in PROMPTS]
    assert together[::-1] == generate(model(family), PROMPTS[::-1], 12, **settings).tokens
    assert together == generate(model(family), PROMPTS, 12, batch_size=2, **settings).tokens


def test_seeds_repeat_and_differ() -> None:
    def sample(seed: int | list[int] | None) -> list[list[int]]:
        return generate(model("llama"), PROMPTS, 12, temperature=1.5, seed=seed).tokens

    assert sample(1) == sample(1)
    assert sample(1) != sample(2)
    assert sample(None) != sample(None)
    own = sample([4, 5, 6, 7, 8])
    assert own[2] == generate(model("llama"), [PROMPTS[2]], 12, temperature=1.5, seed=[6]).tokens[0]


@pytest.mark.parametrize("family", ["llama", "gpt2", "mistral"])
def test_samples_of_one_prompt_are_those_written_alone(family: str) -> None:
    prompts = [PROMPTS[2], PROMPTS[1], PROMPTS[2], PROMPTS[2]]
    given = [3, 1, 4, 3]
    settings: dict[str, Any] = {"temperature": 1.0, "logprobs": True, "echo": True}
    together = generate(model(family), prompts, 8, seed=given, **settings)
    for row, (prompt, seed) in enumerate(zip(prompts, given, strict=True)):
        alone = generate(model(family), [prompt], 8, seed=[seed], **settings)
        assert together.tokens[row] == alone.tokens[0]
        assert together.logprobs is not None and alone.logprobs is not None
        assert together.logprobs[row] == pytest.approx(alone.logprobs[0], abs=1e-4)


def test_copies_of_a_prompt_get_different_samples() -> None:
    written = generate(model("llama"), [PROMPTS[0]] * 8, 12, temperature=1.5, seed=3).tokens
    assert len(set(map(tuple, written))) == 8


def test_top_k_1_is_greedy() -> None:
    greedy = generate(model("llama"), PROMPTS, 12).tokens
    assert generate(model("llama"), PROMPTS, 12, temperature=0.7, top_k=1, seed=0).tokens == greedy
    assert generate(model("llama"), PROMPTS, 12, temperature=0.7, top_p=1e-9).tokens == greedy


weights = st.lists(st.integers(0, 5), min_size=1, max_size=700).filter(any)


@given(weights=weights, uniform=st.floats(0, 1, exclude_max=True))
def test_a_draw_inverts_the_cumulative_distribution(weights: list[int], uniform: float) -> None:
    total = sum(weights)
    probs = torch.tensor([weights], dtype=torch.float32) / total
    token = int(draw(probs, torch.tensor([uniform], dtype=torch.float64))[0])
    assert weights[token] > 0
    below = sum(weights[:token]) / total
    assert below - 1e-6 <= uniform <= below + weights[token] / total + 1e-6
