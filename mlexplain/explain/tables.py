"""Tables in words: their columns, rows and what is computed of them (pandas)."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.groups import Groups
from mlexplain.explain.quoting import join_words, quoted

_TABLES = ("DataFrame", "Series")
_NO_COLUMNS = frozenset(
    (
        *("columns", "index", "shape", "values", "dtypes", "dtype", "T", "loc", "iloc", "at"),
        *("iat", "empty", "size", "ndim", "axes", "plot", "str", "dt", "cat", "name", "array"),
    )
)
_OF_TABLES = {
    "values": "{of} as a NumPy array",
    "columns": "the column names of {of}",
    "index": "the index of {of}",
    "shape": "the numbers of rows and columns of {of}",
    "dtypes": "the types of the columns of {of}",
    "empty": "whether {of} has no rows",
    "T": "{of} with rows and columns swapped",
}
_MISSING = ("isna", "isnull")
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


class Tables(Groups):
    """Puts expressions about tables into words."""

    _about = ""
    """The table whose columns are named without it."""

    def about(self, table: ast.expr | None) -> str:
        """Name the columns of one table without it from now on; gives the one before."""
        before, self._about = self._about, self.text_of(table) if table is not None else ""
        return before

    def restore(self, before: str) -> None:
        self._about = before

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
                if self.table_noun(inner) is None and inner.func.attr not in _MISSING:  # type: ignore[attr-defined]
                    return inner
            node = inner

    def column_of(self, node: ast.AST) -> tuple[ast.expr, str] | None:
        """The table and the column, as written, of `df["c"]`, `df.c` and `df.loc[:, "c"]`."""
        if isinstance(node, ast.Subscript) and self.scope.kind(node.value) == "DataFrame":
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                if _located(node.value) is None:
                    return node.value, self.code(node.slice)
        if isinstance(node, ast.Attribute) and self.scope.kind(node.value) == "DataFrame":
            known = f"DataFrame.{node.attr}" in knowledge.cards() or node.attr in _NO_COLUMNS
            if not known and _located(node.value) is None:
                return node.value, quoted(node.attr)
        return None

    # -- parts

    def _part_of_table(self, node: ast.Subscript) -> str | None:
        if self._about and self.text_of(node.value) == self._about:
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                return self.code(node.slice)
        located = _located(node.value)
        if located is not None:
            return self._place(node, located)
        column = self.column_of(node)
        if column:
            return self._named(*column)
        of, index = node.value, node.slice
        if isinstance(of, ast.Attribute) and of.attr == "shape":
            if self.scope.kind(of.value) in _TABLES and getattr(index, "value", None) in (0, 1):
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
        if kind in _TABLES and self.marks_rows(index):
            what = "rows" if kind == "DataFrame" else "values"
            return f"the {what} of {self.phrase(of)} where {self.row_condition(index, of)}"
        return None

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

    def _place(self, node: ast.Subscript, located: tuple[ast.expr, str]) -> str | None:
        """`df.loc[rows, columns]` and `df.iloc[rows, columns]`."""
        table, how = located
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
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
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
            what = "value" if self.scope.kind(table) == "Series" else "row"
            return f"the {nth} {what} of {whole}" if nth else None
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

    # -- attributes and methods

    def _attribute_of_table(self, node: ast.Attribute) -> str | None:
        column = self.column_of(node)
        if column:
            return self._named(*column)
        if isinstance(node.value, ast.Attribute) and node.value.attr == "dt":
            told = knowledge.table("tables")["dates"].get(node.attr)
            return told.format(c=self.phrase(node.value.value)) if told else None
        kind = self.scope.kind(node.value)
        if kind in _TABLES and node.attr in _OF_TABLES:
            if kind == "Series" and node.attr in ("columns", "dtypes"):
                return None
            return _OF_TABLES[node.attr].format(of=self.phrase(node.value))
        if kind in _TABLES and node.attr in ("str", "dt", "cat"):
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

    def _method_of_table(self, node: ast.Call, func: ast.Attribute) -> str | None:
        of, method = func.value, func.attr
        known = knowledge.table("tables")
        if isinstance(of, ast.Attribute) and of.attr == "dt" and self._is_column(of.value):
            return self._dates(node, method, self.phrase(of.value))
        if isinstance(of, ast.Attribute) and of.attr == "str" and self._is_column(of.value):
            return self._filled(known["texts"], method, node, self.phrase(of.value))
        kind = self.scope.kind(of)
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
        if self.scope.kind(of.func.value) not in _TABLES or len(node.args) > 1:
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
            return f"for each value {name} of {column} {self.phrase(given.body)}"
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
        what = "number" if method == "sum" else "share"
        if isinstance(of, ast.Call) and getattr(of.func, "attr", "") in _MISSING and not of.args:
            table = of.func.value  # type: ignore[attr-defined]
            kind = self.scope.kind(table)
            if kind in _TABLES:
                every = "each column of " if kind == "DataFrame" else ""
                return f"the {what} of missing values in {every}{self.phrase(table)}"
        if isinstance(of, ast.Call) and getattr(of.func, "attr", "") == "sum" and method == "sum":
            inner = of.func.value  # type: ignore[attr-defined]
            if isinstance(inner, ast.Call) and getattr(inner.func, "attr", "") in _MISSING:
                table = inner.func.value  # type: ignore[attr-defined]
                if self.scope.kind(table) == "DataFrame" and not of.args and not of.keywords:
                    return f"the number of missing values in all of {self.phrase(table)}"
        if self.scope.kind(of) == "Series" and self.marks_rows(of) and not isinstance(of, ast.Name):
            return f"the {what} of rows where {self.row_condition(of, None)}"
        return None

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

    # -- conditions on rows

    def marks_rows(self, node: ast.AST) -> bool:
        """Whether an expression is true or false for each row."""
        if isinstance(node, ast.Compare):
            return self.scope.kind(node.left) in _TABLES
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


def _located(node: ast.AST) -> tuple[ast.expr, str] | None:
    """The table of `df.loc` and `df.iloc`, which only tables have."""
    if isinstance(node, ast.Attribute) and node.attr in ("loc", "iloc"):
        return node.value, node.attr
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


def _inside(node: ast.AST) -> ast.expr | None:
    """What a subscript, an attribute or a method is of."""
    if isinstance(node, ast.Subscript | ast.Attribute):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value
    return None


_LEADS = (
    ("the rows of", "keeps"),
    ("the values of", "keeps"),
    ("the number of", "counts"),
    ("how often", "counts"),
    ("whether", "tells"),
    ("the distinct", "lists"),
    ("a mark", "makes"),
    ("the mean of", "averages"),
    ("the sum of", "adds up"),
)
_TAKEN = ("the column", "the single", "the row", "the first", "the last", "all columns")


def led(noun: str) -> str:
    """A noun phrase about a table as a verb phrase: "computes the median of …"."""
    several = " and the " in noun or noun.count(", the ") > 1
    for start, verb in _LEADS:
        if noun.startswith(start) and not several:
            drops = verb in ("averages", "adds up")
            return f"{verb}{noun.removeprefix(start)}" if drops else f"{verb} {noun}"
    if noun.startswith("the ") and " rows " in noun[:24]:
        return f"takes {noun}"
    if noun.startswith("for each") and "the row with" in noun:
        return f"takes {noun}"
    return f"{'takes' if noun.startswith(_TAKEN) else 'computes'} {noun}"
