"""Lightning: what a training step gives back, and what its optimizer is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.layers import is_layer
from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for owner in snippet.flow.classes.values():
        step = method_of(owner, "training_step")
        if step is None:
            continue
        for given in snippet.flow.returns(step):
            yield from _without_graph(given, snippet)
        made = method_of(owner, "configure_optimizers")
        if made is not None:
            yield from _left_out(owner, made, step, snippet)


def _without_graph(given: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """`return loss.item()` and `return {"loss": loss.detach()}`."""
    parts = [given]
    if isinstance(given, ast.Dict):
        parts = [
            v
            for k, v in zip(given.keys, given.values, strict=True)
            if isinstance(k, ast.Constant) and k.value == "loss"
        ]
    for part in parts:
        value = snippet.flow.value(part)
        number = isinstance(value, ast.Call) and dotted(value.func) == "float"
        if method(value) in ("item", "detach", "tolist", "numpy") or number:
            values = {"value": f"`{ast.unparse(part)}`", "cut": f"`{ast.unparse(value)}`"}
            yield Seen("backward-without-graph", part.lineno, values)


def _left_out(
    owner: ast.ClassDef, made: ast.AST, step: ast.AST, snippet: Snippet
) -> Iterator[Seen]:
    """`Adam(self.dec.parameters())` of a network whose own `self.enc` takes part in the loss."""
    optimizers = [c for c in walk(made) if snippet.called(c).startswith("torch.optim.")]
    optimizers = [c for c in optimizers if "lr_scheduler" not in snippet.called(c)]
    frozen = any(
        isinstance(n, ast.Attribute) and n.attr in ("requires_grad_", "requires_grad", "freeze")
        for n in walk(owner)
    )
    if len(optimizers) != 1 or not optimizers[0].args or frozen:  # type: ignore[attr-defined]
        return
    call = optimizers[0]
    given = call.args[0]  # type: ignore[attr-defined]
    known = dotted(receiver(given) or given) if method(given) == "parameters" else None
    if known is None or not known.startswith("self."):
        return
    forward = method_of(owner, "forward")
    for run in [*walk(step), *(walk(forward) if forward is not None else ())]:
        name = dotted(run.func) if isinstance(run, ast.Call) else None
        if name is None or not name.startswith("self.") or name == known or name.count(".") > 1:
            continue
        layer = snippet.flow.value(run.func)
        if is_layer(layer, snippet) and not snippet.sheltered(run):
            values = {"net": f"`{name}`", "optimizer": ast.unparse(call.func)}  # type: ignore[attr-defined]
            yield Seen("network-left-out", call.lineno, values)  # type: ignore[attr-defined]
            return
