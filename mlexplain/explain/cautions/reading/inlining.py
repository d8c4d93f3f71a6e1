"""Short functions of the code put in where they are called, so that formulas are seen as wholes."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.copying import copied
from mlexplain.explain.read.walk import walk

_MOST_STEPS = 8
_LARGEST = 150
"""Nodes of what is put in; longer results are left alone."""


class Inlined(ast.NodeTransformer):
    """Calls of functions that only compute one value become that value.

    What is put in keeps its place in the source, so that a finding stands where the formula does.
    """

    def __init__(self, tree: ast.AST) -> None:
        self.changed = False
        self._functions: dict[str, ast.FunctionDef | None] = {}
        self._methods: dict[str, ast.FunctionDef | None] = {}
        self._inside: list[ast.FunctionDef] = []
        for node in walk(tree):
            if isinstance(node, ast.ClassDef):
                for item in node.body:
                    if isinstance(item, ast.FunctionDef) and not item.decorator_list:
                        known = item.name in self._methods
                        self._methods[item.name] = None if known else item
        methods = {id(m) for m in self._methods.values()}
        for node in walk(tree):
            if isinstance(node, ast.FunctionDef) and id(node) not in methods:
                known = node.name in self._functions or bool(node.decorator_list)
                self._functions[node.name] = None if known else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._inside.append(node)
        self.generic_visit(node)
        self._inside.pop()
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = dotted(node.func) or ""
        function = self._functions.get(name)
        if name.startswith("self.") and name.count(".") == 1:
            function = self._methods.get(name[5:])
            if function is not None and function.name == "__init__":
                function = None
        if function is None or function in self._inside:
            return node
        given = _given(function, node, name.startswith("self."))
        value = _result(function, given) if given is not None else None
        if value is None:
            return node
        self.changed = True
        return value


def _given(function: ast.FunctionDef, call: ast.Call, bound: bool) -> dict[str, ast.expr] | None:
    """What each argument of a function is in a call; None where it is not plain."""
    spec = function.args
    if spec.vararg or spec.kwarg or spec.kwonlyargs:
        return None
    if any(isinstance(a, ast.Starred) for a in call.args) or any(not k.arg for k in call.keywords):
        return None
    names = [a.arg for a in [*spec.posonlyargs, *spec.args]]
    if bound:
        if names[:1] != ["self"]:
            return None
        names = names[1:]
    if len(call.args) > len(names):
        return None
    found = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=False))
    found.update(zip(names, call.args, strict=False))
    found.update({k.arg: k.value for k in call.keywords if k.arg})
    return found if set(found) == set(names) else None


def _result(function: ast.FunctionDef, known: dict[str, ast.expr]) -> ast.expr | None:
    """The one value that a function computes, with its names replaced; None for other functions."""
    known = dict(known)
    body = list(function.body)
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if not 1 <= len(body) <= _MOST_STEPS or not isinstance(body[-1], ast.Return):
        return None
    for step in body[:-1]:
        if not isinstance(step, ast.Assign) or len(step.targets) != 1:
            return None
        target = step.targets[0]
        if not isinstance(target, ast.Name):
            return None
        value = _replaced(step.value, known)
        if value is None:
            return None
        known[target.id] = value
    last = body[-1].value
    return _replaced(last, known) if last is not None else None


def _replaced(node: ast.expr, known: dict[str, ast.expr]) -> ast.expr | None:
    free = (ast.Lambda, ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)
    if any(isinstance(n, free) for n in walk(node)):
        return None
    made: ast.expr = Replaced(known).visit(copied(node))
    return made if sum(1 for _ in walk(made)) <= _LARGEST else None


class Replaced(ast.NodeTransformer):
    """Names replaced by what they stand for; those that a comprehension binds are left."""

    def __init__(self, known: dict[str, ast.expr]) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self._known.get(node.id)
        if value is None or not isinstance(node.ctx, ast.Load):
            return node
        return copied(value)
