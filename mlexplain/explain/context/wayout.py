"""What ways out mean: what a caught error comes to, what `break` leaves out, what `-1` tells, what
a result is that no round has set.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import set_by
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_FOR = ast.For | ast.AsyncFor
_LOOPS = _FOR | ast.While
_LONGEST = 40


def ways_out(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    given = _given_once(nodes)
    for node in nodes:
        if isinstance(node, ast.Try):
            yield from _caught(node)
        elif isinstance(node, _FOR):
            yield from _left_early(node)
            yield from _others(node)
        elif isinstance(node, ast.If):
            yield from _told_by(node, given)
        elif isinstance(node, ast.While):
            yield from _kept_small(node)


def left_unset(body: list[ast.stmt]) -> Iterator[Said]:
    """`best = None`, which only branches in a loop set anew, and `return best`."""
    last = body[-1] if body else None
    result = last.value if isinstance(last, ast.Return) else None
    if not isinstance(result, ast.Name):
        return
    starts: list[ast.expr] = []
    for node in body:
        given = [v for n, v in set_by(node) if n == result.id]
        if given and not starts:
            starts = given
        elif starts and isinstance(node, _LOOPS):
            if node.orelse or any(_stored(s, result.id) for s in node.body if not _branches(s)):
                return
            within = any(_stored(s, result.id) for s in node.body)
            if within and isinstance(starts[0], ast.Constant) and node is body[-2]:
                if starts[0].value is None or isinstance(starts[0].value, bool):
                    yield last, "stays-unset", (starts[0],)  # type: ignore[misc]
        elif _stored(node, result.id):
            return


def _branches(node: ast.stmt) -> bool:
    return isinstance(node, ast.If | ast.Try)


def _stored(statement: ast.stmt, name: str) -> bool:
    return any(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
        for n in walk(statement)
    )


def _caught(node: ast.Try) -> Iterator[Said]:
    """What becomes of an error that is caught: another value, another error, nothing."""
    tried = {name for s in node.body for name, _ in set_by(s)}
    for handler in node.handlers:
        last = handler.body[-1]
        raised = any(isinstance(n, ast.Raise) for s in handler.body for n in walk(s))
        if isinstance(last, ast.Pass) and len(handler.body) == 1:
            yield last, "swallowed", ()
        elif isinstance(last, ast.Return) and last.value is not None and not raised:
            if _plain(last.value):
                yield last, "instead-of-error", (last.value,)
        elif isinstance(last, ast.Raise) and isinstance(last.exc, ast.Call) and handler.type:
            if last_name(last.exc.func) == "SystemExit":
                yield last, "ends-program", (handler.type,)
            elif not isinstance(handler.type, ast.Tuple) and last.exc.args:
                if last_name(last.exc.func) != last_name(handler.type):
                    yield last, "other-error", (last.exc.func, handler.type)
                if _is_none(last.cause):
                    yield last, "cause-hidden", ()
                elif last.cause is not None:
                    yield last, "cause-kept", ()
        elif not raised:
            for statement in handler.body:
                for name, _ in set_by(statement):
                    if name in tried and isinstance(statement, ast.Assign):
                        yield statement, "either-way", (ast.Name(name),)


def _plain(value: ast.expr) -> bool:
    """A constant, a name, or a collection of nothing."""
    if isinstance(value, ast.List | ast.Dict | ast.Tuple):
        return not any(isinstance(n, ast.expr) for n in ast.iter_child_nodes(value))
    return isinstance(value, ast.Constant | ast.Name)


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _left_early(loop: ast.For | ast.AsyncFor) -> Iterator[Said]:
    """`break` and `return` in a branch of a `for` loop: no further round."""
    target = loop.target
    if not isinstance(target, ast.Name) or not target.id.strip("_"):
        return
    for branch in loop.body:
        if not isinstance(branch, ast.If):
            continue
        last = branch.body[-1]
        if isinstance(last, ast.Break):
            yield last, "no-further", (target,)
        elif isinstance(last, ast.Return) and not branch.orelse and branch is loop.body[-1]:
            yield last, "first-decides", (target,)


def _others(loop: ast.For | ast.AsyncFor) -> Iterator[Said]:
    """A loop that does something in its last branch alone: what is passed over."""
    *before, last = loop.body
    if not isinstance(last, ast.If) or last.orelse or loop.orelse:
        return
    if any(_does(n) for s in before for n in walk(s)) or not isinstance(loop.target, ast.Name):
        return
    inside = [n for s in last.body for n in walk(s)]
    leaves = any(isinstance(n, ast.Return | ast.Break | ast.Raise | ast.Continue) for n in inside)
    if not leaves and any(isinstance(n, ast.Yield) for n in inside):
        yield last, "others-passed", (loop.target,)


def _does(node: ast.AST) -> bool:
    """Whether a node may have an effect of its own."""
    return isinstance(node, ast.Yield | ast.YieldFrom | ast.Expr | ast.AugAssign | ast.Delete)


def _given_once(nodes: list[ast.AST]) -> dict[str, ast.Call]:
    """Names that one call alone sets, with the call; `sep` of a partition as well."""
    given: dict[str, ast.Call] = {}
    times: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            times[node.id] = times.get(node.id, 0) + 1
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            target = node.targets[0]
            if isinstance(target, ast.Tuple) and len(target.elts) == 3:
                target = target.elts[1]
                if last_name(node.value.func) not in ("partition", "rpartition"):
                    continue
            if isinstance(target, ast.Name):
                given[target.id] = node.value
    return {name: call for name, call in given.items() if times.get(name) == 1}


def _told_by(node: ast.If, given: dict[str, ast.Call]) -> Iterator[Said]:
    """`if i == -1` for `i = s.find(x)`, `if v is None` for `v = d.get(k)`, `if not sep` for
    `k, sep, v = s.partition("=")`."""
    test = node.test
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        call = given.get(getattr(test.operand, "id", ""))
        if call is not None and last_name(call.func) in ("partition", "rpartition") and call.args:
            yield node, "not-in-text", (call.args[0],)
        return
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not test.comparators:
        return
    call = given.get(getattr(test.left, "id", ""))
    if call is None or not call.args or not isinstance(call.func, ast.Attribute):
        return
    op, bound, name = test.ops[0], ast.unparse(test.comparators[0]), call.func.attr
    missing = (isinstance(op, ast.Eq) and bound == "-1") or (
        isinstance(op, ast.Lt) and bound == "0"
    )
    if name in ("find", "rfind") and missing:
        yield node, "not-in-text", (call.args[0],)
    if name == "get" and isinstance(op, ast.Is) and bound == "None" and len(call.args) == 1:
        if not call.keywords and len(ast.unparse(call)) <= _LONGEST:
            yield node, "nothing-under", (call.func.value, call.args[0])


def _kept_small(loop: ast.While) -> Iterator[Said]:
    """`while len(d) > n: d.popitem()`."""
    test = loop.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Gt):
        return
    if len(test.ops) != 1 or last_name(getattr(test.left, "func", None)) != "len":
        return
    of = ast.unparse(test.left.args[0])  # type: ignore[attr-defined]
    for node in (n for s in loop.body for n in walk(s)):
        taken = isinstance(node, ast.Call) and last_name(node.func) in ("pop", "popleft", "popitem")
        if taken and ast.unparse(getattr(node.func, "value", node)) == of:  # type: ignore[attr-defined]
            yield loop.body[-1], "at-most", (test.comparators[0], test.left.args[0])  # type: ignore[attr-defined]
            return
