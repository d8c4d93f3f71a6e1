"""Rotary positions: halves that are exchanged without a minus, frequencies that grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, last_name, number
from mlexplain.explain.cautions.reading.terms import adds, factors, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _unturned(snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield from _not_inverted(node, snippet)


def _unturned(snippet: Snippet) -> Iterator[Seen]:
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
        for n in walk(node)
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


def _not_inverted(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`outer(t, 10000 ** (arange(0, d, 2) / d))`: the frequencies are the inverse of these."""
    power = snippet.flow.value(node.right)
    if not (isinstance(power, ast.BinOp) and isinstance(power.op, ast.Div)):
        return
    base = snippet.flow.value(node.left)
    large = isinstance(base, ast.Constant) and base.value in (10000, 10000.0, 500000, 500000.0)
    if not large and last_name(node.left) not in ("base", "theta", "rope_theta"):
        return
    if not any(snippet.called(n).endswith("arange") for n in snippet.flow.reached(power.left)):
        return
    if any(isinstance(n, ast.UnaryOp) for n in snippet.flow.reached(power)):
        return
    for up in _uses(node, snippet):
        done = snippet.operation(up) if isinstance(up, ast.Call) else None
        product = isinstance(up, ast.BinOp) and isinstance(up.op, ast.Mult)
        if product or (done is not None and done.name in ("outer", "ger")):
            waves = snippet.called_names & {"cos", "sin", "polar"}
            if waves:
                values = {"code": f"`{ast.unparse(node)}`"}
                yield Seen("frequencies-not-inverted", node.lineno, values)
                return


def _uses(node: ast.expr, snippet: Snippet) -> Iterator[ast.AST]:
    """What an expression stands in, directly or by its name."""
    up = snippet.flow.parent(node)
    if isinstance(up, ast.Assign):
        name = dotted(up.targets[0])
        for use in snippet.nodes:
            if isinstance(use, ast.Name | ast.Attribute) and isinstance(use.ctx, ast.Load):
                if dotted(use) == name and (over := snippet.flow.parent(use)) is not None:
                    over_ = snippet.flow.parent(over)
                    indexed = isinstance(over, ast.Subscript) and over_ is not None
                    yield over_ if indexed and over_ is not None else over
    elif up is not None:
        yield up
