"""Tensors that an optimizer holds directly: a moved copy is another tensor, and no leaf."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import devices, reporting, values
from mlexplain.check.dispatch import dotted_key
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def optimized(flow: Flow, node: ast.Call, given: ast.expr) -> None:
    """`Adam([delta])`: remember tensors on the CPU; copies made by `.to()` cannot be optimised."""
    for one in _listed(given):
        name = dotted_key(one)
        held = flow.value(one) if name is not None else None
        if held is not None and held.kind == values.ITEMS:
            for key, value in flow.env.items():  # `params = [a, b]`
                if value is not None and any(value is member for member in held.data):
                    _note(flow, node, key, value)
        elif name is not None:
            _note(flow, node, name, held)


def _note(flow: Flow, node: ast.Call, name: str, held: Value | None) -> None:
    if held is None or held.kind != values.TENSOR:
        return
    made = held.data in (values.LEAF, values.REGISTERED) or (
        held.origin is not None and held.origin.how == "created"
    )
    if held.device == devices.CPU and made:
        flow.optimized[name] = node
    elif held.data == values.MOVED_LEAF and held.origin is not None:
        reporting.moved_leaf(flow, held.origin.node, name)


def kept(flow: Flow, target: ast.expr, value: Value) -> None:
    """`self.w = nn.Parameter(t).to(device)`: on a GPU, a tensor that is no parameter."""
    if flow.in_module and isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        if target.value.id == flow.receiver and value.origin is not None:
            reporting.no_parameter(flow, value.origin.node)


def _listed(node: ast.expr) -> list[ast.expr]:
    """The tensors in `[a, b]` and in `[{"params": [a]}]`."""
    if isinstance(node, ast.Dict):
        return [
            leaf
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and key.value == "params"
            for leaf in _listed(value)
        ]
    if isinstance(node, (ast.List, ast.Tuple)):
        return [leaf for one in node.elts for leaf in _listed(one)]
    return [node]


def moved(flow: Flow, target: ast.expr, value: ast.expr) -> None:
    """`delta = delta.to(device)` after `Adam([delta])`: the optimizer keeps the old one."""
    name = dotted_key(target)
    optimizer = flow.optimized.get(name) if name is not None else None
    if optimizer is None or name is None:
        return
    del flow.optimized[name]
    for one in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
        if not (isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)):
            continue
        if one.func.attr in ("to", "cuda") and dotted_key(one.func.value) == name:
            reporting.optimizer_left_behind(flow, optimizer, one, name)
            return
