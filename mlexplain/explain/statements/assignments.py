"""Assignments in sentences: what is set to what, and how the value is got."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.expressions.words import EXTREMES, Words
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.describe import Describer
from mlexplain.explain.tables import sql

_VIEWS = ("T", "mT", "H", "mH", "real", "imag", "data", "values", "array")
"""What is another view of a value, and no next one."""
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
_LEFT_OUT = {"compare": "comparisons", "repr": "the text of the object", "init": "the initialiser"}
"""What `field(compare=False)` and the like leave a field out of."""
_SHORT_ENOUGH = 150
"""Characters of what is written to a column, as one noun phrase."""


class Assignments(Describer):
    """Describes the assignments of one source text."""

    def _Assign(self, node: ast.Assign) -> str:
        if len(node.targets) > 1:
            names = join_words([self.words.code(t) for t in node.targets])
            return self._say("assign", "several", target=names, value=self.words.phrase(node.value))
        text = self._assigned(node.targets[0], node.value)
        if id(node) in self.through_setters:
            return " ".join([text, self.template("remarks", "through-setter")])
        return text

    def _AnnAssign(self, node: ast.AnnAssign) -> str:
        if node.value is None:
            kind = self.words.code(node.annotation)
            return self._say("other", "declare", target=self.words.code(node.target), value=kind)
        if id(node) in self.fields:
            return self._field(node.target, node.annotation, node.value)
        return self._assigned(node.target, node.value)

    def _field(self, target: ast.expr, annotation: ast.expr, value: ast.expr) -> str:
        """A field of a class that makes its initialiser from its fields."""
        named = {"target": self.words.code(target), "kind": self.words.code(annotation)}
        if isinstance(value, ast.Call):
            made = [k.value for k in value.keywords if k.arg == "default_factory"]
            default = [k.value for k in value.keywords if k.arg == "default"]
            if made:
                told = self._say("other", "field-made", value=self.words.code(made[0]), **named)
                return " ".join([told, *self._field_notes(value)])
            if (
                not default
                and getattr(value.func, "id", getattr(value.func, "attr", "")) == "field"
            ):
                declared = self._say(
                    "other", "declare", target=named["target"], value=named["kind"]
                )
                return " ".join([declared, *self._field_notes(value)])
            if not default:
                return self._say("other", "field", value=self.words.code(value), **named)
            told = self._say("other", "field", value=self.words.phrase(default[0]), **named)
            return " ".join([told, *self._field_notes(value)])
        return self._say("other", "field", value=self.words.phrase(value), **named)

    @staticmethod
    def _field_notes(call: ast.Call) -> list[str]:
        """What the settings of a field of a data class leave out."""
        off = {k.arg for k in call.keywords if getattr(k.value, "value", None) is False}
        left = [said for name, said in _LEFT_OUT.items() if name in off]
        return [f"It is left out of {join_words(left)}."] if left else []

    def _assigned(self, target: ast.expr, value: ast.expr) -> str:
        if isinstance(target, ast.Tuple | ast.List):
            return self._unpacked(target, value)
        column = self.words.column_of(target)
        if column:
            return self._column(target, value, *column)
        if isinstance(target, ast.Attribute) and target.attr in ("columns", "index"):
            if self.scope.kind(target.value) == "DataFrame":
                place = self.words.phrase(target)
                return self._say("assign", "filled", value=self.words.phrase(value), target=place)
        if isinstance(value, ast.Yield) and value.value is not None:
            given = {"value": self.words.phrase(value.value), "target": self.words.code(target)}
            return self._say("other", "received", **given)
        turned = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
        if turned and self.words.text_of(value.operand) == self.words.text_of(target):  # type: ignore[attr-defined]
            return self._say("assign", "toggle", target=self.words.phrase(target))
        if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
            own, *others = value.values
            if self.words.text_of(own) == self.words.text_of(target) and len(others) == 1:
                if not self.words.is_truth(own):
                    return self._say(
                        "assign",
                        "otherwise",
                        target=self.words.phrase(target),
                        value=self.words.phrase(others[0]),
                    )
        verb = self.verb(value)
        if isinstance(target, ast.Subscript):
            name = self.words.place(target)
            if verb:
                return self._say("assign", "stored", verb=verb, target=name)
            return self._say("assign", "stored-value", value=self.words.phrase(value), target=name)
        key, values = self._shape_of(value, verb)
        if key == "condition" and self.words.is_mask(target):
            key = "comparison"
        elif key == "copy" and isinstance(target, ast.Attribute):
            key = "field"
        elif key == "copy" and isinstance(value, ast.Attribute):
            same = self.words.text_of(value.value) == self.words.text_of(target)
            if same and value.attr not in _VIEWS:
                key = "advance"
        elif key == "literal" and id(target) in self.resets:
            key = "reset"
        elif key == "literal" and self.words.text_of(target) in self.growing:
            key = "start"
            if isinstance(value, ast.Constant) and value.value == 0:
                values = {"value": "zero"}
        table = "assign" if key in knowledge.table("sentences")["assign"] else "operation"
        name = self.words.code(target)
        return self._say(table, key, target=name, role=self.role(target), **values)

    def _column(self, target: ast.expr, value: ast.expr, table: ast.expr, column: str) -> str:
        """What is written to a column of a table, whose other columns are named without it."""
        words = self.words
        before = words.about(table)
        try:
            noun, verb = words.phrase(value), self.verb(value)
            name = column.strip("`\"'")
            earlier = f"{words.before(target.lineno)}\n{words.text_of(value)}"
            known = any(k in earlier for k in (f'"{name}"', f"'{name}'", f".{name}"))
            index = target.slice if isinstance(target, ast.Subscript) else None
            new = not known and not isinstance(value, ast.Constant)
            new = new and not isinstance(index, ast.Name)
            place = f"the {'new ' if new else ''}column {column} of {words.phrase(table)}"
            plain = verb is None or words.table_noun(value) is not None or _is_sum(value)
            short = len(noun) <= _SHORT_ENOUGH and "the result of a call" not in noun
            if verb is None or (plain and short):
                long = ("," in noun or noun.endswith(")")) and not noun.startswith("for e")
                key = "filled" if long else "stored-value"
                return self._say("assign", key, value=noun, target=place)
            comma = "," if ", which" in verb or verb.endswith(")") else ""
            return self._say("assign", "stored", verb=verb + comma, target=place)
        finally:
            words.restore(before)

    def _unpacked(self, target: ast.Tuple | ast.List, value: ast.expr) -> str:
        words = self.words
        names = join_words([words.code(t) for t in target.elts])
        if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            given = [words.text_of(v) for v in value.elts]
            wanted = [words.text_of(t) for t in target.elts]
            if len(wanted) == 2 and wanted == given[::-1]:
                return self._say("assign", "swap", target=names)
            if self._apart(target.elts, value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                return " ".join(self._assigned(t, v) for t, v in pairs)
            every = join_words([words.phrase(v) for v in value.elts])
            if not all(isinstance(v, ast.Constant | ast.Name) for v in value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                each = [f"{words.code(t)} to {words.phrase(v)}" for t, v in pairs]
                return self._say("assign", "together", value=join_words(each))
            if len(set(given)) == 1:
                every = f"{words.phrase(value.elts[0])} each"
            return self._say("assign", "several", target=names, value=every)
        if _regroups(value) and len(target.elts) <= len(_FIRST):
            of = words.phrase(value.args[0].value)  # type: ignore[attr-defined]
            placed = zip(_FIRST, target.elts, strict=False)
            told = join_words([f"all {nth} parts become {words.code(t)}" for nth, t in placed])
            return self._say("assign", "regrouped", value=of, parts=told)
        if isinstance(value, ast.GeneratorExp | ast.ListComp) and len(value.generators) == 1:
            return self._each_apart(target, value)
        if isinstance(value, ast.IfExp) and isinstance(value.body, ast.Tuple):
            if isinstance(value.orelse, ast.Tuple):
                chosen = (words.code(part) for part in (value.body, value.orelse))
                told = f" if {words.condition(value.test)}, else to ".join(chosen)
                return self._say("assign", "several", target=names, value=told)
        places = _places_alone(target, value)
        if places is not None:
            return self._assigned(target.elts[1], places)
        rest = [t for t in target.elts if isinstance(t, ast.Starred)]
        if len(rest) == 1 and len(target.elts) <= len(_FIRST) and isinstance(value, ast.Name):
            parts = _parts(target, words)
            return self._say("assign", "parted", value=words.code(value), parts=parts)
        verb = self.verb(value)
        if verb:
            verb += self._with_places(value)
            return self._say("assign", "call", verb=verb, target=self.named(target.elts))
        if isinstance(value, ast.Call):
            key, values = self._call_words(value)
            return self._say("assign", key, target=self.named(target.elts), **values)
        return self._say("assign", "unpack", target=names, value=words.phrase(value))

    def _each_apart(
        self, target: ast.Tuple | ast.List, value: ast.GeneratorExp | ast.ListComp
    ) -> str:
        """`q, k = (f(y) for y in (q, k))`: what is done to each, then the names."""
        words = self.words
        verb = self.verb(value.elt) or f"takes {words.phrase(value.elt)}"
        over = words.clause(value.generators[0], "each")
        names = {"over": over, "verb": verb, "target": self.named(target.elts)}
        return self._say("assign", "each-apart", **names)

    def _with_places(self, value: ast.expr) -> str:
        """ " and where it stands", of `v, i = x.max(dim=1)`: two results, one verb."""
        call = recognise(value, self.scope) if isinstance(value, ast.Call) else None
        if call is None or call.name not in EXTREMES or "dim" not in call.args:
            return ""
        return ", and its position"

    def _apart(self, targets: list[ast.expr], values: list[ast.expr]) -> bool:
        """Whether an assignment to several names can be told name by name."""
        named = [self.words.text_of(t) for t in targets]
        read = {
            text
            for own, value in zip(named, values, strict=True)
            for n in walk(value)
            if isinstance(n, ast.expr) and (text := self.words.text_of(n)) != own
        }
        plain = all(isinstance(v, ast.Constant | ast.Name | ast.Attribute) for v in values)
        return not plain and len(targets) < 4 and read.isdisjoint(named)

    def _shape_of(self, value: ast.expr, verb: str | None) -> tuple[str, dict[str, str]]:
        """Which sentence fits a value, and what goes into it."""
        words = self.words
        if verb:
            return "call", {"verb": verb}
        if isinstance(value, ast.Constant) or words.is_literal(value):
            done = _in_sql(value)
            return "literal", {"value": done or words.phrase(value)}
        if isinstance(value, ast.Call) and not words.is_truth(value):
            return self._call_words(value)
        if isinstance(value, ast.GeneratorExp):
            return "generator", {"value": words.each(value)}
        if isinstance(value, ast.SetComp):
            return "collected", {"value": words.each(value)}
        if isinstance(value, ast.ListComp):
            return "listing", {"value": words.each(value)}
        if isinstance(value, ast.List | ast.Dict | ast.Set | ast.Tuple):
            told = words.phrase(value)
            if isinstance(value, ast.Tuple) and len(value.elts) > 1 and not told.startswith("`("):
                open_ended = any(isinstance(e, ast.Starred) for e in value.elts)
                kind = "pair" if len(value.elts) == 2 and not open_ended else "tuple"
                told = f"the {kind} of {told}"
            return "literal", {"value": told}
        if isinstance(value, ast.Name | ast.Attribute):
            return "copy", {"value": words.phrase(value)}
        if isinstance(value, ast.Compare):
            key = "comparison" if self.scope.kind(value) == "Tensor" else "condition"
            return key, {"condition": words.condition(value)}
        if words.is_truth(value):
            return "condition", {"condition": words.condition(value)}
        if isinstance(value, ast.IfExp):
            return "choice", {"value": words.phrase(value)}
        if isinstance(value, ast.DictComp):
            return "mapping", {"value": words.each(value)}
        if isinstance(value, ast.Subscript | ast.BoolOp):
            return "cut", {"value": words.phrase(value)}
        if isinstance(value, ast.JoinedStr):
            return "text", {"value": words.phrase(value)}
        if isinstance(value, ast.Lambda):
            return "lambda", {"value": words.phrase(value)}
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitAnd | ast.BitOr):
            if words.is_mask(value) and isinstance(value.left, ast.Compare):
                return "comparison", {"condition": words.condition(value)}
        if isinstance(value, ast.BinOp) and isinstance(value.op, _ARITHMETIC):
            if not words.special(value):
                left, right = words.operand(value.left), words.operand(value.right)
                if isinstance(value.op, ast.Div) and " for each " in left:
                    return "call", {"verb": f"divides by {right} {left}"}
                return type(value.op).__name__, {"left": left, "right": right}
        return "computed", {"value": words.phrase(value)}

    def _AugAssign(self, node: ast.AugAssign) -> str:
        key = type(node.op).__name__
        kinds = {self.scope.kind(node.target), self.scope.kind(node.value)}
        # A name alone may stand for an entry here and for another elsewhere: `total += d`.
        given = None if isinstance(node.value, ast.Name) else self.scope.kind(node.value)
        if key == "Add" and {self.scope.kind(node.target), given} & {"list", "str"}:
            key = "Extend"
        if key == "BitOr" and (
            self.scope.kind(node.target) in ("set", "dict") or isinstance(node.value, ast.Set)
        ):
            key = "Merge"
        if key == "BitAnd" and _is_bits(node.value):
            key = "Bits"
        if key in ("Add", "Sub") and isinstance(node.value, ast.Constant) and node.value.value == 1:
            key = "Count" if key == "Add" else "CountDown"
        if key == "Add" and self.words.is_truth(node.value) and "Tensor" not in kinds:
            return self._say(
                "update",
                "CountWhere",
                target=self.words.phrase(node.target),
                condition=self.words.condition(node.value),
                role=self.role(node.target),
            )
        if key not in knowledge.table("sentences")["update"]:
            return self._say("other", "statement", value=self.words.code(node))
        if key == "BitOr" and isinstance(node.value, ast.Compare):
            told = self.words.condition(node.value)
            name = self.words.phrase(node.target)
            return self._say(
                "update", "BitOrWhere", target=name, value=told, role=self.role(node.target)
            )
        if key == "BitOr" and isinstance(node.value, ast.Call):
            told = self.words.code(node.value)
            name = self.words.phrase(node.target)
            return self._say("update", key, target=name, value=told, role=self.role(node.target))
        return self._say(
            "update",
            key,
            target=self.words.phrase(node.target),
            value=self._added(node.value) if key == "Extend" else self._other(node.value),
            role=self.role(node.target),
        )

    def _other(self, value: ast.expr) -> str:
        """What a value is changed by; a choice as it is written, since more follows behind it."""
        choice = isinstance(value, ast.IfExp) and "\n" not in self.words.text_of(value)
        return self.words.code(value) if choice else self.words.phrase(value)

    def _added(self, value: ast.expr) -> str:
        """What a list is made longer by: of a list that is written out, its entries."""
        if (
            isinstance(value, ast.List)
            and value.elts
            and not any(isinstance(e, ast.Starred) for e in value.elts)
        ):
            if any(isinstance(e, ast.Tuple) for e in value.elts):
                return join_words([self.words.code(e) for e in value.elts])
            told = self.words.listing(value.elts)
            # A clause inside ("which …, multiplied by `0.2`") would run into what stands behind.
            return f"the entries of {self.words.code(value)}" if ", which " in told else told
        return self.words.phrase(value)


_FIRST = ("first", "second", "third", "fourth")


def _parts(target: ast.Tuple | ast.List, words: Words) -> str:
    """ "the first entry becomes `a`, all others become `b`", of `a, *b`."""
    starred = next(i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred))
    told = []
    for place, node in enumerate(target.elts):
        if isinstance(node, ast.Starred):
            told.append(f"all others become the list {words.code(node.value)}")
        elif place < starred:
            told.append(f"the {_FIRST[place]} entry becomes {words.code(node)}")
        else:
            behind = len(target.elts) - place
            nth = "last" if behind == 1 else f"{_FIRST[behind - 1]} from the end"
            told.append(f"the {nth} entry becomes {words.code(node)}")
    return join_words(told)


def _regroups(node: ast.expr) -> bool:
    """`zip(*pairs)`."""
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "zip":
        return False
    return len(node.args) == 1 and isinstance(node.args[0], ast.Starred) and not node.keywords


def _places_alone(target: ast.Tuple | ast.List, value: ast.expr) -> ast.Call | None:
    """`z.argmax(1)` of `_, p = z.max(1)`."""
    if len(target.elts) != 2 or getattr(target.elts[0], "id", "") != "_":
        return None
    func = value.func if isinstance(value, ast.Call) else None
    if not isinstance(func, ast.Attribute) or func.attr not in ("max", "min"):
        return None
    called = ast.copy_location(ast.Attribute(func.value, f"arg{func.attr}", ast.Load()), func)
    made = ast.Call(called, value.args, value.keywords)  # type: ignore[attr-defined]
    return ast.copy_location(made, value)


def _is_bits(node: ast.expr) -> bool:
    """`n - 1`, `0xff` and `~(1 << i)`: numbers, and no mask of an array."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Invert) and isinstance(node.operand, ast.BinOp)
    number = isinstance(node, ast.Constant) and type(node.value) is int
    return number or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.LShift))


def _in_sql(node: ast.expr) -> str | None:
    """ "a statement of SQL, which selects …", of a text that is one."""
    text = node.value if isinstance(node, ast.Constant) else None
    done = sql.verb_phrase(text) if isinstance(text, str) and sql.is_sql(text) else None
    return f"a statement of SQL, which {done}" if done else None


def _is_sum(node: ast.expr) -> bool:
    """Arithmetic of columns and numbers alone."""
    if isinstance(node, ast.BinOp):
        return not any(isinstance(n, ast.BinOp | ast.Call) for n in (node.left, node.right))
    return isinstance(node, ast.Name | ast.Constant | ast.Subscript | ast.Attribute)
