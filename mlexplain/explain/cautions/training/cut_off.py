"""Networks that an optimizer is given, and that no gradient ever reaches."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.read.walk import walk

_USES = ("parameters", "train", "eval", "to", "cuda", "zero_grad", "state_dict", "half", "float")


def look(snippet: Snippet) -> Iterator[Seen]:
    if "backward" not in snippet.called_names:
        return
    given = _given(snippet)
    for name in given:
        yield from _always_cut(name, snippet)


def _given(snippet: Snippet) -> list[str]:
    """The networks whose parameters an optimizer gets."""
    found: list[str] = []
    for call in snippet.calls:
        if not snippet.called(call).startswith("torch.optim.") or not call.args:
            continue
        for node in snippet.flow.reached(call.args[0]):
            of = receiver(node)
            if method(node) == "parameters" and isinstance(of, ast.Name):
                found.append(of.id)
    return list(dict.fromkeys(found))


def _always_cut(name: str, snippet: Snippet) -> Iterator[Seen]:
    """`z = net(x).detach()`, where that is all that is ever done with the network."""
    runs: list[ast.Call] = []
    for use in snippet.names.get(name, []):
        if isinstance(use.ctx, ast.Store):
            continue
        up = snippet.flow.parent(use)
        if isinstance(up, ast.Call) and up.func is use:
            runs.append(up)
        elif isinstance(up, ast.Call) and use in up.args:
            inner = _runs_of_argument(up, up.args.index(use), snippet)
            if inner is None:
                return
            runs += inner
        elif not (isinstance(up, ast.Attribute) and up.attr in _USES):
            return
    if not runs:
        return
    for run in runs:
        up = snippet.flow.parent(run)
        if not (isinstance(up, ast.Attribute) and up.attr in ("detach", "data")):
            return
    values = {"net": f"`{name}`", "code": f"`{ast.unparse(runs[0])}`"}
    yield Seen("network-cut-off", runs[0].lineno, values)


def _runs_of_argument(call: ast.Call, place: int, snippet: Snippet) -> list[ast.Call] | None:
    """The calls of what a function gets at a place; None where it does more with it."""
    function = snippet.flow.target(call) if isinstance(call.func, ast.Name) else None
    if function is None or place >= len(function.args.args):
        return None
    name = function.args.args[place].arg
    found: list[ast.Call] = []
    for node in walk(function):
        if isinstance(node, ast.Name) and node.id == name:
            up = snippet.flow.parent(node)
            if isinstance(up, ast.Call) and up.func is node:
                found.append(up)
            elif not (isinstance(up, ast.Attribute) and up.attr in _USES):
                return None
    return found
