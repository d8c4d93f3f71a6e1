"""Courses laid out by hand: warm-ups that fall, chances to explore that grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named, same, words
from mlexplain.explain.cautions.reading.terms import factors, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CHANCES = ("random", "rand", "uniform")
_ANY = ("randrange", "randint", "sample", "choice", "integers")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield from _cosine_rises(node, snippet)
        if isinstance(node, ast.If | ast.IfExp):
            yield from _warm_up(node, snippet)
            yield from _by_zero(node, snippet)
            yield from _grows(node, snippet)


def _warm_up(node: ast.If | ast.IfExp, snippet: Snippet) -> Iterator[Seen]:
    """`if step < warmup: return base * (1 - step / warmup)`, which falls to zero."""
    test = node.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return
    if not isinstance(test.ops[0], ast.Lt | ast.LtE):
        return
    step, end = test.left, test.comparators[0]
    if "warm" not in (dotted(end) or "").lower() and "warm" not in (dotted(step) or "").lower():
        return
    value = node.body if isinstance(node, ast.IfExp) else _given(node.body)
    above = factors(snippet.flow.value(value))[0] if value is not None else []
    for factor in above:
        parts = terms(snippet.flow.value(factor))
        ones = [t for s, t in parts if s > 0 and isinstance(t, ast.Constant) and t.value == 1]
        rest = [t for s, t in parts if s < 0]
        if len(parts) == 2 and ones and rest and _is_share(rest[0], step, end):
            yield Seen("warm-up-falls", value.lineno)  # type: ignore[union-attr]
            return


def _cosine_rises(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`base * 0.5 * (1 - cos(pi * t))` as a rate that should fall."""
    if match("1 - cos(a)", node, snippet) is None:
        return
    function = snippet.flow.function(node)
    statement = snippet.flow.statement(node)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    told = set(words(function.name if function is not None else "")) | (
        named(target.value if isinstance(target, ast.Subscript) else target) if target else set()
    )
    if function is not None:
        told |= {w for a in function.args.args for w in words(a.arg)}
    if any("warm" in row.lower() or "ramp" in row.lower() for row in snippet.rows):
        return
    above = snippet.flow.parent(node)
    halved = any(
        isinstance(n, ast.Constant) and n.value in (0.5, 2)
        for n in (walk(above) if isinstance(above, ast.BinOp) else [])
    )
    halved = halved or any(isinstance(n, ast.Constant) and n.value == 0.5 for n in walk(statement))
    told = {word.rstrip("0123456789") for word in told}
    if halved and told & {"lr", "rate", "eta", "learning", "anneal", "annealing", "annealed"}:
        yield Seen("cosine-rises", node.lineno)


def _by_zero(node: ast.If | ast.IfExp, snippet: Snippet) -> Iterator[Seen]:
    """`if step <= warmup: return step / warmup` with `warmup=0`."""
    test = node.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return
    if not isinstance(test.ops[0], ast.LtE):
        return
    end = test.comparators[0]
    body = [node.body] if isinstance(node, ast.IfExp) else node.body
    for part in body:
        for inner in walk(part):
            divides = isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div)
            if divides and same(inner.right, end) and _may_be_zero(end, snippet):  # type: ignore[attr-defined]
                yield Seen("warm-up-by-zero", inner.lineno, {"name": f"`{ast.unparse(end)}`"})  # type: ignore[attr-defined]
                return


def _may_be_zero(node: ast.expr, snippet: Snippet) -> bool:
    """Whether zero is what a name is set to, or its default."""
    value = snippet.flow.value(node)
    bound = snippet.flow.binding(node)
    function = snippet.flow.function(node)
    if bound is not None and bound.how == "given" and function is not None:
        spec = function.args
        names = [*spec.posonlyargs, *spec.args]
        pairs = list(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=False))
        pairs += [(a, d) for a, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=False) if d]
        value = next((d for a, d in pairs if a is bound.statement), value)
    return isinstance(value, ast.Constant) and value.value == 0


def _given(body: list[ast.stmt]) -> ast.expr | None:
    only = body[0] if len(body) == 1 else None
    return only.value if isinstance(only, ast.Return | ast.Assign) else None


def _is_share(node: ast.expr, step: ast.expr, end: ast.expr) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div)
        and any(same(n, step) for n in walk(node.left) if isinstance(n, ast.expr))
        and any(same(n, end) for n in walk(node.right) if isinstance(n, ast.expr))
    )


def _draws(node: ast.AST, names: tuple[str, ...]) -> bool:
    return any(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Name | ast.Attribute)
        and (n.func.attr if isinstance(n.func, ast.Attribute) else n.func.id) in names
        for n in walk(node)
    )


def _grows(node: ast.If | ast.IfExp, snippet: Snippet) -> Iterator[Seen]:
    """`eps = min(1.0, eps * 1.01)`, where below eps an action is drawn by chance."""
    test = node.test
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Lt | ast.LtE)):
        return
    chance = test.comparators[0]
    name = dotted(chance)
    body: list[ast.AST] = list(node.body) if isinstance(node, ast.If) else [node.body]
    if name is None or not _draws(test.left, _CHANCES):
        return
    if not any(_draws(part, _ANY) for part in body):
        return
    told = named(chance) & {"eps", "epsilon", "exploration", "explore", "e"}
    for change in snippet.nodes:
        if told and isinstance(change, ast.Assign | ast.AugAssign) and _raises(change, name):
            yield Seen("explores-ever-more", change.lineno, {"chance": f"`{name}`"})
            return


def _raises(change: ast.Assign | ast.AugAssign, name: str) -> bool:
    """`e *= 1.01`, `e += 0.01`, `e = min(1.0, e * 1.01)` and `e = e / 0.99`."""
    if isinstance(change, ast.AugAssign):
        if dotted(change.target) != name or not isinstance(change.value, ast.Constant):
            return False
        return _up(change.op, change.value.value)
    if dotted(change.targets[0]) != name:
        return False
    value = change.value
    if isinstance(value, ast.Call) and (dotted(value.func) or "").split(".")[-1] in (
        "min",
        "max",
        "minimum",
        "maximum",
    ):
        value = next((a for a in value.args if isinstance(a, ast.BinOp)), value)
    if not isinstance(value, ast.BinOp) or dotted(value.left) != name:
        return False
    return isinstance(value.right, ast.Constant) and _up(value.op, value.right.value)


def _up(op: ast.operator, by: object) -> bool:
    if not isinstance(by, int | float):
        return False
    if isinstance(op, ast.Mult):
        return by > 1
    if isinstance(op, ast.Div):
        return 0 < by < 1
    return isinstance(op, ast.Add) and by > 0
