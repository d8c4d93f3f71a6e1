"""The order of a training step: clear, backward, clip, step."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.rounds import accumulation, same_block
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    last_name,
    method,
    receiver,
    walk_in_order,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_BACKWARD = ("backward", "manual_backward")
_CLIPPING = ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm")


def look(snippet: Snippet) -> Iterator[Seen]:
    for around in _rounds(snippet):
        yield from _round(around, snippet)


def _rounds(snippet: Snippet) -> list[ast.AST]:
    """What runs one training step: the innermost loop around a `backward`, else its function."""
    found: list[ast.AST] = []
    for call in snippet.calls:
        if method(call) in _BACKWARD:
            loops = snippet.flow.loops(call)
            around = loops[0] if loops else snippet.flow.function(call) or snippet.tree
            if around not in found:
                found.append(around)
    return found


def _round(around: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    backward = calls_of(around, *_BACKWARD)
    steps = [c for c in calls_of(around, "step") if not is_schedule(c, snippet)]
    clears = calls_of(around, "zero_grad")
    loop = isinstance(around, ast.For | ast.While | ast.AsyncFor)
    by_hand = loop and any(_is_update(n) for n in walk(around))
    whole = around if loop else snippet.tree
    computed = any(snippet.is_loss(n) for n in snippet.flow.reached(backward[0]))
    repeated = loop or (isinstance(around, Function) and computed)
    closure = isinstance(around, Function) and _is_closure(around, snippet)
    repeated = repeated or any(method(b) == "manual_backward" for b in backward)
    repeated = repeated or (isinstance(around, Function) and _runs_again(around, snippet))
    if repeated and (steps or by_hand or closure) and not calls_of(whole, "zero_grad"):
        if not _clears_by_hand(whole):
            yield Seen("missing-zero-grad", backward[0].lineno)
    yield from _other_cleared(steps, clears, snippet)
    alone = len(backward) == 1 and len(steps) == 1
    if alone and same_block(around, backward[0], steps[0]):
        yield from _order(around, backward[0], steps[0], clears, snippet)
    if loop:
        yield from accumulation(around, backward, steps, clears, snippet)


def _runs_again(function: Function, snippet: Snippet) -> bool:
    """Whether a loop or a comprehension of the code calls a function."""
    comprehended = (ast.ListComp, ast.GeneratorExp, ast.SetComp)
    return any(
        snippet.flow.loops(call)
        or any(isinstance(up, comprehended) for up in snippet.flow.above(call))
        for call in snippet.flow.calls_of(function)
    )


def _is_closure(function: Function, snippet: Snippet) -> bool:
    """`optimizer.step(closure)`."""
    steps = [c for c in snippet.calls if method(c) == "step"]
    return any(dotted(a) == function.name for c in steps for a in c.args)


def _is_update(node: ast.AST) -> bool:
    """`w -= lr * w.grad` and `w.data.sub_(lr * w.grad)`."""
    target: ast.expr | None = None
    values: list[ast.expr] = []
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub | ast.Add):
        target, values = node.target, [node.value]
    elif isinstance(node, ast.Call) and method(node) in ("sub_", "add_"):
        target, values = receiver(node), node.args
    name = (dotted(target) or "" if target is not None else "").removesuffix(".data")
    return bool(name) and any(
        isinstance(n, ast.Attribute) and n.attr == "grad" and dotted(n.value) == name
        for value in values
        for n in walk(value)
    )


def _other_cleared(
    steps: list[ast.Call], clears: list[ast.Call], snippet: Snippet
) -> Iterator[Seen]:
    """One optimizer is cleared, another steps."""

    def optimizer(call: ast.Call) -> str | None:
        of = receiver(call)
        made = snippet.flow.value(of) if of is not None else None
        full = snippet.called(made) if made is not None else ""
        return dotted(of) if of is not None and full.startswith("torch.optim.") else None

    cleared = [optimizer(c) for c in clears]
    if not cleared or None in cleared:
        return
    for step in steps:
        name = optimizer(step)
        if name is not None and name not in cleared:
            values = {"optimizer": f"`{name}`", "cleared": f"`{cleared[0]}`"}
            yield Seen("other-optimizer-cleared", step.lineno, values)


def _order(
    around: ast.AST, backward: ast.Call, step: ast.Call, clears: list[ast.Call], snippet: Snippet
) -> Iterator[Seen]:
    if _at(step) < _at(backward):
        yield Seen("step-before-backward", step.lineno)
    for clear in clears:
        if _at(backward) < _at(clear) < _at(step):
            yield Seen("cleared-after-backward", clear.lineno)
    for loop in walk(around):
        if isinstance(loop, ast.For) and backward.lineno < loop.lineno < step.lineno:
            if _clears_each(loop) and snippet.flow.block(loop) == snippet.flow.block(step):
                yield Seen("cleared-after-backward", loop.lineno)
    for node in walk_in_order(around):
        if not isinstance(node, ast.Call) or not clips(node, snippet):
            continue
        before = node.lineno < backward.lineno < step.lineno
        if before and (
            not clears or clears[0].lineno < node.lineno or clears[0].lineno > step.lineno
        ):
            yield Seen("clip-before-backward", node.lineno)
        if _at(backward) < _at(step) < _at(node):
            yield Seen("clip-after-step", node.lineno)


def _at(node: ast.Call) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _clears_each(loop: ast.For) -> bool:
    """`for p in net.parameters(): p.grad = None`, and nothing else."""
    step, name = loop.body[-1], dotted(loop.target)
    if len(loop.body) > 1 or name is None or method(loop.iter) != "parameters":
        return False
    if isinstance(step, ast.If) and len(step.body) == 1:
        step = step.body[0]
    if isinstance(step, ast.Assign):
        nothing = isinstance(step.value, ast.Constant) and step.value.value is None
        return nothing and dotted(step.targets[0]) == f"{name}.grad"
    call = step.value if isinstance(step, ast.Expr) else step
    return method(call) == "zero_" and dotted(receiver(call) or call) == f"{name}.grad"


def clips(node: ast.Call, snippet: Snippet) -> bool:
    """A function that clips, and `p.grad.clamp_(-1, 1)` by hand."""
    if snippet.called(node).endswith(_CLIPPING) or method(node) in _CLIPPING:
        return True
    of = receiver(node)
    if isinstance(of, ast.Attribute) and of.attr == "data":
        of = of.value
    by_hand = method(node) in ("clamp_", "clip_") and isinstance(of, ast.Attribute)
    return by_hand and of.attr == "grad"  # type: ignore[union-attr]


def calls_of(node: ast.AST, *names: str) -> list[ast.Call]:
    return [n for n in walk_in_order(node) if isinstance(n, ast.Call) and method(n) in names]


def is_schedule(call: ast.Call, snippet: Snippet) -> bool:
    """Whether a `step()` is that of a learning-rate schedule."""
    of = receiver(call)
    if of is None:
        return False
    made = snippet.flow.value(of)
    full = snippet.called(made)
    if full.startswith("torch.optim.") and "lr_scheduler" not in full:
        return False
    known = "lr_scheduler" in full or full.split(".")[-1].startswith("get_")
    return known or "sched" in last_name(of) or snippet.scope.kind(of) == "Scheduler"


def _clears_by_hand(around: ast.AST) -> bool:
    """`p.grad = None` and `p.grad.zero_()` clear as well; what is given a tensor anew is clear."""
    for node in walk(around):
        if isinstance(node, ast.Attribute) and node.attr in ("zero_", "requires_grad_"):
            return True
        if isinstance(node, ast.Call) and method(node) in ("fill_", "zero_grads"):
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Attribute) and t.attr in ("grad", "requires_grad")
            for t in node.targets
        ):
            return True
    return False
