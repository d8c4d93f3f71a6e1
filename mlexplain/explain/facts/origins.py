"""Where names come from: from which call, from a queue, from a random walk, from a tiny number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.masks import masks
from mlexplain.explain.facts.scores import scores
from mlexplain.explain.facts.several import parted, partners, places
from mlexplain.explain.facts.weighing import weighing
from mlexplain.explain.read.walk import walk

_SMALL = 1e-3


def origins(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Names by their origin:

    `small`: what is 1e-8 and nothing else; `large share`: what is 0.9 and nothing else; `small share`: 0.1;
    `from svd`: `s` of `u, s, v = svd(x)`; `counter`: `i` of
    `for i in range(n)`; `counts of pairs`: `c` of `c[a, b] += 1`; `scaled by degrees`: `b` of
    `b = d[:, None] * a * d[None, :]`; `built up`: `t` of `t[i] = t[i - 1] + x`;
    `given`: an argument; `several places`: `i` of `v, i = x.max(dim=1)`;
    `picking`: `y` of `p.gather(1, y[:, None])`;
    `eight bits`: `q` of `q = x.to(torch.int8)`;
    `moved down`: `w` of `w -= a * g` and `p[i] = w - a * g`; `begun at zero`: `v` of `v = zeros_like(w)`;
    `keeping state`: `m` of `m.state_dict()`;
    `filled in turn`: a list of what a queue gives; `random chain`:
    a list of the places that a random walk has reached; `set anew`: `x` of a loop that begins with
    `x = f()`, so that no round goes on with what the last one left.
    """
    for node in walk(tree):
        yield from _told_by(node)
    yield from weighing(tree)
    yield from masks(tree)
    yield from scores(tree)
    for name, value in _numbers(tree):
        if 0 < value <= _SMALL:
            yield "small", name
        if 0 < value < 1 and value != 0.5:
            yield "large share" if value > 0.5 else "small share", name
    for name in partners(tree):
        yield "several places", name
    for name in _filled_in_turn(tree):
        yield "filled in turn", name
    for name in _random_chains(tree):
        yield "random chain", name
    for name in _set_anew(tree):
        yield "set anew", name


def _told_by(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        yield from (("several places", name) for name in places(target, value))
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
            for each in target.elts:
                if isinstance(each, ast.Name):
                    yield f"from {_last(value.func)}", each.id
        elif isinstance(target, ast.Name) and _last(getattr(value, "func", value)) == "argmin":
            yield "from argmin", target.id
        elif _dotted(target) and _in_eight_bits(value):
            yield "eight bits", _dotted(target)
        elif isinstance(target, ast.Name) and _is_zero(value):
            yield "begun at zero", target.id
        elif isinstance(target, ast.Name) and isinstance(value, ast.BinOp):
            if _scaled_both_ways(value):
                yield "scaled by degrees", target.id
        elif isinstance(target, ast.Subscript) and _root(target):
            if any(_root(n) == _root(target) and _steps_back(n) for n in walk(value)):
                yield "built up", _root(target)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub):
            if isinstance(value.left, ast.Name) and isinstance(target, ast.Name | ast.Subscript):
                yield "moved down", value.left.id
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
        yield "moved down", getattr(node.target, "id", "")
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        target = node.target
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            if isinstance(target.slice, ast.Tuple) and len(target.slice.elts) == 2:
                yield "counts of pairs", target.value.id
    elif isinstance(node, ast.arg):
        yield "given", node.arg
    elif isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
        yield from (("rows of a split", name) for name in _of_split(node.target, node.iter))
        yield from (("several places", name) for name in parted(node.target, node.iter))
        if _last(node.iter.func) in ("range", "trange", "count", "enumerate"):
            first = node.target.elts[0] if isinstance(node.target, ast.Tuple) else node.target
            if isinstance(first, ast.Name):
                yield "counter", first.id
    elif isinstance(node, ast.Call) and _last(node.func) == "gather" and node.args:
        yield (
            "picking",
            next((n.id for n in walk(node.args[-1]) if isinstance(n, ast.Name)), ""),
        )
    elif isinstance(node, ast.Call) and _last(node.func) == "register_buffer":
        if len(node.args) > 1 and _in_eight_bits(node.args[1]):
            yield "eight bits", f"self.{getattr(node.args[0], 'value', '')}"
    elif isinstance(node, ast.Call) and _last(node.func) in ("state_dict", "load_state_dict"):
        yield "keeping state", _dotted(getattr(node.func, "value", node))


def _of_split(target: ast.expr, call: ast.Call) -> Iterator[str]:
    """`a` and `b` of `for a, b in kf.split(x)`, also with the number of the fold."""
    if _last(call.func) == "enumerate" and call.args and isinstance(target, ast.Tuple):
        inner = call.args[0]
        if isinstance(inner, ast.Call) and len(target.elts) == 2:
            yield from _of_split(target.elts[1], inner)
    elif _last(call.func) == "split" and call.args and isinstance(target, ast.Tuple):
        yield from (e.id for e in target.elts if isinstance(e, ast.Name))


