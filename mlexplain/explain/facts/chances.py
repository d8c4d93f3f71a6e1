"""Whether a value holds probabilities: by what was done last, else by its name."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.predicates import called_name, is_spelled
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.read.walk import walk

_MAKING = frozenset(("softmax", "sigmoid", "expit", "predict_proba", "softmax_", "sigmoid_"))
_KEEPING = frozenset(
    (
        *("to", "cpu", "cuda", "float", "half", "double", "detach", "numpy", "clone", "copy"),
        *("contiguous", "astype", "squeeze", "unsqueeze", "transpose", "cat", "stack", "view"),
        *("concatenate", "vstack", "array", "asarray", "tensor", "reshape", "flatten", "ravel"),
        *("gather", "permute", "expand", "clamp", "clip", "clamp_", "clamp_min", "maximum"),
        *("max", "amax", "sort", "topk", "mean", "take_along_axis", "index_select", "nan_to_num"),
    )
)
"""What leaves probabilities between zero and one."""
_SPELLED = (
    *("p", "q", "prob", "probs", "proba", "probas", "probability", "probabilities", "softmax"),
    *("sm", "yhat", "pred", "preds", "prediction", "predictions", "output", "outputs"),
)
_DEEPEST = 12


def are_probabilities(node: ast.AST, scope: Scope, depth: int = 0) -> bool:
    """Whether the last thing done to a value made it probabilities, or where the code does not show
    what was done, its name says so."""
    if depth > _DEEPEST:
        return False
    held = scope.definitions.get(id(node))
    if held is not None and not _is_unknown(held, scope):
        return are_probabilities(held, scope, depth + 1)
    if isinstance(node, ast.Name | ast.Attribute):
        return names_probabilities(node)
    if isinstance(node, ast.BinOp):
        return _of_operation(node, scope, depth)
    if isinstance(node, ast.Subscript):
        return are_probabilities(node.value, scope, depth + 1)
    if isinstance(node, ast.Call):
        return _of_call(node, scope, depth)
    if isinstance(node, ast.IfExp):
        return all(are_probabilities(n, scope, depth + 1) for n in (node.body, node.orelse))
    return False


def names_probabilities(node: ast.AST) -> bool:
    """Whether what a name is called is what probabilities are called."""
    if called_name(node) in _MAKING:
        return True
    return is_spelled(node, list(_SPELLED)) or ast.unparse(node) in ("y_hat", "A", "A2", "a2")


def _of_call(node: ast.Call, scope: Scope, depth: int) -> bool:
    name = called_name(node)
    if name in _MAKING:
        return True
    owner = getattr(node.func, "value", None)
    given = [*node.args, *([owner] if isinstance(owner, ast.expr) else [])]
    if name == "exp":
        inner = [n for g in given[:1] for n in walk(g)]
        held = [scope.definitions.get(id(n), n) for n in inner]
        return any("log_softmax" in called_name(n) or "log_prob" in ast.unparse(n) for n in held)
    returned = scope.returned.get(dotted(node.func) or "", ())
    if any(are_probabilities(r, scope, depth + 1) for r in returned):
        return True
    if name not in _KEEPING:
        return False
    return any(are_probabilities(g, scope, depth + 1) for g in given)


def _of_operation(node: ast.BinOp, scope: Scope, depth: int) -> bool:
    """`x / x.sum()`, `1 - p`, `p + 1e-9`, `1 / (1 + exp(-x))`."""
    if isinstance(node.op, ast.Div):
        below = scope.definitions.get(id(node.right), node.right)
        if any(called_name(n) == "sum" for n in walk(below)):
            return True
        return getattr(node.left, "value", None) == 1 and "exp(" in ast.unparse(below)
    if isinstance(node.op, ast.Sub):
        one = getattr(node.left, "value", None) == 1
        return one and are_probabilities(node.right, scope, depth + 1)
    tiny = isinstance(node.right, ast.Constant | ast.Name | ast.Attribute)
    adds = isinstance(node.op, ast.Add) and tiny
    return adds and are_probabilities(node.left, scope, depth + 1)


def _is_unknown(held: ast.expr, scope: Scope) -> bool:
    """Whether what a name was set to does not show what it is: `model(x)`, `batch["p"]`."""
    while isinstance(held, ast.Subscript):
        held = held.value
    if isinstance(held, ast.Name | ast.Attribute):
        return id(held) not in scope.definitions
    if not isinstance(held, ast.Call):
        return False
    plain = isinstance(held.func, ast.Name) or (dotted(held.func) or "").startswith("self.")
    return (
        plain
        and called_name(held) not in (*_MAKING, *_KEEPING, "exp")
        and not scope.returned.get(dotted(held.func) or "")
    )
