"""Expressions in words, from the inside out. Code stands in back-ticks, exactly as it was written."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping

from mlexplain.explain import knowledge
from mlexplain.explain.expressions import layouts
from mlexplain.explain.expressions.calls import Calls
from mlexplain.explain.expressions.conditions import Conditions
from mlexplain.explain.expressions.extremes import part_told
from mlexplain.explain.expressions.loops import Loops
from mlexplain.explain.expressions.operations import Operations
from mlexplain.explain.expressions.places import Places
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.quoting import join_words, quoted
from mlexplain.explain.tables.frames import Tables
from mlexplain.explain.wording import MOST_LISTED, is_call, is_infinity, is_nan

_DEEPEST = 5
_BACK = ", from the beginning of the line again, over what stood there"
_SEVERAL = re.compile(r"the list of `[^`]*` (?:new|times) ")
_SETTINGS = ("cls", "args", "cfg", "config", "conf", "hparams", "opt", "torch", "np")


class Words(Tables, Places, Calls, Operations, Conditions, Loops):
    """Puts expressions of one source text into words."""

    told: Mapping[int, str] = {}
    """Words for expressions that have just been described, by node: "the result"."""
    formula: Callable[[ast.expr], str | None] | None = None
    """What an expression is by a formula with a name, where that says more than its operations."""

    def phrase(self, node: ast.AST, *, nested: bool = False) -> str:
        """A noun phrase: names and numbers as they stand, all else by its structure."""
        if id(node) in self.told:
            return self.told[id(node)]
        method = getattr(self, f"_n_{type(node).__name__}", None)
        if method is None or self._depth >= _DEEPEST:
            return self.code(node)
        self._depth += 1
        try:
            of_table = self.table_noun(node)
            if of_table is not None:
                return of_table
            turned = isinstance(node, ast.BinOp | ast.Compare)
            text: str = method(node, nested) if turned else method(node)
        finally:
            self._depth -= 1
        return text

    def entry(self, node: ast.expr) -> str:
        """A noun phrase for one argument or entry: a tuple is one thing there."""
        self._depth += 1
        try:
            return self.given(node)
        finally:
            self._depth -= 1

    def given(self, node: ast.expr) -> str:
        """A noun phrase for what is handed over: "from the entry `"width"` of `config` to the entry …" is
        read sooner as it is written."""
        told = self.phrase(node)
        return self.code(node) if told.startswith("the entry ") and _is_field(node) else told

    @staticmethod
    def is_literal(node: ast.AST) -> bool:
        """A number with a sign, infinity, or `list()` and the like."""
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            return getattr(node.func, "id", "") in ("set", "list", "dict", "tuple")
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.operand, ast.Constant) or is_infinity(node.operand)
        return is_infinity(node) or is_nan(node)

    # -- names, displays and texts

    def _n_Starred(self, node: ast.Starred) -> str:
        told = self.phrase(node.value)
        if _SEVERAL.match(told):
            return told.removeprefix("the list of ")
        regrouped = told.startswith("the entries of ") and told.endswith(" by position")
        return told if regrouped else f"all entries of {told}"

    def _n_Await(self, node: ast.Await) -> str:
        called = node.value
        text = self.phrase(called)
        if not isinstance(called, ast.Call) or not isinstance(
            called.func, ast.Name | ast.Attribute
        ):
            return f"the outcome of {text}"
        # Of what is read the noun is the file's: that is not what `await answer.read()` gives.
        owner = getattr(called.func, "value", None)
        same = owner is not None and text == self.phrase(owner)
        if self.is_plain(called.func) and (same or " waits" in text):
            given = self.arguments(called).removeprefix(" with ")
            text = f"what {self.code(called.func)} gives{f' for {given}' if given else ''}"
        if getattr(called.func, "attr", "") == "json" and text.startswith("the answer "):
            return text  # which is there only when it has been waited for
        return f"{text} once awaited" if text.startswith("what ") else f"the outcome of {text}"

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
        constant = knowledge.table("nouns")["constant"].get(self.scope.full_name(node) or "")
        if constant:
            return f"{constant} ({self.code(node)})"
        known: dict[str, str] = knowledge.table("nouns")["attribute"]
        if (
            node.attr.startswith("st_")
            and getattr(getattr(node.value, "func", None), "attr", "") == "stat"
        ):
            if node.attr in known and not node.value.args:  # type: ignore[attr-defined]
                return known[node.attr].format(of=self.phrase(node.value.func.value))  # type: ignore[attr-defined]
        owner = getattr(node.value, "id", "")
        of_kind = known.get(f"{self.scope.kind(node.value)}.{node.attr}")
        if of_kind:
            return of_kind.format(of=self.phrase(node.value))
        if node.attr in known and not (
            owner in _SETTINGS or (owner == "self" and node.attr != "grad")
        ):
            return known[node.attr].format(of=self.phrase(node.value))
        extreme = part_told(node, self)
        if extreme:
            return extreme
        if node.attr == "format" and isinstance(node.value, ast.Constant):
            text = self.code(node.value)
            return f"the text in the layout {text}{layouts.laid(str(node.value.value))}"
        if self.is_plain(node):
            return self.code(node)
        if _is_encoding(node) and isinstance(node.value, ast.Call):
            made, given = self.code(node.value.func), self.listing(node.value.args)
            return f"{quoted(node.attr)} of what {made} gives for {given}"
        return f"{quoted(node.attr)} of {self.phrase(node.value)}"

    def _n_JoinedStr(self, node: ast.JoinedStr) -> str:
        filled = [v for v in node.values if isinstance(v, ast.FormattedValue)]
        if not filled:
            return self.code(node)
        self.doubt([v.value for v in filled])
        parts = [self.phrase(v.value) + layouts.filled(v) for v in filled]
        first = node.values[0]
        back = isinstance(first, ast.Constant) and str(first.value).startswith("\r")
        between = _between(node)
        if between:
            return f"{join_words(parts)}, joined by " + quoted(f'"{between}"')
        filled_in = "" if parts[-1].endswith(" filled in") else " filled in"
        return f"a text with {join_words(parts)}{filled_in}{_BACK if back else ''}"

    def _n_Tuple(self, node: ast.Tuple) -> str:
        if not node.elts:
            return "an empty tuple"
        if len(node.elts) > MOST_LISTED or all(isinstance(e, ast.Constant) for e in node.elts):
            return self.code(node)
        if len(node.elts) == 1:
            return f"a tuple of {self.phrase(node.elts[0])} alone"
        if self._depth > 1:
            open_ended = any(isinstance(e, ast.Starred) for e in node.elts)
            kind = "pair" if len(node.elts) == 2 and not open_ended else "tuple"
            return f"the {kind} of {self._members(node)}"
        return self._members(node)

    def _members(self, node: ast.Tuple) -> str:
        """The entries of a tuple; tuples among them as they are written, lest they run together."""
        if not any(isinstance(e, ast.Tuple) for e in node.elts):
            return self.listing(node.elts)
        return join_words(
            [self.code(e) if isinstance(e, ast.Tuple) else self.phrase(e) for e in node.elts]
        )

    def _n_List(self, node: ast.List) -> str:
        if not node.elts:
            return "an empty list"
        plain = all(isinstance(e, ast.Constant | ast.Name) for e in node.elts)
        if plain or len(node.elts) > MOST_LISTED:
            return self.code(node)
        return f"a list of {self.listing(node.elts)}"

    def _n_Set(self, node: ast.Set) -> str:
        if len(node.elts) > MOST_LISTED:
            return f"the set {self.code(node)}"
        return f"a set of {self.listing(node.elts)}"

    def _n_Dict(self, node: ast.Dict) -> str:
        if not node.keys:
            return "an empty dictionary"
        dictionaries = sum(isinstance(v, ast.Dict) or is_call(v, "dict", 0) for v in node.values)
        if len(node.keys) > MOST_LISTED or dictionaries > 1:
            keys = [self.code(k) for k in node.keys if k is not None]
            return f"a dictionary with the keys {join_words(keys[:12])}"
        parts = [self._entry(k, v) for k, v in zip(node.keys, node.values, strict=True)]
        return f"a dictionary with {join_words(parts)}"

    def _entry(self, key: ast.expr | None, value: ast.expr) -> str:
        if key is None:
            return self._all_of(value)
        if (
            isinstance(value, ast.Dict) and len(value.keys) > 1
        ):  # whose keys would seem to be its own
            return f"under {self.phrase(key)} {self.phrase(value)}"
        return f"{self.phrase(value)} under {self.phrase(key)}"

    def _all_of(self, value: ast.expr) -> str:
        """`**d` and `**(d or {})` in a dictionary."""
        if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
            if len(value.values) == 2 and isinstance(value.values[1], ast.Dict):
                if not value.values[1].keys:
                    return f"all of {self.phrase(value.values[0])} (where there is any)"
        return f"all of {self.phrase(value)}"

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
        known = self.formula(node.body) if self.formula is not None else None
        return f"a function{of} that gives {known or self.phrase(node.body)}"

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
        fields = any(isinstance(n, ast.Attribute) for n in (node.left, *node.comparators))
        mask = self.scope.kind(node) == "Tensor" and not known
        mask = mask and (self.scope.learning or not fields)
        return f"{'the mask of where' if mask else 'whether'} {self.condition(node)}"

    def _n_BoolOp(self, node: ast.BoolOp) -> str:
        if self.is_truth(node):
            return f"whether {self.condition(node)}"
        parts = [self.phrase(v) for v in node.values]
        if isinstance(node.op, ast.Or):
            where = "not so" if self.is_truth(node.values[0]) else "empty, zero or false"
            return f"{parts[0]}, or, where that is {where}, {' or '.join(parts[1:])}"
        return f"{parts[-1]} if {' and '.join(self.condition(v) for v in node.values[:-1])}"

    def _tells_whether(self, node: ast.expr) -> bool:
        """`torch.cuda.is_available()`."""
        call = recognise(node, self.scope) if isinstance(node, ast.Call) else None
        return bool(call) and str(call.card.get("text")).startswith("tells whether ")  # type: ignore[union-attr]

    def is_truth(self, node: ast.AST) -> bool:
        """Whether an expression is surely true or false."""
        if isinstance(node, ast.BoolOp):
            return all(self.is_truth(v) or self._tells_whether(v) for v in node.values)
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.Not)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            return self.is_truth_call(node) or name in ("isinstance", "hasattr", "callable")
        return isinstance(node, ast.Compare) or self.scope.kind(node) == "bool"


def _between(node: ast.JoinedStr) -> str | None:
    """`"."` of `f"{a}.{b}"`: a short mark that stands between the parts, and nothing else."""
    parts, marks = node.values[::2], node.values[1::2]
    if len(marks) != len(parts) - 1 or not all(isinstance(p, ast.FormattedValue) for p in parts):
        return None
    texts = {m.value for m in marks if isinstance(m, ast.Constant)}
    mark = (
        texts.pop() if len(texts) == 1 and all(isinstance(m, ast.Constant) for m in marks) else ""
    )
    short = isinstance(mark, str) and 0 < len(mark) < 3 and mark.isprintable() and mark != "`"
    return str(mark) if short and not mark.isalnum() else None  # type: ignore[union-attr]


def _is_encoding(node: ast.Attribute) -> bool:
    """`t.encode(x).tokens`: an object with more than the numbers of the tokens."""
    method = getattr(getattr(node.value, "func", None), "attr", "")
    return method == "encode" and node.attr in ("tokens", "ids", "offsets", "attention_mask")


def _is_field(node: ast.expr) -> bool:
    """`config["width"]`: an entry whose key stands there, of what has a name."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return False
    return isinstance(node.slice.value, str) and dotted(node.value) is not None
