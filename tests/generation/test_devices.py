"""Every path of generation on a pretend GPU: CUDA's device rules held over CPU tensors.

This shows that no tensor is left on the wrong device; it cannot show CUDA's numbers or speed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mlexplain.generation import Choices, generate, load
from tests.check.simulator import CudaSimulator
from tests.generation.models import PROMPTS, model

SETTINGS: dict[str, dict[str, Any]] = {
    "greedy": {"logprobs": True, "echo": True},
    "sampled": {"temperature": 0.9, "top_k": 20, "top_p": 0.9, "min_p": 0.01, "seed": 5},
    "beams": {"num_beams": 3},
    "lookup": {"lookup": 4},
    "constrained": {"constraints": [Choices([[5, 6], [7]])]},
    "uncached": {"use_cache": False},
    "sliding": {"context": "slide", "context_size": 12},
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_no_tensor_stays_behind(family: str, setting: str, tmp_path: Path) -> None:
    model(family).save_pretrained(tmp_path)
    expected = generate(load(tmp_path), PROMPTS, 10, **SETTINGS[setting])
    with CudaSimulator(devices=2):
        on_gpu = load(tmp_path, device="cuda:1", dtype="float32")
        got = generate(on_gpu, PROMPTS, 10, **SETTINGS[setting])
    assert got.tokens == expected.tokens
    assert got.finish_reasons == expected.finish_reasons
