"""Calls that are operations under another name: `np.subtract(a, b)`, `einsum("ij,jk->ik", a, b)`,
`x.unsqueeze(1)`, `p.eq(y)`."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.inplace import changed_by, left_behind

_OPERATORS: dict[str, type[ast.operator]] = {
    "add": ast.Add,
    "sub": ast.Sub,
    "subtract": ast.Sub,
    "true_divide": ast.Div,
}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq,
    "equal": ast.Eq,
    "ne": ast.NotEq,
    "not_equal": ast.NotEq,
    "lt": ast.Lt,
    "less": ast.Lt,
    "le": ast.LtE,
    "less_equal": ast.LtE,
    "gt": ast.Gt,
    "greater": ast.Gt,
    "ge": ast.GtE,
    "greater_equal": ast.GtE,
}
_MODULES = ("numpy", "torch", "jax", "cupy", "tensorflow")


def as_operation(call: ast.Call, full: str | None) -> ast.expr | None:
    """The operation that a call stands for, or nothing. `full` is the full name of what it calls."""
    head = (full or "").rpartition(".")[0]
    if head.partition(".")[0] in _MODULES:
        made = _of_function(full or "", call.args, {k.arg: k.value for k in call.keywords})
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "unsqueeze":
        given = [*call.args, *(k.value for k in call.keywords)]
        made = _new_dimension(call.func.value, given[0]) if len(given) == 1 else None
    elif isinstance(call.func, ast.Attribute) and len(call.func.attr) == 2 and not call.keywords:
        made = _comparison(call.func.attr, [call.func.value, *call.args])  # `p.eq(y)`
    elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.BinOp):
        made = left_behind(call)  # `(a - b).mul_(c)`
    else:
        return None
    return ast.fix_missing_locations(ast.copy_location(made, call)) if made is not None else None


def _of_function(
    full: str, args: list[ast.expr], given: dict[str | None, ast.expr]
) -> ast.expr | None:
    name = full.rpartition(".")[2]
    if name in _OPERATORS and len(args) == 2 and set(given) <= {"alpha"}:
        factor = given.get("alpha")
        right = args[1] if factor is None else ast.BinOp(factor, ast.Mult(), args[1])
        return ast.BinOp(args[0], _OPERATORS[name](), right)
    if name in _COMPARISONS and not given and full != "torch.equal":  # which gives one truth value
        return _comparison(name, args)
    if name in ("addcmul", "addcdiv", "lerp") and len(args) == 3:
        return changed_by(f"{name}_", args[0], args[1:], given)
    if given:
        return None
    if name == "einsum" and len(args) == 3:
        return _matrix_product(args)
    if name in ("neg", "negative") and len(args) == 1:
        return ast.UnaryOp(ast.USub(), args[0])
    if name in ("addmm", "baddbmm") and len(args) == 3:
        return ast.BinOp(args[0], ast.Add(), ast.BinOp(args[1], ast.MatMult(), args[2]))
    if name in ("expand_dims", "unsqueeze") and len(args) == 2:
        return _new_dimension(args[0], args[1])
    return None


def _comparison(name: str, sides: list[ast.expr]) -> ast.expr | None:
    """`p == y` of `p.eq(y)` and `torch.eq(p, y)`."""
    if name not in _COMPARISONS or len(sides) != 2:
        return None
    return ast.Compare(sides[0], [_COMPARISONS[name]()], [sides[1]])


def stays_call(call: ast.Call) -> bool:
    """Whether a call may be met as itself, too: `einsum`, whose equation says which indices, and
    `x.unsqueeze(d)`."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in ("einsum", "unsqueeze")


def _new_dimension(value: ast.expr, place: ast.expr) -> ast.expr | None:
    """`x[:, None]` of `x.unsqueeze(1)`, for the first places, and `x[..., None]` for the last."""
    none = ast.Constant(None)
    if ast.unparse(place) == "-1":
        behind: list[ast.expr] = [ast.Constant(...), none]
        return ast.Subscript(value, ast.Tuple(behind, ast.Load()), ast.Load())
    index = place.value if isinstance(place, ast.Constant) else None
    if not isinstance(index, int) or index not in (0, 1, 2):
        return None
    parts: list[ast.expr] = [*(ast.Slice() for _ in range(index)), none]
    chosen = ast.Tuple(parts, ast.Load()) if index else none
    return ast.Subscript(value, chosen, ast.Load())


def _matrix_product(args: list[ast.expr]) -> ast.expr | None:
    """`a @ b`, `a @ b.T` or `a.T @ b` of an `einsum` that sums over one index of two operands."""
    if not isinstance(args[0], ast.Constant):
        return None
    equation = str(args[0].value).replace(" ", "").replace("...", "")
    inputs, arrow, out = equation.partition("->")
    left, comma, right = inputs.partition(",")
    if not arrow or not comma or "," in right or any(len(set(p)) < len(p) for p in (left, right)):
        return None
    batch = set(left) & set(right) & set(out)
    summed = set(left) & set(right) - set(out)
    rows, columns = set(left) - set(right), set(right) - set(left)
    if not len(summed) == len(rows) == len(columns) == 1 or set(out) != batch | rows | columns:
        return None
    over, row, column = min(summed), min(rows), min(columns)
    if out.index(row) > out.index(column):
        return None
    first = args[1] if left.index(over) > left.index(row) else _turned(args[1])
    last = args[2] if right.index(over) < right.index(column) else _turned(args[2])
    return ast.BinOp(first, ast.MatMult(), last)


def _turned(node: ast.expr) -> ast.expr:
    return ast.Attribute(node, "T", ast.Load())
