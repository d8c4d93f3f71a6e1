"""Parameters changed by hand: against the gradient, under autograd, by a new tensor."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    last_name,
    method,
    receiver,
)
from mlexplain.explain.cautions.training.graphs import LOSSES
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_NOT_IN_PLACE = ("requires_grad_", "share_memory_", "retain_grad_", "detach_", "apply_", "__")


def look(snippet: Snippet) -> Iterator[Seen]:
    backward = [n for n in snippet.calls if method(n) == "backward"]
    yield from _by_hand(backward, snippet)


def _by_hand(backward: list[ast.Call], snippet: Snippet) -> Iterator[Seen]:
    """`w += lr * w.grad`, in place outside `no_grad`, or by a new tensor in place of the leaf."""
    minimised = any(last_name(receiver(c) or c) in LOSSES for c in backward)
    for node in snippet.nodes:
        if isinstance(node, ast.AugAssign):
            target = node.target.value if isinstance(node.target, ast.Subscript) else node.target
            used = _uses_gradient(node.value, target)
            if isinstance(node.op, ast.Add) and used and minimised and not _negative(node.value):
                yield Seen("ascent", node.lineno, {"target": f"`{ast.unparse(node.target)}`"})
            if (used and isinstance(target, ast.Name)) or _is_leaf(target, snippet):
                yield from _in_place(target, node.lineno, snippet)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name, of = method(node.value), receiver(node.value)
            if of is None or not name.endswith("_") or name.endswith(_NOT_IN_PLACE):
                continue
            used = isinstance(of, ast.Name) and any(_uses_gradient(a, of) for a in node.value.args)
            if used or _is_leaf(of, snippet):
                yield from _in_place(of, node.lineno, snippet)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            yield from _rebound(node, snippet)


def _in_place(target: ast.expr, line: int, snippet: Snippet) -> Iterator[Seen]:
    if not snippet.sheltered(target):
        yield Seen("update-under-autograd", line, {"target": f"`{ast.unparse(target)}`"})


def _uses_gradient(value: ast.AST, target: ast.AST) -> bool:
    own = (dotted(target) or "").removesuffix(".data")
    return any(
        isinstance(n, ast.Attribute) and n.attr == "grad" and dotted(n.value) == own
        for n in walk(value)
    )


def _negative(value: ast.AST) -> bool:
    return any(isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) for n in walk(value))


def _is_leaf(node: ast.expr, snippet: Snippet, within: ast.AST | None = None) -> bool:
    """Whether a name holds a tensor that was made with `requires_grad`."""
    if isinstance(node, ast.Attribute) and node.attr in ("data", "grad"):
        return False
    bound = snippet.flow.binding(node)
    if bound is not None and bound.how == "changed" and bound.statement is not within:
        target = bound.statement.target  # type: ignore[attr-defined]
        return _is_leaf(target, snippet, bound.statement)
    value = snippet.flow.value(node)
    if not isinstance(value, ast.Call):
        return False
    needs = keyword(value, "requires_grad")
    if isinstance(needs, ast.Constant) and needs.value is True:
        return snippet.called(value).startswith("torch.")
    if snippet.called(value) == "torch.nn.Parameter":
        return needs is None
    return method(value) == "requires_grad_" and not value.args


def _rebound(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    target = node.targets[0]
    name = dotted(target)
    if name is None or not _uses_gradient(node.value, target) or not snippet.flow.loops(node):
        return
    before = [n for n in walk(node.value) if dotted(n) == name]
    loop = snippet.flow.loops(node)[0]
    again = any(
        (method(n) == "requires_grad_" and dotted(receiver(n) or n) == name)
        or (isinstance(n, ast.Attribute) and n.attr == "requires_grad" and dotted(n.value) == name)
        or (isinstance(n, ast.Assign) and n is not node and dotted(n.targets[0]) == name)
        for n in walk(loop)
    )
    if not again and any(_is_leaf(n, snippet) for n in before if isinstance(n, ast.expr)):
        yield Seen("leaf-replaced", node.lineno, {"target": f"`{name}`"})
