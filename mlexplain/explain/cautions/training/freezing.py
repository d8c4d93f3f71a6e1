"""What learns and what does not: parameters frozen, layers put in, rates set."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.layers import is_layer
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    last_name,
    method,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_MISSPELT = frozenset(
    ["require_grad", "requires_gradient", "required_grad", "requiresgrad", "require_gradient"]
)

_PARTS = frozenset(
    [
        "fc",
        "encoder",
        "backbone",
        "features",
        "classifier",
        "head",
        "decoder",
        "embeddings",
        "base",
        "base_model",
        "conv1",
        "layer1",
        "layer2",
        "layer3",
        "layer4",
    ]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _set(node, snippet)
            yield from _late(node, snippet)
        elif isinstance(node, ast.For):
            yield from _frozen_with_new(node, snippet)
            yield from _head_alone(node, snippet)


def _set(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """Attributes that nothing reads: misspelt, or set on the wrong object."""
    target = node.targets[0]
    if isinstance(target, ast.Subscript):
        yield from _other_key(target, snippet)
    if not isinstance(target, ast.Attribute):
        return
    if target.attr == "lr" and isinstance(node.value, ast.BinOp):
        made = snippet.called(snippet.flow.value(target.value))
        if made.startswith("torch.optim.") and "lr_scheduler" not in made:
            yield Seen("rate-set-beside", node.lineno, {"code": f"`{ast.unparse(target)}`"})
        return
    if not isinstance(node.value, ast.Constant):
        return
    code = {"code": f"`{ast.unparse(target)}`"}
    if target.attr in _MISSPELT and isinstance(node.value.value, bool):
        yield Seen("requires-grad-misspelt", node.lineno, code)
    elif target.attr == "requires_grad" and node.value.value is False:
        parameter = last_name(target.value) in ("weight", "bias")
        child = _is_child(target.value, snippet)
        if dotted(target.value) and not parameter and (child or _is_network(target.value, snippet)):
            yield Seen("freezes-nothing", node.lineno, {**code, "net": ast.unparse(target.value)})
    elif target.attr in ("lr", "learning_rate") and type(node.value.value) in (int, float):
        if snippet.scope.kind(target.value) == "Optimizer":
            yield Seen("rate-set-beside", node.lineno, code)


_RATES = ("learning_rate", "rate", "LR", "learningrate", "Lr")


def _other_key(target: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`group["learning_rate"] = …`: optimizers of PyTorch read `"lr"`."""
    key = target.slice.value if isinstance(target.slice, ast.Constant) else None
    bound = snippet.flow.binding(target.value) if isinstance(target.value, ast.Name) else None
    group = bound.value if bound is not None and bound.how == "item" else target.value
    while isinstance(group, ast.Subscript):
        group = group.value
    if key in _RATES and isinstance(group, ast.Attribute) and group.attr == "param_groups":
        yield Seen("rate-under-other-key", target.lineno, {"key": f'`"{key}"`'})


_HEADS = ("classifier", "head", "fc", "lm_head", "score", "qa_outputs")


def _head_alone(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`if "classifier" in name: p.requires_grad = False`, and all the rest stays free."""
    if method(node.iter) != "named_parameters" or not isinstance(node.target, ast.Tuple):
        return
    name = dotted(node.target.elts[0])
    sets = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Assign)
        and isinstance(n.targets[0], ast.Attribute)
        and n.targets[0].attr == "requires_grad"
    ]
    if len(sets) != 1 or not snippet.flow.inside(sets[0], node):
        return
    value, up = sets[0].value, snippet.flow.parent(sets[0])
    if isinstance(value, ast.Compare):
        test, turned = value, isinstance(value.ops[0], ast.NotIn)
    elif isinstance(up, ast.If) and isinstance(up.test, ast.Compare) and not up.orelse:
        test, turned = up.test, isinstance(up.test.ops[0], ast.In)
        if not isinstance(value, ast.Constant) or value.value is not False:
            return
    else:
        return
    part = test.left.value if isinstance(test.left, ast.Constant) else None
    asks = turned and dotted(test.comparators[0]) == name
    if asks and isinstance(part, str) and part.strip(".") in _HEADS:
        yield Seen("head-frozen-alone", sets[0].lineno, {"part": f'`"{part}"`'})


def _is_network(node: ast.expr, snippet: Snippet) -> bool:
    if snippet.is_model(node):
        return True
    name = dotted(node) or ""
    head, _, last = name.rpartition(".")
    bound = snippet.flow.binding(node)
    if bound is not None and bound.how == "item":
        return method(bound.value or node) in ("children", "modules")
    owner = next((n for n in walk(node) if isinstance(n, ast.Name)), None)
    return bool(head) and last in _PARTS and owner is not None and snippet.is_model(owner)


def _late(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`model.fc = nn.Linear(…)` after the optimizer was given `model.parameters()`."""
    target = node.targets[0]
    name = dotted(target.value if isinstance(target, ast.Subscript) else target)
    if name is None or "." not in name or (name.startswith("self.") and name.count(".") < 2):
        return
    if not is_layer(node.value, snippet) or snippet.flow.loops(node):
        return
    head = name.rpartition(".")[0]
    for call in snippet.calls:
        full = snippet.called(call)
        if not full.startswith("torch.optim.") or "lr_scheduler" in full or not call.args:
            continue
        given = call.args[0]
        owner = dotted(receiver(given) or given)
        mine = method(given) == "parameters" and owner in (
            head,
            ".".join(head.split(".")[: 2 if head.startswith("self.") else 1]),
        )
        before = call.lineno < node.lineno and snippet.flow.block(call) == snippet.flow.block(node)
        again = any(
            method(c) == "add_param_group"
            or (c is not call and c.lineno > node.lineno and snippet.called(c) == full)
            for c in snippet.calls
        )
        if mine and before and not again:
            yield Seen("layer-after-optimizer", node.lineno, {"name": f"`{name}`"})
            return


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
        new = (
            isinstance(other, ast.Assign)
            and snippet.called(other.value).startswith("torch.nn.")
            and (dotted(other.targets[0]) or "").startswith(f"{net}.")
        )
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


def _is_child(node: ast.expr, snippet: Snippet) -> bool:
    """`m` of `for name, m in net.named_children()`."""
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    if bound is None or bound.how != "item" or bound.value is None:
        return False
    last = bound.place[-1] if bound.place else None
    named_ = method(bound.value) in ("named_children", "named_modules") and last == 1
    return named_ or (method(bound.value) in ("children", "modules") and last is None)
