"""Optimizers that never step, are made too often or are given no parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    last_name,
    method,
    number,
    receiver,
    words,
)
from mlexplain.explain.cautions.training.training import calls_of, is_schedule
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_PASSED_ON = ("accelerator", "fabric", "manual_backward", "model_engine", "engine")


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _never_steps(snippet)
    for call in snippet.calls:
        yield from _parameters(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.For | ast.While | ast.AsyncFor) and calls_of(node, "backward"):
            yield from _made_anew(node, snippet)


def _made_anew(loop: ast.For | ast.While | ast.AsyncFor, snippet: Snippet) -> Iterator[Seen]:
    """An optimizer or a network that is made in each round of the loop that trains it."""
    trained = {dotted(receiver(c) or c) for c in calls_of(loop, "step")}
    within = [n for n in walk(loop) if n is not loop and isinstance(n, ast.For | ast.While)]
    innermost = not any(calls_of(n, "backward") for n in within)
    if not innermost and not _over_epochs(loop):
        return
    for node in walk(loop):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        name, full = dotted(node.targets[0]), snippet.called(node.value)
        optimizer = full.startswith("torch.optim.") and "lr_scheduler" not in full
        network = full in snippet.scope.classes and snippet.scope.kind(node.value) == "Module"
        runs = any(dotted(c.func) == name for c in walk(loop) if isinstance(c, ast.Call))
        network = network and innermost
        if optimizer and not innermost and _of_this_round(node.value, loop, snippet):
            continue
        if name and ((optimizer and name in trained) or (network and runs)):
            at_once = snippet.flow.block(node)
            if snippet.flow.loops(node)[:1] == [loop] and at_once and at_once[0] is loop:
                yield Seen("made-in-each-round", node.lineno, {"name": f"`{name}`"})


def _over_epochs(loop: ast.AST) -> bool:
    """`for epoch in range(epochs)`."""
    if not isinstance(loop, ast.For):
        return False
    told = {w for n in walk(loop.target) for w in words(dotted(n))}
    return bool(told & {"epoch", "ep", "e", "epochs"}) and "range" in ast.unparse(loop.iter)


def _of_this_round(
    made: ast.Call, loop: ast.For | ast.While | ast.AsyncFor, snippet: Snippet
) -> bool:
    """Whether an optimizer differs from round to round: in its network or its settings."""
    of = [snippet.flow.binding(n) for n in walk(made) if isinstance(n, ast.Name)]
    return any(b is not None and snippet.flow.inside(b.statement, loop) for b in of)


def _never_steps(snippet: Snippet) -> Iterator[Seen]:
    """An optimizer is made and gradients are computed, but nothing steps or leaves the snippet."""
    optimizers = [
        name
        for name, value in snippet.values.items()
        if snippet.called(value).startswith("torch.optim.")
        and "lr_scheduler" not in snippet.called(value)
    ]
    backward = [n for n in snippet.calls if method(n) == "backward"]
    if not backward:
        return
    if not optimizers:
        yield from _only_clears(backward, snippet)
        return
    text = ast.unparse(snippet.tree)
    stepped = any(
        not is_schedule(c, snippet) and not any(c is b for b in backward)
        for c in snippet.calls
        if method(c) == "step"
    )
    if stepped or ".grad" in text.replace("zero_grad", "") or any(p in text for p in _PASSED_ON):
        return
    schedules = [n for n in snippet.calls if "lr_scheduler" in snippet.called(n)]
    used = [
        n
        for n in snippet.calls
        if n not in schedules
        and any(dotted(a) in optimizers for a in [*n.args, *(k.value for k in n.keywords)])
    ]
    returned = any(
        isinstance(n, ast.Return) and any(dotted(v) in optimizers for v in walk(n))
        for n in snippet.nodes
    )
    if not used and not returned:
        yield Seen("missing-step", backward[0].lineno)


def _only_clears(backward: list[ast.Call], snippet: Snippet) -> Iterator[Seen]:
    """A loop clears an optimizer's gradients and computes them, and nothing anywhere steps."""
    names = {c.func.attr for c in snippet.calls if isinstance(c.func, ast.Attribute)}
    if any("step" in n or "update" in n for n in snippet.called_names | names):
        return
    for call in snippet.calls:
        of = receiver(call)
        loops = snippet.flow.loops(call)
        if method(call) != "zero_grad" or of is None or not loops or "opt" not in last_name(of):
            continue
        handed = any(
            dotted(a) == dotted(of)
            for c in snippet.calls
            for a in [*c.args, *(k.value for k in c.keywords)]
        )
        within = [b for b in backward if snippet.flow.loops(b)[:1] == loops[:1]]
        read = any(isinstance(n, ast.Attribute) and n.attr == "grad" for n in snippet.nodes)
        last = max(getattr(n, "lineno", 0) for n in snippet.nodes)
        cut_off = bool(within) and within[-1].lineno == last  # the rest may not have been pasted
        if within and not handed and not read and not cut_off:
            yield Seen("missing-step", within[0].lineno)
            return


def _parameters(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """An optimizer that is given a network in place of its parameters."""
    full = snippet.called(call)
    if not full.startswith("torch.optim.") or "lr_scheduler" in full or "swa_utils" in full:
        return
    given = call.args[0] if call.args else keyword(call, "params")
    if given is None or not full.split(".")[-1][0].isupper():
        return
    uncalled = isinstance(given, ast.Attribute) and given.attr == "parameters"
    if uncalled or (dotted(given) and snippet.is_model(given) and number(given) is None):
        values = {"given": f"`{ast.unparse(given)}`"}
        yield Seen("optimizer-without-parameters", call.lineno, values)
