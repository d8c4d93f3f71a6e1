"""Values that are not what the next lines take them for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method, number, receiver
from mlexplain.explain.scope import dotted

_TARGETS = frozenset(["target", "y", "label", "labels", "next"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _flattened(node, snippet)
            yield from _padding_averaged(node, snippet)
            yield from _fresh_noise(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _best_hidden(node, snippet)
            yield from _from_past(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield from _unsigned(node, snippet)
        elif isinstance(node, ast.For):
            yield from _frozen_with_new(node, snippet)


def _flattened(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """In `forward`, `self.fc(torch.flatten(x))`: the batch is flattened as well."""
    function = snippet.flow.function(node)
    if function is None or function.name != "forward" or len(node.args) != 1:
        return
    last = (dotted(node.func) or "").split(".")[-1]
    if not (dotted(node.func) or "").startswith("self.") or not last.startswith(
        ("fc", "lin", "out")
    ):
        return
    done = snippet.operation(snippet.flow.value(node.args[0]))
    if done is not None and done.name == "flatten" and not done.rest and not done.call.keywords:
        yield Seen("batch-flattened", done.call.lineno, {"call": ast.unparse(done.call.func)})


def _padding_averaged(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model(**batch).last_hidden_state.mean(1)` of texts that were padded."""
    done = snippet.operation(node)
    if done is None or done.name != "mean" or done.dimension != 1:
        return
    states = snippet.flow.value(done.of)
    if not isinstance(states, ast.Attribute) or states.attr != "last_hidden_state":
        return
    for made in snippet.flow.reached(states):
        padding = keyword(made, "padding") if isinstance(made, ast.Call) else None
        if isinstance(padding, ast.Constant) and padding.value in (True, "max_length", "longest"):
            first = made.args[0] if made.args else None  # type: ignore[attr-defined]
            alone = isinstance(first, ast.Constant) and padding.value != "max_length"
            if not alone:
                yield Seen("padding-averaged", node.lineno)
            return


def _fresh_noise(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A diffusion loss against noise that is drawn anew, not the noise that was added."""
    if snippet.loss_name(node) not in ("mse_loss", "MSELoss", "l1_loss", "L1Loss"):
        return
    if len(node.args) < 2 or snippet.called(node.args[1]) != "torch.randn_like":
        return
    added = [n for n in snippet.flow.reached(node.args[0]) if isinstance(n, ast.Call)]
    if any(snippet.called(n) == "torch.randn_like" for n in added):
        yield Seen("noise-drawn-anew", node.lineno, {"noise": f"`{ast.unparse(node.args[1])}`"})


def _best_hidden(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`logits[logits > best[:, [-1]]] = -inf` hides what should stay."""
    target = node.targets[0]
    if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Compare):
        return
    test = target.slice
    if not isinstance(test.ops[0], ast.Gt | ast.GtE) or dotted(test.left) != dotted(target.value):
        return
    if dotted(test.left) is None or "-" not in (spelled := ast.unparse(node.value)):
        return
    limit = snippet.flow.value(test.comparators[0])
    for _ in range(4):
        values = isinstance(limit, ast.Attribute) and limit.attr == "values"
        if isinstance(limit, ast.Subscript) or values:
            limit = snippet.flow.value(limit.value)  # type: ignore[attr-defined]
    bound = snippet.flow.binding(limit) if isinstance(limit, ast.Name) else None
    made = bound.value if bound is not None and bound.place == (0,) else limit
    if isinstance(made, ast.Call) and "inf" in spelled:
        done = snippet.operation(made)
        least = keyword(made, "largest")
        if done is not None and done.name == "topk" and least is None:
            yield Seen("best-hidden", node.lineno, {"scores": f"`{ast.unparse(target.value)}`"})


def _from_past(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df["target"] = df["close"].shift(1)` is the value before, already known."""
    target, call = node.targets[0], node.value
    named = target.slice if isinstance(target, ast.Subscript) else None
    column = named.value if isinstance(named, ast.Constant) else None
    if not isinstance(column, str) or not set(column.lower().split("_")) & _TARGETS:
        return
    if method(call) != "shift" or not isinstance(call, ast.Call) or call.keywords:
        return
    step = number(call.args[0]) if call.args else 1
    if step is not None and step > 0:
        values = {"column": f'`"{column}"`', "code": f"`shift({step})`"}
        yield Seen("target-from-past", node.lineno, values)


def _unsigned(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """The difference of two images as they were read: bytes wrap round below zero."""
    for side in (node.left, node.right):
        made = snippet.flow.value(side)
        if snippet.called(made) != "cv2.imread":
            return
    yield Seen("bytes-subtracted", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _frozen_with_new(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """A new layer is put in, and then all parameters are frozen, its own too."""
    step = node.body[0]
    net = dotted(receiver(node.iter) or node)
    frozen = (
        isinstance(step, ast.Assign)
        and len(node.body) == 1
        and dotted(step.targets[0]) == f"{dotted(node.target)}.requires_grad"
        and isinstance(step.value, ast.Constant)
        and step.value.value is False
    )
    if not frozen or net is None or method(node.iter) != "parameters":
        return
    later = [n for n in snippet.nodes if getattr(n, "lineno", 0) > node.lineno + 1]
    for other in later:
        again = isinstance(other, ast.Attribute) and other.attr in (
            "requires_grad",
            "requires_grad_",
        )
        new = isinstance(other, ast.Assign) and snippet.called(other.value).startswith("torch.nn.")
        if again or new:
            return
    for other in snippet.nodes:
        if not isinstance(other, ast.Assign) or other.lineno >= node.lineno:
            continue
        place = other.targets[0]
        part = dotted(place.value if isinstance(place, ast.Subscript) else place) or ""
        made = snippet.called(other.value) == "torch.nn.Linear"
        if (
            made
            and part.startswith(f"{net}.")
            and snippet.flow.block(other) == snippet.flow.block(node)
        ):
            yield Seen("new-layer-frozen", node.lineno, {"layer": f"`{ast.unparse(place)}`"})
            return
