"""What a name holds, told again where it is appended to a list far from where it was set."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk


def reminders(
    blocks: Iterator[list[ast.stmt]], part: Callable[[ast.expr], str | None]
) -> Iterator[tuple[Said, str]]:
    """`r.append(t)`, where `t` is no longer what the statement before it has set, with its part."""
    for block in blocks:
        before: set[str] = set()
        for node in block:
            call = node.value if isinstance(node, ast.Expr) else None
            if isinstance(call, ast.Call) and last_name(call.func) == "append" and call.args:
                told = call.args[0]
                held = part(told) if isinstance(told, ast.Name) else None
                if held == f"the {getattr(told, 'id', '')}":
                    held = None  # its name says it
                if held and told.id not in before:  # type: ignore[attr-defined]
                    yield (node, "purposes:reminder", (told,)), held
            before = {
                n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
