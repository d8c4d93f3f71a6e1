"""Conditions on the rows of a table in words: "`"age"` is at least `18`"."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.facts.kinds import is_column_name, names_column
from mlexplain.explain.quoting import quoted
from mlexplain.explain.tables.groups import Groups

TABLES = ("DataFrame", "Series")


class Rows(Groups):
    """Puts columns and conditions on rows into words."""

    _about = ""
    """The table, or the name that stands for one row, whose columns are named without it."""

    def about(self, table: ast.expr | None) -> str:
        """Name the columns of one table without it from now on; gives the one before."""
        before, self._about = self._about, self.text_of(table) if table is not None else ""
        return before

    def restore(self, before: str) -> None:
        self._about = before

    def column_of(self, node: ast.AST) -> tuple[ast.expr, str] | None:
        """The table and the column, as written, of `df["c"]`, `df.c` and `df.loc[:, "c"]`."""
        if isinstance(node, ast.Subscript) and self.scope.kind(node.value) == "DataFrame":
            named = self.scope.kind(node.slice) == "str" or names_column(node.slice)
            if named and isinstance(node.slice, ast.Constant | ast.Name):
                if located(node.value) is None:
                    return node.value, self.code(node.slice)
        if isinstance(node, ast.Attribute) and self.scope.kind(node.value) == "DataFrame":
            if is_column_name(node.attr) and located(node.value) is None:
                return node.value, quoted(node.attr)
        return None

    def marks_rows(self, node: ast.AST) -> bool:
        """Whether an expression is true or false for each row."""
        if isinstance(node, ast.Compare):
            return self.scope.kind(node.left) in TABLES
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            return self.marks_rows(node.operand)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            return self.marks_rows(node.left) and self.marks_rows(node.right)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._row_call(node, 0) is not None
        if isinstance(node, ast.Name):
            held = self.scope.definitions.get(id(node))
            return held is not None and not isinstance(held, ast.Name) and self.marks_rows(held)
        return False

    def row_condition(self, node: ast.AST, table: ast.expr | None) -> str:
        """A condition on rows as a clause; the columns of `table` are named without it."""
        before = self._about
        if table is not None:
            self.about(table)
        try:
            return self._row_clause(node, 0)
        finally:
            self.restore(before)

    def _row_clause(self, node: ast.AST, negated: int) -> str:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            return self._row_clause(node.operand, 1 - negated)
        if isinstance(node, ast.BinOp) and not negated:
            word = "and" if isinstance(node.op, ast.BitAnd) else "or"
            return f"{self._row_clause(node.left, 0)} {word} {self._row_clause(node.right, 0)}"
        told = self._row_call(node, negated) if isinstance(node, ast.Call) else None
        if told:
            return told
        if isinstance(node, ast.Name):
            return f"{self.code(node)} is {'false' if negated else 'true'}"
        if negated and isinstance(node, ast.Compare):
            return self.condition(ast.UnaryOp(ast.Not(), node))
        return f"it is not so that {self.condition(node)}" if negated else self.condition(node)

    def _row_call(self, node: ast.Call, negated: int) -> str | None:
        func = node.func
        if not isinstance(func, ast.Attribute):
            return None
        of = func.value
        if isinstance(of, ast.Attribute) and of.attr == "str":
            of = of.value
        elif func.attr in ("contains", "startswith", "endswith", "match", "isdigit", "isnumeric"):
            return None
        if self.scope.kind(of) != "Series":
            return None
        templates = {k: v[negated] for k, v in knowledge.table("tables")["condition"].items()}
        told = self._filled(templates, func.attr, node, self.phrase(of))
        if told is None:
            return None
        for k in node.keywords:
            if k.arg == "na" and getattr(k.value, "value", None) is False and not negated:
                told += " (a missing text counts as no)"
            elif k.arg == "case" and getattr(k.value, "value", None) is False:
                told += " in upper or lower case"
        return told

    def _filled(
        self, templates: dict[str, str], method: str, node: ast.Call, column: str
    ) -> str | None:
        """A template for a method with just as many arguments."""
        given = list(node.args)[:2]
        key = method + "".join(f"+{n}" for n in "ab"[: len(given)])
        if key not in templates or len(node.args) > 2:
            return None
        values = {n: self.phrase(a) for n, a in zip("ab", given, strict=False)}
        again = templates[key].startswith("the texts of") or "each text in" in templates[key]
        column = column.removeprefix("the texts of ") if again else column
        return templates[key].format(c=column, **values)


def located(node: ast.AST) -> tuple[ast.expr, str] | None:
    """The table of `df.loc` and `df.iloc`, which only tables have."""
    if isinstance(node, ast.Attribute) and node.attr in ("loc", "iloc"):
        return node.value, node.attr
    return None
