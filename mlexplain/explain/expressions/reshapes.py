"""What shape a tensor is brought into: `view(-1, 3)` makes rows of three."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mlexplain.explain.facts.fitting import Call

_RESHAPING = frozenset(
    ["Tensor.view", "Tensor.reshape", "array.reshape", "torch.reshape", "numpy.reshape"]
)


def form(call: Call) -> str | None:
    """`flat`, `row`, `column`, `rows`, `each` (each entry one row) or `parts` (that many rows): the
    forms that have a name; None for all others."""
    given = call.args.get("shape") if call.name in _RESHAPING else None
    sizes = _sizes(given) if given else []
    numbers = [_number(size) for size in sizes]
    if numbers == [-1]:
        return "flat"
    if len(sizes) != 2 or numbers.count(-1) != 1:
        return None
    if 1 in numbers:
        return "row" if numbers[0] == 1 else "column"
    if numbers[0] == -1:
        return "rows"
    operand = call.receiver or next(iter(call.args.values()))[0]
    return "each" if _counts(sizes[0], operand) else "parts"


def size(call: Call) -> ast.expr:
    """The size that a form `rows` or `parts` is given, beside the one that follows."""
    return next(e for e in _sizes(call.args["shape"]) if _number(e) != -1)


def _sizes(given: Sequence[ast.expr]) -> Sequence[ast.expr]:
    whole = given[0]
    if len(given) == 1 and isinstance(whole, ast.Tuple | ast.List):
        return whole.elts
    return given


def _number(size: ast.expr) -> object:
    if isinstance(size, ast.UnaryOp) and isinstance(size.op, ast.USub):
        value = getattr(size.operand, "value", None)
        return -value if isinstance(value, int) else None
    return size.value if isinstance(size, ast.Constant) else None


def _counts(size: ast.expr, operand: ast.expr) -> bool:
    """`x.size(0)`, `x.shape[0]` and `len(x)` count the entries of `x`."""
    text = ast.unparse(operand)
    return ast.unparse(size) in (f"{text}.size(0)", f"{text}.shape[0]", f"len({text})")
