"""Calls in words: what a call gives, by the API card of the function or by what the code shows."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.expressions.loops import neighbours_in
from mlexplain.explain.expressions.phrases import noun_phrase
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.facts.scope import MODULES
from mlexplain.explain.quoting import by_keyword, join_words, quoted, with_article
from mlexplain.explain.wording import MOST_LISTED, Wording, is_call, is_infinity, is_nan

_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
"""As classes are named: no underscore, and not one letter."""
_EMPTY = {"dict": "dictionary"}
_INPUTS = frozenset(
    (
        *("input_ids", "inputs", "inputs_embeds", "pixel_values", "input_values", "x"),
        *("hidden_states", "input_features", "input"),
    )
)
"""Keywords of what is run through a module."""


class Calls(Wording):
    """Puts the calls of one source text into words."""

    def _n_Call(self, node: ast.Call) -> str:
        if not node.args and not node.keywords and isinstance(node.func, ast.Name):
            if node.func.id in ("set", "list", "dict", "tuple"):
                return f"an empty {_EMPTY.get(node.func.id, node.func.id)}"
        if is_infinity(node):
            return "minus infinity" if "-" in self.text_of(node.args[0]) else "infinity"
        if is_nan(node):
            return "not a number (NaN)"
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
            name = getattr(func, "attr", "")
            if name != "__init__":
                return f"what {quoted(name)} of the parent class gives{self.arguments(node)}"
            return "what the parent class sets up"
        if self.makes_object(func):
            named = (
                "object of the class" if self.code(func) == "`cls`" else f"{self.code(func)} object"
            )
            return f"a new {named}{self.arguments(node)}"
        arguments = self.arguments(node).removeprefix(" with ")
        if self.scope.kind(func) in MODULES and arguments:
            ran, function = self.run(node)
            return f"the output of {function}{f' for {ran}' if ran else ''}"
        if isinstance(func, ast.Subscript):
            place = f"{self.phrase(func.value)} holds under {self.phrase(func.slice)}"
            given = f" with {arguments}" if arguments else ""
            return f"the outcome of calling what {place}{given}"
        if isinstance(func, ast.Attribute) and func.attr == "to" and len(node.args) == 1:
            if not node.keywords:
                return (
                    f"{self.phrase(func.value)} moved or converted to {self.phrase(node.args[0])}"
                )
        if isinstance(func, ast.Attribute) and not self.is_plain(func):
            given = f" for {arguments}" if arguments else ""
            owner = self.phrase(func.value)
            if owner.startswith("what ") or " of what " in owner:
                return self.code(node)  # a chain of calls of which nothing is known
            return f"what {quoted(func.attr)} of {owner} gives{given}"
        itself = " itself" if id(node) in self.scope.recursive else ""
        if not arguments:
            return f"what {self.code(func)}{itself} gives"
        if self.passes_on(node):
            return f"the result of {self.code(func)} for the same arguments"
        several = len(node.args) > 1 and all(isinstance(a, ast.Name) for a in node.args)
        if self._depth > 1 and several and not node.keywords and not itself:
            return self.code(node)  # its last argument would run into what follows
        return f"what {self.code(func)}{itself} gives for {arguments}"

    def function(self, node: ast.Call) -> str:
        """What is called: "itself (`f`)" within `f`."""
        name = self.code(node.func)
        return f"itself ({name})" if id(node) in self.scope.recursive else name

    def arguments(self, node: ast.Call) -> str:
        """ " with `a` and `b`, and `k` set to `v`", or nothing."""
        if self.passes_on(node):
            return " with the same arguments"
        parts = [self.entry(a) for a in node.args[:MOST_LISTED]]
        parts += [self.keyword(k) for k in node.keywords[:MOST_LISTED]]
        if len(node.args) > MOST_LISTED or len(node.keywords) > MOST_LISTED:
            parts.append("more")
        return f" with {join_words(parts)}" if parts else ""

    @staticmethod
    def passes_on(node: ast.Call) -> bool:
        """`f(*args, **kwargs)`."""
        starred = len(node.args) == 1 and isinstance(node.args[0], ast.Starred)
        return starred and len(node.keywords) == 1 and node.keywords[0].arg is None

    def run(self, node: ast.Call) -> tuple[str, str]:
        """What is run through a module, and the module with its keyword arguments."""
        more = len(node.args) - MOST_LISTED
        further = [f"{more} more"] if more > 0 else []
        given = join_words([*(self.given(a) for a in node.args[:MOST_LISTED]), *further])
        function = self.module(node.func)
        inputs = [] if node.args else [k for k in node.keywords if k.arg in _INPUTS][:1]
        if not node.args and not inputs:
            inputs = node.keywords[:1]
        others = [k for k in node.keywords if k not in inputs]
        named = [self.keyword(k, "Module.__call__") for k in others[:MOST_LISTED]]
        if inputs:
            given = self.keyword(inputs[0], "Module.__call__")
            if inputs[0].arg is not None and len(node.keywords) > len(inputs):
                as_named = self.text_of(inputs[0].value) != inputs[0].arg
                given = self.given(inputs[0].value)
                given += f" (as {quoted(inputs[0].arg)})" if as_named else ""
        return given, f"{function}, with {join_words(named)}" if named else function

    def module(self, func: ast.expr) -> str:
        """A module by its name, and what kind of layer it is: "`fc` (a linear layer)"."""
        layer = self.layers.get(self.text_of(func))
        return f"{self.code(func)} ({with_article(layer)})" if layer else self.code(func)

    def keyword(self, node: ast.keyword, called: str = "") -> str:
        if node.arg is None:
            return f"the entries of {self.phrase(node.value)} as keyword arguments"
        meant = meaning(node.arg, node.value, called)
        return f"{by_keyword(node.arg, self.given(node.value))}{meant}"

    def makes_object(self, func: ast.AST) -> bool:
        """Whether calling this name makes an object: a class of the snippet, or named like one."""
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if isinstance(func, ast.Name) and (name in self.scope.classes or name == "cls"):
            return True
        owner = getattr(getattr(func, "value", None), "id", "")
        own = name in self.scope.bound or owner in ("self", "cls")
        return bool(_CLASS_NAME.fullmatch(name.lstrip("_"))) and not own

    @staticmethod
    def is_truth_call(node: ast.Call) -> bool:
        """`all(…)` and `any(…)`."""
        return (
            isinstance(node.func, ast.Name) and node.func.id in ("all", "any") and bool(node.args)
        )

    def counted(self, node: ast.Call) -> str | None:
        """`sum(1 for x in xs if …)` and `next(x for x in xs if …)`."""
        first = (
            self.neighbours(node)
            or self._first(node)
            or self._parts(node)
            or self._kept_within(node)
        )
        if first:
            return first
        if not (isinstance(node.func, ast.Name) and node.func.id == "sum" and len(node.args) == 1):
            return None
        given = node.args[0]
        if not isinstance(given, ast.GeneratorExp):
            return None
        if len(given.generators) == 2 and isinstance(given.elt, ast.Compare):
            return self._counted_within(given)
        if len(given.generators) != 1:
            return None
        counted = self.clause(given.generators[0], "the number of entries")
        counted = counted.replace("entries pair of", "pairs of").replace(
            "entries entry of", "entries of"
        )
        counted = counted.replace("entries pair `", "pairs `").replace(
            "entries group `", "groups `"
        )
        if isinstance(given.elt, ast.Constant) and given.elt.value == 1:
            return counted
        if (isinstance(given.elt, ast.Compare) or asks_text(given.elt)) and not given.generators[
            0
        ].ifs:
            return f"{counted} where {self.condition(given.elt)}"
        return None

    def neighbours(self, node: ast.Call) -> str | None:
        """`zip(x, x[1:])`."""
        two = isinstance(node.func, ast.Name) and node.func.id == "zip" and not node.keywords
        of = neighbours_in(node.args) if two else None
        return f"the sequence of pairs of neighbours in {self.phrase(of)}" if of else None

    def _counted_within(self, given: ast.GeneratorExp) -> str | None:
        """`sum(t == k for b in o for t in b)`."""
        outer, inner = given.generators
        if outer.ifs or inner.ifs or not isinstance(inner.target, ast.Name):
            return None
        if self.text_of(inner.iter) != self.text_of(outer.target):
            return None
        name, condition = self.code(inner.target), self.condition(given.elt)
        return f"the number of entries {name} of {self.clause(outer, 'every')} where {condition}"

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

    def _kept_within(self, node: ast.Call) -> str | None:
        """`min(max(x, a), b)`: a value that is kept between two bounds."""
        outer = getattr(node.func, "id", "")
        if outer not in ("min", "max") or len(node.args) != 2 or node.keywords:
            return None
        wanted = "max" if outer == "min" else "min"
        inner = [a for a in node.args if is_call(a, wanted, 2)]
        if len(inner) != 1 or inner[0].keywords:  # type: ignore[attr-defined]
            return None
        bound = next(a for a in node.args if a is not inner[0])
        values = sorted(inner[0].args, key=lambda a: isinstance(a, ast.Constant))  # type: ignore[attr-defined]
        low, high = (values[1], bound) if outer == "min" else (bound, values[1])
        return f"{self.phrase(values[0])}, but at least {self.phrase(low)} and at most {self.phrase(high)}"

    def _first(self, node: ast.Call) -> str | None:
        if not (isinstance(node.func, ast.Name) and node.func.id == "next" and node.args):
            return None
        given = node.args[0]
        if len(node.args) == 1 and called_name(given) in _PARTS_OF_MODULES:
            return f"the first of {self.phrase(given)}"
        if not isinstance(given, ast.GeneratorExp) or len(given.generators) != 1:
            return None
        clause = given.generators[0]
        if self.text_of(given.elt) != self.text_of(clause.target):
            return None
        other = f", or {self.phrase(node.args[1])} if there is none" if node.args[1:] else ""
        return self.clause(clause, "the first") + other

    @staticmethod
    def is_super(func: ast.AST) -> bool:
        return (
            isinstance(func, ast.Attribute)
            and isinstance(func.value, ast.Call)
            and isinstance(func.value.func, ast.Name)
            and func.value.func.id == "super"
        )


_PARTS_OF_MODULES = ("parameters", "buffers", "children", "modules")
"""Methods that begin anew with each call, so that what comes next is the first."""
_TEXT_TESTS = ("isalpha", "isdigit", "isalnum", "isupper", "islower", "isspace", "isnumeric")


def asks_text(node: ast.expr) -> bool:
    """`a.isalpha()` and `a.startswith(x)`, which are true or false."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in (*_TEXT_TESTS, "startswith", "endswith")
