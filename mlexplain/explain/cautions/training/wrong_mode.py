"""Networks measured in training mode, and networks made anew behind their optimizer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_TRAINS = ("backward", "step", "zero_grad", "eval")
_ON_PURPOSE = frozenset(["mc", "dropout", "uncertainty", "calibrate", "bn", "update", "adapt"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if method(call) == "train" and not call.args and not call.keywords:
            yield from _measured(call, snippet)
        if snippet.called(call).startswith("torch.optim.") and call.args:
            yield from _made_anew(call, snippet)


def _measured(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model.train()` in a function that runs the model without gradients, and nothing else."""
    function, name = snippet.flow.function(call), dotted(receiver(call) or call)
    if function is None or name is None or set(words(function.name)) & _ON_PURPOSE:
        return
    inside = [n for n in walk(function) if isinstance(n, ast.Call)]
    if any(method(n) in _TRAINS or (method(n) == "train" and n is not call) for n in inside):
        return
    runs = [n for n in inside if dotted(n.func) == name and n.lineno > call.lineno]
    if runs and all(snippet.sheltered(r) and snippet.flow.loops(r) for r in runs):
        yield Seen("measured-in-train-mode", call.lineno, {"model": f"`{name}`"})


def _made_anew(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`opt = Adam(net.parameters())`, then `net = Net()`, then training."""
    given = call.args[0]
    of = receiver(given) if method(given) == "parameters" else None
    if not isinstance(of, ast.Name) or snippet.flow.loops(call):
        return
    later = [
        b
        for b in snippet.flow.bindings(of.id, call)
        if b.how == "set" and b.at > (call.lineno, call.col_offset) and b.value is not None
    ]
    if len(later) != 1 or snippet.flow.block(later[0].statement) != snippet.flow.block(call):
        return
    made = later[0].value
    bound = snippet.flow.binding(of)
    first = bound.value if bound is not None and bound.how == "set" else None
    if not isinstance(made, ast.Call) or not isinstance(first, ast.Call):
        return
    inside = {n.id for n in walk(made) if isinstance(n, ast.Name)}
    again = any(
        c is not call
        and c.lineno > made.lineno
        and snippet.called(c).startswith("torch.optim.")
        and "lr_scheduler" not in snippet.called(c)
        for c in snippet.calls
    )
    trained = any(method(c) == "backward" and c.lineno > made.lineno for c in snippet.calls)
    if of.id not in inside and dotted(made.func) == dotted(first.func) and trained and not again:
        yield Seen("network-made-anew", made.lineno, {"name": f"`{of.id}`"})
