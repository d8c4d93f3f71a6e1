"""Choosing the best round: comparisons that never hold, patience that is not set back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    number,
    words,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_TOLERANCES = frozenset(["delta", "eps", "tol", "tolerance", "epsilon"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.If):
            yield from _never_better(node, snippet)
            yield from _patience(node, snippet)


def best(node: ast.If, otherwise: bool = False) -> tuple[str, ast.expr, bool] | None:
    """`if x < best: best = x`: the name of the best, the new one, and whether less is better.

    With `otherwise`, where the best is set in the `else`. A tolerance on either side is left out.
    """
    test = _tested(node.test)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    left, right, less = test.left, test.comparators[0], isinstance(test.ops[0], ast.Lt | ast.LtE)
    if not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
        return None
    gap = isinstance(left, ast.BinOp) and isinstance(left.op, ast.Sub)
    if gap and _is_tolerance(right) and not _is_tolerance(left.right):  # type: ignore[attr-defined]
        left, right = left.left, left.right  # type: ignore[attr-defined]
    left, right, less = _exact(left), _exact(right), less != otherwise
    for step in node.orelse if otherwise else node.body:
        for target, value in _set_in(step):
            name = dotted(target)
            if name and name == dotted(right) and ast.dump(value) == ast.dump(left):
                return name, left, less
            if name and name == dotted(left) and ast.dump(value) == ast.dump(right):
                return name, right, not less
    return None


def _tested(test: ast.expr) -> ast.expr:
    """`x < best` of `best is None or x < best`, `not best or x < best` and `x < best and i > 3`."""
    if isinstance(test, ast.BoolOp):
        compared = [
            v
            for v in test.values
            if isinstance(v, ast.Compare)
            and isinstance(v.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
        ]
        if isinstance(test.op, ast.Or) and len(test.values) == 2 and len(compared) == 1:
            return compared[0]
    return test


def _exact(node: ast.expr) -> ast.expr:
    """`best` of `best - 1e-4` and `best + self.min_delta`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return node.left if _is_tolerance(node.right) else node
    return node


def _is_tolerance(node: ast.expr) -> bool:
    known = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return known or bool(_TOLERANCES & set(words(dotted(node))))


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
    if found is None:
        return
    name, new, less = found
    begins = _beginning(node, name, snippet)
    start = _extreme(begins)
    values = {"name": f"`{name}`", "start": f"`{ast.unparse(begins)}`" if begins else ""}
    if (start == "inf" and not less) or (start == "-inf" and less):
        yield Seen("never-better", node.lineno, values)
    elif (less and number(begins) == 0) or (less and _is_zero(begins)):
        source = new.value if isinstance(new, ast.Subscript) else new
        told = {*words(dotted(source)), *words(name)}
        if told & {
            "losses",
            "errors",
            "loss",
            "acc",
            "accuracy",
            "rmse",
            "mse",
            "mae",
            "error",
            "err",
            "ppl",
        }:
            yield Seen("never-better", node.lineno, values)


def _beginning(node: ast.If, name: str, snippet: Snippet) -> ast.expr | None:
    """What the best was before the loop, or before the first call of a method."""
    loops = snippet.flow.loops(node)
    if loops:
        first = [
            b
            for b in snippet.flow.bindings(name, node)
            if b.how == "set" and not snippet.flow.inside(b.statement, loops[-1])
        ]
        if first:
            return first[-1].value
    made = _first_set(node, name, snippet)
    return made.value if made is not None else None


def _first_set(node: ast.AST, name: str, snippet: Snippet) -> ast.Assign | None:
    """`self.best = …` in `__init__`, where another method compares with it."""
    owner = snippet.flow.class_of(node)
    if owner is None or "." not in name:
        return None
    found = [n for n in walk(owner) if isinstance(n, ast.Assign) and dotted(n.targets[0]) == name]
    own = [n for n in found if (f := snippet.flow.function(n)) is not None and f.name == "__init__"]
    return own[0] if len(own) == 1 else None


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
    loops = snippet.flow.loops(node)
    if best(node) is not None:
        worse = node.orelse
    elif best(node, otherwise=True) is not None:
        worse = node.body
    else:
        return
    for step in worse:
        name = _counted(step)
        loop: ast.AST | None = loops[-1] if loops else snippet.flow.function(node)
        if name is None or loop is None:
            continue
        if not loops and _first_set(node, name, snippet) is None:
            continue
        if not loops and _asked(name, loop, snippet):
            yield Seen("patience-not-reset", step.lineno, {"count": f"`{name}`"})
            continue
        again = any(
            isinstance(n, ast.Assign)
            and n is not step
            and any(dotted(m) == name for t in n.targets for m in walk(t))
            for n in walk(loop)
        )
        asked = loop.test if isinstance(loop, ast.While) else None
        stops = (asked is not None and any(dotted(m) == name for m in walk(asked))) or any(
            isinstance(n, ast.If)
            and any(dotted(m) == name for m in walk(n.test))
            and any(isinstance(m, ast.Break | ast.Return) for m in walk(n))
            for n in walk(loop)
        )
        if stops and not again:
            yield Seen("patience-not-reset", step.lineno, {"count": f"`{name}`"})


def _counted(step: ast.stmt) -> str | None:
    """`n` of `n += 1` and `n = n + 1`."""
    if isinstance(step, ast.AugAssign):
        up = isinstance(step.op, ast.Add) and number(step.value) == 1
        return dotted(step.target) if up else None
    value = step.value if isinstance(step, ast.Assign) else None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and number(value.right) == 1:
        name = dotted(step.targets[0])  # type: ignore[attr-defined]
        return name if name == dotted(value.left) else None
    return None


def _asked(name: str, function: ast.AST, snippet: Snippet) -> bool:
    """A count that a method only raises and compares, and that no method sets back."""
    sets = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Assign) and any(dotted(m) == name for t in n.targets for m in walk(t))
    ]
    compared = any(
        isinstance(n, ast.Compare) and any(dotted(m) == name for m in walk(n))
        for n in walk(function)
    )
    return len(sets) == 1 and compared
