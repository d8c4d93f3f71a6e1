"""Attributes whose names are given as strings: `setattr(self, f"scale_{i}", …)` and its like."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import modules, values
from mlexplain.check.call import Call
from mlexplain.check.dispatch import EXPRESSIONS
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def constant(flow: Flow, node: ast.expr) -> str | None:
    """The name that a string gives; all names that one pattern `f"scale_{i}"` gives are one."""
    if isinstance(node, ast.JoinedStr):
        parts = [str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values]
        return "".join(parts) if len(parts) > 1 else None
    key = flow.key(node)
    return key if isinstance(key, str) else None


def set_attribute(call: Call) -> None:
    """`setattr(self, name, value)`."""
    flow, written = call.flow, call.node.args
    value = call.positional[-1] if call.positional else None
    modules.registered(value)
    owner = written[0] if len(written) == 3 else None
    name = constant(flow, written[1]) if owner is not None else None
    if not isinstance(owner, ast.Name):
        return
    if owner.id != flow.receiver:
        modules.replace_member(flow, call.first, name or r"\w+", value)
    if name is None or owner.id != flow.receiver:
        return
    if value is not None and value.kind in (values.TENSOR, values.MODULE):
        flow.parts.add(owner.id)
        flow.env[f"{owner.id}.{name}"] = value


def get_attribute(call: Call) -> Value | None:
    """`getattr(self, name)`."""
    name = constant(call.flow, call.node.args[1]) if len(call.node.args) == 2 else None
    if name is None:
        return None
    attribute = ast.copy_location(ast.Attribute(call.node.args[0], name), call.node)
    held: Value | None = EXPRESSIONS[ast.Attribute](call.flow, attribute)
    # What is called or moved by such a name is left alone: `getattr(self, part).to(device)`.
    return held if held is not None and held.kind == values.TENSOR else None
