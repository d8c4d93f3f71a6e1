"""Counters of loops: changed without effect, or stopped one too early."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ROOTS = ("math.sqrt", "math.isqrt", "numpy.sqrt", "sqrt", "isqrt")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _without_effect(node, snippet)
            yield from _root_left_out(node, snippet)


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "range"


def _without_effect(loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(n): … i += 1`: the next round sets `i` anew."""
    name = dotted(loop.target)
    if not _is_range(loop.iter) or name is None:
        return
    inside = [n for part in loop.body for n in walk(part)]
    for change in inside:
        if not isinstance(change, ast.AugAssign) or dotted(change.target) != name:
            continue
        if number(change.value) is None:
            continue
        read = any(
            isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
            for step in _behind(change, loop, snippet)
            for n in walk(step)
        )
        loops = any(isinstance(n, ast.While) for n in inside)
        if not read and not loops:
            yield Seen("counter-set-anew", change.lineno, {"name": f"`{name}`"})
            return


def _behind(change: ast.stmt, loop: ast.For, snippet: Snippet) -> list[ast.stmt]:
    """What runs after a statement in the same round."""
    found: list[ast.stmt] = []
    node: ast.AST = change
    while node is not loop:
        block = snippet.flow.place(node)
        if block is None:
            break
        steps = getattr(block[0], block[1])
        for step in steps[steps.index(node) + 1 :] if isinstance(steps, list) else []:
            if isinstance(step, ast.Continue | ast.Break | ast.Return | ast.Raise):
                found.append(step)
                return found
            found.append(step)
        node = block[0]
    return found


def _root_left_out(loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for d in range(2, int(n ** 0.5))` that asks `n % d`: the root itself is not tried."""
    index = dotted(loop.target)
    if not _is_range(loop.iter) or len(loop.iter.args) not in (2, 3):  # type: ignore[attr-defined]
        return
    stop = snippet.flow.value(loop.iter.args[1])  # type: ignore[attr-defined]
    of = _of_root(stop, snippet)
    if of is None:
        return
    for node in walk(loop):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            if ast.unparse(node.left) == of and dotted(node.right) == index:
                yield Seen("root-left-out", loop.lineno, {"code": f"`{ast.unparse(stop)}`"})
                return


def _of_root(node: ast.expr, snippet: Snippet) -> str | None:
    """`n` of `int(n ** 0.5)` and `math.isqrt(n)`."""
    if isinstance(node, ast.Call) and dotted(node.func) == "int" and node.args:
        node = snippet.flow.value(node.args[0])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            half = isinstance(node.right, ast.Constant) and node.right.value == 0.5
            half = half or ast.unparse(node.right) == "1 / 2"
            return ast.unparse(node.left) if half else None
    elif isinstance(node, ast.Call) and not (dotted(node.func) or "").endswith("isqrt"):
        return None
    if isinstance(node, ast.Call) and node.args:
        name = snippet.called(node) or dotted(node.func) or ""
        if name in _ROOTS:
            return ast.unparse(node.args[0])
    return None
