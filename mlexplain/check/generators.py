"""Random generators: each draws only on its own device."""

from __future__ import annotations

from mlexplain.check import clashes, creating, devices, reporting, values
from mlexplain.check.call import Call
from mlexplain.check.values import Value


def construct(call: Call) -> Value | None:
    place: str | None = devices.CPU
    if call.node.args or call.node.keywords:
        place = creating.place_of(call.flow, call.argument(0, "device"))
    return Value(values.GENERATOR, place, origin=call.created())


def check(call: Call, device: str | None) -> None:
    """A tensor is drawn on `device`, perhaps with a generator."""
    flow, node, generator = call.flow, call.node, call.keywords.get("generator")
    if generator is None or generator.kind != values.GENERATOR:
        return
    held = generator.device
    if held is None or device is None or held == device:
        return
    outcome = devices.clash(held, device)
    if outcome == devices.MIXED:
        reporting.wrong_generator(flow, flow.file, node, held, device)
    elif outcome == devices.CONDITIONAL and not devices.is_argument(held):
        drawn = Value(values.TENSOR, device)
        clashes.meet(flow, node, Value(values.TENSOR, held), drawn, operation="generator")
