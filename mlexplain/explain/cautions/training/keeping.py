"""The best network so far, kept as a name for the one that goes on learning."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _by_reference(node, snippet)


def _shallow(value: ast.expr) -> ast.expr | None:
    """The network whose weights are kept without a copy of the tensors, also in a new `dict`."""
    if isinstance(value, ast.DictComp | ast.ListComp) and len(value.generators) == 1:
        part = value.generators[0]
        kept = value.value if isinstance(value, ast.DictComp) else value.elt
        items = {n.id for n in walk(part.target) if isinstance(n, ast.Name)}
        if isinstance(kept, ast.Attribute) and kept.attr == "data":
            kept = kept.value
        if not isinstance(kept, ast.Name) or kept.id not in items:
            return None
        return _shallow(
            receiver(part.iter) or part.iter if method(part.iter) == "items" else part.iter
        )
    if not isinstance(value, ast.Call):
        return None
    name = dotted(value.func)
    if (
        name in ("dict", "OrderedDict", "collections.OrderedDict", "copy.copy", "list")
        and value.args
    ):
        return _shallow(value.args[0])
    if method(value) == "copy" and not value.args:
        return _shallow(receiver(value) or value.func)
    if method(value) in ("state_dict", "parameters") and not value.args:
        return receiver(value)
    return None


def _by_reference(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`best = model.state_dict()` shares its tensors with the model that goes on learning."""
    for target, value in _pairs(node):
        yield from _referred(node, target, value, snippet)


def _pairs(node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """Also of `best, kept = score, net.state_dict()`."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


def _referred(
    node: ast.Assign, target: ast.expr, value: ast.expr, snippet: Snippet
) -> Iterator[Seen]:
    loops, name = snippet.flow.loops(node), dotted(target)
    if name is not None and "." in name and not loops:
        yield from _kept_in_object(node, name, value, snippet)
    inside = isinstance(snippet.flow.parent(node), ast.If)
    if name is None or not loops or not inside:
        return
    net = _shallow(value)
    if dotted(value) and snippet.is_model(value) and "best" in name.lower():
        net = value
    if net is None:
        return
    trains = any(
        method(n) in ("backward", "step")
        or (isinstance(n, ast.Call) and "train" in (dotted(n.func) or "").lower())
        or (
            isinstance(n, ast.Call)
            and "fit" in (dotted(n.func) or "").lower()
            and dotted(net) in {dotted(a) for a in n.args}
        )
        for n in walk(loops[-1])
    )
    saved = any(
        snippet.called(n) == "torch.save" and any(dotted(a) == name for a in n.args)
        for n in walk(loops[-1])
        if isinstance(n, ast.Call)
    )
    used = any(
        isinstance(n, ast.Name)
        and n.id == name
        and isinstance(n.ctx, ast.Load)
        and not snippet.flow.inside(n, loops[-1])
        for n in snippet.nodes
    )
    words = set((dotted(net) or "").lower().replace(".", "_").split("_"))
    if words & {"dl", "loader", "dataloader", "sampler"}:
        return
    if trains and used and not saved:
        values = {"name": f"`{name}`", "net": f"`{ast.unparse(net)}`"}
        yield Seen("best-by-reference", node.lineno, values)


def _kept_in_object(
    node: ast.Assign, name: str, value: ast.expr, snippet: Snippet
) -> Iterator[Seen]:
    """`self.best = net.state_dict()` where a score got better, and loaded again elsewhere."""
    owner, net = snippet.flow.class_of(node), _shallow(value)
    branch = isinstance(snippet.flow.parent(node), ast.If)
    if owner is None or net is None or not branch:
        return
    loaded = any(
        isinstance(n, ast.Call) and method(n) == "load_state_dict" and dotted(n.args[0]) == name
        for n in walk(owner)
        if isinstance(n, ast.Call) and n.args
    )
    if loaded:
        values = {"name": f"`{name}`", "net": f"`{ast.unparse(net)}`"}
        yield Seen("best-by-reference", node.lineno, values)
