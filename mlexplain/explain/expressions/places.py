"""Subscripts and slices in words: the first entry, all but the last, every other row."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.expressions.slices import Slices
from mlexplain.explain.expressions.subscripts import (
    COMPUTED,
    ORDINALS,
    constant,
    is_all,
    is_new,
    is_text,
    nth,
)

_COLUMNS = re.compile(r"(?:^|_)(?:columns|cols|features|feature_names)_?$")
"""Names of several columns of a table, or of whatever else has them."""
_JOINING = {"numpy.c_": "side by side as columns", "numpy.r_": "joined end to end"}
"""Objects whose subscripts are joined, not looked up in."""


class Places(Slices):
    """Puts what subscripts pick out into words."""

    def _n_Subscript(self, node: ast.Subscript) -> str:
        index = node.slice
        known = self.scope.full_name(node.value)
        if known == "sys.argv":
            given = self._command_line(index)
            if given:
                return given
        if known in _JOINING and isinstance(index, ast.Tuple):
            if not any(isinstance(part, ast.Slice) or is_text(part) for part in index.elts):
                return f"{self.listing(index.elts)} {_JOINING[known]}"
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            whole = self.phrase(node.value.value)
            place = constant(index)
            if place is not None and -2 <= place < len(ORDINALS):
                return f"the size of the {nth(place)} dimension of {whole}"
        whole = self.phrase(node.value, nested=True)
        if isinstance(index, ast.Slice):
            return self.sliced(index, whole, "")
        if isinstance(index, ast.Tuple):
            return self.along_dimensions(index, whole)
        if self.is_mask(index) or self.scope.kind(index) == "bool":
            return f"the entries of {whole} where {self.condition(index)}"
        if self.scope.kind(node.value) == "Match":
            if constant(index) == 0:
                return f"the matched text of {whole}"
            return f"the text that group {self.phrase(index)} of {whole} matched"
        if is_new(index):
            return f"{whole} with a new first dimension of size 1"
        place = constant(index)
        if place is not None and self.scope.kind(node.value) == "DataFrame":
            return f"the column {self.phrase(index)} of {whole}"
        if place is not None and -2 <= place < len(ORDINALS) and not self._is_mapping(node.value):
            return f"the {nth(place)} entry of {whole}"
        if self._by_key(node):
            if isinstance(index, ast.Constant):
                if index.value == "lr" and self._is_group(node.value):
                    return f"the learning rate of {whole}"
                return f"the entry {self.phrase(index)} of {whole}"
            if whole.startswith("what "):
                return f"the value under {self.phrase(index)} in {whole}"
            return f"what {whole} holds under {self.phrase(index)}"
        if isinstance(index, ast.List) and len(index.elts) > 1:
            return f"the entries {self.listing(index.elts)} of {whole}"
        if isinstance(index, ast.Call) and self.phrase(index).startswith("whether "):
            return f"the entries of {whole} where {self.code(index)} holds"
        if isinstance(index, COMPUTED):
            at = self.phrase(index) if isinstance(index, ast.IfExp | ast.List) else self.code(index)
            if isinstance(index, ast.BinOp) and self._counts(index.left):
                return f"entry {at} of {whole}"
            if whole.startswith("what "):
                return f"the entry at {at} of {whole}"
            return f"what {whole} holds at {at}"
        if self.picks(index):
            return f"the entries of {whole} that {self.phrase(index)} picks"
        if isinstance(index, ast.Name | ast.Attribute) and _COLUMNS.search(
            getattr(index, "attr", getattr(index, "id", ""))
        ):
            return self.code(node)
        if self.may_pick(node):
            return (
                self.code(node) if self.is_plain(node.value) else f"{whole} at {self.phrase(index)}"
            )
        return f"entry {self.phrase(index, nested=True)} of {whole}"

    def _counts(self, node: ast.expr) -> bool:
        """Whether an expression is a whole number: a length, or `i` of `for i in range(n)`."""
        counted = self.scope.elements.get(getattr(node, "id", ""))
        in_range = isinstance(counted, ast.Call) and getattr(counted.func, "id", "") == "range"
        return in_range or self.scope.kind(node) == "int"

    def _command_line(self, index: ast.expr) -> str | None:
        """`sys.argv[1:]` and `sys.argv[1]`."""
        if isinstance(index, ast.Slice):
            first = None if index.lower is None else constant(index.lower)
            return "the arguments given on the command line" if first == 1 else None
        place = constant(index)
        if place is None or not 0 < place <= len(ORDINALS):
            return None
        return f"the {ORDINALS[place - 1]} argument given on the command line"

    def _by_key(self, node: ast.Subscript) -> bool:
        return self._is_mapping(node.value) or self.scope.kind(node.slice) == "str"

    def place(self, node: ast.Subscript) -> str:
        """Where something is written to."""
        if isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "iloc"):
            return self.phrase(node)
        if getattr(node.slice, "value", None) == "lr" and self._is_group(node.value):
            return self.phrase(node)
        if self._by_key(node):
            return f"{self.phrase(node.value, nested=True)} under {self.phrase(node.slice)}"
        if is_all(node.slice):
            return f"the places of all entries of {self.phrase(node.value, nested=True)}"
        if isinstance(node.slice, ast.List) and len(node.slice.elts) > 1:
            return self.phrase(node)
        if isinstance(node.slice, COMPUTED) and not self.is_mask(node.slice):
            at = node.slice
            told = self.phrase(at) if isinstance(at, ast.IfExp | ast.List) else self.code(at)
            return f"{self.phrase(node.value, nested=True)} at {told}"
        return self.phrase(node)

    def _is_group(self, node: ast.AST) -> bool:
        """Whether it is a parameter group of an optimizer: `g` of `for g in o.param_groups`."""
        if isinstance(node, ast.Subscript):
            node = node.value
        else:
            node = self.scope.elements.get(getattr(node, "id", ""), node)
        return isinstance(node, ast.Attribute) and node.attr == "param_groups"

    def _is_mapping(self, node: ast.AST) -> bool:
        return self.scope.kind(node) == "dict"
