"""Arrays made or joined with their sizes or parts given one by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.parts import named_part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted

_FILLED = ("numpy.zeros", "numpy.ones", "numpy.empty")
_DRAWN = ("numpy.random.rand", "numpy.random.randn")
_ONE_ARGUMENT = ("numpy.vstack", "numpy.hstack", "torch.vstack", "torch.hstack", "numpy.dstack")
_WITH_AXIS = ("numpy.concatenate", "numpy.stack", "torch.cat", "torch.stack", "torch.concat")
_SIZES = frozenset(
    ["rows", "cols", "n", "m", "k", "d", "h", "w", "size", "dim", "classes", "width"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        name, args = snippet.called(call), call.args
        if any(isinstance(a, ast.Starred) for a in args):
            continue
        code = {"call": f"`{ast.unparse(call.func)}`"}
        if name in _FILLED and len(args) > 1 and _is_size(args[1], snippet):
            yield Seen("sizes-apart", call.lineno, code)
        elif name in _DRAWN and len(args) == 1 and isinstance(args[0], ast.Tuple):
            yield Seen("sizes-together", call.lineno, code)
        elif len(args) > 1 and not isinstance(args[0], ast.List | ast.Tuple):
            together = name in _ONE_ARGUMENT or (name in _WITH_AXIS and _is_array(args[1], snippet))
            if together:
                yield Seen("parts-apart", call.lineno, code)


def _is_size(node: ast.expr, snippet: Snippet) -> bool:
    """A number, and no type, which may stand in the second place."""
    value = snippet.flow.value(node)
    if isinstance(value, ast.Constant):
        return type(value.value) is int
    if isinstance(value, ast.Call):
        return dotted(value.func) in ("len", "max", "min")
    if isinstance(value, ast.Subscript):
        return isinstance(value.value, ast.Attribute) and value.value.attr == "shape"
    if isinstance(value, ast.BinOp):
        return True
    return bool(_SIZES & set(words(dotted(value))))


def _is_array(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a second argument is another part, and no axis."""
    value = snippet.flow.value(node)
    done = snippet.operation(value)
    if isinstance(value, ast.BinOp) or named_part(dotted(node) or "") is not None:
        return not isinstance(value, ast.Constant)
    return done is not None and snippet.called(value).startswith(("numpy.", "torch."))
