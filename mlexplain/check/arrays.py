"""Arrays of numpy: whether what is made of one is a vector at least, or perhaps a mere number."""

from __future__ import annotations

import ast

from mlexplain.check import knowledge, values
from mlexplain.check.call import Call
from mlexplain.check.values import Value

_GIVES_ARRAY = {"rand": 1, "randn": 1, "random": 1, "permutation": 1, "choice": 2}
"""Function of `numpy.random` → how many arguments it takes to make an array."""


def made(call: Call) -> Value:
    """What a function of numpy gives."""
    last = call.dotted.rpartition(".")[2]
    first = call.first
    listed = first is not None and (
        first.kind in (values.ITEMS, values.EACH) or (first.kind == values.ARRAY and first.ndim)
    )
    if last in ("array", "asarray", "asanyarray", "ascontiguousarray"):
        several = listed
    elif last in ("mean", "sum", "std", "var", "median", "min", "max", "argmax", "argmin"):
        several = False
    elif call.dotted.startswith("numpy.random."):
        several = "size" in call.keywords or len(call.positional) >= _GIVES_ARRAY.get(last, 3)
    else:
        several = last in knowledge.SIZED_ARRAYS or listed
    return Value(values.ARRAY, ndim=values.AT_LEAST_ONE if several else None)


def item(node: ast.Subscript, base: Value, place: Value | None) -> Value:
    """`a[index]`: with a slice or another array an array, with a number perhaps a number."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    several = any(isinstance(part, ast.Slice) for part in parts) or (
        place is not None
        and (place.kind == values.EACH or (place.kind == values.ARRAY and bool(place.ndim)))
    )
    return base.but(ndim=values.AT_LEAST_ONE if base.ndim and several else None)
