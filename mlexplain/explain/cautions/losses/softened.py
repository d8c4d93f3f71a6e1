"""Softened targets: a temperature on one side alone, shares that do not sum to one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver, same
from mlexplain.explain.facts.scope import dotted

_SOFTMAX = ("softmax", "log_softmax")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if snippet.loss_name(call) in ("kl_div", "KLDivLoss") and len(call.args) >= 2:
            yield from _one_side(call, snippet)
        if method(call) in ("scatter_", "scatter") and len(call.args) >= 3:
            yield from _shares(call, snippet)


def _one_side(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`kl_div(log_softmax(s / T), softmax(t))`: only one of them is softened."""
    softened: list[ast.expr | None] = []
    bare: list[ast.expr] = []
    for side in call.args[:2]:
        done = snippet.operation(snippet.flow.value(side))
        if done is None or done.name not in _SOFTMAX:
            return
        scores = snippet.flow.value(done.of)
        divided = isinstance(scores, ast.BinOp) and isinstance(scores.op, ast.Div)
        if not divided and not isinstance(scores, ast.Name | ast.Attribute | ast.Call):
            return
        if isinstance(scores, ast.Call) and snippet.operation(scores) is not None:
            return  # scores changed in another way
        softened.append(scores.right if divided else None)  # type: ignore[attr-defined]
        if not divided:
            bare.append(done.of)
    by = next((s for s in softened if s is not None), None)
    if by is not None and len(bare) == 1:
        values = {"by": f"`{ast.unparse(by)}`", "bare": f"`{ast.unparse(bare[0])}`"}
        yield Seen("temperature-on-one-side", bare[0].lineno, values)


def _shares(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`full_like(logp, eps).scatter_(1, y, 1 - eps)`: eps is given to each of the others whole."""
    of, true = receiver(call), call.args[2]
    rest = match("1 - e", true, snippet)
    if of is None or rest is None:
        return
    each = _filled(of, call, snippet)
    if each is not None and same(each, rest["e"]):
        values = {"each": f"`{ast.unparse(each)}`"}
        yield Seen("smoothing-over-one", each.lineno, values)


def _filled(of: ast.expr, call: ast.Call, snippet: Snippet) -> ast.expr | None:
    """What all entries of a tensor are filled with."""
    name = dotted(of)
    value = snippet.flow.value(of)
    for node in snippet.calls:
        if method(node) == "fill_" and name is not None and node.lineno <= call.lineno:
            if dotted(receiver(node) or node) == name and node.args:
                return node.args[0]
    if not isinstance(value, ast.Call):
        return None
    if method(value) == "fill_":
        return value.args[0] if value.args else None
    if snippet.called(value).split(".")[-1] in ("full", "full_like") and len(value.args) > 1:
        return value.args[1]
    return None
