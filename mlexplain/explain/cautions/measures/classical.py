"""Classical learners by hand: least squares, boosting, the perceptron, temporal differences."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, receiver, same
from mlexplain.explain.cautions.reading.terms import factors, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_PRODUCTS = ("dot", "matmul")
_INVERSES = ("inv", "pinv", "inverse")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _least_squares(node, snippet)
        elif isinstance(node, ast.AugAssign):
            yield from _whole_taken_away(node)
            yield from _away_from_residual(node, snippet)
        elif isinstance(node, ast.If):
            yield from _perceptron(node)


def _least_squares(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`inv(X @ X.T) @ X.T`: the product of features with features is `X.T @ X`."""
    kind = (dotted(call.func) or "").split(".")[-1]
    if kind not in (*_INVERSES, "solve") or not call.args:
        return
    product = _product(snippet.flow.value(call.args[0]))
    if product is None:
        return
    left, right = product
    turned = isinstance(right, ast.Attribute) and right.attr == "T" and same(right.value, left)
    up = snippet.flow.parent(call)
    if kind == "solve":
        other = _product(snippet.flow.value(call.args[1])) if len(call.args) > 1 else None
        following = other[0] if other is not None else None
    else:
        if isinstance(up, ast.Attribute) and up.attr == "dot":
            up = snippet.flow.parent(up)
        after = _product(up) if isinstance(up, ast.expr) else None
        following = after[1] if after is not None and after[0] is call else None
    if turned and following is not None and same(following, right):
        values = {"code": f"`{ast.unparse(call.args[0])}`"}
        values["right"] = f"`{ast.unparse(right)} @ {ast.unparse(left)}`"
        yield Seen("normal-equation-turned", call.lineno, values)


def _product(node: ast.AST | None) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return node.left, node.right
    if (
        isinstance(node, ast.Call)
        and (dotted(node.func) or method(node)).split(".")[-1] in _PRODUCTS
    ):
        if len(node.args) == 2:
            return node.args[0], node.args[1]
        of = receiver(node)
        return (of, node.args[0]) if of is not None and len(node.args) == 1 else None
    return None


def _whole_taken_away(node: ast.AugAssign) -> Iterator[Seen]:
    """`Q[s, a] += alpha * r + gamma * best - Q[s, a]`: the rate reaches the first term alone."""
    if not isinstance(node.op, ast.Add):
        return
    name = ast.unparse(node.target)
    parts = terms(node.value)
    whole = [t for s, t in parts if s < 0 and ast.unparse(t) == name]
    if len(parts) > 2 and len(whole) == 1 and len(factors(parts[0][1])[0]) > 1:
        yield Seen("rate-for-one-term", node.lineno, {"name": f"`{name}`"})


def _away_from_residual(node: ast.AugAssign, snippet: Snippet) -> Iterator[Seen]:
    """`tree.fit(X, pred - y)` and then `pred += rate * tree.predict(X)`."""
    if not isinstance(node.op, ast.Add):
        return
    name = dotted(node.target)
    runs = [f for f in factors(node.value)[0] if method(f) == "predict"]
    of = receiver(runs[0]) if runs else None
    if of is None or name is None:
        return
    for call in snippet.calls:
        if method(call) != "fit" or len(call.args) < 2 or call.lineno > node.lineno:
            continue
        made = snippet.flow.value(of)
        if dotted(receiver(call) or call) != dotted(of) and made is not call:
            continue
        gap = snippet.flow.value(call.args[1])
        if isinstance(gap, ast.BinOp) and isinstance(gap.op, ast.Sub) and dotted(gap.left) == name:
            values = {"gap": f"`{ast.unparse(gap)}`", "name": f"`{name}`"}
            yield Seen("residual-turned", gap.lineno, values)
            return


def _perceptron(node: ast.If) -> Iterator[Seen]:
    """`if y * (w @ x) <= 0: w -= y * x`."""
    test = node.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Lt | ast.LtE):
        return
    bound = test.comparators[0]
    if number(bound) not in (0, 1) or not isinstance(test.left, ast.BinOp | ast.Call):
        return
    above = factors(test.left)[0]
    labels = [dotted(f) or ast.unparse(f) for f in above if not isinstance(f, ast.BinOp | ast.Call)]
    used = {dotted(n) for n in walk(test.left) if dotted(n)}
    if len(above) < 2:
        return
    for step in node.body:
        if not isinstance(step, ast.AugAssign) or not isinstance(step.op, ast.Sub):
            continue
        change = factors(step.value)[0]
        spelled = [ast.unparse(f) for f in change]
        data = [f for f in change if dotted(f) in used and dotted(f) not in labels]
        if (
            dotted(step.target) in used
            and any(s in labels for s in spelled)
            and (data or len(spelled) > 1)
        ):
            if number(bound) == 0:
                yield Seen("perceptron-turned", step.lineno, {"name": f"`{dotted(step.target)}`"})
                return
