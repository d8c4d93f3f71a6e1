"""What the user's line does with a table (DataFrame) and its columns."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_BY_NAME = {"sort_values", "groupby", "set_index", "drop_duplicates", "dropna", "merge", "pivot"}
_BY_NAME |= {"pivot_table", "explode", "melt", "nlargest", "nsmallest", "drop"}
"""Methods of a table that are given the names of columns."""
_TESTS = {"contains", "startswith", "endswith", "match", "fullmatch"}


class _Masks(ast.NodeTransformer):
    """`a and b`, `a > 1 & b < 2` and `1 < a < 2` as conditions that go row by row."""

    changed = False

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        self.changed = True
        sign = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
        return _joined(sign, node.values)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            self.changed = True
            return ast.UnaryOp(ast.Invert(), node.operand)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        if len(node.ops) < 2:
            return node
        self.changed = True
        sides = [_split(side) for side in node.comparators[:-1]]
        signs = [sign for _, sign, _ in sides]
        lefts = [node.left, *(right for _, _, right in sides)]
        rights = [*(left for left, _, _ in sides), node.comparators[-1]]
        single = [
            ast.Compare(left, [op], [right])
            for left, op, right in zip(lefts, node.ops, rights, strict=True)
        ]
        return _joined(signs[0], single)


def _split(side: ast.expr) -> tuple[ast.expr, ast.operator, ast.expr]:
    """What stands left and right of the `&` in the middle of `a > 1 & b < 2`."""
    if isinstance(side, ast.BinOp) and isinstance(side.op, (ast.BitAnd, ast.BitOr)):
        return side.left, side.op, side.right
    return side, ast.BitAnd(), side


def _joined(sign: ast.operator, parts: list[Any]) -> ast.expr:
    whole = parts[0]
    for part in parts[1:]:
        whole = ast.BinOp(whole, sign, part)
    return whole


def _masked(line: ast.stmt) -> str | None:
    if not isinstance(line, (ast.Assign, ast.Expr, ast.Return, ast.AugAssign)):
        return None
    masks = _Masks()
    changed = masks.visit(copy.deepcopy(line))
    return ast.unparse(ast.fix_missing_locations(changed)) if masks.changed else None


def _chosen(line: ast.stmt) -> str | None:
    """`x = 1 if a > 0 else 2` with `np.where(a > 0, 1, 2)`; not where a word tells more is meant."""
    if not isinstance(line, (ast.Assign, ast.Return)) or not isinstance(line.value, ast.IfExp):
        return None
    choice = copy.deepcopy(line.value)
    if not isinstance(choice.test, ast.Compare) or isinstance(choice.test.ops[0], (ast.In, ast.Is)):
        return None
    where = ast.parse("np.where()", mode="eval").body
    assert isinstance(where, ast.Call)
    where.args = [choice.test, choice.body, choice.orelse]
    changed = copy.deepcopy(line)
    changed.value = where
    return ast.unparse(ast.fix_missing_locations(changed))


def _pivoted(line: ast.stmt, code: str) -> str | None:
    """The line with `pivot_table`, which joins rows, for `pivot`; its arguments must be named."""
    call = _method(line, {"pivot"})
    if call is None or not call.keywords or len(call.args) > 1 or code.count(".pivot(") != 1:
        return None
    head = [k for k in call.keywords if k.arg in ("index", "columns", "values")]
    own = ast.unparse(call.func) != "pd.pivot"
    if len(head) != len(call.keywords) or (own and call.args) or not code.isascii():
        return None
    whole = ast.get_source_segment(code, call) or ""
    changed = whole.replace(".pivot(", ".pivot_table(")[:-1] + ', aggfunc="last")'
    return code.replace(whole, changed) if whole.endswith(")") else None


def _method(line: ast.stmt, names: set[str]) -> ast.Call | None:
    """The call of a method of one of these names, where there is one alone."""
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)]
    found = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in names]
    return found[0] if len(found) == 1 else None


def _applied(scene: Scene) -> dict[str, Any]:
    """Of the user's `df["n"] = df.apply(f)`, further up the stack or not, its parts."""
    for frame in reversed(scene.failure.frames):
        line = parse_line(frame.code) if frame.mine and frame.code else None
        call = _method(line, {"apply", "map", "transform"}) if line is not None else None
        if call is not None and isinstance(call.func, ast.Attribute):
            return {
                "applied": ast.unparse(call.func.value),
                "applied_by": call.func.attr,
                "applied_call": ast.unparse(call.func),
                "applied_line": frame.code or "",
                "applied_keywords": " ".join(k.arg or "" for k in call.keywords) or None,
            }
    return {}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = dict(_applied(scene))
    line = parse_line(facts.get("call_line"))
    if line is None:
        return result
    result["masked_line"] = _masked(line)
    result["chosen_line"] = _chosen(line)
    result["line_pivot_table"] = _pivoted(line, (facts.get("call_line") or "").strip())
    if asked := _method(line, _BY_NAME):
        result["table_of_names"] = ast.unparse(asked.func.value)  # type: ignore[attr-defined]
    if mapped := _method(line, {"map", "replace"}):
        result["mapped_column"] = ast.unparse(mapped.func.value)  # type: ignore[attr-defined]
    if test := _method(line, _TESTS):
        result["masked_call"] = ast.unparse(test.func)
    if isinstance(line, ast.Assign):
        target = line.targets[0]
        if isinstance(target, ast.Attribute):
            result["assigned_to_attribute"] = ast.unparse(target.value)
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.List):
            result["assigned_names"] = len(target.slice.elts)
    for node in ast.walk(line):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            result["listed_key"] = ast.unparse(ast.List(node.slice.elts, ast.Load()))
    return result
