"""The order of a training step: clear, backward, clip, step."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.bindings import Function
from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.cautions.syntax import (
    keyword,
    last_name,
    method,
    number,
    receiver,
    walk_in_order,
)
from mlexplain.explain.facts.scope import dotted

_PASSED_ON = ("accelerator", "fabric", "manual_backward", "model_engine", "engine")
_CLIPPING = ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm")


def look(snippet: Snippet) -> Iterator[Seen]:
    for around in _rounds(snippet):
        yield from _round(around, snippet)
    yield from _never_steps(snippet)
    for call in snippet.calls:
        yield from _parameters(call, snippet)


def _rounds(snippet: Snippet) -> list[ast.AST]:
    """What runs one training step: the innermost loop around a `backward`, else its function."""
    found: list[ast.AST] = []
    for call in snippet.calls:
        if method(call) == "backward":
            loops = snippet.flow.loops(call)
            around = loops[0] if loops else snippet.flow.function(call) or snippet.tree
            if around not in found:
                found.append(around)
    return found


def _round(around: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    backward = calls_of(around, "backward")
    steps = [c for c in calls_of(around, "step") if not is_schedule(c, snippet)]
    clears = calls_of(around, "zero_grad")
    loop = isinstance(around, ast.For | ast.While | ast.AsyncFor)
    by_hand = loop and any(_is_update(n) for n in ast.walk(around))
    whole = around if loop else snippet.tree
    computed = any(snippet.is_loss(n) for n in snippet.flow.reached(backward[0]))
    repeated = loop or (isinstance(around, Function) and computed)
    if repeated and (steps or by_hand) and not calls_of(whole, "zero_grad"):
        if not _clears_by_hand(whole):
            yield Seen("missing-zero-grad", backward[0].lineno)
    yield from _other_cleared(steps, clears, snippet)
    alone = len(backward) == 1 and len(steps) == 1
    if alone and _same_block(around, backward[0], steps[0]):
        yield from _order(around, backward[0], steps[0], clears, snippet)
    if loop:
        yield from _accumulation(around, backward, steps, clears, snippet)
        yield from _made_anew(around, snippet)


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
        for n in ast.walk(value)
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
    if step.lineno < backward.lineno:
        yield Seen("step-before-backward", step.lineno)
    for clear in clears:
        if backward.lineno < clear.lineno < step.lineno:
            yield Seen("cleared-after-backward", clear.lineno)
    for loop in ast.walk(around):
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
        if backward.lineno < step.lineno < node.lineno:
            yield Seen("clip-after-step", node.lineno)


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
    return snippet.called(node).endswith(_CLIPPING) or method(node) in _CLIPPING


def _accumulation(
    loop: ast.AST,
    backward: list[ast.Call],
    steps: list[ast.Call],
    clears: list[ast.Call],
    snippet: Snippet,
) -> Iterator[Seen]:
    """`if (i + 1) % n == 0: optimizer.step()` wants the loss divided by n."""
    if len(backward) != 1:
        return
    for node in ast.walk(loop):
        if not isinstance(node, ast.If) or not any(s in ast.walk(node) for s in steps):
            continue
        rest = next((n for n in ast.walk(node.test) if _is_remainder(n)), None)
        if not isinstance(rest, ast.BinOp) or snippet.flow.inside(backward[0], node):
            continue
        if any(_same_block(loop, backward[0], c) for c in clears):
            yield Seen("accumulation-cleared", clears[0].lineno)
            continue
        count = {ast.dump(rest.right), ast.dump(snippet.flow.value(rest.right))}
        divisors = [
            n.right if isinstance(n, ast.BinOp) else n.value
            for n in ast.walk(loop)
            if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div)
        ]
        divided = any(ast.dump(n) in count for d in divisors for n in ast.walk(d))
        factors = [n for n in ast.walk(loop) if isinstance(n, ast.BinOp | ast.AugAssign)]
        scaled = any(isinstance(n.op, ast.Mult) and _is_loss_like(n, backward[0]) for n in factors)
        if not divided and not scaled and not backward[0].args:
            yield Seen("accumulation-unscaled", backward[0].lineno)


def _is_loss_like(node: ast.BinOp | ast.AugAssign, backward: ast.Call) -> bool:
    """Whether the loss itself is multiplied by something."""
    name = dotted(receiver(backward) or backward)
    target = node.target if isinstance(node, ast.AugAssign) else node.left
    return dotted(target) == name


def _is_remainder(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)


def _made_anew(loop: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """An optimizer or a network that is made in each round of the loop that trains it."""
    trained = {dotted(receiver(c) or c) for c in calls_of(loop, "step")}
    for node in ast.walk(loop):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        name, full = dotted(node.targets[0]), snippet.called(node.value)
        optimizer = full.startswith("torch.optim.") and "lr_scheduler" not in full
        network = full in snippet.scope.classes and snippet.scope.kind(node.value) == "Module"
        runs = any(dotted(c.func) == name for c in ast.walk(loop) if isinstance(c, ast.Call))
        if name and ((optimizer and name in trained) or (network and runs)):
            if snippet.flow.loops(node)[:1] == [loop]:
                yield Seen("made-in-each-round", node.lineno, {"name": f"`{name}`"})


def calls_of(node: ast.AST, name: str) -> list[ast.Call]:
    return [n for n in walk_in_order(node) if isinstance(n, ast.Call) and method(n) == name]


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


def _same_block(around: ast.AST, one: ast.Call, other: ast.Call) -> bool:
    """Whether no branch stands between the two."""
    for node in ast.walk(around):
        if node is around or not isinstance(node, ast.If | ast.For | ast.While | ast.Try):
            continue
        inside = [any(n is call for n in ast.walk(node)) for call in (one, other)]
        if inside[0] != inside[1]:
            return False
    return True


def _clears_by_hand(around: ast.AST) -> bool:
    """`p.grad = None` and `p.grad.zero_()` clear as well; what is given a tensor anew is clear."""
    for node in ast.walk(around):
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


def _never_steps(snippet: Snippet) -> Iterator[Seen]:
    """An optimizer is made and gradients are computed, but nothing steps or leaves the snippet."""
    optimizers = [
        name
        for name, value in snippet.values.items()
        if snippet.called(value).startswith("torch.optim.")
        and "lr_scheduler" not in snippet.called(value)
    ]
    backward = [n for n in snippet.calls if method(n) == "backward"]
    if not optimizers or not backward:
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
        isinstance(n, ast.Return) and any(dotted(v) in optimizers for v in ast.walk(n))
        for n in snippet.nodes
    )
    if not used and not returned:
        yield Seen("missing-step", backward[0].lineno)


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
