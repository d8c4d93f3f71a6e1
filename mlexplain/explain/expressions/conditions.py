"""Conditions as clauses: "`x` is at most `1`"."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from mlexplain.explain import knowledge
from mlexplain.explain.expressions.comparisons import COMPARED, Comparisons, parity
from mlexplain.explain.expressions.questions import Questions
from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.quoting import with_article
from mlexplain.explain.read.walk import walk
from mlexplain.explain.wording import is_call

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_NEGATED = (
    (re.compile(r"(`[^`]*`) (is|are|can|has been) (?!not\b)"), r"\1 \2 not "),
    (re.compile(r"(`[^`]*`) has "), r"\1 does not have "),
    (re.compile(r"((?:the \w+ )?`[^`]*`) exists"), r"\1 does not exist"),
    (re.compile(r"(`[^`]*`) (begin|end|contain|match)(?:e?s) "), r"\1 does not \2 "),
    (re.compile(r"(`[^`]*`) holds"), r"\1 does not hold"),
    (re.compile(r"((?:the absolute path of )?`[^`]*`) lies "), r"\1 does not lie "),
    (re.compile(r"the flag (`[^`]*`) is raised"), r"the flag \1 is not raised"),
    (re.compile(r"any element of (`[^`]*`) is true"), r"no element of \1 is true"),
)
_NUMERIC = ("int", "number")
_CONTAINERS = ("list", "dict", "set", "str", "tuple", "deque", "Counter", "OrderedDict")


_FIGURES = frozenset(
    [
        *("median", "mean", "fmean", "average", "std", "stdev", "pstdev", "var", "sqrt", "norm"),
        *("nanmedian", "nanmean", "nanstd", "count_nonzero", "dot", "log", "hypot", "trace"),
    ]
)
"""Functions that give a number where their result is asked for by itself."""


def _is_number(value: ast.AST | None) -> bool:
    """`np.median(x)` and `a / b`."""
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.Div | ast.FloorDiv | ast.Pow)
    return isinstance(value, ast.Call) and called_name(value) in _FIGURES


def _of_truths(node: ast.AST, definitions: Mapping[int, ast.AST]) -> bool:
    """`t[i][j]` of `t = [[False] * n for _ in r]`."""
    if not isinstance(node, ast.Subscript):
        return False
    while isinstance(node, ast.Subscript):
        node = node.value
    made = definitions.get(id(node))
    held = [n.elts[0] for n in walk(made) if isinstance(n, ast.List) and n.elts] if made else []
    return bool(held) and isinstance(getattr(held[-1], "value", None), bool)


def _either_truth(node: ast.IfExp) -> tuple[bool, bool] | None:
    """The sides of `True if c else False`, which says no more than `c` does."""
    first, second = (getattr(side, "value", None) for side in (node.body, node.orelse))
    if isinstance(first, bool) and isinstance(second, bool) and first != second:
        return first, second
    return None


class Conditions(Comparisons, Questions):
    """Puts the conditions of one source text into words."""

    def _is_known_truth(self, node: ast.expr) -> bool:
        """Whether a value, or what a name was set to, is true or false and nothing else."""
        made = self.scope.definitions.get(id(node), node)
        known = is_call(made, "isinstance", 2) or is_call(made, "all") or is_call(made, "any")
        return known or self.scope.kind(made) == "bool"

    def condition(self, node: ast.AST) -> str:
        """A condition as a clause."""
        if isinstance(node, ast.BoolOp):
            word = " and " if isinstance(node.op, ast.And) else " or "
            self.joined += 1
            try:
                return word.join(self._bracketed(v, node.op) for v in node.values)
            finally:
                self.joined -= 1
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
            said = self._not(node.operand)
            # `~m` is of each entry, which is not empty.
            return said.removesuffix(" or empty") if isinstance(node.op, ast.Invert) else said
        bit = self._bit(node)
        if bit:
            return bit
        common = self._common(node, "at least one entry")
        if common:
            return common
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            word = " and " if isinstance(node.op, ast.BitAnd) else " or "
            sides = (node.left, node.right)
            if any(isinstance(s, ast.Compare | ast.UnaryOp) for s in sides):
                return word.join(map(self._of_mask, sides))
            return word.join(map(self.condition, sides))
        if isinstance(node, ast.Compare):
            return self.compared(node)
        if isinstance(node, ast.Call):
            return self.asked(node)
        if isinstance(node, ast.IfExp) and (truth := _either_truth(node)):
            return self.condition(node.test) if truth[0] else self._not(node.test)
        if isinstance(node, ast.NamedExpr):
            return f"{self.phrase(node.value)}, kept as {self.code(node.target)}, is not empty"
        if isinstance(node, ast.Constant):
            return f"{self.code(node)} holds"
        kind = self.scope.kind(node)
        if kind in _CONTAINERS:
            return f"{self.phrase(node)} is not empty"
        if kind == "Match" and isinstance(node, ast.Name | ast.Attribute):
            return f"something was matched ({self.code(node)} is not `None`)"
        told = self._attribute(node)
        if told:
            return told
        if isinstance(node, ast.Attribute) and node.attr in _SIZES:
            return f"{self.phrase(node)} is not zero"
        if isinstance(node, ast.Name) and (node.id in self.counters or kind in _NUMERIC):
            return f"{self.code(node)} is not zero"
        if kind in (None, "array", "Tensor") and _is_number(self.scope.definitions.get(id(node))):
            return f"{self.code(node)} is not zero"
        if isinstance(node, ast.Name | ast.Attribute):
            true = kind == "bool" or getattr(node, "id", "") in self.scope.marked
            true = true or self._is_known_truth(node)
            return f"{self.phrase(node)} is {'true' if true else 'set'}"
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mod):
                odd = parity(node.right, "not")
                return (
                    f"{self.phrase(node.left)} is not a multiple of {self.phrase(node.right)}{odd}"
                )
            sides = (node.left, node.right)
            if isinstance(node.op, ast.BitXor) and all(self._is_known_truth(n) for n in sides):
                return f"either {' or '.join(map(self.condition, sides))}, but not both"
            return f"{self.phrase(node)} is not zero or empty"
        if _of_truths(node, self.scope.definitions):
            return f"{self.phrase(node)} is true"
        return f"{self.phrase(node)} is true or not empty"

    def _of_mask(self, node: ast.AST) -> str:
        """One side of `a | b`, which holds truths."""
        return self.condition(node).removesuffix(" is set") + (
            " is true" if self.condition(node).endswith(" is set") else ""
        )

    def _bit(self, node: ast.AST, holds: bool = True) -> str | None:
        """`n & 1`, `n >> i & 1` and `n & (1 << i)`: whether a bit is 1."""
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd)):
            return None
        left, mask = node.left, node.right
        value = "1" if holds else "0"
        one = type(getattr(mask, "value", None)) is int and getattr(mask, "value", 0) == 1
        if one and isinstance(left, ast.BinOp) and isinstance(left.op, ast.RShift):
            return f"bit {self.phrase(left.right)} of {self.phrase(left.left)} is {value}"
        if one and not isinstance(left, ast.Compare):
            return f"{self.phrase(left)} is {'odd' if holds else 'even'}"
        shifted = isinstance(mask, ast.BinOp) and isinstance(mask.op, ast.LShift)
        if shifted and getattr(mask.left, "value", None) == 1:  # type: ignore[attr-defined]
            return f"bit {self.phrase(mask.right)} of {self.phrase(left)} is {value}"  # type: ignore[attr-defined]
        return None

    def _bracketed(self, node: ast.AST, outer: ast.boolop) -> str:
        text = self.condition(node)
        if isinstance(node, ast.BoolOp) and type(node.op) is not type(outer):
            return f"{'either ' if isinstance(node.op, ast.Or) else 'both '}{text}"
        inner = node.operand if isinstance(node, ast.UnaryOp) else None
        ranges = isinstance(inner, ast.Compare) and _between(inner)
        if isinstance(outer, ast.And) and " or " in text:
            if ranges or (isinstance(inner, ast.BoolOp) and isinstance(inner.op, ast.And)):
                return f"either {text}"  # below its range or above it
        return text

    def _common(self, node: ast.AST, shared: str) -> str | None:
        """`set(a) & set(b)`: whether two sets share an entry."""
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd)):
            return None
        sides = (node.left, node.right)
        if not any(self.scope.kind(side) == "set" for side in sides):
            return None
        return f"{' and '.join(self.phrase(s, nested=True) for s in sides)} have {shared} in common"

    def _not(self, inner: ast.AST) -> str:
        if isinstance(inner, ast.IfExp) and (truth := _either_truth(inner)):
            return self._not(inner.test) if truth[0] else self.condition(inner.test)
        said = self._bit(inner, holds=False) or self._common(inner, "no entry")
        if said:
            return said
        searched = self.searched(inner, found=False)
        if searched:
            return searched
        if isinstance(inner, ast.BoolOp):
            word = " nor " if isinstance(inner.op, ast.Or) else " and "
            parts = word.join(self.condition(v) for v in inner.values)
            if isinstance(inner.op, ast.Or):
                return f"neither {parts}"
            if all(isinstance(v, ast.Compare) and _between(v) for v in inner.values):
                return " or ".join(self._not(v) for v in inner.values)
            return f"not both {parts}"
        if isinstance(inner, ast.Compare) and len(inner.ops) == 1:
            opposite = _OPPOSITE.get(type(inner.ops[0]))
            if opposite:
                return self.comparison(inner.left, opposite(), inner.comparators[0])
        if isinstance(inner, ast.Compare) and _between(inner):
            low, high = inner.ops
            under, over = (ast.Lt(), ast.LtE())[isinstance(low, ast.Lt)], (ast.Gt(), ast.GtE())
            middle, top = inner.comparators
            return (
                f"{self.comparison(middle, under, inner.left)} or "
                f"{COMPARED[type(over[isinstance(high, ast.Lt)])]} {self.phrase(top)}"
            )
        told = self._attribute(inner)
        if told:
            return re.sub(r" (is|are) ", r" \1 not ", told, count=1)
        if isinstance(inner, ast.Attribute) and inner.attr in _SIZES:
            return f"{self.phrase(inner)} is zero"
        if isinstance(inner, ast.Name | ast.Attribute | ast.Subscript):
            kind = self.scope.kind(inner)
            if kind in _CONTAINERS:
                return f"{self.phrase(inner)} is empty"
            if kind in _NUMERIC:
                return f"{self.phrase(inner)} is zero"
            if kind == "Match":
                return f"nothing was matched ({self.code(inner)} is `None`)"
            false = kind == "bool" or getattr(inner, "id", "") in self.scope.marked
            return f"{self.phrase(inner)} is false{'' if false else ' or empty'}"
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mod):
            return f"{self.phrase(inner.left)} is a multiple of {self.phrase(inner.right)}"
        if is_call(inner, "isinstance", 2):
            assert isinstance(inner, ast.Call)
            if isinstance(inner.args[1], ast.Tuple):
                kinds = " nor ".join(with_article(self.code(e)) for e in inner.args[1].elts)
                return f"{self.phrase(inner.args[0])} is neither {kinds}"
        text = self.condition(inner)
        if text.startswith("there is a") and isinstance(inner, ast.Call):
            return re.sub(r"^there is an? ", "there is no ", text)
        if text.endswith(" is an ordinary number"):
            return f"{text.removesuffix('an ordinary number')}infinite or not a number (NaN)"
        if is_call(inner, "any") and text.startswith("at least one entry of "):
            return text.replace("at least one entry", "no entry", 1)
        if is_call(inner, "all") and text.startswith("every entry of "):
            return f"not {text}"
        if is_call(inner, "any") and " for at least one " in text:
            return text.replace(" for at least one ", " for no ", 1)
        if is_call(inner, "all") and " for every " in text:
            return text.replace(" for every ", " not for every ", 1)
        if text.endswith(" is not empty") and not isinstance(inner, ast.NamedExpr):
            return text.removesuffix("not empty") + "empty"
        for pattern, form in _NEGATED:
            if pattern.match(text) and " and " not in text and " or " not in text:
                return pattern.sub(form, text, count=1)
        if text.endswith(" is not zero"):
            return text.removesuffix("not zero") + "zero"
        if text.endswith(" is true or not empty") and (
            isinstance(inner, ast.Call) or " and " not in text
        ):
            return text.removesuffix("true or not empty") + "false or empty"
        return f"it is not so that {text}"

    def _attribute(self, node: ast.AST) -> str | None:
        """What an attribute of a library tells: `accelerator.is_main_process`."""
        if not isinstance(node, ast.Attribute):
            return None
        told: dict[str, str] = knowledge.table("nouns")["condition"]
        text = told.get(node.attr)
        return text.format(of=self.phrase(node.value)) if text else None


_SIZES = ("size", "ndim", "nnz", "nbytes", "itemsize")
"""Attributes that are numbers."""


def _between(node: ast.Compare) -> bool:
    """`a <= x < b`."""
    return len(node.ops) == 2 and all(isinstance(op, ast.Lt | ast.LtE) for op in node.ops)
