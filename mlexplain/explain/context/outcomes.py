"""What a name holds when the loops that fill it have ended: "the number of `x` in `xs` where …".

A list, set, dictionary, count or total that one statement in `for` loops builds is the same as a
comprehension; so it is told as one where it is returned, or next used.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mlexplain.explain.context.assigned import set_by
from mlexplain.explain.read.walk import walk

_MUTATING = frozenset(
    [
        *("append", "add", "extend", "insert", "pop", "remove", "discard", "update", "sort"),
        *("reverse", "clear", "setdefault", "popleft", "appendleft", "subtract", "shuffle"),
        *(
            "heappush",
            "heapify",
            "heappop",
            "insort",
            "popitem",
            "move_to_end",
            "difference_update",
        ),
    ]
)
_UNITS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
_LEAVES = ast.Return | ast.Raise
_FOR = ast.For | ast.AsyncFor
_MOST_LOOPS = 2
_MOST_TESTS = 2


class Outcome(NamedTuple):
    """What one statement in loops makes of a name."""

    name: str
    kind: str
    """`list`, `set`, `dict`, `sum`, `count`, `counts`, `totals`, `lists` or `sets`."""
    value: ast.expr
    """What is added, counted or stored."""
    key: ast.expr
    """Under which key; of lists and sums, the value again."""
    clauses: tuple[ast.comprehension, ...]
    """The loops around it, with their conditions."""
    start: ast.expr
    loop: ast.stmt
    """The outermost loop."""
    changes: int
    """How often it is set or changed in all."""


def outcomes(body: list[ast.stmt]) -> Iterator[tuple[Outcome, ast.Name]]:
    """What names of a unit hold, with each place behind the loops where they are read."""
    changes: dict[str, int] = {}
    for node in _own(body):
        for name in _changed(node):
            changes[name] = changes.get(name, 0) + 1
    starts = {name: value for s in body for name, value in set_by(s)}
    for place, statement in enumerate(body):
        inside = statement.body if isinstance(statement, ast.With) else [statement]
        starts.update({name: value for s in inside for name, value in set_by(s)})
        for outcome in (
            o for loop in inside if isinstance(loop, _FOR) for o in _built(loop, starts)
        ):
            loop = outcome.loop
            if changes.get(outcome.name) != outcome.changes or outcome.name in _handed(loop):
                continue
            for later in body[place + 1 :]:
                if not isinstance(later, _UNITS):
                    for node in walk(later):
                        if isinstance(node, ast.Name) and node.id == outcome.name:
                            yield outcome, node


def _own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(ast.iter_child_nodes(node))


def _changed(node: ast.AST) -> Iterator[str]:
    """The names that a node sets or changes."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield _root(node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _MUTATING:
            yield _root(node.func.value)
            yield from (a.id for a in node.args if isinstance(a, ast.Name) and _shuffles(node))
    elif isinstance(node, ast.Global | ast.Nonlocal):
        for name in node.names:
            yield from (name, name, name)


def _shuffles(call: ast.Call) -> bool:
    return call.func.attr in ("shuffle", "heappush", "heapify", "heappop", "insort")  # type: ignore[attr-defined]


