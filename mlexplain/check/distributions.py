"""`torch.distributions`: a distribution lies where its parameters lie."""

from __future__ import annotations

from mlexplain.check import combining, values
from mlexplain.check.call import Call
from mlexplain.check.values import Value

_DRAWS = ("sample", "rsample", "sample_n")
_MEASURES = ("log_prob", "cdf", "icdf")
_STATISTICS = ("entropy", "mean", "stddev", "variance", "mode", "probs", "logits", "loc", "scale")


def construct(call: Call) -> Value | None:
    """`Normal(mean, std)`: its parameters meet, and tell where samples lie."""
    given = [*call.positional, *(v for k, v in call.keywords.items() if k != "validate_args")]
    if any(v is not None and v.kind == values.DISTRIBUTION for v in given):
        return given[0] if given else None  # Independent(Normal(…), 1)
    held = combining.combine(call.flow, call.node, given, broadcasting=True)
    return Value(values.DISTRIBUTION, data=held)


def method(call: Call, base: Value, name: str) -> Value | None:
    held: Value | None = base.data
    if name in _MEASURES:
        met = [*call.positional[:1], held]
        return _plain(combining.combine(call.flow, call.node, met, broadcasting=True), None)
    if name in _DRAWS:
        return _plain(held, values.AT_LEAST_ONE if call.node.args or held is None else held.ndim)
    return statistic(base, name)


def statistic(base: Value, name: str) -> Value | None:
    held: Value | None = base.data
    return _plain(held, held.ndim) if held is not None and name in _STATISTICS else None


def _plain(held: Value | None, ndim: int | None) -> Value | None:
    if held is None or held.kind == values.UNION:
        return held
    return held.but(ndim=ndim, data=None)


def divergence(call: Call) -> Value | None:
    """`kl_divergence(p, q)`."""
    given = [v.data for v in call.positional[:2] if v is not None and v.kind == values.DISTRIBUTION]
    if len(given) < 2:
        return None
    return combining.combine(call.flow, call.node, given, broadcasting=True)
