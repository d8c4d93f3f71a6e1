"""Whether the vectors of a value have length one: by what was done last, not by what was once done
on the way. A linear layer behind a normalisation undoes it."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.predicates import called_name, has_norm
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.read.walk import walk

_KEEPING = frozenset(
    (
        *("to", "cpu", "cuda", "float", "half", "double", "detach", "numpy", "clone", "copy", "t"),
        *("contiguous", "astype", "squeeze", "unsqueeze", "transpose", "cat", "stack", "concat"),
        *("concatenate", "vstack", "array", "asarray", "tensor", "from_numpy", "chunk", "split"),
        *("gather", "all_gather", "repeat", "expand", "requires_grad_", "roll", "flip"),
    )
)
"""What moves vectors about and leaves them as long as they are."""
_DEEPEST = 12


def has_unit_length(node: ast.AST, scope: Scope, depth: int = 0) -> bool:
    """Whether the last thing done to a value that could change lengths made them one."""
    if depth > _DEEPEST or _is_whole(node, scope):
        return False
    held = scope.definitions.get(id(node))
    if held is not None:
        return has_unit_length(held, scope, depth + 1)
    if isinstance(node, ast.Name):
        entries = scope.elements.get(node.id)
        if entries is not None:
            return has_unit_length(entries, scope, depth + 1)
        return node.id in scope.uses.get("unit length", ())
    if isinstance(node, ast.BinOp):
        return has_norm(node) or _divides_by_norm(node, scope)
    if isinstance(node, ast.Call):
        if called_name(node) == "normalize":
            return True
        returned = scope.returned.get(dotted(node.func) or "", ())
        if any(has_unit_length(r, scope, depth + 1) for r in returned):
            return True
        if called_name(node) not in _KEEPING:
            return False
        given = [*node.args, getattr(node.func, "value", None)]
        return any(g is not None and has_unit_length(g, scope, depth + 1) for g in given)
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "data"):
        return has_unit_length(node.value, scope, depth + 1)
    if isinstance(node, ast.Subscript):
        return not _cuts_vectors(node.slice) and has_unit_length(node.value, scope, depth + 1)
    if isinstance(node, ast.IfExp):
        return all(has_unit_length(n, scope, depth + 1) for n in (node.body, node.orelse))
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and all(has_unit_length(e, scope, depth + 1) for e in node.elts)
    if isinstance(node, ast.ListComp | ast.GeneratorExp):
        return has_unit_length(node.elt, scope, depth + 1)
    return False


def _is_whole(node: ast.AST, scope: Scope) -> bool:
    """Whether it is a matrix that was divided by one norm of all its entries: its rows are shorter."""
    name = getattr(node, "id", None)
    whole = name in scope.uses.get("norm of the whole", ())
    return whole and name in scope.uses.get("turned", ())


def _divides_by_norm(node: ast.BinOp, scope: Scope) -> bool:
    """`v / n` below `n = np.linalg.norm(v)`."""
    if not isinstance(node.op, ast.Div):
        return False
    for part in walk(node.right):
        held = scope.definitions.get(id(part))
        if held is not None and any(called_name(n) in ("norm", "vector_norm") for n in walk(held)):
            return True
    return False


def _cuts_vectors(index: ast.expr) -> bool:
    """`x[:, :3]` leaves only a part of each vector; `x[i]` and `x[:n]` take whole ones."""
    places = index.elts if isinstance(index, ast.Tuple) else []
    return any(
        isinstance(p, ast.Slice) and (p.lower or p.upper or p.step) for p in places[1:]
    ) or any(isinstance(p, ast.Constant) and type(p.value) is int for p in places[1:])
