"""What functions of the code do, told where they are first called: "`f`, defined above, …"."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from mlexplain.explain.context.bearings import blocks
from mlexplain.explain.context.remarks import in_order
from mlexplain.explain.idioms.shapes import Found
from mlexplain.explain.read.walk import walk

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_SIMPLE = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.AnnAssign
_MOST = 2
_LONG = 6
"""Statements from which a function is more than one small thing."""
_SHARE = 0.25
"""Share of its statements that idioms must tell to tell the function."""
_Known = Callable[[list[ast.stmt]], list[Found]]


def callees(body: list[ast.stmt], known: _Known) -> Iterator[tuple[ast.stmt, ast.expr, list[str]]]:
    """The first statement that calls each function defined before it, the function's name there,
    and what it does, by its idioms. Methods are called by `self`."""
    defined: dict[str, list[str]] = {}
    for node in body:
        if isinstance(node, ast.ClassDef):
            for method in (n for n in node.body if isinstance(n, _FUNCTIONS)):
                yield from _called(method.body, defined)
                defined[f"self.{method.name}"] = _deeds(method, known)
            defined = {name: told for name, told in defined.items() if "." not in name}
        elif isinstance(node, _FUNCTIONS):
            yield from _called(node.body, defined)
            defined[node.name] = _deeds(node, known)
        else:
            yield from _called([node], defined)


def _called(
    body: list[ast.stmt], defined: dict[str, list[str]]
) -> Iterator[tuple[ast.stmt, ast.expr, list[str]]]:
    for statement in in_order(body):
        if not isinstance(statement, _SIMPLE):
            continue
        for node in walk(statement):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if defined.get(name):
                    yield statement, node.func, defined.pop(name)


def _deeds(unit: ast.FunctionDef | ast.AsyncFunctionDef, known: _Known) -> list[str]:
    """What the idioms in a function do, those of whole statements first."""
    if any(isinstance(n, ast.Yield) for n in walk(unit)):
        return []
    found = [f for block in blocks(unit.body) for f in known(block) if f.idiom.does]
    whole = [f for f in found if f.idiom.level != "expression"] or found
    chosen = sorted(whole, key=lambda f: -len(f.nodes))[:_MOST]
    chosen.sort(key=lambda f: f.nodes[0].lineno)
    told = {id(s) for f in chosen for n in f.nodes for s in walk(n) if isinstance(s, ast.stmt)}
    own = [n for n in walk(unit) if isinstance(n, ast.stmt) and n is not unit]
    if len(own) > _LONG and len(told) < len(own) * _SHARE:
        return []  # a detail says nothing of what the whole is for
    return list(dict.fromkeys(f.idiom.does or "" for f in chosen))
