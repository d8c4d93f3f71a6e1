"""The dimensions of tensors, by name, as far as the code tells them: `("B", "H", "T", "D // H")`.

A dimension that is there and has no name is "?", one of length one is "1". What is not known to have
a certain number of dimensions has none at all.
"""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.bindings import Binding
from mlexplain.explain.cautions.reading.resized import UNKNOWN, Sizes, listed, place_of, resized
from mlexplain.explain.cautions.reading.snippet import Operation, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.cautions.reading.told_sizes import said_beside, told_of
from mlexplain.explain.facts.scope import dotted

_FILLED = frozenset(["zeros", "ones", "randn", "rand", "empty", "full"])
_KEEPING_LAYERS = frozenset(
    [
        *(
            "ReLU",
            "GELU",
            "Tanh",
            "Sigmoid",
            "SiLU",
            "LeakyReLU",
            "Dropout",
            "LayerNorm",
            "RMSNorm",
        ),
        *("Identity", "Softmax", "BatchNorm1d", "BatchNorm2d", "GroupNorm", "ELU", "Softplus"),
        "TransformerEncoder",
    ]
)
_NUMBERS = (
    *("eps", "scale", "temperature", "temp", "tau", "gamma", "lr", "alpha", "dim", "d_k", "dk"),
    *("d_model", "heads", "width", "size", "hidden", "beta", "decay", "count"),
)
_DEEPEST = 24


def sizes(node: ast.expr, snippet: Snippet, depth: int = 0) -> Sizes | None:
    """The dimensions of a tensor, None where their number is not known."""
    known = snippet.known_sizes
    if node not in known:
        known[node] = None  # a value that is computed from itself
        known[node] = _sizes(node, snippet, depth) if depth < _DEEPEST else None
    return known[node]


def _sizes(node: ast.expr, snippet: Snippet, depth: int) -> Sizes | None:
    if isinstance(node, ast.Name | ast.Attribute) and dotted(node):
        found = _named(node, snippet, depth)
        if found is not None or isinstance(node, ast.Name):
            return found
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        of = sizes(node.value, snippet, depth + 1)
        return (*of[:-2], of[-1], of[-2]) if of is not None and len(of) >= 2 else None
    if isinstance(node, ast.Attribute) and node.attr in ("data", "values", "indices"):
        return sizes(node.value, snippet, depth + 1)
    if isinstance(node, ast.Constant):
        return () if isinstance(node.value, int | float) else None
    if isinstance(node, ast.UnaryOp):
        return sizes(node.operand, snippet, depth + 1)
    if isinstance(node, ast.Compare) and len(node.comparators) == 1:
        return _stretched(node.left, node.comparators[0], snippet, depth)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            return _product(node.left, node.right, snippet, depth)
        return _stretched(node.left, node.right, snippet, depth)
    if isinstance(node, ast.Subscript):
        return _indexed(node, snippet, depth)
    return _computed(node, snippet, depth) if isinstance(node, ast.Call) else None


def _named(node: ast.Name | ast.Attribute, snippet: Snippet, depth: int) -> Sizes | None:
    """What a name holds: a comment tells it, or the unpacking of its shape, or its value."""
    bound = snippet.flow.binding(node)
    taken = snippet.unpacked.get(snippet.holder(node))
    if bound is None:
        several = snippet.flow.bindings(dotted(node) or "", node)
        return _of_branches(node, several, snippet, depth) if several else taken
    return _of_binding(node, bound, snippet, depth)


def _of_branches(
    node: ast.expr, several: list[Binding], snippet: Snippet, depth: int
) -> Sizes | None:
    """What a name holds that a branch may have set anew, where all have as many dimensions."""
    found: list[Sizes] = []
    at = (node.lineno, node.col_offset)
    for bound in reversed([b for b in several if b.at <= at and not b.within]):
        reaches = snippet.flow.reaches(bound, node)
        if reaches is False:
            continue
        made = _of_binding(node, bound, snippet, depth)
        if made is None or (found and len(made) != len(found[0])):
            return None
        found.append(made)
        if reaches:
            break
    if not found:
        return None
    return tuple(d[0] if len(set(d)) == 1 else UNKNOWN for d in zip(*found, strict=True))


