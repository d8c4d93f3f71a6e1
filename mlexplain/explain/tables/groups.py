"""Groups of rows in words: what is computed of which column, for each of which key."""

from __future__ import annotations

import ast
import re

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import join_words, quoted
from mlexplain.explain.wording import Wording

_FREQUENCY = re.compile(r"(\d*)([A-Za-z]+)(?:-[A-Z]+)?")
_STEPWISE = ("shift", "diff", "pct_change")
_MOST_AGGREGATES = 5


class Groups(Wording):
    """Puts what is computed of grouped rows into words."""

    def grouped(self, node: ast.AST) -> tuple[ast.Call, ast.expr | None] | None:
        """The call of `groupby` that an expression builds on, and the column chosen from it."""
        column = None
        if isinstance(node, ast.Subscript):
            column, node = node.slice, node.value
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return None
        if node.func.attr not in ("groupby", "resample") or not (node.args or node.keywords):
            return None
        known = self.scope.kind(node.func.value)
        return (node, column) if known in ("DataFrame", "Series") else None

    def group_noun(self, node: ast.Call) -> str | None:
        """`df.groupby(k)[c].sum()` as "the sum of `c` in `df` for each `k`"."""
        method, of, window = _attribute(node.func), _receiver(node), None
        if isinstance(of, ast.Call) and _attribute(of.func) == "rolling" and of.args:
            window, of = of.args[0], _receiver(of)
        found = self.grouped(of) if of is not None else None
        every = self._keys(found[0]) if found else None
        if found is None or every is None:
            return None
        call, column = found
        table = _receiver(call)
        assert table is not None
        inside = f" in {self.phrase(table)}" if column is not None else ""
        if column is not None:
            named = self._chosen(column)
        elif self.scope.kind(table) == "Series":
            named = self.phrase(table)
        else:
            numeric = _keyword(node, "numeric_only")
            only = isinstance(numeric, ast.Constant) and numeric.value is True
            named = "each other numeric column" if only else "each other column"
            inside = f" in {self.phrase(table)}"
        each = every.removeprefix("each ").replace("every combination", "combination", 1)
        if window is not None:
            told = self._reduced(method, named)
            over = f"over a moving window of {self.phrase(window)} rows"
            return f"{told} {over}, within each {each}" if told else None
        own = self._of_each(method, node, every, f" in {self.phrase(table)}", named)
        if own:
            return own
        if method == "size":
            return f"the number of rows{f' in {self.phrase(table)}'} for {every}"
        if method in ("agg", "aggregate"):
            told = self._aggregates(node, named)
            return f"{told}{inside if told.count(' of ') else ''} for {every}" if told else None
        if method == "transform":
            told = self._reduced(_word(node.args[0]), named) if node.args else None
            return f"for each row {told} over all rows with the same {each}" if told else None
        within: dict[str, str] = knowledge.table("tables")["within"]
        if method in within:
            if method in _STEPWISE and (node.keywords or _other_step(node)):
                return self._shifted(node, named, each)
            descending = any(k.arg == "ascending" and _false(k.value) for k in node.keywords)
            first = ", the largest first" if method == "rank" and descending else ""
            return within[method].format(c=named, k=each) + first
        if method == "quantile" and node.args:
            told = f"the {self.phrase(node.args[0])} quantile of {named}"
        elif method == "value_counts":
            told = f"how often each value of {named} occurs"
        else:
            told = self._reduced(method, named)
        return f"{told}{inside} for {every}" if told else None

    def _of_each(
        self, method: str, node: ast.Call, every: str, inside: str, named: str
    ) -> str | None:
        """What takes whole rows of each group, or hands each group to a function."""
        if method in ("head", "tail") and len(node.args) == 1:
            which = "first" if method == "head" else "last"
            return f"the {which} {self.phrase(node.args[0])} rows{inside} for {every}"
        if method == "describe":
            return f"count, mean, spread and quartiles of {named}{inside} for {every}"
        if method in ("apply", "agg", "aggregate", "transform") and len(node.args) == 1:
            given = node.args[0]
            if method != "apply" and named.startswith("each "):
                named = "each column of its rows"
            if isinstance(given, ast.Name) and given.id not in ("sum", "max", "min", "len"):
                of = "its rows" if named == "each other column" else named
                kept = "for each row " if method == "transform" else ""
                return f"{kept}what {self.code(given)} gives for {of}{inside} for {every}"
            if isinstance(given, ast.Lambda) and given.args.args:
                of = "its rows" if named == "each other column" else named
                group = self.code(given.args.args[0])
                does = f"{self._of_column(given)}, where {group} stands for {of}"
                return f"for {every}{inside} {does}"
        return None

    def _of_column(self, given: ast.Lambda) -> str:
        """What a function of the values of a group gives; they are a column meanwhile."""
        name, kinds = given.args.args[0].arg, self.scope.kinds
        before = kinds.get(name)
        kinds[name] = "Series"
        try:
            return self.phrase(given.body)
        finally:
            kinds[name] = before

    @staticmethod
    def _shifted(node: ast.Call, named: str, each: str) -> str | None:
        """`shift(2)` and `shift(-1)`."""
        given = ast.unparse(node.args[0]) if node.args and not node.keywords else ""
        if _attribute(node.func) != "shift" or not given.lstrip("-").isdigit() or given == "0":
            return None
        where = "later" if given.startswith("-") else "before"
        number = given.lstrip("-")
        rows = f"`{number}` rows {where}" if number != "1" else "in the next row"
        return f"the value of {named} {rows}, within each {each}"

    def _chosen(self, column: ast.expr) -> str:
        if isinstance(column, ast.List):
            return join_words([self.code(e) for e in column.elts])
        return self.code(column)

    @staticmethod
    def _reduced(how: str, named: str) -> str | None:
        told: str | None = knowledge.table("tables")["reduce"].get(how)
        return told.format(c=named) if told else None

    def _aggregates(self, node: ast.Call, named: str) -> str | None:
        """`agg("sum")`, `agg(["mean", "std"])`, `agg({"a": "sum"})` and `agg(total=("a", "sum"))`."""
        told: list[str | None] = []
        given = node.args[0] if node.args else None
        if given is None:
            for k in node.keywords:
                value = k.value
                if not (isinstance(value, ast.Tuple) and len(value.elts) == 2 and k.arg):
                    return None
                of = self._reduced(_word(value.elts[1]), self.code(value.elts[0]))
                told.append(f"{quoted(k.arg)} ({of})" if of else None)
        elif isinstance(given, ast.Dict):
            for key, value in zip(given.keys, given.values, strict=True):
                hows = value.elts if isinstance(value, ast.List) else [value]
                told += [self._reduced(_word(h), self.code(key)) if key else None for h in hows]
        else:
            hows = given.elts if isinstance(given, ast.List) else [given]
            told = [self._reduced(_word(h), named) for h in hows]
        sure = [t for t in told if t]
        if not sure or len(sure) < len(told) or len(sure) > _MOST_AGGREGATES:
            return None
        return join_words(sure)

    def _keys(self, call: ast.Call) -> str | None:
        """ "each `"store"`", "every combination of `"a"` and `"b"`", "each week"."""
        if _attribute(call.func) == "resample":
            return self.span(call.args[0]) if call.args else None
        by = call.args[0] if call.args else _keyword(call, "by")
        if by is None:
            level = _keyword(call, "level")
            return f"each label of index level {self.phrase(level)}" if level is not None else None
        if isinstance(by, ast.List) and len(by.elts) > 1:
            return f"every combination of {join_words([self._key(e) for e in by.elts])}"
        return f"each {self._key(by.elts[0] if isinstance(by, ast.List) and by.elts else by)}"

    def _key(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return self.code(node)
        if isinstance(node, ast.Call) and _attribute(node.func) == "Grouper":
            every, key = _keyword(node, "freq"), _keyword(node, "key")
            span = self.span(every) if every is not None else None
            if span:
                of = f" of {self.phrase(key)}" if key is not None else ""
                return span.removeprefix("each ") + of
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            return self.code(node.slice)
        what, each, column = self.phrase(node).partition(" of each date in ")
        if each and what.startswith("the "):
            return f"{what.removeprefix('the ')} of {column}"
        return f"value of {self.phrase(node)}"

    def span(self, node: ast.expr) -> str | None:
        """A time span as pandas abbreviates it: "each week" of "W", "every 15 minutes"."""
        given = node.value if isinstance(node, ast.Constant) else None
        found = _FREQUENCY.fullmatch(given) if isinstance(given, str) else None
        word = knowledge.table("tables")["span"].get(found[2]) if found else None
        if found is None or word is None:
            return None
        return f"every `{found[1]}` {word}s" if found[1] not in ("", "1") else f"each {word}"


def _attribute(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def _receiver(node: ast.Call) -> ast.expr | None:
    return node.func.value if isinstance(node.func, ast.Attribute) else None


def _keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in node.keywords if k.arg == name), None)


def _word(node: ast.expr) -> str:
    """`"mean"`, also as `np.mean`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return {"len": "size", "amax": "max", "amin": "min"}.get(
        _attribute(node) or getattr(node, "id", ""), _attribute(node) or getattr(node, "id", "")
    )


def _false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _other_step(node: ast.Call) -> bool:
    """Whether `shift(…)` and the like look at another row than the one before."""
    return bool(node.args) and getattr(node.args[0], "value", None) != 1
