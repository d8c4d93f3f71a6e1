"""A `view` or `reshape` that does not fit: which of its sizes would, given the number of elements."""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_BATCH = frozenset(["b", "bs", "B", "N", "batch", "batch_size", "self.batch_size"])


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    stated, elements = facts.get("shapes") or [], facts.get("elements")
    if not stated or not isinstance(stated[0], list) or not isinstance(elements, int):
        return {}
    sizes = stated[0]
    if not elements or not all(isinstance(s, int) and (s > 0 or s == -1) for s in sizes):
        return {}
    line = parse_line(facts.get("call_statement") or facts.get("call_line"))
    call = _call(line, len(sizes))
    wanted = [ast.unparse(size) for size in _sizes(call, len(sizes))] if call else []
    result: dict[str, Any] = {
        "reshaped": ast.unparse(call.func.value) if call else None,  # type: ignore[attr-defined]
        "reshape_deep": True if len(sizes) > 2 else None,
    }
    if call and len(sizes) == 2:
        result["line_flattened"] = _with_flatten(line, call)
    if -1 in sizes:
        features = _sizes(call, 2)[1] if call and len(sizes) == 2 else None
        known = math.prod(size for size in sizes if size != -1)
        if len(sizes) == 2 and elements % known:
            divisors = [n for n in range(2, elements) if elements % n == 0]
            near = sorted(sorted(divisors, key=lambda n: abs(n - known))[:3])
            result |= {"view_undivided": known, "view_divisors": near or None}
        return result | _grouped(sizes, elements) | _side(features, elements)
    if len(sizes) == 2 and elements % sizes[0] == 0:
        result["reshape_features"] = elements // sizes[0]
    rows = elements * sizes[0] / math.prod(sizes)
    free = call and rows.is_integer() and rows < sizes[0] and not _measured(wanted[0])
    if call and free and not (wanted[0].isdigit() and _halved(sizes, rows)):
        result["line_batch_free"] = _with_first_open(line, call, len(sizes))
    result |= _divided(sizes, elements, _sizes(call, len(sizes)) if call else [])
    return result | _grid(sizes, elements) | {"reshape_fits": _fits(sizes, elements, wanted)}


def _call(line: ast.stmt | None, count: int) -> ast.Call | None:
    """The call of `.view` or `.reshape` in the statement that asks for so many sizes."""
    for node in ast.walk(line) if line else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("view", "reshape") and len(_sizes(node, count)) == count:
                return node
    return None


def _sizes(call: ast.Call, count: int) -> list[ast.expr]:
    if len(call.args) == 1 != count and isinstance(call.args[0], (ast.Tuple, ast.List)):
        return call.args[0].elts
    return call.args


def _with_first_open(line: ast.stmt | None, call: ast.Call, count: int) -> str:
    """The statement with `-1` for the first size."""
    marked = copy.deepcopy(call)
    _sizes(marked, count)[0] = ast.UnaryOp(ast.USub(), ast.Constant(1))
    return ast.unparse(line).replace(ast.unparse(call), ast.unparse(marked)) if line else ""


def _with_flatten(line: ast.stmt | None, call: ast.Call) -> str:
    """The statement with `.flatten(1)` for the call."""
    flat = f"{ast.unparse(call.func.value)}.flatten(1)"  # type: ignore[attr-defined]
    return ast.unparse(line).replace(ast.unparse(call), flat) if line else ""


def _halved(sizes: list[int], rows: float) -> bool:
    """Whether another size may be off as well as the batch: by a factor that divides it."""
    factor = sizes[0] / rows
    return factor in (2, 4, 8) and any(size > 1 and size % factor == 0 for size in sizes[1:])


def _measured(size: str) -> bool:
    """Whether the size is taken from a tensor, so that it cannot be off."""
    return ".size(" in size or ".shape[" in size or size.startswith("len(")


