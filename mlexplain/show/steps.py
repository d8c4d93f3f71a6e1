"""How the nested steps of an explanation are numbered."""

from __future__ import annotations

from collections.abc import Sequence


def step_numbers(depths: Sequence[int]) -> list[str]:
    """`1`, `2`, `2.1`, `2.2`, `3`: the numbers of nested steps, from how deep each one is."""
    counters: list[int] = []
    numbers = []
    for depth in depths:
        level = min(depth, len(counters))
        counters = counters[: level + 1]
        if len(counters) <= level:
            counters.append(0)
        counters[level] += 1
        numbers.append(".".join(map(str, counters)))
    return numbers
