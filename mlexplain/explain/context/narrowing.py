"""What conditions leave open: filters that are not always there, loops with more than one end, and
entries of a queue that end who takes them out.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_FILTERS = frozenset(["filter", "filter_by", "where", "exclude", "having", "query"])
_SIMPLE = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Return
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def narrowing(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    for node in nodes:
        if isinstance(node, ast.For | ast.AsyncFor):
            yield from _optional(node)
        elif isinstance(node, ast.If):
            yield from _narrowed(node)
            yield from _changed(node)
        elif isinstance(node, ast.While):
            yield from _ends(node)
            yield from _last_entry(node.body)
        if isinstance(node, _SIMPLE) and node.value is not None:
            yield from _optional_within(node, node.value)


# -- filters that are not always there


def _optional(loop: ast.For | ast.AsyncFor) -> Iterator[Said]:
    """`if tag is None or tag in x.tags` in `for x in …`, and nothing for the others."""
    branch = loop.body[-1]
    if isinstance(branch, ast.If) and not branch.orelse and isinstance(loop.target, ast.Name):
        given = _unless(branch.test, loop.target.id)
        if given is not None:
            yield branch, "every-one-passes", (given, loop.target)


def _optional_within(statement: ast.stmt, value: ast.expr) -> Iterator[Said]:
    """The same in `[x for x in xs if tag is None or tag in x.tags]`."""
    for node in walk(value):
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
            generator = node.generators[0]
            if len(generator.ifs) == 1 and isinstance(generator.target, ast.Name):
                given = _unless(generator.ifs[0], generator.target.id)
                if given is not None:
                    yield statement, "every-one-passes", (given, generator.target)


def _unless(test: ast.expr, entry: str) -> ast.expr | None:
    """The `tag is None` of `tag is None or …`, where the rest asks for it and for the entry."""
    if not isinstance(test, ast.BoolOp) or not isinstance(test.op, ast.Or) or len(test.values) != 2:
        return None
    first, rest = test.values
    given = _absent(first)
    names = {n.id for n in walk(rest) if isinstance(n, ast.Name)}
    asked = given is not None and {given.id, entry} <= names and given.id != entry
    return first if asked else None


def _absent(test: ast.expr) -> ast.Name | None:
    """The name of `tag is None` and `not tag`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand if isinstance(test.operand, ast.Name) else None
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is):
        none = getattr(test.comparators[0], "value", ...) is None
        return test.left if none and isinstance(test.left, ast.Name) else None
    return None


def _narrowed(branch: ast.If) -> Iterator[Said]:
    """`if name: query = query.filter(…name…)`, with nothing for the other case."""
    only = branch.body[0]
    if branch.orelse or len(branch.body) != 1 or not isinstance(only, ast.Assign):
        return
    given, kept = _present(branch.test), only.targets[0]
    if given is None or not isinstance(kept, ast.Name) or given.id == kept.id:
        return
    if _keeps_fewer(only.value, kept.id) and _reads(only.value, given.id):
        yield branch, "narrowed-if-given", (given, kept)


def _present(test: ast.expr) -> ast.Name | None:
    """The name of `if name` and `if name is not None`."""
    if isinstance(test, ast.Name):
        return test
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot):
        none = getattr(test.comparators[0], "value", ...) is None
        return test.left if none and isinstance(test.left, ast.Name) else None
    return None


def _keeps_fewer(value: ast.expr, name: str) -> bool:
    """Whether a value is `name` with some of its entries left out."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return value.func.attr in _FILTERS and getattr(value.func.value, "id", "") == name
    if isinstance(value, ast.Subscript):
        asked = isinstance(value.slice, ast.Compare | ast.BoolOp | ast.Call | ast.BinOp)
        test = any(isinstance(n, ast.Compare) for n in walk(value.slice))
        test = test or last_name(getattr(value.slice, "func", None)) in ("isin", "contains", "eq")
        return asked and test and getattr(value.value, "id", "") == name
    if isinstance(value, ast.ListComp) and len(value.generators) == 1:
        generator = value.generators[0]
        same = ast.unparse(value.elt) == ast.unparse(generator.target)
        return same and bool(generator.ifs) and getattr(generator.iter, "id", "") == name
    return False


def _reads(value: ast.expr, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in walk(value))


def _changed(branch: ast.If) -> Iterator[Said]:
    """`if m != self.seen: …; self.seen = m`, with what is noted outside of the function."""
    test = branch.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.NotEq):
        return
    sides = (test.left, test.comparators[0])
    for now, noted in (sides, sides[::-1]):
        if not isinstance(noted, ast.Attribute | ast.Subscript) or not isinstance(now, ast.Name):
            continue
        for node in branch.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.value) == now.id:
                if any(ast.unparse(t) == ast.unparse(noted) for t in node.targets):
                    yield branch, "changed-since", (now,)


# -- loops with more than one end


def _ends(loop: ast.While) -> Iterator[Said]:
    """`while a != x or b not in y`, which goes on for as long as one of them holds."""
    test = loop.test
    if not isinstance(test, ast.BoolOp) or not isinstance(test.op, ast.Or) or len(test.values) != 2:
        return
    opposite = [_opposite(value) for value in test.values]
    if all(o is not None for o in opposite) and len(ast.unparse(test)) <= _LONGEST:
        yield loop, "ends-once", tuple(o for o in opposite if o is not None)


_LONGEST = 80


def _opposite(test: ast.expr) -> ast.expr | None:
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return ast.Compare(test.left, [_OPPOSITE[type(test.ops[0])]()], test.comparators)
    return None


# -- entries that end who takes them out


def _last_entry(body: list[ast.stmt]) -> Iterator[Said]:
    """`x = queue.get()` and `if x is None: break` right behind it, in a loop."""
    for taken, branch in pairwise(body):
        if not isinstance(taken, ast.Assign) or not isinstance(branch, ast.If):
            continue
        value = taken.value.value if isinstance(taken.value, ast.Await) else taken.value
        test, name = branch.test, taken.targets[0]
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            continue
        queue = value.func.attr in ("get", "get_nowait", "recv") and not value.args
        if not queue or not isinstance(test, ast.Compare) or not isinstance(name, ast.Name):
            continue
        same = isinstance(test.ops[0], ast.Is | ast.Eq) and getattr(test.left, "id", "") == name.id
        if same and isinstance(branch.body[-1], ast.Break | ast.Return):
            yield branch, "sign-to-stop", (test.comparators[0], value.func.value)
