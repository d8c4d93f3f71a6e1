"""States that a network keeps from one call to the next, and what stands in a ring past its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    backward = [c for c in snippet.calls if method(c) == "backward" and snippet.flow.loops(c)]
    if backward and not any(keyword(c, "retain_graph") for c in backward):
        for owner in snippet.flow.classes.values():
            yield from _kept(owner, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.If):
            yield from _ring(node, snippet)


def _kept(owner: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    """`self.h = self.cell(x, self.h)` in `forward`, and nothing sets it back or detaches it."""
    forward = method_of(owner, "forward")
    text = ast.unparse(owner)
    if forward is None or "detach" in text or "no_grad" in text or ".data" in text:
        return
    for node in walk(forward):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
        held = {dotted(t) for t in targets if (dotted(t) or "").startswith("self.")}
        given = {dotted(n) for a in node.value.args for n in walk(a)}
        layer = snippet.called(snippet.flow.value(node.value.func)).startswith("torch.nn.")
        for name in sorted(n for n in held & given if n is not None):
            sets = [
                n
                for n in snippet.nodes
                if isinstance(n, ast.Attribute)
                and isinstance(n.ctx, ast.Store)
                and n.attr == name.split(".")[-1]
            ]
            elsewhere = [n for n in sets if not snippet.flow.inside(n, node)]
            begun = method_of(owner, "__init__")
            if layer and all(
                begun is not None and snippet.flow.inside(n, begun) for n in elsewhere
            ):
                yield Seen("state-keeps-graph", node.lineno, {"state": f"`{name}`"})
                return


def _ring(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """`self.at += 1; if self.at > self.size: self.at = 0` of a list with `size` places."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or node.orelse:
        return
    place, size = dotted(test.left), dotted(test.comparators[0])
    if not isinstance(test.ops[0], ast.Gt) or place is None or size is None or len(node.body) != 1:
        return
    step = node.body[0]
    back = isinstance(step, ast.Assign) and dotted(step.targets[0]) == place
    if not back or number(step.value) != 0:  # type: ignore[attr-defined]
        return
    owner = snippet.flow.class_of(node) or snippet.tree
    counted = any(
        isinstance(n, ast.AugAssign) and dotted(n.target) == place and number(n.value) == 1
        for n in walk(owner)
    )
    for use in walk(owner):
        if counted and isinstance(use, ast.Subscript) and dotted(use.slice) == place:
            made = snippet.flow.value(use.value)
            if _length(made, snippet) in {size, dotted(snippet.flow.value(test.comparators[0]))}:
                values = {"name": f"`{ast.unparse(use.value)}`", "index": f"`{place}`"}
                yield Seen("off-by-one", node.lineno, values)
                return


def _length(made: ast.expr, snippet: Snippet) -> str | None:
    """`n` of `[None] * n`, `np.zeros(n)` and `torch.zeros((n, 4))`."""
    if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mult):
        return dotted(made.right) if isinstance(made.left, ast.List) else dotted(made.left)
    if isinstance(made, ast.Call) and made.args:
        if snippet.called(made).split(".")[-1] in ("zeros", "empty", "ones", "full"):
            first = made.args[0]
            first = first.elts[0] if isinstance(first, ast.Tuple) and first.elts else first
            return dotted(first)
    return None
