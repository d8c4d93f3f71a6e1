"""What becomes of empty input: the result stays as it began, or there is no first entry.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import set_by
from mlexplain.explain.context.guards import Said
from mlexplain.explain.read.walk import walk

_FOR = ast.For | ast.AsyncFor
_PASSING = frozenset(["enumerate", "reversed", "sorted", "iter", "tqdm", "list", "set"])
_VIEWS = frozenset(["items", "values", "keys", "splitlines"])


def edges(body: list[ast.stmt]) -> Iterator[Said]:
    """The remarks on the body of a function."""
    loops = [n for n in body if isinstance(n, _FOR)]
    if len(loops) != 1 or not isinstance(body[-1], ast.Return):
        return
    stored = {
        n.id
        for s in body
        for n in walk(s)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    loop, last = loops[0], body[-1]
    over = _gone_through(loop.iter)
    if over is None or over.id in stored or loop.orelse:
        return
    place = body.index(loop)
    if any(_asks(n, over.id) for s in body[:place] for n in walk(s)):
        return
    before = {name: value for s in body[:place] for name, value in set_by(s)}
    first = [v for v in before.values() if _is_first(v, over.id)]
    if first and all(isinstance(s, ast.Assign) for s in body[:place]):
        at = next(s for s in body[:place] if any(n is first[0] for n in walk(s)))
        yield at, "needs-one", (over,)
        return
    result = last.value
    plain = all(isinstance(s, ast.Assign | ast.AnnAssign | ast.Expr) for s in body[:place])
    if place != len(body) - 2 or not plain or not isinstance(result, ast.Name):
        return
    start = before.get(result.id)
    if start is None:
        return
    if _is_empty(start):
        yield last, "stays-empty", (over,)
    elif isinstance(start, ast.Constant):
        yield last, "stays-value", (over, start)


def _gone_through(node: ast.expr) -> ast.Name | None:
    """`xs` of `xs`, `enumerate(xs)`, `xs.items()` and `range(len(xs))`."""
    while isinstance(node, ast.Call):
        name = getattr(node.func, "id", "")
        if isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS and not node.args:
            node = node.func.value
        elif name == "range" and len(node.args) == 1 and _is_len(node.args[0]):
            node = node.args[0].args[0]  # type: ignore[attr-defined]
        elif name in _PASSING and node.args:
            node = node.args[0]
        else:
            return None
    return node if isinstance(node, ast.Name) else None


def _is_len(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len" and len(node.args) == 1
    )


def _asks(node: ast.AST, name: str) -> bool:
    """A branch or an assertion on a name, before its loop."""
    if isinstance(node, ast.If | ast.IfExp | ast.Assert | ast.BoolOp | ast.Try):
        return any(getattr(n, "id", "") == name for n in walk(node))
    return False


def _is_first(node: ast.expr, name: str) -> bool:
    """`xs[0]`."""
    if not isinstance(node, ast.Subscript) or getattr(node.value, "id", "") != name:
        return False
    return getattr(node.slice, "value", None) == 0


def _is_empty(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value == ""
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "defaultdict":
            return len(node.args) <= 1
        return name in ("list", "dict", "set", "Counter", "OrderedDict", "deque") and not node.args
    return False
