"""Layers that are thawed later, and the optimizer that does not know them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    optimizers = [
        c
        for c in snippet.calls
        if snippet.called(c).startswith("torch.optim.") and "lr_scheduler" not in snippet.called(c)
    ]
    if len(optimizers) != 1 or "add_param_group" in snippet.called_names:
        return
    call = optimizers[0]
    given = call.args[0] if call.args else keyword(call, "params")
    part = _whose(given)
    if part is None or "." not in part:
        return
    for node in snippet.nodes:
        whole = _thawed(node)
        if whole is None or node.lineno <= call.lineno:  # type: ignore[attr-defined]
            continue
        outside = part.startswith(f"{whole}.") or (
            not whole.startswith(part) and whole.split(".")[0] == part.split(".")[0]
        )
        if outside and any(method(c) == "backward" for c in snippet.calls):
            values = {"whole": f"`{whole}`", "part": f"`{part}`"}
            yield Seen("thawed-without-optimizer", node.lineno, values)  # type: ignore[attr-defined]
            return


def _whose(given: ast.expr | None) -> str | None:
    """`net.head` of `net.head.parameters()`."""
    if given is None or method(given) != "parameters":
        return None
    return dotted(receiver(given) or given)


def _thawed(node: ast.AST) -> str | None:
    """`net` of `for p in net.parameters(): p.requires_grad = True` and `net.requires_grad_(True)`."""
    if isinstance(node, ast.For) and method(node.iter) == "parameters" and len(node.body) == 1:
        step, name = node.body[0], dotted(node.target)
        if isinstance(step, ast.Assign) and dotted(step.targets[0]) == f"{name}.requires_grad":
            if isinstance(step.value, ast.Constant) and step.value.value is True:
                return dotted(receiver(node.iter) or node.iter)
        call = step.value if isinstance(step, ast.Expr) else step
        if method(call) == "requires_grad_" and _is_true(call):
            return dotted(receiver(node.iter) or node.iter)
    elif isinstance(node, ast.Call) and method(node) == "requires_grad_" and _is_true(node):
        return dotted(receiver(node) or node)
    return None


def _is_true(call: ast.AST) -> bool:
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    return given is None or (isinstance(given, ast.Constant) and given.value is True)
