"""Running statistics that a network keeps and never uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """A buffer that `forward` averages into, and that nothing else reads."""
    for owner in snippet.flow.classes.values():
        forward = method_of(owner, "forward")
        if forward is None:
            continue
        for call in (n for n in walk(owner) if method(n) == "register_buffer"):
            first = call.args[0] if isinstance(call, ast.Call) and call.args else None
            text = first.value if isinstance(first, ast.Constant) else None
            name = f"self.{text}" if isinstance(text, str) else ""
            steps = [n for n in walk(forward) if _averages(n, name)]
            reads = [
                n
                for n in snippet.nodes
                if isinstance(n, ast.Attribute) and n.attr == name[5:] and dotted(n) != name
            ]
            own = {id(m) for s in steps for m in walk(s)}
            outside = [n for n in walk(owner) if dotted(n) == name and id(n) not in own]
            if steps and not outside and not reads:
                yield Seen("running-not-used", steps[0].lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]
                return


def _averages(node: ast.AST, name: str) -> bool:
    """`self.mu = (1 - m) * self.mu + m * mean`."""
    if not isinstance(node, ast.Assign) or dotted(node.targets[0]) != name:
        return False
    value = node.value
    return isinstance(value, ast.BinOp) and any(dotted(n) == name for n in walk(value))
