"""Predicates on one node of code: what its form, its name and the function that it calls show."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.read.walk import walk

_GRADIENT = re.compile(
    r"(^|_)(grads?|gradients?|nabla|derivatives?|d[wWbBxX]\d*|d(theta|weights?|bias|params?))($|_|\d)"
)

_LOG = re.compile(
    r"log_?p(i|rob|robs)?($|_|s|\d)|log_softmax|logsigmoid|log_?prob|(^|_)lps?($|_)|^log$|^logp"
)

_DRAWING = re.compile(
    r"rand|uniform|normal(_|variate)?$|beta$|sample$|choices?$|integers$|permutation$"
)

_RANDOM_STEPS = (
    *("Random", "ColorJitter", "AutoAugment", "TrivialAugment", "RandAugment", "AugMix"),
    *("GaussianBlur", "ElasticTransform", "MixUp", "CutMix", "ScaleJitter"),
)


def name_parts(name: str) -> list[str]:
    """`maxLen_2` in its parts: `max`, `Len`, `2`."""
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)


def is_spelled(node: ast.AST, words: list[str]) -> bool:
    """Whether one of the words is a part of the last name."""
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    parts = name_parts(str(last))
    return any(w in [p.lower() for p in parts] for w in words)


def called_name(node: ast.AST) -> str:
    """The last name of the function that a call calls, else an empty text."""
    called = node.func if isinstance(node, ast.Call) else None
    return str(called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", ""))


def is_distance(node: ast.AST) -> bool:
    """A squared difference, written out or not, or what measures distances."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return getattr(node.right, "value", None) == 2 and not isinstance(node.left, ast.Constant)
    return called_name(node) in ("cdist", "pdist", "norm", "squareform", "square")


def is_prediction(node: ast.AST) -> bool:
    """A class picked by a threshold or by the largest score."""
    if isinstance(node, ast.Compare):
        return isinstance(node.ops[0], ast.Gt | ast.GtE)
    return called_name(node) in ("argmax", "predict", "round")


def is_error(node: ast.AST) -> bool:
    """A difference: an error where a prediction stands on one side."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def matrix_factors(node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """Both sides of `a @ b`, `a.dot(b)` and `np.dot(a, b)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return node.left, node.right
    if not isinstance(node, ast.Call) or called_name(node) not in ("dot", "matmul", "mm"):
        return None
    given = list(node.args)
    if len(given) == 1 and isinstance(node.func, ast.Attribute):
        given.insert(0, node.func.value)
    return (given[0], given[1]) if len(given) == 2 else None


def transposed(node: ast.expr) -> ast.expr | None:
    """`x` of `x.T` and `x.t()`."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    if called_name(node) in ("t", "transpose") and isinstance(node, ast.Call):
        return node.func.value if isinstance(node.func, ast.Attribute) else None
    return None


def is_window(node: ast.AST) -> bool:
    """`x[i:i + m, j:j + n]`."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
        return False
    return all(isinstance(e, ast.Slice) and e.lower and e.upper for e in node.slice.elts)


def has_norm(node: ast.AST) -> bool:
    """Whether something is scaled to length one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return any(called_name(n) in ("norm", "vector_norm") for n in walk(node.right))
    return called_name(node) == "normalize"


def by_chance(step: str) -> bool:
    """Whether a transform of images works at random, if only in how strong it is."""
    return step.startswith(_RANDOM_STEPS)


def draws(node: ast.AST) -> bool:
    """Whether a call draws at random."""
    called = node.func if isinstance(node, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return bool(_DRAWING.match(str(name)))


def of_number(node: ast.AST) -> bool:
    """`math.log(10000.0)`: no logarithm of a probability."""
    return isinstance(node, ast.Call) and [type(a) for a in node.args] == [ast.Constant]


def names_log(node: ast.AST) -> bool:
    """Whether a name is one of logarithms of probabilities."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return isinstance(name, str) and bool(_LOG.search(name.lower()))


def names_gradient(node: ast.AST) -> bool:
    """Whether a name is one of gradients."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return isinstance(name, str) and bool(_GRADIENT.search(name))
