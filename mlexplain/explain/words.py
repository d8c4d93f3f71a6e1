"""Expressions in words, from the inside out. Code stands in back-ticks, exactly as it was written."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from mlexplain.explain import knowledge
from mlexplain.explain.calls import noun_phrase, recognise
from mlexplain.explain.clauses import Clauses
from mlexplain.explain.keywords import meaning
from mlexplain.explain.places import Places
from mlexplain.explain.quoting import join_words, quoted, with_article

__all__ = ["Words", "join_words"]

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
_SETS = {
    ast.BitAnd: "what {} and {} have in common",
    ast.BitOr: "the union of {} and {}",
    ast.Sub: "{} without what is in {}",
}
_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
"""As classes are named: no underscore, and not one letter."""
_DEEPEST = 5
_SETTINGS = ("cls", "args", "cfg", "config", "conf", "hparams", "opt", "torch", "np")
_EMPTY = {"dict": "dictionary"}
_MOST_LISTED = 5
_SEQUENCES = frozenset(["list", "str", "tuple"])


class Words(Places, Clauses):
    """Puts expressions of one source text into words."""

    _depth = 0
    told: Mapping[int, str] = {}
    """Words for expressions that have just been described, by node: "the result"."""

    def phrase(self, node: ast.AST, *, nested: bool = False) -> str:
        """A noun phrase: names and numbers as they stand, all else by its structure."""
        if id(node) in self.told:
            return self.told[id(node)]
        method = getattr(self, f"_n_{type(node).__name__}", None)
        if method is None or self._depth >= _DEEPEST:
            return self.code(node)
        self._depth += 1
        try:
            turned = isinstance(node, ast.BinOp | ast.Compare)
            text: str = method(node, nested) if turned else method(node)
        finally:
            self._depth -= 1
        return text

    def arguments(self, node: ast.Call) -> str:
        """ " with `a` and `b`, and `k` set to `v`", or nothing."""
        if self.passes_on(node):
            return " with the same arguments"
        parts = [self.entry(a) for a in node.args[:_MOST_LISTED]]
        parts += [self.keyword(k) for k in node.keywords[:_MOST_LISTED]]
        if len(node.args) > _MOST_LISTED or len(node.keywords) > _MOST_LISTED:
            parts.append("more")
        return f" with {join_words(parts)}" if parts else ""

    @staticmethod
    def passes_on(node: ast.Call) -> bool:
        """`f(*args, **kwargs)`."""
        starred = len(node.args) == 1 and isinstance(node.args[0], ast.Starred)
        return starred and len(node.keywords) == 1 and node.keywords[0].arg is None

    def entry(self, node: ast.expr) -> str:
        """A noun phrase for one argument or entry: a tuple is one thing there."""
        self._depth += 1
        try:
            return self.phrase(node)
        finally:
            self._depth -= 1

    def run(self, node: ast.Call) -> tuple[str, str]:
        """What is run through a module, and the module with its keyword arguments."""
        given = join_words([self.phrase(a) for a in node.args[:_MOST_LISTED]])
        function = self.module(node.func)
        named = [self.keyword(k) for k in node.keywords[:_MOST_LISTED]]
        if len(node.args) == 0 and len(named) == 1:
            return named[0], function
        return given, f"{function}, with {join_words(named)}" if named else function

    def module(self, func: ast.expr) -> str:
        """A module by its name, and what kind of layer it is: "`fc` (a linear layer)"."""
        layer = self.layers.get(self.text_of(func))
        return f"{self.code(func)} ({with_article(layer)})" if layer else self.code(func)

    def keyword(self, node: ast.keyword) -> str:
        if node.arg is None:
            return f"the entries of {self.phrase(node.value)} as keyword arguments"
        return f"{quoted(node.arg)} set to {self.phrase(node.value)}{meaning(node.arg, node.value)}"

    def makes_object(self, func: ast.AST) -> bool:
        """Whether calling this name makes an object: a class of the snippet, or named like one."""
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if isinstance(func, ast.Name) and (name in self.scope.classes or name == "cls"):
            return True
        owner = getattr(getattr(func, "value", None), "id", "")
        own = name in self.scope.bound or owner in ("self", "cls")
        return bool(_CLASS_NAME.fullmatch(name.lstrip("_"))) and not own

    @staticmethod
    def is_literal(node: ast.AST) -> bool:
        """A number with a sign, infinity, or `list()` and the like."""
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            return getattr(node.func, "id", "") in ("set", "list", "dict", "tuple")
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.operand, ast.Constant) or is_infinity(node.operand)
        return is_infinity(node)

    # -- names, displays and texts

    def _n_Starred(self, node: ast.Starred) -> str:
        return f"all entries of {self.phrase(node.value)}"

    def _n_Await(self, node: ast.Await) -> str:
        return f"the outcome of {self.phrase(node.value)}"

    def _n_NamedExpr(self, node: ast.NamedExpr) -> str:
        return f"{self.phrase(node.value)}, kept as {self.code(node.target)},"

    def _n_Yield(self, node: ast.Yield) -> str:
        if node.value is None:
            return "what is sent in when the caller asks for more"
        return f"what is sent in after {self.phrase(node.value)} was handed out"

    def _n_Constant(self, node: ast.Constant) -> str:
        if isinstance(node.value, str) and "`" in node.value:
            return "a text that has back-ticks in it"
        return "nothing (`None`)" if node.value is None else self.code(node)

    def _n_Attribute(self, node: ast.Attribute) -> str:
        if is_infinity(node):
            return "infinity"
        known: dict[str, str] = knowledge.table("nouns")["attribute"]
        owner = getattr(node.value, "id", "")
        if node.attr in known and not (
            owner in _SETTINGS or (owner == "self" and node.attr != "grad")
        ):
            return known[node.attr].format(of=self.phrase(node.value))
        if self.is_plain(node):
            return self.code(node)
        return f"{quoted(node.attr)} of {self.phrase(node.value)}"

    def _n_JoinedStr(self, node: ast.JoinedStr) -> str:
        filled = [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
        if not filled:
            return self.code(node)
        self.doubt(filled)
        return f"a text with {self.listing(filled)} filled in"

    def _n_Tuple(self, node: ast.Tuple) -> str:
        if not node.elts:
            return "an empty tuple"
        if len(node.elts) > _MOST_LISTED or all(isinstance(e, ast.Constant) for e in node.elts):
            return self.code(node)
        if len(node.elts) == 1:
            return f"a tuple of {self.phrase(node.elts[0])} alone"
        if self._depth > 1:
            return f"the {'pair' if len(node.elts) == 2 else 'tuple'} of {self.listing(node.elts)}"
        return self.listing(node.elts)

    def _n_List(self, node: ast.List) -> str:
        if not node.elts:
            return "an empty list"
        plain = all(isinstance(e, ast.Constant | ast.Name) for e in node.elts)
        if plain or len(node.elts) > _MOST_LISTED:
            return self.code(node)
        return f"a list of {self.listing(node.elts)}"

    def _n_Set(self, node: ast.Set) -> str:
        return f"a set of {self.listing(node.elts[:_MOST_LISTED])}"

    def _n_Dict(self, node: ast.Dict) -> str:
        if not node.keys:
            return "an empty dictionary"
        if len(node.keys) > _MOST_LISTED:
            keys = [self.code(k) for k in node.keys if k is not None]
            return f"a dictionary with the keys {join_words(keys[:12])}"
        parts = [
            f"{self.phrase(v)} under {self.phrase(k)}" if k else f"all of {self.phrase(v)}"
            for k, v in zip(node.keys, node.values, strict=True)
        ]
        return f"a dictionary with {join_words(parts)}"

    def _n_ListComp(self, node: ast.ListComp) -> str:
        return f"the list of {self.each(node)}"

    def _n_SetComp(self, node: ast.SetComp) -> str:
        return f"the set of {self.each(node)}"

    def _n_GeneratorExp(self, node: ast.GeneratorExp) -> str:
        return self.each(node)

    def _n_DictComp(self, node: ast.DictComp) -> str:
        return f"a dictionary of {self.each(node)}"

    def _n_Lambda(self, node: ast.Lambda) -> str:
        names = [quoted(a.arg) for a in [*node.args.posonlyargs, *node.args.args]]
        of = f" of {join_words(names)}" if names else ""
        return f"a function{of} that gives {self.phrase(node.body)}"

    # -- choices and conditions

    def _n_IfExp(self, node: ast.IfExp) -> str:
        return (
            f"{self.phrase(node.body)} if {self.condition(node.test)}, "
            f"else {self.phrase(node.orelse)}"
        )

    def _n_Compare(self, node: ast.Compare, nested: bool) -> str:
        if nested:
            return f"one where {self.condition(node)} and zero elsewhere"
        known = isinstance(node.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn)
        mask = self.scope.kind(node) == "Tensor" and not known
        return f"{'the mask of where' if mask else 'whether'} {self.condition(node)}"

    def _n_BoolOp(self, node: ast.BoolOp) -> str:
        if self.is_truth(node):
            return f"whether {self.condition(node)}"
        parts = [self.phrase(v) for v in node.values]
        if isinstance(node.op, ast.Or):
            where = "not so" if self.is_truth(node.values[0]) else "empty, zero or false"
            return f"{parts[0]}, or, where that is {where}, {' or '.join(parts[1:])}"
        return f"{parts[-1]} if {' and '.join(self.condition(v) for v in node.values[:-1])}"

    def is_truth(self, node: ast.AST) -> bool:
        """Whether an expression is surely true or false."""
        if isinstance(node, ast.BoolOp):
            return all(self.is_truth(v) for v in node.values)
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.Not)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            return self.is_truth_call(node) or name in ("isinstance", "hasattr", "callable")
        return isinstance(node, ast.Compare) or self.scope.kind(node) == "bool"

    def _n_UnaryOp(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Not):
            return f"whether {self.condition(node)}"
        if isinstance(node.op, ast.Invert):
            return f"the opposite of {self.phrase(node.operand)}"
        if isinstance(node.op, ast.USub) and is_infinity(node.operand):
            return "minus infinity"
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            return f"the negative of {self.phrase(node.operand, nested=True)}"
        return self.code(node)

    # -- operations

    def _n_BinOp(self, node: ast.BinOp, nested: bool) -> str:
        special = self.special(node)
        if special:
            return special
        scaled = isinstance(node.op, ast.Mult | ast.Div) and any(
            isinstance(side, ast.BinOp) for side in (node.left, node.right)
        )
        form = None if nested or scaled else _BETWEEN.get(type(node.op))
        form = form or _NESTED.get(type(node.op))
        if form is None:
            if isinstance(node.op, ast.BitAnd | ast.BitOr) and _compares(node):
                return f"the mask of where {self.condition(node)}"
            return self.code(node)
        return form.format(
            self.phrase(node.left, nested=True), self.phrase(node.right, nested=True)
        )

    def special(self, node: ast.BinOp) -> str | None:
        """Squares and roots, repeated lists, joined texts."""
        left, right = node.left, node.right
        power = right.value if isinstance(right, ast.Constant) else None
        if isinstance(node.op, ast.Pow) and power in (2, 0.5):
            word = "square" if power == 2 else "square root"
            return f"the {word} of {self.phrase(left, nested=True)}"
        if isinstance(node.op, ast.Mod) and self.scope.kind(left) == "str":
            return f"the text {self.phrase(left)} with {self.phrase(right)} filled in"
        if isinstance(node.op, ast.Div) and any(self._is_path(p) for p in _chained(node)):
            return f"the path made of {self.listing(_chained(node))}"
        if isinstance(node.op, ast.Mult) and self.text_of(left) == self.text_of(right):
            return f"the square of {self.phrase(left, nested=True)}"
        averaged = self.averaged(node)
        if averaged is not None:
            return f"the average of {self.phrase(averaged)}"
        kinds = {self.scope.kind(left), self.scope.kind(right)}
        if kinds == {"set"} and type(node.op) in _SETS:
            return _SETS[type(node.op)].format(self.phrase(left), self.phrase(right))
        if kinds & {"Tensor", "array"}:
            return None
        if isinstance(node.op, ast.Mult) and kinds & _SEQUENCES:
            much, times = (left, right) if self._is_sequence(left) else (right, left)
            return f"{self.entry(much)} repeated {self.phrase(times)} times"
        if isinstance(node.op, ast.Add) and any(self._is_sequence(p) for p in _chained(node)):
            return ", followed by ".join(self.entry(p) for p in _chained(node))
        return None

    def _is_path(self, node: ast.AST) -> bool:
        """Whether an operand of `/` shows that a path is meant."""
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
        return self.scope.kind(node) in _SEQUENCES

    # -- calls

    def _n_Call(self, node: ast.Call) -> str:
        if not node.args and not node.keywords and isinstance(node.func, ast.Name):
            if node.func.id in ("set", "list", "dict", "tuple"):
                return f"an empty {_EMPTY.get(node.func.id, node.func.id)}"
        if is_infinity(node):
            return "minus infinity" if "-" in self.text_of(node.args[0]) else "infinity"
        if self.is_truth_call(node):
            return f"whether {self.condition(node)}"
        counted = self.counted(node)
        if counted:
            return counted
        call = recognise(node, self.scope)
        text = noun_phrase(call, self) if call else None
        if text and text.startswith("whether "):
            return f"whether {self.condition(node)}"
        if text:
            return text
        func = node.func
        if self.is_super(func):
            return "what the parent class sets up"
        if self.makes_object(func):
            return f"a new {self.code(func)} object{self.arguments(node)}"
        arguments = self.arguments(node).removeprefix(" with ")
        if self.scope.kind(func) == "Module" and arguments:
            ran, function = self.run(node)
            return f"the output of {function}{f' for {ran}' if ran else ''}"
        if isinstance(func, ast.Attribute) and not self.is_plain(func):
            given = f" for {arguments}" if arguments else ""
            return f"what {quoted(func.attr)} of {self.phrase(func.value)} gives{given}"
        if not arguments:
            return f"what {self.code(func)} gives"
        if self.passes_on(node):
            return f"the result of {self.code(func)} for the same arguments"
        return f"what {self.code(func)} gives for {arguments}"

    @staticmethod
    def is_truth_call(node: ast.Call) -> bool:
        """`all(…)` and `any(…)`."""
        return (
            isinstance(node.func, ast.Name) and node.func.id in ("all", "any") and bool(node.args)
        )

    def counted(self, node: ast.Call) -> str | None:
        """`sum(1 for x in xs if …)` and `next(x for x in xs if …)`."""
        first = self._first(node) or self._parts(node)
        if first:
            return first
        if not (isinstance(node.func, ast.Name) and node.func.id == "sum" and len(node.args) == 1):
            return None
        given = node.args[0]
        if not isinstance(given, ast.GeneratorExp) or len(given.generators) != 1:
            return None
        counted = self._clause(given.generators[0], "the number of entries")
        if isinstance(given.elt, ast.Constant) and given.elt.value == 1:
            return counted
        if isinstance(given.elt, ast.Compare) and not given.generators[0].ifs:
            return f"{counted} where {self.condition(given.elt)}"
        return None

    def _parts(self, node: ast.Call) -> str | None:
        """How many words, lines or distinct entries: `len(text.split())`, `len(set(xs))`."""
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr == "count" and len(node.args) == 1:
            if getattr(node.args[0], "value", None) == "\n":
                return f"the number of line breaks in {self.phrase(func.value)}"
        if getattr(func, "id", "") != "len" or len(node.args) != 1:
            return None
        inner = node.args[0]
        if not isinstance(inner, ast.Call) or inner.keywords:
            return None
        name, of = getattr(inner.func, "attr", ""), getattr(inner.func, "value", None)
        if of is not None and not inner.args and name in ("split", "splitlines"):
            return f"the number of {'words' if name == 'split' else 'lines'} in {self.phrase(of)}"
        if getattr(inner.func, "id", "") == "set" and len(inner.args) == 1:
            return f"the number of distinct entries of {self.phrase(inner.args[0])}"
        return None

    def _first(self, node: ast.Call) -> str | None:
        if not (isinstance(node.func, ast.Name) and node.func.id == "next" and node.args):
            return None
        given = node.args[0]
        if not isinstance(given, ast.GeneratorExp) or len(given.generators) != 1:
            return None
        clause = given.generators[0]
        if self.text_of(given.elt) != self.text_of(clause.target):
            return None
        other = f", or {self.phrase(node.args[1])} if there is none" if node.args[1:] else ""
        return self._clause(clause, "the first") + other

    @staticmethod
    def is_super(func: ast.AST) -> bool:
        return (
            isinstance(func, ast.Attribute)
            and isinstance(func.value, ast.Call)
            and isinstance(func.value.func, ast.Name)
            and func.value.func.id == "super"
        )


def _chained(node: ast.BinOp) -> list[ast.expr]:
    """The parts of a chain of one operation: `a`, `b` and `c` of `a + b + c`."""
    left = node.left
    if isinstance(left, ast.BinOp) and type(left.op) is type(node.op):
        return [*_chained(left), node.right]
    return [left, node.right]


def is_infinity(node: ast.AST) -> bool:
    """`float("inf")` and `math.inf`."""
    if isinstance(node, ast.Attribute):
        return node.attr == "inf"
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
        and str(node.args[0].value).lower() in ("inf", "infinity", "-inf")
    )


def _compares(node: ast.BinOp) -> bool:
    return all(
        isinstance(side, ast.Compare) or (isinstance(side, ast.BinOp) and _compares(side))
        for side in (node.left, node.right)
    )
