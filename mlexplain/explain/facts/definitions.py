"""What a name holds where it is read: the value that it was last set to, where that is certain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple

from mlexplain.explain.facts.inplace import as_assignment
from mlexplain.explain.facts.totals import start_of, totals
from mlexplain.explain.read.walk import walk

_VALUES = (
    *(ast.BinOp, ast.Call, ast.UnaryOp, ast.Compare, ast.Subscript, ast.Attribute),
    *(ast.ListComp, ast.GeneratorExp),
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_DEEPEST = 6


class _Changes(NamedTuple):
    """The names that a statement changes."""

    rebound: tuple[str, ...]
    """Those that get another value as a whole, as often as they do."""
    all: frozenset[str]


@dataclass
class _Flow:
    """What is known at one place of the code."""

    found: dict[int, ast.expr]
    depths: dict[int, int]
    """How many names deep a value is, by its identity."""
    numbers: Iterator[int]
    made: list[ast.AST]
    """Nodes that are not of the tree, kept alive: another would take the identity of a lost one."""
    changes: dict[ast.stmt, _Changes] = field(default_factory=dict)
    """What each statement changes: asked for at every level that it stands in."""
    hanging: dict[ast.expr, frozenset[str]] = field(default_factory=dict)
    """The names that each held value hangs on."""
    hangers: dict[str, set[str]] = field(default_factory=dict)
    """By each name: the names that have held a value which hangs on it."""
    held: dict[str, ast.expr] = field(default_factory=dict)
    starts: dict[str, ast.expr] = field(default_factory=dict)
    """Names that were set to zero or to an empty list, and not changed since."""
    versions: dict[str, int] = field(default_factory=dict)
    """How often a name has been set, so that two values of one name are told apart."""

    def inside(self) -> _Flow:
        """The same for a block that may run."""
        return replace(self, held=dict(self.held), starts={}, versions=dict(self.versions))

    def apart(self) -> _Flow:
        """The same for a function, which runs at some other time."""
        return replace(self, held={}, starts={}, versions={})


def definitions(tree: ast.AST, made: list[ast.AST]) -> dict[int, ast.expr]:
    """By the identity of each name's node: the expression that it was set to. Nodes that are `made`
    on the way are added to that list, which must live as long as the result.

    Only along straight lines of code: what a branch or loop may change is not known after it, but
    for the totals and lists that a loop makes.
    """
    flow = _Flow({}, {}, count(1), made)
    _block(list(getattr(tree, "body", [])), flow)
    return flow.found


def same_value(one: ast.AST, other: ast.AST) -> bool:
    """Whether two expressions of the same text may mean the same: not where one reads `x` before
    `x = x / 2`, and the other behind it."""
    pairs = zip(walk(one), walk(other), strict=False)
    return not any(
        (hasattr(a, "earlier") or hasattr(b, "earlier"))
        and getattr(a, "version", None) != getattr(b, "version", None)
        for a, b in pairs
        if isinstance(a, ast.Name) and isinstance(b, ast.Name)
        if isinstance(a.ctx, ast.Load) and isinstance(b.ctx, ast.Load)
    )


def _block(body: list[ast.stmt], flow: _Flow) -> None:
    for node in body:
        if isinstance(node, _FUNCTIONS):
            _block(node.body, flow.apart())
            continue
        inner = list(_blocks(node))
        if not inner:
            _read(node, flow)
            values = list(_values(node, flow))
            _forget(flow, node)
            for target, value in values:
                _hold(target, value, flow)
            flow.starts.update(start_of(node))
            continue
        changed = _changes(node, flow).all
        starts = dict(flow.starts)
        loops = isinstance(node, ast.For | ast.AsyncFor | ast.While)
        if loops:
            _forget(flow, node)
        for name, value in ast.iter_fields(node):
            if name not in ("body", "orelse", "finalbody", "handlers"):
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, ast.AST):
                        _read(part, flow)
        for block in inner:
            _block(block, flow.inside())
        _forget(flow, node)
        if isinstance(node, ast.For):
            for name, value in totals(node, starts):
                if not _carried_on(value, changed, flow):
                    _hold(ast.Name(name, ast.Store()), value, flow)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block
    for handler in getattr(node, "handlers", []):
        yield handler.body


def _comprehended(node: ast.AST) -> set[str]:
    """Names of comprehensions, which mean nothing outside of these."""
    return {
        n.id
        for c in walk(node)
        if isinstance(c, ast.comprehension)
        for n in walk(c.target)
        if isinstance(n, ast.Name)
    }


def _read(node: ast.AST, flow: _Flow) -> None:
    hidden = _comprehended(node)
    for part in walk(node):
        if not isinstance(part, ast.Name) or part.id in hidden:
            continue
        augmented = isinstance(node, ast.AugAssign) and part is node.target
        if isinstance(part.ctx, ast.Load) or augmented:
            _mark(part, flow)
            if part.id in flow.held:
                flow.found[id(part)] = flow.held[part.id]


def _mark(name: ast.Name, flow: _Flow) -> None:
    name.version = flow.versions.get(name.id, 0)  # type: ignore[attr-defined]


def _changes(node: ast.stmt, flow: _Flow) -> _Changes:
    """`x.mul_(2)` changes `x`, as does `np.exp(x, out=x)`."""
    if node not in flow.changes:
        parts = list(walk(node))
        own = {id(n) for c in parts if isinstance(c, ast.comprehension) for n in walk(c.target)}
        rebound = tuple(name for part in parts if id(part) not in own for name in _rebound(part))
        written = {name for part in parts if (name := _written_to(part))}
        flow.changes[node] = _Changes(rebound, frozenset(written.union(rebound)))
    return flow.changes[node]


def _rebound(part: ast.AST) -> Iterator[str]:
    if isinstance(part, ast.Name):
        if not isinstance(part.ctx, ast.Load):
            yield part.id
    elif isinstance(part, ast.Call):
        yield from (p.id for p in _changed(part) if isinstance(p, ast.Name))


def _written_to(part: ast.AST) -> str | None:
    """The name whose entry or member is set."""
    if not isinstance(part, ast.Subscript | ast.Attribute) or isinstance(part.ctx, ast.Load):
        return None
    whole: ast.AST = part
    while isinstance(whole, ast.Subscript | ast.Attribute):
        whole = whole.value
    return whole.id if isinstance(whole, ast.Name) else None


def _changed(call: ast.Call) -> Iterator[ast.AST]:
    yield from (k.value for k in call.keywords if k.arg == "out")
    if isinstance(call.func, ast.Attribute) and call.func.attr.endswith("_"):
        yield call.func.value


def _forget(flow: _Flow, node: ast.stmt) -> None:
    """Nothing is known any more of what a statement changes."""
    changes = _changes(node, flow)
    for name in changes.rebound:
        flow.versions[name] = next(flow.numbers)
    for name in changes.all:
        flow.starts.pop(name, None)
    for changed in changes.all:
        flow.held.pop(changed, None)
        for name in flow.hangers.get(changed, ()):
            if name in flow.held and changed in _hanging_on(flow.held[name], flow):
                del flow.held[name]


def _hanging_on(value: ast.expr, flow: _Flow) -> frozenset[str]:
    if value not in flow.hanging:
        flow.hanging[value] = frozenset(_names(value))
    return flow.hanging[value]


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a value hangs on; `p.mul_(2)` leaves `p.grad` as it is."""
    if isinstance(node, ast.Attribute) and node.attr == "grad":
        return iter(())
    hidden = _comprehended(node)
    return (n.id for n in walk(node) if isinstance(n, ast.Name) and n.id not in hidden)


