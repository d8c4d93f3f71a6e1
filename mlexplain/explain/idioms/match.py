"""Code met with patterns written as code with holes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

from mlexplain.explain.facts.definitions import same_value
from mlexplain.explain.idioms.kinds import HOLE, Normal, converted, is_block, may_meet
from mlexplain.explain.idioms.rebinding import set_anew

Binding = dict[str, ast.AST]
"""What the holes hold. Keys of `#` and a number are the statements met within blocks, those of `#`
and other text are what must agree beside the holes."""
Bindings = Iterator[Binding]

_MIRROR = {"Lt": "Gt", "Gt": "Lt", "LtE": "GtE", "GtE": "LtE", "Eq": "Eq", "NotEq": "NotEq"}
_CHAINS = {"sum": ast.Add(), "product": ast.Mult()}


def match(pattern: Any, code: Any, bound: Binding) -> Binding | None:
    """Match one normal form against another. The result extends `bound`; it is not changed."""
    return next(matches(pattern, code, bound), None)


def matches(pattern: Any, code: Any, bound: Binding) -> Iterator[Binding]:
    """All ways to match one normal form against another."""
    met = False
    for result in _direct(pattern, code, bound):
        met = True
        yield result
    inner = None if met else converted(code)
    if inner is not None and isinstance(pattern, tuple) and pattern[0] not in ("name", "hole"):
        yield from matches(pattern, inner, bound)


def _direct(pattern: Any, code: Any, bound: Binding) -> Iterator[Binding]:
    if pattern is None or code is None:
        if pattern is code:
            yield bound
        return
    if isinstance(pattern, list):
        if isinstance(code, list):
            yield from _lists(pattern, code, bound)
        return
    if not isinstance(pattern, tuple):
        if _same(pattern, code):
            yield bound
        return
    kind = pattern[0]
    if kind == "any":
        yield bound
    elif kind == "hole":
        yield from _fill(pattern[2], code, bound)
    elif not isinstance(code, tuple):
        return
    elif "changed" in (kind, code[0]):
        yield from _changed(pattern, code, bound)
    elif code[0] == "call" and len(code) > 4 and kind == code[4][0]:  # of `einsum`
        yield from matches(pattern, code[4], bound)
    elif kind == "call" and len(pattern) > 4 and code[0] == pattern[4][0] == "Subscript":
        yield from matches(pattern[4], code, bound)
    elif code[0] == "defined" and kind != "name":
        # A name stands for what it was set to just before.
        yield from matches(pattern, code[3], bound)
    elif kind == "sum" and code[0] == "const":
        if _is_rest(pattern, code, bound):
            yield bound
    elif code[0] == "defined" or code[0] != kind:
        if kind == "name" and code[0] == "defined" and pattern[2] == code[2]:
            yield bound
    elif kind == "call":
        yield from _call(pattern, code, bound)
    elif kind in _CHAINS:
        yield from _chain(pattern, code, bound)
    elif kind == "cmp":
        if pattern[2] == code[2]:
            yield from _parts(pattern[3:], code[3:], bound)
        if _MIRROR.get(pattern[2]) == code[2]:
            yield from _parts(pattern[3:], (code[4], code[3]), bound)
    elif kind == "either":
        yield from _parts(pattern[2:], code[2:], bound)
        yield from _parts(pattern[2:], (code[2], code[4], code[3]), bound)
    else:
        yield from _parts(pattern[2:], code[2:], bound)


def _changed(pattern: Normal, code: Normal, bound: Binding) -> Iterator[Binding]:
    """`x.mul_(a)`, met as the call that it is, else as the assignment `x = x * a`."""
    met = False
    if {pattern[0], code[0]} <= {"changed", "expr"}:
        for result in matches(pattern[2], code[2], bound):
            met = True
            yield result
    if not met and {pattern[0], code[0]} <= {"changed", "assign"}:
        wanted, given = ((p[3] if p[0] == "changed" else p) for p in (pattern, code))
        yield from matches(wanted, given, bound)


def _is_rest(pattern: Normal, code: Normal, bound: Binding) -> bool:
    """`0.1` where `1 - $b` is wanted and `$b` is `0.9`."""
    terms = pattern[2]
    if len(terms) != 2 or terms[0][0] != 1 or terms[1][0] != -1 or terms[1][1][0] != "hole":
        return False
    whole, part = terms[0][1], bound.get(terms[1][1][2])
    values = [whole[2] if whole[0] == "const" else None, getattr(part, "value", None), code[2]]
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return False
    return bool(abs(values[0] - values[1] - values[2]) < 1e-9)


def _same(pattern: Any, code: Any) -> bool:
    number = isinstance(pattern, int | float) and not isinstance(pattern, bool)
    if number and isinstance(code, int | float) and not isinstance(code, bool):
        return bool(pattern == code)
    return type(pattern) is type(code) and bool(pattern == code)


def _fill(name: str, code: Any, bound: Binding) -> Iterator[Binding]:
    if not isinstance(code, tuple):
        return
    node = code[1]
    if name not in bound:
        yield {**bound, name: node}
    elif bound[name] is node:
        yield bound
    elif ast.unparse(bound[name]) == ast.unparse(node) and same_value(bound[name], node):
        # As text: `w` on the left of `=` is the `w` on its right.
        yield bound


def _parts(patterns: Sequence[Any], codes: Sequence[Any], bound: Binding) -> Iterator[Binding]:
    if len(patterns) != len(codes):
        return
    if not patterns:
        yield bound
        return
    for result in matches(patterns[0], codes[0], bound):
        yield from _parts(patterns[1:], codes[1:], result)


def _chain(pattern: Normal, code: Normal, bound: Binding) -> Iterator[Binding]:
    """Sums and products: the terms in any order; one hole may take several of them."""
    wanted, given = pattern[2], code[2]
    if len(wanted) > len(given):
        given = _spelled_out(given, pattern[0])
    if len(wanted) > len(given):
        return
    yield from _terms(wanted, given, bound, pattern[0], len(given) - len(wanted))


def _spelled_out(terms: Sequence[tuple[int, Any]], kind: str) -> tuple[tuple[int, Any], ...]:
    """The terms of `d + s`, where `d` was set to `a + b`: `a`, `b` and `s`."""
    found: list[tuple[int, Any]] = []
    for sign, term in terms:
        value = term
        while value[0] == "defined":
            value = value[3]
        if value[0] == kind and value is not term:
            found.extend((sign * other, inner) for other, inner in value[2])
        else:
            found.append((sign, term))
    return tuple(found)


def _terms(
    wanted: Sequence[tuple[int, Any]],
    given: Sequence[tuple[int, Any]],
    bound: Binding,
    kind: str,
    spare: int,
) -> Iterator[Binding]:
    if not wanted:
        if not given:
            yield bound
        return
    sign, pattern = wanted[0]
    for i, (other, code) in enumerate(given):
        if sign == other:
            for result in matches(pattern, code, bound):
                yield from _terms(wanted[1:], (*given[:i], *given[i + 1 :]), result, kind, spare)
    if spare and pattern[0] == "hole" and pattern[2] not in bound and sign == 1:
        for taken in _runs(given, spare + 1, kind):
            rest = (*given[: taken.start], *given[taken.stop :])
            joined = ("joined", _joined([given[k] for k in taken], kind))
            for result in _fill(pattern[2], joined, bound):
                yield from _terms(wanted[1:], rest, result, kind, 0)


def _runs(given: Sequence[tuple[int, Any]], length: int, kind: str) -> Iterator[range]:
    """Neighbouring terms that one hole may take; a quotient is not taken apart."""
    for start in range(len(given) - length + 1):
        signs = [sign for sign, _ in given[start : start + length]]
        if kind == "sum" or all(sign == 1 for sign in signs):
            yield range(start, start + length)


def _joined(terms: list[tuple[int, Any]], kind: str) -> ast.AST:
    sign, first = terms[0]
    whole: Any = first[1] if sign == 1 else ast.UnaryOp(ast.USub(), first[1])
    for sign, (_, right, *_rest) in terms[1:]:
        whole = ast.BinOp(left=whole, op=_CHAINS[kind] if sign == 1 else ast.Sub(), right=right)
    joined: ast.AST = whole
    return joined


def _call(pattern: Normal, code: Normal, bound: Binding) -> Iterator[Binding]:
    """Names must agree; arguments that the pattern does not mention are free."""
    name, wanted, given = pattern[2], pattern[3], code[3]
    if name not in (HOLE, code[2]):
        return
    if name != HOLE and "owner" in given and "owner" not in wanted:
        return
    if name in _ELSEWHERE_WITH_A_PLACE and set(given) != set(wanted):
        return
    if name == "norm" and not _is_straight(wanted, given):
        return
    if name in _ALONG and "dim" in given and "dim" not in wanted:
        along = ast.unparse(given["dim"][1])
        others = _ALONG[name]
        if any(ast.unparse(bound[f"#{o}"]) != along for o in others if f"#{o}" in bound):
            return
        bound = {**bound, f"#{name}": given["dim"][1]}
    starts = [bound]
    if name == HOLE:
        function = wanted.get("function")
        if not isinstance(code[1], ast.Call):
            return
        if function is not None and function[0] == "hole":
            starts = list(_fill(function[2], ("callee", code[1].func), bound))
            if 0 in given and code[2] != HOLE and isinstance(code[1].func, ast.Attribute):
                given = {k - 1 if isinstance(k, int) else k: v for k, v in given.items() if k != 0}
    keys = [k for k in wanted if k != "function"]
    if "reduction" not in given and wanted.get("reduction", ())[2:] == ("mean",):
        keys.remove("reduction")  # which is what losses do by themselves
    if not all(k in given for k in keys):
        return
    if name in _ANY_ORDER:
        orders = list(_orders(wanted, given))
    else:
        orders = [[given[k] for k in keys]]
    if name == HOLE:
        starts = list(_called_alike(pattern, given, starts))
    for start in starts:
        for order in orders:
            yield from _parts([wanted[k] for k in keys], order, start)


def _called_alike(pattern: Normal, given: dict[Any, Normal], starts: list[Binding]) -> Bindings:
    """`$f($x)` twice is one call twice: what else is handed over must be the same each time."""
    wanted = pattern[3]
    parts = [*wanted.values()]
    if not all(part[0] == "hole" for part in parts):
        yield from starts
        return
    key = f"#{'('.join(part[2] for part in parts)}"
    free = [f"{k}={ast.unparse(v[1])}" for k, v in given.items() if k not in wanted]
    for start in starts:
        if getattr(start.get(key), "value", free) == free:
            yield {**start, key: ast.Constant(free)}  # type: ignore[arg-type]


_ANY_ORDER = frozenset(["min", "max", "minimum", "maximum", "fmin", "fmax", "gcd"])
_MOST_IN_ANY_ORDER = 4
_ELSEWHERE_WITH_A_PLACE = frozenset(["pop", "seek", "range"])
"""Calls that do another thing with an argument: `pop()` takes the last entry, `pop(0)` the first;
`seek(0)` goes to the beginning, `seek(0, 2)` to the end; `range(n)` makes `n` rounds, `range(1, n)`
other ones."""


_ALONG = {
    "mean": ("std", "var", "norm"),
    "norm": ("mean",),
    "std": ("mean",),
    "var": ("mean",),
    "sum": ("max", "amax", "sum"),
    "max": ("sum",),
    "amax": ("sum",),
}
"""What of one formula goes along one dimension: of z-scores mean and spread, of a softmax the
largest entry and the sum."""


def _is_straight(wanted: dict[Any, Normal], given: dict[Any, Normal]) -> bool:
    """Whether a norm of which the pattern says no more is the root of the sum of squares."""
    orders = [v for k, v in given.items() if k in (1, "p", "ord") and k not in wanted]
    return all(v[0] == "const" and v[2] in (2, "fro", None) for v in orders)


def _orders(wanted: dict[Any, Normal], given: dict[Any, Normal]) -> Iterator[list[Any]]:
    """The arguments in every order, where the outcome does not depend on it."""
    keys = [k for k in wanted if k != "function"]
    values = [given[k] for k in keys]
    yield values
    listed = [v for v in values if v[0] == "sequence"]
    if len(values) == 1 and listed and 1 < len(listed[0][2]) <= _MOST_IN_ANY_ORDER:
        kind, node, parts = listed[0]
        for order in list(permutations(parts))[1:]:
            yield [(kind, node, list(order))]
    elif keys == [0, 1] and set(given) == {0, 1}:
        yield values[::-1]


def _lists(patterns: list[Any], codes: list[Any], bound: Binding) -> Iterator[Binding]:
    """Blocks: the pattern's statements in order, others in between. Other lists: one by one."""
    if not is_block(patterns) and not is_block(codes):
        yield from _parts(patterns, codes, bound)
        return
    for found, places in subsequence(patterns, codes, bound):
        within = {f"#{id(codes[i][1])}": codes[i][1] for i in places}
        yield {**found, **within}


