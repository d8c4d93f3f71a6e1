"""Arithmetic and other operations in words: "the sum of `a` and `b`"."""

from __future__ import annotations

import ast

from mlexplain.explain.expressions.calls import asks_text
from mlexplain.explain.wording import Wording, is_call, is_infinity

_BETWEEN = {
    ast.Add: "{} plus {}",
    ast.Sub: "{} minus {}",
    ast.Mult: "{} times {}",
    ast.Div: "{} divided by {}",
}
_NESTED = {
    ast.Add: "the sum of {} and {}",
    ast.Sub: "the difference of {} and {}",
    ast.Mult: "the product of {} and {}",
    ast.Div: "the quotient of {} and {}",
    ast.FloorDiv: "the whole part of {} divided by {}",
    ast.Mod: "the remainder of {} divided by {}",
    ast.Pow: "{} to the power of {}",
    ast.MatMult: "the matrix product of {} and {}",
    ast.LShift: "{} shifted left by {} bits",
    ast.RShift: "{} shifted right by {} bits",
}
_OF_TWO = [text for text in _NESTED.values() if text.startswith("the ") and " and " in text]
_SHORT = 44
"""Characters up to which arithmetic is shown as it is written."""
_SETS = {
    ast.BitAnd: "the common entries of {} and {}",
    ast.BitOr: "the union of {} and {}",
    ast.Sub: "the entries of {} that are not in {}",
}
_KEYS = {
    ast.BitAnd: "the keys that both {} and {} have",
    ast.BitOr: "all keys of {} and {}",
    ast.Sub: "the keys of {} that {} does not have",
    ast.BitXor: "the keys that only one of {} and {} has",
}
_BITS = {
    ast.BitAnd: "the bits that {} and {} share",
    ast.BitOr: "the bits of {} and {} together",
    ast.BitXor: "the bits in which {} and {} differ",
}
_SEQUENCES = frozenset(["list", "str", "tuple"])


