"""Tables in words: their columns, rows and what is computed of them (pandas)."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import join_words, quoted
from mlexplain.explain.tables.methods import MISSING, TableMethods
from mlexplain.explain.tables.rows import TABLES

_OF_TABLES = {
    "values": "{of} as a NumPy array",
    "columns": "the column names of {of}",
    "index": "the row labels (index) of {of}",
    "shape": "the numbers of rows and columns of {of}",
    "dtypes": "the types of the columns of {of}",
    "empty": "whether {of} has no rows",
    "T": "{of} with rows and columns swapped",
}


class Tables(TableMethods):
    """Puts expressions about tables into words."""

    def table_noun(self, node: ast.AST) -> str | None:
        """A noun phrase for what pandas gives, or None."""
        if isinstance(node, ast.Subscript):
            return self._part_of_table(node)
        if isinstance(node, ast.Attribute):
            return self._attribute_of_table(node)
        if isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Attribute):
                return self._length(node)
            return (
                self.group_noun(node)
                or self._choice(node)
                or self._method_of_table(node, node.func)
                or self._mark(node)
            )
        return self._mark(node)

    def condition(self, node: ast.AST) -> str:
        """A condition as a clause."""
        noun = self.table_noun(node) if isinstance(node, ast.Call) else None
        if noun and noun.startswith("whether "):
            return noun.removeprefix("whether ")
        return super().condition(node)

    def table_verb(self, node: ast.Call) -> str | None:
        """`df.assign(b=…)` as a verb phrase."""
        func = node.func
        if not isinstance(func, ast.Attribute) or func.attr != "assign" or node.args:
            return None
        if self.scope.kind(func.value) != "DataFrame" or not all(k.arg for k in node.keywords):
            return None
        told = [f"{quoted(k.arg or '')} ({self._of_table(k.value)})" for k in node.keywords]
        plural = "s" if len(told) > 1 else ""
        return (
            f"copies {self.phrase(func.value)} with the further column{plural} {join_words(told)}"
        )

    def _of_table(self, value: ast.expr) -> str:
        """What a function of the table gives, its columns named alone."""
        if not (isinstance(value, ast.Lambda) and len(value.args.args) == 1):
            return self.phrase(value)
        before, self._about = self._about, value.args.args[0].arg
        try:
            return self.phrase(value.body)
        finally:
            self._about = before

    def _mark(self, node: ast.AST) -> str | None:
        """A condition on rows that is no plain comparison."""
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call) and self.marks_rows(node):
            return f"whether {self.row_condition(node, None)}"
        return None

    def table_base(self, node: ast.AST) -> ast.Call | None:
        """The call inside an expression about a table that makes the table: `df.dropna()`."""
        while True:
            found = self.grouped(node)
            inner = _inside(found[0] if found else node)
            if inner is None:
                return None
            first = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "head"
            if first and isinstance(inner, ast.Call) and self._first_sorted(node, inner):  # type: ignore[arg-type]
                node = inner
                continue
            if isinstance(inner, ast.Call) and self.grouped(inner) is None:
                if self.table_noun(inner) is None and inner.func.attr not in MISSING:  # type: ignore[attr-defined]
                    return inner
            node = inner

    def _attribute_of_table(self, node: ast.Attribute) -> str | None:
        column = self.column_of(node)
        if column:
            return self._named(*column)
        if isinstance(node.value, ast.Attribute) and node.value.attr == "dt":
            told = knowledge.table("tables")["dates"].get(node.attr)
            return told.format(c=self.phrase(node.value.value)) if told else None
        if isinstance(node.value, ast.Attribute) and node.value.attr == "cat":
            if node.attr == "codes":
                return (
                    f"the number of the category of each value of {self.phrase(node.value.value)}"
                )
        kind = self.scope.kind(node.value)
        if kind in TABLES and node.attr in _OF_TABLES:
            if kind == "Series" and node.attr in ("columns", "dtypes"):
                return None
            return _OF_TABLES[node.attr].format(of=self.phrase(node.value))
        if kind in TABLES and node.attr in ("str", "dt", "cat"):
            return self.phrase(node.value)
        return None

    def _length(self, node: ast.Call) -> str | None:
        if getattr(node.func, "id", "") != "len" or len(node.args) != 1 or node.keywords:
            return None
        if self.scope.kind(node.args[0]) != "DataFrame":
            return None
        told = self.phrase(node.args[0])
        if told.startswith("the rows of "):
            return f"the number of {told.removeprefix('the ')}"
        return f"the number of rows of {told}"

    def _choice(self, node: ast.Call) -> str | None:
        """`np.where(df["c"] > 0, a, b)`."""
        if self.scope.full_name(node.func) != "numpy.where" or len(node.args) != 3:
            return None
        if not self.marks_rows(node.args[0]):
            return None
        yes, no = (self.phrase(a) for a in node.args[1:])
        return f"{yes} where {self.row_condition(node.args[0], None)}, else {no}"


def _inside(node: ast.AST) -> ast.expr | None:
    """What a subscript, an attribute or a method is of."""
    if isinstance(node, ast.Subscript | ast.Attribute):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value
    return None