def _root(node: ast.expr) -> str:
    """`d` of `d[k].x` and of `d.setdefault(k, [])`."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = (
            node.value
            if isinstance(node, ast.Subscript)
            else getattr(node.func, "value", node.func)
        )
    return getattr(node, "id", "")


def _handed(loop: ast.stmt) -> set[str]:
    """Names that are handed as they are to calls of unknown effect."""
    return {
        a.id
        for n in walk(loop)
        if isinstance(n, ast.Call) and getattr(n.func, "id", "") not in ("len", "print", "sum")
        for a in n.args
        if isinstance(a, ast.Name)
    }


def _built(loop: ast.stmt, starts: dict[str, ast.expr]) -> Iterator[Outcome]:
    """What a loop builds up, where nothing leaves it early."""
    if any(isinstance(n, ast.Break) for n in walk(loop)):
        return
    for clauses, node, around in _within(loop, ()):
        if len(clauses) > _MOST_LOOPS or sum(len(c.ifs) for c in clauses) > _MOST_TESTS:
            continue
        made = _made(node)
        if made is None:
            continue
        name, kind, value, key = made
        if kind == "count where":
            kind, clauses = "count", _also(clauses, value)
        start = starts.get(name)
        if start is None or not _begins(start, kind):
            continue
        clauses, once = _without_met(clauses, {name, *_noting(loop, key)}, key)
        read = [value, key, *(t for c in clauses for t in (*c.ifs, c.iter))]
        if any(getattr(n, "id", "") == name for r in read for n in walk(r)):
            continue
        stored = _times_stored(loop)
        inner = {n: v for n, v in _values(around).items() if stored.get(n) == 1}
        targets = {n.id for c in clauses for n in walk(c.target) if isinstance(n, ast.Name)}
        named = {getattr(n, "id", "") for part in (value, key) for n in walk(part)}
        if any(n in stored and n not in inner for n in targets & named):
            continue  # it is changed on the way, who knows to what
        yield Outcome(
            name,
            f"{kind} once" if once else kind,
            inner.get(getattr(value, "id", ""), value),
            inner.get(getattr(key, "id", ""), key) if kind == "dict" else key,
            clauses,
            start,
            loop,
            3 if "setdefault" in ast.unparse(node) else 2,
        )


def _within(
    loop: ast.stmt, outer: tuple[ast.comprehension, ...]
) -> Iterator[tuple[tuple[ast.comprehension, ...], ast.stmt, list[ast.stmt]]]:
    """The simple statements in nested loops and branches, with what is around them."""
    assert isinstance(loop, _FOR)
    clause = ast.comprehension(target=loop.target, iter=loop.iter, ifs=[], is_async=0)
    yield from _branch(loop.body, (*outer, clause), [])


def _branch(
    body: list[ast.stmt], clauses: tuple[ast.comprehension, ...], around: list[ast.stmt]
) -> Iterator[tuple[tuple[ast.comprehension, ...], ast.stmt, list[ast.stmt]]]:
    for node in body:
        around = [*around, node]
        if isinstance(node, _FOR) and not node.orelse:
            clause = ast.comprehension(target=node.target, iter=node.iter, ifs=[], is_async=0)
            yield from _branch(node.body, (*clauses, clause), around)
        elif isinstance(node, ast.If):
            if len(node.body) == 1 and isinstance(node.body[0], ast.Continue) and not node.orelse:
                clauses = _also(clauses, _opposite(node.test))
                continue
            if any(isinstance(n, ast.Continue) for n in walk(node)):
                return
            yield from _branch(node.body, _also(clauses, node.test), around)
            if node.orelse:
                other = _also(clauses, _opposite(node.test))
                yield from _branch(node.orelse, other, around)
        elif isinstance(node, ast.With):
            yield from _branch(node.body, clauses, around)
        elif isinstance(node, ast.Try | ast.While | ast.Match):
            if any(isinstance(n, ast.Continue) for n in walk(node)):
                return
        else:
            yield clauses, node, around


def _opposite(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)


def _also(clauses: tuple[ast.comprehension, ...], test: ast.expr) -> tuple[ast.comprehension, ...]:
    last = clauses[-1]
    more = ast.comprehension(last.target, last.iter, [*last.ifs, test], last.is_async)
    return (*clauses[:-1], more)


def _noting(loop: ast.stmt, value: ast.expr) -> Iterator[str]:
    """Sets that note the value in a loop: `seen.add(x)`."""
    for node in walk(loop):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add" and node.args:
            if ast.unparse(node.args[0]) == ast.unparse(value):
                yield getattr(node.func.value, "id", "")  # type: ignore[attr-defined]


def _without_met(
    clauses: tuple[ast.comprehension, ...], names: set[str], value: ast.expr
) -> tuple[tuple[ast.comprehension, ...], bool]:
    """The loops without the question whether the value is there already."""
    asked = {f"{ast.unparse(value)} not in {name}" for name in names}
    asked |= {f"not {each.replace(' not in', ' in')}" for each in asked}
    last = clauses[-1]
    rest = [t for t in last.ifs if ast.unparse(t) not in asked]
    kept = ast.comprehension(last.target, last.iter, rest, last.is_async)
    return (*clauses[:-1], kept), len(rest) < len(last.ifs)


def _made(node: ast.stmt) -> tuple[str, str, ast.expr, ast.expr] | None:
    """What a statement adds to which name: name, kind, value and key."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        target = node.target
        one = getattr(node.value, "value", None) == 1
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Compare):
            return target.id, "count where", node.value, node.value
        if isinstance(target, ast.Name):
            return target.id, "count" if one else "sum", node.value, node.value
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            return target.value.id, "counts" if one else "totals", node.value, target.slice
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        place, value = node.targets[0], node.value
        if isinstance(place, ast.Subscript) and isinstance(place.value, ast.Name):
            added = _got_and_added(place, value)
            if added is not None:
                one = getattr(added, "value", None) == 1
                return place.value.id, "counts" if one else "totals", added, place.slice
            return place.value.id, "dict", value, place.slice
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and len(call.args) == 1:
        owner, value = call.func.value, call.args[0]
        kind = {"append": "list", "add": "set"}.get(call.func.attr)
        if kind is None or isinstance(value, ast.Starred):
            return None
        if isinstance(owner, ast.Name):
            return owner.id, kind, value, value
        if isinstance(owner, ast.Subscript) and isinstance(owner.value, ast.Name):
            return owner.value.id, f"{kind}s", value, owner.slice
        if isinstance(owner, ast.Call) and getattr(owner.func, "attr", "") == "setdefault":
            of = owner.func.value  # type: ignore[attr-defined]
            if isinstance(of, ast.Name) and owner.args:
                return of.id, f"{kind}s", value, owner.args[0]
    return None


