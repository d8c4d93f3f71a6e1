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
        return _plain(result, None)
    if name in _DRAWS:
        return _plain(held, values.AT_LEAST_ONE if node.args or held is None else held.ndim)
    return statistic(base, name)


def statistic(base: Value, name: str) -> Value | None:
    held: Value | None = base.data
    return _plain(held, held.ndim) if held is not None and name in _STATISTICS else None


def _plain(held: Value | None, ndim: int | None) -> Value | None:
    if held is None or held.kind == values.UNION:
        return held
    return held.but(ndim=ndim, data=None)


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
