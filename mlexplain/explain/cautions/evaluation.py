"""Evaluation: its mode, and its graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, method, receiver
from mlexplain.explain.scope import dotted

_NAMES = ("eval", "valid", "test", "accuracy")
_SHELTERS = ("torch.no_grad", "torch.inference_mode", "torch.set_grad_enabled")


def look(snippet: Snippet) -> Iterator[Seen]:
    for function in snippet.functions:
        if any(word in function.name.lower() for word in _NAMES):
            yield from _evaluation(function, snippet)
    yield from _stays_off(snippet)


def _evaluation(
    function: ast.FunctionDef | ast.AsyncFunctionDef, snippet: Snippet
) -> Iterator[Seen]:
    """A function that runs a model, given as its argument, over data without training it."""
    arguments = {a.arg for a in function.args.args}
    inside = list(ast.walk(function))
    runs = [
        n
        for n in inside
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Name)
        and n.func.id in arguments
        and n.func.id.lower() in ("model", "net", "network", "classifier", "encoder")
    ]
    loops = any(isinstance(n, ast.For) for n in inside)
    if not runs or not loops or any(method(n) in ("backward", "fit") for n in inside):
        return
    first = runs[0]
    name = first.func.id  # type: ignore[attr-defined]
    if not any(method(n) in ("eval", "train") for n in inside):
        yield Seen("no-eval-mode", first.lineno, {"model": name})
    sheltered = any(
        snippet.full_name(n) in _SHELTERS for n in inside if isinstance(n, ast.Attribute)
    )
    calls_itself = any(snippet.called(n) in _SHELTERS for n in inside)
    if not sheltered and not calls_itself and snippet.scope.kind(first.func) == "Module":
        yield Seen("no-grad-missing", first.lineno)


def _stays_off(snippet: Snippet) -> Iterator[Seen]:
    """`model.eval()` in a loop that trains, while `model.train()` stands before the loop or nowhere."""
    for loop in snippet.nodes:
        if not isinstance(loop, ast.For | ast.While):
            continue
        inside = list(ast.walk(loop))
        if not any(method(n) == "backward" for n in inside):
            continue
        on = {dotted(receiver(n) or n) for n in inside if method(n) == "train"}
        for node in inside:
            if isinstance(node, ast.Call) and method(node) == "eval" and not node.args:
                name = dotted(receiver(node) or node)
                handed_on = any(
                    isinstance(n, ast.Call) and any(dotted(a) == name for a in n.args)
                    for n in inside
                )
                trains_elsewhere = handed_on and not _trains_here(inside, name)
                if name and name not in on and not trains_elsewhere:
                    yield Seen("no-train-mode", node.lineno, {"model": name})


def _trains_here(nodes: list[ast.AST], name: str | None) -> bool:
    return any(isinstance(n, ast.Call) and dotted(n.func) == name for n in nodes)
