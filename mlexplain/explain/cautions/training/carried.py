"""States that should go from one step to the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CELLS = ("LSTMCell", "GRUCell", "RNNCell")
_NETS = (*_CELLS, "LSTM", "GRU", "RNN")
_NOTHING = ("zeros", "zeros_like", "new_zeros", "init_hidden", "initial_state", "init_state")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _begun_anew(node, snippet)


def _begun_anew(loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for t in range(n): h = zeros(…); o, h = rnn(x[:, t], h)`."""
    for step in loop.body:
        if not isinstance(step, ast.Assign):
            continue
        names = {n for t in step.targets for e in _parts(t) if (n := dotted(e))}
        if not names or not _is_nothing(step.value):
            continue
        for later in loop.body[loop.body.index(step) + 1 :]:
            if not isinstance(later, ast.Assign) or not isinstance(later.value, ast.Call):
                continue
            given = {dotted(n) for a in later.value.args for n in walk(a)}
            renewed = {dotted(e) for t in later.targets for e in _parts(t)}
            if names & given & renewed and _through_time(later.value, loop, snippet):
                listed = ", ".join(f"`{n}`" for n in sorted(names))
                yield Seen("state-begun-anew", step.lineno, {"name": listed})
                return


def _parts(target: ast.expr) -> list[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        return [p for e in target.elts for p in _parts(e)]
    return [target]


def _is_nothing(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(_is_nothing(e) for e in value.elts)
    if isinstance(value, ast.Call):
        return (dotted(value.func) or "").split(".")[-1] in _NOTHING
    return isinstance(value, ast.Constant) and value.value is None


def _through_time(call: ast.Call, loop: ast.For, snippet: Snippet) -> bool:
    """Whether the rounds of a loop are steps in time: a cell, one column, or the last choice."""
    made = snippet.flow.value(call.func)
    kind = snippet.called(made).split(".")[-1] if isinstance(made, ast.Call) else ""
    told = named(call.func) & {"rnn", "gru", "lstm", "cell", "decoder"}
    if kind not in _NETS and not told:
        return False
    if kind in _CELLS or "cell" in told:
        return True
    first = call.args[0]
    count = {dotted(n) for n in walk(loop.target)}
    for node in snippet.flow.reached(first):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            if any(dotted(e) in count for e in node.slice.elts[1:] if dotted(e)):
                return True
    return isinstance(snippet.flow.function(loop), Function) and _fed_back(first, loop, snippet)


def _fed_back(first: ast.expr, loop: ast.For, snippet: Snippet) -> bool:
    """Whether what goes in is what came out in the round before."""
    inside = {
        dotted(e): n
        for n in walk(loop)
        if isinstance(n, ast.Assign)
        for t in n.targets
        for e in _parts(t)
        if dotted(e)
    }
    fed = [n for n in walk(first) if isinstance(n, ast.Name)]
    while fed:
        name = fed.pop()
        change = inside.pop(name.id, None)
        if change is None:
            continue
        if change.lineno > name.lineno:
            return True
        fed.extend(n for n in walk(change.value) if isinstance(n, ast.Name))
    return False
