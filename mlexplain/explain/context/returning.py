"""What functions give back and put back: where recursion ends, what was changed in place, what one
method remembers for another.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from mlexplain.explain.context.guards import Said
from mlexplain.explain.context.trees import trees
from mlexplain.explain.read.walk import walk

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_CHANGING = frozenset(["append", "extend", "insert", "pop", "remove", "sort", "reverse", "update"])
_KINDS = ("list", "dict", "set")


def returning(
    body: list[ast.stmt], given: Set[str], recursive: Set[int], kinds: dict[str, str | None]
) -> Iterator[Said]:
    """The remarks on one function with these parameters."""
    yield from _base_case(body, recursive)
    yield from _in_place(body, given, kinds)
    yield from _changed_within(body)
    yield from trees(body, recursive)


def _base_case(body: list[ast.stmt], recursive: Set[int]) -> Iterator[Said]:
    """`if n == 0: return 1` ahead of the calls by which a function calls itself."""
    calls = [any(id(n) in recursive for n in walk(s)) for s in body]
    for place, node in enumerate(body):
        if calls[place]:
            return
        if isinstance(node, ast.If) and not node.orelse and any(calls[place + 1 :]):
            if isinstance(node.body[-1], ast.Return):
                yield node.body[-1], "base-case", ()
                return


def deeper(function: _Function) -> Iterator[Said]:
    """`f(x, d + 1)` in `def f(x, d=0)`: the parameter counts how deep the recursion is."""
    args = [*function.args.posonlyargs, *function.args.args]
    names = [a.arg for a in args]
    starts = dict(zip(names[::-1], function.args.defaults[::-1], strict=False))
    for node in walk(function):
        if not isinstance(node, ast.Call) or not _calls(node, function.name):
            continue
        shift = names[:1] == ["self"] and isinstance(node.func, ast.Attribute)
        given = dict(zip(names[shift:], node.args, strict=False))
        given |= {k.arg: k.value for k in node.keywords if k.arg}
        for name, value in given.items():
            start = getattr(starts.get(name), "value", None)
            if type(start) is not int or start or not _one_more(value, name):
                continue
            if any(isinstance(n, ast.Name) and n.id == name and _is_set(n) for n in walk(function)):
                continue
            statements = (s for s in walk(function) if isinstance(s, _STATEMENT))
            at = next((s for s in statements if _holds(s, node)), None)
            if at is None:
                continue
            counted = ast.Name(name, ast.Load())
            yield at, "depth-of-calls", (counted,)
            for guard in function.body:
                limit = _limit(guard, name)
                if limit is not None:
                    yield guard, "no-deeper", (limit,)
            return


_STATEMENT = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.AnnAssign


def _holds(statement: ast.stmt, node: ast.AST) -> bool:
    return any(n is node for n in walk(statement))


def _calls(call: ast.Call, name: str) -> bool:
    func = call.func
    own = isinstance(func, ast.Attribute) and getattr(func.value, "id", "") == "self"
    return getattr(func, "id", "") == name or (own and func.attr == name)  # type: ignore[attr-defined]


def _one_more(value: ast.expr, name: str) -> bool:
    return ast.unparse(value) in (f"{name} + 1", f"1 + {name}")


def _limit(guard: ast.stmt, name: str) -> ast.expr | None:
    """The `m` of `if d >= m or …: return …`."""
    if not isinstance(guard, ast.If) or not isinstance(guard.body[-1], ast.Return):
        return None
    test = guard.test
    either = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or)
    for part in test.values if either else [test]:  # type: ignore[attr-defined]
        if isinstance(part, ast.Compare) and len(part.ops) == 1:
            if isinstance(part.ops[0], ast.Eq | ast.GtE) and ast.unparse(part.left) == name:
                return part.comparators[0]
    return None


def _in_place(
    body: list[ast.stmt], given: Set[str], kinds: dict[str, str | None]
) -> Iterator[Said]:
    """`return a` where entries of the parameter `a` were set, and `a` itself never."""
    last = body[-1]
    name = getattr(last.value, "id", "") if isinstance(last, ast.Return) else ""
    if name not in given:
        return
    nodes = [n for s in body for n in walk(s)]
    if any(isinstance(n, ast.Name) and n.id == name and _is_set(n) for n in nodes):
        return
    entries = any(
        isinstance(n, ast.Subscript) and _is_set(n) and getattr(n.value, "id", "") == name
        for n in nodes
    )
    calls = [n.func for n in nodes if isinstance(n, ast.Call)]
    changed = any(
        isinstance(f, ast.Attribute) and f.attr in _CHANGING and getattr(f.value, "id", "") == name
        for f in calls
    )
    kind = kinds.get(name)
    if (entries or changed) and (kind is None or kind in _KINDS):
        yield last, "in-place", (last.value,)  # type: ignore[attr-defined]


def _changed_within(body: list[ast.stmt]) -> Iterator[Said]:
    """`last = [0]`, where a function inside sets `last[0]`."""
    inner = [n for n in body if isinstance(n, _Function)]
    for node in body:
        value = node.value if isinstance(node, ast.Assign) else None
        one = isinstance(value, ast.List) and len(value.elts) == 1
        name = getattr(node.targets[0], "id", "") if one else ""  # type: ignore[attr-defined]
        if name and any(_sets_first(n, name) for f in inner for n in walk(f)):
            yield node, "held-in-list", (node.targets[0],)  # type: ignore[attr-defined]


def _sets_first(node: ast.AST, name: str) -> bool:
    place = isinstance(node, ast.Subscript) and _is_set(node)
    return place and getattr(node.value, "id", "") == name  # type: ignore[attr-defined]


def _is_set(node: ast.expr) -> bool:
    return not isinstance(node.ctx, ast.Load)  # type: ignore[attr-defined]


def across(body: list[ast.stmt]) -> Iterator[Said]:
    """`self._old = sys.stdout` in one method of a class, and `sys.stdout = self._old` in another."""
    methods = [n for n in body if isinstance(n, _Function)]
    kept = {}
    for method in methods:
        for node, place, value in _assigned(method):
            own = isinstance(place, ast.Attribute) and getattr(place.value, "id", "") == "self"
            if own and isinstance(value, ast.Attribute | ast.Subscript):
                kept[ast.unparse(place)] = (method, node, ast.unparse(value))
            elif own and isinstance(value, ast.Call) and ast.unparse(value) in _ASKED:
                kept[ast.unparse(place)] = (method, node, _ASKED[ast.unparse(value)])
    for method in methods:
        for node, place, value in (*_assigned(method), *_handed_back(method)):
            before = kept.get(ast.unparse(value))
            if before and before[0] is not method and before[2] == ast.unparse(place):
                yield before[1], "remembered-elsewhere", (ast.Name(method.name),)
                yield node, "put-back-here", (ast.Name(before[0].name), place)


_ASKED = {"os.getcwd()": "os.chdir", "Path.cwd()": "os.chdir"}
"""What tells the state that the other sets."""


def _assigned(unit: _Function) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    for node in walk(unit):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            yield node, node.targets[0], node.value


def _handed_back(unit: _Function) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    """`os.chdir(self._old)`."""
    for node in walk(unit):
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and len(call.args) == 1:
            yield node, call.func, call.args[0]  # type: ignore[misc]
