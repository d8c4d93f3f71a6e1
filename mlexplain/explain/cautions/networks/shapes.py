"""Shapes that do not fit and are stretched without an error: a column against a row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver
from mlexplain.explain.read.walk import walk

_DISTANCES = ("mse_loss", "MSELoss", "l1_loss", "L1Loss", "smooth_l1_loss", "SmoothL1Loss")
_FILLED = ("randn", "rand", "zeros", "ones")
_LINES = ("linspace", "arange", "randperm")
_TAKEN_OVER = ("tensor", "as_tensor", "from_numpy", "FloatTensor", "Tensor", "array", "astype")
_LIKE = ("randn_like", "zeros_like", "ones_like", "contiguous", "detach", "clone", "cpu", "cuda")
_EACH = ("sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "pow", "float", "to", "double", "long")
_KEEP = frozenset([*_TAKEN_OVER, *_LIKE, *_EACH])
_TAKE_ONE = ("sum", "mean", "prod", "argmax", "norm", "std", "amax")
_DEEPEST = 8


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        sides = _compared(node, snippet)
        if sides is None:
            continue
        for one, other in (sides, sides[::-1]):
            if _is_column(one, snippet) and rank(other, snippet) == 1:
                values = {"column": f"`{ast.unparse(one)}`", "row": f"`{ast.unparse(other)}`"}
                yield Seen("column-against-row", node.lineno, values)  # type: ignore[attr-defined]


def _compared(node: ast.AST, snippet: Snippet) -> tuple[ast.expr, ast.expr] | None:
    """The sides of a loss of distances, or of a difference that is squared."""
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        known = snippet.loss_name(node) in _DISTANCES
        return (node.args[0], node.args[1]) if known else None
    inner: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        inner = node.left
    elif isinstance(node, ast.Call) and method(node) in ("pow", "square", "abs"):
        inner = receiver(node)
    if inner is None and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        sides = (node.left, node.right)
        product = any(_by_column(s, snippet) for s in sides)
        return sides if product else None
    inner = snippet.flow.value(inner) if inner is not None else None
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
        return inner.left, inner.right
    return None


def _is_column(node: ast.expr, snippet: Snippet) -> bool:
    """The output of a network that ends in a layer of one unit."""
    if _by_column(node, snippet):
        return True
    run = snippet.flow.value(node)
    if not isinstance(run, ast.Call) or len(run.args) != 1 or rank(run.args[0], snippet) == 1:
        return False
    made = snippet.flow.value(run.func)
    return isinstance(made, ast.Call) and _of_one(made, snippet, 0)


def _by_column(node: ast.expr, snippet: Snippet) -> bool:
    """`X @ w` with weights of `np.zeros((d, 1))`."""
    value = snippet.flow.value(node)
    done = snippet.operation(value)
    right: ast.expr | None = None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.MatMult):
        right = value.right
    elif done is not None and done.name in ("dot", "matmul", "mm") and done.rest:
        right = done.rest[0]
    made = snippet.flow.value(right) if right is not None else None
    if not isinstance(made, ast.Call) or snippet.called(made).split(".")[-1] not in _FILLED:
        return False
    sizes = made.args
    if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple | ast.List):
        sizes = sizes[0].elts
    return len(sizes) == 2 and number(sizes[1]) == 1


def _of_one(made: ast.Call, snippet: Snippet, depth: int) -> bool:
    if method(made) in ("to", "cuda", "float", "train") and depth < _DEEPEST:
        inner = receiver(made)
        inner = snippet.flow.value(inner) if inner is not None else None
        return isinstance(inner, ast.Call) and _of_one(inner, snippet, depth + 1)
    name = snippet.called(made)
    if name == "torch.nn.Linear":
        width = keyword(made, "out_features") or (made.args[1] if len(made.args) > 1 else None)
        return number(width) == 1
    if name == "torch.nn.Sequential" and made.args:
        ends = [snippet.flow.value(a) for a in made.args]
        while ends and snippet.called(ends[-1]).endswith(("ReLU", "Sigmoid", "Tanh", "Softplus")):
            ends.pop()
        last = ends[-1] if ends else None
        return isinstance(last, ast.Call) and _of_one(last, snippet, depth + 1)
    owner = snippet.flow.classes.get(name)
    forward = (
        next(
            (n for n in walk(owner) if isinstance(n, ast.FunctionDef) and n.name == "forward"),
            None,
        )
        if owner is not None
        else None
    )
    returned = snippet.flow.returns(forward) if forward is not None else []
    if len(returned) != 1 or depth >= _DEEPEST:
        return False
    last = snippet.flow.value(returned[0])
    layer = snippet.flow.value(last.func) if isinstance(last, ast.Call) else None
    return isinstance(layer, ast.Call) and _of_one(layer, snippet, depth + 1)


def rank(node: ast.expr, snippet: Snippet, depth: int = 0) -> int | None:
    """How many dimensions a tensor has, where the code says so; numbers have none."""
    flow = snippet.flow
    if depth > _DEEPEST:
        return None
    bound = flow.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if bound is not None and bound.how == "item" and bound.value is not None and bound.place:
        part = _batched(bound.value, bound.place[-1], snippet)
        return rank(part, snippet, depth + 1) if part is not None else None
    node = flow.value(node)
    if isinstance(node, ast.Constant):
        return 0 if isinstance(node.value, int | float) else None
    if isinstance(node, ast.List):
        inner = {rank(e, snippet, depth + 1) for e in node.elts}
        only = inner.pop() if len(inner) == 1 else None
        return None if only is None else only + 1
    if isinstance(node, ast.UnaryOp):
        return rank(node.operand, snippet, depth + 1)
    if isinstance(node, ast.BinOp):
        return _joined(node, snippet, depth)
    if isinstance(node, ast.Attribute) and node.attr == "values":
        return 1 if snippet.scope.kind(node.value) == "Series" else None
    if isinstance(node, ast.Subscript):
        return _indexed(node, snippet, depth)
    return _computed(node, snippet, depth) if isinstance(node, ast.Call) else None


def _batched(loader: ast.expr, place: int, snippet: Snippet) -> ast.expr | None:
    """The tensor whose rows a loop over `DataLoader(TensorDataset(X, y))` gives at a place."""
    made: ast.AST = snippet.flow.value(loader)
    if isinstance(made, ast.Call) and snippet.called(made).endswith(".DataLoader") and made.args:
        made = snippet.flow.value(made.args[0])
    if isinstance(made, ast.Call) and snippet.called(made).endswith("TensorDataset"):
        return made.args[place] if place < len(made.args) else None
    return None


def _joined(node: ast.BinOp, snippet: Snippet, depth: int) -> int | None:
    left, right = rank(node.left, snippet, depth + 1), rank(node.right, snippet, depth + 1)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.MatMult):
        return left + right - 2 if min(left, right) and left + right < 5 else None
    return max(left, right)


def _indexed(node: ast.Subscript, snippet: Snippet, depth: int) -> int | None:
    """`X[:, 0]` of a table: one dimension less for each number."""
    of = rank(node.value, snippet, depth + 1)
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if of is None or not all(isinstance(p, ast.Slice) or number(p) is not None for p in parts):
        return None
    return of - sum(1 for p in parts if number(p) is not None)


def _is_series(node: ast.expr, snippet: Snippet) -> bool:
    return snippet.scope.kind(node) == "Series"


def _computed(node: ast.Call, snippet: Snippet, depth: int) -> int | None:
    name = snippet.called(node).split(".")[-1]
    whole = snippet.called(node).startswith(("torch.", "numpy."))
    if whole and name in _LINES:
        return 1
    if whole and name in _FILLED:
        sizes = node.args
        if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple | ast.List):
            sizes = sizes[0].elts
        literal = len(sizes) > 1 or (sizes and number(sizes[0]) is not None)
        return (
            len(sizes) if literal and not any(isinstance(s, ast.Starred) for s in sizes) else None
        )
    done = snippet.operation(node)
    if done is None:
        return None
    if done.name == "to_numpy" or (done.name in _TAKEN_OVER and _is_series(done.of, snippet)):
        return 1 if _is_series(done.of, snippet) else None
    if done.name in _KEEP:
        return rank(done.of, snippet, depth + 1)
    of = rank(done.of, snippet, depth + 1)
    if done.name in _TAKE_ONE and of is not None and done.dimension is not None:
        kept = keyword(node, "keepdim") or keyword(node, "keepdims") or done.given(1, "keepdim")
        return of - 1 if kept is None else None
    if done.name == "unsqueeze" and of is not None:
        return of + 1
    if done.name in ("flatten", "ravel") and not done.rest and not node.keywords:
        return 1
    if done.name in ("view", "reshape"):
        sizes = done.rest
        if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple):
            sizes = sizes[0].elts
        if not sizes or any(isinstance(s, ast.Starred) for s in sizes):
            return None
        return len(sizes) if len(sizes) > 1 or number(sizes[0]) else None
    return None
