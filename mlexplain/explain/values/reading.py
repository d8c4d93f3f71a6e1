"""Values read from normal forms of code."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.kinds import Normal
from mlexplain.explain.idioms.normal import expression
from mlexplain.explain.values import value as v
from mlexplain.explain.values.calls import Calls, picked
from mlexplain.explain.values.value import Value

_NO_NUMBERS = frozenset(("str", "Path", "list", "tuple", "set", "dict", "bytes"))
_COMPARED = {"Eq": "eq", "NotEq": "ne", "Lt": "lt", "LtE": "le", "Gt": "gt", "GtE": "ge"}
_MOST_TERMS = 4
_DEEPEST = 30


class Reader(Calls):
    """Reads the values of one source text."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._known: dict[int, Value] = {}
        self.gathered: dict[int, ast.expr] = {}
        """By where a list is read, what a loop has appended to it, round by round."""
        self._depth = 0

    def read(self, node: ast.expr) -> Value:
        """What an expression is, through the names that were set before."""
        if id(node) not in self._known:
            self._known[id(node)] = self._of(expression(node, self.scope))
        return self._known[id(node)]

    def _of(self, form: Normal) -> Value:
        kind, node = form[0], form[1]
        method = getattr(self, f"_{kind.lower()}", None)
        if kind in ("sum", "product", "bin", "either") and self._is_no_number(node):
            return v.code(node)
        if method is None or self._depth > _DEEPEST:
            return v.code(node)
        self._depth += 1
        try:
            found: Value | None = method(form)
        finally:
            self._depth -= 1
        return v.code(node) if found is None else found

    def _is_no_number(self, node: ast.AST) -> bool:
        """Whether an operation joins texts, paths, lists or sets."""
        if not isinstance(node, ast.BinOp):
            return False
        for side in (node.left, node.right):
            if isinstance(side, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.Set):
                if not isinstance(getattr(side, "value", ""), int | float):
                    return True
            if self.scope.kind(side) in _NO_NUMBERS or self._is_no_number(side):
                return True
        return False

    def _gathered(self, x: Value) -> Value:
        entry = self.gathered.get(id(x.node)) if x.op == "code" else None
        if isinstance(x.node, ast.ListComp | ast.GeneratorExp):
            entry = x.node.elt
        if entry is None:
            return x
        told = self.read(entry)
        return x if told.op in (*v.LEAVES, "mean", "share") else told

    def _defined(self, form: Normal) -> Value:
        known = self._known.get(id(form[3][1]))
        if known is None:
            known = self._known[id(form[3][1])] = self._of(form[3])
        return v.held(known, form[1])

    def _const(self, form: Normal) -> Value | None:
        value = form[2]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return v.number(value, form[1])

    def _sum(self, form: Normal) -> Value | None:
        if len(form[2]) > _MOST_TERMS:
            return None
        return v.add([(sign, self._of(term)) for sign, term in form[2]])

    def _product(self, form: Normal) -> Value:
        above = [self._of(f) for power, f in form[2] if power > 0]
        below = [self._of(f) for power, f in form[2] if power < 0]
        first = above or [v.number(1, None)]
        front = [f for f in first if f.op == "number"] if len(first) > 1 else []
        rest = [f for f in first if f not in front]
        if not below:
            return v.times(first)
        if len(front) == 1:
            return v.scaled(front[0], v.ratio(v.times(rest), v.times(below)))
        quotient = v.ratio(v.times(first), v.times(below))
        if quotient.op == "mean" and quotient.axis is None:
            return v.mean(self._gathered(quotient.args[0]), None)
        return quotient

    def _bin(self, form: Normal) -> Value | None:
        left, right = self._of(form[3]), self._of(form[4])
        if form[2] == "MatMult":
            return _matrix_product(left, right)
        if form[2] != "Pow":
            return None
        if v.is_number(right, 2):
            return v.square(left)
        if v.is_number(right, -1):
            return v.ratio(v.number(1, None), left)
        return v.made("power", left, right)

    def _cmp(self, form: Normal) -> Value | None:
        op = _COMPARED.get(form[2])
        return v.made(op, self._of(form[3]), self._of(form[4])) if op else None

    def _either(self, form: Normal) -> Value:
        op = "and" if form[2] == "BitAnd" else "or"
        return v.made(op, self._of(form[3]), self._of(form[4]))

    def _unary(self, form: Normal) -> Value | None:
        return v.made("not", self._of(form[3])) if form[2] == "Invert" else None

    def _attr(self, form: Normal) -> Value | None:
        inner = form[3]
        if form[2] == "T":
            return v.made("turned", self._of(inner))
        if form[2] == "values" and inner[0] == "call" and inner[2] in ("max", "min", "median"):
            return self._of(inner)
        if form[2] == "size":
            return v.made("numel", self._of(inner))
        return None

    def _ifexp(self, form: Normal) -> Value | None:
        """A quotient that is a plain number where its divisor is zero."""
        node = form[1]
        if isinstance(node.orelse, ast.Constant) and isinstance(node.body, ast.BinOp):
            return self.read(node.body)
        return None

    def _subscript(self, form: Normal) -> Value | None:
        inner, place = form[2], form[3]
        if inner[0] == "call" and inner[2] in ("max", "min", "median") and "dim" in inner[3]:
            if place[0] == "const" and place[2] in (0, 1):
                value = self._of(inner)
                return value if place[2] == 0 else replace(value, op=f"arg{value.op}")
        shifted = _shift(place)
        if shifted is not None:
            places = place[2] if place[0] == "Tuple" else []
            moved = next((str(i) for i, p in enumerate(places) if not _is_whole(p)), None)
            return v.made(shifted, self._of(inner), axis=moved)
        if inner[0] == "Subscript" and inner[3][0] == "call" and inner[3][2] == "arange":
            return picked(self._of(inner[2]), self._of(place))
        if place[0] in ("cmp", "either", "unary", "defined"):
            marked = self._of(place)
            if marked.op in v.MASKS:
                return v.made("among", self._of(inner), marked)
        parts = place[2] if place[0] == "Tuple" else [place]
        if _keeps_dimension(inner) and all(_is_whole(p) or p[2:] == (0,) for p in parts):
            return replace(self._of(inner), reshaped=True)
        if all(_adds_a_dimension(p) for p in parts):
            return replace(self._of(inner), reshaped=True)
        return None