def _grouped(sizes: list[int], elements: int) -> dict[str, Any]:
    """With `-1`: how many rows of the last size arrive, and how many make up one group."""
    rest, last = [s for s in sizes[:-1] if s != -1], sizes[-1]
    if last == -1 or not rest or elements % last:
        return {}
    rows, group = elements // last, math.prod(rest)
    square = len(rest) > 1 and rest[-1] == rest[-2]
    return {
        "reshape_rows": rows,
        "reshape_width": last,
        "reshape_group": group,
        "reshape_surplus": rows - group if square and 0 < rows - group < group / 4 else None,
    }


def _side(features: ast.expr | None, elements: int) -> dict[str, Any]:
    """Of `view(-1, 32 * 5 * 5)` the map's side that the elements fit, for a likely batch."""
    numbers = _factors(features) if features else []
    if len(numbers) != 3 or numbers[1] != numbers[2]:
        return {}
    channels, side = numbers[0], numbers[1]
    fitting = [
        (elements // (channels * other**2), other)
        for other in range(2, 3 * side)
        if other != side and elements % (channels * other**2) == 0
    ]
    likely = [(n, other) for n, other in fitting if n & (n - 1) == 0]  # a power of two
    if not likely:
        return {}
    batch, other = min(likely, key=lambda found: (abs(found[1] - side), found[0]))
    return {
        "reshape_side": f"{channels} * {other} * {other}",
        "reshape_side_features": channels * other**2,
        "reshape_side_batch": batch,
    }


def _factors(node: ast.expr) -> list[int]:
    """The numbers of a product of numbers, in their order; empty where it is none."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _factors(node.left), _factors(node.right)
        return left + right if left and right else []
    whole = isinstance(node, ast.Constant) and isinstance(node.value, int)
    return [node.value] if whole else []  # type: ignore[attr-defined]


def _divided(sizes: list[int], elements: int, wanted: list[ast.expr]) -> dict[str, Any]:
    """For `view(b, t, h, d // h)`: the width `d` that does not divide by its parts."""
    names = [ast.unparse(size) for size in wanted]
    for at, size in enumerate(wanted):
        if not (isinstance(size, ast.BinOp) and isinstance(size.op, ast.FloorDiv)):
            continue
        by = ast.unparse(size.right)
        if by in names:
            parts = sizes[names.index(by)]
            width, left = divmod(elements * sizes[at] * parts, math.prod(sizes))
            if not left and width % parts:
                return {
                    "reshape_undivided": width,
                    "reshape_parts": parts,
                    "reshape_by": by,
                    "reshape_quotient": names[at],
                    "reshape_whole": ast.unparse(size.left),
                }
    return {}


def _grid(sizes: list[int], elements: int) -> dict[str, Any]:
    """Two equal sizes that would fit as another square: a map of 9 × 9 that is really 14 × 14."""
    twice = [s for s in set(sizes) if s > 1 and sizes.count(s) == 2]
    if len(sizes) < 3 or len(twice) != 1:
        return {}
    area, left = divmod(elements * twice[0] ** 2, math.prod(sizes))
    side = math.isqrt(area)
    if left or side < 2 or side**2 != area:
        return {}
    return {"reshape_grid": f"{side} × {side}", "reshape_grid_told": f"{twice[0]} × {twice[0]}"}


def _fits(sizes: list[int], elements: int, wanted: list[str]) -> str | None:
    """What each size alone would have to be; those taken from the tensor itself stay."""
    found = []
    for at in (*range(1, len(sizes)), 0):  # the first is the batch, seldom the one that is off
        size = sizes[at]
        fitting, left = divmod(elements * size, math.prod(sizes))
        name = wanted[at] if wanted else ""
        if left or size == 1 or fitting < 1 or _measured(name) or (at == 0 and name in _BATCH):
            continue
        told = f"{fitting} in place of {size}"
        found.append(f"{told} (`{name}`)" if name and name != str(size) else told)
    return ", or ".join(found) or None
