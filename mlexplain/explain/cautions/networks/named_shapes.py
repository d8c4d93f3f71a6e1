"""Shapes that a comment or an unpacked shape names, and reductions that do not fit the comment."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.resized import UNKNOWN
from mlexplain.explain.cautions.reading.sizes import sizes
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.facts.scope import dotted

KEEPS = frozenset(
    [
        "softmax",
        "log_softmax",
        "relu",
        "gelu",
        "tanh",
        "sigmoid",
        "dropout",
        "masked_fill",
        "float",
        "double",
        "to",
        "cuda",
        "cpu",
        "clone",
        "contiguous",
        "exp",
    ]
)
_REDUCES = ("mean", "sum", "max", "min", "std", "var", "argmax", "prod", "amax", "amin", "norm")
_COMMENT = re.compile(r"#.*?[(\[]\s*(\w+(?:\s*,\s*[\w*/+ -]+)*,?)\s*[)\]]")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is not None:
            yield from _reduced(done, snippet)
            yield from _over_places(done, snippet)


def shape(node: ast.expr, snippet: Snippet) -> list[str] | None:
    """The names of a tensor's dimensions, where the code tells them."""
    known = sizes(node, snippet)
    return list(known) if known and UNKNOWN not in known else None


def comment_shape(statement: ast.AST, snippet: Snippet) -> list[str] | None:
    """`(B, T, C)` of the comment that ends an assignment to one name."""
    if not isinstance(statement, ast.Assign) or dotted(statement.targets[0]) is None:
        return None
    line = statement.end_lineno or 0
    row = snippet.rows[line - 1] if 0 < line <= len(snippet.rows) else ""
    found = _COMMENT.search(row[statement.end_col_offset or 0 :])
    if not found:
        return None
    names = [n.strip() for n in found.group(1).split(",") if n.strip()]
    return names if names and not names[0].isdigit() else None


_CLASSES = ("c", "classes", "num_classes", "n_classes", "k", "v", "vocab", "vocab_size")


def _over_places(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`argmax` over the width of `(B, C, H, W)`, where the classes are asked for."""
    known, dim = shape(done.of, snippet), done.dimension
    if done.name not in ("argmax", "softmax", "log_softmax") or not known or dim is None:
        return
    if not -len(known) <= dim < len(known):
        return
    asked = known[dim].lower()
    places = [n for n in known if n.lower() in _CLASSES]
    if len(places) == 1 and asked not in _CLASSES and {n.lower() for n in known} & {"h", "w"}:
        values = {
            "call": ast.unparse(done.call.func),
            "asked": f"`{known[dim]}`",
            "classes": f"`{places[0]}`",
            "dim": str(known.index(places[0])),
        }
        yield Seen("not-over-classes", done.call.lineno, values)


def _reduced(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """A reduction whose result has another shape than the comment beside it says."""
    statement = snippet.flow.statement(done.call)
    if done.name not in _REDUCES or not isinstance(statement, ast.Assign):
        return
    said, known = comment_shape(statement, snippet), shape(done.of, snippet)
    dim = done.dimension
    if statement.value is not done.call or not known or dim is None:
        return
    if any(k.arg in ("keepdim", "keepdims") for k in done.call.keywords) or len(done.rest) > 1:
        return
    if not -len(known) <= dim < len(known):
        return
    left = [n for i, n in enumerate(known) if i != dim % len(known)]
    if said and len(said) == len(left) and said != left and set(said) <= set(known):
        values = {
            "call": ast.unparse(done.call.func),
            "taken": f"`{known[dim]}`",
            "left": f"({', '.join(left)})",
            "said": f"({', '.join(said)})",
        }
        yield Seen("dimension-against-comment", done.call.lineno, values)
