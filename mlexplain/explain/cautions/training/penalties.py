"""Penalties on weights, and frozen weights that an optimizer is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, named, receiver
from mlexplain.explain.cautions.reading.terms import factors, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_MEASURES = ("norm", "abs", "pow", "square", "sum")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield from _rewarded(node.left, node.right, node.lineno, snippet)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
            yield from _rewarded(node.target, node.value, node.lineno, snippet)
        if isinstance(node, ast.Assign | ast.AugAssign):
            yield from _decay_turned(node)
        if isinstance(node, ast.Call):
            yield from _frozen(node, snippet)


def _rewarded(loss: ast.expr, taken: ast.expr, line: int, snippet: Snippet) -> Iterator[Seen]:
    """`loss - 1e-4 * l2`, with the sum of the squares of all parameters."""
    learned = "loss" in named(loss) or any(
        isinstance(n, ast.Call) and (snippet.is_loss(n) or _is_criterion(n)) for n in walk(loss)
    )
    reached = list(snippet.flow.reached(taken)) if learned else []
    weights = any(method(n) in ("parameters", "named_parameters") for n in reached)
    weights = weights or any(isinstance(n, ast.Attribute) and n.attr == "weight" for n in reached)
    sizes = any(
        method(n) in _MEASURES or (isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow))
        for n in reached
    )
    if weights and sizes:
        yield Seen("penalty-subtracted", line)


def _decay_turned(node: ast.Assign | ast.AugAssign) -> Iterator[Seen]:
    """`w -= lr * (g - lam * w)`: the weights are made larger, not smaller."""
    if isinstance(node, ast.AugAssign):
        if not isinstance(node.op, ast.Sub):
            return
        name, step = dotted(node.target), node.value
    else:
        name, value = dotted(node.targets[0]), node.value
        if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub)):
            return
        if dotted(value.left) != name:
            return
        step = value.right
    if name is None:
        return
    for part in factors(step)[0]:
        signed = terms(part)
        own = [s for s, t in signed if any(dotted(f) == name for f in factors(t)[0])]
        rest = [s for s, t in signed if not any(dotted(f) == name for f in factors(t)[0])]
        scaled = any(len(factors(t)[0]) > 1 for _, t in signed)
        if len(signed) == 2 and own == [-1] and rest == [1] and scaled:
            others = [t for _, t in signed if dotted(t) is not None]
            if others:
                yield Seen("decay-turned", node.lineno, {"name": f"`{name}`"})
            return


def _is_criterion(call: ast.Call) -> bool:
    return bool(named(call.func) & {"criterion", "crit", "loss"}) and len(call.args) >= 2


def _frozen(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """An optimizer over the parameters that were all frozen before."""
    full = snippet.called(call)
    given = call.args[0] if call.args else keyword(call, "params")
    if not full.startswith("torch.optim.") or "lr_scheduler" in full or given is None:
        return
    net = dotted(receiver(given) or given) if method(given) == "parameters" else None
    if net is None:
        return
    frozen = [n for n in snippet.nodes if _freezes(n, net) and n.lineno < call.lineno]  # type: ignore[attr-defined]
    if not frozen:
        return
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            target = dotted(node.targets[0]) or ""
            thawed = target.endswith("requires_grad") and not _is_false(node.value)
            if thawed or (target.startswith(f"{net}.") and not target.endswith("requires_grad")):
                return
            if target == net and node.lineno > frozen[0].lineno:  # type: ignore[attr-defined]
                return
        if isinstance(node, ast.Call) and method(node) == "requires_grad_" and node not in frozen:
            if not any(snippet.flow.inside(node, f) for f in frozen):
                return
        if isinstance(node, ast.Call) and method(node) in ("add_module", "setattr", "unfreeze"):
            return
    yield Seen("only-frozen-parameters", call.lineno, {"net": f"`{net}`"})


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _freezes(node: ast.AST, net: str) -> bool:
    """`for p in net.parameters(): p.requires_grad = False`, and `net.requires_grad_(False)`."""
    if isinstance(node, ast.For) and method(node.iter) == "parameters" and len(node.body) == 1:
        step = node.body[0]
        if dotted(receiver(node.iter) or node.iter) != net:
            return False
        if isinstance(step, ast.Expr) and method(step.value) == "requires_grad_":
            own = dotted(receiver(step.value) or step.value) == dotted(node.target)
            given = step.value.args if isinstance(step.value, ast.Call) else []
            return own and bool(given) and _is_false(given[0])
        if not isinstance(step, ast.Assign):
            return False
        name = f"{dotted(node.target)}.requires_grad"
        return dotted(step.targets[0]) == name and _is_false(step.value)
    if isinstance(node, ast.Call) and method(node) == "requires_grad_" and node.args:
        return dotted(receiver(node) or node) == net and _is_false(node.args[0])
    return False
