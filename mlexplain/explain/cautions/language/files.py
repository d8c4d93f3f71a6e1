"""Files: left open, or loaded without care."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    method,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for loop in snippet.nodes:
        if isinstance(loop, ast.For):
            yield from _closed_in_loop(loop, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _left_open(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _reading(node, snippet)


def _left_open(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`f = open(…)` that is neither closed nor handed on."""
    name = node.targets[0]
    if not isinstance(name, ast.Name) or not _opens(node.value):
        return
    around = snippet.flow.function(node) or snippet.tree
    for other in walk(around):
        if isinstance(other, ast.Call):
            if method(other) == "close" and dotted(receiver(other) or other) == name.id:
                return
            passed = [*other.args, *(k.value for k in other.keywords)]
            known = snippet.called(other).split(".")[0] in (
                "json",
                "pickle",
                "csv",
                "yaml",
                "torch",
            )
            if (
                any(dotted(a) == name.id for a in passed)
                and not known
                and dotted(other.func) not in ("list", "print", "len", "enumerate", "sorted")
            ):
                return
        if isinstance(other, ast.Return | ast.Yield) and other.value is not None:
            if any(dotted(n) == name.id for n in [other.value, *_members(other.value)]):
                return
        if isinstance(other, ast.withitem) and dotted(other.context_expr) == name.id:
            return
        if isinstance(other, ast.Assign) and other is not node and dotted(other.value) == name.id:
            return
    yield Seen("file-left-open", node.lineno, {"name": f"`{name.id}`"})


def _members(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple | ast.List) else []


def _opens(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "open"


def _saved_here(load: ast.Call, snippet: Snippet) -> bool:
    """Whether the same code saves what it loads, on the same machine."""
    place = ast.dump(load.args[0]) if load.args else ""
    saves = [c for c in snippet.calls if snippet.called(c) == "torch.save" and len(c.args) > 1]
    return any(ast.dump(save.args[1]) == place for save in saves)


def _reading(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    name = snippet.called(node)
    open_ended = any(k.arg is None for k in node.keywords)
    if (
        name == "torch.load"
        and not open_ended
        and not (keyword(node, "map_location") or len(node.args) > 1)
    ):
        if not keyword(node, "weights_only") and not _saved_here(node, snippet):
            yield Seen("load-without-map-location", node.lineno)
    if name in ("pickle.load", "pickle.loads"):
        yield Seen("pickle", node.lineno)


def _closed_in_loop(loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`out = open(path, "w")`, and `out.write(…)` and `out.close()` in the loop after it."""
    for step in loop.body:
        call = step.value if isinstance(step, ast.Expr) else None
        of = receiver(call) if call is not None and method(call) == "close" else None
        bound = snippet.flow.binding(of) if isinstance(of, ast.Name) else None
        if bound is None or bound.how != "set" or snippet.flow.inside(bound.statement, loop):
            continue
        opened = isinstance(bound.value, ast.Call) and dotted(bound.value.func) == "open"
        used = any(
            method(n) in ("write", "writelines", "read", "readline")
            and dotted(receiver(n) or n) == dotted(of)  # type: ignore[arg-type]
            for n in walk(loop)
        )
        leaves = any(isinstance(n, ast.Break | ast.Return) for n in walk(loop))
        if opened and used and not leaves:
            yield Seen("closed-in-loop", step.lineno, {"name": f"`{ast.unparse(of)}`"})  # type: ignore[arg-type]
            return
