"""Choosing the best round: comparisons that never hold, patience that is not set back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.cautions.syntax import (
    number,
)
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
            yield from _never_better(node, snippet)
            yield from _patience(node, snippet)


def best(node: ast.If) -> tuple[str, ast.expr, bool] | None:
    """`if x < best: best = x`: the name of the best, the new one, and whether less is better."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    left, right, less = test.left, test.comparators[0], isinstance(test.ops[0], ast.Lt | ast.LtE)
    if not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
        return None
    for step in node.body:
        for target, value in _set_in(step):
            name = dotted(target)
            if name and name == dotted(right) and ast.dump(value) == ast.dump(left):
                return name, left, less
            if name and name == dotted(left) and ast.dump(value) == ast.dump(right):
                return name, right, not less
    return None


def _set_in(step: ast.stmt) -> list[tuple[ast.expr, ast.expr]]:
    """Names and values of an assignment, also of `best, chosen = score, model`."""
    if not isinstance(step, ast.Assign):
        return []
    target, value = step.targets[0], step.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


def _never_better(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """The best begins at a value that nothing can pass in this direction."""
    found = best(node)
    if found is None or not snippet.flow.loops(node):
        return
    name, new, less = found
    loop = snippet.flow.loops(node)[-1]
    first = [
        b
        for b in snippet.flow.bindings(name, node)
        if b.how == "set" and not snippet.flow.inside(b.statement, loop)
    ]
    begins = first[-1].value if first else None
    start = _extreme(begins)
    values = {"name": f"`{name}`", "start": f"`{ast.unparse(begins)}`" if begins else ""}
    if (start == "inf" and not less) or (start == "-inf" and less):
        yield Seen("never-better", node.lineno, values)
    elif (less and number(begins) == 0) or (less and _is_zero(begins)):
        words = (dotted(new) or "").lower().replace(".", "_").split("_")
        if "loss" in words or "acc" in words or "accuracy" in words:
            yield Seen("never-better", node.lineno, values)


def _is_zero(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and type(node.value) is float


def _extreme(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return "-inf" if _extreme(node.operand) == "inf" else None
    if isinstance(node, ast.Call) and dotted(node.func) == "float" and len(node.args) == 1:
        text = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
        return {"inf": "inf", "-inf": "-inf", "Inf": "inf"}.get(str(text))
    return "inf" if dotted(node or ast.Pass()) in ("math.inf", "np.inf", "torch.inf") else None


def _patience(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """Rounds without progress are counted, but the count is never set back."""
    if best(node) is None or not snippet.flow.loops(node):
        return
    for step in node.orelse:
        if not isinstance(step, ast.AugAssign) or not isinstance(step.op, ast.Add):
            continue
        name, loop = dotted(step.target), snippet.flow.loops(node)[-1]
        if name is None or number(step.value) != 1:
            continue
        again = any(
            isinstance(n, ast.Assign)
            and any(dotted(m) == name for t in n.targets for m in ast.walk(t))
            for n in ast.walk(loop)
        )
        stops = any(
            isinstance(n, ast.If)
            and any(dotted(m) == name for m in ast.walk(n.test))
            and any(isinstance(m, ast.Break | ast.Return) for m in ast.walk(n))
            for n in ast.walk(loop)
        )
        if stops and not again:
            yield Seen("patience-not-reset", step.lineno, {"count": f"`{name}`"})
