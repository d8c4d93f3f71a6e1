"""What an operation with a gradient of its own does: `forward` and `backward` of an autograd function.

The first argument of both is where `forward` leaves what `backward` needs, whatever it is called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_SAME = ("view_as", "clone", "alias", "contiguous")


def derivatives(body: list[ast.stmt]) -> Iterator[Said]:
    """The remarks on the body of a class derived from `torch.autograd.Function`."""
    methods = {n.name: n for n in body if isinstance(n, ast.FunctionDef) and _is_static(n)}
    forward, backward = methods.get("forward"), methods.get("backward")
    if forward is None or backward is None or not forward.args.args or not backward.args.args:
        return
    kept = forward.args.args[0].arg
    for node in walk(forward):
        place = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(place, ast.Attribute) and getattr(place.value, "id", "") == kept:
            yield node, "for-backward", (place,)  # type: ignore[misc]
    given = [a.arg for a in forward.args.args[1:]]
    same = _unchanged(forward, given)
    if same:
        yield same, "passes-forward", ()
    arriving = [a.arg for a in backward.args.args[1:]]
    if len(arriving) == 1:
        yield from _passed_back(forward, backward, arriving[0], given, same is not None)


def gradients(nodes: list[ast.AST]) -> Iterator[Said]:
    """`p.grad = g` and `p.grad.copy_(g)`: gradients that are set by hand."""
    for node in nodes:
        place: ast.expr | None = None
        if isinstance(node, ast.Assign):
            place = node.targets[0]
            zero = isinstance(node.value, ast.Constant) or "zeros" in last_name(
                getattr(node.value, "func", None)
            )
            place = None if zero else place
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            func = node.value.func
            if isinstance(func, ast.Attribute) and func.attr == "copy_":
                place = func.value
        if isinstance(place, ast.Attribute) and place.attr == "grad":
            yield node, "becomes-gradient", (place.value,)  # type: ignore[misc]


def _is_static(unit: ast.FunctionDef) -> bool:
    return any(getattr(d, "id", "") == "staticmethod" for d in unit.decorator_list)


def _returns(unit: ast.FunctionDef) -> list[ast.Return]:
    return [n for n in walk(unit) if isinstance(n, ast.Return) and n.value is not None]


def _unchanged(forward: ast.FunctionDef, given: list[str]) -> ast.Return | None:
    """`return x.view_as(x)`, where `x` is the first argument and is not set anew."""
    returns = _returns(forward)
    if len(returns) != 1 or not given:
        return None
    value = returns[0].value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        value = value.func.value if value.func.attr in _SAME else None
    anew = any(
        isinstance(n, ast.Name) and n.id == given[0] and isinstance(n.ctx, ast.Store)
        for n in walk(forward)
    )
    return returns[0] if getattr(value, "id", "") == given[0] and not anew else None


def _passed_back(
    forward: ast.FunctionDef, backward: ast.FunctionDef, arriving: str, given: list[str], same: bool
) -> Iterator[Said]:
    yield backward, "arriving-gradient", (ast.Name(arriving),)
    returns = _returns(backward)
    if len(returns) != 1:
        return
    value = returns[0].value
    parts = list(value.elts) if isinstance(value, ast.Tuple) else [value]
    first = parts[0]
    if same and first is not None and _is_turned(first, arriving):
        yield returns[0], "gradient-turned", ()
    elif not same and _is(first, arriving) and _has_steps(forward):
        yield returns[0], "gradient-straight", ()
    for name, part in zip(given, parts, strict=False):
        if isinstance(part, ast.Constant) and part.value is None:
            yield returns[0], "no-gradient-for", (ast.Name(name),)


def _is(node: ast.expr | None, name: str) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value if node.func.attr == "clone" else None
    return getattr(node, "id", "") == name


def _is_turned(node: ast.expr, name: str) -> bool:
    """`-g`, `-c.k * g`, `g.neg() * k`: the gradient with its sign turned, perhaps scaled."""
    signs = sum(isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) for n in walk(node))
    signs += sum(isinstance(n, ast.Call) and last_name(n.func) == "neg" for n in walk(node))
    plain = all(isinstance(n.op, ast.Mult) for n in walk(node) if isinstance(n, ast.BinOp)) and all(
        last_name(n.func) in ("neg", "clone") for n in walk(node) if isinstance(n, ast.Call)
    )
    read = sum(getattr(n, "id", "") == name for n in walk(node))
    return signs == 1 and plain and read == 1


def _has_steps(forward: ast.FunctionDef) -> bool:
    """Whether `forward` rounds, compares or takes signs, which have no useful gradient."""
    return any(
        isinstance(n, ast.Compare)
        or (isinstance(n, ast.Call) and last_name(n.func) in ("round", "sign", "floor", "ceil"))
        for n in walk(forward)
    )
