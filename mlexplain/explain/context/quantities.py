"""What numbers and tensors are by the operations that they stand in: shares, gates, rising factors.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, times_set
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_SIMPLE = ast.Assign | ast.AugAssign | ast.Return


def quantities(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    once = {name for name, times in times_set(nodes).items() if times == 1}
    values = {name: value for _, name, value in names_set(nodes) if name in once}
    yield from _shares(nodes, once)
    yield from _gates(nodes, values)
    yield from _rising(nodes)
    yield from _parted(nodes)
    yield from _errors(nodes, values)


# -- shares of a whole


def _shares(nodes: list[ast.AST], once: set[str]) -> Iterator[Said]:
    """`p = k / n`, where `1 - p` is read later on."""
    rests = {
        node.right.id: node
        for node in nodes
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
        if isinstance(node.right, ast.Name) and getattr(node.left, "value", None) in (1, 1.0)
    }
    for statement, name, value in names_set(nodes):
        if name in rests and name in once and _is_plain_quotient(value):
            yield statement, "purposes:share-of-whole", (ast.Name(name), rests[name])


def _is_plain_quotient(value: ast.expr) -> bool:
    """A quotient of what is no difference: `k / n`, `x.sum() / len(x)`."""
    while isinstance(value, ast.IfExp):
        value = value.body
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Div):
        return False
    sides = (value.left, value.right)
    if any(isinstance(s, ast.Constant) for s in sides):
        return False
    return not any(isinstance(n, ast.Sub | ast.USub) for s in sides for n in walk(s))


# -- gates


_SQUASHED = ("sigmoid", "hardsigmoid", "expit")
_CANDIDATES = ("tanh", "relu", "gelu", "silu", "elu", "leaky_relu", "softplus")
_PARTING = ("chunk", "split")
_Sources = dict[str, ast.expr]


def _gates(nodes: list[ast.AST], values: _Sources) -> Iterator[Said]:
    """`tanh(u) * sigmoid(v)`, `u * g` with `g = sigmoid(self.f(u))`, and the halves of a chunk."""
    halves = dict(_halves(nodes))
    for node in nodes:
        if not isinstance(node, _SIMPLE) or node.value is None:
            continue
        for product in walk(node.value):
            if not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.Mult):
                continue
            for gate, other in ((product.left, product.right), (product.right, product.left)):
                asked = _squashed(gate, values)
                if asked is not None and _is_let_through(other, asked, values, halves):
                    gated = ast.unparse(gate), ast.unparse(other)
                    if max(map(len, gated)) <= _LONGEST:
                        yield node, "purposes:gate", (gate, other)
                        break


_LONGEST = 40


def _squashed(node: ast.expr, values: _Sources) -> ast.expr | None:
    """`x` of `sigmoid(x)`, also by way of a name."""
    if isinstance(node, ast.Name):
        node = values.get(node.id, node)
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Call) and last_name(node.func) in ("view", "unsqueeze", "reshape"):
        node = getattr(node.func, "value", node)
    if not isinstance(node, ast.Call) or last_name(node.func) not in _SQUASHED:
        return None
    if node.args:
        return node.args[0]
    return node.func.value if isinstance(node.func, ast.Attribute) else None


def _is_let_through(
    other: ast.expr, asked: ast.expr, values: _Sources, halves: dict[str, int]
) -> bool:
    """Whether a factor is what a gate is for: a candidate, the other half of what the gate comes
    from, or what the gate is computed from by layers."""
    if ast.unparse(other) == ast.unparse(asked):
        return False  # a swish
    made = values.get(other.id, other) if isinstance(other, ast.Name) else other
    if isinstance(made, ast.Call) and last_name(made.func) in _CANDIDATES:
        return True
    if isinstance(other, ast.Name) and isinstance(asked, ast.Name):
        if other.id in halves and halves[other.id] == halves.get(asked.id):
            return True
    layers = [n for n in _through(asked, values) if isinstance(n, ast.Call) and _is_layer(n)]
    if not isinstance(other, ast.Name):
        return bool(layers) and isinstance(other, ast.Call) and _is_layer(other)
    return any(_names(n) & {other.id} or _reach(n, other.id, values) for n in layers)


def _halves(nodes: list[ast.AST]) -> Iterator[tuple[str, int]]:
    """The names that a `chunk` or `split` gives, with what tells it from others."""
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Call):  # type: ignore[attr-defined]
            if last_name(node.value.func) in _PARTING:  # type: ignore[attr-defined]
                yield from ((t.id, id(node)) for t in target.elts if isinstance(t, ast.Name))


def _through(value: ast.expr, values: _Sources, depth: int = 4) -> Iterator[ast.AST]:
    """The nodes of a value and of what its names were set to."""
    for node in walk(value):
        yield node
        if isinstance(node, ast.Name) and node.id in values and depth:
            yield from _through(values[node.id], values, depth - 1)


def _reach(call: ast.AST, name: str, values: _Sources) -> bool:
    return any(getattr(n, "id", "") == name for a in call.args for n in _through(a, values))  # type: ignore[attr-defined]


def _names(call: ast.AST) -> set[str]:
    return {n.id for a in getattr(call, "args", ()) for n in walk(a) if isinstance(n, ast.Name)}


def _is_layer(call: ast.Call) -> bool:
    """`self.f(x)`: something that the object holds; and a product of matrices is none."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id == "self"


