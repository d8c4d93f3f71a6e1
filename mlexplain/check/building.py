"""Modules and optimizers that libraries build or load."""

from __future__ import annotations

import ast

from mlexplain.check import creating, devices, distributed, knowledge, leaves, modules, values
from mlexplain.check.call import Arguments, Call
from mlexplain.check.model import Model
from mlexplain.check.values import Origin, Value


def library_module(call: Call) -> Value | None:
    dotted, keywords = call.dotted, call.keywords
    role = knowledge.MODULES[dotted]
    if role == "wrappers":
        return distributed.wrap(call)
    origin = call.created("built")
    if role == "containers":
        return _container(call, origin)
    if role == "no_weights":
        return Value(values.MODULE, None, Model(library=dotted, weights=False))
    if role == "weights_if_given":
        given = keywords.get("weight") or keywords.get("pos_weight")
        if given is None and call.positional and isinstance(call.node.args[0], ast.Name):
            given = call.first
        one_dim = dotted.endswith(_WEIGH_CLASSES) and "pos_weight" not in keywords
        scalar = given is not None and not one_dim and _no_vector(given)
        if given is None or given.kind not in (values.TENSOR, values.ANY) or scalar:
            weights = None if keywords.keys() & {"weight", "pos_weight"} else False
            return Value(values.MODULE, None, Model(library=dotted, weights=weights))
        device = given.device
    elif "device" in keywords:
        device = creating.place_of(call.flow, keywords["device"])
    else:
        device = None if None in keywords else call.flow.default
    return Value(values.MODULE, device, Model(library=dotted, weights=True), origin=origin)


def _container(call: Call, origin: Origin) -> Value:
    members = _members(call.positional)
    for member in members:
        if member.origin is not None:
            member.origin.how = "registered"
    known = {m.device for m in members if m.data is None or m.data.weights is not False}
    device = known.pop() if len(known) == 1 else None
    if not call.node.args and not call.node.keywords:
        device = call.flow.default
    weights = True if any(m.data and m.data.weights for m in members) else None
    model = Model(library=call.dotted, weights=weights)
    model.contained = [m.data for m in members if m.data is not None]
    if members and members[0].data is not None and call.dotted.endswith("ModuleList"):
        if len({m.data.cls if m.data else None for m in members}) == 1:
            model.member = members[0].data
    if call.dotted.endswith("Sequential"):
        model.members = [m.data for m in members if m.data and m.data.cls and m.data.fields]
    return Value(values.MODULE, device, model, origin=origin)


def _members(given: Arguments) -> list[Value]:
    found: Arguments = []
    for one in given:
        named = one is not None and one.kind == values.DICT  # of a ModuleDict
        found.extend(one.data.values() if one is not None and named else (one,))
    return modules.among(found)


def unknown_layer(call: Call) -> Value:
    return Value(values.MODULE, None, Model(library=call.dotted))


_WEIGH_CLASSES = ("CrossEntropyLoss", "NLLLoss")
"""Losses whose weight is one number for each class, never a tensor without dimensions."""


def _no_vector(given: Value) -> bool:
    """A weight without dimensions, which works anywhere."""
    here = given.origin is not None and given.origin.depth == 0
    return given.ndim == 0 or (given.ndim is None and here)


def loaded_module(call: Call) -> Value | None:
    device = None if None in call.keywords or "device" in call.keywords else call.flow.default
    model = Model(library=call.dotted, weights=True)
    return Value(values.MODULE, device, model, origin=call.created("built"))


def pretrained(call: Call) -> Value | None:
    cls = call.dotted.rpartition(".")[0]
    if not cls.startswith(knowledge.PRETRAINED):
        return None
    name = cls.rpartition(".")[2]
    if name.endswith(knowledge.TOKENIZERS):
        return Value(values.TOKENIZER)
    if name.endswith(knowledge.NOT_MODELS) or "Pipeline" in name:
        return None
    model = Model(library=cls, weights=True)
    origin = call.created("built")
    asked = call.written("device_map")
    if asked is not None and not (isinstance(asked, ast.Constant) and asked.value is None):
        model.dispatched = asked
        held = call.keywords.get("device_map")
        device = held.device if held is not None and held.kind in _PLACES else None
        return Value(values.MODULE, device or devices.CHOSEN + "device_map", model, origin=origin)
    for name in ("load_in_8bit", "load_in_4bit"):
        quantized = call.written(name)
        if isinstance(quantized, ast.Constant) and quantized.value is True:
            model.dispatched = quantized
    if None in call.keywords or call.keywords.keys() & knowledge.QUANTIZED:
        return Value(values.MODULE, None, model, origin=origin)
    return Value(values.MODULE, call.flow.default, model, origin=origin)


_PLACES = (values.DEVICE, values.TEXT)


_MAKE_STATE = ("Adagrad",)
"""Optimizers that make their state when they are built; the others do so in the first step."""


def optimizer(call: Call) -> Value | None:
    held = call.argument(0, "params")
    if held is not None and held.kind == values.PARAMETERS and held.data is not None:
        module = held.data
        eager = call.dotted.rpartition(".")[2] in _MAKE_STATE
        if eager and module.device == devices.CPU and module.data is not None:
            module.data.optimizer = (call.flow.function, call.node)
        return Value(values.OPTIMIZER, data=module, origin=call.created(), sure=eager)
    if call.node.args:
        leaves.optimized(call.flow, call.node, call.node.args[0])
    return None
