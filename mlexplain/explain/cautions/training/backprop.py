"""Derivatives by hand: of the wrong value, turned round, or taken with weights already changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, same
from mlexplain.explain.cautions.reading.terms import factors
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_SIGMOIDS = ("sigmoid", "expit", "logistic", "sigm")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign):
            yield from _relu(node, snippet)
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mult):
                yield from _of_input(node, snippet)
            elif isinstance(node.op, ast.Div):
                yield from _half_difference(node, snippet)
        if isinstance(node, ast.For | ast.While | ast.FunctionDef):
            yield from _already_changed(node, snippet)


def _rectified(name: str | None, snippet: Snippet) -> bool:
    """Whether a value went through a ReLU, or is the result of one."""
    for call in snippet.calls:
        kind = (snippet.called(call) or dotted(call.func) or "").split(".")[-1].lower()
        zero = len(call.args) == 2 and any(number(a) == 0 for a in call.args)
        if not (kind == "relu" or (kind == "maximum" and zero)):
            continue
        if any(dotted(a) == name for a in call.args):
            return True
        up = snippet.flow.parent(call)
        if isinstance(up, ast.Assign) and dotted(up.targets[0]) == name:
            return True
    return False


def _relu(node: ast.Assign | ast.AugAssign, snippet: Snippet) -> Iterator[Seen]:
    """`dh[h > 0] = 0` and `dh * (h < 0)`: a ReLU lets the gradient through where it is positive."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        target, test = node.targets[0], node.targets[0].slice
        positive = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Gt | ast.GtE)
        if positive and number(node.value) == 0 and number(test.comparators[0]) == 0:  # type: ignore[attr-defined]
            name = dotted(test.left)  # type: ignore[attr-defined]
            if name != dotted(target.value) and _rectified(name, snippet):
                yield Seen("relu-gradient-turned", node.lineno, {"name": f"`{name}`"})
        return
    for part in factors(node.value)[0]:
        test = part
        while isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute):
            test = test.func.value
        if not isinstance(test, ast.Compare) or number(test.comparators[0]) != 0:
            continue
        name = dotted(test.left)
        changed = dotted(node.targets[0] if isinstance(node, ast.Assign) else node.target) or ""
        gradient = changed.split(".")[-1].lower().startswith(("d", "g"))
        if isinstance(test.ops[0], ast.Lt | ast.LtE) and gradient and _rectified(name, snippet):
            yield Seen("relu-gradient-turned", node.lineno, {"name": f"`{name}`"})


def _of_input(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`z * (1 - z)` beside `s = sigmoid(z)`."""
    if isinstance(snippet.flow.parent(node), ast.BinOp) and _is_left(node, snippet):
        return
    above = factors(node)[0]
    for rest in above:
        found = match("1 - z", rest, snippet)
        if found is None or not any(same(a, found["z"]) for a in above):
            continue
        given = found["z"]
        for call in snippet.calls:
            kind = (snippet.called(call) or dotted(call.func) or "").split(".")[-1].lower()
            done = snippet.operation(call)
            of = done.of if done is not None else (call.args[0] if call.args else None)
            if kind not in _SIGMOIDS and not (done is not None and done.name == "sigmoid"):
                continue
            if (
                of is not None
                and same(of, given)
                and dotted(given)
                and not _is_share(given, snippet)
            ):
                values = {"given": f"`{ast.unparse(given)}`", "call": f"`{ast.unparse(call)}`"}
                yield Seen("derivative-of-input", rest.lineno, values)
                return


def _is_left(node: ast.BinOp, snippet: Snippet) -> bool:
    up = snippet.flow.parent(node)
    return isinstance(up, ast.BinOp) and isinstance(up.op, ast.Mult)


def _is_share(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value is a sigmoid itself."""
    made = snippet.flow.value(node)
    kind = (dotted(made.func) or "").split(".")[-1] if isinstance(made, ast.Call) else ""
    return kind in _SIGMOIDS


def _half_difference(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`(f(x + h) - f(x - h)) / h`: the points are two steps apart."""
    step = dotted(node.right)
    above = snippet.flow.value(node.left)
    if step is None or not isinstance(above, ast.BinOp) or not isinstance(above.op, ast.Sub):
        return
    runs = [snippet.flow.value(s) for s in (above.left, above.right)]
    if not all(isinstance(r, ast.Call) for r in runs):
        return
    if ast.unparse(runs[0].func) != ast.unparse(runs[1].func):  # type: ignore[attr-defined]
        return
    around = snippet.flow.function(node) or snippet.tree
    moved: dict[type, set[str]] = {ast.Add: set(), ast.Sub: set()}
    for inner in walk(around):
        if isinstance(inner, ast.BinOp) and type(inner.op) in moved and dotted(inner.right) == step:
            moved[type(inner.op)].add(ast.unparse(inner.left))
        elif isinstance(inner, ast.AugAssign) and type(inner.op) in moved:
            value = inner.value
            if dotted(value) == step:
                moved[type(inner.op)].add(ast.unparse(inner.target))
    if moved[ast.Add] & moved[ast.Sub]:
        values = {"step": f"`{step}`"}
        yield Seen("steps-apart", node.lineno, values)


def _already_changed(around: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """`W2 -= …` and behind it `d @ W2.T`, for a gradient that wants the old weights."""
    body: list[ast.stmt] = around.body  # type: ignore[attr-defined]
    for i, step in enumerate(body):
        name = _changed_weights(step)
        if name is None:
            continue
        for later in body[i + 1 :]:
            if any(_stores(n, name) for n in walk(later) if not isinstance(n, ast.AugAssign)):
                break
            for inner in walk(later):
                turned = (
                    isinstance(inner, ast.Attribute)
                    and inner.attr == "T"
                    and dotted(inner.value) == name
                )
                if turned and _feeds_update(later, body[i + 1 :]):
                    yield Seen("weights-already-changed", later.lineno, {"name": f"`{name}`"})
                    return


def _changed_weights(step: ast.stmt) -> str | None:
    if isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Sub):
        return dotted(step.target)
    if isinstance(step, ast.Assign) and isinstance(step.value, ast.BinOp):
        name = dotted(step.targets[0])
        if isinstance(step.value.op, ast.Sub) and dotted(step.value.left) == name:
            return name
    return None


def _stores(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Name | ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and dotted(node) == name
    )


def _feeds_update(step: ast.stmt, later: list[ast.stmt]) -> bool:
    """Whether a gradient computed in a step changes other weights."""
    if not isinstance(step, ast.Assign):
        return _changed_weights(step) is not None
    name = dotted(step.targets[0])
    known = {name}
    for other in later:
        if other is step:
            continue
        used = {dotted(n) for n in walk(other) if isinstance(n, ast.Name | ast.Attribute)}
        if used & known:
            if _changed_weights(other) is not None:
                return True
            if isinstance(other, ast.Assign):
                known.add(dotted(other.targets[0]))
    return False
