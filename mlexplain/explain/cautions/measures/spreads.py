"""Spreads and lengths that divide: zero, not a number, or taken over the wrong values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, named
from mlexplain.explain.cautions.reading.terms import factors, same_value
from mlexplain.explain.facts.scope import dotted

_REWARDS = frozenset(
    ["reward", "rewards", "returns", "return", "advantage", "advantages", "adv", "advs", "rews"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _spread_of_rewards(node, snippet)
            yield from _lengths(node, snippet)


def _spread_of_rewards(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`(r - r.mean()) / r.std()`, where all rewards of a group may be alike."""
    spread = snippet.operation(snippet.flow.value(node.right))
    above = snippet.flow.value(node.left)
    if spread is None or spread.name != "std" or not isinstance(above, ast.BinOp):
        return
    if not isinstance(above.op, ast.Sub) or not named(spread.of) & _REWARDS:
        return
    if same_value(above.left, spread.of, snippet):
        yield Seen("spread-may-be-zero", node.lineno, {"code": f"`{ast.unparse(node.right)}`"})


def _has_dimension(done: Operation) -> bool:
    return any(keyword(done.call, k) is not None for k in ("dim", "axis")) or (
        done.name == "norm" and len(done.rest) > 1
    )


def _is_vector(above: ast.expr, of: ast.expr, snippet: Snippet) -> bool:
    """`E @ q`: rows times a vector, as a matrix would be turned, `E @ q.T`."""
    product = snippet.flow.value(above)
    if isinstance(product, ast.BinOp) and isinstance(product.op, ast.MatMult):
        return same_value(product.right, of, snippet)
    done = snippet.operation(product)
    multiplied = done is not None and done.name in ("dot", "matmul", "mv") and bool(done.rest)
    return multiplied and same_value(done.rest[0], of, snippet)  # type: ignore[union-attr]


def _lengths(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`a.norm(dim=-1) * b.norm()`: one length for each row, and one of all rows together."""
    _, below = factors(node)
    opened = [p for b in below for p in factors(snippet.flow.value(b))[0]]
    norms = [o for p in opened if (o := snippet.operation(snippet.flow.value(p)))]
    norms = [o for o in norms if o.name == "norm"]
    if len(norms) != 2 or dotted(norms[0].of) == dotted(norms[1].of):
        return
    told = [_has_dimension(o) for o in norms]
    if told[0] != told[1]:
        lone = norms[told.index(False)]
        if _is_vector(node.left, lone.of, snippet):
            return
        if not lone.rest and not lone.call.keywords:
            values = {"call": f"`{ast.unparse(lone.call)}`", "of": f"`{ast.unparse(lone.of)}`"}
            yield Seen("length-of-all-rows", lone.call.lineno, values)