def _in_eight_bits(value: ast.expr) -> bool:
    """`x.to(torch.int8)` and `x.astype(np.int8)`."""
    if not isinstance(value, ast.Call) or _last(value.func) not in ("to", "astype", "type"):
        return False
    return any(_dotted(a).endswith("int8") for a in value.args)


def _is_zero(value: ast.expr) -> bool:
    """`0.0`, `zeros(3)` and `zeros_like(x)`."""
    if isinstance(value, ast.Call):
        return _last(value.func) in ("zeros", "zeros_like")
    return isinstance(value, ast.Constant) and type(value.value) is float and value.value == 0


def _root(node: ast.AST) -> str:
    """`t` of `t[i][j]`."""
    if not isinstance(node, ast.Subscript):
        return ""
    inner: ast.AST = node
    while isinstance(inner, ast.Subscript):
        inner = inner.value
    return getattr(inner, "id", "")


def _steps_back(node: ast.AST) -> bool:
    """Whether an index is made by a difference, as in `t[i - 1]`."""
    while isinstance(node, ast.Subscript):
        if any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Sub) for n in walk(node.slice)):
            return True
        node = node.value
    return False


def _scaled_both_ways(value: ast.expr) -> bool:
    """`d[:, None] * a * d[None, :]` and `d @ a @ d`."""
    text = ast.unparse(value)
    sides = {n.id for n in walk(value) if isinstance(n, ast.Name)}
    return any(
        (f"{d}[:, None]" in text and (f"{d}[None, :]" in text or text.endswith(f"* {d}")))
        or (text.startswith(f"{d} @ ") and text.endswith(f" @ {d}"))
        for d in sides
    )


def _appended(node: ast.AST) -> tuple[str, ast.expr] | None:
    """`o` and `x` of `o.append(x)`."""
    if isinstance(node, ast.Call) and _last(node.func) == "append" and len(node.args) == 1:
        return getattr(getattr(node.func, "value", None), "id", ""), node.args[0]
    return None


def _filled_in_turn(tree: ast.AST) -> Iterator[str]:
    """Lists to which is appended what a queue or heap gives."""
    taken = {
        getattr(n.targets[0], "id", "")
        for n in walk(tree)
        if isinstance(n, ast.Assign)
        and isinstance(n.value, ast.Call)
        and _last(n.value.func) in ("popleft", "pop", "heappop", "get")
    }
    for node in walk(tree):
        added = _appended(node)
        if added and getattr(added[1], "id", None) in taken - {""}:
            yield added[0]


def _random_chains(tree: ast.AST) -> Iterator[str]:
    """Lists of what a loop has reached that moves on by chance: `if log(rand()) < …: x = y`."""
    for loop in walk(tree):
        if not isinstance(loop, ast.For | ast.While):
            continue
        moved = {
            getattr(n.targets[0], "id", "")
            or getattr(getattr(n.targets[0], "elts", [0])[0], "id", "")
            for branch in loop.body
            if isinstance(branch, ast.If) and _by_chance(branch.test)
            for n in branch.body
            if isinstance(n, ast.Assign)
        }
        for node in walk(loop):
            added = _appended(node)
            if added and _first_name(added[1]) in moved - {""}:
                yield added[0]


def _by_chance(test: ast.expr) -> bool:
    calls = (n for n in walk(test) if isinstance(n, ast.Call))
    return any(_last(n.func) in ("rand", "random", "uniform") for n in calls)


def _set_anew(tree: ast.AST) -> Iterator[str]:
    """Names that each round of a loop gives a value that is not made of the last one."""
    for loop in walk(tree):
        if isinstance(loop, ast.For | ast.While):
            for node in loop.body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    name = node.targets[0].id
                    if all(getattr(n, "id", "") != name for n in walk(node.value)):
                        yield name


def _first_name(node: ast.expr) -> str:
    """`x` of `x.copy()`."""
    return next((n.id for n in walk(node) if isinstance(n, ast.Name)), "")


def _numbers(tree: ast.AST) -> Iterator[tuple[str, float]]:
    """Names that hold one number with a point and nothing else: by a default, or set to it once."""
    given: dict[str, list[ast.expr | None]] = {}
    for node in walk(tree):
        if isinstance(node, ast.arguments):
            late = [*node.posonlyargs, *node.args]
            early: list[ast.expr | None] = [None] * (len(late) - len(node.defaults))
            pairs = zip(
                [*late, *node.kwonlyargs], [*early, *node.defaults, *node.kw_defaults], strict=True
            )
            for arg, default in pairs:
                given.setdefault(arg.arg, []).append(default)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            name = _dotted(node.targets[0])
            if name:
                given.setdefault(name, []).append(node.value)
    for name, values in given.items():
        number = _number(values[0], given) if len(values) == 1 else None
        if number is not None:
            yield name, number


def _number(value: ast.expr | None, given: dict[str, list[ast.expr | None]]) -> float | None:
    if isinstance(value, ast.Name) and len(given.get(value.id, ())) == 1:
        value = given[value.id][0]
    if not isinstance(value, ast.Constant) or not isinstance(value.value, float):
        return None
    return value.value


def _dotted(node: ast.AST) -> str:
    """`self.eps` as text, or nothing where it is no chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _last(func: ast.AST) -> str:
    return str(getattr(func, "attr", getattr(func, "id", "")))
