"""Which dimension is which, where the layers that a tensor goes through tell it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_OVER_CHANNELS = ("Conv1d", "Conv2d", "Conv3d")
_ALONG = frozenset(
    (
        *("mean", "amax", "amin", "max", "min", "sum", "std", "var", "norm", "softmax"),
        *("chunk", "split", "cat", "concat", "concatenate", "log_softmax"),
    )
)
_JOINING = ("cat", "concat", "concatenate")


def channels(body: list[ast.stmt]) -> Iterator[Said]:
    """`x.mean(dim=1)` of what goes through a convolution: dimension 1 holds the channels."""
    methods = [n for n in body if isinstance(n, ast.FunctionDef)]
    layers = {
        ast.unparse(n.targets[0])
        for method in methods
        for n in walk(method)
        if isinstance(n, ast.Assign) and _is_over_channels(n.value)
    }
    for method in methods if layers else ():
        statements = [n for n in walk(method) if isinstance(n, ast.Assign | ast.Return)]
        shaped = set(_shaped(statements, layers))
        for node in sorted(statements, key=lambda n: n.lineno):
            if node.value is not None and _goes_along(node.value, shaped, layers):
                yield node, "along-channels", ()
                break


def _is_over_channels(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and last_name(value.func).endswith(_OVER_CHANNELS)


def _shaped(statements: list[ast.Assign | ast.Return], layers: set[str]) -> Iterator[str]:
    """The names that go into a convolution, or come from one, and what these are reduced from."""
    found: set[str] = set()
    for node in statements:
        for call in walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in layers and call.args:
                found.update(_given(call.args[0]))
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        made = node.value
        if isinstance(made, ast.Call) and ast.unparse(made.func) in layers:
            found.add(getattr(target, "id", ""))
    for node in statements:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in found:
            for call in walk(node.value):
                if isinstance(call, ast.Call) and any(k.arg == "keepdim" for k in call.keywords):
                    found.add(getattr(getattr(call.func, "value", None), "id", ""))
    yield from found - {""} - set(_set_otherwise(statements, layers))


def _set_otherwise(statements: list[ast.Assign | ast.Return], layers: set[str]) -> Iterator[str]:
    """Names that are also set to what may have other dimensions: `x = self.c(x).flatten(2)`."""
    for node in statements:
        if not isinstance(node, ast.Assign):
            continue
        made = node.value if isinstance(node.value, ast.Call) else None
        same = made is not None and ast.unparse(made.func) in layers
        kept = made is not None and any(k.arg == "keepdim" for k in made.keywords)
        if not same and not kept:
            yield from (n.id for n in walk(node.targets[0]) if isinstance(n, ast.Name))


def _given(node: ast.expr) -> Iterator[str]:
    """`x` of `x`, and `a` and `b` of `cat([a, b], 1)`."""
    if isinstance(node, ast.Call) and last_name(node.func) in _JOINING and node.args:
        listed = node.args[0]
        for each in getattr(listed, "elts", ()):
            yield from _given(each)
    elif isinstance(node, ast.Name):
        yield node.id


def _goes_along(value: ast.expr, shaped: set[str], layers: set[str]) -> bool:
    for call in walk(value):
        if not isinstance(call, ast.Call) or last_name(call.func) not in _ALONG:
            continue
        last = last_name(call.func)
        given = [k.value for k in call.keywords if k.arg in ("dim", "axis")]
        given += call.args[1:2] if last in (*_JOINING, "chunk", "split") else call.args[:1]
        if not any(getattr(n, "value", None) == 1 and type(n.value) is int for n in given):  # type: ignore[attr-defined]
            continue
        of = set(_given(call)) if last in _JOINING else set()
        owner = getattr(call.func, "value", None)
        if isinstance(owner, ast.Name):
            of.add(owner.id)
        if of & shaped or any(
            isinstance(n, ast.Call) and ast.unparse(n.func) in layers for n in walk(owner or value)
        ):
            return owner is not None
    return False
