"""What several statements far apart mean together: marks, values put back, shares of rounds.

Each remark stands at the statement that it explains. It asks for all the statements that make it
true: `l = [-1] * n` alone marks nothing; with `if l[i] == -1` and `l[i] = k` it does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mlexplain.explain.context.arrangements import arrangements
from mlexplain.explain.context.assurances import assurances
from mlexplain.explain.context.beginnings import normalising
from mlexplain.explain.context.clocks import clocks
from mlexplain.explain.context.contents import held_by_names
from mlexplain.explain.context.counters import counters
from mlexplain.explain.context.derivatives import gradients
from mlexplain.explain.context.edges import edges
from mlexplain.explain.context.guards import guards
from mlexplain.explain.context.kept import kept
from mlexplain.explain.context.marks import marks
from mlexplain.explain.context.narrowing import narrowing
from mlexplain.explain.context.networks import networks
from mlexplain.explain.context.patience import patience
from mlexplain.explain.context.purposes import purposes
from mlexplain.explain.context.records import records
from mlexplain.explain.context.recurrences import recurrences
from mlexplain.explain.context.rounds import rounds
from mlexplain.explain.context.shares import shares
from mlexplain.explain.context.sizes import spread
from mlexplain.explain.context.stores import stores
from mlexplain.explain.context.wayout import left_unset, ways_out
from mlexplain.explain.read.walk import walk

Unit = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


class Remark(NamedTuple):
    """A sentence of `rules/code/sentences.toml` for one statement, with the code of its holes."""

    at: ast.stmt | ast.ExceptHandler
    key: str
    holes: tuple[ast.expr, ...]


def remarks(body: list[ast.stmt]) -> Iterator[Remark]:
    """The remarks on one unit: a script, or the body of a function."""
    nodes = list(in_order(body))
    yield from _marks(nodes)
    yield from _put_back(nodes)
    yield from _flipped(nodes)
    yield from _built_up(nodes)
    yield from _copied(nodes)
    yield from (Remark(*said) for said in shares(nodes))
    yield from (Remark(*said) for said in edges(body))
    yield from (Remark(*said) for said in gradients(nodes))
    yield from (Remark(*said) for said in guards(body, nodes))
    yield from (Remark(*said) for said in narrowing(nodes))
    yield from (Remark(*said) for said in ways_out(nodes))
    yield from (Remark(*said) for said in left_unset(body))
    yield from (Remark(*said) for said in held_by_names(body, nodes))
    yield from (Remark(*said) for said in assurances(body))
    yield from (Remark(*said) for said in normalising(nodes))
    yield from (Remark(*said) for said in networks(nodes))
    yield from (Remark(*said) for said in marks(nodes))
    yield from (Remark(*said) for said in patience(nodes))
    yield from (Remark(*said) for said in counters(nodes))
    yield from (Remark(*said) for said in clocks(nodes))
    yield from (Remark(*said) for said in rounds(nodes))
    yield from (Remark(*said) for said in kept(body))
    yield from (Remark(*said) for said in records(body, nodes))
    yield from (Remark(*said) for said in recurrences(nodes))
    yield from (Remark(*said) for said in spread(nodes))
    yield from (Remark(*said) for said in stores(nodes))
    yield from (Remark(*said) for said in purposes(nodes))
    yield from (Remark(*said) for said in arrangements(nodes))


def in_order(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a unit in the order of the code, without functions inside."""
    for statement in body:
        if isinstance(statement, Unit):
            continue
        yield statement
        waiting = [*ast.iter_child_nodes(statement)][::-1]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, Unit):
                yield node
                waiting.extend([*ast.iter_child_nodes(node)][::-1])


def _assigned(nodes: list[ast.AST]) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    """Statements with their targets and values, one by one."""
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                for place, given in zip(target.elts, value.elts, strict=False):
                    yield node, place, given
            else:
                yield node, target, value


def _marks(nodes: list[ast.AST]) -> Iterator[Remark]:
    """`l = [-1] * n`, where `l[i] == -1` is asked and entries are set later on."""
    asked = {
        (_text(n.left.value), _text(n.comparators[0]))
        for n in nodes
        if isinstance(n, ast.Compare)
        and isinstance(n.left, ast.Subscript)
        and isinstance(n.ops[0], ast.Eq | ast.NotEq | ast.Is | ast.IsNot | ast.Lt)
    }
    stored = {
        _text(place.value) for _, place, _ in _assigned(nodes) if isinstance(place, ast.Subscript)
    }
    for node, place, value in _assigned(nodes):
        filler = _filler(value)
        if filler is None or not isinstance(place, ast.Name) or place.id not in stored:
            continue
        if _text(filler) not in ("0", "False", "True") and (place.id, _text(filler)) in asked:
            yield Remark(node, "marks-unset", (filler,))


