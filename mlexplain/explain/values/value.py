"""A value as what it is computed from, in a form in which different ways to compute it are the same.

`((a - b) ** 2).sum() / len(a)`, `np.mean(np.square(a - b))` and `d = a - b; (d * d).mean()` all are
`mean(square(diff(a, b)))`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mlexplain.explain.read.walk import walk

TINY = 1e-3
"""Numbers up to this only keep a divisor or a logarithm from zero."""
LEAVES = ("code", "number")
FIRST = "along dimension `0`"
LAST = "over the last dimension"


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """One operation and what it works on; a piece of code or a number where nothing is known."""

    op: str
    args: tuple[Value, ...] = ()
    key: str = ""
    """Two values with one key are the same."""
    node: ast.expr | None = None
    """The code of a leaf."""
    number: float | None = None
    axis: str | None = None
    """Of what is computed along one dimension: which one."""
    name: ast.Name | None = None
    """The name that held it."""
    reshaped: bool = False
    """Whether its dimensions are not those of the names in it."""


def code(node: ast.expr) -> Value:
    """A leaf: code of which no more is known."""
    versions = "".join(
        f"#{n.version}"  # type: ignore[attr-defined]
        for n in walk(node)
        if isinstance(n, ast.Name) and getattr(n, "version", False)
    )
    # Two calls may give two things: the time, random numbers.
    calls = f"@{id(node)}" if any(isinstance(n, ast.Call) for n in walk(node)) else ""
    return Value("code", key=ast.unparse(node) + versions + calls, node=node)


def number(value: float, node: ast.expr | None) -> Value:
    """A leaf: a number that stands in the code."""
    return Value("number", key=repr(float(value)), node=node, number=float(value))


def made(op: str, *args: Value, axis: str | None = None) -> Value:
    """An operation as it stands."""
    key = f"{op}{axis or ''}({','.join(a.key for a in args)})"
    return Value(op, args, key, axis=axis, reshaped=any(a.reshaped for a in args))


def held(value: Value, name: ast.Name) -> Value:
    """The same, known by a name."""
    return replace(value, name=name)


def parts(value: Value) -> Iterator[Value]:
    """The value and all that it is made of."""
    yield value
    for arg in value.args:
        yield from parts(arg)


def same(one: Value, other: Value) -> bool:
    """Whether two values are computed alike."""
    return one.key == other.key


def is_number(value: Value, *wanted: float) -> bool:
    """Whether it is one of these numbers."""
    return value.op == "number" and value.number in wanted


# -- operations, brought into one form


def neg(x: Value) -> Value:
    """The sign turned; that of a mean is the mean of the signs turned."""
    if x.op == "neg":
        return x.args[0]
    if x.op in ("mean", "wmean"):
        return made(x.op, neg(x.args[0]), *x.args[1:], axis=x.axis)
    return made("neg", x)


def square(x: Value) -> Value:
    """Squares; of a root, of a length and of absolute values they are simpler."""
    if x.op in ("sqrt", "abs"):
        return x.args[0] if x.op == "sqrt" else square(x.args[0])
    if x.op == "norm":
        return made("sumsq", *x.args, axis=x.axis)
    return made("square", x)


def sqrt(x: Value) -> Value:
    """Square roots: lengths of sums of squares, standard deviations of variances."""
    if x.op == "relu":  # keeps rounding from going below zero
        return sqrt(x.args[0])
    if x.op == "square":
        return made("abs", x.args[0])
    if x.op in ("sumsq", "var"):
        return made("norm" if x.op == "sumsq" else "std", *x.args, axis=x.axis)
    if x.op == "matmul" and same(*x.args):
        return made("norm", x.args[0])
    if x.op == "times" and all(a.op == "sumsq" for a in x.args):
        return times([sqrt(a) for a in x.args])
    return made("sqrt", x)


def log(x: Value) -> Value:
    """Natural logarithms, which exponentials undo."""
    if x.op == "sum" and x.args[0].op == "exp":
        return made("logsumexp", x.args[0].args[0], axis=x.axis)
    return x.args[0] if x.op == "exp" else made("log", x)


def exp(x: Value) -> Value:
    """Exponentials, which logarithms undo."""
    return x.args[0] if x.op == "log" else made("exp", x)


def mean(x: Value, axis: str | None) -> Value:
    """Averages: variances of deviations, shares of conditions."""
    if x.op == "square" and x.args[0].op == "dev" and x.args[0].axis == axis:
        return made("var", x.args[0].args[0], axis=axis)
    if x.op in MASKS:
        return made("share", x, axis=axis)
    if x.op == "among" and x.args[0].op in MASKS:
        return made("shareof", *x.args, axis=axis)
    return made("mean", x, axis=axis)


def total(x: Value, axis: str | None) -> Value:
    """Sums: dot products, sums of squares, counts, averages by weights that sum to one."""
    if x.op == "neg":
        return neg(total(x.args[0], axis))
    if x.op in MASKS:
        return made("count", x, axis=axis)
    if x.op == "square":
        return made("sumsq", x.args[0], axis=axis)
    if x.op in ("sum", "sumsq", "dot", "count") and axis is None:
        # Of sums along one dimension there are fewer than of the entries in them.
        return replace(made(x.op, *x.args), reshaped=x.reshaped or x.axis is not None)
    if x.op == "times" and len(x.args) > 1:
        for i, weight in enumerate(x.args):
            if weight.op != "ratio" or weight.args[1].axis != axis:
                continue
            if divides_by_its_sum(weight.args[0], weight.args[1]):
                rest = times([a for k, a in enumerate(x.args) if k != i])
                return weighted(rest, weight.args[0], axis)
        if len(x.args) == 2:
            return made("dot", *x.args, axis=axis)
    return made("sum", x, axis=axis)


def weighted(x: Value, weights: Value, axis: str | None) -> Value:
    """An average by weights."""
    if x.op == "square" and x.args[0].op == "diff":
        left, right = x.args[0].args
        for value, middle in ((left, right), (right, left)):
            if middle.op == "wmean" and same(middle.args[0], value):
                if same(middle.args[1], weights):
                    return made("wvar", value, weights, axis=axis)
            if middle.op == "ratio" and {value.key, weights.key} <= {p.key for p in parts(middle)}:
                return made("wvar", value, weights, axis=axis)
    return made("wmean", x, weights, axis=axis)


def diff(a: Value, b: Value) -> Value:
    """A difference; to the mean, a deviation."""
    if b.op == "mean" and same(b.args[0], a):
        return made("dev", a, axis=b.axis)
    if b.op == "logsumexp" and same(b.args[0], a):
        return made("log", made("softmax", a, axis=b.axis))
    if a.op == "logsumexp" and b.op == "pick" and same(a.args[0], b.args[0]):
        return neg(made("log", made("pick", made("softmax", b.args[0]), b.args[1])))
    return made("diff", a, b)


def add(terms: list[tuple[int, Value]]) -> Value:
    """A sum of terms with their signs. Tiny numbers only keep it from zero."""
    kept = [t for t in terms if not (t[1].op == "number" and abs(t[1].number or 0) <= TINY)]
    kept = [(-s, t.args[0]) if t.op == "neg" else (s, t) for s, t in kept or terms]
    kept.sort(key=lambda t: -t[0])
    if len(kept) == 1:
        sign, value = kept[0]
        return value if sign > 0 else neg(value)
    summed = _log_of_sum([value for _, value in kept]) if kept[-1][0] > 0 else None
    if summed is not None:
        return summed
    if len(kept) == 2 and [s for s, _ in kept] == [1, -1]:
        return diff(kept[0][1], kept[1][1])
    if all(sign < 0 for sign, _ in kept):
        return neg(made("add", *(term for _, term in kept)))
    return made("add", *(v if s > 0 else neg(v) for s, v in kept))


def times(factors: list[Value]) -> Value:
    """A product; a single number stands in front of it."""
    if len(factors) == 1:
        return factors[0]
    numbers = [f for f in factors if f.op == "number"]
    rest = [f for f in factors if f.op != "number"]
    if len(numbers) == 1 and rest:
        return scaled(numbers[0], times(rest))
    signs = sum(f.op == "neg" for f in factors)
    if signs:
        product = times([f.args[0] if f.op == "neg" else f for f in factors])
        return neg(product) if signs % 2 else product
    flat = [part for f in factors for part in (f.args if f.op == "times" else (f,))]
    return made("times", *flat)


def scaled(factor: Value, x: Value) -> Value:
    """A number times a value."""
    if x.op == "neg":
        return neg(scaled(factor, x.args[0]))
    return made("scaled", factor, x)


def ratio(a: Value, b: Value) -> Value:
    """A quotient: an average where a sum is divided by a count, or by the sum of its weights."""
    softmax = _softmax(a, b)
    if softmax is not None:
        return softmax
    if a.op == "matmul" and b.op == "len" and same(*a.args) and same(a.args[0], b.args[0]):
        return mean(square(a.args[0]), None)
    if a.op == b.op == "abs":
        return made("abs", ratio(a.args[0], b.args[0]))
    if b.op == "maximum" and b.args[1].op == "number" and (b.args[1].number or 0) <= 1:
        b = b.args[0]  # keeps the divisor from zero
    if a.op == "neg":
        return neg(ratio(a.args[0], b))
    if a.op == "times" and b.op == "std":
        for i, factor in enumerate(a.args):
            if factor.op == "dev" and same(factor.args[0], b.args[0]):
                rest = [f for k, f in enumerate(a.args) if k != i]
                return times([*rest, made("ratio", factor, b)])
    if a.op == "scaled" and a.args[0].op == "number":
        return scaled(a.args[0], ratio(a.args[1], b))
    smooth = _smoothed(a, b)
    if smooth is not None:
        return ratio(*smooth)
    if a.op == b.op == "count" and a.axis == b.axis and a.args[0].op == "and":
        both = a.args[0].args
        rest = [p for p in both if not same(p, b.args[0])]
        if len(rest) == 1 and len(both) == 2:
            return made("shareof", rest[0], b.args[0], axis=a.axis)
    summed = _summed(a)
    if summed is not None:
        counted = b.op == "numel" and a.axis is None
        counted |= b.op == "len" and a.axis in (None, FIRST) and not a.reshaped
        if counted and _shares_a_part(summed, b.args[0]):
            return mean(summed, a.axis)
        weights = _summed(b)
        if weights is not None and a.axis == b.axis and summed.op == "times":
            rest = [f for f in summed.args if not same(f, weights)]
            if len(rest) == len(summed.args) - 1:
                return weighted(times(rest), weights, a.axis)
    return made("ratio", a, b)


MASKS = frozenset(("eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "any", "all"))
"""What holds of some entries and not of others."""


def _summed(value: Value) -> Value | None:
    """What is added up by a sum, a dot product, a sum of squares or a count."""
    if value.op in ("sum", "count"):
        return value.args[0]
    if value.op == "dot":
        return made("times", *value.args)
    return square(value.args[0]) if value.op == "sumsq" else None


def divides_by_its_sum(a: Value, b: Value) -> bool:
    """Whether `b` is the sum of `a`."""
    inner = _summed(b)
    return inner is not None and same(inner, a)


def _shares_a_part(value: Value, other: Value) -> bool:
    """Whether one value has as many entries as the other, for one is worked out from the other
    entry by entry."""
    keys = {p.key for p in _entrywise(other)}
    return any(p.key in keys for p in _entrywise(value) if p.op != "number")


_OTHER_NUMBER = frozenset(("among", "next", "before", "steps", "matmul", "outer", "turned"))
"""What has not as many entries as what it is worked out from."""


def _entrywise(value: Value) -> Iterator[Value]:
    yield value
    if value.op not in _OTHER_NUMBER:
        for arg in value.args:
            yield from _entrywise(arg)


def _log_of_sum(terms: list[Value]) -> Value | None:
    """`x` of `m + log(sum(exp(x - m)))`."""
    for whole, taken in (terms, terms[::-1]) if len(terms) == 2 else ():
        if whole.op == "logsumexp" and whole.args[0].op == "diff":
            x, shift = whole.args[0].args
            if same(shift, taken):
                return made("logsumexp", x, axis=whole.axis)
    return None


def _softmax(a: Value, b: Value) -> Value | None:
    """`exp(x) / sum(exp(x))`, and `1 / (1 + exp(-x))`."""
    if a.op == "exp" and divides_by_its_sum(a, b):
        x = a.args[0]
        shifted = x.op == "diff" and x.args[1].op == "max" and same(x.args[1].args[0], x.args[0])
        # Else what is taken from the entries of one sum is not the same.
        shifted = shifted and x.args[1].axis in (None, b.axis)
        return made("softmax", x.args[0] if shifted else x, axis=b.axis)
    if is_number(a, 1) and b.op == "add" and len(b.args) == 2:
        one, other = b.args if is_number(b.args[0], 1) else b.args[::-1]
        if is_number(one, 1) and other.op == "exp" and other.args[0].op == "neg":
            return made("sigmoid", other.args[0].args[0])
    return None


def _smoothed(a: Value, b: Value) -> tuple[Value, Value] | None:
    """`x` and `y` of `(x + s) / (y + s)`."""
    if a.op != "add" or b.op != "add":
        return None
    for term in a.args:
        others = [p for p in (*a.args, *b.args) if not same(p, term)]
        if any(p.op in LEAVES for p in others):
            continue  # of plain numbers, none is there for smoothness alone
        if term.op in LEAVES and any(same(term, other) for other in b.args):
            return _without(a, term), _without(b, term)
    return None


def _without(value: Value, term: Value) -> Value:
    rest = [v for v in value.args if not same(v, term)]
    return rest[0] if len(rest) == 1 else made("add", *rest)
