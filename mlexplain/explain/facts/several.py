"""Names that hold several places at once, so that a subscript by them picks several entries."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.read.walk import walk

_EXTREMES = ("max", "min")
_PLACES = ("argmax", "argmin")
_SECOND = ("topk", "sort", "kthvalue")
_ALL = ("nonzero", "where")


def places(target: ast.expr, value: ast.expr) -> Iterator[str]:
    """`i` of `v, i = x.max(dim=1)`, `v, i = x.topk(3)`, `r, c = m.nonzero(as_tuple=True)` and
    `i = x.argmax(dim=1)`. Along the first or the last dimension there may be one place only."""
    if not isinstance(value, ast.Call):
        return
    name = called_name(value)
    if isinstance(target, ast.Tuple):
        held = [e.id if isinstance(e, ast.Name) else "" for e in target.elts]
        if name in _ALL and len(value.args) < 2:
            yield from filter(None, held)
        elif len(held) == 2 and held[1]:
            if name in _SECOND or (name in _EXTREMES and _further_dimension(value)):
                yield held[1]
    elif isinstance(target, ast.Name) and name in _PLACES and _further_dimension(value):
        yield target.id


def parted(target: ast.expr, source: ast.Call) -> Iterator[str]:
    """`i` of `for i in torch.randperm(n).split(k)` and `for i in np.array_split(order, k)`."""
    if isinstance(target, ast.Name) and called_name(source) in _PARTING:
        func = source.func
        if _ORDERS.search(ast.unparse(getattr(func, "value", func)) + ast.unparse(source)):
            yield target.id


_PARTING = ("split", "chunk", "array_split", "tensor_split")
_ORDERS = re.compile(r"randperm\(|permutation\(|arange\(|\b(?:perm|order|idx|indices)\b")


def partners(tree: ast.AST) -> set[str]:
    """`j` of `x.index_add_(0, j, y)`, and `i` beside it where `i, j = edges`."""
    found = {
        node.args[1].id
        for node in walk(tree)
        if isinstance(node, ast.Call)
        and called_name(node) in _AT_PLACES
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Name)
    }
    for node in walk(tree) if found else ():
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Tuple) and not isinstance(node.value, ast.Tuple | ast.Call):  # type: ignore[attr-defined]
            names = {e.id for e in target.elts if isinstance(e, ast.Name)}
            found |= names if names & found else set()
    return found


_AT_PLACES = ("index_add_", "index_add", "index_select", "scatter_add_", "scatter_add")


def _further_dimension(call: ast.Call) -> bool:
    """Whether a call reduces the second dimension or one behind it."""
    named = [k.value for k in call.keywords if k.arg in ("dim", "axis")]
    method = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") not in (
        *("torch", "np", "numpy"),
    )
    given = named or call.args[0 if method else 1 :]
    along = getattr(given[0], "value", None) if given else None
    return type(along) is int and along > 0
