"""Dictionaries gone through without their values, or counted in before anything stands there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_BEGINS = ("setdefault", "update", "fromkeys", "get")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For | ast.comprehension):
            yield from _keys_alone(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _not_begun(node, snippet)


def _keys_alone(node: ast.For | ast.comprehension, snippet: Snippet) -> Iterator[Seen]:
    """`for name, score in scores:` gives the keys alone, and takes each of them apart."""
    over, target = node.iter, node.target
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2 or dotted(over) is None:
        return
    made = snippet.flow.value(over)
    pairs = isinstance(made, ast.Dict) and any(isinstance(k, ast.Tuple) for k in made.keys)
    told = isinstance(made, ast.Dict) and made.keys and not pairs
    comprehended = isinstance(made, ast.DictComp) and isinstance(made.key, ast.Constant | ast.Name)
    one = isinstance(target.elts[0], ast.Name) and isinstance(target.elts[1], ast.Name)
    short = isinstance(made, ast.Dict) and all(
        isinstance(k, ast.Constant) and isinstance(k.value, str) and len(k.value) == 2
        for k in made.keys
    )
    if (told or comprehended) and one and not short:
        yield Seen("keys-alone", over.lineno, {"name": f"`{dotted(over)}`"})


def _not_begun(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`counts = {}` and then `counts[word] += 1`, with nothing that sets an entry first."""
    value, name = node.value, dotted(node.targets[0])
    empty = (isinstance(value, ast.Dict) and not value.keys) or ast.unparse(value) == "dict()"
    if not empty or name is None or not isinstance(node.targets[0], ast.Name):
        return
    around = snippet.flow.function(node) or snippet.tree
    added: ast.AugAssign | None = None
    for inner in walk(around):
        if isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Subscript):
            if dotted(inner.target.value) == name:
                added = added or inner
                continue
        if isinstance(inner, ast.Assign):
            if any(_is_entry(n, name) for t in inner.targets for n in walk(t)):
                return
            if inner is not node and any(dotted(t) == name for t in inner.targets):
                return
        of = receiver(inner)
        if of is not None and dotted(of) == name and method(inner) in _BEGINS:
            return
        if isinstance(inner, ast.Compare) and any(dotted(c) == name for c in inner.comparators):
            return
        if isinstance(inner, ast.Call) and any(dotted(a) == name for a in inner.args):
            if inner.lineno < (added.lineno if added is not None else inner.lineno + 1):
                return  # another function may fill it
        if isinstance(inner, ast.Try | ast.Global | ast.Nonlocal | ast.FunctionDef):
            if inner is not around:
                return
    if added is not None and isinstance(added.op, ast.Add | ast.Sub):
        code = f"`{ast.unparse(added.target)}`"
        yield Seen("entry-not-begun", added.lineno, {"name": f"`{name}`", "code": code})


def _is_entry(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Subscript) and dotted(node.value) == name
