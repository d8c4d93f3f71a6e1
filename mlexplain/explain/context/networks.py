"""What statements of a network's `forward` mean together: a shortcut around layers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.context.guards import Said
from mlexplain.explain.read.walk import walk


def networks(nodes: list[ast.AST]) -> Iterator[Said]:
    """`y = self.b(self.a(x))`, then `y + x` or `y + self.c(x)`: a shortcut around layers."""
    through: dict[str, set[str]] = {}
    for node in nodes:
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.Return) or node.value is None:
            continue
        yield from _shortcuts(node, through)
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value_reached = _reached(node.value, through)
        for name in (n.id for n in walk(target) if isinstance(n, ast.Name)) if target else ():
            for names in through.values():
                names.discard(name)  # what was reached is the old value
        if isinstance(target, ast.Name):
            reached = value_reached
            if isinstance(node, ast.AugAssign):
                reached |= through.get(target.id, set())
            through[target.id] = reached - {target.id}
        elif isinstance(target, ast.Tuple) and _last(getattr(node.value, "func", None)) in _PARTING:
            owner = getattr(node.value.func, "value", None)  # type: ignore[attr-defined]
            for place in target.elts:
                if isinstance(place, ast.Name):
                    through[place.id] = set(through.get(getattr(owner, "id", ""), ()))


def _shortcuts(
    node: ast.Assign | ast.AugAssign | ast.Return, through: dict[str, set[str]]
) -> Iterator[Said]:
    sums = [
        (n.left, n.right)
        for n in walk(node)
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)
    ]
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        sums.append((node.target, node.value))
    for left, right in sums:
        for made, source in ((left, right), (right, left)):
            around = _plain(source)
            if around is not None and _side_by_side(made, source):
                continue
            if around is not None and around.id in _reached(made, through):
                yield node, "shortcut", (around,)
                return


_FITS = re.compile(r"short|skip|down|proj|res|ident|match|1x1|fit")


def _side_by_side(made: ast.expr, source: ast.expr) -> bool:
    """`self.a(x) + self.b(x)`, also below `y = self.a(x)`: two branches, unless a name says that one
    fits the input."""
    single = isinstance(made, ast.Name) or all(isinstance(a, ast.Name) for a in _given(made))
    if not isinstance(source, ast.Call) or not single:
        return False
    return not _FITS.search((_last(source.func) or "").lower())


def _given(node: ast.expr) -> list[ast.expr]:
    return node.args if isinstance(node, ast.Call) else []


def _plain(node: ast.expr) -> ast.Name | None:
    """`x` of `x` and of `self.c(x)`, which fits it to the sum."""
    if isinstance(node, ast.Call) and _is_layer(node) and len(node.args) == 1:
        node = node.args[0]
    return node if isinstance(node, ast.Name) else None


def _reached(value: ast.expr, through: dict[str, set[str]]) -> set[str]:
    """The names that a value is made of by way of layers of its object, and of nothing else."""
    if isinstance(value, ast.Name):
        return set(through.get(value.id, ()))
    if isinstance(value, ast.BinOp):
        return _reached(value.left, through) | _reached(value.right, through)
    if not isinstance(value, ast.Call):
        return set()
    of = value.args[0] if value.args else None
    if _is_layer(value) and of is not None:
        taken = of
        if isinstance(of, ast.Call) and _last(of.func) == "pad" and of.args:
            taken = of.args[0]
        return ({taken.id} if isinstance(taken, ast.Name) else set()) | _reached(of, through)
    if of is not None and _last(value.func) in _POINTWISE:
        return _reached(of, through)
    return set()


_PARTING = ("chunk", "split")
_POINTWISE = frozenset(
    [
        *("relu", "gelu", "silu", "tanh", "elu", "leaky_relu", "dropout", "relu_", "sigmoid"),
        *("softplus", "pad"),
    ]
)


def _is_layer(call: ast.Call) -> bool:
    """`self.c(x)`: something that the object holds."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in ("self", "s")


def _last(func: ast.expr | None) -> str:
    return str(getattr(func, "attr", getattr(func, "id", "")))
