"""Conditions as clauses: "`x` is at most `1`"."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from mlexplain.explain import knowledge
from mlexplain.explain.expressions.phrases import verb_phrase
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.quoting import join_words, with_article
from mlexplain.explain.read.walk import walk
from mlexplain.explain.wording import Wording, is_call

_COMPARE = {
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
_OF_EACH = re.compile(r" for (`\w+`)(?= for (?:every|at least one) \1 in )")
"""`any(ok(x) for x in xs)`, of which "`ok` holds for at least one `x` in `xs`" says enough."""
_NUMERIC = ("int", "number")
_SIGNS = {ast.Gt: " (positive)", ast.Lt: " (negative)"}
_OF_SETS: dict[type[ast.cmpop], str] = {
    ast.LtE: "all of {0} is in {1}",
    ast.GtE: "all of {1} is in {0}",
    ast.Lt: "all of {0} is in {1}, which has more",
    ast.Gt: "all of {1} is in {0}, which has more",
}
"""What comparing two sets asks."""
_COUNTED = frozenset(["numel", "nelement", "dim", "ndimension", "count", "index", "item", "nnz"])
"""Methods that give a number."""
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


class Conditions(Wording):
    """Puts the conditions of one source text into words."""

    _joined = 0

    def condition(self, node: ast.AST) -> str:
        """A condition as a clause."""
        if isinstance(node, ast.BoolOp):
            word = " and " if isinstance(node.op, ast.And) else " or "
            self._joined += 1
            try:
                return word.join(self._bracketed(v, node.op) for v in node.values)
            finally:
                self._joined -= 1
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
            return self._compared(node)
        if isinstance(node, ast.Call):
            return self._called(node)
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
            return f"{self.phrase(node)} is {'true' if true else 'set'}"
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mod):
                odd = _parity(node.right, "not")
                return (
                    f"{self.phrase(node.left)} is not a multiple of {self.phrase(node.right)}{odd}"
                )
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
        said = self._bit(inner, holds=False) or self._common(inner, "no entry")
        if said:
            return said
        searched = self._searched(inner, found=False)
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
                return self._comparison(inner.left, opposite(), inner.comparators[0])
        if isinstance(inner, ast.Compare) and _between(inner):
            low, high = inner.ops
            under, over = (ast.Lt(), ast.LtE())[isinstance(low, ast.Lt)], (ast.Gt(), ast.GtE())
            middle, top = inner.comparators
            return (
                f"{self._comparison(middle, under, inner.left)} or "
                f"{_COMPARE[type(over[isinstance(high, ast.Lt)])]} {self.phrase(top)}"
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

    def _compared(self, node: ast.Compare) -> str:
        if len(node.ops) == 1:
            return self._comparison(node.left, node.ops[0], node.comparators[0])
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
        return " and ".join(self._comparison(a, op, b) for a, op, b in pairs)

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        if isinstance(right, ast.Constant) and right.value is None:
            given = isinstance(op, ast.IsNot | ast.NotEq)
            if isinstance(left, ast.Name) and left.id in self.optional:
                return f"{self.code(left)} is {'' if given else 'not '}given{'' if given else ' (`None`)'}"
            return f"{self.phrase(left)} is {'not ' if given else ''}`None`"
        if isinstance(left, ast.Name) and left.id == "__name__" and isinstance(op, ast.Eq):
            return "the file is run as a program, not imported"
        if isinstance(op, ast.Eq | ast.NotEq) and _is_zero(right):
            no = "not " if isinstance(op, ast.NotEq) else ""
            if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mod):
                multiple = f"{no}a multiple of {self.phrase(left.right)}{_parity(left.right, no)}"
                return f"{self.phrase(left.left)} is {multiple}{self._rounds(left, op)}"
            if is_call(left, "len"):
                assert isinstance(left, ast.Call)
                return f"{self.phrase(left.args[0])} is {no}empty"
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mod) and self._rounds(left, op):
            rest = f"leaves the remainder {self.phrase(right)} when divided by"
            divided, by = self.phrase(left.left), self.phrase(left.right)
            return f"{divided} {rest} {by}{self._rounds(left, op)}"
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List | ast.Set):
            no = "not " if isinstance(op, ast.NotIn) else ""
            return f"{self._side(left)} is {no}one of {self.listing(right.elts)}"
        if type(op) in _OF_SETS and self.scope.kind(left) == self.scope.kind(right) == "set":
            return _OF_SETS[type(op)].format(self.phrase(left), self.phrase(right))
        sign = _SIGNS.get(type(op), "") if _is_zero(right) else ""
        first, verb = self._side(left), _COMPARE[type(op)]
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

    def _rounds(self, node: ast.BinOp, op: ast.cmpop) -> str:
        """ ", once in every `4` rounds" for the remainder of a loop's counter."""
        named = {n.id for n in walk(node.left) if isinstance(n, ast.Name)}
        more = isinstance(node.right, ast.Constant) and node.right.value in (1, 2)
        if (
            self._joined
            or not isinstance(op, ast.Eq)
            or len(named) != 1
            or not named <= self.counters
            or more
        ):
            return ""
        return f", once in every {self.phrase(node.right)} rounds"

    def _called(self, node: ast.Call) -> str:
        if isinstance(node.func, ast.Name) and node.args:
            name, first = node.func.id, node.args[0]
            if name == "isinstance" and len(node.args) == 2:
                return f"{self.phrase(first)} is {self._alternatives(node.args[1])}"
            if name == "len" and len(node.args) == 1:
                return f"{self.phrase(first)} is not empty"
            if name in ("all", "any"):
                every = name == "all"
                if isinstance(first, ast.GeneratorExp | ast.ListComp):
                    start = f"{self.condition(first.elt)}"
                    over = "every" if every else "at least one"
                    rounds = " and ".join(self.clause(c, over) for c in first.generators)
                    return _OF_EACH.sub("", f"{start} for {rounds}")
                return (
                    f"{'every' if every else 'at least one'} entry of {self.phrase(first)} is true"
                )
        searched = self._searched(node)
        if searched:
            return searched
        tried = _affixes(node)
        if tried:
            verb, owner, affixes = tried
            return f"{self.phrase(owner)} {verb} {self.listing(affixes, 'or')}"
        call = recognise(node, self.scope)
        text = verb_phrase(call, self) if call else None
        if text and text.startswith("tells whether "):
            return text.removeprefix("tells whether ")
        if text and text.startswith("marks where ") and call.name.rpartition(".")[2] in _NUMBERS:  # type: ignore[union-attr]
            return text.removeprefix("marks where ")
        if call and call.name.startswith(("str.", "list.", "dict.")):
            return f"{self.phrase(node)} is not empty"
        if call is None and not node.keywords and node.args and self.is_plain(node.func):
            return f"{self.code(node.func)} holds for {self.listing(node.args)}"
        if call is None and not node.args:
            return f"{self.code(node)} is true"
        if isinstance(node.func, ast.Attribute) and node.func.attr in _COUNTED:
            return f"{self.phrase(node)} is not zero"
        return f"{self.phrase(node)} is true or not empty"

    def _searched(self, node: ast.AST, found: bool = True) -> str | None:
        """`re.search(p, s)` and `p.match(s)`, asked for whether they find anything."""
        call = recognise(node, self.scope) if isinstance(node, ast.Call) else None
        kind, _, how = call.name.rpartition(".") if call else ("", "", "")
        if call is None or kind not in ("re", "Pattern") or how not in _SEARCHES:
            return None
        within = call.args.get("string")
        of = call.args.get("pattern") or ([call.receiver] if call.receiver is not None else None)
        if not within or not of:
            return None
        form = _SEARCHES[how][0 if found else 1]
        return form.format(text=self.phrase(within[0]), pattern=self.phrase(of[0]))

    def _alternatives(self, node: ast.expr) -> str:
        kinds = node.elts if isinstance(node, ast.Tuple) and node.elts else [node]
        return with_article(join_words([self.code(e) for e in kinds], "or"))


