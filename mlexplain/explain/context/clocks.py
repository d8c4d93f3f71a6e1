"""What is made of the time that has passed: so many per second, the time still left.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set
from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk

_CLOCKS = ("perf_counter", "monotonic", "time", "process_time")
_OF_TIME = ("time", "t", "timeit")
_SIMPLE = ast.Assign | ast.Expr | ast.Return | ast.AnnAssign
_TOO_SHORT = 1e-3


def clocks(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    given = list(names_set(nodes))
    if not any(_reads(value) for _, _, value in given):
        return
    other = {name for _, name, value in given if not _reads(value)}
    times = {name for _, name, value in given if _reads(value)}
    # `a = b` sets the clock's old reading anew.
    again = {n for n in times & other if all(_is_time(v, times) for _, m, v in given if m == n)}
    times = (times - other) | again
    spans = {name for _, name, value in given if _is_span(value, times, set())}
    spans -= {name for _, name, value in given if not _is_span(value, times, set())}
    counting = _counting(nodes)
    for statement in nodes:
        if not isinstance(statement, _SIMPLE) or statement.value is None:
            continue
        for node in walk(statement.value):
            if not isinstance(node, ast.BinOp):
                continue
            left = _time_left(node, times, spans, counting)
            if left is not None:
                yield statement, "time-left", (left,)
                break
            if isinstance(node.op, ast.Div) and _is_span(node.right, times, spans):
                if not _is_span(node.left, times, spans):
                    yield statement, "per-second", (node.left,)
                    break


def _reads(value: ast.expr) -> bool:
    """`time.perf_counter()` and `perf_counter()`, in seconds."""
    if not isinstance(value, ast.Call) or value.args or last_name(value.func) not in _CLOCKS:
        return False
    owner = getattr(value.func, "value", None)
    return getattr(owner, "id", "") in _OF_TIME if owner is not None else True


def _is_time(value: ast.expr, times: set[str]) -> bool:
    return _reads(value) or getattr(value, "id", "") in times


def _is_span(node: ast.expr, times: set[str], spans: set[str]) -> bool:
    """A difference of two readings, or a name set to one; also kept from zero."""
    if isinstance(node, ast.Call) and last_name(node.func) == "max" and len(node.args) == 2:
        numbers = [a for a in node.args if isinstance(a, ast.Constant)]
        rest = [a for a in node.args if not isinstance(a, ast.Constant)]
        if numbers and rest and _is_small(numbers[0]):
            return _is_span(rest[0], times, spans)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _is_small(node.right):
        return _is_span(node.left, times, spans)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return _is_time(node.left, times) and _is_time(node.right, times)
    return getattr(node, "id", "") in spans


def _is_small(node: ast.expr) -> bool:
    number = node.value if isinstance(node, ast.Constant) else None
    return isinstance(number, int | float) and 0 <= number <= _TOO_SHORT


def _counting(nodes: list[ast.AST]) -> set[str]:
    """The numbers of rounds: `i` of `for i, x in enumerate(…)` and `for i in range(…)`."""
    numbers = set()
    for loop in nodes:
        if isinstance(loop, LOOPS) and isinstance(loop, ast.For):
            called = last_name(getattr(loop.iter, "func", None))
            if called == "enumerate" and isinstance(loop.target, ast.Tuple):
                numbers.add(getattr(loop.target.elts[0], "id", ""))
            elif called in ("range", "trange"):
                numbers.add(getattr(loop.target, "id", ""))
    return numbers - {""}


def _time_left(
    node: ast.BinOp, times: set[str], spans: set[str], counting: set[str]
) -> ast.expr | None:
    """`n - i` of `(b - a) / i * (n - i)`."""
    if not isinstance(node.op, ast.Mult):
        return None
    for share, rest in ((node.left, node.right), (node.right, node.left)):
        each = isinstance(share, ast.BinOp) and isinstance(share.op, ast.Div)
        if not each or not _is_span(share.left, times, spans):  # type: ignore[attr-defined]
            continue
        if isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Sub):
            taken = {n.id for n in walk(rest) if isinstance(n, ast.Name)}
            if taken & counting and getattr(rest.left, "id", "") not in counting:
                return rest
    return None
