"""Losses in two pieces, which should meet the right way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet

_LINES = ("d * (e - 0.5 * d)", "d * (e - d / 2)", "d * e - 0.5 * square(d)", "e - 0.5")
_SQUARES = ("0.5 * square(e)", "square(e) / 2", "0.5 * square(e) / d")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        choice = _choice(node, snippet)
        if choice is None:
            continue
        test, yes, no = choice
        test = snippet.flow.value(test)
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            continue
        large = isinstance(test.ops[0], ast.Gt | ast.GtE)
        if not large and not isinstance(test.ops[0], ast.Lt | ast.LtE):
            continue
        if not large:
            yes, no = no, yes
        if _is(yes, _SQUARES, snippet) and _is(no, _LINES, snippet):
            yield Seen("pieces-turned", node.lineno)  # type: ignore[attr-defined]


def _choice(node: ast.AST, snippet: Snippet) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """`where(test, yes, no)`, `yes if test else no`, and a branch that returns."""
    if isinstance(node, ast.IfExp):
        return node.test, node.body, node.orelse
    if isinstance(node, ast.Call) and len(node.args) == 3:
        named = snippet.called(node).split(".")[-1] == "where"
        return (node.args[0], node.args[1], node.args[2]) if named else None
    if isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], ast.Return):
        rest = node.orelse or _after(node, snippet)
        if rest and isinstance(rest[0], ast.Return) and rest[0].value and node.body[0].value:
            return node.test, node.body[0].value, rest[0].value
    return None


def _after(node: ast.If, snippet: Snippet) -> list[ast.stmt]:
    block = snippet.flow.block(node)
    body = getattr(block[0], block[1]) if block else []
    return body[body.index(node) + 1 :][:1] if isinstance(body, list) and node in body else []


def _is(node: ast.expr, shapes: tuple[str, ...], snippet: Snippet) -> bool:
    value = snippet.flow.value(node)
    return any(match(shape, value, snippet) is not None for shape in shapes)
