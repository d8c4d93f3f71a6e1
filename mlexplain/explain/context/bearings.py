"""What names hold, by the idioms around them: told also where a name is set before, and returned.

An idiom that knows a Kalman filter knows that `p` is the variance of the estimate; so `p = 1.0`
above the loop sets that variance, and `return x` returns the estimate.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from mlexplain.explain.idioms.shapes import Found
from mlexplain.explain.idioms.wholes import Met
from mlexplain.explain.read.walk import walk

_Unit = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Bearings = dict[int, str]
"""The role of a name, by the identity of its node."""


def blocks(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """A block and those nested in it, but not those of functions and classes inside."""
    yield body
    for node in body:
        if not isinstance(node, _Unit):
            for name in ("body", "orelse", "finalbody"):
                inner = getattr(node, name, None)
                if inner and isinstance(inner[0], ast.stmt):
                    yield from blocks(inner)
            for handler in getattr(node, "handlers", []):
                yield from blocks(handler.body)


def units(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """The script and the bodies of its functions, each of which has names of its own."""
    yield body
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.body


def bearings(body: list[ast.stmt], found: list[Found], met: Sequence[Met] = ()) -> Bearings:
    """The roles of names in one unit, by what its idioms and the methods met in it say of their
    holes."""
    told: dict[str, str] = {}
    doubtful: set[str] = set()
    holes = [(f.idiom.roles, f.binding) for f in sorted(found, key=lambda f: -len(f.nodes))]
    for roles, binding in [*holes, *((m.roles, m.binding) for m in met)]:
        for hole, role in roles.items():
            node = binding.get(hole)
            if isinstance(node, ast.Name) and told.setdefault(node.id, role) != role:
                doubtful.add(node.id)
    times = _times_set(body)
    own = list(_own(body))
    sure = {n: r for n, r in told.items() if n not in doubtful and times[n] < 2}
    for holder, name in _filled(own):
        if name in sure and holder not in told and times[holder] < 2:
            sure[holder] = f"every `{name}` ({sure[name]})"
    return {id(n): sure[n.id] for n in own if isinstance(n, ast.Name) and n.id in sure}


def _filled(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """Lists that one name alone is appended to, with that name."""
    given: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append" and node.args:
            given.setdefault(getattr(node.func.value, "id", ""), []).append(node.args[0])  # type: ignore[attr-defined]
    for holder, values in given.items():
        if holder and len(values) == 1 and isinstance(values[0], ast.Name):
            yield holder, values[0].id


def _times_set(body: list[ast.stmt]) -> Counter[str]:
    """How often a name is given a value of its own: none made of its old one, and no copy."""
    times: Counter[str] = Counter()
    for node in _own(body):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for place, value in _pairs(target, node.value):
                    own = not _turns(value) and any(
                        getattr(n, "id", None) == getattr(place, "id", "") for n in walk(value)
                    )
                    if isinstance(place, ast.Name) and not own and not isinstance(value, ast.Name):
                        times[place.id] += 1
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            times.update(n.id for n in walk(node.target) if isinstance(n, ast.Name))
    return times


def _turns(value: ast.expr) -> bool:
    """Whether something of another kind is made, though under the old name: `s = s.softmax(-1)`."""
    func = value.func if isinstance(value, ast.Call) else None
    made = getattr(func, "attr", getattr(func, "id", ""))
    return isinstance(value, ast.Compare) or made in _TURNING


_TURNING = (
    *("softmax", "log_softmax", "sigmoid", "exp", "log", "argmax", "argmin", "argsort"),
    *("multinomial", "cumsum", "one_hot", "bincount"),
)


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    if isinstance(target, ast.Tuple):
        return [(each, value) for each in target.elts]
    return [(target, value)]


def _own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _Unit | ast.Lambda):
            yield node
            waiting.extend(ast.iter_child_nodes(node))
