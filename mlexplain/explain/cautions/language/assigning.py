"""Assignments one after the other that were meant at once, and counts that begin too low."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        for block in ("body", "orelse", "finalbody"):
            steps = getattr(node, block, None)
            if isinstance(steps, list):
                yield from _one_after_the_other(steps)
        if isinstance(node, ast.If):
            yield from _from_zero(node)
        elif isinstance(node, ast.Try):
            yield from _from_zero_at_error(node)


def _single(step: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(step, ast.Assign) and len(step.targets) == 1:
        target = step.targets[0]
        if isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
            return target, step.value
    return None


def _one_after_the_other(steps: list[ast.stmt]) -> Iterator[Seen]:
    """`a = b` and then `b = a`, or `b = a + b`: the old `a` is gone."""
    for first, second in pairwise(steps):
        one, other = _single(first), _single(second)
        if one is None or other is None:
            continue
        into, source = ast.unparse(one[0]), ast.unparse(one[1])
        if ast.unparse(other[0]) != source or into == source:
            continue
        value = other[1]
        values = {
            "first": f"`{into}`",
            "second": f"`{source}`",
            "right": f"`{into}, {source} = {source}, {ast.unparse(value)}`",
        }
        if ast.unparse(value) == into and type(one[0]) is type(one[1]):
            yield Seen("swap-lost", second.lineno, values)
        elif isinstance(value, ast.BinOp) and isinstance(one[1], ast.Name | ast.Attribute):
            if {ast.unparse(value.left), ast.unparse(value.right)} == {into, source}:
                values["code"] = f"`{ast.unparse(value)}`"
                yield Seen("same-value-twice", second.lineno, values)


def _from_zero(node: ast.If) -> Iterator[Seen]:
    """`if k not in d: d[k] = 0`, `else: d[k] += 1`: the first one is not counted."""
    test = node.test
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In | ast.NotIn)):
        return
    new, known = node.body, node.orelse
    if isinstance(test.ops[0], ast.In):
        new, known = known, new
    entry = f"{ast.unparse(test.comparators[0])}[{ast.unparse(test.left)}]"
    yield from _begun(new, known, entry.replace(".keys()", ""))


def _from_zero_at_error(node: ast.Try) -> Iterator[Seen]:
    """`try: d[k] += 1`, `except KeyError: d[k] = 0`."""
    for handler in node.handlers:
        if handler.type is not None and dotted(handler.type) == "KeyError":
            yield from _begun(handler.body, node.body, "")


def _begun(new: list[ast.stmt], known: list[ast.stmt], entry: str) -> Iterator[Seen]:
    if len(new) != 1 or len(known) != 1:
        return
    begins, grows = _single(new[0]), known[0]
    if begins is None or number(begins[1]) != 0 or not isinstance(begins[0], ast.Subscript):
        return
    name = ast.unparse(begins[0])
    if isinstance(grows, ast.AugAssign) and isinstance(grows.op, ast.Add):
        counts = ast.unparse(grows.target) == name and number(grows.value) == 1
    else:
        one = _single(grows)
        counts = one is not None and (ast.unparse(one[0]), ast.unparse(one[1])) in (
            (name, f"{name} + 1"),
            (name, f"1 + {name}"),
        )
    if counts and entry in ("", name):
        yield Seen("counted-from-zero", new[0].lineno, {"name": f"`{name}`"})
