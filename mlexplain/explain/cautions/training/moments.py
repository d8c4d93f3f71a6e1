"""Running averages, as optimizers keep them: their weights and their correction."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    last_name,
    method,
    number,
    receiver,
    same,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    averages = list(_averages(snippet))
    for average in averages:
        yield from _weights(average, averages)
        yield from _turned(average, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _corrected(node, averages, snippet)
            yield from _without_power(node, averages, snippet)
            yield from _rooted(node, averages, snippet)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield from _first_round(node, snippet)


class Average(NamedTuple):
    """`of = keep * of + add * new`."""

    node: ast.AST
    of: ast.expr
    keep: ast.expr
    add: ast.expr
    new: ast.expr


def _averages(snippet: Snippet) -> Iterator[Average]:
    for node in snippet.nodes:
        in_place = _in_place(node)
        if in_place is not None:
            yield in_place
            continue
        if isinstance(node, ast.Assign):
            of, value = node.targets[0], node.value
        elif method(node) == "copy_" and isinstance(node, ast.Call) and node.args:
            of, value = node.func.value, node.args[0]  # type: ignore[attr-defined]
        else:
            continue
        if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)):
            continue
        name = _spelled(of)
        parts = [factors(value.left), factors(value.right)]
        kept = [p for p in parts if any(_spelled(f) == name for f in p)]
        rest = [p for p in parts if p not in kept]
        if len(kept) == 1 and len(kept[0]) == 2 and len(rest) == 1 and len(rest[0]) >= 2:
            keep = next(f for f in kept[0] if _spelled(f) != name)
            new = rest[0][1:]
            joined = new[0]
            for factor in new[1:]:
                joined = ast.copy_location(ast.BinOp(joined, ast.Mult(), factor), value)
            yield Average(node, of, keep, rest[0][0], joined)


def _in_place(node: ast.AST) -> Average | None:
    """`m.mul_(b).add_(g, alpha=1 - b)` and `v.mul_(b).addcmul_(g, g, value=1 - b)`."""
    name, first = method(node), receiver(node)
    if not isinstance(node, ast.Call) or first is None or not node.args:
        return None
    if name in ("lerp_", "lerp") and len(node.args) == 2:
        rest = ast.BinOp(ast.Constant(1), ast.Sub(), node.args[1])
        known = _rest_of_one(node.args[1])
        keep = known if known is not None else ast.copy_location(rest, node)
        return Average(node, first, keep, node.args[1], node.args[0])
    of = receiver(first)
    if not isinstance(first, ast.Call) or of is None or method(first) != "mul_" or not first.args:
        return None
    keep, new = first.args[0], node.args[0]
    if name == "add_":
        add = keyword(node, "alpha")
        if add is None and isinstance(new, ast.BinOp) and isinstance(new.op, ast.Mult):
            add, new = (new.left, new.right) if _rest_of_one(new.left) else (new.right, new.left)
    elif name == "addcmul_" and len(node.args) == 2:
        add = keyword(node, "value")
        new = ast.copy_location(ast.BinOp(new, ast.Mult(), node.args[1]), node)
    else:
        return None
    return Average(node, of, keep, add, new) if add is not None else None


def _spelled(node: ast.AST) -> str:
    return ast.unparse(node).removesuffix(".data")


def factors(node: ast.expr) -> list[ast.expr]:
    """The factors of a product; those that weigh first."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        found = [*factors(node.left), *factors(node.right)]
        return sorted(found, key=lambda f: _rest_of_one(f) is None)
    return [node]


