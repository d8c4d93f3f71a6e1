"""Accelerate and Fabric: what they prepare lies on their device, and so do the batches."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import devices, knowledge, values
from mlexplain.check.call import Call
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def construct(call: Call) -> Value | None:
    """`Accelerator(…)` and `Fabric(…)`, unless they are told to leave things where they are."""
    if None in call.keywords or {"cpu", "device_placement"} & call.keywords.keys():
        return None
    return values.library(call.dotted)


def prepare(call: Call) -> Value | None:
    """`model, loader = accelerator.prepare(model, loader)`."""
    accelerator = call.node.func
    if call.keywords or call.starred or not isinstance(accelerator, ast.Attribute):
        return None
    place = devices.CHOSEN + call.flow.file.source(accelerator.value) + ".device"
    prepared = tuple(_prepared(call.flow, one, place) for one in call.positional)
    return prepared[0] if len(prepared) == 1 else Value(values.ITEMS, data=prepared)


def _prepared(flow: Flow, value: Value | None, place: str) -> Value | None:
    if value is None:
        return None
    if value.kind == values.MODULE:
        moved = value.but(device=place)
        flow.rebind_in_place(value, moved)
        return moved
    if value.kind == values.LOADER and value.data is not None and value.data.kind == values.ANY:
        return value.but(data=value.data.but(device=place, data=None))
    return value if value.kind == values.OPTIMIZER else None


def device(flow: Flow, dotted: str, node: ast.Attribute) -> Value | None:
    """`accelerator.device`."""
    if node.attr == "device" and dotted in knowledge.PREPARERS:
        return Value(values.DEVICE, devices.CHOSEN + flow.file.source(node))
    return None
