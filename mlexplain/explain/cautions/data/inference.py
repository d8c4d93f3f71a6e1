"""Inputs that meet the network otherwise than in training: on another device, in another range."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_PLACES = ("to", "cuda", "to_device", "prepare", "prepare_data_loader", "set_default_device")
_PICTURES = ("Image.open", "PIL.Image.open", "cv2.imread", "imageio.imread", "plt.imread")
_EVEN = ("ToTensor", "Compose", "transform", "preprocess", "processor", "Normalize", "normalize")


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _left_behind(snippet)
    for function in snippet.functions:
        yield from _other_range(function, snippet)


def _left_behind(snippet: Snippet) -> Iterator[Seen]:
    """`net = Net().to(device)`, and batches of a loader that are given to it as they come."""
    for name, value in snippet.values.items():
        moved = method(value) in ("to", "cuda") and isinstance(value, ast.Call)
        of = receiver(value)
        if not moved or of is None or not isinstance(of, ast.Call):
            continue
        if method(value) == "to" and not _is_device(value.args):  # type: ignore[attr-defined]
            continue
        others = [
            c
            for c in snippet.calls
            if c is not value and (method(c) or dotted(c.func) or "") in _PLACES
        ]
        if any(not _moves_module(c, snippet) for c in others) or "device=" in ast.unparse(
            snippet.tree
        ):
            return
        for run in snippet.calls:
            if dotted(run.func) != name or not run.args or not snippet.flow.loops(run):
                continue
            bound = snippet.flow.binding(run.args[0])
            loop = bound.statement if bound is not None and bound.how == "item" else None
            over = loop.iter if isinstance(loop, ast.For) else None
            while isinstance(over, ast.Call) and over.args:
                over = over.args[0]
            source = (dotted(over) or "").lower() if over is not None else ""
            if "loader" in source or source.split(".")[-1].endswith(("dl", "_iter")):
                values = {"batch": f"`{ast.unparse(run.args[0])}`", "net": f"`{name}`"}
                yield Seen("batch-on-other-device", run.lineno, values)
                return


def _is_device(args: list[ast.expr]) -> bool:
    text = ast.unparse(args[0]).lower() if args else ""
    return "dev" in text or "cuda" in text


def _moves_module(call: ast.Call, snippet: Snippet) -> bool:
    """Whether what is moved is a network or a loss, not data."""
    of = receiver(call)
    return of is not None and (isinstance(of, ast.Call) or snippet.is_model(of))


def _other_range(function: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """A picture is read and given to the network as bytes, which training divides by 255."""
    inside = list(walk(function))
    reads = [n for n in inside if isinstance(n, ast.Call) and dotted(n.func) in _PICTURES]
    if not reads or any(_is_255(n) for n in inside):
        return
    if any(
        isinstance(n, ast.Name | ast.Attribute)
        and any(w in (n.id if isinstance(n, ast.Name) else n.attr) for w in _EVEN)
        for n in inside
    ):
        return
    runs = [
        n
        for n in inside
        if isinstance(n, ast.Call)
        and dotted(n.func)
        and n.args
        and any(r in list(snippet.flow.reached(n.args[0])) for r in reads)
        and snippet.operation(n) is None
    ]
    for other in snippet.nodes:
        if not _is_255(other) or snippet.flow.inside(other, function):
            continue
        around = snippet.flow.function(other)
        same = around is not None and any(
            isinstance(n, ast.Call) and dotted(n.func) in {dotted(r.func) for r in runs}
            for n in walk(around)
        )
        if same:
            yield Seen("range-unlike-training", runs[0].lineno, {})
            return


def _is_255(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        by = node.right if isinstance(node, ast.BinOp) else node.value
        return number(by) in (255, 256) or (isinstance(by, ast.Constant) and by.value == 255.0)
    return False