def _of_binding(node: ast.expr, bound: Binding, snippet: Snippet, depth: int) -> Sizes | None:
    said = said_beside(bound.statement, snippet) if bound.how == "set" else None
    taken = snippet.unpacked.get(bound)
    if taken is not None and (said is None or len(said) == len(taken)):
        return taken
    made = None
    if bound.how == "set" and bound.value is not None:
        made = sizes(bound.value, snippet, depth + 1)
    elif bound.how == "changed" and isinstance(bound.statement, ast.AugAssign):
        made = sizes(bound.statement.target, snippet, depth + 1)
    elif bound.how == "part" and bound.value is not None and len(bound.place) == 1:
        made = _part(bound.value, bound.place[0], snippet, depth)
    elif bound.how == "given":
        told = told_of(node, snippet)
        if told is not None:
            return told
        handed = snippet.flow.value(node)
        made = sizes(handed, snippet, depth + 1) if handed is not node else None
    return said if said is not None and (made is None or len(made) != len(said)) else made


def _stretched(one: ast.expr, other: ast.expr, snippet: Snippet, depth: int) -> Sizes | None:
    """The dimensions of what is computed place by place."""
    left, right = sizes(one, snippet, depth + 1), sizes(other, snippet, depth + 1)
    if left is None or right is None:
        known = left if right is None else right
        bare = other if right is None else one
        scalar = known and known[-1:] != (UNKNOWN,) and _is_number(bare, snippet)
        return known if scalar else None
    if len(left) < len(right):
        left, right = right, left
    short = (*("1" for _ in range(len(left) - len(right))), *right)
    return tuple(b if a == "1" else a for a, b in zip(left, short, strict=True))