# -- factors that rise in a straight line


def _rising(nodes: list[ast.AST]) -> Iterator[Said]:
    """`f = (i + 1) / w` where `i < w` holds."""
    for branch in nodes:
        test = branch.test if isinstance(branch, ast.If) else None
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Lt | ast.LtE):
            continue
        counter, limit = test.left, test.comparators[0]
        if not isinstance(counter, ast.Name) or isinstance(limit, ast.Constant):
            continue
        for node in branch.body:  # type: ignore[attr-defined]
            value = node.value if isinstance(node, ast.Assign) else None
            for part in walk(value) if value is not None else ():
                if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div):
                    if ast.unparse(part.right) == ast.unparse(limit) and _counts(
                        part.left, counter.id
                    ):
                        yield node, "purposes:rising", (counter, limit)


def _counts(node: ast.expr, counter: str) -> bool:
    """`i`, `i + 1` and `(i + 1)` times something that does not hang on `i`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _counts(node.left, counter) and isinstance(node.right, ast.Constant)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        sides = ((node.left, node.right), (node.right, node.left))
        return any(_counts(a, counter) and counter not in _read(b) for a, b in sides)
    return isinstance(node, ast.Name) and node.id == counter


def _read(node: ast.expr) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


# -- a part and the rest


def _parted(nodes: list[ast.AST]) -> Iterator[Said]:
    """`a / j` and `(s - a) / (m - j)`, where `a` is what has been added up so far."""
    added = {
        n.target.id
        for n in nodes
        if isinstance(n, ast.AugAssign)
        and isinstance(n.op, ast.Add)
        and isinstance(n.target, ast.Name)
    }
    first: dict[tuple[str, str], ast.BinOp] = {}
    for node in nodes:
        for part in walk(node) if isinstance(node, _SIMPLE) else ():
            if not isinstance(part, ast.BinOp) or not isinstance(part.op, ast.Div):
                continue
            above, below = part.left, part.right
            if isinstance(above, ast.Name) and above.id in added:
                first[ast.unparse(above), ast.unparse(below)] = part
            elif _is_rest(above) and _is_rest(below):
                known = first.get((ast.unparse(above.right), ast.unparse(below.right)))  # type: ignore[attr-defined]
                if known is not None:
                    yield node, "purposes:part-and-rest", (known, part)  # type: ignore[misc]


def _is_rest(node: ast.expr) -> bool:
    """`s - a`."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


# -- errors that drive weights


def _errors(nodes: list[ast.AST], values: _Sources) -> Iterator[Said]:
    """`d = p - t` with `p = sigmoid(x @ w)`, where `x.T @ d` comes later: the errors of a model."""
    driving = {
        getattr(side, "id", "")
        for node in nodes
        for turned, side in _products(node)
        if any(_is_turned(n) for n in walk(turned))
    }
    if not any(_updates(n) for n in nodes):
        return
    for node, name, value in names_set(nodes):
        if name not in driving or not isinstance(value, ast.BinOp):
            continue
        if not isinstance(value.op, ast.Sub) or not isinstance(value.left, ast.Name):
            continue
        if not isinstance(value.right, ast.Name):
            continue
        for given, wanted in ((value.left, value.right), (value.right, value.left)):
            made = values.get(given.id)
            if made is not None and _is_predicted(made) and wanted.id not in values:
                yield node, "purposes:errors", (given, wanted)


def _updates(node: ast.AST) -> bool:
    """`w -= u` and `w = w - u`."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Sub | ast.Add)
    value = node.value if isinstance(node, ast.Assign) else None
    return (
        isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Sub | ast.Add)
        and ast.unparse(value.left) == ast.unparse(node.targets[0])  # type: ignore[attr-defined]
    )


def _products(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The factors of `a @ b` and of `np.dot(a, b)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield node.left, node.right
    elif isinstance(node, ast.Call) and last_name(node.func) in ("dot", "matmul", "mm"):
        if len(node.args) == 2:
            yield node.args[0], node.args[1]
        elif len(node.args) == 1 and isinstance(node.func, ast.Attribute):
            yield node.func.value, node.args[0]


def _is_turned(node: ast.AST) -> bool:
    called = isinstance(node, ast.Call) and last_name(node.func) in ("t", "transpose")
    return called or (isinstance(node, ast.Attribute) and node.attr == "T")


def _is_predicted(value: ast.expr) -> bool:
    """A weighted sum, as it is or squashed: `x @ w + b`, `1 / (1 + np.exp(-(x @ w)))`."""
    return any(True for n in walk(value) for _ in _products(n))
