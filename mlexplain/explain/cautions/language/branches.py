"""Branches that are never taken, since an earlier one takes all that would reach them."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, same
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

Bound = tuple[str, str, float]
"""What is compared, "more" or "less", and with which number."""


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.If):
            up = snippet.flow.parent(node)
            if not (isinstance(up, ast.If) and up.orelse == [node]):
                yield from _chain(node)
                yield from _left_before(node, snippet)
        elif isinstance(node, ast.Try):
            yield from _handlers(node)
            yield from _one_of_two(node)


def _chain(node: ast.If) -> Iterator[Seen]:
    """`if age > 6: … elif age > 65: …`, and the same question twice."""
    earlier: list[ast.expr] = []
    step: ast.If | None = node
    while step is not None:
        seen = _never_taken(step.test, earlier)
        if seen:
            yield seen
            return
        earlier.append(step.test)
        rest = step.orelse
        step = rest[0] if len(rest) == 1 and isinstance(rest[0], ast.If) else None


def _left_before(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """`if n % 3 == 0: return a`, and after it `if n % 15 == 0: …`, also as a chain."""
    block = snippet.flow.block(node)
    body = getattr(*block) if block else []
    if not isinstance(body, list) or node not in body:
        return
    earlier: list[ast.expr] = []
    for step in body[: body.index(node)]:
        ends = isinstance(step, ast.If) and not step.orelse
        if ends and isinstance(step.body[-1], ast.Return | ast.Continue | ast.Raise | ast.Break):
            earlier.append(step.test)
        else:
            earlier = []  # what is compared may have changed
    seen = _never_taken(node.test, earlier)
    if seen:
        yield seen


def _never_taken(test: ast.expr, earlier: list[ast.expr]) -> Seen | None:
    """A question that one of those before it has answered."""
    for before in earlier:
        if _covers(before, test):
            values = {"code": f"`{ast.unparse(test)}`", "first": f"`{ast.unparse(before)}`"}
            return Seen("branch-never-taken", test.lineno, values)
    return None


def _divides(test: ast.expr) -> tuple[str, int] | None:
    """`n` and 15 of `n % 15 == 0`."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
        rest = test.left
        if isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Mod):
            by = number(rest.right)
            if number(test.comparators[0]) == 0 and by and dotted(rest.left):
                return dotted(rest.left) or "", by
    return None


def _bound(test: ast.expr) -> tuple[Bound, bool] | None:
    """A comparison of a name with a number, and whether the number itself is in."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    limit = test.comparators[0]
    if dotted(test.left) is None or not isinstance(limit, ast.Constant):
        return None
    if type(limit.value) not in (int, float):
        return None
    op, name = test.ops[0], dotted(test.left) or ""
    if isinstance(op, ast.Gt | ast.GtE):
        return (name, "more", float(limit.value)), isinstance(op, ast.GtE)  # type: ignore[arg-type]
    if isinstance(op, ast.Lt | ast.LtE):
        return (name, "less", float(limit.value)), isinstance(op, ast.LtE)  # type: ignore[arg-type]
    return None


def _covers(before: ast.expr, test: ast.expr) -> bool:
    """Whether whatever passes a test has passed an earlier one already."""
    calls = any(isinstance(n, ast.Call | ast.NamedExpr | ast.Await) for n in walk(test))
    if same(before, test):
        return not calls and not isinstance(test, ast.Constant)
    whole, part = _divides(before), _divides(test)
    if whole is not None and part is not None:
        return whole[0] == part[0] and part[1] % whole[1] == 0
    one, other = _bound(before), _bound(test)
    if one is None or other is None or one[0][:2] != other[0][:2]:
        return False
    first, second = one[0][2], other[0][2]
    if one[0][1] == "more":
        return second > first or (second == first and one[1])
    return second < first or (second == first and one[1])


def _handlers(node: ast.Try) -> Iterator[Seen]:
    """`except Exception` before `except FileNotFoundError`."""
    earlier: list[type] = []
    for handler in node.handlers:
        kinds = _kinds(handler.type)
        for kind in kinds:
            if any(issubclass(kind, before) for before in earlier):
                values = {"error": f"`{kind.__name__}`"}
                yield Seen("handler-never-reached", handler.lineno, values)
                return
        earlier += kinds


def _kinds(node: ast.expr | None) -> list[type]:
    """The built-in classes of errors that a handler names."""
    if node is None:
        return [BaseException]
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    found = [getattr(builtins, dotted(p) or "", None) for p in parts]
    return [f for f in found if isinstance(f, type) and issubclass(f, BaseException)]


def _one_of_two(node: ast.Try) -> Iterator[Seen]:
    """`except ValueError or TypeError`, which is `except ValueError`."""
    for handler in node.handlers:
        kind = handler.type
        if isinstance(kind, ast.BoolOp) and all(dotted(v) for v in kind.values):
            names = [ast.unparse(v) for v in kind.values]
            caught = names[0] if isinstance(kind.op, ast.Or) else names[-1]
            values = {"caught": f"`{caught}`", "right": f"`({', '.join(names)})`"}
            yield Seen("one-error-caught", handler.lineno, values)
