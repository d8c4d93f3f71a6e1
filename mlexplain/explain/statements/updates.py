"""Statements that change what a name holds: `x += 1`."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import join_words
from mlexplain.explain.statements.describe import Describer
from mlexplain.explain.tables import sql


class Updates(Describer):
    """Describes assignments by an operator."""

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
        if key == "Extend" and isinstance(node.value, ast.ListComp):
            made = self.words.phrase(node.value.elt)
            if " for each " not in made and "what follows" not in made:
                over = " and ".join(self.words.clause(c, "each") for c in node.value.generators)
                return self._say(
                    "update",
                    "ExtendEach",
                    target=self.words.phrase(node.target),
                    value=made,
                    over=over,
                    role=self.role(node.target),
                )
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


def _is_bits(node: ast.expr) -> bool:
    """`n - 1`, `0xff` and `~(1 << i)`: numbers, and no mask of an array."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Invert) and isinstance(node.operand, ast.BinOp)
    number = isinstance(node, ast.Constant) and type(node.value) is int
    return number or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.LShift))


def in_sql(node: ast.expr) -> str | None:
    """ "a statement of SQL, which selects …", of a text that is one."""
    text = node.value if isinstance(node, ast.Constant) else None
    done = sql.verb_phrase(text) if isinstance(text, str) and sql.is_sql(text) else None
    return f"a statement of SQL, which {done}" if done else None


def is_sum(node: ast.expr) -> bool:
    """Arithmetic of columns and numbers alone."""
    if isinstance(node, ast.BinOp):
        return not any(isinstance(n, ast.BinOp | ast.Call) for n in (node.left, node.right))
    return isinstance(node, ast.Name | ast.Constant | ast.Subscript | ast.Attribute)
