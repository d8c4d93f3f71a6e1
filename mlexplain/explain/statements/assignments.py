"""Assignments in sentences: what is set to what, and how the value is got."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import join_words
from mlexplain.explain.statements.unpacking import Unpacking, written_out
from mlexplain.explain.statements.updates import Updates, in_sql, is_sum

_VIEWS = ("T", "mT", "H", "mH", "real", "imag", "data", "values", "array")
"""What is another view of a value, and no next one."""
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
_LEFT_OUT = {"compare": "comparisons", "repr": "the text of the object", "init": "the initialiser"}
"""What `field(compare=False)` and the like leave a field out of."""
_SHORT_ENOUGH = 150
"""Characters of what is written to a column, as one noun phrase."""


class Assignments(Unpacking, Updates):
    """Describes the assignments of one source text."""

    def _Assign(self, node: ast.Assign) -> str:
        if len(node.targets) > 1:
            names = join_words([self.words.code(t) for t in node.targets])
            return self._say("assign", "several", target=names, value=self.words.phrase(node.value))
        text = self.assigned(node.targets[0], node.value)
        if id(node) in self.through_setters:
            return " ".join([text, self.template("remarks", "through-setter")])
        return text

    def _AnnAssign(self, node: ast.AnnAssign) -> str:
        if node.value is None:
            kind = self.words.code(node.annotation)
            return self._say("other", "declare", target=self.words.code(node.target), value=kind)
        if id(node) in self.fields:
            return self._field(node.target, node.annotation, node.value)
        return self.assigned(node.target, node.value)

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

    def assigned(self, target: ast.expr, value: ast.expr) -> str:
        if isinstance(target, ast.Tuple | ast.List):
            return self.unpacked(target, value)
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
        kept = self._kept_if(target, value)
        if kept:
            return kept
        value = written_out(value)
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
            plain = verb is None or words.table_noun(value) is not None or is_sum(value)
            short = len(noun) <= _SHORT_ENOUGH and "the result of a call" not in noun
            if verb is None or (plain and short):
                long = ("," in noun or noun.endswith(")")) and not noun.startswith("for e")
                key = "filled" if long else "stored-value"
                return self._say("assign", key, value=noun, target=place)
            comma = "," if ", which" in verb or verb.endswith(")") else ""
            return self._say("assign", "stored", verb=verb + comma, target=place)
        finally:
            words.restore(before)

    def _shape_of(self, value: ast.expr, verb: str | None) -> tuple[str, dict[str, str]]:
        """Which sentence fits a value, and what goes into it."""
        words = self.words
        if verb:
            return "call", {"verb": verb}
        if isinstance(value, ast.Constant) or words.is_literal(value):
            done = in_sql(value)
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

    def _kept_if(self, target: ast.expr, value: ast.expr) -> str | None:
        """`x = x if c else d` and `x = d if c else x`: the one thing that is changed, and when."""
        if not isinstance(value, ast.IfExp):
            return None
        name = self.words.text_of(target)
        same = [self.words.text_of(v) == name for v in (value.body, value.orelse)]
        if same[0] == same[1]:
            return None
        other = value.orelse if same[0] else value.body
        return self._say(
            "assign",
            "unless" if same[0] else "only-if",
            condition=self.words.condition(value.test),
            target=self.words.phrase(target),
            value=self.words.phrase(other),
        )
