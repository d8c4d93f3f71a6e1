"""How many CPU threads to use: measured at first use, not assumed.

More threads help only if the matrix is large and the cores are idle. On cores that others use,
threads wait for each other, in many small operations more than in one large: two can be twenty
times slower than one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

_GAIN = 0.8
"""More threads are taken only if they need at most this share of the time of fewer."""
_WINDOW_S = 0.05
"""Long enough to meet other processes on the cores, short enough not to be noticed."""


@contextmanager
def tuned(weight: Tensor | None, rows: int) -> Iterator[None]:
    """Run with the best number of threads for `rows` sequences and the matrix `weight` (D, V).

    Restores the number afterwards. Does nothing without a matrix, or where the environment
    (OMP_NUM_THREADS, MKL_NUM_THREADS) or the number of cores leaves no choice.
    """
    fixed = os.environ.get("OMP_NUM_THREADS") or os.environ.get("MKL_NUM_THREADS")
    if weight is None or fixed or cores() < 2:
        yield
        return
    before = torch.get_num_threads()
    try:
        inputs, outputs = weight.shape
        torch.set_num_threads(best(inputs, outputs, weight.dtype, 1 if rows == 1 else 16))
        yield
    finally:
        torch.set_num_threads(before)


def cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@lru_cache
def best(inputs: int, outputs: int, dtype: torch.dtype, rows: int) -> int:
    """The fewest threads that do a step of decoding about as fast as any number."""
    before = torch.get_num_threads()
    # A slice of a large matrix tells as much, sooner.
    weight = torch.ones((inputs, max(1, min(outputs, 2**22 // inputs))), dtype=dtype)
    count, least = 1, _seconds(weight, rows, 1)
    try:
        for more in _counts(cores()):
            taken = _seconds(weight, rows, more)
            if taken > 2 * least:
                break
            if taken < _GAIN * least:
                count, least = more, taken
    finally:
        torch.set_num_threads(before)
    return count


def _counts(most: int) -> list[int]:
    """2, 4, 8, … and `most` itself."""
    doubled = [2**n for n in range(1, most.bit_length()) if 2**n < most]
    return [*doubled, most]


def _seconds(weight: Tensor, rows: int, threads: int) -> float:
    """Mean time of a step: a large product and the small parallel regions of a few layers."""
    torch.set_num_threads(threads)
    x = weight.new_ones((rows, len(weight)))
    heads = weight.new_ones((rows, 8, 64, 32))

    def step() -> None:
        x @ weight
        for _ in range(4):
            scaled_dot_product_attention(heads[:, :, :1], heads, heads)

    step()
    start, steps = time.perf_counter(), 0
    while True:
        step()
        steps += 1
        spent = time.perf_counter() - start
        if spent > _WINDOW_S:
            return spent / steps
