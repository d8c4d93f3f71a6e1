"""`.to(…)`, `.cuda()` and `.cpu()`: where they put what, and results that are thrown away."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import (
    choices,
    creating,
    devices,
    distributed,
    modules,
    reporting,
    values,
)
from mlexplain.check.dispatch import dotted_key
from mlexplain.check.values import Origin, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

MOVES = ("to", "cuda", "cpu")


def destination(
    flow: Flow,
    node: ast.Call,
    base: Value,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> str | None:
    """Where `.to(...)` puts `base`; its own device if only the dtype changes."""
    if any(isinstance(a, ast.Starred) for a in node.args) or None in keywords:
        return None
    if "device" in keywords:
        index = creating.literal_index(creating.argument(node, "device"))
        return index or creating.place_of(flow, keywords["device"], node)
    if not node.args:
        if "other" in keywords:
            return values.device_of(keywords["other"])
        return (
            base.device if keywords.keys() <= {"dtype", "memory_format", "non_blocking"} else None
        )
    target, first = positional[0], node.args[0]
    if target is not None and target.kind in (values.DEVICE, values.TEXT):
        distributed.check_place(flow, node, target, target.device)
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


def moved(
    flow: Flow,
    node: ast.Call,
    base: Value,
    name: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value:
    """`base` after `.to(...)`, `.cuda(...)` or `.cpu()`, for what is no module."""
    if name == "cpu":
        if flow.guarded:  # `if x.device.type == "mps": x = x.cpu()`
            return base.but(device=None, data=None)
        return base.but(device=devices.CPU, origin=flow.created(node, "cpu"), data=None)
    if name == "cuda":
        device = cuda_device(flow, node, positional, keywords)
        choices.note(flow, node, device)
        return base.but(device=device, origin=flow.created(node, "cuda"), data=None)
    device = destination(flow, node, base, positional, keywords)
    choices.note(flow, node, device)
    if base.data in values.OF_BATCH and base.device and device and devices.away_from_cpu(device):
        flow.moved.add(base.device)
    if device == base.device and device is not None and device[0] != "$":
        return base
    if device == devices.CPU and flow.guarded:
        device = None
    origin = Origin(flow.function, node, "moved")
    leaf = base.data == values.LEAF or (
        base.data == values.REGISTERED and base.device == devices.CPU
    )
    if leaf and devices.away_from_cpu(device):
        return base.but(device=device, origin=origin, data=values.MOVED_LEAF)
    if base.kind == values.ANY and base.name and not base.sure and node.args:
        # Who moves it knows that it can be moved: a tensor, a module or an encoding.
        return base.but(device=device, origin=origin, data=None)
    return base.but(device=device, origin=origin, data=None)


def cuda_device(
    flow: Flow, node: ast.Call, positional: list[Value | None], keywords: dict[Any, Value | None]
) -> str | None:
    target = positional[0] if positional else keywords.get("device")
    if not node.args and "device" not in keywords:
        return None if flow.current else devices.CUDA
    index = creating.literal_index(node.args[0] if node.args else None)
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
        modules.move_in_place(flow, node, func, base)
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