def _is_number(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value is no tensor: a length, a setting, a root of those."""
    bound = snippet.flow.binding(node) if dotted(node) else None
    if bound is not None and bound.how == "part" and bound.value is not None:
        return ast.unparse(bound.value).endswith((".shape", ".size()"))
    node = snippet.flow.value(node)
    if isinstance(node, ast.BinOp):
        return _is_number(node.left, snippet) and _is_number(node.right, snippet)
    if isinstance(node, ast.Call):
        name = snippet.called(node)
        root = name.startswith("math.") or name in ("len", "float", "int", "numpy.sqrt")
        return root or (isinstance(node.func, ast.Attribute) and node.func.attr in ("size", "item"))
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    name = (dotted(node) or "").lower().split(".")[-1]
    return isinstance(node, ast.Constant) or name.endswith(_NUMBERS)


def _product(one: ast.expr, other: ast.expr, snippet: Snippet, depth: int) -> Sizes | None:
    left, right = sizes(one, snippet, depth + 1), sizes(other, snippet, depth + 1)
    if left is None or right is None or not left or not right:
        return None
    if len(left) == 1 or len(right) == 1:
        return left[:-1] if len(right) == 1 else right[:-2] + right[-1:]
    more = left[:-2] if len(left) >= len(right) else right[:-2]
    return (*more, left[-2], right[-1])


def _indexed(node: ast.Subscript, snippet: Snippet, depth: int) -> Sizes | None:
    value = node.value
    done = snippet.operation(value) if isinstance(value, ast.Call) else None
    if done is not None and done.name in ("max", "min", "topk", "sort"):
        return sizes(value, snippet, depth + 1) if number(node.slice) in (0, 1) else None
    if isinstance(value, ast.Call) and number(node.slice) is not None:
        return _part(value, number(node.slice) or 0, snippet, depth)
    of = sizes(value, snippet, depth + 1)
    if of is None:
        return None
    parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    taken = sum(1 for p in parts if not (isinstance(p, ast.Constant) and p.value in (None, ...)))
    if taken > len(of):
        return None
    found: list[str] = []
    rest = list(of)
    for i, part in enumerate(parts):
        if isinstance(part, ast.Constant) and part.value is None:
            found.append("1")
        elif isinstance(part, ast.Constant) and part.value is ...:
            later = sum(1 for p in parts[i + 1 :] if not _is_new(p))
            while len(rest) > later:
                found.append(rest.pop(0))
        elif isinstance(part, ast.Slice):
            length = rest.pop(0)
            whole = not (part.lower or part.upper or part.step)
            end = part.upper is not None and part.lower is None and part.step is None
            found.append(length if whole else ast.unparse(part.upper) if end else UNKNOWN)  # type: ignore[arg-type]
        elif number(part) is not None:
            rest.pop(0)
        else:
            index = sizes(part, snippet, depth + 1)
            if index is None or len(parts) > 1:
                return None
            rest = rest[1:]
            found.extend(index)
    return (*found, *rest)


def _is_new(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value is None


def _part(value: ast.expr, place: int, snippet: Snippet, depth: int) -> Sizes | None:
    """One of the parts of `x.chunk(3, dim=-1)`, `x.split(C, dim=2)`, `x.unbind(0)`, `x.max(1)`."""
    value = snippet.flow.value(value)
    done = snippet.operation(value)
    if not isinstance(value, ast.Call):
        return None
    made = snippet.flow.value(value.func)
    if isinstance(made, ast.Call) and snippet.called(made) in (
        *("torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN", "torch.nn.MultiheadAttention"),
    ):
        of = sizes(value.args[0], snippet, depth + 1) if value.args and place == 0 else None
        return (*of[:-1], UNKNOWN) if of is not None and len(of) == 3 else None
    if done is None:
        return None
    of = sizes(done.of, snippet, depth + 1)
    if of is None:
        return None
    if done.name in ("chunk", "split", "tensor_split"):
        at = place_of(done.given(1, "dim", "axis") or ast.Constant(0), len(of))
        if at is None:
            return None
        width = ast.unparse(done.rest[0]) if done.name == "split" and done.rest else UNKNOWN
        return (*of[:at], width if not width.startswith("[") else UNKNOWN, *of[at + 1 :])
    if done.name == "unbind":
        at = place_of(done.given(0, "dim") or ast.Constant(0), len(of))
        return None if at is None else (*of[:at], *of[at + 1 :])
    if done.name in ("max", "min", "sort", "topk", "std_mean", "var_mean"):
        return sizes(value, snippet, depth + 1)
    return None


def _computed(node: ast.Call, snippet: Snippet, depth: int) -> Sizes | None:
    full = snippet.called(node)
    last = full.split(".")[-1]
    if full.startswith(("torch.", "numpy.")) and last in _FILLED:
        return listed(node.args if last != "full" else node.args[:1])
    if full in ("torch.arange", "numpy.arange", "torch.randperm", "torch.linspace"):
        return (ast.unparse(node.args[0]) if len(node.args) == 1 else UNKNOWN,)
    if full == "torch.eye":
        return (ast.unparse(node.args[0]),) * 2 if len(node.args) == 1 else None
    layer = snippet.flow.value(node.func)
    if isinstance(layer, ast.Call) and snippet.called(layer).startswith("torch.nn."):
        return _layer(node, layer, snippet, depth)
    done = snippet.operation(node)
    if done is None:
        return None
    if done.name in ("matmul", "bmm", "mm", "dot"):
        return _product(done.of, done.rest[0], snippet, depth) if done.rest else None
    if done.name in ("stack", "cat", "concat", "concatenate"):
        return _joined(done, snippet, depth)
    if done.name in ("view", "reshape"):
        return listed(list(done.rest)) if done.rest else None
    if done.name == "gather":
        index = done.given(1, "index")
        return sizes(index, snippet, depth + 1) if index is not None else None
    of = sizes(done.of, snippet, depth + 1)
    return resized(done, of) if of is not None else None


def _layer(node: ast.Call, layer: ast.Call, snippet: Snippet, depth: int) -> Sizes | None:
    """What a layer of torch gives for what it is given."""
    of = sizes(node.args[0], snippet, depth + 1) if node.args else None
    last = snippet.called(layer).split(".")[-1]
    if of is None:
        return None
    if last == "Linear" and of:
        width = keyword(layer, "out_features") or next(iter(layer.args[1:2]), None)
        return (*of[:-1], ast.unparse(width) if width is not None else UNKNOWN)
    if last == "Embedding":
        width = keyword(layer, "embedding_dim") or next(iter(layer.args[1:2]), None)
        return (*of, ast.unparse(width) if width is not None else UNKNOWN)
    return of if last in _KEEPING_LAYERS else None


def _joined(done: Operation, snippet: Snippet, depth: int) -> Sizes | None:
    parts = done.of.elts if isinstance(done.of, ast.Tuple | ast.List) else []
    found = [s for p in parts if (s := sizes(p, snippet, depth + 1)) is not None]
    if not found:
        return None
    first = found[0]
    given = done.given(0, "dim", "axis") or ast.Constant(0)
    if done.name == "stack":
        at = place_of(given, len(first) + 1)
        return None if at is None else (*first[:at], str(len(parts)), *first[at:])
    at = place_of(given, len(first))
    return None if at is None else (*first[:at], UNKNOWN, *first[at + 1 :])
