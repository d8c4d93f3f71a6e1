"""Which part of the user's line the log's carets mark."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=ast.expr)


def with_carets(nodes: Iterable[Node], marked: str | None) -> list[Node]:
    """The nodes that are written as the piece `marked`, whatever its blanks, quotes and parentheses."""
    piece = _expression(marked)
    wanted = ast.dump(piece) if piece else None
    return [node for node in nodes if wanted is not None and ast.dump(node) == wanted]


def _expression(text: str | None) -> ast.expr | None:
    """A piece of a line as an expression; None where it is none, or the log shows its head alone."""
    try:
        return ast.parse((text or "").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
