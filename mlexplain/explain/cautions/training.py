"""The order of a training step."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import (
    Seen,
    Snippet,
    last_name,
    method,
    receiver,
    walk_in_order,
)
from mlexplain.explain.scope import dotted

_LOSSES = ("loss", "total_loss", "batch_loss", "train_loss")
_PASSED_ON = ("accelerator", "fabric", "manual_backward", "model_engine", "engine")


def look(snippet: Snippet) -> Iterator[Seen]:
    for loop in snippet.nodes:
        if isinstance(loop, ast.For | ast.While):
            yield from _loop(loop, snippet)
    yield from _never_steps(snippet)
    yield from _scaler(snippet)


def _loop(loop: ast.For | ast.While, snippet: Snippet) -> Iterator[Seen]:
    """One training loop: the innermost that calls `backward`."""
    inner = any(
        isinstance(n, ast.For | ast.While) and n is not loop and _calls(n, "backward")
        for n in ast.walk(loop)
    )
    backward = _calls(loop, "backward")
    if inner or not backward:
        return
    steps = [c for c in _calls(loop, "step") if not _is_schedule(c, snippet)]
    clears = _calls(loop, "zero_grad")
    if steps and not clears and not _clears_by_hand(loop):
        yield Seen("missing-zero-grad", backward[0].lineno)
    if len(backward) == 1 and len(steps) == 1 and _same_block(loop, backward[0], steps[0]):
        yield from _order(loop, backward[0], steps[0], clears, snippet)
    yield from _accumulation(loop, backward, steps, snippet)


def _order(
    loop: ast.AST, backward: ast.Call, step: ast.Call, clears: list[ast.Call], snippet: Snippet
) -> Iterator[Seen]:
    if step.lineno < backward.lineno:
        yield Seen("step-before-backward", step.lineno)
    for clear in clears:
        if backward.lineno < clear.lineno < step.lineno:
            yield Seen("cleared-after-backward", clear.lineno)
    for schedule in _calls(loop, "step"):
        if _is_schedule(schedule, snippet) and backward.lineno < schedule.lineno < step.lineno:
            yield Seen("scheduler-before-optimizer", schedule.lineno)
    for node in ast.walk(loop):
        clipped = snippet.called(node).endswith(("clip_grad_norm_", "clip_grad_value_"))
        if clipped and isinstance(node, ast.Call) and node.lineno < backward.lineno:
            if not clears or clears[0].lineno < node.lineno:
                yield Seen("clip-before-backward", node.lineno)


def _accumulation(
    loop: ast.AST, backward: list[ast.Call], steps: list[ast.Call], snippet: Snippet
) -> Iterator[Seen]:
    """`if (i + 1) % n == 0: optimizer.step()` wants the loss divided by n."""
    for node in ast.walk(loop):
        if not isinstance(node, ast.If) or not any(s in ast.walk(node) for s in steps):
            continue
        rest = next((n for n in ast.walk(node.test) if _is_remainder(n)), None)
        if rest is None or len(backward) != 1:
            continue
        count = ast.unparse(rest.right)  # type: ignore[attr-defined]
        divided = any(
            isinstance(n, ast.BinOp | ast.AugAssign)
            and isinstance(n.op, ast.Div)
            and count in ast.unparse(n)
            for n in ast.walk(loop)
        )
        scaled = any(count in ast.unparse(n) for n in ast.walk(backward[0]))
        if not divided and not scaled:
            yield Seen("accumulation-unscaled", backward[0].lineno)


def _is_remainder(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)


def _calls(node: ast.AST, name: str) -> list[ast.Call]:
    return [n for n in walk_in_order(node) if isinstance(n, ast.Call) and method(n) == name]


def _is_schedule(call: ast.Call, snippet: Snippet) -> bool:
    of = receiver(call)
    if of is None:
        return False
    return "sched" in last_name(of) or "lr_scheduler" in snippet.made_by(of)


def _same_block(loop: ast.AST, one: ast.Call, other: ast.Call) -> bool:
    """Whether no branch stands between the two."""
    for node in ast.walk(loop):
        if node is loop or not isinstance(node, ast.If | ast.For | ast.While | ast.Try):
            continue
        inside = [any(n is call for n in ast.walk(node)) for call in (one, other)]
        if inside[0] != inside[1]:
            return False
    return True


def _clears_by_hand(loop: ast.AST) -> bool:
    """`p.grad = None` and `p.grad.zero_()` clear as well."""
    for node in ast.walk(loop):
        if isinstance(node, ast.Attribute) and node.attr == "zero_":
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Attribute) and t.attr == "grad" for t in node.targets
        ):
            return True
    return False


def _never_steps(snippet: Snippet) -> Iterator[Seen]:
    """An optimizer is made and gradients are computed, but nothing steps or leaves the snippet."""
    optimizers = [
        name
        for name, value in snippet.values.items()
        if snippet.called(value).startswith("torch.optim.")
        and "lr_scheduler" not in snippet.called(value)
    ]
    backward = [n for n in snippet.nodes if method(n) == "backward"]
    if not optimizers or not backward:
        return
    text = ast.unparse(snippet.tree)
    if (
        ".step(" in text
        or ".grad" in text.replace("zero_grad", "")
        or any(p in text for p in _PASSED_ON)
    ):
        return
    used = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Call)
        and any(dotted(a) in optimizers for a in [*n.args, *(k.value for k in n.keywords)])
    ]
    returned = any(
        isinstance(n, ast.Return) and any(dotted(v) in optimizers for v in ast.walk(n))
        for n in snippet.nodes
    )
    if not used and not returned:
        yield Seen("missing-step", backward[0].lineno)  # type: ignore[attr-defined]


def _scaler(snippet: Snippet) -> Iterator[Seen]:
    scaled = [
        n for n in snippet.nodes if method(n) == "scale" and "scaler" in last_name(receiver(n) or n)
    ]
    if not scaled or any(method(n) == "unscale_" for n in snippet.nodes):
        return
    for node in snippet.nodes:
        if isinstance(node, ast.Call) and snippet.called(node).endswith("clip_grad_norm_"):
            yield Seen("clip-before-unscale", node.lineno)
