"""Modules and optimizers that libraries build or load."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import creating, devices, distributed, knowledge, leaves, values
from mlexplain.check.values import Model, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def library_module(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    role = knowledge.MODULES[dotted]
    if role == "wrappers":
        return distributed.wrap(flow, node, dotted, positional, keywords)
    origin = flow.created(node, "built")
    if role == "containers":
        members = _members(positional)
        for member in members:
            if member.origin is not None:
                member.origin.how = "registered"
        known = {m.device for m in members if m.data is None or m.data.weights is not False}
        device = known.pop() if len(known) == 1 else None
        if not node.args and not node.keywords:
            device = flow.default
        weights = True if any(m.data and m.data.weights for m in members) else None
        model = Model(library=dotted, weights=weights)
        model.contained = [m.data for m in members if m.data is not None]
        if members and members[0].data is not None and dotted.endswith("ModuleList"):
            if len({m.data.cls if m.data else None for m in members}) == 1:
                model.member = members[0].data
        if dotted.endswith("Sequential"):
            model.members = [m.data for m in members if m.data and m.data.cls and m.data.fields]
        return Value(values.MODULE, device, model, origin=origin)
    if role == "no_weights":
        return Value(values.MODULE, None, Model(library=dotted, weights=False))
    device = flow.default
    if "device" in keywords:
        device = creating.place_of(flow, keywords["device"], node)
    elif None in keywords:
        device = None
    if role == "weights_if_given":
        given = keywords.get("weight") or keywords.get("pos_weight")
        if given is None and positional and isinstance(node.args[0], ast.Name):
            given = positional[0]
        one_dim = dotted.endswith(_WEIGH_CLASSES) and "pos_weight" not in keywords
        scalar = given is not None and not one_dim and _no_vector(given)
        if given is None or given.kind not in (values.TENSOR, values.ANY) or scalar:
            asked = {"weight", "pos_weight"} & keywords.keys()
            return Value(
                values.MODULE, None, Model(library=dotted, weights=None if asked else False)
            )
        model = Model(library=dotted, weights=True)
        return Value(values.MODULE, given.device, model, origin=origin)
    return Value(values.MODULE, device, Model(library=dotted, weights=True), origin=origin)


_WEIGH_CLASSES = ("CrossEntropyLoss", "NLLLoss")
"""Losses whose weight is one number for each class, never a tensor without dimensions."""


def _no_vector(given: Value) -> bool:
    """A weight without dimensions, which works anywhere."""
    here = given.origin is not None and given.origin.depth == 0
    return given.ndim == 0 or (given.ndim is None and here)


def _members(positional: list[Value | None]) -> list[Value]:
    found: list[Value] = []
    for one in positional:
        if one is None:
            continue
        if one.kind == values.MODULE:
            found.append(one)
        elif one.kind in (values.ITEMS, values.UNION):
            found.extend(_members(list(one.data)))
        elif one.kind == values.EACH:
            found.extend(_members([one.data]))
        elif one.kind == values.DICT:
            found.extend(_members(list(one.data.values())))
    return found


def loaded_module(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    device = None if None in keywords or "device" in keywords else flow.default
    return Value(
        values.MODULE,
        device,
        Model(library=dotted, weights=True),
        origin=flow.created(node, "built"),
    )


def pretrained(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    if not dotted.startswith(knowledge.PRETRAINED):
        return None
    name = dotted.rpartition(".")[2]
    if name.endswith(knowledge.TOKENIZERS):
        return Value(values.TOKENIZER)
    if name.endswith(knowledge.NOT_MODELS) or "Pipeline" in name:
        return None
    model = Model(library=dotted, weights=True)
    origin = flow.created(node, "built")
    asked = creating.argument(node, "device_map")
    if asked is not None and not (isinstance(asked, ast.Constant) and asked.value is None):
        model.dispatched = asked
        held = keywords.get("device_map")
        device = held.device if held is not None and held.kind in _PLACES else None
        return Value(values.MODULE, device or devices.CHOSEN + "device_map", model, origin=origin)
    for name in ("load_in_8bit", "load_in_4bit"):
        quantized = creating.argument(node, name)
        if isinstance(quantized, ast.Constant) and quantized.value is True:
            model.dispatched = quantized
    if None in keywords or keywords.keys() & knowledge.QUANTIZED:
        return Value(values.MODULE, None, model, origin=origin)
    return Value(values.MODULE, flow.default, model, origin=origin)


_PLACES = (values.DEVICE, values.TEXT)


_MAKE_STATE = ("Adagrad",)
"""Optimizers that make their state when they are built; the others do so in the first step."""


def optimizer(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    held = positional[0] if positional else keywords.get("params")
    if held is not None and held.kind == values.PARAMETERS and held.data is not None:
        module = held.data
        eager = dotted.rpartition(".")[2] in _MAKE_STATE
        if eager and module.device == devices.CPU and module.data is not None:
            module.data.optimizer = (flow.function, node)
        return Value(values.OPTIMIZER, data=module, origin=flow.created(node), sure=eager)
    for one in node.args[:1]:
        leaves.optimized(flow, node, one)
    return None