def _matrix_product(left: Value, right: Value) -> Value:
    """A number in front of a factor stands in front of the whole."""
    if left.op == "scaled":
        return v.scaled(left.args[0], _matrix_product(left.args[1], right))
    if left.op == "neg":
        return v.neg(_matrix_product(left.args[0], right))
    return v.made("matmul", left, right)


def _adds_a_dimension(place: Sequence[object]) -> bool:
    if not isinstance(place, tuple):
        return False
    if place[0] == "const":
        return place[2] is None or place[2] is ...
    return _is_whole(place)


def _keeps_dimension(form: Normal) -> bool:
    """Whether a value has one entry along the dimension that it was computed over."""
    while form[0] == "defined":
        form = form[3]
    return bool(form[0] == "call" and {"keepdim", "keepdims"} & set(form[3]))


def _shift(place: Normal) -> str | None:
    """Whether a slice leaves out the first or the last entry: `1:` or `:-1`, of one dimension."""
    if place[0] == "Tuple":
        moved = [p for p in place[2] if not _is_whole(p)]
        return _shift(moved[0]) if len(moved) == 1 else None
    if place[0] != "Slice" or place[4] is not None:
        return None
    low, high = (p and p[0] == "const" and p[2] for p in place[2:4])
    if low == 1 and place[3] is None:
        return "next"
    return "before" if high == -1 and place[2] is None else None


def _is_whole(place: Normal) -> bool:
    return place[0] == "any" or (place[0] == "Slice" and place[2:5] == (None, None, None))
