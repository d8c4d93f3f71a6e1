"""Statements that change a value in place, as the assignments that they stand for.

`x.mul_(a).add_(b)` is `x = x * a + b`, and `np.exp(b, out=b)` is `b = np.exp(b)`.
"""

from __future__ import annotations

import ast

_OPERATORS: dict[str, type[ast.operator]] = {
    "add_": ast.Add,
    "sub_": ast.Sub,
    "subtract_": ast.Sub,
    "mul_": ast.Mult,
    "multiply_": ast.Mult,
    "div_": ast.Div,
    "divide_": ast.Div,
    "pow_": ast.Pow,
}
_METHODS = frozenset(
    [
        *("exp_", "log_", "sqrt_", "rsqrt_", "neg_", "abs_", "square_", "sigmoid_", "tanh_"),
        *("relu_", "clamp_", "clip_", "clamp_min_", "clamp_max_", "masked_fill_", "log1p_"),
        *("reciprocal_", "sign_", "round_", "floor_", "t_", "transpose_"),
    ]
)
"""Methods that do in place what those without the last underscore give."""
_ARRAYS = ("np", "numpy", "torch", "cp")


def as_assignment(node: ast.stmt) -> ast.Assign | None:
    """The assignment that a statement stands for, or nothing. Its nodes are partly those of the
    statement."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return None
    call = node.value
    if not isinstance(call.func, ast.Attribute):
        return None
    out = next((k.value for k in call.keywords if k.arg == "out"), None)
    if isinstance(out, ast.Name) and getattr(call.func.value, "id", "") in _ARRAYS:
        rest = [k for k in call.keywords if k.arg != "out"]
        return _set(out, ast.copy_location(ast.Call(call.func, call.args, rest), call), node)
    place = _changed(call)
    value = left_behind(call) if place is not None else None
    return _set(place, value, node) if place is not None and value is not None else None


def _set(place: ast.expr, value: ast.expr, node: ast.stmt) -> ast.Assign:
    target: ast.expr = place
    if isinstance(place, ast.Name):
        target = ast.copy_location(ast.Name(place.id, ast.Store()), place)
    return ast.copy_location(ast.Assign([target], value), node)


def _changed(call: ast.Call) -> ast.expr | None:
    """`x` of `x.mul_(a).add_(b)`: a name, attribute or entry."""
    inner: ast.expr = call
    while isinstance(inner, ast.Call):
        if not (isinstance(inner.func, ast.Attribute) and inner.func.attr.endswith("_")):
            return None
        inner = inner.func.value
    return inner if isinstance(inner, ast.Name | ast.Attribute | ast.Subscript) else None


def left_behind(node: ast.expr) -> ast.expr | None:
    """What a chain of calls in place leaves behind."""
    if not isinstance(node, ast.Call):
        return node
    if not isinstance(node.func, ast.Attribute) or not node.func.attr.endswith("_"):
        return None
    before = left_behind(node.func.value)
    if before is None:
        return None
    name, given = node.func.attr, {k.arg: k.value for k in node.keywords}
    made = changed_by(name, before, node.args, given)
    if made is None and name in _METHODS:
        called = ast.Attribute(before, name.removesuffix("_"), ast.Load())
        made = ast.Call(called, node.args, node.keywords)
    if made is None or made in node.args:  # what stands in the code keeps its place there
        return made
    return ast.fix_missing_locations(ast.copy_location(made, node))


def changed_by(
    name: str, before: ast.expr, args: list[ast.expr], given: dict[str | None, ast.expr]
) -> ast.expr | None:
    """`x + c * y` of `x.add_(y, alpha=c)`, and so on."""
    if name in _OPERATORS and len(args) == 1 and set(given) <= {"alpha"}:
        return ast.BinOp(before, _OPERATORS[name](), _times(given.get("alpha"), args[0]))
    if name == "copy_" and len(args) == 1 and not given:
        return args[0]
    if name in ("addcmul_", "addcdiv_") and len(args) == 2 and set(given) <= {"value"}:
        inner = ast.BinOp(args[0], ast.Mult() if name == "addcmul_" else ast.Div(), args[1])
        return ast.BinOp(before, ast.Add(), _times(given.get("value"), inner))
    if name == "lerp_" and len(args) == 2 and not given:
        kept = ast.BinOp(ast.Constant(1), ast.Sub(), args[1])
        return ast.BinOp(_times(kept, before), ast.Add(), _times(args[1], args[0]))
    return None


def _times(factor: ast.expr | None, value: ast.expr) -> ast.expr:
    return value if factor is None else ast.BinOp(factor, ast.Mult(), value)
