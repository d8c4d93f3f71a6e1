"""Token for token what transformers gives, and the same whatever the batch, cache or drafts."""

from __future__ import annotations

import pytest
import torch

from mlexplain.generation import generate
from tests.generation.models import EOS, FAMILIES, PROMPTS, cut, model, reference

COUNT = 14
MANY_ENDS = [EOS, *range(100, 125)]
"""Enough end tokens that beams do end early."""

every_family = pytest.mark.parametrize("family", FAMILIES)


@every_family
def test_the_models_are_worth_testing(family: str) -> None:
    """Not every prompt gets the same token over and over."""
    written = [reference(model(family), prompt, COUNT) for prompt in PROMPTS]
    assert len({token for tokens in written for token in tokens}) >= 5
    assert len(set(map(tuple, written))) >= 4


@every_family
def test_greedy_equals_transformers_and_one_by_one(family: str) -> None:
    network = model(family)
    batch = generate(network, PROMPTS, COUNT).tokens
    assert batch == [reference(network, prompt, COUNT) for prompt in PROMPTS]
    assert batch == [generate(network, [prompt], COUNT).tokens[0] for prompt in PROMPTS]
    assert batch == generate(network, PROMPTS, COUNT, batch_size=2).tokens


@every_family
def test_cached_equals_uncached(family: str) -> None:
    network = model(family)
    cached = generate(network, PROMPTS, COUNT, logprobs=True)
    uncached = generate(network, PROMPTS, COUNT, logprobs=True, use_cache=False)
    assert cached.tokens == uncached.tokens
    assert cached.logprobs is not None
    for ours, theirs in zip(cached.logprobs, uncached.logprobs or [], strict=True):
        assert ours == pytest.approx(theirs, abs=1e-4)


@every_family
def test_log_probabilities_equal_a_full_forward_pass(family: str) -> None:
    network = model(family)
    result = generate(network, PROMPTS, COUNT, logprobs=True, echo=True)
    assert result.logprobs is not None
    for prompt, tokens, logprobs in zip(PROMPTS, result.tokens, result.logprobs, strict=True):
        assert tokens[: len(prompt)] == prompt
        assert len(logprobs) == len(tokens)
        assert logprobs[0] == 0.0
        ids = torch.tensor([tokens])
        with torch.inference_mode():
            full = network(input_ids=ids).logits.float().log_softmax(-1)
        expected = full[0, :-1].gather(1, ids[0, 1:, None])[:, 0].tolist()
        assert logprobs[1:] == pytest.approx(expected, abs=1e-4)


@every_family
def test_beam_search_equals_transformers(family: str) -> None:
    network = model(family)
    result = generate(network, PROMPTS, 8, num_beams=3, stop_tokens=MANY_ENDS)
    assert result.beams is not None
    for prompt, tokens, beams in zip(PROMPTS, result.tokens, result.beams, strict=True):
        expected, scores = beams_of_transformers(network, prompt, 8, 3)
        assert [beam.tokens for beam in beams] == expected
        assert [beam.score for beam in beams] == pytest.approx(scores, abs=1e-4)
        assert tokens == beams[0].tokens


@pytest.mark.parametrize("length_penalty", [-0.5, 0.0, 1.0, 2.5])
@pytest.mark.parametrize("early_stopping", [False, True, "never"])
@pytest.mark.parametrize("beams", [2, 5])
def test_beam_settings_mean_what_they_mean_in_transformers(
    length_penalty: float, early_stopping: bool, beams: int
) -> None:
    settings = {"length_penalty": length_penalty, "early_stopping": early_stopping}
    network = model("qwen2")
    result = generate(network, PROMPTS, 10, num_beams=beams, stop_tokens=MANY_ENDS, **settings)
    assert result.beams is not None
    for prompt, ours in zip(PROMPTS, result.beams, strict=True):
        expected, scores = beams_of_transformers(network, prompt, 10, beams, **settings)
        assert [beam.tokens for beam in ours] == expected
        assert [beam.score for beam in ours] == pytest.approx(scores, abs=1e-4)
    assert "stop" in result.finish_reasons


def test_a_beam_score_is_the_sum_of_its_log_probabilities() -> None:
    """Recomputed from a full forward pass of each finished beam."""
    network = model("llama")
    result = generate(network, PROMPTS, 9, num_beams=4, length_penalty=2.0, ignore_eos=True)
    assert result.beams is not None
    for prompt, beams in zip(PROMPTS, result.beams, strict=True):
        for beam in beams:
            with torch.inference_mode():
                ids = torch.tensor([prompt + beam.tokens])
                full = network(input_ids=ids).logits.float().log_softmax(-1)
            per_token = full[0, len(prompt) - 1 : -1].gather(1, ids[0, len(prompt) :, None])
            assert beam.logprobs == pytest.approx(per_token[:, 0].tolist(), abs=1e-4)
            assert beam.score == pytest.approx(float(per_token.sum()) / 9**2, abs=1e-4)


def test_beams_alone_without_cache_and_in_parts_are_the_same() -> None:
    network = model("gpt2")
    together = generate(network, PROMPTS, 8, num_beams=3).tokens
    assert together == [generate(network, [p], 8, num_beams=3).tokens[0] for p in PROMPTS]
    assert together == generate(network, PROMPTS, 8, num_beams=3, use_cache=False).tokens
    assert together == generate(network, PROMPTS, 8, num_beams=3, batch_size=6).tokens


def test_a_model_in_training_mode_is_used_without_dropout_and_put_back() -> None:
    network = model("gpt2")
    expected = generate(network, PROMPTS, 6).tokens
    network.train()
    try:
        assert generate(network, PROMPTS, 6).tokens == expected
        assert network.training
    finally:
        network.eval()


def test_a_half_precision_model_is_read_in_float32() -> None:
    """Log-probabilities are those of float32 logits: bfloat16 has but three decimal digits."""
    network = model("llama").to(torch.bfloat16)
    try:
        result = generate(network, PROMPTS[:1], 6, logprobs=True)
        ids = torch.tensor([PROMPTS[0] + result.tokens[0]])
        with torch.inference_mode():
            logits = network(input_ids=ids).logits[0, len(PROMPTS[0]) - 1 : -1]
        assert logits.dtype == torch.bfloat16
        expected = logits.float().log_softmax(-1).gather(1, ids[0, len(PROMPTS[0]) :, None])
    finally:
        model.cache_clear()
    assert result.logprobs is not None
    assert result.logprobs[0] == pytest.approx(expected[:, 0].tolist(), abs=0.1)
    assert any(value != float(torch.tensor(value).bfloat16()) for value in result.logprobs[0])


def beams_of_transformers(
    network: object, prompt: list[int], count: int, beams: int, **settings: object
) -> tuple[list[list[int]], list[float]]:
    out = network.generate(  # type: ignore[attr-defined]
        torch.tensor([prompt]),
        attention_mask=torch.ones((1, len(prompt)), dtype=torch.long),
        max_new_tokens=count,
        num_beams=beams,
        num_return_sequences=beams,
        do_sample=False,
        eos_token_id=MANY_ENDS,
        return_dict_in_generate=True,
        output_scores=True,
        **settings,
    )
    written = []
    for row in out.sequences.tolist():
        new = row[len(prompt) :]
        ends = [at for at, token in enumerate(new) if token in MANY_ENDS]
        written.append(new[: ends[0]] if ends else new)
    return written, out.sequences_scores.tolist()


def test_cutting_is_what_it_says() -> None:
    assert cut([5, EOS, 7]) == [5]
    assert cut([5, 7]) == [5, 7]
