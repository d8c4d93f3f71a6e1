"""Parts of tables in words: columns, rows by condition, label or position."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.kinds import names_column
from mlexplain.explain.quoting import join_words
from mlexplain.explain.tables.rows import TABLES, Rows, located

_LISTS = ("cols", "columns", "features", "feats")
"""How the names of lists of columns end."""


class TableParts(Rows):
    """Puts what subscripts pick out of tables into words."""

    def _part_of_table(self, node: ast.Subscript) -> str | None:
        if self._about and self.text_of(node.value) == self._about:
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                return self.code(node.slice)
        place = located(node.value)
        if place is not None:
            return self._place(node, place)
        column = self.column_of(node)
        if column:
            return self._named(*column)
        of, index = node.value, node.slice
        if isinstance(of, ast.Attribute) and of.attr == "shape":
            if self.scope.kind(of.value) in TABLES and getattr(index, "value", None) in (0, 1):
                what = "rows" if index.value == 0 else "columns"  # type: ignore[attr-defined]
                return f"the number of {what} of {self.phrase(of.value)}"
        kind = self.scope.kind(of)
        if isinstance(of, ast.Attribute) and of.attr == "str" and isinstance(index, ast.Constant):
            return self._piece(of.value, index)
        if kind == "DataFrame" and isinstance(index, ast.List):
            if not index.elts:
                return None
            names = join_words([self.code(e) for e in index.elts])
            plural = "columns" if len(index.elts) > 1 else "single column"
            return f"the {plural} {names} of {self.phrase(of)}"
        if kind == "DataFrame" and self.lists_columns(index):
            return f"the columns {self.phrase(index)} of {self.phrase(of)}"
        if kind in TABLES and self.marks_rows(index):
            what = "rows" if kind == "DataFrame" else "values"
            return f"the {what} of {self.phrase(of)} where {self.row_condition(index, of)}"
        return None

    def lists_columns(self, node: ast.expr) -> bool:
        """Whether a name holds the names of several columns."""
        spelled = isinstance(node, ast.Name) and node.id.lower().endswith(_LISTS)
        return isinstance(node, ast.Name) and (spelled or self.scope.kind(node) == "list")

    def _named(self, table: ast.expr, column: str) -> str:
        if self._about and self.text_of(table) == self._about:
            return column
        return f"the column {column} of {self.phrase(table)}"

    def _piece(self, of: ast.expr, index: ast.Constant) -> str | None:
        """`column.str.split(…).str[1]` and `column.str[0]`."""
        if self.scope.kind(of) != "Series" or type(index.value) is not int:
            return None
        nth = {0: "first", 1: "second", 2: "third"}.get(index.value)
        if nth is None:
            return None
        if isinstance(of, ast.Call) and getattr(of.func, "attr", "") == "split":
            texts = getattr(of.func, "value", None)
            if getattr(texts, "attr", "") == "str":
                told = self.phrase(texts.value)  # type: ignore[union-attr]
                where = f" at {self.phrase(of.args[0])}" if of.args else " at white space"
                return f"the {nth} part of each text in {told}, cut{where}"
        return f"the {nth} character or entry of each text in {self.phrase(of)}"

    def _place(self, node: ast.Subscript, found: tuple[ast.expr, str]) -> str | None:
        """`df.loc[rows, columns]` and `df.iloc[rows, columns]`."""
        table, how = found
        whole = self.phrase(table)
        if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
            rows, columns = node.slice.elts
            chosen = self._columns(columns, how, whole)
            if chosen is None:
                return None
            if isinstance(rows, ast.Slice) and not (rows.lower or rows.upper or rows.step):
                return f"{chosen} of {whole}"
            part = self._chosen_rows(rows, table, how)
            return f"{chosen} of {part}" if part else None
        if isinstance(node.slice, ast.Tuple):
            return None
        return self._chosen_rows(node.slice, table, how)

    def _columns(self, node: ast.expr, how: str, whole: str) -> str | None:
        named = isinstance(node, ast.Constant | ast.Name) and self.scope.kind(node) == "str"
        if how == "loc" and (named or names_column(node)):
            return f"the column {self.code(node)}"
        if isinstance(node, ast.List):
            return f"the columns {join_words([self.code(e) for e in node.elts])}"
        if how == "iloc" and isinstance(node, ast.Constant | ast.UnaryOp):
            nth = {"0": "first", "1": "second", "2": "third", "-1": "last"}.get(self.text_of(node))
            return f"the {nth} column" if nth else None
        if how == "iloc" and isinstance(node, ast.Slice) and node.step is None:
            low, high = (self.text_of(n) if n is not None else "" for n in (node.lower, node.upper))
            if low in ("", "0") and high == "-1":
                return "all columns but the last"
            if low == "1" and not high:
                return "all columns but the first"
            if low in ("", "0") and high and not high.startswith("-"):
                return f"the first `{high}` columns"
            if low and high and not (low + high).count("-"):
                return f"the columns from position `{low}` up to `{high}` (exclusive)"
        return None

    def _chosen_rows(self, node: ast.expr, table: ast.expr, how: str) -> str | None:
        whole = self.phrase(table)
        if self.marks_rows(node):
            return f"the rows of {whole} where {self.row_condition(node, table)}"
        extreme = self._extremes(node, table)
        if extreme:
            return extreme
        if isinstance(node, ast.Slice) and node.step is None:
            low, high = node.lower, node.upper
            if how == "loc" and (low or high):
                start = f" from label {self.phrase(low)}" if low else ""
                end = f" up to label {self.phrase(high)}, which is included" if high else " on"
                return f"the rows of {whole}{start}{end}"
            text = self.text_of(high) if high is not None else ""
            if how == "iloc" and low is None and high and not text.startswith("-"):
                return f"the first {self.phrase(high)} rows of {whole}"
            if how == "iloc" and high is None and isinstance(low, ast.UnaryOp):
                return f"the last {self.code(low.operand)} rows of {whole}"
            if how == "iloc" and low is not None and high is None:
                return f"the rows of {whole} from position {self.phrase(low)} on"
            return None
        if how == "iloc" and isinstance(node, ast.Constant | ast.UnaryOp):
            nth = {"0": "first", "-1": "last"}.get(self.text_of(node))
            what = {"Series": "value", "DataFrame": "row"}.get(
                self.scope.kind(table) or "", "entry"
            )
            return f"the {nth} {what} of {whole}" if nth else None
        if how == "iloc" and isinstance(node, ast.Name):
            return f"what {whole} has at position {self.code(node)}"
        if how == "loc" and isinstance(node, ast.List):
            return f"the rows of {whole} with the labels {self.listing(node.elts)}"
        if how == "loc" and isinstance(node, ast.Constant | ast.Name):
            return f"what {whole} has at the index label {self.phrase(node)}"
        return None

    def _extremes(self, node: ast.expr, table: ast.expr) -> str | None:
        """`df.loc[df.groupby(k)[c].idxmax()]` and `df.loc[df[c].idxmax()]`."""
        method = getattr(getattr(node, "func", None), "attr", "")
        if method not in ("idxmax", "idxmin"):
            return None
        of = node.func.value  # type: ignore[attr-defined]
        which = "largest" if method == "idxmax" else "smallest"
        found = self.grouped(of)
        if found and found[1] is not None:
            every = self._keys(found[0])
            told = f"the row with the {which} {self._chosen(found[1])}"
            return f"for {every} {told} in {self.phrase(table)}"
        column = self.column_of(of)
        if column and self.text_of(column[0]) == self.text_of(table):
            return f"the row of {self.phrase(table)} with the {which} {column[1]}"
        return None
