"""Subscripts that pick several entries: by an order, by a mask."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.expressions.subscripts import (
    constant,
)
from mlexplain.explain.facts.marked import marks
from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.wording import Wording

_GIVING_PLACES = (
    *("argsort", "argpartition", "nonzero", "flatnonzero", "argwhere"),
    *("arange", "permutation", "randperm", "lexsort", "cat", "concatenate", "hstack", "unique"),
)
"""What gives several places."""
_DRAWN = {"randint": 2, "integers": 2, "choice": 1}
"""What draws one place, or several where it is given more than so many arguments."""
_PICKING = re.compile(r"mask|keep|idx|indices|perm|order", re.IGNORECASE)
_ONE_PLACE = re.compile(
    r"[b-eg-lnp-z]|.*(idx|index|key|name|id|pos|position|step|epoch|row|col|column|word|token|char)\d?",
    re.IGNORECASE,
)
"""Names of a single place or key."""


class Picking(Wording):
    """Tells what picks several entries from what names one place."""

    def picks(self, index: ast.expr) -> bool:
        """Whether an index holds several places: an order, the places where something holds."""
        if isinstance(index, ast.Attribute):
            return index.attr.endswith("labels_")
        if not isinstance(index, ast.Name):
            return False
        uses = self.scope.uses
        if index.id in uses.get("rows of a split", ()) or index.id in uses.get(
            "several places", ()
        ):
            return True
        kind = self.scope.kind(index)
        if _PICKING.search(index.id) and kind in ("Tensor", "array"):
            return True
        held = self.scope.definitions.get(id(index))
        if held is not None and marks(held):
            return True
        return kind == "list" or (held is not None and self._holds_places(held))

    def _holds_places(self, held: ast.expr, most: int = 3) -> bool:
        """Also cut or turned around, `argsort(x)[::-1][:k]` and `argsort(x, axis=1)[:, :k]`, and by
        way of other names: `a` of `o = rng.permutation(n)`, `a = o[:k]`."""
        while isinstance(held, ast.Subscript) and _is_cut(held.slice):
            held = held.value
        if not isinstance(held, ast.Name):
            return _gives_places(held)
        before = self.scope.definitions.get(id(held)) if most else None
        return before is not None and self._holds_places(before, most - 1)

    def may_pick(self, node: ast.Subscript) -> bool:
        """Whether a reader cannot tell if an index is one place or several: `f` of
        `def g(y, f): … y[f]`."""
        index = node.slice
        if not isinstance(index, ast.Name):
            return False
        given = index.id in self.scope.uses.get("given", ())
        given = given and self.scope.kind(index) not in ("int", "number", "str")
        return given and not _ONE_PLACE.fullmatch(index.id)

    def is_mask(self, index: ast.AST) -> bool:
        """Whether a subscript picks entries by a condition."""
        if isinstance(index, ast.Compare):
            return True
        if isinstance(index, ast.Name):
            return index.id in self.scope.marked
        if isinstance(index, ast.UnaryOp):
            return isinstance(index.op, ast.Invert)
        return isinstance(index, ast.BinOp) and isinstance(index.op, ast.BitAnd | ast.BitOr)


def _gives_places(held: ast.expr) -> bool:
    """Whether a value holds several places."""
    if isinstance(held, ast.Subscript) and called_name(held.value) in ("where", "nonzero"):
        return constant(held.slice) == 0
    if called_name(held) in _DRAWN and isinstance(held, ast.Call):
        sized = any(k.arg == "size" for k in held.keywords)
        sized = sized or len(held.args) > _DRAWN[called_name(held)]
        return sized or any(isinstance(a, ast.Tuple) for a in held.args)
    if called_name(held) == "get" and isinstance(held, ast.Call) and len(held.args) == 2:
        return isinstance(held.args[1], ast.List)
    return called_name(held) in _GIVING_PLACES


def _is_cut(index: ast.expr) -> bool:
    """`:k` and `:, :k`, but not `:, 0`."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return all(isinstance(part, ast.Slice) for part in parts)
