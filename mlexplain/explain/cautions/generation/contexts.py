"""What a model is shown of a text that has grown longer than it can read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            loops = snippet.flow.loops(node)
            if loops and dotted(node.value):
                yield from _oldest_kept(node, loops[0], snippet)


def _oldest_kept(node: ast.Subscript, loop: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """`net(ids[:, :size])` in a loop that joins each new token at the end of `ids`."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    cut = parts[-1] if len(parts) == 2 else None
    if not isinstance(cut, ast.Slice) or cut.lower or cut.step or dotted(cut.upper) is None:  # type: ignore[arg-type]
        return
    name = dotted(node.value)
    for other in walk(loop):
        done = snippet.operation(other.value) if isinstance(other, ast.Assign) else None
        if done is None or done.name not in ("cat", "concat") or not isinstance(other, ast.Assign):
            continue
        joined = done.of.elts if isinstance(done.of, ast.Tuple | ast.List) else []
        grows = bool(joined) and dotted(other.targets[0]) == name == dotted(joined[0])
        statement = snippet.flow.statement(node)
        if grows and statement is not other and not _sized(cut, loop):
            code = ast.unparse(node)
            right = code.replace(f":{ast.unparse(cut.upper)}]", f"-{ast.unparse(cut.upper)}:]")  # type: ignore[arg-type]
            yield Seen("oldest-kept", node.lineno, {"code": f"`{code}`", "right": f"`{right}`"})
            return


def _sized(cut: ast.Slice, loop: ast.AST) -> bool:
    """Whether the length grows with the loop."""
    name = dotted(cut.upper)  # type: ignore[arg-type]
    return any(
        isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.id == name
        for n in walk(loop)
    )
