"""Formulas told apart by their shape: sums in any order, `x.exp()` and `torch.exp(x)` alike.

A pattern is an expression in which names stand for any value, the same name for the same value:
`1 + s - square(m) - exp(s)`. `_` stands for anything, `others` for any further terms or factors.
A sum may have all its signs turned, unless it is written `+(…)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from mlexplain.explain.cautions.reading.snippet import Snippet
from mlexplain.explain.cautions.reading.syntax import method, number
from mlexplain.explain.cautions.reading.terms import (
    adds,
    factors,
    multiplies,
    same_value,
    stripped,
    terms,
)
from mlexplain.explain.read.walk import walk

Found = dict[str, ast.expr]
"""What the names of a pattern stand for."""

_ALIKE = {
    "amax": "max",
    "nanmean": "mean",
    "logsigmoid": "log_sigmoid",
    "absolute": "abs",
    "power": "pow",
}
_REST = "others"


@cache
def pattern(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def match(text: str, node: ast.expr, snippet: Snippet) -> Found | None:
    """What the names of a pattern stand for, where an expression has its shape."""
    found: Found = {}
    for result in _match(pattern(text), node, found, snippet):
        return result
    return None


def matches(text: str, snippet: Snippet) -> Iterator[tuple[ast.expr, Found]]:
    """All whole sums, products and calls of the code that have a shape."""
    shape = pattern(text)
    if not _asked_for(text) <= snippet.called_names:
        return
    if "sqrt(" in text and not snippet.takes_roots:
        return
    for node in snippet.computed:
        if _of_a_kind(shape, node):
            found = match(text, node, snippet)
            if found is not None and whole(node, snippet):
                yield node, found


@cache
def _asked_for(text: str) -> frozenset[str]:
    """The operations without which nothing has a shape; powers are written in many ways."""
    names = {n.func.id for n in walk(pattern(text)) if isinstance(n, ast.Call)}  # type: ignore[attr-defined]
    return frozenset(names & {"exp", "mean", "var", "std", "log", "relu", "dot", "log2"})


def _of_a_kind(shape: ast.expr, node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return not isinstance(shape, ast.Call)
    if isinstance(shape, ast.Call):
        return isinstance(node, ast.Call) or not (adds(node) or multiplies(node))
    return adds(shape) == adds(node) and multiplies(shape) == multiplies(node)


def whole(node: ast.expr, snippet: Snippet) -> bool:
    """Whether an expression is no part of a longer sum or product, also by a name for it."""
    up = snippet.flow.parent(node)
    kinds = (ast.Add, ast.Sub) if adds(node) else (ast.Mult, ast.Div)
    if isinstance(node, ast.Call) or isinstance(up, ast.UnaryOp):
        return not isinstance(up, ast.UnaryOp)
    if isinstance(up, ast.BinOp) and isinstance(up.op, kinds):
        return False
    if isinstance(up, ast.AugAssign):
        return not isinstance(up.op, kinds)
    if not isinstance(up, ast.Assign) or not isinstance(up.targets[0], ast.Name):
        return True
    name = up.targets[0].id
    for use in snippet.names.get(name, []):
        if isinstance(use.ctx, ast.Load):
            over = snippet.flow.parent(use)
            joined = isinstance(over, ast.BinOp) and isinstance(over.op, kinds)
            bound = snippet.flow.binding(use)
            later = use.lineno > up.lineno
            if joined and adds(node) and later and (bound is None or bound.statement is up):
                return False
        over = snippet.flow.parent(use)
        if isinstance(over, ast.AugAssign) and over.target is use:
            if isinstance(over.op, ast.Add | ast.Sub):
                return False
    return True


def _match(p: ast.expr, n: ast.expr, found: Found, snippet: Snippet) -> Iterator[Found]:
    n = stripped(n, snippet)
    if isinstance(p, ast.Name):
        if p.id == "_":
            yield found
        elif p.id not in found:
            yield {**found, p.id: n}
        elif same_value(found[p.id], n, snippet):
            yield found
        return
    opened = stripped(snippet.flow.value(n), snippet)
    if isinstance(p, ast.Constant):
        if isinstance(opened, ast.Constant) and opened.value == p.value:
            yield found
    elif adds(p) or isinstance(p, ast.UnaryOp):
        fixed = isinstance(p, ast.UnaryOp) and isinstance(p.op, ast.UAdd)
        wanted = terms(p.operand if fixed else p)  # type: ignore[attr-defined]
        for given in _spellings(opened, snippet):
            for sign in (1, -1) if len(wanted) > 1 and not fixed else (1,):
                turned = [(sign * s, t) for s, t in given]
                yield from _terms(wanted, turned, found, snippet)
    elif multiplies(p):
        above, below = factors(p)
        for given_above, given_below in _quotients(opened, snippet):
            for result in _each(above, given_above, found, snippet):
                yield from _each(below, given_below, result, snippet)
    elif isinstance(p, ast.BinOp) and isinstance(opened, ast.BinOp):
        if type(p.op) is type(opened.op):
            for left in _match(p.left, opened.left, found, snippet):
                yield from _match(p.right, opened.right, left, snippet)
    elif isinstance(p, ast.Call) and isinstance(p.func, ast.Name):
        yield from _call(p.func.id, p.args, opened, found, snippet)


def _spellings(node: ast.expr, snippet: Snippet) -> Iterator[list[tuple[int, ast.expr]]]:
    """The terms of a sum, as they stand and with the names of sums opened."""
    given = terms(node)
    yield given
    opened = []
    for sign, term in given:
        value = stripped(snippet.flow.value(term), snippet)
        opened += terms(value, sign) if adds(value) else [(sign, term)]
    if len(opened) != len(given):
        yield opened


def _quotients(node: ast.expr, snippet: Snippet) -> Iterator[tuple[list[ast.expr], list[ast.expr]]]:
    """Factors above and below, as they stand and with the names of products above opened."""
    above, below = _divided(node, snippet)
    yield above, below
    more = []
    for part in above:
        value = stripped(snippet.flow.value(part), snippet)
        more.append(factors(value) if multiplies(value) else ([part], []))
    opened = [f for up, _ in more for f in up]
    if len(opened) != len(above):
        yield opened, [*below, *(f for _, down in more for f in down)]


def _divided(node: ast.expr, snippet: Snippet) -> tuple[list[ast.expr], list[ast.expr]]:
    above, below = factors(node)
    for part in list(above):
        done = snippet.operation(snippet.flow.value(part))
        if done is not None and done.name == "rsqrt":
            root = ast.Call(ast.Attribute(done.of, "sqrt", ast.Load()), [], [])
            above.remove(part)
            below.append(ast.copy_location(root, part))
    return above, below


def _terms(
    wanted: list[tuple[int, ast.expr]],
    given: list[tuple[int, ast.expr]],
    found: Found,
    snippet: Snippet,
) -> Iterator[Found]:
    if not wanted:
        if not given:
            yield found
        return
    (sign, first), rest = wanted[0], wanted[1:]
    if isinstance(first, ast.Name) and first.id == _REST:
        if not rest:
            yield found
        else:
            yield from _terms([*rest, wanted[0]], given, found, snippet)
        return
    for i, (own, term) in enumerate(given):
        if own == sign:
            for result in _match(first, term, found, snippet):
                yield from _terms(rest, given[:i] + given[i + 1 :], result, snippet)


def _each(
    wanted: list[ast.expr], given: list[ast.expr], found: Found, snippet: Snippet
) -> Iterator[Found]:
    if not wanted:
        if not given:
            yield found
        return
    first, rest = wanted[0], wanted[1:]
    if isinstance(first, ast.Name) and first.id == _REST and not rest:
        yield found
        return
    if isinstance(first, ast.Name) and first.id == _REST:
        first, rest = rest[0], [*rest[1:], first]
    for i, part in enumerate(given):
        for result in _match(first, part, found, snippet):
            yield from _each(rest, given[:i] + given[i + 1 :], result, snippet)


def _call(
    name: str, wanted: list[ast.expr], node: ast.expr, found: Found, snippet: Snippet
) -> Iterator[Found]:
    given = operands(name, node, snippet)
    if given is None or len(given) < len(wanted):
        return
    if not wanted:
        yield found
        return
    for result in _match(wanted[0], given[0], found, snippet):
        if len(wanted) == 1:
            yield result
        else:
            yield from _match(wanted[1], given[1], result, snippet)


def operands(name: str, node: ast.expr, snippet: Snippet) -> list[ast.expr] | None:
    """What a named operation is done to, in all its spellings; None where it is another one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        if name == "pow":
            return [node.left, node.right]
        power = {"square": 2, "sqrt": 0.5}.get(name)
        given = node.right
        value = given.value if isinstance(given, ast.Constant) else None
        half = name == "sqrt" and ast.unparse(given) in ("1 / 2", "0.5")
        return [node.left] if power is not None and (value == power or half) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and name == "square":
        return [node.left] if ast.dump(node.left) == ast.dump(node.right) else None
    if isinstance(node, ast.Attribute) and node.attr in ("values", "T", "mT"):
        return operands(name, node.value, snippet) if node.attr == "values" else None
    if isinstance(node, ast.Subscript) and name == "max" and number(node.slice) == 0:
        return operands(name, node.value, snippet)
    done = snippet.operation(node)
    if done is None and isinstance(node, ast.Call) and node.args:
        last = (snippet.called(node) or "").split(".")[-1]
        if isinstance(node.func, ast.Name) and snippet.flow.functions.get(node.func.id):
            return None
        return list(node.args) if _ALIKE.get(last, last) == name else None
    if done is None:
        return None
    if _ALIKE.get(done.name, done.name) == name:
        return [done.of, *done.rest]
    if done.name == "pow" and name == "square" and done.rest and number(done.rest[0]) == 2:
        return [done.of]
    return None


def uses(node: ast.AST, snippet: Snippet, *names: str) -> bool:
    """Whether a value is computed by one of these operations, anywhere on its way."""
    for inner in snippet.flow.reached(node):
        done = snippet.operation(inner)
        called = done.name if done is not None else method(inner)
        if called in names:
            return True
        if isinstance(inner, ast.Call) and snippet.called(inner).split(".")[-1] in names:
            return True
    return False
