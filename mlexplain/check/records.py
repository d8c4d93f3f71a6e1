"""Named tuples, rows told apart by `zip(*rows)`, and methods that Python calls by itself."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import calls, devices, following, joining, remedies, values
from mlexplain.check.call import Call, Handler
from mlexplain.check.scope import Class
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def named_tuple(call: Call) -> Value | None:
    """`namedtuple("Row", "state action")`: a class with these fields."""
    names = _field_names(call.node.args[1]) if len(call.node.args) > 1 else None
    if names is None:
        return None
    base = ast.copy_location(ast.Attribute(ast.Name("typing"), "NamedTuple"), call.node)
    definition = ast.ClassDef("namedtuple", [base], [], [], [])
    cls = Class(call.flow.file, ast.copy_location(definition, call.node))
    cls.fields = names
    return Value(values.CLASS, data=cls)


def _field_names(node: ast.expr) -> list[str] | None:
    if isinstance(node, (ast.List, ast.Tuple)):
        named = [e.value for e in node.elts if isinstance(e, ast.Constant)]
        return [str(name) for name in named] if len(named) == len(node.elts) else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace(",", " ").split()
    return None


def batch(node: ast.AST) -> Value:
    """Rows of which nothing is known: if one of their columns has to be moved, so have the others."""
    place = f"{devices.ARGUMENT}batch:{getattr(node, 'lineno', 0)}"
    return Value(values.ANY, place, "batch", values.AT_LEAST_ONE, sure=False)


def unknown_rows(node: ast.expr) -> Value | None:
    """`x, y = memory.sample(32)`, of a function of which nothing is known."""
    if isinstance(node, ast.Call) and _GIVES_ROWS.search(remedies.called_name(node)):
        return batch(node)
    return None


def named_batch(target: ast.expr) -> bool:
    """`for batch in unknown`: by its name."""
    return isinstance(target, ast.Name) and _BATCH.search(target.id) is not None


_GIVES_ROWS = re.compile("batch|^sample$")
_BATCH = re.compile("^(?:batch|data|sample|inputs?|example)")


def from_loader(node: ast.For, item: Value | None) -> Value | None:
    """`for x, y in unknown`: perhaps a loader. If one of them has to be moved, so have the others."""
    target, inner = node.target, item
    counted = item is not None and item.kind == values.ITEMS and len(item.data) == 2
    if counted and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        assert item is not None
        if item.data[0] is values.NUMBER_VALUE:  # enumerate
            target, inner = target.elts[1], item.data[1]
    if inner is not None or not (isinstance(target, ast.Tuple) or named_batch(target)):
        return item
    rows = batch(node)
    if item is None:
        return rows
    return item.but(data=(item.data[0], rows))


def columns(node: ast.Call, rows: Value | None) -> Value | None:
    """`zip(*rows)`."""
    row = joining.element(rows)
    if row is not None and row.kind == values.ITEMS:
        return Value(values.ITEMS, data=tuple(Value(values.EACH, data=one) for one in row.data))
    if row is not None and row.kind == values.OBJECT and row.data[1]:
        held = row.data[1].values()
        if any(one is not None for one in held):
            return Value(values.ITEMS, data=tuple(Value(values.EACH, data=one) for one in held))
    if row is None or row.kind == values.OBJECT:
        return batch(node)
    return None


def of_columns(cls: Class, positional: list[Value | None]) -> Value:
    """`Row(*values)`, values being known one by one, or `zip(*rows)` of rows that are not known."""
    whole = positional[0]
    if len(positional) == 1 and whole is not None and whole.kind == values.ANY:
        return whole
    known = len(positional) == 1 and whole is not None and whole.kind == values.ITEMS
    parts = whole.data if known and whole is not None else [None] * len(cls.fields)
    return Value(values.OBJECT, data=(cls, dict(zip(cls.fields, parts, strict=False))))


def implicit(
    flow: Flow, node: ast.expr, base: Value | None, name: str, given: list[Value | None]
) -> Value | None:
    """What `base[…]` (`__getitem__`) and `for … in base` (`__iter__`) call."""
    if base is None or base.kind != values.OBJECT:
        return None
    function = base.data[0].method(name, flow.project)
    if function is None:
        return None
    receiver = node.value if isinstance(node, ast.Subscript) else node
    asked = [node.slice] if isinstance(node, ast.Subscript) else []
    method = ast.copy_location(ast.Attribute(receiver, name), node)
    whole = ast.copy_location(ast.Call(method, asked, []), node)
    return following.follow(Call(flow, whole, given, {}), function, base)


def iterated(flow: Flow, node: ast.expr, base: Value | None) -> Value | None:
    """One item of what a loop goes over."""
    if base is None or base.kind != values.OBJECT:
        return joining.element(base)
    if base.data[0].method("__iter__", flow.project) is not None:
        return joining.element(implicit(flow, node, base, "__iter__", []))
    return implicit(flow, node, base, "__getitem__", [values.NUMBER_VALUE])


def chosen(call: Call) -> Value | None:
    """`random.sample(rows, n)` and `random.choice(rows)`."""
    one = joining.element(call.first)
    return one if call.dotted.endswith("choice") else Value(values.EACH, data=one)


def field(call: Call) -> Value | None:
    """`field(default_factory=…)` of a dataclass: the value that an instance starts with."""
    if "default_factory" in call.keywords:
        made = Call(call.flow, call.node, [], {})
        return calls.call_value(made, call.keywords["default_factory"])
    return call.keywords.get("default")


HANDLERS: dict[str, Handler] = {
    "collections.namedtuple": named_tuple,
    "dataclasses.field": field,
    "random.sample": chosen,
    "random.choices": chosen,
    "random.choice": chosen,
}
