"""The failing lines of the user's own frames, and the values that stand in them."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

from mlexplain.hooks.live.held import attribute, is_module

_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class FailingLine:
    """A line of the user's code that was being run."""

    file: str
    line: int
    code: str
    frame: FrameType


def failing_lines(traceback: TracebackType | None) -> list[FailingLine]:
    """The user's own lines, the innermost first."""
    from mlexplain.trace.ownership import is_mine

    found = []
    while traceback is not None:
        frame = traceback.tb_frame
        file = frame.f_code.co_filename
        if is_mine(file) or "ipykernel_" in file:
            code = _statement(file, traceback.tb_lineno, frame)
            found.append(FailingLine(file, traceback.tb_lineno, code, frame))
        traceback = traceback.tb_next
    return found[::-1]


def _statement(file: str, line: int, frame: FrameType) -> str:
    """The whole statement at a line: a call may be spread over several."""
    rows = linecache.getlines(file, frame.f_globals)
    if not 0 < line <= len(rows):
        return ""
    try:
        tree = ast.parse("".join(rows))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return rows[line - 1].strip()
    best: ast.stmt | None = None
    for node in ast.walk(tree):
        inside = isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
        if inside and not hasattr(node, "body"):
            best = node  # type: ignore[assignment]
    if best is None:
        return rows[line - 1].strip()
    return "".join(rows[best.lineno - 1 : best.end_lineno])


def values(line: FailingLine) -> Iterator[tuple[str, Any]]:
    """The names, attribute chains and plain items of a line with what they hold."""
    try:
        tree = ast.parse(_dedented(line.code))
    except (SyntaxError, ValueError):
        return
    seen: set[str] = set()
    for node in _outermost(tree):
        name = ast.unparse(node)
        if name in seen or len(seen) >= _MOST_NAMES:
            continue
        seen.add(name)
        try:
            yield name, _value(node, line.frame)
        except LookupError:
            continue


def _dedented(code: str) -> str:
    import textwrap

    return textwrap.dedent(code).strip().removesuffix(":") or "pass"


def _outermost(tree: ast.AST) -> Iterator[ast.expr]:
    """Chains such as `self.fc.weight` as a whole, and what they begin with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(
            node.ctx, ast.Load
        ):
            yield node
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name | ast.Attribute):
            yield node.target


def _value(node: ast.expr, frame: FrameType) -> Any:
    """What an expression holds, as far as looking is enough; raises LookupError otherwise."""
    if isinstance(node, ast.Name):
        for names in (frame.f_locals, frame.f_globals):
            if node.id in names:
                return names[node.id]
        raise LookupError(node.id)
    if isinstance(node, ast.Attribute):
        return attribute(_value(node.value, frame), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        holder = _value(node.value, frame)
        if type(holder) in (dict, list, tuple):
            try:
                return holder[node.slice.value]
            except (IndexError, KeyError, TypeError):
                raise LookupError from None
    raise LookupError(ast.dump(node))


def items(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The value itself, or the entries of a small batch."""
    kind = type(value)
    if kind in (list, tuple):
        for index, item in enumerate(value[:6]):
            yield f"{name}[{index}]", item
    elif issubclass(kind, dict) or kind.__name__ in ("BatchEncoding", "BatchFeature"):
        from mlexplain.hooks.live.held import plain_dict

        entries = value if kind is dict else plain_dict(value).get("data")
        if type(entries) is dict:
            for key in list(entries)[:8]:
                if type(key) is str:
                    yield f'{name}["{key}"]', entries[key]
    elif not is_module(value):
        yield name, value
