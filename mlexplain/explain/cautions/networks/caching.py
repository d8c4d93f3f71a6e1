"""Positions beside a cache of keys and values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number, receiver, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CACHES = frozenset(["cache", "caches", "past", "kv", "layer_past", "past_key_values", "kvs"])
_NOT = frozenset(["disable", "use", "size", "len", "length", "max"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for function in snippet.functions:
        spec = function.args
        caches = [a for a in [*spec.args, *spec.kwonlyargs] if _is_cache(a.arg)]
        for call in walk(function) if caches else []:
            if isinstance(call, ast.Call) and snippet.called(call).endswith("arange"):
                yield from _from_zero(call, caches[0].arg, function, snippet)


def _is_cache(name: str) -> bool:
    told = set(words(name))
    return bool(told & _CACHES) and not told & _NOT


def _from_zero(call: ast.Call, cache: str, function: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """`self.pos(torch.arange(T))` in a function that is given what came before, too."""
    if len(call.args) != 1 and not (len(call.args) == 2 and number(call.args[0]) == 0):
        return
    if keyword(call, "start") is not None or not _is_length(call.args[-1], snippet):
        return
    statement = snippet.flow.statement(call)
    name = None
    if isinstance(statement, ast.Assign) and _only_shaped(statement.value, call):
        name = dotted(statement.targets[0])
    for other in walk(function):
        if isinstance(other, ast.Call) and other is not call and other.args:
            at = other.args[-1]
            direct = any(n is call for n in walk(at)) or (name and dotted(at) == name)
            told = set(words(dotted(other.func))) & {"pos", "position", "wpe", "rope", "rotary"}
            if direct and (told or _is_embedding(other, snippet)):
                if not _moved(name, cache, function, call):
                    yield Seen("positions-from-zero", call.lineno, {"cache": f"`{cache}`"})
                return


def _only_shaped(node: ast.expr, call: ast.Call) -> bool:
    """`arange(n)` itself, or with more dimensions."""
    while node is not call:
        inner = node.value if isinstance(node, ast.Subscript) else receiver(node)
        if inner is None:
            return False
        node = inner
    return True


def _is_length(node: ast.expr, snippet: Snippet) -> bool:
    """Whether positions are counted up to the length of the input alone."""
    return not any(
        isinstance(n, ast.BinOp) or set(words(dotted(n))) & _CACHES
        for n in snippet.flow.reached(node)
    )


def _is_embedding(call: ast.Call, snippet: Snippet) -> bool:
    made = snippet.flow.value(call.func)
    pos = "pos" in (dotted(call.func) or "").lower()
    return pos and (snippet.called(made).endswith("Embedding") or made is call.func)


def _moved(name: str | None, cache: str, function: ast.AST, call: ast.Call) -> bool:
    """Whether the length of what is kept is added to the positions."""
    for node in walk(function):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add):
            sides = (
                [node.left, node.right]
                if isinstance(node, ast.BinOp)
                else [node.target, node.value]
            )
            for one in sides:
                if one is call or (name is not None and dotted(one) == name):
                    return True
        if isinstance(node, ast.Subscript) and name is not None and dotted(node.value) == name:
            return True
        if isinstance(node, ast.Assign) and name is not None and node.value is not call:
            targets = {dotted(t) for t in node.targets}
            if name in targets and not any(n is call for n in walk(node.value)):
                return True
        if isinstance(node, ast.If | ast.IfExp) and any(n is call for n in walk(node)):
            return True
    return False
