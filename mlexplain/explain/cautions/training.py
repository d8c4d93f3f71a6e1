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
    yield from _graph_kept(snippet)
    yield from _no_grad(snippet)
    yield from _by_hand(snippet)
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


def _graph_kept(snippet: Snippet) -> Iterator[Seen]:
    """A loss summed or listed with its graph."""
    backward = {dotted(of) for n in snippet.nodes if (of := _backward_of(n)) is not None}
    for node in snippet.nodes:
        value = None
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            value = node.value
        elif isinstance(node, ast.Call) and method(node) == "append" and node.args:
            value = node.args[0]
        name = dotted(value) if value is not None else None
        if name is None or value is None or name.split(".")[-1] not in _LOSSES:
            continue
        target = dotted(node.target) if isinstance(node, ast.AugAssign) else None
        if name in backward and target not in backward:
            yield Seen("graph-kept", value.lineno, {"value": f"`{name}`"})


def _backward_of(node: ast.AST) -> ast.expr | None:
    return receiver(node) if method(node) == "backward" else None


def _no_grad(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.With) and any(
            _is_no_grad(i.context_expr, snippet) for i in node.items
        ):
            for call in _calls(node, "backward"):
                yield Seen("training-under-no-grad", call.lineno)


def _is_no_grad(node: ast.AST, snippet: Snippet) -> bool:
    return snippet.called(node) in ("torch.no_grad", "torch.inference_mode")


def _by_hand(snippet: Snippet) -> Iterator[Seen]:
    """Updates written by hand: `w += lr * w.grad`, and in place outside `no_grad`."""
    sheltered = {
        id(inner)
        for node in snippet.nodes
        if isinstance(node, ast.With)
        and any(_is_no_grad(i.context_expr, snippet) for i in node.items)
        for inner in ast.walk(node)
    }
    leaves = {
        name
        for name, value in snippet.values.items()
        if isinstance(value, ast.Call)
        and any(
            k.arg == "requires_grad" and isinstance(k.value, ast.Constant) and k.value.value is True
            for k in value.keywords
        )
    }
    minimised = any(
        last_name(of) in (*_LOSSES, "cost", "l", "mse")
        for n in snippet.nodes
        if (of := _backward_of(n))
    )
    for node in snippet.nodes:
        if not isinstance(node, ast.AugAssign):
            continue
        name = dotted(node.target)
        target = f"`{ast.unparse(node.target)}`"
        grads = [
            n for n in ast.walk(node.value) if isinstance(n, ast.Attribute) and n.attr == "grad"
        ]
        own = (name or "").removesuffix(".data")
        uses_own = any(dotted(g.value) == own for g in grads)
        negative = any(
            isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) for n in ast.walk(node.value)
        )
        if isinstance(node.op, ast.Add) and uses_own and minimised and not negative:
            yield Seen("ascent", node.lineno, {"target": target})
        if name in leaves and id(node) not in sheltered:
            yield Seen("update-under-autograd", node.lineno, {"target": target})


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
