"""The number of CPU threads: measured within the cores there are, put back afterwards."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from mlexplain.generation import generate, memory, threads
from tests.generation.models import PROMPTS, model


def test_the_measured_number_is_possible_and_the_old_one_comes_back(monkeypatch: Any) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    inside = []
    with threads.tuned(torch.zeros((64, 128)), rows=1):
        inside.append(torch.get_num_threads())
    assert 1 <= inside[0] <= threads.cores()
    assert torch.get_num_threads() == before
    with pytest.raises(ZeroDivisionError), threads.tuned(torch.zeros((64, 128)), rows=1):
        raise ZeroDivisionError
    assert torch.get_num_threads() == before


def test_the_environment_decides_where_it_speaks(monkeypatch: Any) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    before = torch.get_num_threads()
    with threads.tuned(torch.zeros((64, 128)), rows=8):
        assert torch.get_num_threads() == before


def test_generation_is_the_same_and_leaves_the_number_alone(monkeypatch: Any) -> None:
    expected = generate(model("llama"), PROMPTS, 8).tokens
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    assert generate(model("llama"), PROMPTS, 8).tokens == expected
    assert torch.get_num_threads() == before


def test_free_memory_is_plausible() -> None:
    free = memory.free_bytes(torch.device("cpu"))
    assert free is None or 2**24 < free < 2**50
    assert memory.size_text(31 * 2**20) == "31.0 MiB"
    assert memory.size_text(5 * 2**29) == "2.5 GiB"
    assert memory.size_text(12) == "12 bytes"
