"""Methods of tables and columns in words: what they choose, change and compute (pandas)."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import quoted
from mlexplain.explain.tables.parts import TableParts
from mlexplain.explain.tables.rows import TABLES

MISSING = ("isna", "isnull")
_NUMBERS = (
    "int",
    '"int"',
    "'int'",
    "np.int64",
    '"int64"',
    "'int64'",
    "float",
    "'float'",
    '"float"',
)


class TableMethods(TableParts):
    """Puts calls of a table's methods into words."""

    def _method_of_table(self, node: ast.Call, func: ast.Attribute) -> str | None:
        of, method = func.value, func.attr
        known = knowledge.table("tables")
        if isinstance(of, ast.Attribute) and of.attr == "dt" and self._is_column(of.value):
            return self._dates(node, method, self.phrase(of.value))
        if isinstance(of, ast.Attribute) and of.attr == "str" and self._is_column(of.value):
            return self._filled(known["texts"], method, node, self.phrase(of.value))
        kind = self.scope.kind(of)
        if method in ("any", "all") and not node.args and not node.keywords:
            if kind == "Series" and self.marks_rows(of):
                return f"whether {self.row_condition(of, None)} in {'any' if method == 'any' else 'every'} row"
        if method in ("sum", "mean") and not node.args and not node.keywords:
            counted = self._counted_marks(of, method)
            if counted:
                return counted
        if method == "head" and isinstance(of, ast.Call):
            best = self._first_sorted(node, of)
            if best:
                return best
        if method == "astype" and len(node.args) == 1 and not node.keywords and self.marks_rows(of):
            if self.text_of(node.args[0]) in _NUMBERS:
                return f"1 where {self.row_condition(of, None)} and 0 otherwise"
        if method in ("where", "mask") and kind == "Series" and 1 <= len(node.args) <= 2:
            if self.marks_rows(node.args[0]) and not node.keywords:
                clause = self.row_condition(node.args[0], None)
                other = self.phrase(node.args[1]) if node.args[1:] else "missing"
                told = self.phrase(of)
                if method == "mask":
                    return f"{other} where {clause}, else {told}"
                return f"{told} where {clause}, else {other}"
        if method == "apply" and kind == "DataFrame":
            return self._row_by_row(node, of)
        if method in ("map", "apply") and kind == "Series" and len(node.args) == 1:
            return self._value_by_value(node, self.phrase(of))
        if kind == "Series" and isinstance(of, ast.Attribute | ast.Subscript | ast.Name | ast.Call):
            told = self.phrase(of)
            if method in known["reduce"] and not node.args and not node.keywords:
                return str(known["reduce"][method].format(c=told))
            if method in known["along"] and not node.args and not node.keywords:
                return str(known["along"][method].format(c=told))
            if method == "quantile" and len(node.args) == 1 and not node.keywords:
                many = "s" if isinstance(node.args[0], ast.List) else ""
                return f"the {self.phrase(node.args[0])} quantile{many} of {told}"
        if kind == "DataFrame" and method in known["reduce"] and method not in ("size", "unique"):
            across = _axis(node)
            if across is not None and len(node.args) + len(node.keywords) <= 1:
                what = "each row" if across else "each column"
                return str(known["reduce"][method].format(c=f"{what} of {self.phrase(of)}"))
        return None

    def _first_sorted(self, node: ast.Call, of: ast.Call) -> str | None:
        """`df.sort_values("c", ascending=False).head(10)`."""
        if not isinstance(of.func, ast.Attribute) or of.func.attr != "sort_values":
            return None
        if self.scope.kind(of.func.value) not in TABLES or len(node.args) > 1:
            return None
        upward = next((k.value for k in of.keywords if k.arg == "ascending"), None)
        by = of.args[0] if of.args else next((k.value for k in of.keywords if k.arg == "by"), None)
        if not isinstance(upward, ast.Constant | None) or isinstance(by, ast.List):
            return None
        which = "smallest" if upward is None or upward.value is True else "largest"
        count = self.phrase(node.args[0]) if node.args else "5"
        whole = self.phrase(of.func.value)
        if by is None:
            return f"the {count} {which} values of {whole}, with their labels"
        return f"the {count} rows of {whole} with the {which} {self.phrase(by)}"

    def _row_by_row(self, node: ast.Call, of: ast.expr) -> str | None:
        """`df.apply(f, axis=1)`."""
        axis = next((k.value for k in node.keywords if k.arg == "axis"), None)
        if len(node.args) != 1 or len(node.keywords) != 1 or axis is None:
            return None
        if self.text_of(axis).strip("\"'") not in ("1", "columns"):
            return None
        function = node.args[0]
        if isinstance(function, ast.Lambda) and len(function.args.args) == 1:
            before = self._about
            self._about = function.args.args[0].arg
            try:
                return f"for each row {self.phrase(function.body)}"
            finally:
                self._about = before
        return f"for each row of {self.phrase(of)} what {self.phrase(function)} gives"

    def _value_by_value(self, node: ast.Call, column: str) -> str | None:
        """`column.map(entries)` and `column.apply(f)`."""
        given = node.args[0]
        if isinstance(given, ast.Dict) or self.scope.kind(given) == "dict":
            entries = self.code(given)
            return f"for each value of {column} its entry in {entries}, missing where it has none"
        if isinstance(given, ast.Lambda) and len(given.args.args) == 1:
            name = quoted(given.args.args[0].arg)
            told = self.phrase(given.body)
            what = f"what {told} is" if told.startswith("`") else told
            return f"for each value {name} of {column} {what}"
        if self.scope.kind(given) == "Series":
            return f"for each value of {column} the entry of {self.phrase(given)} with that label"
        if isinstance(given, ast.Name):
            return f"what {self.code(given)} gives for each value of {column}"
        return None

    def _is_column(self, node: ast.expr) -> bool:
        kind = self.scope.kind(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if isinstance(of, ast.Attribute) and of.attr == "str":
                return self._is_column(of.value)
        # Only tables and their columns have `.str` and `.dt`; column names have `.str` as well.
        return kind == "Series" or (isinstance(node, ast.Attribute) and node.attr == "columns")

    def _dates(self, node: ast.Call, method: str, column: str) -> str | None:
        if method == "to_period" and node.args:
            span = self.span(node.args[0])
            return f"the {span.removeprefix('each ')} of each date in {column}" if span else None
        if method == "strftime" and node.args:
            return f"each date in {column} as text of the form {self.phrase(node.args[0])}"
        if method in ("floor", "ceil", "round") and node.args:
            span = self.span(node.args[0])
            how = {"floor": "down ", "ceil": "up ", "round": ""}[method]
            unit = span.removeprefix("each ").removeprefix("every ") if span else ""
            return f"each time in {column} rounded {how}to the {unit}" if span else None
        told = knowledge.table("tables")["dates"].get(method)
        return told.format(c=column) if told and not node.args else None

    def _counted_marks(self, of: ast.expr, method: str) -> str | None:
        """`df.isna().sum()`, `(df["c"] > 0).mean()`."""
        held = self.scope.definitions.get(id(of)) if isinstance(of, ast.Name) else None
        if isinstance(held, ast.Call) and getattr(held.func, "attr", "") in ("all", "any"):
            held = held.func.value  # type: ignore[attr-defined]
        if method == "mean" and isinstance(held, ast.Compare):
            return f"the share of entries of {self.phrase(of)} that are true"
        what = "number" if method == "sum" else "share"
        if isinstance(of, ast.Call) and getattr(of.func, "attr", "") in MISSING and not of.args:
            table = of.func.value  # type: ignore[attr-defined]
            kind = self.scope.kind(table)
            if kind in TABLES:
                every = "each column of " if kind == "DataFrame" else ""
                return f"the {what} of missing values in {every}{self.phrase(table)}"
        if isinstance(of, ast.Call) and getattr(of.func, "attr", "") == "sum" and method == "sum":
            inner = of.func.value  # type: ignore[attr-defined]
            if isinstance(inner, ast.Call) and getattr(inner.func, "attr", "") in MISSING:
                table = inner.func.value  # type: ignore[attr-defined]
                if self.scope.kind(table) == "DataFrame" and not of.args and not of.keywords:
                    return f"the number of missing values in all of {self.phrase(table)}"
        if self.scope.kind(of) == "Series" and self.marks_rows(of) and not isinstance(of, ast.Name):
            return f"the {what} of rows where {self.row_condition(of, None)}"
        return None


def _axis(node: ast.Call) -> int | None:
    """0 for a result per column, 1 per row; None where other arguments make it unclear."""
    for k in node.keywords:
        if k.arg == "axis":
            value = getattr(k.value, "value", None)
            return {0: 0, 1: 1, "index": 0, "columns": 1}.get(value)
        if k.arg not in ("numeric_only", "skipna"):
            return None
    if node.args:
        return {0: 0, 1: 1}.get(getattr(node.args[0], "value", None))  # type: ignore[arg-type]
    return 0
