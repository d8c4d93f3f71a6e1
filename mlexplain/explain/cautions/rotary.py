"""Rotary positions: halves that are exchanged without a minus."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.cautions.syntax import keyword, number
from mlexplain.explain.cautions.terms import adds, factors, terms
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`x * cos + rotate(x) * sin` is a rotation only if `rotate` turns one half's sign."""
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not adds(node):
            continue
        parts = [factors(t)[0] for _, t in terms(node)]
        if len(parts) != 2 or any(len(p) != 2 for p in parts):
            continue
        cosine = [p for p in parts if any(_wave(f, "cos") for f in p)]
        sine = [p for p in parts if any(_wave(f, "sin") for f in p)]
        if len(cosine) != 1 or len(sine) != 1 or cosine[0] is sine[0]:
            continue
        turned = next((f for f in sine[0] if not _wave(f, "sin")), None)
        turned = snippet.flow.value(turned) if turned is not None else None
        if isinstance(turned, ast.Call):
            function = snippet.flow.target(turned)
            given = snippet.flow.returns(function) if function is not None else [turned]
            if len(given) == 1 and _exchanged(given[0], snippet):
                yield Seen("halves-keep-sign", snippet.flow.value(given[0]).lineno)


def _wave(node: ast.expr, which: str) -> bool:
    return any(
        which in (n.id if isinstance(n, ast.Name) else n.attr).lower()
        for n in ast.walk(node)
        if isinstance(n, ast.Name | ast.Attribute)
    )


def _exchanged(node: ast.expr, snippet: Snippet) -> bool:
    """`cat((b, a), -1)` of the halves `a` and `b`, without any minus."""
    call = snippet.flow.value(node)
    joins = ("torch.cat", "torch.concat", "numpy.concatenate")
    if not isinstance(call, ast.Call) or snippet.called(call) not in joins or not call.args:
        return False
    parts = call.args[0]
    if not isinstance(parts, ast.Tuple | ast.List) or len(parts.elts) != 2:
        return False
    dim = keyword(call, "dim") or keyword(call, "axis")
    dim = dim or (call.args[1] if len(call.args) > 1 else None)
    bounds = [snippet.flow.binding(p) if dotted(p) else None for p in parts.elts]
    if number(dim) != -1 or any(b is None for b in bounds):
        return False
    one, two = bounds
    halves = one is not None and two is not None and one.value is two.value
    return halves and one.place == (1,) and two.place == (0,)  # type: ignore[union-attr]