def _carried_on(value: ast.expr, changed: frozenset[str], flow: _Flow) -> bool:
    """Whether what a loop adds up hangs on what it carries from one round to the next."""
    names = [n for n in walk(value) if isinstance(n, ast.Name)]
    own = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    for name in names:
        if name.id in changed - own:
            held = flow.found.get(id(name))
            if held is None or _carried_on(held, changed - own, flow):
                return True
    return False


def _values(node: ast.stmt, flow: _Flow) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The places that a statement sets, with their values."""
    if isinstance(node, ast.AugAssign):
        if isinstance(node.target, ast.Name):
            before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
            _mark(before, flow)
            if node.target.id in flow.held:
                flow.found[id(before)] = flow.held[node.target.id]
            made = ast.copy_location(ast.BinOp(before, node.op, node.value), node)
            flow.made.append(made)
            yield node.target, made
        return
    stands_for = as_assignment(node)
    if stands_for is not None:
        flow.made.append(stands_for)
        node = stands_for
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1):
        return
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        if len(target.elts) == len(value.elts):
            read = set(_names(value))
            if not any(isinstance(t, ast.Name) and t.id in read for t in target.elts):
                yield from zip(target.elts, value.elts, strict=True)
        return
    if isinstance(target, ast.Tuple) and len(target.elts) == 2 and _gives_places(value):
        for place, part in enumerate(target.elts):
            entry = ast.Subscript(value, ast.Constant(place), ast.Load())
            flow.made.append(entry)
            yield part, ast.fix_missing_locations(ast.copy_location(entry, value))
        return
    yield target, value


def _gives_places(value: ast.expr) -> bool:
    """`z.max(1)` and `torch.topk(z, k)`, which give values and their places."""
    return isinstance(value, ast.Call) and getattr(value.func, "attr", "") in ("max", "topk")


def _hold(target: ast.expr, value: ast.expr, flow: _Flow) -> None:
    if not (isinstance(target, ast.Name) and isinstance(value, _VALUES)):
        return
    for part in walk(value):
        if isinstance(part, ast.Name) and part.id == target.id:
            part.earlier = True  # type: ignore[attr-defined]
    inside = [flow.found[id(n)] for n in walk(value) if id(n) in flow.found]
    depth = 1 + max((flow.depths.get(id(v), 0) for v in inside), default=0)
    if depth <= _DEEPEST:
        flow.depths[id(value)] = depth
        flow.held[target.id] = value
        for name in _hanging_on(value, flow):
            flow.hangers.setdefault(name, set()).add(target.id)
