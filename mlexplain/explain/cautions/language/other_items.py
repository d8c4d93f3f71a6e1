"""Loops that go on with the last item of a loop before them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet


def look(snippet: Snippet) -> Iterator[Seen]:
    """`for xb, yb in train: …` and then `for xv, yv in val: net(xb)`, where nothing reads `xv`."""
    for loop in snippet.nodes:
        if isinstance(loop, ast.For):
            for place, own in enumerate(_targets(loop.target)):
                if own is None or own.id.startswith("_") or _is_read(own, loop, snippet):
                    continue
                for use in _left_over(place, loop, snippet):
                    values = {"name": f"`{use.id}`", "own": f"`{own.id}`"}
                    yield Seen("item-of-other-loop", use.lineno, values)
                    return


def _targets(target: ast.expr) -> list[ast.Name | None]:
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return [p if isinstance(p, ast.Name) else None for p in parts]


def _is_read(own: ast.Name, loop: ast.For, snippet: Snippet) -> bool:
    """Whether anything reads an item, in its loop or behind it."""
    return any(
        use is not own and use.lineno >= loop.lineno and isinstance(use.ctx, ast.Load)
        for use in snippet.names.get(own.id, [])
    )


def _left_over(place: int, loop: ast.For, snippet: Snippet) -> Iterator[ast.Name]:
    """Uses, in a loop, of what stood at the same place of the items of an earlier loop."""
    for name, uses in snippet.names.items():
        for use in uses:
            if not isinstance(use.ctx, ast.Load) or not snippet.flow.inside(use, loop):
                continue
            bound = snippet.flow.binding(use)
            other = bound.statement if bound is not None and bound.how == "item" else None
            if not isinstance(other, ast.For) or snippet.flow.inside(loop, other):
                continue
            if snippet.flow.inside(other, loop) or snippet.flow.inside(use, loop.iter):
                continue
            theirs = _targets(other.target)
            alike = len(theirs) == len(_targets(loop.target)) and theirs[place] is not None
            if alike and theirs[place].id == name:  # type: ignore[union-attr]
                yield use
