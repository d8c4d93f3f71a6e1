"""Folds of cross-validation: a network that goes on learning from one to the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ANEW = ("load_state_dict", "apply", "reset_parameters", "set_weights", "deepcopy", "clone_model")
_FOLDS = ("KFold", "StratifiedKFold", "GroupKFold", "RepeatedKFold", "RepeatedStratifiedKFold")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For) and _over_folds(node, snippet):
            yield from _one_network(node, snippet)


def _over_folds(node: ast.For, snippet: Snippet) -> bool:
    over: ast.expr = node.iter
    if isinstance(over, ast.Call) and dotted(over.func) == "enumerate" and over.args:
        over = over.args[0]
    maker = receiver(over)
    made = snippet.flow.value(maker) if maker is not None and method(over) == "split" else None
    return made is not None and snippet.called(made).split(".")[-1] in _FOLDS


def _one_network(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """Made before the loop, trained in each fold, and never begun anew."""
    inside = [n for n in walk(node) if isinstance(n, ast.Call)]
    names = {(dotted(c.func) or method(c)).split(".")[-1] for c in inside}
    if names & set(_ANEW):
        return
    for run in inside:
        name = dotted(run.func)
        made = snippet.flow.value(run.func) if name else None
        if not isinstance(made, ast.Call) or snippet.flow.inside(made, node):
            continue
        network = snippet.called(made).startswith("torch.nn.") or (
            snippet.called(made) in snippet.scope.classes and snippet.scope.kind(made) == "Module"
        )
        network = network or _handed_to_optimizer(name or "", node, snippet)
        if network and "Loss" not in snippet.called(made) and "backward" in names:
            yield Seen("network-across-folds", node.lineno, {"net": f"`{name}`"})
            return
    for call in inside:
        net = _handed_on(call, node, snippet)
        if net is not None:
            yield Seen("network-across-folds", node.lineno, {"net": f"`{net}`"})
            return
    for fit in inside:
        of = receiver(fit)
        made = snippet.flow.value(of) if of is not None else None
        if method(fit) in ("fit", "partial_fit") and isinstance(made, ast.Call):
            keras = "keras" in snippet.called(made) or snippet.called(made) == "Sequential"
            keras = keras or any(k.arg == "epochs" for k in fit.keywords)
            if (keras or method(fit) == "partial_fit") and not snippet.flow.inside(made, node):
                yield Seen("network-across-folds", node.lineno, {"net": f"`{ast.unparse(of)}`"})  # type: ignore[arg-type]
                return


def _handed_to_optimizer(name: str, loop: ast.For, snippet: Snippet) -> bool:
    """Whether an optimizer that is made before the loop gets the parameters of a network."""
    return any(
        method(c) == "parameters"
        and dotted(receiver(c) or c) == name
        and not snippet.flow.inside(c, loop)
        and c.lineno < loop.lineno
        for c in snippet.calls
    )


def _handed_on(call: ast.Call, loop: ast.For, snippet: Snippet) -> str | None:
    """`train(net, opt, …)` in each fold, with both made before the loop."""
    given = [*call.args, *(k.value for k in call.keywords)]
    names = {dotted(g) for g in given} - {None}
    for optimizer in given:
        made = snippet.flow.value(optimizer)
        if not isinstance(made, ast.Call) or snippet.flow.inside(made, loop) or not made.args:
            continue
        net = dotted(receiver(made.args[0]) or made)
        if snippet.called(made).startswith("torch.optim.") and net in names:
            return net
    return None
