"""The value of every kind of expression but calls."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import (
    attributes,
    combining,
    conditions,
    devices,
    joining,
    members,
    records,
    values,
)
from mlexplain.check.dispatch import evaluates
from mlexplain.check.values import NUMBER_VALUE, TEXT_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

_MISSING: Any = object()


@evaluates(ast.Constant)
def _constant(flow: Flow, node: ast.Constant) -> Value | None:
    held = node.value
    if held is None:
        return values.NONE_VALUE
    if isinstance(held, str):
        device = devices.literal(held) if len(held) < 10 else None
        if device is None or (flow.current and device == devices.CUDA):
            return values.text(held)
        return Value(values.TEXT, device, held, origin=flow.created(node, "literal"))
    return NUMBER_VALUE


@evaluates(ast.Name)
def _name(flow: Flow, node: ast.Name) -> Value | None:
    value = flow.env.get(node.id, _MISSING)
    return value if value is not _MISSING else outer(flow, node.id)


def outer(flow: Flow, name: str) -> Value | None:
    """A name that this function does not bind: of an enclosing function, the file or Python."""
    closure = flow.function.closure
    while closure is not None:
        if name in closure.env:
            return closure.env[name]
        closure = closure.function.closure
    return flow.project.top_level(flow.file, name)


@evaluates(ast.Attribute)
def _attribute(flow: Flow, node: ast.Attribute) -> Value | None:
    base, attribute = node.value, node.attr
    if type(base) is ast.Name and base.id in flow.parts:
        value = flow.env.get(f"{base.id}.{attribute}", _MISSING)
        if value is not _MISSING:
            return value if value is not None else attributes.named_device(flow, attribute, node)
    return attributes.attribute_of(flow, flow.value(base), attribute, node)


@evaluates(ast.BinOp)
def _binary(flow: Flow, node: ast.BinOp) -> Value | None:
    left, right = flow.value(node.left), flow.value(node.right)
    if left is None and right is None:
        return None
    return combining.operator(flow, node, left, right)


@evaluates(ast.Compare)
def _compare(flow: Flow, node: ast.Compare) -> Value | None:
    left = flow.value(node.left)
    result: Value | None = NUMBER_VALUE
    for operation, comparator in zip(node.ops, node.comparators, strict=True):
        right = flow.value(comparator)
        if type(operation) in _COMPARES_TENSORS:
            result = combining.comparison(flow, node, left, right)
        left = right
    return result


_COMPARES_TENSORS = {ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE}


@evaluates(ast.BoolOp)
def _boolean(flow: Flow, node: ast.BoolOp) -> Value | None:
    found = flow.value(node.values[0])
    before = None
    for last, other in zip(node.values, node.values[1:], strict=False):
        if before is None and conditions.compares_devices(last, flow.file):
            before = dict(flow.clashes)  # `a.device != b.device or not torch.equal(a, b)`
        found = joining.join(found, flow.value(other))
    if before is not None:
        flow.clashes = before
    return found


@evaluates(ast.UnaryOp)
def _unary(flow: Flow, node: ast.UnaryOp) -> Value | None:
    operand = flow.value(node.operand)
    return NUMBER_VALUE if type(node.op) is ast.Not else operand


@evaluates(ast.IfExp)
def _conditional(flow: Flow, node: ast.IfExp) -> Value | None:
    flow.value(node.test)
    before = flow.env
    then_env, else_env = conditions.narrowed(flow, node.test, before)
    guard = conditions.asks_about_device(node.test, flow.file)
    flow.guarded += guard
    default = flow.default
    if flow.function.name != "__init__" and conditions.asks_about_type(node.test):
        flow.default = None
    flow.env = dict(then_env)
    first = flow.value(node.body)
    moved = flow.env  # `net.cuda() if use_cuda else net`
    flow.env = dict(else_env)
    second = flow.value(node.orelse)
    for name, value in before.items():
        if value is not None and value.kind == values.MODULE and moved.get(name) is not value:
            before[name] = joining.join(moved.get(name), value)
    flow.env = before
    flow.guarded -= guard
    flow.default = default
    if guard and first is not None and devices.is_symbolic(first.device):
        if second is not None and second.kind == values.TENSOR and second.device == devices.CPU:
            return first  # `x.to(device) if use_cuda else x`: else the device is the CPU
    return joining.join(first, second)


@evaluates(ast.NamedExpr)
def _walrus(flow: Flow, node: ast.NamedExpr) -> Value | None:
    value = flow.value(node.value)
    flow.assign(node.target, value)
    return value


@evaluates(ast.Tuple, ast.List, ast.Set)
def _sequence(flow: Flow, node: ast.Tuple | ast.List | ast.Set) -> Value | None:
    if len(node.elts) > 64:
        return None
    parts = [flow.value(element) for element in node.elts]
    if any(type(element) is ast.Starred for element in node.elts):
        return None
    return Value(values.ITEMS, data=tuple(parts))


@evaluates(ast.Starred)
def _starred(flow: Flow, node: ast.Starred) -> Value | None:
    return flow.value(node.value)


@evaluates(ast.Dict)
def _dict(flow: Flow, node: ast.Dict) -> Value | None:
    data: dict[Any, Value | None] = {}
    for key, held in zip(node.keys, node.values, strict=True):
        value = flow.value(held)
        if key is None:
            if value is not None and value.kind == values.DICT:
                data.update(value.data)
            continue
        if isinstance(key, ast.Constant):
            data[key.value] = value
        else:
            flow.value(key)
            data[None] = value
    return Value(values.DICT, data=data)


@evaluates(ast.ListComp, ast.SetComp, ast.GeneratorExp)
def _comprehension(flow: Flow, node: Any) -> Value | None:
    before = flow.env
    flow.env = dict(before)
    _generators(flow, node.generators)
    one = flow.value(node.elt)
    members.modules_moved(flow.env, before)
    flow.env = before
    return Value(values.EACH, data=one)


@evaluates(ast.DictComp)
def _dict_comprehension(flow: Flow, node: ast.DictComp) -> Value | None:
    before = flow.env
    flow.env = dict(before)
    _generators(flow, node.generators)
    flow.value(node.key)
    one = flow.value(node.value)
    flow.env = before
    return Value(values.DICT, data={None: one})


def _generators(flow: Flow, generators: list[ast.comprehension]) -> None:
    for generator in generators:
        iterated = flow.value(generator.iter)
        flow.assign(generator.target, records.iterated(flow, generator.iter, iterated))
        for condition in generator.ifs:
            flow.value(condition)


@evaluates(ast.JoinedStr)
def _formatted(flow: Flow, node: ast.JoinedStr) -> Value | None:
    first = node.values[0] if node.values else None
    if isinstance(first, ast.Constant) and str(first.value).startswith("cuda"):
        inner = node.values[1] if len(node.values) > 1 else None
        if isinstance(inner, ast.FormattedValue):
            number = flow.value(inner.value)
            if number is not None and number.kind == values.DEVICE:
                return Value(values.DEVICE, number.device, number.data)
            return Value(values.DEVICE, devices.CHOSEN + flow.file.source(inner.value))
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            flow.value(part.value)
    return TEXT_VALUE


@evaluates(ast.Await)
def _awaited(flow: Flow, node: ast.Await) -> Value | None:
    flow.value(node.value)
    return None


@evaluates(ast.Yield, ast.YieldFrom)
def _yielded(flow: Flow, node: ast.Yield | ast.YieldFrom) -> Value | None:
    flow.generator = True
    if node.value is not None:
        value = flow.value(node.value)
        flow.returns.append(value if isinstance(node, ast.Yield) else joining.element(value))
    return None
