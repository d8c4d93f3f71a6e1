"""Loops and comprehensions over numbers, written as the formulas that they compute.

`sum(p * log(p) for p in ps)`, and the same added up in a loop, become `torch.sum(ps * log(ps))`.
What dimension a number comes from is lost, so only formulas may be looked for in the result.
"""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.inlining import Replaced
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.copying import copied
from mlexplain.explain.read.walk import walk

_BUILTINS = {"sum": "sum", "min": "min", "max": "max"}
_STATISTICS = {"mean": "mean", "fmean": "mean", "stdev": "std", "pstdev": "std", "variance": "var"}
_STATISTICS["pvariance"] = "var"
_CURVES = ("exp", "log", "log2", "log10", "sqrt", "pow")


class Vectors(ast.NodeTransformer):
    """The code with its loops over numbers as operations on the whole."""

    def __init__(self) -> None:
        self.changed = False
        """Whether there are formulas now that did not stand there before."""
        self._touched = False

    def visit(self, node: ast.AST) -> ast.AST:
        before, self._touched = self._touched, False
        made: ast.AST = super().visit(node)
        if isinstance(node, ast.stmt):
            # `max(len(t) for t in ts)` is no formula.
            self.changed |= self._touched and any(map(_computes, walk(node)))
            self._touched = False
        self._touched |= before
        return made

    # Expressions

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        return self._over_all(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        return self._over_all(node)

    def _over_all(self, node: ast.ListComp | ast.GeneratorExp) -> ast.AST:
        self.generic_visit(node)
        over = node.generators[0]
        if len(node.generators) != 1:
            return node
        value = _entries(over.target, over.iter, [node.elt])
        if value is None or not isinstance(value[0], ast.BinOp | ast.Call | ast.UnaryOp):
            return node
        self._touched = True
        return value[0]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = dotted(node.func) or ""
        plain = len(node.args) == 1 and not node.keywords
        if name in _BUILTINS and plain:
            self._touched = True
            return _operation(_BUILTINS[name], node.args[0], node)
        module, _, last = name.partition(".")
        if module in ("statistics", "stats") and last in _STATISTICS and node.args:
            self._touched = True
            return _operation(_STATISTICS[last], node.args[0], node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """`sum(xs) / len(xs)` is a mean."""
        self.generic_visit(node)
        total, count = node.left, node.right
        if isinstance(node.op, ast.Div) and isinstance(total, ast.Call) and _counts(count):
            of = total.args[0] if total.args else None
            if dotted(total.func) == "torch.sum" and of is not None and dotted(of):
                if dotted(of) == dotted(count.args[0]):  # type: ignore[attr-defined]
                    return _operation("mean", of, node)
        return node

    # Loops

    def visit_For(self, node: ast.For) -> ast.AST | list[ast.stmt]:
        steps = _flat(node.body)
        changes = [s for s in steps if _target(s)]
        names = [_target(s) for s in changes]
        sums = [s for s in changes if names.count(_target(s)) == 1]
        plain = [
            s
            for s in steps
            if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) and not _target(s)
        ]
        values = [_value(s) for s in [*plain, *sums]]
        found = _entries(node.target, node.iter, values)
        if node.orelse or found is None or not sums:
            self.generic_visit(node)
            return node
        made: list[ast.stmt] = []
        for step, value in zip([*plain, *sums], found, strict=True):
            whole: ast.expr = value
            target: ast.expr
            if isinstance(step, ast.Assign | ast.AugAssign):
                target = step.target if isinstance(step, ast.AugAssign) else step.targets[0]
                if _target(step):
                    whole = _operation("sum", value, value)
                    if isinstance(_sign(step), ast.Sub):
                        whole = ast.copy_location(ast.UnaryOp(ast.USub(), whole), value)
            else:
                target = step.value.func.value  # type: ignore[attr-defined]
            name = ast.copy_location(ast.Name(dotted(target) or "", ast.Store()), target)
            made.append(ast.copy_location(ast.Assign([name], whole), step))
        made.sort(key=lambda s: (s.lineno, s.col_offset))
        self.changed = True
        return [self.generic_visit(s) for s in made]  # type: ignore[misc]


def _computes(node: ast.AST) -> bool:
    """Whether numbers meet: counting on and adding up alone make no formula."""
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.Add)
    return isinstance(node, ast.Call) and (dotted(node.func) or "").endswith(_CURVES)


def _counts(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "len" and len(node.args) == 1


def _operation(name: str, of: ast.expr, place: ast.expr) -> ast.Call:
    function = ast.Attribute(ast.Name("torch", ast.Load()), name, ast.Load())
    made = ast.Call(function, [of], [])
    for part in (made, function, function.value):
        ast.copy_location(part, place)
    return made


def _flat(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a loop, with those under a plain `if` without an `else`."""
    found: list[ast.stmt] = []
    for step in body:
        if isinstance(step, ast.If) and not step.orelse:
            found.extend(_flat(step.body))
        else:
            found.append(step)
    return found


def _target(step: ast.stmt) -> str | None:
    """The name that a statement adds to, takes from or appends to."""
    if isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Add | ast.Sub):
        return step.target.id if isinstance(step.target, ast.Name) else None
    if isinstance(step, ast.Assign) and isinstance(step.value, ast.BinOp):
        name = dotted(step.targets[0])
        adds = isinstance(step.value.op, ast.Add | ast.Sub)
        return name if adds and name and dotted(step.value.left) == name else None
    call = step.value if isinstance(step, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        if call.func.attr == "append" and len(call.args) == 1:
            return dotted(call.func.value)
    return None


def _value(step: ast.stmt) -> ast.expr:
    if isinstance(step, ast.Expr):
        return step.value.args[0]  # type: ignore[attr-defined]
    if isinstance(step, ast.Assign) and _target(step):
        return step.value.right  # type: ignore[attr-defined]
    return step.value  # type: ignore[attr-defined]


def _sign(step: ast.stmt) -> ast.operator:
    return step.op if isinstance(step, ast.AugAssign) else step.value.op  # type: ignore[attr-defined]


def _entries(target: ast.expr, over: ast.expr, values: list[ast.expr]) -> list[ast.expr] | None:
    """Values of one round, with the entries replaced by what they are entries of."""
    sources = {}
    index: str | None = None
    called = dotted(over.func) if isinstance(over, ast.Call) else None
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    args = over.args if isinstance(over, ast.Call) else []
    if called == "enumerate" and len(names) == 2 and args:
        index = dotted(names[0])
        names = names[1].elts if isinstance(names[1], ast.Tuple) else names[1:]
        over = args[0]
        called = dotted(over.func) if isinstance(over, ast.Call) else None
        args = over.args if isinstance(over, ast.Call) else []
    if called == "zip" and len(args) == len(names):
        parts = list(args)
    elif called == "range" and len(names) == 1:
        index, parts, names = dotted(names[0]), [], []
    elif len(names) == 1:
        parts = [over]
    else:
        return None
    for name, part in zip(names, parts, strict=True):
        if not isinstance(name, ast.Name) or dotted(part) is None:
            return None
        sources[name.id] = part
    found: list[ast.expr] = []
    for value in values:
        made = _Unindexed(index).visit(copied(value))
        made = Replaced(sources).visit(made)
        if index and any(isinstance(n, ast.Name) and n.id == index for n in walk(made)):
            return None
        found.append(made)
    return found


class _Unindexed(ast.NodeTransformer):
    """`xs[i]` as `xs`."""

    def __init__(self, index: str | None) -> None:
        self._index = index

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if self._index and isinstance(node.slice, ast.Name) and node.slice.id == self._index:
            return node.value
        return node
