"""`torch.distributions`: a distribution lies where its parameters lie."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import combining, values
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

_DRAWS = ("sample", "rsample", "sample_n")
_MEASURES = ("log_prob", "cdf", "icdf")
_STATISTICS = ("entropy", "mean", "stddev", "variance", "mode", "probs", "logits", "loc", "scale")


def construct(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`Normal(mean, std)`: its parameters meet, and tell where samples lie."""
    given = [*positional, *(v for k, v in keywords.items() if k != "validate_args")]
    if any(v is not None and v.kind == values.DISTRIBUTION for v in given):
        return given[0] if given else None  # Independent(Normal(…), 1)
    held = combining.combine(flow, node, given, broadcasting=True)
    return Value(values.DISTRIBUTION, data=held)


def method(
    flow: Flow, node: ast.Call, base: Value, name: str, positional: list[Value | None]
) -> Value | None:
    held: Value | None = base.data
    if name in _MEASURES:
        result = combining.combine(flow, node, [*positional[:1], held], broadcasting=True)
        return result.but(ndim=None, data=None) if result is not None else None
    if name in _DRAWS:
        drawn = held if not node.args else _shaped(held)
        return drawn.but(data=None) if drawn is not None else None
    return statistic(base, name)


def statistic(base: Value, name: str) -> Value | None:
    held: Value | None = base.data
    return held.but(data=None) if held is not None and name in _STATISTICS else None


def _shaped(held: Value | None) -> Value | None:
    known = held is not None and held.kind == values.TENSOR
    return held.but(ndim=values.AT_LEAST_ONE) if known and held is not None else held


def divergence(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`kl_divergence(p, q)`."""
    given = [v.data for v in positional[:2] if v is not None and v.kind == values.DISTRIBUTION]
    return combining.combine(flow, node, given, broadcasting=True) if len(given) == 2 else None
