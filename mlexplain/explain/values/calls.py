"""Calls read as values: functions over all entries or along one dimension, losses, choices."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.kinds import Normal
from mlexplain.explain.values import value as v
from mlexplain.explain.values.value import Value

_CONVERSIONS = frozenset(
    [
        *(
            "item",
            "float",
            "double",
            "half",
            "cpu",
            "numpy",
            "contiguous",
            "astype",
            "bool",
        ),
        *("asarray", "as_tensor", "asnumpy", "tolist", "clone", "copy"),
    ]
)
_RESHAPES = frozenset(
    [
        *("squeeze", "unsqueeze", "view", "reshape", "flatten", "ravel", "expand_dims"),
        *("expand_as", "view_as", "expand"),
    ]
)
_UNARY: dict[str, Callable[[Value], Value]] = {
    "sqrt": v.sqrt,
    "square": v.square,
    "log": v.log,
    "exp": v.exp,
}
_PLAIN = frozenset(
    [
        *(
            "degrees",
            "trace",
            "diag",
            "diagonal",
            "rad2deg",
            "inv",
            "log2",
            "log10",
            "log1p",
            "abs",
            "sigmoid",
            "tanh",
            "relu",
            "sin",
            "cos",
        ),
        *("sign", "round", "floor", "ceil", "softplus"),
    ]
)
"""Functions of one value alone."""
_REDUCED = {
    **{name: name for name in ("prod", "std", "var", "median", "logsumexp", "any", "all")},
    **{name: name for name in ("argmax", "argmin", "argsort", "cumsum", "max", "min", "norm")},
    **{name: name for name in ("mean", "sum", "softmax", "log_softmax", "normalize")},
    "amax": "max",
    "amin": "min",
    "nanmean": "mean",
    "nansum": "sum",
    "vector_norm": "norm",
    "count_nonzero": "sum",
    "diff": "steps",
}
"""Functions over all entries or along one dimension."""
_COMPARING = {"eq": "eq", "equal": "eq", "ne": "ne", "lt": "lt", "le": "le", "gt": "gt", "ge": "ge"}
_LOSSES = frozenset(
    [
        *("cross_entropy", "nll_loss", "mse_loss", "l1_loss", "cosine_similarity"),
        *("binary_cross_entropy", "binary_cross_entropy_with_logits"),
    ]
)
_BUILTIN = frozenset(("sum", "max", "min", "abs", "len", "round", "float"))


class Calls:
    """Reads the calls of one source text."""

    scope: Scope

    def _of(self, form: Normal) -> Value:
        raise NotImplementedError

    def _call(self, form: Normal) -> Value | None:
        name, args = form[2], form[3]
        if not self._is_known(form[1]) or 0 not in args:
            return None
        if name in _CONVERSIONS or (name in ("array", "tensor", "to", "int", "long")):
            return self._converted(form)
        if name in _RESHAPES:
            return replace(self._of(args[0]), reshaped=True)
        if name in _UNARY and set(args) == {0}:
            return _UNARY[name](self._of(args[0]))
        if name in _PLAIN and set(args) == {0}:
            return v.made(name, self._of(args[0]))
        if name == "logsigmoid":
            return v.log(v.made("sigmoid", self._of(args[0])))
        if name in ("len", "numel") and set(args) == {0}:
            return v.made(name, self._of(args[0]))
        if name in _COMPARING and 1 in args:
            return v.made(_COMPARING[name], self._of(args[0]), self._of(args[1]))
        if name in ("max", "min") and args[0][0] == "sequence" and len(args[0][2]) == 2:
            args = dict(enumerate(args[0][2]))
            return self._call_maximum(args) if name == "max" else self._call_minimum(args)
        if name in ("max", "min") and set(args) == {0, "dim"} and _is_computed(args["dim"]):
            args = {0: args[0], 1: args["dim"]}
            return self._call_maximum(args) if name == "max" else self._call_minimum(args)
        if name in _REDUCED and (1 not in args or name == "norm"):
            return self._reduced(_REDUCED[name], form)
        special = getattr(self, f"_call_{name}", None)
        if special is None and name in _LOSSES:
            return self._loss(name, args)
        return special(args) if special is not None else None

    def _is_known(self, node: ast.AST) -> bool:
        """Whether a call is of a method or of a library, and no function of the snippet."""
        if not isinstance(node, ast.Call):
            return True  # what an operator stands for
        if isinstance(node.func, ast.Attribute):
            root: ast.AST = node.func.value
            return getattr(root, "id", "") not in ("self", "cls")
        full = self.scope.full_name(node.func) or ""
        if "." in full:
            return True
        name = getattr(node.func, "id", "")
        return name in _BUILTIN and name not in self.scope.bound

    def _gathered(self, x: Value) -> Value:
        """Of a list that a loop fills, what it appends."""
        raise NotImplementedError

    def _converted(self, form: Normal) -> Value | None:
        inner = self._of(form[3][0])
        if form[2] in ("int", "long"):
            return inner if inner.op in v.MASKS else None
        given = form[3][0]
        return None if given[0] in ("List", "Tuple", "ListComp") else inner

    def _reduced(self, op: str, form: Normal) -> Value | None:
        args = form[3]
        x = self._of(args[0])
        if x.op in v.LEAVES and args[0][0] in ("ListComp", "List", "Tuple", "sequence"):
            return None
        if op == "norm":
            power = args.get(1, args.get("p", args.get("ord")))
            if power is not None and power[2:] not in ((2,), ("fro",), (None,)):
                return None
        along = args.get("dim", args.get("axis", args.get(2) if op == "norm" else None))
        axis = None if along is None or along[2:] == (None,) else _axis(along, x)
        if op == "mean" and axis is None:
            x = self._gathered(x)
        if op == "mean":
            return v.mean(x, axis)
        if op == "sum":
            return v.total(x, axis)
        if op == "log_softmax":
            return v.log(v.made("softmax", x, axis=axis))
        if op == "normalize":
            return v.ratio(x, v.made("norm", x, axis=axis))
        return v.made(op, x, axis=axis)

    def _call_maximum(self, args: dict[object, Normal]) -> Value | None:
        if set(args) != {0, 1}:
            return None
        return _floored(*_number_last(self._of(args[0]), self._of(args[1])))

    def _call_minimum(self, args: dict[object, Normal]) -> Value | None:
        if set(args) != {0, 1}:
            return None
        return v.made("minimum", *_number_last(self._of(args[0]), self._of(args[1])))

    def _call_clamp(self, args: dict[object, Normal]) -> Value | None:
        low, high = args.get(1, args.get("min")), args.get(2, args.get("max"))
        value = self._of(args[0])
        if low is not None and low[2:] != (None,):
            value = _floored(value, self._of(low))
        if high is not None and high[2:] != (None,):
            top = self._of(high)
            if not (top.op == "number" and 1 - v.TINY <= (top.number or 0) < 1):
                value = v.made("minimum", value, top)
        return value

    _call_clamp_min = _call_maximum

    def _call_where(self, args: dict[object, Normal]) -> Value | None:
        if set(args) != {0, 1, 2}:
            return None
        return v.made("where", *(self._of(args[k]) for k in (0, 1, 2)))

    def _call_gather(self, args: dict[object, Normal]) -> Value | None:
        if not {1, 2} <= set(args):
            return None
        x = self._of(args[0])
        shares = x.args[0] if x.op == "log" else x
        if shares.op == "softmax" and shares.axis == v.FIRST and args[1][2:] != (0,):
            return None  # shares of one whole are not those that are picked from
        return picked(x, self._of(args[2]))

    def _call_take_along_axis(self, args: dict[object, Normal]) -> Value | None:
        places = self._of(args[1]) if 1 in args else None
        if places is None or places.op == "argsort":
            return None  # a whole row in another order is no entry of it
        return picked(self._of(args[0]), places)

    def _call_rolling(self, args: dict[object, Normal]) -> Value | None:
        window = args.get(1, args.get("window"))
        return v.made("rolling", self._of(args[0]), self._of(window)) if window else None

    def _call_ewm(self, args: dict[object, Normal]) -> Value:
        return v.made("ewm", self._of(args[0]))

    def _call_shift(self, args: dict[object, Normal]) -> Value | None:
        one = set(args) == {0} or (set(args) == {0, 1} and args[1][2:] == (1,))
        return v.made("lag", self._of(args[0])) if one else None

    def _call_outer(self, args: dict[object, Normal]) -> Value | None:
        return v.made("outer", self._of(args[0]), self._of(args[1])) if 1 in args else None

    def _call_sort(self, args: dict[object, Normal]) -> Value | None:
        return v.made("sort", self._of(args[0])) if set(args) == {0} else None

    def _call_eye(self, args: dict[object, Normal]) -> Value | None:
        return v.made("eye", self._of(args[0])) if set(args) == {0} else None

    def _call_detach(self, args: dict[object, Normal]) -> Value:
        return v.made("detached", self._of(args[0]))

    def _call_vdot(self, args: dict[object, Normal]) -> Value | None:
        return v.made("dot", self._of(args[0]), self._of(args[1])) if 1 in args else None

    _call_inner = _call_vdot

    def _call_percentile(self, args: dict[object, Normal]) -> Value | None:
        level = self._of(args[1]) if 1 in args else None
        if level is None or level.op != "number" or len(args) > 2:
            return None
        return v.made("quantile", self._of(args[0]), v.number((level.number or 0) / 100, None))

    def _call_quantile(self, args: dict[object, Normal]) -> Value | None:
        level = self._of(args[1]) if 1 in args else None
        if level is None or level.op != "number" or len(args) > 2:
            return None
        return v.made("quantile", self._of(args[0]), level)

    def _loss(self, name: str, args: dict[object, Normal]) -> Value | None:
        if 1 not in args or not set(args) <= {0, 1, "reduction", "dim", 2, "axis"}:
            return None
        reduction = args.get("reduction")
        how = reduction[2] if reduction is not None and reduction[0] == "const" else "mean"
        if name == "cosine_similarity":
            return v.made("cosine", self._of(args[0]), self._of(args[1]))
        each = _each_loss(name, self._of(args[0]), self._of(args[1]))
        if how == "none":
            return each
        return v.mean(each, None) if how == "mean" else v.total(each, None)

    def _call_arccos(self, args: dict[object, Normal]) -> Value:
        inner = self._of(args[0])
        while inner.op in ("minimum", "maximum") and v.is_number(inner.args[1], -1, 1):
            inner = inner.args[0]  # against rounding
        return v.made("arccos", inner)

    _call_acos = _call_arccos

    def _call_pairwise_distance(self, args: dict[object, Normal]) -> Value | None:
        if set(args) != {0, 1}:
            return None
        return v.made("norm", v.diff(self._of(args[0]), self._of(args[1])))


def _each_loss(name: str, first: Value, second: Value) -> Value:
    """The loss of each entry."""
    if name == "mse_loss":
        return v.square(v.diff(first, second))
    if name == "l1_loss":
        return v.made("abs", v.diff(first, second))
    if name == "nll_loss":
        return v.neg(picked(first, second)) if first.op == "log" else v.made("nll", first, second)
    if name == "cross_entropy":
        return v.neg(picked(v.log(v.made("softmax", first)), second))
    return v.made("bce", v.made("sigmoid", first) if "logits" in name else first, second)


def _is_computed(form: Normal) -> bool:
    """Whether a value is no dimension: it is computed from others."""
    return form[0] in ("sum", "product", "bin") or (form[0] == "defined" and _is_computed(form[3]))


def picked(x: Value, places: Value) -> Value:
    """The entries at places; of logarithms, the logarithms of those entries."""
    if x.op == "log":
        return v.log(picked(x.args[0], places))
    return v.made("pick", x, places)


def _floored(x: Value, low: Value) -> Value:
    if low.op == "number" and low.number == 0:
        return v.made("relu", x)
    if low.op == "number" and 0 < (low.number or 0) <= v.TINY:
        return x
    return v.made("maximum", x, low)


def _number_last(a: Value, b: Value) -> tuple[Value, Value]:
    return (b, a) if a.op == "number" else (a, b)


def _axis(along: Normal, x: Value) -> str:
    """Along which dimension, where the dimensions are those of the names."""
    if x.reshaped or along[0] != "const" or not isinstance(along[2], int):
        return ""
    return v.LAST if along[2] == -1 else f"along dimension `{along[2]}`"
