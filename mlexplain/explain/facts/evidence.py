"""What shows that an expression is what an idiom takes it for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from mlexplain.explain.facts.chances import are_probabilities
from mlexplain.explain.facts.counting import counting
from mlexplain.explain.facts.flows import flowing, reached
from mlexplain.explain.facts.lengths import has_unit_length
from mlexplain.explain.facts.parts import WORDS
from mlexplain.explain.facts.predicates import (
    by_chance,
    called_name,
    draws,
    is_distance,
    is_error,
    is_prediction,
    is_spelled,
    is_window,
    matrix_factors,
    names_gradient,
    names_log,
    of_number,
    transposed,
)
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.facts.uses import part_of
from mlexplain.explain.read.walk import walk


def is_shown(node: ast.AST, kind: str, scope: Scope) -> bool:
    """Whether an expression is of a kind: a shape (`name`, `number`), a role that the code shows
    (`gradient`, `mean`) or a kind of object (`Tensor`), and with `not` in front, that it is none.
    `|` joins alternatives, `&`, which binds closer, what must hold together; `not` binds closest."""
    if "|" in kind:
        return any(is_shown(node, k, scope) for k in kind.split("|"))
    if " & " in kind:
        return all(is_shown(node, k, scope) for k in kind.split(" & "))
    if kind.startswith("not "):
        if kind.startswith("not from "):
            return not _comes_from(reached(node, scope), kind[9:].split(), scope)
        return not _is(node, kind[4:], scope)
    return _is(node, kind, scope)


def _is(node: ast.AST, kind: str, scope: Scope) -> bool:
    if kind in _SHAPES:
        return isinstance(node, _SHAPES[kind])
    if kind == "number":
        return isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    if kind == "empty":
        return isinstance(node, ast.Constant) and node.value == ""
    if kind == "share":
        return isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value < 1
    if kind in ("large share", "small share"):
        return _is_share(node, kind, scope)
    if kind == "small":
        return _is_small(node, scope)
    if kind == "distance":
        return any(is_distance(n) for n in reached(node, scope))
    if kind == "predicted":
        return any(is_prediction(n) for n in reached(node, scope))
    if kind.startswith("from "):
        return _comes_from(flowing(node, scope, masks=True), kind[5:].split(), scope)
    if kind.startswith("given by "):
        return _comes_from(_bared(node, scope), kind[9:].split(), scope)
    if kind == "cell":
        of = getattr(node, "value", None)
        pair = isinstance(getattr(node, "slice", None), ast.Tuple)
        return isinstance(node, ast.Subscript) and (pair or isinstance(of, ast.Subscript))
    if kind == "columns":
        return any(_is_columns(n, scope) for n in flowing(node, scope))
    if kind == "kept":
        return isinstance(node, ast.Attribute) or id(node) not in scope.once
    if kind == "bound":
        length = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len"
        return length or isinstance(node, ast.Constant)
    if kind == "own":
        return (dotted(node) or "").startswith("self.")
    if kind == "class":
        return str(getattr(node, "attr", getattr(node, "id", "")))[:1].isupper()
    if kind == "summed loss":
        return any(_is_summed(n) for n in reached(node, scope))
    if kind == "in order":
        source = scope.elements.get(getattr(node, "id", ""))
        return isinstance(source, ast.Name) and id(source) not in scope.definitions
    if kind == "one letter":
        return isinstance(node, ast.Name) and len(node.id) == 1
    if kind == "gradient":
        parts = list(flowing(node, scope))
        return any(names_gradient(n) or _carries_back(n, scope) for n in parts)
    if kind in ("random steps", "fixed steps"):
        steps = [called_name(s) for s in getattr(node, "elts", ())]
        if any(by_chance(step) for step in steps):
            return kind == "random steps"
        return kind == "fixed steps" and bool(steps) and not {"", "Lambda"} & set(steps)
    if kind == "class scores":
        return _scores_classes(node, scope)
    if kind == "counted entries":
        return counting(scope.definitions.get(id(node), node)) is not None  # type: ignore[arg-type]
    if kind == "unused":
        return isinstance(node, ast.Name) and not node.id.strip("_")
    if kind == "any":
        return True
    if kind == "only optimizer":
        return len(scope.uses.get("the optimizer", ())) < 2
    if kind == "of learning":
        return scope.learning
    if kind == "error":
        return any(is_error(n) for n in reached(node, scope))
    if kind == "probabilities":
        return are_probabilities(node, scope)
    if kind == "unit length":
        return has_unit_length(node, scope)
    if (getattr(node, "id", "") or dotted(node)) in scope.uses.get(kind, ()):
        return True
    if kind in _MADE_BY:
        made = _MADE_BY[kind]
        return any(called_name(n) in made for n in reached(node, scope))
    if kind == "gate":
        return called_name(scope.definitions.get(id(node), node)) in ("sigmoid", "hardsigmoid")
    if kind == "scale":
        divided = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        return divided or is_spelled(node, ["scale", "scaling", "alpha", "s"])
    if kind == "count":
        sized = {n.attr for n in walk(node) if isinstance(n, ast.Attribute)}
        return (
            bool(sized & {"size", "shape"}) or _is(node, "bound", scope) or is_spelled(node, _SIZES)
        )
    if kind == "number of rows":
        return any(_counts_rows(n) for n in (node, scope.definitions.get(id(node))))
    if kind == "window":
        return any(is_window(n) for n in walk(node))
    if kind == "activation":
        return called_name(node) in _ACTIVATIONS
    if kind == "log-probabilities":
        parts = list(flowing(node, scope))
        of_numbers = {id(n.func) for n in parts if of_number(n)}  # type: ignore[attr-defined]
        return any(names_log(n) for n in parts if id(n) not in of_numbers)
    if kind == "random":
        return any(draws(n) for n in reached(node, scope))
    if kind in _CALLED:
        return _is_called(node, kind, scope)
    if kind.startswith("layer "):
        return kind[6:] in scope.layer(node)
    if kind.startswith("spelled "):
        words = kind[8:].split()
        return is_spelled(node, words) or _plays(node, words, scope)
    known = scope.kind(node) if isinstance(node, ast.expr) else ""
    return known == kind or (known is None and kind == "Tensor")


_SHAPES: dict[str, tuple[type, ...]] = {
    "name": (ast.Name, ast.Attribute),
    "plain": (ast.Name,),
    "place": (ast.Name, ast.Attribute, ast.Subscript),
    "call": (ast.Call,),
    "text": (ast.JoinedStr,),
    "constant": (ast.Constant,),
    "condition": (ast.Compare, ast.BoolOp),
    "operation": (ast.BinOp, ast.UnaryOp),
}


def _comes_from(parts: Iterable[ast.AST], calls: list[str], scope: Scope) -> bool:
    """Whether one of the calls gave a value, alone or together with others."""
    for part in parts:
        name = getattr(part, "id", None)
        if called_name(part) in calls:
            return True
        if any(name in scope.uses.get(f"from {call}", ()) for call in calls):
            return True
    return False


def _bared(node: ast.AST, scope: Scope) -> Iterator[ast.AST]:
    """A value without what only picks from it, turns it or converts it: `v` of `v[:, :k].T`."""
    for _ in range(_MOST_PICKS):
        yield node
        if id(node) in scope.definitions:
            node = scope.definitions[id(node)]
        elif isinstance(node, ast.Subscript) or getattr(node, "attr", "") in _TURNED:
            node = node.value  # type: ignore[attr-defined]
        elif called_name(node) in _CONVERTING and isinstance(node, ast.Call):
            node = getattr(node.func, "value", node)
        else:
            return


_MOST_PICKS = 8
_TURNED = ("T", "mT", "mH", "H", "real")
_CONVERTING = ("t", "transpose", "conj", "numpy", "cpu", "to", "float", "astype", "copy", "real")


def _counts_rows(node: ast.AST | None) -> bool:
    """`x.shape[-2]` and `x.size(-2)`."""
    if isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "shape":
        return ast.unparse(node.slice) == "-2"
    if isinstance(node, ast.Call) and called_name(node) == "size" and len(node.args) == 1:
        return ast.unparse(node.args[0]) == "-2"
    return False


def _is_small(node: ast.AST, scope: Scope) -> bool:
    """A number that only keeps another from zero, or a name that is such a number."""
    value = scope.definitions.get(id(node), node)
    if isinstance(value, ast.Constant) and isinstance(value.value, float):
        return 0 < value.value <= _SMALL
    name = dotted(node)
    return name is not None and (
        name in scope.uses.get("small", ()) or is_spelled(node, ["eps", "epsilon", "tiny"])
    )


def _is_share(node: ast.AST, kind: str, scope: Scope) -> bool:
    """A number between one half and one, or between zero and one half, or a name that is one."""
    value = scope.definitions.get(id(node), node)
    if isinstance(value, ast.Constant) and isinstance(value.value, float):
        return 0.5 < value.value < 1 if kind == "large share" else 0 < value.value < 0.5
    return dotted(node) in scope.uses.get(kind, ())


_SMALL = 1e-3


def _plays(node: ast.AST, words: list[str], scope: Scope) -> bool:
    """Whether what flows where shows a name to be what one of the words says."""
    part = part_of(getattr(node, "id", None), scope.uses)
    return part in WORDS and not WORDS[part].isdisjoint(words)


def is_made_of(node: ast.AST, source: ast.AST, scope: Scope) -> bool:
    """Whether an expression, or what its names were set to, reads another."""
    name = dotted(source)
    return name is not None and any(dotted(n) == name for n in reached(node, scope))


def _is_summed(node: ast.AST) -> bool:
    """Whether a loss is added up and not averaged: `reduction="sum"`."""
    given = getattr(node, "keywords", ()) if isinstance(node, ast.Call) else ()
    return any(k.arg == "reduction" and ast.unparse(k.value) == "'sum'" for k in given)


def _carries_back(node: ast.AST, scope: Scope) -> bool:
    """`x.T @ (p - y)`: an error carried back to the weights, and its sum over the examples."""
    factors = matrix_factors(node)
    if factors is not None:
        inputs, error = factors
        turned = transposed(inputs)
        if turned is None:
            return False
        apart = ast.unparse(turned) != ast.unparse(error)
        return apart and any(is_error(n) for n in reached(error, scope))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        of = node.func.value
        named = isinstance(of, ast.Name) and of.id in scope.uses.get("carried back", ())
        return named and node.func.attr in ("sum", "mean")
    return False


def _is_columns(node: ast.AST, scope: Scope) -> bool:
    """`x[:, a]`: the columns `a` of every row, and not one entry of each row."""
    places = node.slice.elts if isinstance(getattr(node, "slice", None), ast.Tuple) else []  # type: ignore[attr-defined]
    if len(places) != 2 or not isinstance(places[0], ast.Slice) or places[0].lower:
        return False
    counters = scope.uses.get("counter", ())
    return isinstance(places[1], ast.Name | ast.Attribute) and dotted(places[1]) not in counters


def _scores_classes(node: ast.AST, scope: Scope) -> bool:
    """Whether a name is a linear layer with one output for each class."""
    made = scope.layers.get(dotted(node) or "")
    if made is None or scope.layer_made(made) != "linear layer":
        return False
    given = [*made.args[1:2], *(k.value for k in made.keywords if k.arg == "out_features")]
    return any(is_spelled(n, ["class", "classes", "labels"]) for n in given)


_MADE_BY: dict[str, tuple[str, ...]] = {
    "rounded": ("round", "round_", "rint"),
    "cumulated": ("cumsum", "accumulate"),
    "total": ("sum", "fsum"),
    "cross-entropy": (
        "cross_entropy",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "nll_loss",
    ),
    "token": ("argmax", "multinomial"),
}
"""Kinds by the calls that make them."""
_SIZES = ["n", "m", "size", "batch", "count", "num"]
_ACTIVATIONS = ("maximum", "relu", "tanh", "sigmoid", "gelu", "silu", "leaky_relu", "elu", "where")


def _is_called(node: ast.AST, kind: str, scope: Scope) -> bool:
    """A mean or standard deviation: by the call that made it, else by its name."""
    calls, spelling = _CALLED[kind]
    value = scope.definitions.get(id(node), node)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        if isinstance(value.right, ast.Constant):  # against division by zero
            value = value.left
    if isinstance(value, ast.Call):
        called = value.func
        if "std" in calls and called_name(value) == "sqrt":
            return _is_variance(value)
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in calls
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div) and "mean" in calls:
        return "sum(" in ast.unparse(value.left) and not isinstance(value.left, ast.BinOp)
    return bool(spelling.search(str(last)))


def _is_variance(root: ast.Call) -> bool:
    """`sqrt(x.var(0) + 1e-4)` and `(x.var(0) + 1e-4).sqrt()`."""
    plain = dotted(root.func) in ("torch.sqrt", "np.sqrt", "numpy.sqrt", "math.sqrt", "jnp.sqrt")
    of = root.args[0] if plain and root.args else getattr(root.func, "value", None)
    if isinstance(of, ast.BinOp) and isinstance(of.op, ast.Add):
        of = of.left if isinstance(of.right, ast.Constant | ast.Name) else None
    return called_name(of) in ("var", "nanvar") if of is not None else False


_CALLED = {
    "mean": (
        ("mean", "average", "nanmean", "fmean"),
        re.compile(r"(^|_)(mean|mu|average|avg)($|_|\d)"),
    ),
    "standard deviation": (
        ("std", "nanstd", "stdev", "pstdev"),
        re.compile(r"(^|_)(std|sd|sigma)($|_|\d)"),
    ),
}