def _got_and_added(place: ast.Subscript, value: ast.expr) -> ast.expr | None:
    """`v` of `d[k] = d.get(k, 0) + v`."""
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)):
        return None
    wanted = f"{ast.unparse(place.value)}.get({ast.unparse(place.slice)}, 0)"
    return value.right if ast.unparse(value.left) == wanted else None


def _begins(start: ast.expr, kind: str) -> bool:
    """Whether a name starts empty or at zero."""
    if kind == "sum" and isinstance(start, ast.Call):
        made = getattr(start.func, "id", getattr(start.func, "attr", ""))
        nothing = all(getattr(a, "value", 1) in (0, "0", "0.0", "0.00") for a in start.args)
        return made in ("Decimal", "Fraction", "timedelta") and nothing and not start.keywords
    if kind in ("sum", "count"):
        return (
            isinstance(start, ast.Constant)
            and type(start.value) in (int, float)
            and not start.value
        )
    made = (
        getattr(start.func, "id", getattr(start.func, "attr", ""))
        if isinstance(start, ast.Call)
        else ""
    )
    if kind == "list":
        return (isinstance(start, ast.List) and not start.elts) or ast.unparse(start) == "list()"
    if kind == "set":
        return ast.unparse(start) == "set()"
    if kind == "dict":
        return (isinstance(start, ast.Dict) and not start.keys) or made in ("dict", "OrderedDict")
    empty = isinstance(start, ast.Dict) and not start.keys
    return empty or made in ("dict", "defaultdict", "Counter", "OrderedDict")


def _times_stored(loop: ast.stmt) -> dict[str, int]:
    """How often names are set in a loop, but for its own targets and those of loops within."""
    loops = [n for n in walk(loop) if isinstance(n, _FOR | ast.comprehension)]
    own = {id(n) for each in loops for n in walk(each.target)}
    times: dict[str, int] = {}
    for node in walk(loop):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in own:
            times[node.id] = times.get(node.id, 0) + 1
    return times


def _values(around: list[ast.stmt]) -> dict[str, ast.expr]:
    """What names were set to in the loop, each once."""
    given: dict[str, list[ast.expr]] = {}
    for node in around:
        for name, value in set_by(node):
            given.setdefault(name, []).append(value)
    return {name: values[0] for name, values in given.items() if len(values) == 1}
