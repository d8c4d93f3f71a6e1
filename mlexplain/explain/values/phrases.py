"""Values in noun phrases: "the mean of the absolute differences between `a` and `b`"."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from mlexplain.explain.expressions.words import Words
from mlexplain.explain.quoting import join_words
from mlexplain.explain.values.forms import (
    CONDITIONS,
    FRACTIONS,
    GENERIC,
    REDUCTIONS,
    SQUEEZED,
)
from mlexplain.explain.values.naming import Holes, named
from mlexplain.explain.values.reading import Reader
from mlexplain.explain.values.value import LAST, LEAVES, MASKS, Value, is_number, parts

_MOST_WORDS = 25
_MOST_LETTERS = 170
_MOST_NAMES = 4
"""Names one behind the other that are told by what they were set to."""
_LONGEST_CODE = 32
_MOST_NESTED = 6
_BY_NAME = (*LEAVES, "len", "numel")
"""What is told by the name that it was given."""
_SAYS_LITTLE = 3
"""Letters of a name that does not say what it holds."""
_FEW = 5
"""Words of a factor that may stand in front of another."""
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_HOLE = re.compile(r"\{(\w+)(\+|\?)?\}")


class Unsaid(Exception):
    """A part of a value cannot be said shortly and surely."""


class Values:
    """Tells what the values of one source text are."""

    def __init__(self, words: Words, meant: Mapping[int, str]) -> None:
        self.words = words
        self.reader = Reader(words.scope)
        self.parts = meant
        """What names hold, by their nodes."""
        self.told_more = False
        """Whether the last phrase says more than the operations that stand in its expression."""
        self._barely = False
        """Whether formulas are named without what they are computed from, where that is too much."""
        self._roles = True
        """Whether names are told with what they hold."""
        self._within = 0
        """How many operations stand around the one that is told."""

    def noun(self, node: ast.expr) -> str | None:
        """What an expression is, through the names in it, where that takes few words; None where
        that is not sure, or says no more than the expression itself."""
        value = self.reader.read(node)
        self.told_more = False
        if value.op in LEAVES or value.op in MASKS:
            return None
        most = _MOST_NAMES if any(p.name and p.op not in LEAVES for p in parts(value)) else 0
        for self._barely, self._roles in ((False, True), (False, False), (True, False)):
            for deep in range(most, -1, -1):
                text = self._told(value, deep)
                if text and _is_short(text):
                    return text
        return None

    def role(self, node: ast.expr) -> str | None:
        """The name alone of the formula that an expression is: "the mean squared error"."""
        value = self.reader.read(node)
        if value.op in LEAVES:
            return None
        while value.op in ("minimum", "maximum") and value.args[1].op == "number":
            value = value.args[0]  # a limit that it is held to
        found = named(value)
        text = _short(found[0]) if found else None
        if found and text and "|" in found[0]:
            text = self._with_names(text, found[1])
        return text if text and "{" not in text else None

    def _with_names(self, template: str, holes: Holes) -> str:
        """A formula's name with what it is of, where that are plain names."""
        for hole, value in holes.items():
            node = value.name if value.name is not None else value.node
            if isinstance(node, ast.Name | ast.Constant):
                template = template.replace(f"{{{hole}}}", self.words.code(node))
        return template

    def more(self, node: ast.expr) -> str | None:
        """The same, only where it says more than the operations that stand in the expression."""
        text = self.noun(node)
        return text if self.told_more else None

    def _told(self, value: Value, deep: int) -> str | None:
        self.told_more = False
        try:
            text = self._whole(value, deep, False).replace(",,", ",").rstrip(",")
            return f"{text} {value.axis}" if value.axis and value.op in REDUCTIONS else text
        except Unsaid:
            return None

    def _part(self, value: Value, deep: int, plural: bool) -> str:
        """A value within another: by its name, or by what it was set to."""
        if value.name is not None:
            if deep == 0 or value.op in _BY_NAME or _made_of_itself(value):
                return self._name(value.name)
            self.told_more = True
            return self._whole(value, deep - 1, plural)
        return self._whole(value, deep, plural)

    def _whole(self, value: Value, deep: int, plural: bool) -> str:
        if value.op in LEAVES:
            return self._leaf(value)
        found = named(value)
        self._within += 1
        try:
            if found is not None:
                return self._named(*found, deep)
            return self._generic(value, deep, plural)
        finally:
            self._within -= 1

    def _loosely(self, text: str) -> str:
        """What reads well only where nothing stands around it: "`a` times `b` plus `c`"."""
        if self._within > 1:
            raise Unsaid
        return text

    def _name(self, name: ast.Name) -> str:
        """A name, with what it holds where it does not say that."""
        told = self._roles and len(name.id) <= _SAYS_LITTLE
        part = self.parts.get(id(name)) if told else None
        if not part or part.startswith("every ") or self._within > 2:
            return self.words.code(name)
        self.told_more = True
        return f"{self.words.code(name)} ({part})"

    def _named(self, template: str, holes: Holes, deep: int) -> str:
        self.told_more = True
        try:
            return self._filled(_OPTIONAL.sub(r"\1", template.split("|")[0]), holes, deep)
        except Unsaid:
            short = _short(template)
            if short == template or not self._barely:
                raise
            return self._filled(short, holes, deep)

    def _generic(self, value: Value, deep: int, plural: bool) -> str:
        inner = value.args[0]
        if value.op == "dev":
            plural = plural or self._within > 1
        squeezed = SQUEEZED.get((value.op, inner.op))
        if squeezed is not None and (inner.name is None or deep):
            deep -= inner.name is not None
            self.told_more |= inner.name is not None
            return self._filled(squeezed[plural], _numbered(inner), deep)
        if value.op == "scaled":
            factor = inner.number
            form = FRACTIONS.get(factor or 0, f"{self._leaf(inner)} times {{}}")
            return form.format(self._part(value.args[1], deep, plural))
        if value.op == "ratio" and is_number(value.args[1], 2):
            return f"half of {self._part(inner, deep, plural)}"
        if value.op in ("add", "times"):
            return self._chain(value, deep, plural)
        if value.op in MASKS and value.op not in ("any", "all"):
            return f"the mask of where {self._clause(value, deep)}"
        forms = GENERIC.get(value.op)
        if value.op == "dot" and value.axis not in (None, LAST):
            forms = ("the sum of the products of {0} and {1}", "")
        if forms is None or (value.op == "quantile"):
            raise Unsaid
        try:
            return self._filled(forms[plural] or forms[0], _numbered(value), deep)
        except Unsaid:
            if value.op != "diff":
                raise
            if _is_composed(self._part(value.args[0], deep, plural)):
                raise  # it would not be clear what is taken away from what
            return self._loosely(self._filled("{0} minus {1}", _numbered(value), deep))

    def _chain(self, value: Value, deep: int, plural: bool) -> str:
        told = [self._part(a, deep, plural) for a in value.args if a.op != "neg"]
        taken = [self._part(a.args[0], deep, plural) for a in value.args if a.op == "neg"]
        told.sort(key=lambda text: (_is_composed(text), len(text)))
        if not told or len(set(told)) < len(told):
            raise Unsaid
        if len(told) == 2 and _is_composed(told[1]):
            if value.op == "add":
                return self._loosely(" minus ".join([f"{told[0]} plus {told[1]}", *taken]))
            if len(told[0].split()) > _FEW or " and " in told[0]:
                raise Unsaid
            return f"{told[0]} times {told[1]}"
        if any(map(_is_composed, told[:-1])):
            raise Unsaid
        what = ("product" if value.op == "times" else "sum") + "s" * plural
        text = f"the {what} of {join_words(told)}" if len(told) > 1 else told[0]
        return self._loosely(" minus ".join([text, *taken])) if taken else text

    def _condition(self, value: Value, deep: int) -> str:
        if value.name is not None and deep == 0:
            return f"{self.words.code(value.name)} is true"
        return self._clause(value, deep)

    def _clause(self, value: Value, deep: int) -> str:
        """What holds where a mask is true, whatever its name."""
        if value.op == "not":
            inner = value.args[0]
            name = inner.name if inner.name is not None else inner.node
            if not isinstance(name, ast.Name):
                raise Unsaid
            return f"{self.words.code(name)} is false"
        if value.op in ("any", "all"):
            where = "anywhere" if value.op == "any" else "everywhere"
            return f"{self._condition(value.args[0], deep)} {where}"
        masked = [a.op in MASKS for a in value.args]
        if value.op == "eq" and any(masked):
            mask, other = value.args if masked[0] else value.args[::-1]
            return f"{self._part(other, deep, False)} agrees with whether {self._condition(mask, deep)}"
        if value.op not in CONDITIONS:
            return f"{self._part(value, deep, False)} is true"
        return self._filled(CONDITIONS[value.op], _numbered(value), deep)

    def _filled(self, template: str, holes: Holes, deep: int) -> str:
        seen: dict[str, str] = {}

        def told(match: re.Match[str]) -> str:
            value = holes[match.group(1)]
            if match.group(2) == "?":
                self.told_more |= value.name is not None and deep > 0
                return self._condition(value, deep - (value.name is not None and deep > 0))
            text = self._part(value, deep, match.group(2) == "+")
            if template[match.end() :].startswith(" and ") and _is_composed(text):
                raise Unsaid  # it would not be clear what the "and" joins
            if seen.setdefault(text, value.key) != value.key:
                raise Unsaid  # two things would seem to be one
            return text

        return _HOLE.sub(told, template)

    def _leaf(self, value: Value) -> str:
        node = value.node
        if node is None:
            if value.number == 1:
                return "one"
            raise Unsaid
        if value.name is not None:
            return self._name(value.name)
        if isinstance(node, ast.Name | ast.Constant) or self.words.is_plain(node):
            return self.words.code(node)
        text = self.words.text_of(node)
        phrase = self.words.phrase(node)
        if not phrase.startswith(("`", "the result of")) and len(phrase) <= 2 * _LONGEST_CODE:
            return phrase
        if len(text) > _LONGEST_CODE:
            raise Unsaid
        return self.words.code(node)


def _numbered(value: Value) -> Holes:
    return {str(i): arg for i, arg in enumerate(value.args)}


def _short(template: str) -> str:
    """A formula's name alone."""
    return _OPTIONAL.sub("", template.split("|")[-1])


def _made_of_itself(value: Value) -> bool:
    """Whether a name is set to a value made of its old one: `t = t + x`."""
    name = value.name.id if value.name is not None else ""
    return value.op in ("add", "diff", "times", "scaled", "ratio") and any(
        isinstance(p.node, ast.Name) and p.node.id == name for p in parts(value)
    )


def _is_composed(text: str) -> bool:
    return " of " in text or " and " in text


def _is_short(text: str) -> bool:
    if len(text.split()) > _MOST_WORDS or len(text) > _MOST_LETTERS:
        return False
    return text.count("the ratio") < 2 and text.count(" of ") <= _MOST_NESTED
