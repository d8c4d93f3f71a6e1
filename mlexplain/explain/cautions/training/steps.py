"""The direction of a step that is written by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, last_name, method, receiver
from mlexplain.explain.cautions.training.moments import factors
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_NEUTRAL = ("dot", "matmul", "sum", "mean", "outer", "multiply", "t", "transpose", "reshape")
_DEEPEST = 12


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign):
            yield from _direction(node, snippet)
            yield from _velocity(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _along_gradient(node, snippet)


def _along_gradient(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`p.add_(p.grad, alpha=rate)` and `p.data.add_(rate * p.grad)` of a network's parameters."""
    target = receiver(node)
    if method(node) != "add_" or target is None or not node.args:
        return
    bound = snippet.flow.binding(target.value if _is_data(target) else target)  # type: ignore[attr-defined]
    if bound is None or bound.how != "item" or method(bound.value or node) != "parameters":
        return
    alpha = keyword(node, "alpha")
    parts = factors(node.args[0]) + ([alpha] if alpha is not None else [])
    if any(isinstance(n, ast.USub | ast.Sub) for p in parts for n in walk(p)):
        return
    names = [p for p in parts if dotted(p) is not None]
    rate = all(isinstance(snippet.flow.value(n), ast.Constant | ast.Name) for n in names[1:])
    text = ast.unparse(snippet.tree).lower()
    meant = any(w in text for w in ("reward", "log_prob", "maxim", "ascent", "-loss", "perturb"))
    if len(parts) == 2 == len(names) and _own_gradient(parts, target) and rate and not meant:
        yield Seen("ascent", node.lineno, {"target": f"`{ast.unparse(target)}`"})


