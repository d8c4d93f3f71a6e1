"""What should be two objects and is one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted

_CHANGES = ("append", "extend", "add", "insert", "update")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and len(node.targets) > 1:
            yield from _one_object(node, snippet)


def _one_object(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`train_losses = val_losses = []`, and entries are added to both."""
    value = node.value
    made = isinstance(value, ast.Call) and dotted(value.func) in ("list", "dict", "set")
    empty = isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp)
    names = [dotted(t) for t in node.targets]
    if not (empty or made) or None in names:
        return
    changed = {dotted(receiver(c) or c) for c in snippet.calls if method(c) in _CHANGES}
    changed |= {
        dotted(n.value)
        for n in snippet.nodes
        if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)
    }
    both = [n for n in names if n in changed]
    if len(both) > 1:
        values = {"names": " and ".join(f"`{n}`" for n in both)}
        yield Seen("one-object-two-names", node.lineno, values)
