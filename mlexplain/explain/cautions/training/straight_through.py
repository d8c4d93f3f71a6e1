"""Estimates that go straight through, and critics without a classifier."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.losses.signs import contributions
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named, same
from mlexplain.explain.facts.scope import dotted

_FAKE = frozenset(["fake", "fakes", "gen", "generated", "xf", "synth"])
_REAL = frozenset(["real", "reals", "xr", "true"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from _nothing_new(node)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield from _critic(node, snippet)


def _nothing_new(node: ast.BinOp) -> Iterator[Seen]:
    """`z + (q - z)` is `q` alone, unless the difference is detached."""
    for one, gap in ((node.left, node.right), (node.right, node.left)):
        if isinstance(gap, ast.BinOp) and isinstance(gap.op, ast.Sub) and dotted(one):
            if same(one, gap.right) and dotted(gap.left):
                values = {"code": f"`{ast.unparse(node)}`", "name": f"`{dotted(gap.left)}`"}
                values["right"] = f"`{ast.unparse(one)} + ({ast.unparse(gap)}).detach()`"
                yield Seen("straight-through-kept", node.lineno, values)
                return


def _critic(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`loss = critic(real).mean() - critic(fake).mean()`, minimised."""
    first, second = _judged(node.left, snippet), _judged(node.right, snippet)
    if first is None or second is None or dotted(first.func) != dotted(second.func):
        return
    if not named(first.args[0]) & _REAL or not named(second.args[0]) & _FAKE:
        return
    ends = [sign for sign, _ in contributions(node, 1, snippet)]
    if ends and all(sign > 0 for sign in ends):
        yield Seen("critic-turned", node.lineno, {"critic": f"`{ast.unparse(first.func)}`"})


def _judged(node: ast.expr, snippet: Snippet) -> ast.Call | None:
    """`critic(x)` of `critic(x).mean()` and `torch.mean(critic(x))`."""
    done = snippet.operation(snippet.flow.value(node))
    if done is None or done.name != "mean":
        return None
    run = snippet.flow.value(done.of)
    if isinstance(run, ast.Call) and len(run.args) >= 1 and dotted(run.func):
        return run if dotted(run.args[0]) else None
    return None
