"""A column that is none any more: `set_index` or `groupby` has made it the index of its table."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import enclosing, origin, own_nodes, spot
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.code.traced import culprit
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    table = str(culprit(facts) or "")
    asked = _name(facts)
    if not table.isidentifier() or not asked:
        return {}
    found = origin(scene, table)
    if found is not None and _grouped(found.value, asked):
        line = found.program.written(found.statement)
        if isinstance(found.statement, ast.Assign) and line.endswith(")"):
            return {"grouped_line": line, "grouped_mended": f"{line}.reset_index()"}
    if not _indexed(scene, table, asked):
        return {}
    return {"index_name": asked, "line_of_index": _line(facts, table, asked)}


def _name(facts: Mapping[str, Any]) -> str | None:
    for name in ("absent", "key_asked", "key"):
        text = str(facts.get(name) or "").strip("[]")
        if len(text) > 2 and text[0] in "'\"" and text[-1] == text[0]:
            return text[1:-1]
    return None


def _called(value: ast.AST) -> Iterator[ast.Call]:
    """The calls of a chain, the last one first: of `df.groupby("a").sum()` the `sum`."""
    while isinstance(value, (ast.Call, ast.Attribute, ast.Subscript)):
        if isinstance(value, ast.Call):
            yield value
            value = value.func
        else:
            value = value.value


def _method(call: ast.Call) -> str:
    return getattr(call.func, "attr", "")


def _names(call: ast.Call) -> list[str]:
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("by", "keys"))]
    parts = [e for g in given for e in getattr(g, "elts", [g])]
    return [str(p.value) for p in parts if isinstance(p, ast.Constant)]


def _grouped(value: ast.expr, asked: str) -> bool:
    calls = list(_called(value))
    if not calls or _method(calls[0]) in ("groupby", "reset_index", "transform", "apply"):
        return False
    if any(_method(c) == "reset_index" for c in calls):
        return False
    return any(
        _method(c) == "groupby"
        and asked in _names(c)
        and all(k.arg != "as_index" for k in c.keywords)
        for c in calls
    )


def _indexed(scene: Scene, table: str, asked: str) -> bool:
    """Whether the table was given the name as its index above the line, and has it still."""
    here = spot(scene)
    if here is None:
        return False
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    state = False
    nodes = [n for n in own_nodes(scope) if isinstance(n, (ast.Assign, ast.Expr))]
    for node in sorted(nodes, key=lambda n: n.lineno):
        if node.lineno >= here.line:
            break
        inplace = "inplace=True" in ast.unparse(node)
        targets = [ast.unparse(t) for t in getattr(node, "targets", ())]
        calls = list(_called(node.value))
        if table not in targets and not (
            inplace and calls and ast.unparse(calls[0].func).split(".")[0] == table
        ):
            continue
        for call in reversed(calls):
            if _method(call) == "reset_index":
                state = False
            elif _method(call) == "set_index" and all(k.arg != "drop" for k in call.keywords):
                state = asked in _names(call)
            elif any(
                k.arg == "index_col" and getattr(k.value, "value", None) == asked
                for k in call.keywords
            ):
                state = True
    return state


def _line(facts: Mapping[str, Any], table: str, asked: str) -> str | None:
    """The line with `df.index` for `df["id"]`, or without "id" among the columns to drop."""
    code = str(facts.get("call_line") or "").strip()
    line = parse_line(code)
    if line is None or not code.isascii():
        return None
    for node in ast.walk(line):
        if isinstance(node, ast.Subscript) and ast.unparse(node) == f"{table}[{asked!r}]":
            return f"{code[: node.col_offset]}{table}.index{code[node.end_col_offset or 0 :]}"
        if isinstance(node, ast.Call) and _method(node) == "drop":
            for listed in (n for n in ast.walk(node) if isinstance(n, ast.List)):
                kept = [e for e in listed.elts if getattr(e, "value", None) != asked]
                if 0 < len(kept) < len(listed.elts):
                    parts = ", ".join(str(ast.get_source_segment(code, e)) for e in kept)
                    end = listed.end_col_offset or 0
                    return f"{code[: listed.col_offset]}[{parts}]{code[end:]}"
    return None
