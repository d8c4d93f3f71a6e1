"""What the first values of weights come to: a layer that begins by giving zeros, a gate that begins
closed.

Each remark asks for the values and for the use in another method: `nn.init.zeros_(self.o.weight)`
alone may end in anything; with `x + self.o(h)` the first result is `x`.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_Filling = tuple[ast.stmt, str, float]
"""A statement that fills `self.o.weight`, in text, with one number."""


def beginnings(body: list[ast.stmt]) -> Iterator[Said]:
    """The remarks on the body of a class of layers."""
    methods = [n for n in body if isinstance(n, ast.FunctionDef)]
    if not any(n.name == "__init__" for n in methods):
        return
    nodes = [n for method in methods for n in walk(method)]
    made = {
        ast.unparse(n.targets[0]): n.value
        for n in nodes
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Attribute)
    }
    fillings = list(_fillings(nodes))
    yield from _zero_layers(fillings, made, nodes)
    yield from _gates(fillings, made, nodes)
    yield from _factors(nodes)


def normalising(nodes: list[ast.AST]) -> Iterator[Said]:
    """`ones_(k.weight)` and `zeros_(k.bias)`: a normalisation that scales and shifts nothing."""
    filled = list(_fillings(nodes))
    for (_, weight, one), (node, bias, zero) in pairwise(filled):
        layer = bias.removesuffix(".bias")
        if (one, zero) == (1, 0) and weight == f"{layer}.weight" and layer != bias:
            yield node, "normalises-only", ()


def _fillings(nodes: list[ast.AST]) -> Iterator[_Filling]:
    """`nn.init.zeros_(self.o.weight)`, `self.o.bias.data.fill_(-2)`, `nn.init.constant_(w, 0)`."""
    for node in nodes:
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        last, args = call.func.attr, call.args
        of: ast.expr = call.func.value
        if last in ("zeros_", "ones_", "constant_") and args:
            of, args = args[0], args[1:]
        number = _FILLED.get(last)
        if number is None and last in ("fill_", "constant_") and args:
            number = _number(args[0])
        text = ast.unparse(of).removesuffix(".data")
        if number is not None and text.rpartition(".")[2] in ("weight", "bias"):
            yield node, text, number  # type: ignore[misc]


_FILLED = {"zeros_": 0.0, "zero_": 0.0, "ones_": 1.0}


def _number(node: ast.expr | None) -> float | None:
    sign = -1 if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else 1
    value = getattr(node.operand if isinstance(node, ast.UnaryOp) else node, "value", None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return sign * value
    return None


# -- layers that give zeros


def _zero_layers(
    fillings: list[_Filling], made: dict[str, ast.expr], nodes: list[ast.AST]
) -> Iterator[Said]:
    """A layer whose weight and bias are zero, and what its result is added to."""
    zeros = {text: node for node, text, number in fillings if number == 0}
    for text, node in zeros.items():
        layer, _, part = text.rpartition(".")
        if part != "weight" or not layer.startswith("self."):
            continue
        bias = zeros.get(f"{layer}.bias")
        if bias is None and not _without_bias(made.get(layer)):
            continue
        at = bias if bias is not None and bias.lineno > node.lineno else node
        place = ast.parse(layer, mode="eval").body
        beside = _added_to(layer, nodes)
        if beside is None:
            yield at, "gives-zeros", (place,)
        else:
            yield at, "adds-zeros", (place, beside)


def _without_bias(value: ast.expr | None) -> bool:
    given = value.keywords if isinstance(value, ast.Call) else []
    return any(k.arg == "bias" and getattr(k.value, "value", 1) is False for k in given)


def _added_to(layer: str, nodes: list[ast.AST]) -> ast.expr | None:
    """`x` of `x + self.o(h)`, of `x + s * self.o(h)`, and of `h = self.o(h)`, `x + h`."""
    results = {
        n.targets[0].id: n.value
        for n in nodes
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
        if _gives(n.value, layer)
    }
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            for side, other in ((node.right, node.left), (node.left, node.right)):
                if _gives(side, layer) or getattr(side, "id", "") in results:
                    plain = isinstance(other, ast.Name | ast.Call)
                    return other if plain and not _gives(other, layer) else None
    return None


def _gives(node: ast.expr, layer: str) -> bool:
    """Whether a value is what a layer gives, or that times something."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _gives(node.left, layer) or _gives(node.right, layer)
    return isinstance(node, ast.Call) and ast.unparse(node.func) == layer


