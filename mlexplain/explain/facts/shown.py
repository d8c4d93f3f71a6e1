"""Kinds of objects that the code shows by how it uses them: `t["c"].value_counts()` is of a table."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain import knowledge
from mlexplain.explain.facts.kinds import OF_TEXTS, OF_TEXTS_BY_TEXTS, constant_kind, names_column
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.read.walk import walk


def shown_by_use(tree: ast.AST, scope: Scope) -> Iterator[tuple[str, str]]:
    """Names with methods that one built-in type alone has, or has in this way."""
    for node in walk(tree):
        yield from _tables(node)
        if isinstance(node, ast.Subscript) and _along_dimensions(node):
            yield node.value.id, "Tensor"  # type: ignore[attr-defined]
        called = node.value if isinstance(node, ast.Expr) else node
        if not isinstance(called, ast.Call) or not isinstance(called.func, ast.Attribute):
            continue
        method, name = called.func.attr, dotted(called.func.value)
        if not name or name.endswith(".str") or scope.stands_for_module(name):
            continue
        if isinstance(node, ast.Expr) and method in ("sort", "reverse"):
            yield name, "list"
        elif method in OF_TEXTS or _is_of_texts(method, called):
            yield name, "str"
        elif method != "groupby" or not _groups_a_column(called):
            for kind, methods in knowledge.table("kinds")["shown-by"].items():
                if method in methods:
                    yield name, kind


def _groups_a_column(call: ast.Call) -> bool:
    """`y.groupby(x["c"])`: what is grouped by values beside it may be a single column."""
    by = call.args[0] if call.args else None
    if isinstance(by, ast.Subscript | ast.Attribute | ast.Compare):
        return True
    return isinstance(by, ast.Name) and by.id == dotted(call.func.value)  # type: ignore[attr-defined]


def _along_dimensions(node: ast.Subscript) -> bool:
    """`a[:, 2:]`, which only arrays can do."""
    places = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    return isinstance(node.value, ast.Name) and any(isinstance(p, ast.Slice) for p in places)


def _tables(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Names of tables, by what only tables can do: `t[t["c"] > 3]`, `t["c"].value_counts()`."""
    if isinstance(node, ast.Subscript):
        name = dotted(node.value)
        mask = isinstance(node.slice, ast.Compare | ast.BinOp | ast.UnaryOp)
        if name and mask and any(_column_of(n) == name for n in walk(node.slice)):
            yield name, "DataFrame"
    elif isinstance(node, ast.Attribute) and node.attr in knowledge.table("tables")["shown-by"]:
        name = _column_of(node.value)
        if name:
            yield name, "DataFrame"
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "assign":
        for given in [k.value for k in node.keywords]:
            if isinstance(given, ast.Lambda) and len(given.args.args) == 1:
                yield given.args.args[0].arg, "DataFrame"


def _column_of(node: ast.AST) -> str | None:
    """`t` of `t["c"]` and `t[col]`."""
    if isinstance(node, ast.Subscript):
        if constant_kind(node.slice) == "str" or names_column(node.slice):
            return dotted(node.value)
    return None


def _is_of_texts(method: str, call: ast.Call) -> bool:
    given = [*call.args, *(k.value for k in call.keywords)]
    fewest, most = OF_TEXTS_BY_TEXTS.get(method, (1, 0))
    return fewest <= len(given) <= most and all(constant_kind(a) == "str" for a in given)
