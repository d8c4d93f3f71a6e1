"""Subscripts and slices in words: the first entry, all but the last, every other row."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.facts.marked import marks
from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.quoting import join_words
from mlexplain.explain.wording import Wording

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_GIVING_PLACES = (
    *("argsort", "argpartition", "nonzero", "flatnonzero", "argwhere"),
    *("permutation", "randperm", "lexsort", "cat", "concatenate", "hstack", "unique"),
)
"""What gives several places."""
_DRAWN = {"randint": 2, "integers": 2, "choice": 1}
"""What draws one place, or several where it is given more than so many arguments."""
_NUMBERS = ("no", "one", "two", "three", "four")
_PICKING = re.compile(r"mask|keep|idx|indices|perm|order", re.IGNORECASE)
_COLUMNS = re.compile(r"(?:^|_)(?:columns|cols|features|feature_names)_?$")
"""Names of several columns of a table, or of whatever else has them."""
_ONE_PLACE = re.compile(
    r"[b-eg-lnp-z]|.*(idx|index|key|name|id|pos|position|step|epoch|row|col|column|word|token|char)\d?",
    re.IGNORECASE,
)
"""Names of a single place or key."""
_JOINING = {"numpy.c_": "side by side as columns", "numpy.r_": "joined end to end"}
"""Objects whose subscripts are joined, not looked up in."""
_COMPUTED = ast.Call | ast.BinOp | ast.List | ast.IfExp | ast.Subscript


def _gives_places(held: ast.expr) -> bool:
    """Whether a value holds several places, also cut or turned around: `argsort(x)[::-1][:k]`."""
    while isinstance(held, ast.Subscript) and isinstance(held.slice, ast.Slice):
        held = held.value
    if isinstance(held, ast.Subscript) and called_name(held.value) in ("where", "nonzero"):
        return _constant(held.slice) == 0
    if called_name(held) in _DRAWN and isinstance(held, ast.Call):
        sized = any(k.arg == "size" for k in held.keywords)
        sized = sized or len(held.args) > _DRAWN[called_name(held)]
        return sized or any(isinstance(a, ast.Tuple) for a in held.args)
    if called_name(held) == "get" and isinstance(held, ast.Call) and len(held.args) == 2:
        return isinstance(held.args[1], ast.List)
    return called_name(held) in _GIVING_PLACES


class Places(Wording):
    """Puts what subscripts pick out into words."""

    def _n_Subscript(self, node: ast.Subscript) -> str:
        index = node.slice
        known = self.scope.full_name(node.value)
        if known == "sys.argv":
            given = self._command_line(index)
            if given:
                return given
        if known in _JOINING and isinstance(index, ast.Tuple):
            if not any(isinstance(part, ast.Slice) or _is_text(part) for part in index.elts):
                return f"{self.listing(index.elts)} {_JOINING[known]}"
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            whole = self.phrase(node.value.value)
            place = _constant(index)
            if place is not None and -2 <= place < len(_ORDINALS):
                return f"the size of the {_nth(place)} dimension of {whole}"
        whole = self.phrase(node.value, nested=True)
        if isinstance(index, ast.Slice):
            return self._sliced(index, whole, "")
        if isinstance(index, ast.Tuple):
            return self._along_dimensions(index, whole)
        if self.is_mask(index) or self.scope.kind(index) == "bool":
            return f"the entries of {whole} where {self.condition(index)}"
        if self.scope.kind(node.value) == "Match":
            if _constant(index) == 0:
                return f"the matched text of {whole}"
            return f"the text that group {self.phrase(index)} of {whole} matched"
        if _is_new(index):
            return f"{whole} with a new first dimension of size 1"
        place = _constant(index)
        if place is not None and self.scope.kind(node.value) == "DataFrame":
            return f"the column {self.phrase(index)} of {whole}"
        if place is not None and -2 <= place < len(_ORDINALS) and not self._is_mapping(node.value):
            return f"the {_nth(place)} entry of {whole}"
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
        if isinstance(index, _COMPUTED):
            at = self.phrase(index) if isinstance(index, ast.IfExp | ast.List) else self.code(index)
            if whole.startswith("what "):
                return f"the entry at {at} of {whole}"
            return f"what {whole} holds at {at}"
        if self._picks(index):
            return f"the entries of {whole} that {self.phrase(index)} picks"
        if isinstance(index, ast.Name | ast.Attribute) and _COLUMNS.search(
            getattr(index, "attr", getattr(index, "id", ""))
        ):
            return self.code(node)
        if self._may_pick(node):
            return (
                self.code(node) if self.is_plain(node.value) else f"{whole} at {self.phrase(index)}"
            )
        return f"entry {self.phrase(index, nested=True)} of {whole}"

    def _picks(self, index: ast.expr) -> bool:
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
        return kind == "list" or (held is not None and _gives_places(held))

    def _may_pick(self, node: ast.Subscript) -> bool:
        """Whether a reader cannot tell if an index is one place or several: `f` of
        `def g(y, f): … y[f]`."""
        index = node.slice
        if not isinstance(index, ast.Name):
            return False
        given = index.id in self.scope.uses.get("given", ())
        given = given and self.scope.kind(index) not in ("int", "number", "str")
        return given and not _ONE_PLACE.fullmatch(index.id)

    def _command_line(self, index: ast.expr) -> str | None:
        """`sys.argv[1:]` and `sys.argv[1]`."""
        if isinstance(index, ast.Slice):
            first = None if index.lower is None else _constant(index.lower)
            return "the arguments given on the command line" if first == 1 else None
        place = _constant(index)
        if place is None or not 0 < place <= len(_ORDINALS):
            return None
        return f"the {_ORDINALS[place - 1]} argument given on the command line"

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
        if _is_all(node.slice):
            return f"the places of all entries of {self.phrase(node.value, nested=True)}"
        if isinstance(node.slice, ast.List) and len(node.slice.elts) > 1:
            return self.phrase(node)
        if isinstance(node.slice, _COMPUTED) and not self.is_mask(node.slice):
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

    def is_mask(self, index: ast.AST) -> bool:
        """Whether a subscript picks entries by a condition."""
        if isinstance(index, ast.Compare):
            return True
        if isinstance(index, ast.Name):
            return index.id in self.scope.marked
        if isinstance(index, ast.UnaryOp):
            return isinstance(index.op, ast.Invert)
        return isinstance(index, ast.BinOp) and isinstance(index.op, ast.BitAnd | ast.BitOr)

    def _sliced(self, node: ast.Slice, whole: str, along: str) -> str:
        """One slice of `whole`; `along` names the dimension where there are several."""
        low, high, step = node.lower, node.upper, node.step
        if step is not None:
            return self._stepped(node, whole, along)
        if low is None and high is None:
            return f"all of {whole}{along}" if along else f"a copy of {whole}"
        if high is not None and (low is None or _constant(low) == 0):
            count = _minus(high)
            if count is None and isinstance(high, ast.BinOp | ast.Call):
                return f"the entries of {whole} up to position {self.code(high)}{along}"
            if count is None:
                return f"the first {self.phrase(high, nested=True)} entries of {whole}{along}"
            return f"{whole} without {self._some('last', count)}{along}"
        assert low is not None
        count = _minus(low)
        if high is None:
            if count is not None:
                some = self._some("last", count).replace("its", "the", 1)
                return f"{some} of {whole}{along}"
            if isinstance(low, ast.Constant):
                return f"{whole} without {self._some('first', low)}{along}"
            start = self.code(low) if isinstance(low, _COMPUTED) else self.phrase(low, nested=True)
            return f"{whole} from position {start} on{along}"
        end = _minus(high)
        start = self.phrase(low, nested=True)
        if end is not None:
            return f"{whole} from position {start} on, without {self._some('last', end)}{along}"
        return (
            f"the entries of {whole} from {start} up to {self.phrase(high, nested=True)} "
            f"(exclusive){along}"
        )

    def _some(self, word: str, count: ast.expr) -> str:
        if isinstance(count, ast.Constant) and count.value == 1:
            return f"the {word} entry" if word == "first" else f"its {word} entry"
        many = isinstance(count, ast.BinOp | ast.Call)
        return f"the {word} {self.code(count) if many else self.phrase(count, nested=True)} entries"

    def _stepped(self, node: ast.Slice, whole: str, along: str) -> str:
        step = node.step
        assert step is not None
        if node.lower is None and node.upper is None and _constant(step) == -1:
            return f"{whole} in reverse order{along}"
        part = whole
        start = None if node.lower is None else _constant(node.lower)
        if start is not None and 0 <= start < len(_ORDINALS) and node.upper is None:
            part = f"{whole}{along}, beginning with the {_nth(start)}"
            along = ""
        elif node.lower is not None or node.upper is not None:
            part = self._sliced(ast.Slice(node.lower, node.upper, None), whole, "")
        if _constant(step) == 2:
            return f"every second entry of {part}{along}"
        return f"every entry of {part} in steps of {self.phrase(step)}{along}"

    def _along_dimensions(self, index: ast.Tuple, whole: str) -> str:
        """`x[:, -1]`, `x[..., :n]`, `x[:, None]`, `x[i, j]`."""
        parts = index.elts
        ellipsis = next((i for i, p in enumerate(parts) if is_ellipsis(p)), None)
        picked = [i for i, p in enumerate(parts) if not _is_all(p) and not is_ellipsis(p)]
        if any(_is_new(parts[i]) for i in picked):
            return self._widened(parts, whole) or self._at(index, whole)
        if len(picked) != 1:
            return self._at(index, whole)
        part = parts[picked[0]]
        place = _dimension(picked[0], len(parts), ellipsis)
        if place is None:
            return self._at(index, whole)
        along = f" along the {place} dimension"
        if isinstance(part, ast.Slice):
            return self._sliced(part, whole, along)
        number = _constant(part)
        if number is not None and -2 <= number < len(_ORDINALS):
            return f"the {_nth(number)} entry of {whole}{along}"
        if self.is_mask(part) or self.scope.kind(part) == "bool":
            return f"the entries of {whole}{along} where {self.condition(part)}"
        which = (
            self.code(part) if isinstance(part, ast.Subscript) else self.phrase(part, nested=True)
        )
        return f"entry {which} of {whole}{along}"

    def _widened(self, parts: list[ast.expr], whole: str) -> str | None:
        """`x[:, None]`, `x[:, :, None, None]`, `x[:, i, None]`: new dimensions, and what else is picked."""
        rest = [p for p in parts if not _is_new(p)]
        fixed = [p for p in rest if not isinstance(p, ast.Slice) and not is_ellipsis(p)]
        counters = self.scope.uses.get("counter", ())
        if any(_constant(p) is None and getattr(p, "id", "") not in counters for p in fixed):
            return None  # an array picks entries and keeps a dimension
        if all(_is_all(p) or is_ellipsis(p) for p in rest):
            part = whole
        elif len(rest) == 1 and isinstance(rest[0], ast.Slice):
            part = self._sliced(rest[0], whole, "")
        elif len(rest) == 1:
            part = f"entry {self.phrase(rest[0], nested=True)} of {whole}"
        else:
            part = self._along_dimensions(ast.Tuple(rest, ast.Load()), whole)
        kept = [p for p in parts if p not in fixed]
        ellipsis = next((i for i, p in enumerate(kept) if is_ellipsis(p)), None)
        new = [i for i, p in enumerate(kept) if _is_new(p)]
        if len(new) > 1 and ellipsis is None and new[-1] - new[0] == len(new) - 1:
            if new[-1] == len(kept) - 1 and len(new) < len(_NUMBERS):
                return f"{part} with {_NUMBERS[len(new)]} new dimensions of size 1 at the end"
        places = [_dimension(i, len(kept), ellipsis) for i in new]
        if None in places:
            return None
        several = "s" if len(new) > 1 else ""
        named = join_words([str(p) for p in places])
        return f"{part} with {'' if several else 'a '}new {named} dimension{several} of size 1"

    def _at(self, index: ast.Tuple, whole: str) -> str:
        if any(isinstance(p, ast.Slice) for p in index.elts) or any(
            is_ellipsis(p) or _is_new(p) for p in index.elts
        ):
            return f"the part `{self.text_of(index)}` of {whole}"
        if not index.elts:
            return f"the whole of {whole}"
        if len(index.elts) == 2 and _are_neighbours(*index.elts):
            first, second = index.elts
            pair = f"{self.phrase(first, nested=True)} and {self.code(second)}"
            return f"the entry of {whole} for the pair of neighbours {pair}"
        numbers = [_constant(e) for e in index.elts]
        if len(numbers) == 2 and numbers[1] == -1 and numbers[0] == 0:
            return f"the entry at the last position of the first row of {whole}"
        if any(
            isinstance(getattr(e, "slice", None), ast.Slice) or self.is_mask(e) or self._picks(e)
            for e in index.elts
        ):
            return f"the entries of {whole} at {join_words([self.code(e) for e in index.elts])}"
        return f"the entry of {whole} at {self.listing(index.elts)}"


def _are_neighbours(first: ast.expr, second: ast.expr) -> bool:
    """`s[i]` and `s[i + 1]`."""
    if not (isinstance(first, ast.Subscript) and isinstance(second, ast.Subscript)):
        return False
    after = ast.unparse(second.slice).replace(" ", "")
    before = ast.unparse(first.slice).replace(" ", "")
    return ast.unparse(first.value) == ast.unparse(second.value) and (
        after == f"{before}+1" or before == f"{after}-1"
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _constant(node: ast.AST) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _constant(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def _minus(node: ast.expr) -> ast.expr | None:
    """`n` of `-n`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    return None


def _nth(place: int) -> str:
    if place < 0:
        return "last" if place == -1 else "last but one"
    return _ORDINALS[place]


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and not (node.lower or node.upper or node.step)


def is_ellipsis(node: ast.expr) -> bool:
    """`...`, which stands for all other dimensions, or for a body left out."""
    return isinstance(node, ast.Constant) and node.value is ...


def _is_new(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _dimension(at: int, count: int, ellipsis: int | None) -> str | None:
    """Which dimension stands at a place of a subscript."""
    if ellipsis is not None and at > ellipsis:
        return _nth(at - count) if at - count >= -2 else None
    return _ORDINALS[at] if at < len(_ORDINALS) else None
