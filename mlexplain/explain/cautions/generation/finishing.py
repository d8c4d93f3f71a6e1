"""Generation that ends when the first text does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`done |= token == eos` and `if done.any(): break`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.If) or not isinstance(node.body[-1], ast.Break | ast.Return):
            continue
        if method(node.test) != "any":
            continue
        name = dotted(receiver(node.test) or node.test)
        for change in snippet.nodes:
            value = None
            if isinstance(change, ast.AugAssign) and isinstance(change.op, ast.BitOr):
                value = change.value if dotted(change.target) == name else None
            elif isinstance(change, ast.Assign) and isinstance(change.value, ast.BinOp):
                own = dotted(change.targets[0]) == name and isinstance(change.value.op, ast.BitOr)
                value = change.value if own else None
            if value is not None and _asks_for_end(value):
                yield Seen("first-end-ends-all", node.lineno, {"name": f"`{name}`"})
                return


def _asks_for_end(value: ast.expr) -> bool:
    return any(
        isinstance(n, ast.Compare)
        and isinstance(n.ops[0], ast.Eq)
        and any(w in ast.unparse(n).lower() for w in ("eos", "end", "stop"))
        for n in walk(value)
    )
