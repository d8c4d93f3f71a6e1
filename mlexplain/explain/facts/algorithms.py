"""Parts that known algorithms show over several statements: sampling with a temperature, early
stopping, the targets of Q-learning."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from mlexplain.explain.facts.clues import called, calls_in, named, pairs
from mlexplain.explain.read.walk import walk


def own_loss(nodes: list[ast.AST], values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """`l = c(m(x), y)`, where `l.backward()` follows."""
    for node in nodes:
        if isinstance(node, ast.Call) and called(node) == "backward":
            made = values.get(getattr(getattr(node.func, "value", None), "id", ""))
            if isinstance(made, ast.Call) and len(made.args) == 2:
                if isinstance(made.func, ast.Name) and isinstance(made.args[0], ast.Call):
                    yield from named(made.args[1], "the targets")


def probabilities(nodes: list[ast.AST], values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """What a softmax gives: attention weights where it multiplies a matrix, else probabilities."""
    mixing = {
        getattr(n.left, "id", "")
        for n in nodes
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.MatMult)
    }
    drawn = {
        getattr(n.args[0], "id", "")
        for n in nodes
        if isinstance(n, ast.Call)
        and n.args
        and called(n) in ("multinomial", "topk", "Categorical")
    }
    for name, value in values.items():
        if called(value) == "softmax":
            if name in mixing:
                yield name, "the attention weights"
            elif name in drawn:
                yield name, "the probabilities"


def temperature(nodes: list[ast.AST], values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """`softmax(x / t)`, in one statement or two, where `t` is a plain number or is given."""
    given = {n.arg for n in nodes if isinstance(n, ast.arg)}
    for node in nodes:
        if not (isinstance(node, ast.Call) and called(node) in ("softmax", "log_softmax")):
            continue
        of = node.args[0] if node.args else None
        if isinstance(node.func, ast.Attribute) and not _is_library(node.func.value):
            of = node.func.value
        scaled = values.get(getattr(of, "id", ""), of)
        if not (isinstance(scaled, ast.BinOp) and isinstance(scaled.op, ast.Div)):
            continue
        plain = not any(isinstance(n, ast.MatMult) for n in walk(scaled.left))
        by = scaled.right
        if plain and isinstance(by, ast.Name) and not _is_product(scaled.left, values):
            number = isinstance(values.get(by.id), ast.Constant)
            if number or (by.id in given and by.id not in values):
                yield by.id, "the temperature"


def _is_product(node: ast.expr, values: dict[str, ast.expr]) -> bool:
    made = values.get(getattr(node, "id", ""), node)
    return any(isinstance(n, ast.MatMult) for n in walk(made)) or "matmul" in calls_in(made)


def _is_library(node: ast.expr) -> bool:
    return getattr(node, "id", "") in ("F", "torch", "np", "jnp", "nn", "tf", "special")


def patience(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """`if n >= p: break`, where `n` is counted up and set back to zero."""
    counted = {
        n.target.id
        for n in nodes
        if isinstance(n, ast.AugAssign)
        and isinstance(n.target, ast.Name)
        and isinstance(n.op, ast.Add)
        and getattr(n.value, "value", 0) == 1
    }
    zeros: Counter[str] = Counter(name for n in nodes for name in _set_to_zero(n))
    for node in nodes:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
            name = getattr(node.test.left, "id", "")
            left = isinstance(node.body[-1], ast.Break | ast.Return)
            if left and name in counted and zeros[name] > 1:
                yield from named(node.test.comparators[0], "the patience")


def _set_to_zero(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Assign):
        return
    for place, given in pairs(node.targets[0], node.value):
        if isinstance(place, ast.Name) and getattr(given, "value", None) == 0:
            yield place.id


def q_target(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """`r + 0.99 * q(s).max(1).values * (1 - d)`, beside which a `gather` picks the actions taken."""
    found = False
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            ends = any(
                ast.unparse(n).startswith("1 - ")
                for n in walk(node.right)
                if isinstance(n, ast.BinOp)
            )
            if isinstance(node.left, ast.Name) and "max" in calls_in(node.right) and ends:
                found = True
                yield node.left.id, "the reward"
                for n in walk(node.right):
                    if isinstance(n, ast.BinOp) and ast.unparse(n).startswith("1 - "):
                        yield from named(n.right, "the end of the episode")
    for node in nodes if found else []:
        if called(node) == "gather" and isinstance(node, ast.Call) and len(node.args) == 2:
            picked = node.args[1]
            if called(picked) in ("unsqueeze", "view") and isinstance(picked, ast.Call):
                picked = picked.func.value  # type: ignore[attr-defined]
            yield from named(picked, "the action")
