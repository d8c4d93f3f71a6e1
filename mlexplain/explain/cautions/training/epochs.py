"""Totals of an epoch that keep what the epochs before have added."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`total = 0` before the epochs, and `total / len(loader)` told after each."""
    for outer in snippet.nodes:
        if not isinstance(outer, ast.For):
            continue
        inner = next((s for s in outer.body if isinstance(s, ast.For)), None)
        if inner is None:
            continue
        for name in _added(inner):
            if any(_sets(n, name) for n in walk(outer)):
                continue
            begun = [b for b in snippet.flow.bindings(name, outer) if b.how == "set"]
            if len(begun) != 1 or begun[0].at > (outer.lineno, 0):
                continue
            for step in outer.body[outer.body.index(inner) + 1 :]:
                if _averaged(step, name, inner, snippet):
                    line = begun[0].statement.lineno  # type: ignore[attr-defined]
                    yield Seen("total-not-reset", line, {"name": f"`{name}`"})
                    return


def _added(loop: ast.For) -> list[str]:
    """What the batches are added to."""
    found = []
    for node in walk(loop):
        of = receiver(node)
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            entry = node.target.value if isinstance(node.target, ast.Subscript) else node.target
            if isinstance(entry, ast.Name) and not isinstance(node.value, ast.Constant):
                found.append(entry.id)
        elif method(node) == "append" and isinstance(of, ast.Name):
            found.append(of.id)
    return found


def _sets(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(n, ast.Name) and n.id == name for t in node.targets for n in walk(t))
    cleared = method(node) in ("clear", "pop", "popleft")
    return cleared and dotted(receiver(node) or node) == name


def _averaged(step: ast.stmt, name: str, inner: ast.For, snippet: Snippet) -> bool:
    """Whether a step divides the total by the number of batches of one epoch, or all of a list."""
    over = {dotted(n) for n in walk(inner.iter) if dotted(n)}
    for node in walk(step):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            above_ = node.left.value if isinstance(node.left, ast.Subscript) else node.left
            if dotted(above_) == name:
                below = snippet.flow.value(node.right)
                counted = isinstance(below, ast.Call) and dotted(below.func) == "len"
                if counted and any(dotted(a) in over for a in below.args):  # type: ignore[attr-defined]
                    return True
            above, below_ = node.left, node.right
            listed = isinstance(above, ast.Call) and dotted(above.func) == "sum" and above.args
            if listed and dotted(above.args[0]) == name and f"len({name})" == ast.unparse(below_):  # type: ignore[attr-defined]
                return isinstance(step, ast.Expr)
        if isinstance(node, ast.Call) and snippet.called(node) == "numpy.mean" and node.args:
            if dotted(node.args[0]) == name and isinstance(step, ast.Expr):
                return True
    return False