# -- gates that begin closed or open


def _gates(
    fillings: list[_Filling], made: dict[str, ast.expr], nodes: list[ast.AST]
) -> Iterator[Said]:
    """`self.g.bias` or that of each `q` in `self.b` filled with -2, and `sigmoid(self.g(x))`."""
    sources = dict(_sources(nodes))
    squashed = {
        sources.get(ast.unparse(of.func), ast.unparse(of.func))
        for n in nodes
        if isinstance(n, ast.Call) and last_name(n.func) in ("sigmoid", "sigmoid_")
        for of in (n.args[0] if n.args else getattr(n.func, "value", None),)
        if isinstance(of, ast.Call)
    }
    for node, text, number in fillings:
        layer, _, part = text.rpartition(".")
        if part == "bias" and abs(number) >= 1 and sources.get(layer, layer) in squashed:
            share = ast.Name(f"{1 / (1 + math.exp(-number)):.2g}")
            yield node, f"gate-begins-{'open' if number > 0 else 'closed'}", (share,)


def _sources(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """The list that a name of a loop goes through: `for p, q in zip(self.a, self.b)`."""
    for node in nodes:
        if isinstance(node, ast.For):
            over = node.iter
            if isinstance(node.target, ast.Name):
                yield node.target.id, ast.unparse(over)
            elif isinstance(over, ast.Call) and last_name(over.func) == "zip":
                for place, of in zip(getattr(node.target, "elts", ()), over.args, strict=False):
                    yield ast.unparse(place), ast.unparse(of)


# -- learned factors


def _factors(nodes: list[ast.AST]) -> Iterator[Said]:
    """`self.a = nn.Parameter(torch.zeros(1))`, and `x + self.a * h`."""
    begun: dict[str, tuple[ast.stmt, float]] = {}
    for node in nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        if last_name(node.value.func) == "Parameter" and node.value.args:
            number = _filled(node.value.args[0])
            if number is not None:
                begun[ast.unparse(node.targets[0])] = (node, number)
    for node in nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
            continue
        for side, other in ((node.right, node.left), (node.left, node.right)):
            if isinstance(side, ast.Name | ast.Attribute):
                continue  # a bias, which is added as it is
            for factor in _of_product(side):
                found = begun.get(ast.unparse(factor))
                if found and isinstance(other, ast.Name | ast.Attribute) and found[1] < 0.01:
                    zero = found[1] == 0
                    yield found[0], f"begins-{'at-zero' if zero else 'small'}", (other,)


def _of_product(node: ast.expr) -> Iterator[ast.expr]:
    """The factors of a product, without the brackets behind them: `self.a[:, None]`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
        yield from _of_product(node.left)
        yield from _of_product(node.right)
    elif isinstance(node, ast.Subscript):
        yield node.value
    elif isinstance(node, ast.Call) and last_name(node.func) in ("view", "tanh"):
        func = node.func
        yield (
            func.value
            if isinstance(func, ast.Attribute) and not node.args
            else (
                node.args[0] if node.args and last_name(func) == "tanh" else func.value  # type: ignore[attr-defined]
            )
        )
    else:
        yield node


def _filled(node: ast.expr) -> float | None:
    """The number that a tensor is full of: `torch.zeros(1)`, `torch.tensor(0.)`, `1e-6 * ones(d)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        sides = [
            _number(s) if _number(s) is not None else _filled(s) for s in (node.left, node.right)
        ]
        return sides[0] * sides[1] if None not in sides else None  # type: ignore[operator]
    if not isinstance(node, ast.Call):
        return None
    last = last_name(node.func)
    if last in ("zeros", "ones"):
        return 0.0 if last == "zeros" else 1.0
    if last == "tensor" and node.args:
        return _number(node.args[0])
    return _number(node.args[1]) if last == "full" and len(node.args) > 1 else None