_SIZES = ("size", "ndim", "nnz", "nbytes", "itemsize")
"""Attributes that are numbers."""
_SEVERAL = (
    *("the numbers ", "the entries ", "the positions ", "the places ", "the values "),
    *("uniform random numbers ", "random integers ", "standard normal random numbers "),
)
"""What is told in the plural."""
_NUMBERS = ("isfinite", "isnan", "isinf")

_SEARCHES = {
    "search": ("something in {text} matches {pattern}", "nothing in {text} matches {pattern}"),
    "match": (
        "{text} begins with what {pattern} matches",
        "{text} does not begin with what {pattern} matches",
    ),
    "fullmatch": (
        "{text} as a whole matches {pattern}",
        "{text} as a whole does not match {pattern}",
    ),
}
"""Where something is found, and where not."""


def _affixes(node: ast.Call) -> tuple[str, ast.expr, list[ast.expr]] | None:
    """`text.startswith(("a", "b"))`: the verb, the text and what it may begin or end with."""
    verbs = {"startswith": "begins with", "endswith": "ends with"}
    func = node.func
    if not isinstance(func, ast.Attribute) or func.attr not in verbs or len(node.args) != 1:
        return None
    given = node.args[0]
    if not isinstance(given, ast.Tuple) or not given.elts:
        return None
    return verbs[func.attr], func.value, given.elts


def _between(node: ast.Compare) -> bool:
    """`a <= x < b`."""
    return len(node.ops) == 2 and all(isinstance(op, ast.Lt | ast.LtE) for op in node.ops)


def _parity(divisor: ast.expr, no: str) -> str:
    if isinstance(divisor, ast.Constant) and divisor.value == 2:
        return " (odd)" if no else " (even)"
    return ""


def _is_zero(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and node.value is not False