def subsequence(
    patterns: list[Any], codes: list[Any], bound: Binding
) -> Iterator[tuple[Binding, list[int]]]:
    """All ways to find the pattern's statements in order, with the places where they stand."""
    patterns = [p for p in patterns if p[0] != "gap"]
    for found, places in _search(patterns, codes, 0, bound, []):
        if not set_anew([c[1] for c in codes], places):
            yield found, places


def _search(
    patterns: list[Any], codes: list[Any], start: int, bound: Binding, places: list[int]
) -> Iterator[tuple[Binding, list[int]]]:
    if not patterns:
        yield bound, places
        return
    kind = patterns[0][0]
    for i in range(start, len(codes)):
        if not may_meet(kind, codes[i][0]):
            continue
        for result in matches(patterns[0], codes[i], bound):
            yield from _search(patterns[1:], codes, i + 1, result, [*places, i])
            break


def contiguous(
    patterns: list[Any], codes: list[Any], bound: Binding
) -> Iterator[tuple[Binding, list[int]]]:
    """The pattern's statements side by side; `...` in the pattern allows others in between."""
    if any(p[0] == "gap" for p in patterns):
        yield from subsequence(patterns, codes, bound)
        return
    wanted, given = [p[0] for p in patterns], [c[0] for c in codes]
    for start in range(len(codes) - len(patterns) + 1):
        if not all(map(may_meet, wanted, given[start : start + len(patterns)])):
            continue
        for result in _parts(patterns, codes[start : start + len(patterns)], bound):
            yield result, list(range(start, start + len(patterns)))
            break
