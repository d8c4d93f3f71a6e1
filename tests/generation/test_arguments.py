"""Settings out of range, contexts that are too small, logits that are no numbers."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from mlexplain.generation import ContextError, LogitsError, generate, load
from tests.generation.models import FAMILIES, PROMPTS, model


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"max_new_tokens": -1}, "max_new_tokens must be at least 0, not -1"),
        ({"temperature": -0.1}, "temperature must be a finite number"),
        ({"temperature": float("nan")}, "temperature must be a finite number"),
        ({"top_k": 0}, "top_k must be at least 1"),
        ({"top_p": 0.0}, "top_p must be above 0"),
        ({"top_p": 1.5}, "top_p must be above 0 and at most 1"),
        ({"min_p": 2}, "min_p must be between 0 and 1"),
        ({"min_logprob": 0.5}, "min_logprob must be 0 or less"),
        ({"num_beams": 2, "min_logprob": -1.0}, "min_logprob needs num_beams=1"),
        ({"num_beams": 0}, "num_beams must be at least 1"),
        ({"num_beams": 2, "temperature": 1.0}, "beam search does not sample"),
        ({"early_stopping": "maybe"}, "early_stopping must be"),
        ({"context": "wrap"}, "context must be"),
        ({"context_size": 0}, "context_size must be at least 1 and at most the model's 128"),
        ({"context_size": 129}, "at most the model's 128, not 129"),
        ({"lookup": -1}, "lookup must be 0"),
        ({"batch_size": 0}, "batch_size must be at least 1"),
        ({"stop_strings": ["x"]}, "need `decode`"),
        ({"stop_strings": [""], "decode": str}, "non-empty"),
        ({"seed": [1, 2]}, "2 seeds for 1 prompts"),
    ],
    ids=str,
)
def test_a_setting_out_of_range_is_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        generate(model("llama"), [[1]], **settings)


@pytest.mark.parametrize(
    ("prompts", "message"),
    [
        ([[1], []], "sequence 1: the prompt is empty"),
        ([[1, 211]], "sequence 0: token id 211 is outside the model's vocabulary of 211"),
        ([[1, -3, 5]], "token id -3 is outside"),
    ],
)
def test_a_wrong_prompt_is_named(prompts: list[list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        generate(model("llama"), prompts)


def test_no_prompts_give_no_results() -> None:
    result = generate(model("llama"), [], logprobs=True)
    assert result.tokens == [] and result.logprobs == []


# ---------------------------------------------------------------------------- context


def test_a_sequence_that_does_not_fit_is_refused_in_full_words() -> None:
    with pytest.raises(ContextError, match="sequence 1: 100 prompt tokens and 64 new ones are more "
                                           "than the context of 128"):  # fmt: skip
        generate(model("gpt2"), [[1], [7] * 100], 64)
    with pytest.raises(ContextError, match="beam search cannot slide"):
        generate(model("gpt2"), [[7] * 100], 64, num_beams=2, context="slide")
    with pytest.raises(ContextError, match="shorten it"):
        generate(model("gpt2"), [[7] * 129], 1, context="stop")
    assert len(generate(model("gpt2"), [[7] * 100], 28, ignore_eos=True).tokens[0]) == 28


def test_a_full_context_may_stop_the_sequence() -> None:
    prompts = [[7] * 120, [5, 6]]
    result = generate(model("gpt2"), prompts, 20, context="stop", ignore_eos=True)
    assert [len(tokens) for tokens in result.tokens] == [8, 20]
    assert result.finish_reasons == ["length", "length"]
    assert result.tokens[0] == generate(model("gpt2"), prompts, 8, ignore_eos=True).tokens[0]


@pytest.mark.parametrize("family", ["gpt2", "llama", "gemma3-hybrid", "our own llama"])
def test_a_sliding_context_sees_the_last_tokens(family: str, llama_folder: Path) -> None:
    """Against the plain definition: the model is called on the last tokens that fit, each time."""
    own = family == "our own llama"
    network, size = model("llama" if own else family), 16
    result = generate(
        load(llama_folder) if own else network,
        PROMPTS,
        20,
        context="slide",
        context_size=size,
        ignore_eos=True,
        lookup=3,
    )
    for prompt, written in zip(PROMPTS, result.tokens, strict=True):
        tokens = list(prompt)
        for _ in range(20):
            with torch.inference_mode():
                logits = network(input_ids=torch.tensor([tokens[-size:]])).logits
            tokens.append(int(logits[0, -1].argmax()))
        assert written == tokens[len(prompt) :]


# ------------------------------------------------------------------------ NaN and infinity


def broken(family: str, token: int, value: float) -> Any:
    """A model whose logits are not finite as soon as it reads `token`."""
    network = copy.deepcopy(model(family))
    with torch.no_grad():
        network.get_input_embeddings().weight[token] = value
    return network


@pytest.mark.parametrize("family", ["llama", "phi", "gemma2-hybrid"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("settings", [{}, {"temperature": 1.0, "seed": 0}, {"num_beams": 2}])
def test_a_prompt_that_gives_nan_is_an_error_that_says_where(
    family: str, value: float, settings: dict[str, float]
) -> None:
    network = broken(family, 199, value)
    with pytest.raises(
        LogitsError, match=r"sequence 1, new token 0: .* logits are NaN or"
    ) as caught:
        generate(network, [[5, 6], [5, 199, 6]], 4, **settings)
    assert (caught.value.sequence, caught.value.step) == (1, 0)


@pytest.mark.parametrize("lookup", [0, 4])
def test_a_nan_on_the_way_says_at_which_token(lookup: int) -> None:
    prompt = PROMPTS[1]
    healthy = generate(model("llama"), [prompt], 12, ignore_eos=True).tokens[0]
    step = next(at for at in range(3, 12) if healthy[at] not in [*prompt, *healthy[:at]])
    network = broken("llama", healthy[step], float("nan"))
    with pytest.raises(LogitsError) as caught:
        generate(network, [prompt], 12, ignore_eos=True, lookup=lookup)
    assert (caught.value.sequence, caught.value.step) == (0, step + 1)


def test_other_sequences_are_not_blamed() -> None:
    """The broken token is only in a prompt that is not asked for."""
    network = broken("llama", 199, float("nan"))
    assert generate(network, [[5, 6]], 4).tokens == generate(model("llama"), [[5, 6]], 4).tokens


@pytest.mark.parametrize("family", FAMILIES)
def test_huge_but_finite_logits_are_no_error(family: str) -> None:
    network = copy.deepcopy(model(family))
    head = network.get_output_embeddings()
    untied = torch.nn.Linear(head.in_features, head.out_features, bias=False)
    untied.weight = torch.nn.Parameter(head.weight.detach().clone() * 1e30)
    network.set_output_embeddings(untied)
    assert len(generate(network, [[5, 6]], 3, ignore_eos=True).tokens[0]) == 3
