"""Our own forward pass for the Llama family, loaded from folders, against transformers."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch

from mlexplain.generation import generate, load
from mlexplain.generation.llama import Llama
from mlexplain.generation.loading import Loaded
from tests.generation.models import OWN, PROMPTS, model, reference

own_family = pytest.mark.parametrize("family", OWN)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made: dict[str, Loaded] = {}

    def of(family: str) -> Loaded:
        if family not in made:
            folder = tmp_path_factory.mktemp(family)
            model(family).save_pretrained(folder)
            made[family] = load(folder)
        return made[family]

    return of


@own_family
def test_greedy_and_beams_equal_transformers(family: str, loaded: Any) -> None:
    ours = loaded(family)
    assert isinstance(ours.network, Llama)
    greedy = [reference(model(family), prompt, 40) for prompt in PROMPTS]
    assert generate(ours, PROMPTS, 40).tokens == greedy
    assert [generate(ours, [p], 40).tokens[0] for p in PROMPTS] == greedy
    assert generate(ours, PROMPTS, 40, use_cache=False).tokens == greedy
    beams = [reference(model(family), prompt, 12, num_beams=4) for prompt in PROMPTS]
    assert generate(ours, PROMPTS, 12, num_beams=4).tokens == beams


@own_family
def test_log_probabilities_equal_those_through_transformers(family: str, loaded: Any) -> None:
    ours = generate(loaded(family), PROMPTS, 10, logprobs=True, echo=True)
    theirs = generate(model(family), PROMPTS, 10, logprobs=True, echo=True)
    assert ours.tokens == theirs.tokens
    for mine, other in zip(ours.logprobs or [], theirs.logprobs or [], strict=True):
        assert mine == pytest.approx(other, abs=1e-4)


@own_family
def test_samples_equal_those_through_transformers(family: str, loaded: Any) -> None:
    settings = {"temperature": 1.3, "top_k": 50, "top_p": 0.9, "seed": 3}
    ours = generate(loaded(family), PROMPTS, 16, **settings)
    assert ours.tokens == generate(model(family), PROMPTS, 16, **settings).tokens
    assert ours.tokens == generate(loaded(family), PROMPTS, 16, lookup=5, **settings).tokens


def test_rows_that_end_early_leave_the_others_alone(loaded: Any) -> None:
    """Every fourth token is an end token here, so rows vanish from the batch at many steps."""
    prompts = [[1, start, start + 1] for start in range(3, 63)]
    ends = range(2, 211, 9)
    settings = {"stop_tokens": ends, "temperature": 1.0, "seed": 2}
    batch = generate(loaded("llama"), prompts, 60, **settings)
    alone = [generate(loaded("llama"), [p], 60, **settings).tokens[0] for p in prompts]
    assert batch.tokens == alone
    assert len({len(tokens) for tokens in batch.tokens}) > 10
    assert set(batch.finish_reasons) == {"stop"}


def test_many_long_prompts_are_prefilled_in_portions(loaded: Any) -> None:
    generator = torch.Generator().manual_seed(0)
    prompts = [
        torch.randint(3, 211, (80 + index % 7,), generator=generator).tolist()
        for index in range(64)
    ]
    batch = generate(loaded("qwen3"), prompts, 4).tokens
    assert batch[:3] + batch[-3:] == [
        generate(loaded("qwen3"), [p], 4).tokens[0] for p in prompts[:3] + prompts[-3:]
    ]


def test_reduced_precision_is_kept_and_sampled_in_float32(
    tmp_path: Path, llama_folder: Path
) -> None:
    ours = load(llama_folder, dtype="bfloat16")
    assert ours.network.dtype == torch.bfloat16
    result = generate(ours, PROMPTS, 8, logprobs=True)
    theirs = generate(model("llama"), PROMPTS, 1, logprobs=True)
    for mine, other in zip(result.logprobs or [], theirs.logprobs or [], strict=True):
        assert mine[0] == pytest.approx(other[0], abs=0.3)


def test_several_threads_may_use_one_model(loaded: Any) -> None:
    ours = loaded("llama")
    alone = [generate(ours, PROMPTS, 40, temperature=1.0, seed=n).tokens for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(generate, ours, PROMPTS, 40, temperature=1.0, seed=n) for n in range(4)
        ]
        assert [call.result().tokens for call in calls] == alone


def test_a_llama_folder_needs_no_transformers(llama_folder: Path) -> None:
    """Nor does importing the package need torch."""
    code = f"""
import sys
from mlexplain.generation import generate, load, Choices, Forbid, TextStream
assert "torch" not in sys.modules
model = load({str(llama_folder)!r})
tokens = generate(model, [model.encode("the loss")], 5).tokens
assert len(tokens) == 1
assert "transformers" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
