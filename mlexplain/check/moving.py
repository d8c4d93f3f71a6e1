"""`.to(…)`, `.cuda()` and `.cpu()`: where they put what, and results that are thrown away."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import (
    choices,
    creating,
    devices,
    distributed,
    modules,
    reporting,
    values,
)
from mlexplain.check.call import Call, evaluated
from mlexplain.check.dispatch import dotted_key
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

MOVES = ("to", "cuda", "cpu")


def destination(call: Call, base: Value) -> str | None:
    """Where `.to(...)` puts `base`; its own device if only the dtype changes."""
    if call.starred or None in call.keywords:
        return None
    if "device" in call.keywords:
        index = creating.literal_index(call.written("device"))
        return index or creating.place_of(call.flow, call.keywords["device"])
    if not call.node.args:
        if "other" in call.keywords:
            return values.device_of(call.keywords["other"])
        kept = call.keywords.keys() <= {"dtype", "memory_format", "non_blocking"}
        return base.device if kept else None
    target, first = call.positional[0], call.node.args[0]
    if target is not None and target.kind in (values.DEVICE, values.TEXT):
        distributed.check_place(call.flow, call.node, target, target.device)
    if target is None:
        return base.device if _names_dtype(first) else None
    if target.kind in (values.DEVICE, values.TEXT, values.TENSOR, values.ANY, values.MODULE):
        return target.device
    if target.kind == values.NUMBER:
        return creating.literal_index(first)
    if target.kind == values.LIBRARY:
        return base.device if target.data.startswith("torch.") else None
    return None


def _names_dtype(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.endswith(("dtype", "type", "precision"))


def moved(call: Call, base: Value, name: str) -> Value:
    """`base` after `.to(...)`, `.cuda(...)` or `.cpu()`, for what is no module."""
    flow = call.flow
    if name == "cpu":
        if flow.guarded:  # `if x.device.type == "mps": x = x.cpu()`
            return base.but(device=None, data=None)
        return base.but(device=devices.CPU, origin=call.created("cpu"), data=None)
    if name == "cuda":
        device = cuda_device(call)
        choices.note(flow, call.node, device)
        return base.but(device=device, origin=call.created("cuda"), data=None)
    device = destination(call, base)
    choices.note(flow, call.node, device)
    if base.data in values.OF_BATCH and base.device and device and devices.away_from_cpu(device):
        flow.moved.add(base.device)
    if device == base.device and device is not None and device[0] != "$":
        return base
    if device == devices.CPU and flow.guarded:
        device = None
    leaf = base.data == values.LEAF or (
        base.data == values.REGISTERED and base.device == devices.CPU
    )
    data = values.MOVED_LEAF if leaf and devices.away_from_cpu(device) else None
    return base.but(device=device, origin=call.created("moved"), data=data)


def cuda_device(call: Call) -> str | None:
    target, written = call.argument(0, "device"), call.node.args
    if not written and "device" not in call.keywords:
        return None if call.flow.current else devices.CUDA
    index = creating.literal_index(written[0] if written else None)
    if index is not None:
        return index
    if target is not None and target.kind == values.NONE:
        return devices.CUDA
    if target is not None and target.kind in (values.DEVICE, values.TEXT):
        return target.device
    return None


def bare_call(flow: Flow, node: ast.Call) -> None:
    """A call whose result is thrown away: modules move in place, tensors do not."""
    func = node.func
    if not (isinstance(func, ast.Attribute) and func.attr in MOVES):
        flow.value(node)
        return
    base = flow.value(func.value)
    if base is not None and base.kind in (values.MODULE, values.ENCODING):
        modules.move_in_place(evaluated(flow, node), func, base)
        return
    moved_before = set(flow.moved)
    result = flow.value(node)
    flow.moved = moved_before  # a move whose result is thrown away proves nothing
    if result is None:
        return
    if base is not None and base.kind == values.TENSOR:
        if result.device != base.device or base.device is None:
            reporting.result_dropped(flow, node, base)
        return
    key = dotted_key(func.value)
    if key is None or (base is not None and base.kind not in (values.ANY,)):
        return
    if base is not None and base.sure:
        reporting.result_dropped(flow, node, base)
        return
    if isinstance(func.value, ast.Attribute):
        flow.parts.add(key.partition(".")[0])
    flow.env[key] = Value(values.ANY, result.device, "dropped", None, None, key, sure=False)
    parent = base.device if base is not None and base.data in values.OF_BATCH else None
    flow.dropped[key] = (node, parent)