def _is_data(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "data"


def _change(node: ast.Assign | ast.AugAssign) -> tuple[ast.expr, int, ast.expr] | None:
    """`w -= d` and `w = w - d`: the target, the sign and the change."""
    if isinstance(node, ast.AugAssign):
        if isinstance(node.op, ast.Add | ast.Sub):
            return node.target, 1 if isinstance(node.op, ast.Add) else -1, node.value
        return None
    value = node.value
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        if ast.unparse(value.left) == ast.unparse(node.targets[0]):
            return node.targets[0], 1 if isinstance(value.op, ast.Add) else -1, value.right
    return None


def _direction(node: ast.Assign | ast.AugAssign, snippet: Snippet) -> Iterator[Seen]:
    """`w += rate * x.T @ (prediction - y)`: the sign of the error tells the way down."""
    change = _change(node)
    if change is None or not snippet.flow.loops(node):
        return
    target, sign, by = change
    name = dotted(target)
    if name is None or not isinstance(target, ast.Name | ast.Attribute):
        return
    scaled = snippet.flow.value(by)
    if isinstance(scaled, ast.BinOp) and isinstance(scaled.op, ast.Sub):
        return  # no rate and no input: `balance -= payment - interest`
    if sign * (_sign(by, name, snippet, 0) or 0) > 0:
        yield Seen("ascent", node.lineno, {"target": f"`{name}`"})


def _sign(node: ast.expr, name: str, snippet: Snippet, depth: int) -> int | None:
    """+1 for a multiple of `prediction - target`, -1 for `target - prediction`; None unknown."""
    if depth > _DEEPEST:
        return None
    node = snippet.flow.value(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _sign(node.operand, name, snippet, depth + 1)
        if inner is None and isinstance(node.operand, ast.Constant):
            return None
        return -inner if inner else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.MatMult):
        return _product([node.left, node.right], name, snippet, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return _difference(node, name, snippet)
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        return _sign(node.value, name, snippet, depth + 1)
    if isinstance(node, ast.Call) and dotted(node.func) == "sum" and len(node.args) == 1:
        return _sign(node.args[0], name, snippet, depth + 1)
    done = snippet.operation(node)
    if done is not None and done.name in _NEUTRAL:
        return _product([done.of, *done.rest], name, snippet, depth)
    return None


def _product(parts: list[ast.expr], name: str, snippet: Snippet, depth: int) -> int | None:
    turned = 1
    signs = []
    for part in parts:
        value = snippet.flow.value(part)
        while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div | ast.Mult):
            if not isinstance(value.left, ast.UnaryOp):
                break
            value = value.left
        if isinstance(value, ast.UnaryOp) and isinstance(value.operand, ast.Constant):
            turned = -turned
            continue
        found = _sign(part, name, snippet, depth + 1)
        if found is not None:
            signs.append(found)
    return turned * signs[0] if len(signs) == 1 else None


def _difference(node: ast.BinOp, name: str, snippet: Snippet) -> int | None:
    """Which side of a difference is computed from the parameter by a product."""
    if isinstance(node.left, ast.Constant) or isinstance(node.right, ast.Constant):
        return None
    if name in (dotted(node.left), dotted(node.right)):
        return None
    made = [_predicts(side, name, snippet) for side in (node.left, node.right)]
    given = [dotted(side) is not None for side in (node.left, node.right)]
    if made[0] and not made[1] and given[1]:
        return 1
    if made[1] and not made[0] and given[0]:
        return -1
    return None


def _predicts(node: ast.expr, name: str, snippet: Snippet) -> bool:
    reached = list(snippet.flow.reached(node))
    uses = any(
        isinstance(n, ast.Name | ast.Attribute) and dotted(n) == name and n is not node
        for n in reached
    )
    products = any(
        (isinstance(n, ast.BinOp) and isinstance(n.op, ast.MatMult | ast.Mult))
        or ((o := snippet.operation(n)) is not None and o.name in ("dot", "matmul"))
        for n in reached
    )
    return uses and products


def _velocity(node: ast.Assign | ast.AugAssign, snippet: Snippet) -> Iterator[Seen]:
    """`v = mu * v - rate * g` is added to the parameter, `v = mu * v + g` subtracted."""
    change = _change(node)
    if change is None or dotted(change[0]) is None:
        return
    by = [f for f in factors(change[2]) if not isinstance(f, ast.Constant)]
    kept_in = [f for f in by if isinstance(f, ast.Subscript)]
    if len(kept_in) == 1 and len(by) <= 2:
        yield from _velocity_of_each(node, change, kept_in[0], snippet)
    if dotted(change[2]) is None:
        return
    bound = snippet.flow.binding(change[2])
    made = bound.value if bound is not None and bound.how == "set" else None
    if not (isinstance(made, ast.BinOp) and isinstance(made.op, ast.Add | ast.Sub)):
        return
    name = dotted(change[2])
    kept = [dotted(f) == name for f in factors(made.left)]
    gradient = any(_is_gradient(f, change[0]) for f in factors(made.right))
    goes = 1 if isinstance(made.op, ast.Add) else -1
    gradient = gradient or _own_gradient(factors(made.right), change[0])
    if len(kept) == 2 and any(kept) and gradient and goes * change[1] > 0:
        yield Seen("ascent", node.lineno, {"target": f"`{dotted(change[0])}`"})


def _is_gradient(node: ast.expr, target: ast.expr) -> bool:
    name, of = last_name(node), last_name(target)
    return name in ("grad", "gradient", "g", f"d{of}", f"grad_{of}", f"{of}_grad")


def _own_gradient(parts: list[ast.expr], target: ast.expr) -> bool:
    """`p.grad` for `p`, also through `.data`."""
    name = (dotted(target) or "").removesuffix(".data")
    return any(dotted(p) in (f"{name}.grad", f"{name}.grad.data") for p in parts)


def _velocity_of_each(
    node: ast.AST,
    change: tuple[ast.expr, int, ast.expr],
    velocity: ast.Subscript,
    snippet: Snippet,
) -> Iterator[Seen]:
    """`v[k] = mu * v[k] + p.grad`, and then `p += rate * v[k]`."""
    spelled = ast.unparse(velocity)
    block = snippet.flow.block(node)
    body = getattr(block[0], block[1], []) if block else []
    for step in body if isinstance(body, list) else []:
        if not isinstance(step, ast.Assign) or ast.unparse(step.targets[0]) != spelled:
            continue
        made = step.value
        if not isinstance(made, ast.BinOp) or not isinstance(made.op, ast.Add | ast.Sub):
            continue
        keeps = any(ast.unparse(f) == spelled for f in factors(made.left))
        goes = 1 if isinstance(made.op, ast.Add) else -1
        if keeps and _own_gradient(factors(made.right), change[0]) and goes * change[1] > 0:
            yield Seen("ascent", node.lineno, {"target": f"`{dotted(change[0])}`"})  # type: ignore[attr-defined]
