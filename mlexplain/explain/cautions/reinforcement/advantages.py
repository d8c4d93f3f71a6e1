"""Advantages of actors and critics: what the actor's loss should hold constant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.losses.targets import gradient_stops
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, words
from mlexplain.explain.facts.scope import dotted

_LOGS = frozenset(["logp", "logprob", "logprobs", "lp"])
_DISTANCES = ("mse_loss", "smooth_l1_loss", "huber_loss", "MSELoss", "SmoothL1Loss", "HuberLoss")


def look(snippet: Snippet) -> Iterator[Seen]:
    if "backward" not in snippet.called_names and not snippet.functions:
        return
    trained = _trained_values(snippet)
    if not trained:
        return
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            continue
        for log, weight in ((node.left, node.right), (node.right, node.left)):
            if not _is_log(log, snippet) or not _is_difference(weight, snippet):
                continue
            runs = [n for n in _reached_runs(weight, snippet) if n in trained]
            if runs and not snippet.sheltered(node):
                values = {
                    "weight": f"`{ast.unparse(weight)}`",
                    "critic": f"`{ast.unparse(runs[0].func)}`",
                }
                yield Seen("advantage-keeps-graph", node.lineno, values)
                return


def _reached_runs(node: ast.AST, snippet: Snippet) -> list[ast.Call]:
    """Calls of what the code does not show, which gradients reach from a value."""
    found = snippet.flow.reached(node, lambda n: gradient_stops(n, snippet))
    return [
        n
        for n in found
        if isinstance(n, ast.Call)
        and n.args
        and dotted(n.func)
        and (snippet.operation(n) is None or (dotted(n.func) or "").startswith("self."))
        and not snippet.sheltered(n)
        and (snippet.is_model(n.func) or snippet.flow.binding(n.func) is None)
    ]


def _trained_values(snippet: Snippet) -> set[ast.Call]:
    """The runs whose distance to something is squared: a critic that learns."""
    found: set[ast.Call] = set()
    for node in snippet.nodes:
        sides: list[ast.expr] = []
        if isinstance(node, ast.Call) and snippet.loss_name(node) in _DISTANCES:
            sides = list(node.args[:2])
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            sides = [node.left]
        elif isinstance(node, ast.Call) and method(node) in ("pow", "square"):
            sides = [node.func.value]  # type: ignore[attr-defined]
        for side in sides:
            if _is_difference(side, snippet) or len(sides) == 2:
                found.update(_reached_runs(side, snippet))
    return found


def _is_log(node: ast.expr, snippet: Snippet) -> bool:
    while isinstance(node, ast.UnaryOp):
        node = node.operand
    if method(snippet.flow.value(node)) == "log_prob":
        return True
    told = set(words(dotted(node)))
    return bool(told & _LOGS) or {"log", "prob"} <= told or {"log", "probs"} <= told


def _is_difference(node: ast.expr, snippet: Snippet) -> bool:
    value = snippet.flow.value(node)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
        value = snippet.flow.value(value.left)
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub)
