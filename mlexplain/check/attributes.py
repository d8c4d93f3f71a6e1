"""Attributes of values: `x.device`, `self.weight`, `outputs.logits`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import classes, devices, distributions, knowledge, preparing, values
from mlexplain.check.values import NUMBER_VALUE, TEXT_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

OUTPUT_TENSORS = frozenset(
    [
        "logits",
        "loss",
        "last_hidden_state",
        "pooler_output",
        "input_ids",
        "attention_mask",
        "pixel_values",
        "labels",
        "inputs_embeds",
    ]
)
"""Attributes of model outputs and encodings that are tensors wherever they exist."""


def _saved(flow: Flow, attribute: str, node: ast.Attribute) -> Value | None:
    """`ctx.saved_tensors` in the `backward` of an autograd function."""
    if attribute == "saved_tensors" and isinstance(node.value, ast.Name) and flow.owner is not None:
        if flow.function.name == "backward":
            return Value(values.EACH, data=values.tensor(devices.SELF, ndim=None))
    return None


def attribute_of(
    flow: Flow, base: Value | None, attribute: str, node: ast.Attribute
) -> Value | None:
    if base is not None:
        reader = _ATTRIBUTES.get(base.kind)
        if reader is not None:
            found = reader(flow, base, attribute, node)
            if found is not None and found.kind == values.ITEMS and not found.data:
                return _filled_by_functions(flow, node) or found
            if found is not None:
                return found
    elif attribute == "saved_tensors":
        return _saved(flow, attribute, node)
    return named_device(flow, attribute, node)


def _filled_by_functions(flow: Flow, node: ast.Attribute) -> Value | None:
    """`policy.saved`, an empty list that some function of the file appends to."""
    if not isinstance(node.value, ast.Name):
        return None
    name = f"{node.value.id}.{node.attr}"
    if f"{name}.append(" not in flow.file.text:
        return None
    for function in flow.file.functions.values():
        text = function.text
        if f"{name}.append(" in text and not function.running and function is not flow.function:
            summary = flow.project.summary(function)
            held = summary.outside.get(name) if summary is not None else None
            if held is not None:
                return held
    return None


def named_device(flow: Flow, attribute: str, node: ast.expr) -> Value | None:
    """`args.device`, `self.device`, `cfg.local_rank`: places known by their name alone."""
    if attribute in knowledge.DEVICE_NAMES:
        if _of_some_tensor(flow, node):
            return Value(values.DEVICE, None)
        return Value(values.DEVICE, devices.CHOSEN + flow.file.source(node))
    if attribute in knowledge.RANK_NAMES:
        return Value(values.DEVICE, devices.RANK + flow.file.source(node))
    return None


def _of_some_tensor(flow: Flow, node: ast.expr) -> bool:
    """`x.device` of a variable of which nothing is known: x may well be on the CPU."""
    base = node.value if isinstance(node, ast.Attribute) else None
    if not isinstance(base, ast.Name) or node.attr != "device":  # type: ignore[attr-defined]
        return False
    name = base.id
    if name == flow.receiver or name in knowledge.SETTINGS_NAMES or name not in flow.env:
        return False
    return _KEEPS_DEVICE.search(name.lower()) is None


_KEEPS_DEVICE = re.compile(
    "model|net|modul|pipe|coder|polic|agent|actor|critic|state|train|ctx|conf"
)


def _of_library(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    held = preparing.device(flow, base.data, node) if attribute == "device" else None
    return held or flow.project.named(f"{base.data}.{attribute}", flow.file)


def _of_tensor(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    if attribute == "device":
        return _device_asked(flow, base)
    if attribute in knowledge.NUMBER_ATTRIBUTES:
        return NUMBER_VALUE
    if attribute not in knowledge.SAME_ATTRIBUTES:
        return None
    return base.but(data=None) if base.data in (values.LEAF, values.MOVED_LEAF) else base


def _device_asked(flow: Flow, base: Value) -> Value | None:
    if base.device is not None and base.device[0] == devices.ARGUMENT:
        flow.follows.add(base.device)
    return Value(values.DEVICE, base.device)


def _of_any(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    if attribute == "device":
        if base.name in knowledge.SETTINGS_NAMES:
            return named_device(flow, attribute, node)
        return _device_asked(flow, base)
    if attribute in knowledge.EVIDENCE:
        if attribute not in knowledge.TENSOR_METHODS:  # `f.dim` without a call is no tensor's
            flow.evidence.add(base.name or "")
        if attribute in knowledge.NUMBER_ATTRIBUTES:
            return NUMBER_VALUE
    if attribute == "dtype":
        return None
    if attribute in knowledge.NUMBER_ATTRIBUTES:
        return NUMBER_VALUE
    if base.data == "batch":
        name = f"{base.name}.{attribute}"
        return base.but(name=name, ndim=None, data=values.FIELD)
    if base.device is not None and base.device[0] == "$" and not base.sure:
        # An attribute of an argument may be anything, and lie anywhere.
        return None
    return base.but(
        name=f"{base.name}.{attribute}", sure=attribute in OUTPUT_TENSORS, ndim=None, data=None
    )


def _of_module(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    if attribute == "device":
        kept = base.data.keeps_device if base.data is not None else None
        if _before_the_move(flow, node):
            return Value(values.DEVICE, devices.CPU, values.BEFORE_MOVE)
        place = kept or base.device
        return Value(values.DEVICE, place) if place else None
    if attribute == "module":
        return base
    model = base.data
    if model is not None and model.cls is not None:
        return classes.attribute_of_instance(flow, base, model.cls, attribute)
    if attribute in ("weight", "bias") and base.device:
        return values.tensor(base.device)
    return None


def _before_the_move(flow: Flow, node: ast.Attribute) -> bool:
    """`self.device` in `__init__` of a LightningModule: it lies on the CPU yet."""
    owner = flow.owner
    if flow.function.name != "__init__" or owner is None or not isinstance(node.value, ast.Name):
        return False
    if node.value.id != flow.receiver or "device" in owner.assigned_in():
        return False
    return owner.has_base(knowledge.LIGHTNING, flow.project)


def _of_object(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    cls, fields = base.data
    if fields and attribute in fields:
        fillers = cls.filled().get(attribute)
        held = fields[attribute]
        filled = held is not None and held.kind in (values.EACH, values.DICT) and held.data
        # As it was before that has run, or as the calls have filled it.
        if not fillers or fillers == [flow.function.name] or filled:
            return held
    if cls.method(attribute, flow.project) is not None:
        if attribute == "device" and (
            flow.owner is None or cls not in flow.owner.ancestors(flow.project)
        ):
            return Value(values.DEVICE, None)  # of what the object was made of, as a rule
        return classes.property_of(flow, base, cls, attribute)
    if attribute == "param_groups" and cls.has_base(_OPTIMIZERS, flow.project):
        return _PARAM_GROUPS
    return classes.attribute(flow.project, cls, attribute, flow.function)


_OPTIMIZERS = frozenset(("torch.optim.Optimizer", "torch.optim.optimizer.Optimizer"))
_PARAM_GROUPS = Value(
    values.EACH,
    data=Value(
        values.DICT,
        data={"params": Value(values.EACH, data=values.tensor(devices.SELF))},
    ),
)
"""An optimizer updates its parameters wherever the module lies."""


def _of_class(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    return classes.constant(flow.project, base.data, attribute)


def _of_encoding(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    if attribute in OUTPUT_TENSORS or attribute.endswith(("_ids", "_mask")):
        return values.tensor(base.device, origin=base.origin)
    return None


def _of_union(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    found = [attribute_of(flow, one, attribute, node) for one in base.data if one is not None]
    if found and all(one is not None and one.kind == values.DEVICE for one in found):
        same = len({one.device for one in found if one}) == 1
        return found[0] if same else Value(values.DEVICE, None)
    return values.union(found) if found else None


def _of_each(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    """`x.max(dim=1).values`."""
    return base.data if attribute in ("values", "indices") else None


def _of_distribution(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    return distributions.statistic(base, attribute)


def _of_device(flow: Flow, base: Value, attribute: str, node: ast.Attribute) -> Value | None:
    return TEXT_VALUE if attribute == "type" else NUMBER_VALUE


_ATTRIBUTES = {
    values.LIBRARY: _of_library,
    values.TENSOR: _of_tensor,
    values.ANY: _of_any,
    values.MODULE: _of_module,
    values.OBJECT: _of_object,
    values.CLASS: _of_class,
    values.ENCODING: _of_encoding,
    values.UNION: _of_union,
    values.EACH: _of_each,
    values.DISTRIBUTION: _of_distribution,
    values.DEVICE: _of_device,
}