class Operations(Wording):
    """Puts the operations of one source text into words."""

    def _n_UnaryOp(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Not):
            return f"whether {self.condition(node)}"
        if isinstance(node.op, ast.Invert):
            operand = node.operand
            if isinstance(operand, ast.Compare) or getattr(operand, "id", "") in self.scope.marked:
                return f"the mask of where {self.condition(node)}"
            return f"the opposite of {self.phrase(operand)}"
        if isinstance(node.op, ast.USub) and is_infinity(node.operand):
            return "minus infinity"
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            return f"the negative of {self.phrase(node.operand, nested=True)}"
        return self.code(node)

    def _n_BinOp(self, node: ast.BinOp, nested: bool) -> str:
        special = self.special(node)
        if special:
            return special
        if _is_number(node):
            return self.code(node)
        scaled = isinstance(node.op, ast.Mult | ast.Div) and any(
            isinstance(side, ast.BinOp) for side in (node.left, node.right)
        )
        form = None if nested or scaled else _BETWEEN.get(type(node.op))
        form = form or _NESTED.get(type(node.op))
        if form is None:
            if isinstance(node.op, ast.BitAnd | ast.BitOr) and _compares(node):
                return f"the mask of where {self.condition(node)}"
            bits = _BITS.get(type(node.op)) if _of_bits(node) else None
            if bits is None:
                return self.code(node)
            return bits.format(
                self.phrase(node.left, nested=True), self.phrase(node.right, nested=True)
            )
        left, right = self.operand(node.left), self.operand(node.right)
        written = self.text_of(node)
        if form in _OF_TWO and " and " in left and len(written) <= _SHORT and "\n" not in written:
            return self.code(node)  # two "and" in a row tell nobody what belongs together
        if isinstance(node.op, ast.Pow) and " and " in left and len(written) <= _SHORT:
            return self.code(node)  # the power would seem to be that of the last thing named
        if isinstance(node.op, ast.Div) and " for each " in left and " for each " not in right:
            return f"the result of dividing by {right} {left}"  # not the last thing told in it
        return form.format(left, right)

    def operand(self, node: ast.expr) -> str:
        """What stands beside a sign, with its own sign as it is written: "the negative of `i` minus
        `1`" could be two things."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            if isinstance(node.operand, ast.Name):
                return self.code(node)
        if isinstance(node, ast.IfExp):
            return self.code(node)  # as it is written: its "if" would seem to be that of the whole
        told = self.phrase(node, nested=True)
        if ", or " in told and len(self.text_of(node)) <= _SHORT:
            return self.code(node)
        return told

    def special(self, node: ast.BinOp) -> str | None:
        """Squares and roots, repeated lists, joined texts."""
        left, right = node.left, node.right
        power = right.value if isinstance(right, ast.Constant) else None
        if isinstance(node.op, ast.Pow) and power in (2, 0.5):
            word = "square" if power == 2 else "square root"
            return f"the {word} of {self.phrase(left, nested=True)}"
        if isinstance(node.op, ast.Mod) and self.scope.kind(left) == "str":
            return f"the text {self.phrase(left)} with {self.phrase(right)} filled in"
        share = self.share(node) if isinstance(node.op, ast.Div) else None
        if share is not None:
            return share
        if isinstance(node.op, ast.Div) and self._joins_path(node):
            return f"the path made of {self.listing(_chained(node))}"
        if isinstance(node.op, ast.Mult) and self.text_of(left) == self.text_of(right):
            return f"the square of {self.phrase(left, nested=True)}"
        if isinstance(node.op, ast.MatMult):
            factors = _chained(node)
            if len(factors) > 2:
                return f"the matrix product of {self.listing(factors)}"
            if self.text_of(left) == self.text_of(right):
                return f"the product of {self.phrase(left, nested=True)} with itself"
        averaged = self.averaged(node) or self.mean_over(node)
        if averaged is not None:
            return (
                f"the average of {averaged if isinstance(averaged, str) else self.phrase(averaged)}"
            )
        kinds = {self.scope.kind(left), self.scope.kind(right)}
        sets = kinds == {"set"} or (
            {_set_like(left), _set_like(right)} & {True} and not kinds - {"set", None}
        )
        owners = [_keys_of(side) for side in (left, right)]
        if owners[0] and owners[1] and type(node.op) in _KEYS:
            return _KEYS[type(node.op)].format(self.phrase(owners[0]), self.phrase(owners[1]))
        if isinstance(node.op, ast.BitOr) and (
            "dict" in kinds or isinstance(left, ast.Dict) or isinstance(right, ast.Dict)
        ):
            over = self.phrase(right)
            return f"{self.phrase(left)}, with {over} over it (for the same key, the latter counts)"
        if sets and type(node.op) in _SETS:
            return _SETS[type(node.op)].format(self.phrase(left), self.phrase(right))
        listed = _repeats_list(node)
        if kinds & {"Tensor", "array"} and not listed:
            return None
        if isinstance(node.op, ast.Mult) and (listed or kinds & _SEQUENCES):
            much, times = (left, right) if self._is_sequence(left) else (right, left)
            only = much.elts[0] if isinstance(much, ast.List) and len(much.elts) == 1 else None
            if isinstance(only, ast.Constant) and type(only.value) in (int, float):
                if only.value == 0:
                    return f"a list of {self.often(times)} zeros"
            return f"{self.entry(much)} repeated {self.phrase(times)} times"
        if isinstance(node.op, ast.Add) and any(self._is_sequence(p) for p in _chained(node)):
            return ", followed by ".join(self.entry(p) for p in _chained(node))
        return None

    def often(self, times: ast.expr) -> str:
        """ "`n`" and "`len(x)`": "the length of `x` zeros" is no English."""
        return self.code(times) if isinstance(times, ast.Call) else self.phrase(times)

    def share(self, node: ast.BinOp) -> str | None:
        """`sum(x > 3 for x in xs) / len(xs)`, also times a hundred."""
        total, percent = node.left, False
        if isinstance(total, ast.BinOp) and isinstance(total.op, ast.Mult):
            factors = (total.left, total.right)
            numbers = [f for f in factors if isinstance(f, ast.Constant) and f.value == 100]
            rest = [f for f in factors if not isinstance(f, ast.Constant)]
            if len(numbers) != 1 or len(rest) != 1:
                return None
            total, percent = rest[0], True
        given = total.args[0] if is_call(total, "sum") and len(total.args) == 1 else None  # type: ignore[attr-defined]
        if not isinstance(given, ast.GeneratorExp):
            return None
        over = given.generators[0].iter
        zipped = isinstance(over, ast.Call) and getattr(over.func, "id", "") == "zip"
        sources = over.args if zipped else [over]  # type: ignore[attr-defined]
        whole = {f"len({self.text_of(s)})" for s in sources}
        if len(given.generators) == 2:
            one = self.text_of(given.generators[0].target)
            whole = {f"sum((len({one}) for {one} in {self.text_of(over)}))"}
        if ast.unparse(_not_zero(node.right)) not in whole:
            return None
        counted = self.counted(total)  # type: ignore[attr-defined]
        head = "the number of "
        if counted is None or not counted.startswith(head):
            return None
        return f"the {'percentage' if percent else 'share'} of {counted.removeprefix(head)}"

    def mean_over(self, node: ast.BinOp) -> str | None:
        """`sum(d.values()) / len(d)` and `sum(abs(x - y) for x, y in v) / len(v)`."""
        total = node.left
        if not isinstance(node.op, ast.Div) or not is_call(total, "sum"):
            return None
        given = total.args[0] if len(total.args) == 1 else None  # type: ignore[attr-defined]
        below = self.text_of(_not_zero(node.right))
        if isinstance(given, ast.Call) and getattr(given.func, "attr", "") == "values":
            held = given.func.value  # type: ignore[attr-defined]
            return (
                f"the values of {self.phrase(held)}"
                if below == f"len({self.text_of(held)})"
                else None
            )
        if not isinstance(given, ast.GeneratorExp | ast.ListComp) or len(given.generators) != 1:
            return None
        clause, counts = given.generators[0], isinstance(given.elt, ast.Compare | ast.Constant)
        if (
            counts
            or asks_text(given.elt)
            or clause.ifs
            or below != f"len({self.text_of(clause.iter)})"
        ):
            return None
        over = self.clause(clause, "each")
        return f"{self.phrase(given.elt)} over {over}"

    def _joins_path(self, node: ast.BinOp) -> bool:
        """Whether a `/` joins a path: no operand is a number."""
        sides = _chained(node)
        numbers = any(
            getattr(getattr(s, "func", None), "id", "") in _NUMBERS
            or self.scope.kind(s) in ("int", "float")
            for s in sides
        )
        return not numbers and any(self._is_path(s) for s in sides)

    def _is_path(self, node: ast.AST) -> bool:
        """Whether an operand of `/` shows that a path is meant."""
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _GIVING_PATHS:
            return True
        name = str(getattr(node, "attr", getattr(node, "id", ""))).lower()
        spelled = name.endswith(("path", "dir", "folder", "root")) or name == "parent"
        return spelled or self.scope.kind(node) in ("str", "Path")

    def averaged(self, node: ast.BinOp) -> ast.expr | None:
        """`xs` of `sum(xs) / len(xs)`."""
        parts = []
        for side, name in ((node.left, "sum"), (node.right, "len")):
            if not (isinstance(side, ast.Call) and getattr(side.func, "id", "") == name):
                return None
            parts.append(side.args[0] if len(side.args) == 1 else None)
        total, counted = parts
        if not isinstance(node.op, ast.Div) or total is None or counted is None:
            return None
        return total if self.text_of(total) == self.text_of(counted) else None

    def _is_sequence(self, node: ast.AST) -> bool:
        repeated = isinstance(node, ast.BinOp) and _repeats_list(node)
        return isinstance(node, ast.List) or repeated or self.scope.kind(node) in _SEQUENCES


def _not_zero(node: ast.expr) -> ast.expr:
    """`len(xs)` of `max(len(xs), 1)` and `max(1, len(xs))`."""
    if getattr(getattr(node, "func", None), "id", "") == "max" and len(node.args) == 2:  # type: ignore[attr-defined]
        rest = [a for a in node.args if not isinstance(a, ast.Constant)]  # type: ignore[attr-defined]
        return rest[0] if len(rest) == 1 else node
    return node


_NUMBERS = ("len", "sum", "int", "float", "abs")


def _repeats_list(node: ast.BinOp) -> bool:
    """`[p] * k`, and `i + [p] * k`, whatever the names may stand for."""
    if isinstance(node.op, ast.Mult):
        return isinstance(node.left, ast.List) or isinstance(node.right, ast.List)
    parts = _chained(node) if isinstance(node.op, ast.Add) else []
    return any(isinstance(p, ast.BinOp) and _repeats_list(p) for p in parts)


_GIVING_PATHS = ("relative_to", "with_suffix", "with_name", "with_stem", "joinpath")
"""Methods that paths alone have, and that give paths."""


def _chained(node: ast.BinOp) -> list[ast.expr]:
    """The parts of a chain of one operation: `a`, `b` and `c` of `a + b + c`."""
    left = node.left
    if isinstance(left, ast.BinOp) and type(left.op) is type(node.op):
        return [*_chained(left), node.right]
    return [left, node.right]


def _of_bits(node: ast.BinOp) -> bool:
    """Whether a number or a shift shows that bits are meant, not sets or masks."""
    sides = (node.left, node.right)
    return any(
        (isinstance(s, ast.Constant) and type(s.value) is int)
        or (isinstance(s, ast.BinOp) and isinstance(s.op, ast.LShift | ast.RShift))
        or (isinstance(s, ast.BinOp) and type(s.op) in _BITS and _of_bits(s))
        for s in sides
    )


def _compares(node: ast.BinOp) -> bool:
    return all(
        isinstance(side, ast.Compare) or (isinstance(side, ast.BinOp) and _compares(side))
        for side in (node.left, node.right)
    )


def _keys_of(node: ast.AST) -> ast.expr | None:
    """`d` of `d.keys()`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return node.func.value if node.func.attr == "keys" else None
    return None


def _set_like(node: ast.AST) -> bool:
    """`d.keys()`, `set(x)` and `{a, b}`."""
    if isinstance(node, ast.Call):
        keys = getattr(node.func, "attr", "") == "keys" and not node.args
        return keys or getattr(node.func, "id", "") == "set"
    return isinstance(node, ast.Set | ast.SetComp)


def _is_number(node: ast.expr) -> bool:
    """`10 * 2**20`: nothing but numbers, which is read more easily as it is written."""
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) and _is_number(node.right)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)
