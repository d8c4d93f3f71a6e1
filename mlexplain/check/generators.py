"""Random generators: each draws only on its own device."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import clashes, creating, devices, reporting, values
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def construct(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    given = positional[0] if positional else keywords.get("device")
    if not node.args and not node.keywords:
        return Value(values.GENERATOR, devices.CPU, origin=flow.created(node))
    place = creating.place_of(flow, given, node)
    return Value(values.GENERATOR, place, origin=flow.created(node))


def check(flow: Flow, node: ast.Call, device: str | None, generator: Value | None) -> None:
    """A tensor is drawn on `device` with `generator`."""
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
