"""Slices in words: "the first `n` entries of `x` along the second dimension"."""

from __future__ import annotations

import ast

from mlexplain.explain.expressions.picking import Picking
from mlexplain.explain.expressions.subscripts import (
    COMPUTED,
    ORDINALS,
    constant,
    is_all,
    is_ellipsis,
    is_new,
    nth,
)
from mlexplain.explain.quoting import join_words

_NUMBERS = ("no", "one", "two", "three", "four")


class Slices(Picking):
    """Puts slices, and subscripts of several dimensions, into words."""

    def sliced(self, node: ast.Slice, whole: str, along: str) -> str:
        """One slice of `whole`; `along` names the dimension where there are several."""
        low, high, step = node.lower, node.upper, node.step
        if step is not None:
            return self._stepped(node, whole, along)
        if low is None and high is None:
            return f"all of {whole}{along}" if along else f"a copy of {whole}"
        if high is not None and (low is None or constant(low) == 0):
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
            start = self.code(low) if isinstance(low, COMPUTED) else self.phrase(low, nested=True)
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
        if node.lower is None and node.upper is None and constant(step) == -1:
            return f"{whole} in reverse order{along}"
        part = whole
        start = None if node.lower is None else constant(node.lower)
        if start is not None and 0 <= start < len(ORDINALS) and node.upper is None:
            part = f"{whole}{along}, beginning with the {nth(start)}"
            along = ""
        elif node.lower is not None or node.upper is not None:
            part = self.sliced(ast.Slice(node.lower, node.upper, None), whole, "")
        if constant(step) == 2:
            return f"every second entry of {part}{along}"
        entries = part if part.startswith("the entries of ") else f"every entry of {part}"
        return f"{entries}, in steps of {self.phrase(step)}{along}"

    def along_dimensions(self, index: ast.Tuple, whole: str) -> str:
        """`x[:, -1]`, `x[..., :n]`, `x[:, None]`, `x[i, j]`."""
        parts = index.elts
        ellipsis = next((i for i, p in enumerate(parts) if is_ellipsis(p)), None)
        picked = [i for i, p in enumerate(parts) if not is_all(p) and not is_ellipsis(p)]
        if any(is_new(parts[i]) for i in picked):
            return self._widened(parts, whole) or self._at(index, whole)
        if len(picked) != 1:
            return self._cut_alike(parts, picked, whole) or self._at(index, whole)
        part = parts[picked[0]]
        place = _dimension(picked[0], len(parts), ellipsis)
        if place is None:
            return self._at(index, whole)
        along = f" along the {place} dimension"
        if isinstance(part, ast.Slice):
            return self.sliced(part, whole, along)
        number = constant(part)
        if number is not None and -2 <= number < len(ORDINALS):
            return f"the {nth(number)} entry of {whole}{along}"
        if self.is_mask(part) or self.scope.kind(part) == "bool":
            return f"the entries of {whole}{along} where {self.condition(part)}"
        if isinstance(part, ast.List) and len(part.elts) == 1:
            entry = self.along_dimensions(_with(index, picked[0], part.elts[0]), whole)
            return f"{entry}, which stays, with size 1"
        if isinstance(part, ast.List):
            return f"the entries {join_words([self.code(e) for e in part.elts])} of {whole}{along}"
        if self.picks(part):
            return (
                f"the entries of {whole} along the {place} dimension that {self.code(part)} picks"
            )
        which = (
            self.code(part) if isinstance(part, ast.Subscript) else self.phrase(part, nested=True)
        )
        return f"entry {which} of {whole}{along}"

    def _cut_alike(self, parts: list[ast.expr], picked: list[int], whole: str) -> str | None:
        """`x[:, :, :n, :n]`: the same slice of some dimensions."""
        cuts = [part for part in (parts[at] for at in picked) if isinstance(part, ast.Slice)]
        if not cuts or len(cuts) < len(picked) or len(set(map(ast.unparse, cuts))) != 1:
            return None
        ellipsis = next((i for i, p in enumerate(parts) if is_ellipsis(p)), None)
        places = [_dimension(at, len(parts), ellipsis) for at in picked]
        if None in places:
            return None
        along = f" along the {join_words([str(p) for p in places])} dimension"
        return self.sliced(cuts[0], whole, along)

    def _widened(self, parts: list[ast.expr], whole: str) -> str | None:
        """`x[:, None]`, `x[:, :, None, None]`, `x[:, i, None]`: new dimensions, and what else is picked."""
        rest = [p for p in parts if not is_new(p)]
        fixed = [p for p in rest if not isinstance(p, ast.Slice) and not is_ellipsis(p)]
        counters = self.scope.uses.get("counter", ())
        if any(constant(p) is None and getattr(p, "id", "") not in counters for p in fixed):
            return None  # an array picks entries and keeps a dimension
        if all(is_all(p) or is_ellipsis(p) for p in rest):
            part = whole
        elif len(rest) == 1 and isinstance(rest[0], ast.Slice):
            part = self.sliced(rest[0], whole, "")
        elif len(rest) == 1:
            part = f"entry {self.phrase(rest[0], nested=True)} of {whole}"
        else:
            part = self.along_dimensions(ast.Tuple(rest, ast.Load()), whole)
        kept = [p for p in parts if p not in fixed]
        ellipsis = next((i for i, p in enumerate(kept) if is_ellipsis(p)), None)
        new = [i for i, p in enumerate(kept) if is_new(p)]
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
            is_ellipsis(p) or is_new(p) for p in index.elts
        ):
            return f"the part `{self.text_of(index)}` of {whole}"
        if not index.elts:
            return f"the whole of {whole}"
        if len(index.elts) == 2 and _are_neighbours(*index.elts):
            first, second = index.elts
            pair = f"{self.phrase(first, nested=True)} and {self.code(second)}"
            return f"the entry of {whole} for the pair of neighbours {pair}"
        numbers = [constant(e) for e in index.elts]
        if len(numbers) == 2 and numbers[1] == -1 and numbers[0] == 0:
            return f"the entry at the last position of the first row of {whole}"
        if any(
            isinstance(getattr(e, "slice", None), ast.Slice) or self.is_mask(e) or self.picks(e)
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


def _with(index: ast.Tuple, at: int, part: ast.expr) -> ast.Tuple:
    """A subscript with another part at one place."""
    return ast.Tuple([*index.elts[:at], part, *index.elts[at + 1 :]], ast.Load())


def _minus(node: ast.expr) -> ast.expr | None:
    """`n` of `-n`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    return None


def _dimension(at: int, count: int, ellipsis: int | None) -> str | None:
    """Which dimension stands at a place of a subscript."""
    if ellipsis is not None and at > ellipsis:
        return nth(at - count) if at - count >= -2 else None
    return ORDINALS[at] if at < len(ORDINALS) else None
