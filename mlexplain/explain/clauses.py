"""Conditions, loops and comprehensions as clauses."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from mlexplain.explain.calls import recognise, verb_phrase
from mlexplain.explain.quoting import Quotes, join_words, with_article
from mlexplain.explain.scope import Scope
from mlexplain.explain.uses import part_of

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
)
_ENTRIES = {"file": "line", "str": "character", "dict": "key"}
_SIGNS = {ast.Gt: " (positive)", ast.Lt: " (negative)"}
_CONTAINERS = ("list", "dict", "set", "str", "tuple")


@dataclass(frozen=True, slots=True)
class Loop:
    """What a loop goes through."""

    key: str
    """`each`, `repeat` (no counter is used) or `count` (a counter from 0)."""
    text: str
    """`x` in `xs`; or how many times."""
    counter: str = ""


class Clauses(Quotes):
    """Puts conditions and loops of one source text into words."""

    def __init__(self, source: str, scope: Scope | None = None) -> None:
        super().__init__(source)
        self.scope = scope if scope is not None else Scope()
        self.optional: set[str] = set()
        """Parameters that are `None` unless given."""
        self.counters: set[str] = set()
        """Names that count the rounds of a loop."""
        self.layers: dict[str, str | None] = {}
        """What kind of layer a name holds, by its spelling: `self.fc` is a "linear layer"."""

    def phrase(self, node: ast.AST, *, nested: bool = False) -> str:
        """A noun phrase for an expression."""
        raise NotImplementedError

    def entry(self, node: ast.expr) -> str:
        """A noun phrase for one argument."""
        raise NotImplementedError

    def listing(self, nodes: list[ast.expr], word: str = "and") -> str:
        return join_words([self.phrase(n) for n in nodes], word)

    # -- conditions

    def condition(self, node: ast.AST) -> str:
        """A condition as a clause."""
        if isinstance(node, ast.BoolOp):
            word = " and " if isinstance(node.op, ast.And) else " or "
            return word.join(self._bracketed(v, node.op) for v in node.values)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
            return self._not(node.operand)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            word = " and " if isinstance(node.op, ast.BitAnd) else " or "
            return self.condition(node.left) + word + self.condition(node.right)
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
        if isinstance(node, ast.Name | ast.Attribute):
            return f"{self.phrase(node)} is {'true' if kind == 'bool' else 'set'}"
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mod):
                odd = _parity(node.right, "not")
                return (
                    f"{self.phrase(node.left)} is not a multiple of {self.phrase(node.right)}{odd}"
                )
            return f"{self.phrase(node)} is not zero or empty"
        return f"{self.phrase(node)} is true or not empty"

    def _bracketed(self, node: ast.AST, outer: ast.boolop) -> str:
        text = self.condition(node)
        if isinstance(node, ast.BoolOp) and type(node.op) is not type(outer):
            return f"{'either ' if isinstance(node.op, ast.Or) else 'both '}{text}"
        return text

    def _not(self, inner: ast.AST) -> str:
        if isinstance(inner, ast.BoolOp):
            word = " nor " if isinstance(inner.op, ast.Or) else " and "
            parts = word.join(self.condition(v) for v in inner.values)
            if isinstance(inner.op, ast.Or):
                return f"neither {parts}"
            return f"not both {parts}"
        if isinstance(inner, ast.Compare) and len(inner.ops) == 1:
            opposite = _OPPOSITE.get(type(inner.ops[0]))
            if opposite:
                return self._comparison(inner.left, opposite(), inner.comparators[0])
        if isinstance(inner, ast.Name | ast.Attribute):
            kind = self.scope.kind(inner)
            if kind in _CONTAINERS:
                return f"{self.phrase(inner)} is empty"
            return f"{self.phrase(inner)} is false{'' if kind == 'bool' else ' or empty'}"
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mod):
            return f"{self.phrase(inner.left)} is a multiple of {self.phrase(inner.right)}"
        if _is_call(inner, "isinstance", 2):
            assert isinstance(inner, ast.Call)
            if isinstance(inner.args[1], ast.Tuple):
                kinds = " nor ".join(with_article(self.code(e)) for e in inner.args[1].elts)
                return f"{self.phrase(inner.args[0])} is neither {kinds}"
        text = self.condition(inner)
        if text.endswith(" is not empty") and not isinstance(inner, ast.NamedExpr):
            return text.removesuffix("not empty") + "empty"
        for pattern, form in _NEGATED:
            if pattern.match(text) and " and " not in text and " or " not in text:
                return pattern.sub(form, text, count=1)
        return f"it is not so that {text}"

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
                    f"{self.phrase(middle)} lies in between: {words[type(low)]} "
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
            if _is_call(left, "len"):
                assert isinstance(left, ast.Call)
                return f"{self.phrase(left.args[0])} is {no}empty"
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mod) and self._rounds(left, op):
            rest = f"leaves the remainder {self.phrase(right)} when divided by"
            divided, by = self.phrase(left.left), self.phrase(left.right)
            return f"{divided} {rest} {by}{self._rounds(left, op)}"
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List | ast.Set):
            no = "not " if isinstance(op, ast.NotIn) else ""
            return f"{self.phrase(left)} is {no}one of {self.listing(right.elts)}"
        sign = _SIGNS.get(type(op), "") if _is_zero(right) else ""
        return f"{self.phrase(left)} {_COMPARE[type(op)]} {self.phrase(right)}{sign}"

    def _rounds(self, node: ast.BinOp, op: ast.cmpop) -> str:
        """ ", once in every `4` rounds" for the remainder of a loop's counter."""
        named = {n.id for n in ast.walk(node.left) if isinstance(n, ast.Name)}
        more = isinstance(node.right, ast.Constant) and node.right.value in (1, 2)
        if not isinstance(op, ast.Eq) or len(named) != 1 or not named <= self.counters or more:
            return ""
        return f", once in every {self.phrase(node.right)} rounds"

    def _called(self, node: ast.Call) -> str:
        if isinstance(node.func, ast.Name) and node.args:
            name, first = node.func.id, node.args[0]
            if name == "isinstance" and len(node.args) == 2:
                return f"{self.phrase(first)} is {self._alternatives(node.args[1])}"
            if name in ("all", "any"):
                every = name == "all"
                if isinstance(first, ast.GeneratorExp | ast.ListComp):
                    start = f"{self.condition(first.elt)}"
                    over = "every" if every else "at least one"
                    rounds = " and ".join(self._clause(c, over) for c in first.generators)
                    return f"{start} for {rounds}"
                return (
                    f"{'every' if every else 'at least one'} entry of {self.phrase(first)} is true"
                )
        tried = _affixes(node)
        if tried:
            verb, owner, affixes = tried
            return f"{self.phrase(owner)} {verb} {self.listing(affixes, 'or')}"
        call = recognise(node, self.scope)
        text = verb_phrase(call, self) if call else None
        if text and text.startswith("tells whether "):
            return text.removeprefix("tells whether ")
        if call and call.name.startswith(("str.", "list.", "dict.")):
            return f"{self.phrase(node)} is not empty"
        if call is None and not node.keywords and node.args and self.is_plain(node.func):
            return f"{self.code(node.func)} holds for {self.listing(node.args)}"
        if call is None and not node.args:
            return f"{self.code(node)} is true"
        return f"{self.phrase(node)} is true or not empty"

    def _alternatives(self, node: ast.expr) -> str:
        kinds = node.elts if isinstance(node, ast.Tuple) and node.elts else [node]
        return with_article(join_words([self.code(e) for e in kinds], "or"))

    @staticmethod
    def is_plain(node: ast.AST) -> bool:
        """A name, or attributes of one."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name)

    # -- loops

    def each(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> str:
        """A comprehension: what is made, for each of what, under which condition."""
        if isinstance(node, ast.DictComp):
            made = f"{self.phrase(node.key)} with {self.phrase(node.value)}"
        else:
            made = self.phrase(node.elt)
        if len(node.generators) == 1 and not isinstance(node, ast.DictComp):
            clause = node.generators[0]
            if self.text_of(node.elt) == self.text_of(clause.target):
                return self._clause(clause, "every" if clause.ifs else "each")
        return f"{made} for " + " and ".join(self._clause(c, "each") for c in node.generators)

    def _clause(self, clause: ast.comprehension, word: str) -> str:
        loop = self.loop(clause.target, clause.iter)
        text = f"{word} {loop.text}"
        if loop.key == "repeat":
            text = f"each of {loop.text} rounds"
        elif loop.key == "count":
            text = f"{word} {loop.counter} from 0 up to {loop.text} (exclusive)"
        return " and".join(
            [text, *(f" where {self.condition(test)}" for test in clause.ifs)]
        ).replace(" and where", " where", 1)

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
            if kind == "pair" and self._inputs_and_targets(target):
                data = self.phrase(iterated)
                return Loop("each", f"batch of inputs {names[0]} and targets {names[1]} in {data}")
            if self.gives_batches(iterated):
                batch = f"batch of {self.phrase(iterated)}"
                return Loop("each", f"{batch}, taken apart into {join_words(names)}")
            return Loop("each", f"{kind} {join_words(names)} in {self.phrase(iterated)}")
        held = iterated.id if isinstance(iterated, ast.Name) else ""
        word = _ENTRIES.get(self.scope.kinds.get(held) or "")
        if word and isinstance(target, ast.Name) and (len(held) > 2 or word == "line"):
            return Loop("each", f"{word} {self.code(target)} of {self.phrase(iterated)}")
        return Loop("each", f"{self.code(target)} in {self.phrase(iterated)}")

    def _inputs_and_targets(self, target: ast.Tuple) -> bool:
        first, second = (getattr(e, "id", None) for e in target.elts)
        uses = self.scope.uses
        return (part_of(first, uses), part_of(second, uses)) == ("the inputs", "the targets")

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
        if self.text_of(second).replace(" ", "") == f"{self.text_of(first)}[1:]".replace(" ", ""):
            return f"pair of neighbours {names} in {self.phrase(first)}"
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
            if _is_call(args[0], "len") and not unused:
                assert isinstance(args[0], ast.Call)
                return Loop("each", f"position {counter} in {self.phrase(args[0].args[0])}")
            if unused:
                return Loop("repeat", self.phrase(args[0]), counter)
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


def _is_call(node: ast.AST, name: str, count: int = 1) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
        and len(node.args) == count
    )


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


def _parity(divisor: ast.expr, no: str) -> str:
    if isinstance(divisor, ast.Constant) and divisor.value == 2:
        return " (odd)" if no else " (even)"
    return ""


def _is_zero(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and node.value is not False


def _is_negative(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _is_minus_one(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and getattr(node.operand, "value", None) == 1