def _filler(value: ast.expr) -> ast.expr | None:
    """What fills `[-1] * n`, `np.full(n, -1)` and `{u: -1 for u in g}`."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        if isinstance(value.left, ast.List) and len(value.left.elts) == 1:
            return value.left.elts[0]
    if isinstance(value, ast.Call) and _last(value.func) == "full" and len(value.args) == 2:
        return value.args[1]
    if isinstance(value, ast.DictComp) and isinstance(value.value, ast.Constant | ast.UnaryOp):
        return value.value
    return None


def _put_back(nodes: list[ast.AST]) -> Iterator[Remark]:
    """`o = x[i]`, then `x[i] = o + h`, and in the end `x[i] = o`."""
    kept: dict[str, tuple[ast.stmt, str]] = {}
    changed: set[str] = set()
    moving: dict[str, int] = {}
    stored = {
        (n.id, n.lineno) for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    for node in nodes:  # a place whose index moves on is another place
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            moving[node.id] = moving.get(node.id, 0) + 1
    for node, place, value in _assigned(nodes):
        if isinstance(place, ast.Name) and isinstance(value, ast.Subscript | ast.Attribute):
            names = {n.id for n in walk(value) if isinstance(n, ast.Name)}
            if all(moving.get(name, 0) < 2 for name in names):
                kept[place.id] = (node, _text(value))
        elif isinstance(place, ast.Subscript | ast.Attribute):
            before = kept.get(getattr(value, "id", ""))
            since = before[0].lineno if before else 0
            names = {n.id for n in walk(place) if isinstance(n, ast.Name)}
            moved = any(name in names and line > since for name, line in stored)
            if before and not moved and before[1] == _text(place) and _text(place) in changed:
                yield Remark(before[0], "remembered", (place,))
                yield Remark(node, "put-back", (place,))
            changed.add(_text(place))


def _flipped(nodes: list[ast.AST]) -> Iterator[Remark]:
    """`r = -r` in every round of a loop."""
    loops = [n for n in nodes if isinstance(n, ast.For | ast.While)]
    inside = {id(n) for loop in loops for n in loop.body}
    for node, place, value in _assigned(nodes):
        turned = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)
        if turned and id(node) in inside and _text(value.operand) == _text(place):  # type: ignore[attr-defined]
            yield Remark(node, "flipped", (place,))


def _built_up(nodes: list[ast.AST]) -> Iterator[Remark]:
    """`t[i] = min(t[i - 1], …)` in a loop: an entry made of those before."""
    loops = [n for n in nodes if isinstance(n, ast.For)]
    inside = {id(n) for loop in loops for n in walk(loop)}
    for node, place, value in _assigned(nodes):
        if not isinstance(place, ast.Subscript) or id(node) not in inside:
            continue
        table = _root(place)
        inner = {id(n.value) for n in walk(value) if isinstance(n, ast.Subscript)}
        reads = {
            _text(n)
            for n in walk(value)
            if isinstance(n, ast.Subscript) and _root(n) == table and _steps_back(n)
            if id(n) not in inner and not any(isinstance(m, ast.Slice) for m in walk(n))
        }
        chosen = any(_last(getattr(n, "func", None)) in ("min", "max") for n in walk(value))
        if table and reads and (len(reads) > 1 or chosen):
            yield Remark(node, "built-up", (ast.Name(table),))


def _copied(nodes: list[ast.AST]) -> Iterator[Remark]:
    """`r = dict(a)`, `a.copy()`, `a[:]` or `list(a)`, where `r` is changed later on."""
    changed = {
        _root(n.targets[0] if isinstance(n, ast.Assign) else n.target)
        for n in nodes
        if isinstance(n, ast.Assign | ast.AugAssign)
        and isinstance(n.targets[0] if isinstance(n, ast.Assign) else n.target, ast.Subscript)
    }
    changed |= {
        getattr(n.func.value, "id", "")
        for n in nodes
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr in _CHANGING
    }
    for node, place, value in _assigned(nodes):
        of = _original(value)
        if of is not None and isinstance(place, ast.Name) and place.id in changed - {of.id}:
            yield Remark(node, "copied", (of,))


_CHANGING = ("append", "extend", "insert", "pop", "remove", "sort", "reverse", "update", "add")


def _original(value: ast.expr) -> ast.Name | None:
    """What a value is a copy of."""
    of: ast.AST | None = None
    if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        of = value.args[0] if _last(value.func) in ("dict", "list", "set", "deepcopy") else None
    elif isinstance(value, ast.Call) and not value.args and not value.keywords:
        of = value.func.value if _last(value.func) == "copy" else None  # type: ignore[attr-defined]
    elif isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        bounds = (value.slice.lower, value.slice.upper, value.slice.step)
        of = value.value if bounds == (None, None, None) else None
    return of if isinstance(of, ast.Name) else None


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript):
        node = node.value
    return getattr(node, "id", "")


def _steps_back(node: ast.expr) -> bool:
    """Whether an index is made by a sum or difference, as in `t[i - 1]`."""
    while isinstance(node, ast.Subscript):
        if any(isinstance(n, ast.BinOp) for n in walk(node.slice)):
            return True
        node = node.value
    return False


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def _last(func: ast.AST | None) -> str:
    return str(getattr(func, "attr", getattr(func, "id", "")))