def _rest_of_one(node: ast.expr) -> ast.expr | None:
    """`b` of `1 - b`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        if isinstance(node.left, ast.Constant) and node.left.value == 1:
            return node.right
    return None


def _weights(average: Average, averages: list[Average]) -> Iterator[Seen]:
    """`m = b1 * m + (1 - b2) * g`."""
    other = _rest_of_one(average.add)
    if other is None or same(other, average.keep):
        return
    if isinstance(average.node, ast.Call) and not any(same(a.keep, other) for a in averages):
        return  # a factor of its own, as the dampening of momentum
    if (dotted(other) and dotted(average.keep)) or (
        isinstance(other, ast.Constant) and isinstance(average.keep, ast.Constant)
    ):
        values = {"one": f"`{ast.unparse(average.keep)}`", "other": f"`{ast.unparse(other)}`"}
        yield Seen("average-weights", average.node.lineno, values)  # type: ignore[attr-defined]


def _value(node: ast.expr, snippet: Snippet) -> float | None:
    """The number that a name or an argument with a default stands for."""
    rest = _rest_of_one(node)
    if rest is not None:
        inner = _value(rest, snippet)
        return None if inner is None else 1 - inner
    node = snippet.flow.value(node)
    bound = snippet.flow.binding(node) if dotted(node) else None
    if bound is None and isinstance(node, ast.Name):
        node = snippet.values.get(node.id, node)
    if bound is not None and bound.how == "given":
        function = snippet.flow.function(bound.statement)
        if isinstance(function, Function):
            names = [a.arg for a in [*function.args.posonlyargs, *function.args.args]]
            defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
            node = defaults.get(dotted(node) or "", node)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    return None


def _turned(average: Average, snippet: Snippet) -> Iterator[Seen]:
    """`slow = 0.005 * slow + 0.995 * fast`: nearly nothing of the old is kept."""
    keep, add = _value(average.keep, snippet), _value(average.add, snippet)
    copied = isinstance(average.node, ast.Call)
    words = {last_name(n) for n in (average.keep, _rest_of_one(average.keep) or average.keep)}
    named = words & {"decay", "tau", "momentum", "beta", "ema_decay", "polyak"}
    buffer = (dotted(average.of) or "").startswith("self.") and _is_buffer(average.of, snippet)
    if keep is None or add is None or not (copied or named or buffer):
        return
    if 0 < keep <= 0.1 and abs(keep + add - 1) < 1e-9:
        values = {"old": f"`{ast.unparse(average.of)}`", "share": f"{keep:g}"}
        yield Seen("average-turned", average.node.lineno, values)  # type: ignore[attr-defined]


def _is_square_of(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and number(node.right) == 2:
        return node.left
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        sides = [f for f in factors(node) if _rest_of_one(f) is None]
        return sides[0] if len(sides) == 2 and same(*sides) else None
    if method(node) in ("pow", "square"):
        of = receiver(node)
        given = node.args  # type: ignore[attr-defined]
        return given[0] if dotted(of or node) in ("np", "torch", "numpy") else of
    return None


def _uses(node: ast.expr, average: Average, snippet: Snippet) -> bool:
    name = ast.unparse(average.of)
    parts = {name, name.split("[")[0]} if isinstance(average.of, ast.Subscript) else {name}
    return any(
        isinstance(n, ast.Name | ast.Attribute | ast.Subscript) and ast.unparse(n) in parts
        for n in snippet.flow.reached(node)
    )


def _rooted(node: ast.BinOp, averages: list[Average], snippet: Snippet) -> Iterator[Seen]:
    """`m / (sqrt(v) + eps)` wants `v` to average squares, and the root of it."""
    if _powers(node.right):
        return
    function = snippet.flow.function(node)
    mine = [a for a in averages if snippet.flow.function(a.node) is function]
    below = [a for a in mine if _uses(node.right, a, snippet)]
    above = [a for a in mine if a not in below and _uses(node.left, a, snippet)]
    if len(below) != 1:
        return
    roots = _has_root(node.right, snippet)
    values = {"average": f"`{ast.unparse(below[0].of)}`"}
    squared = _is_square_of(below[0].new)
    line = below[0].node.lineno  # type: ignore[attr-defined]
    own = squared is not None and _divides(squared, node.left)
    if roots and squared is None and any(same(a.new, below[0].new) for a in above):
        yield Seen("second-moment-not-squared", line, values)
    elif not roots and squared is not None and (own or any(same(a.new, squared) for a in above)):
        yield Seen("second-moment-without-root", node.lineno, values)


def _divides(squared: ast.expr, above: ast.expr) -> bool:
    """Whether the gradient whose squares are averaged is what is divided."""
    gradient = last_name(squared) in ("g", "grad", "gradient")
    return gradient and any(same(f, squared) for f in factors(above))


def _has_root(node: ast.expr, snippet: Snippet) -> bool:
    for inner in snippet.flow.reached(node):
        done = snippet.operation(inner)
        if done is not None and done.name in ("sqrt", "rsqrt", "sqrt_", "pow", "norm"):
            return True
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Pow):
            if isinstance(inner.right, ast.Constant) and isinstance(inner.right.value, float):
                return True
            if isinstance(inner.right, ast.BinOp):
                return True
    return False


def _powers(node: ast.expr) -> ast.BinOp | None:
    """`b ** t` of `1 - b ** t`."""
    rest = _rest_of_one(node)
    if isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Pow):
        return rest
    return None


def _corrected(node: ast.BinOp, averages: list[Average], snippet: Snippet) -> Iterator[Seen]:
    """An average is corrected with the factor of another one."""
    power = _powers(node.right)
    if power is None:
        return
    for average in averages:
        if snippet.flow.function(average.node) is not snippet.flow.function(node):
            continue
        mine = _spelled(average.of) == _spelled(node.left)
        if mine and dotted(power.left) and dotted(average.keep):
            if not same(power.left, average.keep):
                values = {
                    "average": f"`{ast.unparse(node.left)}`",
                    "own": f"`{ast.unparse(average.keep)}`",
                    "other": f"`{ast.unparse(power.left)}`",
                }
                yield Seen("corrected-with-other", node.lineno, values)


def _without_power(node: ast.BinOp, averages: list[Average], snippet: Snippet) -> Iterator[Seen]:
    """`m / (1 - b)`: the correction fits the first step only."""
    rest = _rest_of_one(node.right)
    if rest is None or dotted(rest) is None:
        return
    for average in averages:
        mine = snippet.flow.function(average.node) is snippet.flow.function(node)
        if mine and _spelled(average.of) == _spelled(node.left) and same(rest, average.keep):
            values = {"average": f"`{ast.unparse(node.left)}`", "keep": ast.unparse(rest)}
            yield Seen("correction-without-power", node.lineno, values)
            return


def _first_round(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`1 - b ** t` with a count that begins at zero."""
    power = _powers(node)
    up = snippet.flow.parent(node)
    name = dotted(power.right) if power is not None else None
    divides = isinstance(up, ast.BinOp) and isinstance(up.op, ast.Div) and up.right is node
    if power is None or name is None or not divides:
        return
    values = {"count": f"`{name}`"}
    bound = snippet.flow.binding(power.right)
    if bound is not None and bound.how == "item" and isinstance(bound.value, ast.Call):
        call, function = bound.value, dotted(bound.value.func)
        plain = function == "range" and (len(call.args) == 1 or number(call.args[0]) == 0)
        counted = function == "enumerate" and len(call.args) == 1 and not call.keywords
        if plain or (counted and bound.place[:1] == (0,)):
            yield Seen("correction-at-zero", node.lineno, values)
        return
    function_ = snippet.flow.function(node)
    changes = [
        n
        for n in walk(function_ or snippet.tree)
        if isinstance(n, ast.AugAssign) and dotted(n.target) == name
    ]
    zero = any(
        isinstance(n, ast.Assign) and dotted(n.targets[0]) == name and number(n.value) == 0
        for n in snippet.nodes
    )
    if changes and zero and all(c.lineno > node.lineno for c in changes):
        yield Seen("correction-at-zero", node.lineno, values)


def _is_buffer(node: ast.expr, snippet: Snippet) -> bool:
    """Whether `register_buffer` sets an attribute: a running statistic."""
    name = (dotted(node) or "").removeprefix("self.")
    return any(
        method(c) == "register_buffer"
        and c.args
        and isinstance(c.args[0], ast.Constant)
        and c.args[0].value == name
        for c in snippet.calls
    )
