"""Loops that move the members of a dict or list in place: `for k, v in batch.items(): batch[k] = …`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import modules, values
from mlexplain.check.dispatch import dotted_key
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Environment, Flow


def container(node: ast.For) -> tuple[str, list[str]] | None:
    """The dict or list that a loop goes over by name, and the names of key and member."""
    iterated = node.iter
    while isinstance(iterated, ast.Call):  # list(batch.keys()), batch.items(), enumerate(rows)
        if isinstance(iterated.func, ast.Attribute) and not iterated.args:
            iterated = iterated.func.value
        elif isinstance(iterated.func, ast.Name) and len(iterated.args) == 1:
            iterated = iterated.args[0]
        else:
            return None
    name = dotted_key(iterated)
    if name is None:
        return None
    target = node.target
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return name, [part.id for part in parts if isinstance(part, ast.Name)]


def after_loop(name: str, inside: Environment, before: Environment) -> None:
    """Where a loop has moved every member, none is left: an empty container does no harm."""
    new, old = inside.get(name), before.get(name)
    if new is not None and old is not None and new is not old and new.kind == old.kind:
        before[name] = new


def modules_moved(inside: Environment, before: Environment) -> None:
    """`for net in (encoder, decoder): net.to(device)`: who moves them so moves them all."""
    for name, old in before.items():
        if old is not None and (old.kind == values.MODULE or old.kind in HELD):
            new = inside.get(name)
            if new is not old and only_moved(old, new):
                before[name] = new


def moved_along(flow: Flow, old: Value | None, new: Value | None) -> None:
    """The caller's modules, alone or in a list, after a function has moved them in place."""
    if old is None or new is None or old is new or not only_moved(old, new):
        return
    if old.kind == values.MODULE:
        flow.rebind_in_place(old, new)
    elif old.kind == values.EACH:
        moved_along(flow, old.data, new.data)
    elif old.kind in _SEVERAL:
        for one, other in zip(old.data, new.data, strict=True):
            moved_along(flow, one, other)
    elif old.kind == values.DICT:
        for key, one in old.data.items():
            moved_along(flow, one, new.data[key])


def only_moved(old: Value | None, new: Value | None) -> bool:
    """Whether the two differ in nothing but where modules lie."""
    if old is new:
        return True
    if old is None or new is None or old.kind != new.kind:
        return False
    if old.kind == values.MODULE:
        return True
    if old.kind == values.EACH:
        return only_moved(old.data, new.data)
    if old.kind in _SEVERAL and len(old.data) == len(new.data):
        return all(only_moved(a, b) for a, b in zip(old.data, new.data, strict=True))
    if old.kind == values.DICT and old.data.keys() == new.data.keys():
        return all(only_moved(one, new.data[key]) for key, one in old.data.items())
    return False


def replace_all(base: Value, value: Value | None) -> Value:
    """`base` with `value` in the place of every member."""
    if base.kind == values.DICT:
        return base.but(data=dict.fromkeys(base.data, value))
    if base.kind == values.ITEMS:
        return base.but(data=tuple(value for _ in base.data))
    return base.but(data=value)


def assign_data(flow: Flow, node: ast.expr, base: Value | None, value: Value | None) -> None:
    """`x.data = x.data.to(device)` moves x itself, and x as a member of what is looped over."""
    if base is None or value is None or base.kind not in (values.TENSOR, values.ANY):
        return
    if value.device == base.device:
        return
    if base.data == values.LIVE:  # `for p in net.parameters(): p.data = p.data.to(device)`
        modules.perhaps_moved(flow, list(flow.env.values()))
    moved = base.but(device=value.device, origin=value.origin)
    flow.rebind_in_place(base, moved)
    held = flow.looped.get(node.id) if isinstance(node, ast.Name) else None
    whole = flow.env.get(held) if held is not None else None
    if held is not None and whole is not None and whole.kind in HELD:
        flow.env[held] = replace_all(whole, moved)


_SEVERAL = (values.ITEMS, values.UNION)
HELD = frozenset((values.DICT, values.ITEMS, values.EACH))
