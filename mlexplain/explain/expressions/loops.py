"""Loops and comprehensions in words: what they go through, and what is made for each."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from mlexplain.explain.facts.uses import part_of
from mlexplain.explain.quoting import join_words
from mlexplain.explain.wording import Wording, is_call

_CODE = re.compile(r"`[^`]*`")
_ENTRIES = {"file": "line", "str": "character", "dict": "key"}


class Loop(NamedTuple):
    """What a loop goes through."""

    key: str
    """`each`, `repeat` (no counter is used) or `count` (a counter from 0)."""
    text: str
    """`x` in `xs`; or how many times."""
    counter: str = ""


class Loops(Wording):
    """Puts the loops of one source text into words."""

    def each(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> str:
        """A comprehension: what is made, for each of what, under which condition."""
        if isinstance(node, ast.DictComp):
            made = f"{self.entry(node.key)} with {self.entry(node.value)}"
        else:
            made = self.phrase(node.elt)
        if len(node.generators) == 1 and not isinstance(node, ast.DictComp):
            clause = node.generators[0]
            if self.text_of(node.elt) == self.text_of(clause.target):
                return self.clause(clause, "every" if clause.ifs else "each")
            several = self._several(node.elt, clause)
            if several is not None:
                return several
        over = " and ".join(self.clause(c, "each") for c in node.generators)
        if "what follows, for " in _CODE.sub("", made):  # nested too deep to be read in words
            made = self._in_code(node)
        elif " for each " in _CODE.sub("", made):
            return f"what follows, for {over}: {made}"
        return f"{made} for {over}"

    def _several(self, made: ast.expr, clause: ast.comprehension) -> str | None:
        """`[Block(c) for _ in range(n)]`: "`n` new `Block` objects with `c`"."""
        if clause.ifs or self.loop(clause.target, clause.iter).key != "repeat":
            return None
        assert isinstance(clause.iter, ast.Call)
        times, told = self.code(clause.iter.args[0]), self.phrase(made)
        if told.startswith("a new ") and " object" in told:
            return f"{times} {told.removeprefix('a ').replace(' object', ' objects', 1)}"
        if isinstance(made, ast.Call) and told.startswith(("a ", "an ")):
            return f"{times} times {told}"
        return None

    def _in_code(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> str:
        if isinstance(node, ast.DictComp):
            return f"{self.code(node.key)} with {self.code(node.value)}"
        return self.code(node.elt)

    def _test(self, test: ast.expr) -> str:
        """A condition; one that holds a comprehension with a condition of its own, as code."""
        told = self.condition(test)
        return f"{self.code(test)} holds" if " where " in _CODE.sub("", told) else told

    def clause(self, clause: ast.comprehension, word: str) -> str:
        loop = self.loop(clause.target, clause.iter)
        text = f"{word} {loop.text}"
        if loop.key == "repeat":
            text = f"each of {loop.text} rounds"
        elif loop.key == "count":
            text = f"{word} {loop.counter} from 0 up to {loop.text} (exclusive)"
        return " and".join([text, *(f" where {self._test(test)}" for test in clause.ifs)]).replace(
            " and where", " where", 1
        )

    def loop_over(self, target: ast.AST, iterated: ast.AST) -> str:
        """What a loop goes through: `x in xs`, counting, numbering or pairing."""
        loop = self.loop(target, iterated)
        if loop.key == "repeat":
            return f"of {loop.text} rounds"
        if loop.key == "count":
            return f"{loop.counter} from 0 up to {loop.text} (exclusive)"
        return loop.text

    def loop(self, target: ast.AST, iterated: ast.AST) -> Loop:
        """What a loop goes through."""
        call = iterated if isinstance(iterated, ast.Call) else None
        name = call.func.id if call and isinstance(call.func, ast.Name) else ""
        if call and call.args and not any(isinstance(a, ast.Starred) for a in call.args):
            if name == "range" and not call.keywords:
                return self._range(target, call.args)
            if name == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                return Loop("each", self._numbered(target.elts, call))
            if name == "zip" and isinstance(target, ast.Tuple):
                if len(call.args) == len(target.elts):
                    return Loop("each", self._paired(target.elts, call.args))
            if name == "reversed" and len(call.args) == 1:
                inner = self.loop(target, call.args[0])
                return (
                    Loop("each", f"{self.loop_over(target, call.args[0])}, backwards")
                    if (inner.key != "repeat")
                    else inner
                )
        if call and isinstance(call.func, ast.Attribute) and call.func.attr == "items":
            if isinstance(target, ast.Tuple) and len(target.elts) == 2 and not call.args:
                key, value = (self._target(t) for t in target.elts)
                return Loop(
                    "each", f"key {key} and value {value} of {self.phrase(call.func.value)}"
                )
        if isinstance(target, ast.Name) and target.id.startswith("_"):
            return Loop("each", f"entry of {self.phrase(iterated)}")
        if isinstance(target, ast.Tuple):
            names = [self._target(t) for t in target.elts]
            kind = "pair" if len(names) == 2 else "group"
            data = self.phrase(iterated)
            if kind == "pair" and getattr(target.elts[1], "id", "") == "_":
                first = f"batch {names[0]}" if self._is_data(iterated) else names[0]
                return Loop("each", f"{first} in {data} (what comes with it is not used)")
            if kind == "pair" and _alike(target):
                if self._is_data(iterated) or self.gives_batches(iterated):
                    return Loop("each", f"batch of {data}, taken apart into {join_words(names)}")
                return Loop("each", f"pair {join_words(names)} in {data}")
            if kind == "pair" and (self._inputs_and_targets(target) or self._is_data(iterated)):
                return Loop("each", f"batch of inputs {names[0]} and targets {names[1]} in {data}")
            if self.gives_batches(iterated):
                batch = f"batch of {self.phrase(iterated)}"
                return Loop("each", f"{batch}, taken apart into {join_words(names)}")
            return Loop("each", f"{kind} {join_words(names)} in {self.phrase(iterated)}")
        if isinstance(target, ast.Name) and (cut := self._cut(iterated)):
            return Loop("each", f"{cut[0]} {self.code(target)} of {self.phrase(cut[1])}")
        held = iterated.id if isinstance(iterated, ast.Name) else ""
        word = _ENTRIES.get(self.scope.kinds.get(held) or "")
        if word and isinstance(target, ast.Name) and (len(held) > 2 or word == "line"):
            return Loop("each", f"{word} {self.code(target)} of {self.phrase(iterated)}")
        return Loop("each", f"{self.code(target)} in {self.phrase(iterated)}")

    def _cut(self, iterated: ast.AST) -> tuple[str, ast.expr] | None:
        """What the text is cut into that a loop goes through, and the text: `text.splitlines()`."""
        func = iterated.func if isinstance(iterated, ast.Call) else None
        if not isinstance(func, ast.Attribute) or iterated.args or iterated.keywords:  # type: ignore[attr-defined]
            return None
        word = {"splitlines": "line", "split": "word"}.get(func.attr)
        return (word, func.value) if word and self._is_text(func.value) else None

    def _is_text(self, node: ast.expr) -> bool:
        return self.scope.kind(node) == "str" or isinstance(node, ast.Call)

    def _inputs_and_targets(self, target: ast.Tuple) -> bool:
        first, second = (getattr(e, "id", None) for e in target.elts)
        uses = self.scope.uses
        return (part_of(first, uses), part_of(second, uses)) == ("the inputs", "the targets")

    def _is_data(self, iterated: ast.AST) -> bool:
        """Whether the model is trained or judged on what a loop goes through."""
        part = part_of(getattr(iterated, "id", None), self.scope.uses)
        return part in ("the training data", "the validation data", "the test data")

    def gives_batches(self, iterated: ast.AST) -> bool:
        last = getattr(iterated, "attr", getattr(iterated, "id", "")).lower()
        return self.scope.kind(iterated) == "DataLoader" or "loader" in last

    def _target(self, node: ast.AST) -> str:
        if isinstance(node, ast.Tuple | ast.List):
            return "(" + join_words([self._target(t) for t in node.elts]) + ")"
        return self.code(node)

    def _numbered(self, targets: list[ast.expr], call: ast.Call) -> str:
        number, entry = targets
        start = call.args[1:] + [k.value for k in call.keywords if k.arg == "start"]
        first = f", starting with {self.phrase(start[0])}" if start else ""
        inner = self.loop_over(entry, call.args[0])
        return f"{inner}, numbered by {self.code(number)}{first}"

    def _paired(self, targets: list[ast.expr], iterables: list[ast.expr]) -> str:
        beside = self._neighbours(targets, iterables)
        if beside:
            return beside
        pairs = [
            f"{self._target(t)} from {self.phrase(a)}"
            for t, a in zip(targets, iterables, strict=True)
        ]
        return ("pair of " if len(pairs) == 2 else "group of ") + join_words(pairs)

    def _neighbours(self, targets: list[ast.expr], iterables: list[ast.expr]) -> str | None:
        """`zip(x, x[1:])`, and `zip("." + w, w + ".")` with a mark at both ends."""
        if len(targets) != 2:
            return None
        names = join_words([self._target(t) for t in targets])
        first, second = iterables
        of = neighbours_in(iterables)
        if of is not None:
            return f"pair of neighbours {names} in {self.phrase(of)}"
        if not all(isinstance(i, ast.BinOp) and isinstance(i.op, ast.Add) for i in iterables):
            return None
        before, inner = first.left, first.right  # type: ignore[attr-defined]
        again, after = second.left, second.right  # type: ignore[attr-defined]
        marks = isinstance(before, ast.Constant | ast.List) and isinstance(
            after, ast.Constant | ast.List
        )
        if not marks or self.text_of(inner) != self.text_of(again):
            return None
        ends = f"with {self.phrase(before)} to mark the beginning"
        if self.text_of(before) == self.text_of(after):
            ends += " and the end"
        else:
            ends += f" and {self.phrase(after)} to mark the end"
        return f"pair of neighbours {names} in {self.phrase(inner)}, {ends}"

    def _range(self, target: ast.AST, args: list[ast.expr]) -> Loop:
        counter = self.code(target)
        unused = isinstance(target, ast.Name) and set(target.id) == {"_"}
        if len(args) == 1:
            if is_call(args[0], "len") and not unused:
                assert isinstance(args[0], ast.Call)
                return Loop("each", f"position {counter} in {self.phrase(args[0].args[0])}")
            if unused:
                return Loop("repeat", self.given(args[0]), counter)
            end = args[0]
            if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Add):
                if getattr(end.right, "value", None) == 1:
                    return Loop("each", f"{counter} from 0 to {self.phrase(end.left)} (included)")
            rows = _first_size(end)
            if rows is not None:
                along = f"along the first dimension of {self.phrase(rows)}"
                return Loop("each", f"position {counter} {along}")
            if not (self.is_plain(args[0]) or isinstance(args[0], ast.Constant)):
                return Loop("each", f"{counter} from 0 up to {self.phrase(args[0])} (exclusive)")
            return Loop("count", self.phrase(args[0]), counter)
        first, last = self.phrase(args[0]), self.phrase(args[1])
        if len(args) == 3 and _is_negative(args[2]):
            by = "" if _is_minus_one(args[2]) else f" in steps of {self.code(args[2])}"
            return Loop("each", f"{counter} from {first} down to {last} (exclusive){by}")
        by = f" in steps of {self.phrase(args[2])}" if len(args) == 3 else ""
        one_more = args[1]
        if (
            isinstance(one_more, ast.BinOp)
            and isinstance(one_more.op, ast.Add)
            and isinstance(one_more.right, ast.Constant)
            and one_more.right.value == 1
            and not by
        ):
            return Loop("each", f"{counter} from {first} to {self.phrase(one_more.left)}")
        return Loop("each", f"{counter} from {first} up to {last} (exclusive){by}")


def _first_size(node: ast.expr) -> ast.expr | None:
    """`x` of `x.shape[0]` and `x.size(0)`."""
    if isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "shape":
        at, of = node.slice, node.value
    elif isinstance(node, ast.Call) and len(node.args) == 1:
        at, of = node.args[0], node.func
        if getattr(of, "attr", "") != "size":
            return None
    else:
        return None
    return of.value if getattr(at, "value", None) == 0 else None  # type: ignore[attr-defined]


def _is_negative(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _is_minus_one(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and getattr(node.operand, "value", None) == 1


def neighbours_in(iterables: list[ast.expr]) -> ast.expr | None:
    """`x` of `zip(x, x[1:])` and `zip(x[:-1], x[1:])`."""
    if len(iterables) != 2:
        return None
    first, second = iterables
    if not isinstance(second, ast.Subscript) or not isinstance(second.slice, ast.Slice):
        return None
    of = ast.unparse(second.value)
    if ast.unparse(second.slice) != "1:":
        return None
    return second.value if ast.unparse(first) in (of, f"{of}[:-1]") else None


def _alike(target: ast.Tuple) -> bool:
    """`real_A, real_B` and `x1, x2`: two of a kind, not inputs and targets."""
    stems = {_NUMBER.sub("", getattr(n, "id", "")) for n in target.elts}
    named = all(_NUMBER.search(getattr(n, "id", "")) for n in target.elts)
    return named and len(stems) == 1 and stems != {""}


_NUMBER = re.compile(r"_?\d+$|_[A-Za-z]$")
