"""The cache of generation: its order, and whether it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    last_name,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is not None and done.name in ("cat", "concat", "concatenate"):
            yield from _cache(done)
        yield from _fed_again(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _unused_cache(node, snippet)


def _cache(done: Operation) -> Iterator[Seen]:
    """`cat([new, past])`: the older keys must come first."""
    parts = done.of.elts if isinstance(done.of, ast.Tuple | ast.List) else []
    if len(parts) != 2:
        return
    old = [_is_old(p) for p in parts]
    words = set(ast.unparse(parts[0]).lower().replace(".", "_").split("_"))
    if old == [False, True] and words & {"k", "v", "key", "value", "keys", "values", "new"}:
        yield Seen("cache-order", done.call.lineno, {"old": f"`{ast.unparse(parts[1])}`"})


def _is_old(node: ast.expr) -> bool:
    words = set(ast.unparse(node).lower().replace(".", "_").replace("[", "_").split("_"))
    return bool(words & {"past", "cache", "cached"})


def _fed_again(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model(ids, past_key_values=past)` with `ids` that grow in the same loop."""
    past, loops = keyword(call, "past_key_values"), snippet.flow.loops(call)
    given = keyword(call, "input_ids") or (call.args[0] if call.args else None)
    if past is None or not loops or not isinstance(given, ast.Name) or not dotted(past):
        return
    kept = grown = False
    for node in walk(loops[0]):
        if not isinstance(node, ast.Assign):
            continue
        name, done = dotted(node.targets[0]), snippet.operation(node.value)
        if name == dotted(past):
            kept = kept or last_name(node.value) == "past_key_values"
        elif name == given.id:
            parts = done.of if done is not None and done.name in ("cat", "concat") else None
            if not isinstance(parts, ast.Tuple | ast.List) or dotted(parts.elts[0]) != name:
                return
            grown = True
    if kept and grown:
        yield Seen("cache-fed-twice", call.lineno, {"ids": f"`{given.id}`"})


def _unused_cache(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`past = out.past_key_values` in a loop, and `past` is read nowhere."""
    name = node.targets[0]
    loops = snippet.flow.loops(node)
    if not isinstance(name, ast.Name) or not loops or name.id == "_":
        return
    if not isinstance(node.value, ast.Attribute) or node.value.attr != "past_key_values":
        return
    read = any(
        isinstance(n, ast.Name) and n.id == name.id and isinstance(n.ctx, ast.Load)
        for n in snippet.nodes
    )
    if not read:
        yield Seen("cache-not-used", node.lineno, {"name": f"`{name.id}`"})
