"""How many CPU threads to use: measured at first use, not assumed.

More threads help only if the matrix is large and the cores are idle. On cores that others use,
threads wait for each other: two can be twenty times slower than one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch
from torch import Tensor

_REPEATS = 7
_GAIN = 0.87
"""More threads are taken only if they need at most this share of the time of fewer."""
_BUDGET_S = 0.15


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
        torch.set_num_threads(_best(tuple(weight.shape), weight.dtype, 1 if rows == 1 else 16))
        yield
    finally:
        torch.set_num_threads(before)


def cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@lru_cache
def _best(shape: tuple[int, int], dtype: torch.dtype, rows: int) -> int:
    """The fewest threads that multiply (rows, D) by (D, V) about as fast as any."""
    # A slice of a large matrix tells as much, sooner.
    inputs, outputs = shape[0], max(1, min(shape[1], 2**23 // shape[0]))
    weight = torch.ones((inputs, outputs), dtype=dtype)
    x = torch.ones((rows, inputs), dtype=dtype)
    best, least = 1, _time(x, weight, 1)
    count = 2
    while count <= cores():
        taken = _time(x, weight, count)
        if taken < _GAIN * least:
            best, least = count, taken
        elif taken > 2 * least:
            break
        count = cores() if count < cores() < 2 * count else 2 * count
    return best


def _time(x: Tensor, weight: Tensor, count: int) -> float:
    """Seconds for one product: the upper quartile, since a stall now and then is what hurts."""
    torch.set_num_threads(count)
    x @ weight
    times: list[float] = []
    began = time.perf_counter()
    while len(times) < _REPEATS and time.perf_counter() - began < _BUDGET_S:
        start = time.perf_counter()
        x @ weight
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) * 3 // 4]
