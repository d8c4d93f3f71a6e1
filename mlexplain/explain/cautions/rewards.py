"""Values of states to come: what an episode's end must cut off."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, number
from mlexplain.explain.scope import dotted

_ENDS = frozenset(["done", "dones", "terminal", "terminals", "terminated", "finished"])
_GAIN = frozenset(["r", "reward", "rewards", "rew", "rews", "rs", "rb"])
_BEST = ("max", "amax", "gather")


def look(snippet: Snippet) -> Iterator[Seen]:
    names = [n for n in snippet.nodes if isinstance(n, ast.Name | ast.Attribute)]
    ends = [n for n in names if _words(n) & _ENDS]
    if not ends or any(_is_used(n, snippet) for n in ends):
        return
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            if _words(node.left) & _GAIN and _is_value(node.right, snippet):
                yield Seen("end-not-cut-off", node.lineno, {"end": f"`{dotted(ends[0])}`"})


def _words(node: ast.AST) -> set[str]:
    return set((dotted(node) or "").lower().replace(".", "_").split("_"))


def _is_used(node: ast.expr, snippet: Snippet) -> bool:
    """Whether the end of an episode goes into any computation, index or branch but a loop's end."""
    if isinstance(node.ctx, ast.Store):  # type: ignore[attr-defined]
        return False
    up = snippet.flow.parent(node)
    if isinstance(up, ast.Attribute):
        return True
    if isinstance(up, ast.UnaryOp):
        return not isinstance(snippet.flow.parent(up), ast.While)
    if isinstance(up, ast.If):
        return not all(isinstance(s, ast.Break) for s in up.body)
    if isinstance(up, ast.Call):
        spelled = (dotted(up.func) or "").split(".")[-1].lower()
        return spelled not in ("push", "append", "add", "store", "remember", "put", "save")
    return not isinstance(up, ast.Tuple | ast.While)


def _is_value(node: ast.expr, snippet: Snippet) -> bool:
    """`gamma * best value of a network`, with nothing else multiplied."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
        return False
    if any(isinstance(s, ast.BinOp) or number(s) is not None for s in (node.left, node.right)):
        return False
    for inner in snippet.flow.reached(node):
        done = snippet.operation(inner)
        if done is not None and done.name in _BEST:
            run = snippet.flow.value(done.of)
            if isinstance(run, ast.Call) and run.args and number(run.args[0]) is None:
                return snippet.operation(run) is None or dotted(run.func) is not None
    return False
