"""Comparisons as clauses: "`x` is at most `1`"."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.read.walk import walk
from mlexplain.explain.wording import Wording, is_call

COMPARED = {
    ast.Eq: "equals",
    ast.NotEq: "differs from",
    ast.Lt: "is less than",
    ast.LtE: "is at most",
    ast.Gt: "is greater than",
    ast.GtE: "is at least",
    ast.In: "is in",
    ast.NotIn: "is not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_SIGNS = {ast.Gt: " (positive)", ast.Lt: " (negative)"}
_OF_SETS: dict[type[ast.cmpop], str] = {
    ast.LtE: "all of {0} is in {1}",
    ast.GtE: "all of {1} is in {0}",
    ast.Lt: "all of {0} is in {1}, which has more",
    ast.Gt: "all of {1} is in {0}, which has more",
}
"""What comparing two sets asks."""
_SEVERAL = (
    *("the numbers ", "the entries ", "the positions ", "the places ", "the values "),
    *("uniform random numbers ", "random integers ", "standard normal random numbers "),
)
"""What is told in the plural."""
_FOUND = {
    (ast.NotEq, "-1"): "contains",
    (ast.Gt, "-1"): "contains",
    (ast.GtE, "0"): "contains",
    (ast.Eq, "-1"): "does not contain",
    (ast.Lt, "0"): "does not contain",
}


class Comparisons(Wording):
    """Puts the comparisons of one source text into words."""

    joined = 0
    """Conditions joined by `and` or `or` that stand around the present one."""

    def compared(self, node: ast.Compare) -> str:
        if len(node.ops) == 1:
            return self.comparison(node.left, node.ops[0], node.comparators[0])
        if len(node.ops) == 2:
            low, high = node.ops
            words = {ast.Lt: "greater than", ast.LtE: "at least"}
            below = {ast.Lt: "less than", ast.LtE: "at most"}
            if type(low) in words and type(high) in below:
                middle, top = node.comparators
                return (
                    f"{self.phrase(middle)} is {words[type(low)]} "
                    f"{self.phrase(node.left)} and {below[type(high)]} {self.phrase(top)}"
                )
        pairs = zip([node.left, *node.comparators[:-1]], node.ops, node.comparators, strict=True)
        return " and ".join(self.comparison(a, op, b) for a, op, b in pairs)

    def _found(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        """`s.find(t) != -1` and `s.find(t) >= 0`: whether a text has another in it."""
        call = left if isinstance(left, ast.Call) and len(left.args) == 1 else None
        if call is None or not isinstance(call.func, ast.Attribute) or call.func.attr != "find":
            return ""
        sought = _FOUND.get((type(op), ast.unparse(right)))
        if sought is None:
            return ""
        return f"{self.phrase(call.func.value)} {sought} {self.phrase(call.args[0])}"

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        if isinstance(right, ast.Constant) and right.value is None:
            given = isinstance(op, ast.IsNot | ast.NotEq)
            if isinstance(left, ast.Name) and left.id in self.optional:
                return f"{self.code(left)} is {'' if given else 'not '}given{'' if given else ' (`None`)'}"
            return f"{self.phrase(left)} is {'not ' if given else ''}`None`"
        if isinstance(left, ast.Name) and left.id == "__name__" and isinstance(op, ast.Eq):
            return "the file is run as a program, not imported"
        if isinstance(op, ast.Eq | ast.NotEq) and is_zero(right):
            no = "not " if isinstance(op, ast.NotEq) else ""
            if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mod):
                multiple = f"{no}a multiple of {self.phrase(left.right)}{parity(left.right, no)}"
                return f"{self.phrase(left.left)} is {multiple}{self.rounds(left, op)}"
            if is_call(left, "len"):
                assert isinstance(left, ast.Call)
                return f"{self.phrase(left.args[0])} is {no}empty"
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mod) and self.rounds(left, op):
            rest = f"leaves the remainder {self.phrase(right)} when divided by"
            divided, by = self.phrase(left.left), self.phrase(left.right)
            return f"{divided} {rest} {by}{self.rounds(left, op)}"
        found = self._found(left, op, right)
        if found:
            return found
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List | ast.Set):
            no = "not " if isinstance(op, ast.NotIn) else ""
            return f"{self._side(left)} is {no}one of {self.listing(right.elts)}"
        if type(op) in _OF_SETS and self.scope.kind(left) == self.scope.kind(right) == "set":
            return _OF_SETS[type(op)].format(self.phrase(left), self.phrase(right))
        sign = _SIGNS.get(type(op), "") if is_zero(right) else ""
        first, verb = self._side(left), COMPARED[type(op)]
        if first.startswith(_SEVERAL):
            verb = (
                re.sub(r"^is\b", "are", verb)
                .replace("equals", "equal")
                .replace("differs", "differ")
            )
        return f"{first} {verb} {self._side(right)}{sign}"

    def _side(self, node: ast.expr) -> str:
        """One side of a comparison: a tuple is one thing there."""
        return self.entry(node) if isinstance(node, ast.Tuple) else self.phrase(node)

    def rounds(self, node: ast.BinOp, op: ast.cmpop) -> str:
        """ ", once in every `4` rounds" for the remainder of a loop's counter."""
        named = {n.id for n in walk(node.left) if isinstance(n, ast.Name)}
        more = isinstance(node.right, ast.Constant) and node.right.value in (1, 2)
        if (
            self.joined
            or not isinstance(op, ast.Eq)
            or len(named) != 1
            or not named <= self.counters
            or more
        ):
            return ""
        return f", once in every {self.phrase(node.right)} rounds"


def parity(divisor: ast.expr, no: str) -> str:
    if isinstance(divisor, ast.Constant) and divisor.value == 2:
        return " (odd)" if no else " (even)"
    return ""


def is_zero(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and node.value is not False
