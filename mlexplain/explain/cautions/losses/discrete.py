"""Losses through which no gradient passes: of class numbers, comparisons and numbers made anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.outputs import RESHAPING
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, named, receiver
from mlexplain.explain.facts.scope import dotted

_DISCRETE = frozenset(["argmax", "argmin", "round", "floor", "ceil", "sign", "argsort"])
_CHOOSING = frozenset(["max", "min", "topk", "sort"])
_CUT = frozenset(["item", "detach", "numpy", "tolist"])
_KEEPS = RESHAPING | {"mean", "sum", "abs", "pow", "square", "sqrt", "long", "int", "bool", "eq"}
_TARGETS = frozenset(["y", "yb", "label", "labels", "target", "targets", "true"])
_DEEPEST = 12


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        of = receiver(call)
        if method(call) != "backward" or of is None or call.args:
            continue
        cuts: list[tuple[ast.expr, str]] = []
        if _closed(of, snippet, cuts, 0) and cuts and _trains(snippet):
            where, what = cuts[0]
            values = {"value": f"`{ast.unparse(where)}`", "what": what}
            yield Seen("loss-without-gradient", where.lineno, values)


def _trains(snippet: Snippet) -> bool:
    return "step" in snippet.called_names


def _closed(node: ast.expr, snippet: Snippet, cuts: list[tuple[ast.expr, str]], depth: int) -> bool:
    """Whether no gradient passes, as far as each part is known; `cuts` collects what stops it."""
    flow = snippet.flow
    if depth > _DEEPEST:
        return False
    bound = flow.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if bound is not None and bound.how == "part" and bound.value is not None:
        chosen = snippet.operation(bound.value)
        if chosen is not None and chosen.name in _CHOOSING:
            if bound.place == (1,):
                cuts.append((node, f"`{chosen.name}`"))
                return True
            return False
        return _is_data(flow.value(bound.value), snippet)
    value = flow.value(node)
    if value is not node and isinstance(value, ast.Name | ast.Attribute):
        return _closed(value, snippet, cuts, depth + 1)
    if isinstance(value, ast.Name | ast.Attribute):
        return _is_data(value, snippet)
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.UnaryOp):
        return _closed(value.operand, snippet, cuts, depth + 1)
    if isinstance(value, ast.BinOp):
        sides = (value.left, value.right)
        return all(_closed(s, snippet, cuts, depth + 1) for s in sides)
    if isinstance(value, ast.Compare):
        if _reaches_run(value, snippet):
            cuts.append((value, "a comparison"))
            return True
        return False
    return isinstance(value, ast.Call) and _closed_call(value, snippet, cuts, depth)


def _closed_call(
    value: ast.Call, snippet: Snippet, cuts: list[tuple[ast.expr, str]], depth: int
) -> bool:
    if snippet.called(value) == "torch.tensor" and value.args:
        needs = keyword(value, "requires_grad")
        if needs is not None and _taken_out(value.args[0], snippet):
            cuts.append((value, "`torch.tensor`"))
            return True
        return False
    if snippet.is_loss(value) and len(value.args) >= 2:
        return all(_closed(a, snippet, cuts, depth + 1) for a in value.args[:2])
    done = snippet.operation(value)
    if done is None:
        return False
    if done.name in _DISCRETE | {"eq", "ne", "gt", "lt"} and _reaches_run(done.of, snippet):
        cuts.append((value, f"`{done.name}`"))
        return True
    return done.name in _KEEPS and _closed(done.of, snippet, cuts, depth + 1)


def _taken_out(node: ast.expr, snippet: Snippet) -> bool:
    return any(isinstance(n, ast.Call) and method(n) in _CUT for n in snippet.flow.reached(node))


def _reaches_run(node: ast.expr, snippet: Snippet) -> bool:
    return any(
        isinstance(n, ast.Call) and dotted(n.func) and snippet.is_model(n.func)
        for n in snippet.flow.reached(node)
    )


def _is_data(node: ast.expr, snippet: Snippet) -> bool:
    """What a loop or a caller hands over, or what is named like a target."""
    bound = snippet.flow.binding(node)
    if bound is not None:
        return bound.how == "item" or (bound.how == "given" and bool(named(node) & _TARGETS))
    return bool(named(node) & _TARGETS)
