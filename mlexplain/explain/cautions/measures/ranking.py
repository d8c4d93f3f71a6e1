"""The best of several: kept from the right end of an order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver, words
from mlexplain.explain.cautions.reading.terms import terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_LIKELIHOODS = frozenset(
    ["lp", "logp", "logprob", "logprobs", "log", "prob", "probs", "p", "likelihood", "ll"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript):
            yield from _beam(node, snippet)


def _beam(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`sorted(candidates, key=lambda c: c[1])[:k]` of summed log-probabilities."""
    cut = node.slice
    if not isinstance(cut, ast.Slice) or cut.upper is None or number(cut.lower) not in (None, 0):
        return
    if isinstance(cut.upper, ast.UnaryOp):
        return
    order = _order(node.value, node, snippet)
    if order is None:
        return
    listed, call = order
    key, falls = keyword(call, "key"), keyword(call, "reverse")
    place = _place(key)
    if place is None or (falls is not None and not _is_false(falls)):
        return
    for entry in _entries(listed, snippet):
        score = entry.elts[place] if place < len(entry.elts) else None
        for sign, term in terms(score) if score is not None else []:
            told = {w for n in walk(term) if dotted(n) for w in words(dotted(n))}
            if sign > 0 and told & _LIKELIHOODS and len(terms(score)) > 1:  # type: ignore[arg-type]
                yield Seen("lowest-kept", call.lineno, {"name": f"`{listed}`"})
                return


def _order(node: ast.expr, use: ast.AST, snippet: Snippet) -> tuple[str, ast.Call] | None:
    """What was sorted, and the call that did it."""
    value = snippet.flow.value(node)
    if isinstance(value, ast.Call) and dotted(value.func) == "sorted" and value.args:
        name = dotted(value.args[0])
        return (name, value) if name else None
    name = dotted(node)
    for call in snippet.calls:
        same = method(call) == "sort" and dotted(receiver(call) or call) == name
        if same and name and call.lineno <= use.lineno:  # type: ignore[attr-defined]
            return name, call
    return None


def _place(key: ast.expr | None) -> int | None:
    """`1` of `lambda c: c[1]` and `itemgetter(1)`."""
    if isinstance(key, ast.Lambda) and isinstance(key.body, ast.Subscript):
        return number(key.body.slice)
    if isinstance(key, ast.Call) and (dotted(key.func) or "").endswith("itemgetter"):
        return number(key.args[0]) if len(key.args) == 1 else None
    return None


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _entries(name: str, snippet: Snippet) -> Iterator[ast.Tuple | ast.List]:
    """The tuples that a list is filled with."""
    for call in snippet.calls:
        if method(call) == "append" and dotted(receiver(call) or call) == name and call.args:
            given = snippet.flow.value(call.args[0])
            if isinstance(given, ast.Tuple | ast.List):
                yield given
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == name:
            if isinstance(node.value, ast.ListComp):
                made = node.value.elt
                if isinstance(made, ast.Tuple | ast.List):
                    yield made
