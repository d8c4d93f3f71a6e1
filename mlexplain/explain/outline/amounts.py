"""What a number that a function is given is, by the operations that it stands in: a share, a limit,
a weight, how far something moves."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.guards import last_name
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.clues import pairs
from mlexplain.explain.read.walk import walk

_LONGEST = 60
"""Characters of the value that is named beside the number."""
_SMALL = 1e-3
_LOWER = ("max", "maximum", "clamp_min")
_UPPER = ("min", "minimum", "clamp_max")


def amount(
    name: str, default: ast.expr | None, unit: ast.AST, around: ast.AST, words: Words
) -> str | None:
    """What is done with a parameter wherever it is read, in the first of these forms that fits."""
    if any(_is_name(n, name) and not isinstance(n.ctx, ast.Load) for n in walk(unit)):  # type: ignore[attr-defined]
        return None
    inside, texts = _places(name, unit, around)
    operations = [
        (statement, node)
        for part in inside
        for statement in walk(part)
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.Return)
        for node in (walk(statement.value) if statement.value is not None else ())
        if isinstance(node, ast.BinOp | ast.Call)
    ]
    if _is_small(default) and _only_added(texts, inside):
        return "a small number that is added to keep what stands there from being zero"
    for statement, node in operations:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            told = _share(node, statement, texts, words)
            if told:
                return told
    for statement, node in operations:
        told = _moved(node, statement, texts, inside, words) or _limit(node, texts, words)
        if told:
            return told
    number = getattr(default, "value", None)
    if isinstance(number, int | float) and not isinstance(number, bool):
        return _weight(unit, texts, words)
    return None


def _places(name: str, unit: ast.AST, around: ast.AST) -> tuple[list[ast.AST], set[str]]:
    """Where a parameter is read, and how it is written there: also as the `self.x` that it is kept as."""
    kept = {
        ast.unparse(place)
        for n in walk(unit)
        if isinstance(n, ast.Assign)
        for place, value in pairs(n.targets[0], n.value)
        if isinstance(place, ast.Attribute) and _is_name(value, name)
    }
    if not kept or not isinstance(around, ast.ClassDef):
        return [unit], {name}
    set_again = [
        n
        for n in walk(around)
        if isinstance(n, ast.Attribute)
        and not isinstance(n.ctx, ast.Load)
        and ast.unparse(n) in kept
    ]
    if len(set_again) > len(kept):
        return [unit], {name}
    methods = [n for n in around.body if isinstance(n, ast.FunctionDef) and n is not unit]
    return ([*methods, unit], kept)


def _is_small(default: ast.expr | None) -> bool:
    number = getattr(default, "value", None)
    return isinstance(number, float) and 0 < number <= _SMALL


def _only_added(texts: set[str], inside: list[ast.AST]) -> bool:
    """Whether it is read in sums alone: `x + e`, where `x` is no number that is written out."""
    read = [
        n
        for part in inside
        for n in walk(part)
        if isinstance(n, ast.Name | ast.Attribute)
        and isinstance(n.ctx, ast.Load)
        and ast.unparse(n) in texts
    ]
    added = {
        id(side)
        for part in inside
        for n in walk(part)
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)
        for side, other in ((n.left, n.right), (n.right, n.left))
        if not isinstance(other, ast.Constant)
    }
    below = {
        id(m)
        for part in inside
        for n in walk(part)
        for m in walk(_from_zero(n))
        if isinstance(m, ast.Name | ast.Attribute)
    }
    return bool(read) and all(id(n) in added and id(n) in below for n in read)


def _from_zero(node: ast.AST) -> ast.AST:
    """What must not be zero: a divisor, and what a root or a logarithm is taken of."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return node.right
    if isinstance(node, ast.Call) and last_name(node.func) in ("sqrt", "rsqrt", "log", "log2"):
        of = getattr(node.func, "value", None)
        return node.args[0] if node.args else of or ast.Pass()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return node.left
    return ast.Pass()


def _share(node: ast.BinOp, statement: ast.stmt, texts: set[str], words: Words) -> str | None:
    """`a` of `a * x + (1 - a) * y`: the share of `x`; where `x` is what is set, how much of it stays."""
    for side, other in ((node.left, node.right), (node.right, node.left)):
        one = _without(side, lambda f: ast.unparse(f) in texts)
        rest = _without(other, lambda f: _is_complement(f, texts))
        if one is None or rest is None or _are_of_a_target(one, rest):
            continue
        target = _target(statement)
        if target and ast.unparse(one) == target and statement.value is node:  # type: ignore[attr-defined]
            return f"how much of its old value {words.code(one)} keeps when it is updated (a share)"
        if target and ast.unparse(rest) == target and statement.value is node:  # type: ignore[attr-defined]
            return f"how much the new value counts when {words.code(rest)} is updated (a share)"
        if len(ast.unparse(one)) <= _LONGEST:
            return f"the share of {words.code(one)} in a mix"
    return None


def _are_of_a_target(one: ast.expr, rest: ast.expr) -> bool:
    """`y` of `y * p + (1 - y) * (1 - p)`, also of logarithms: a target picks one of the two."""
    called = {last_name(n.func) for n in (*walk(one), *walk(rest)) if isinstance(n, ast.Call)}
    logs = any("log" in name for name in called)
    return (
        logs or _is_complement(rest, {ast.unparse(one)}) or _is_complement(one, {ast.unparse(rest)})
    )


def _without(node: ast.expr, is_factor: object) -> ast.expr | None:
    """`x` of `a * x`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if is_factor(side):  # type: ignore[operator]
                return other
    return None


def _is_complement(node: ast.expr, texts: set[str]) -> bool:
    """`1 - a`."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and getattr(node.left, "value", None) == 1
        and ast.unparse(node.right) in texts
    )


def _moved(
    node: ast.AST, statement: ast.stmt, texts: set[str], inside: list[ast.AST], words: Words
) -> str | None:
    """`k` of `x += k * (y - x)`, and of `d = k * (y - z)` with `x += d`."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return None
    difference = _without(node, lambda f: ast.unparse(f) in texts)
    if not isinstance(difference, ast.BinOp) or not isinstance(difference.op, ast.Sub):
        return None
    if isinstance(difference.left, ast.Constant):
        return None
    target = _target(statement)
    if target is None or not _is_whole(statement, node, target):
        return None
    if target == ast.unparse(difference.right):
        toward = words.code(difference.left)
        return f"how far {words.code(difference.right)} moves towards {toward} each time, as a share of the way"
    if isinstance(statement, ast.AugAssign):
        changed: ast.expr | None = statement.target
    else:
        changed = next(_added_to(target, inside), None)
    if changed is None or len(ast.unparse(difference)) > _LONGEST:
        return None
    return f"how strongly {words.code(difference)} changes {words.code(changed)}"


def _is_whole(statement: ast.stmt, node: ast.BinOp, target: str) -> bool:
    """Whether `node` is all that is added: `x += node`, `x = x + node` or `d = node`."""
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.AugAssign):
        return value is node and isinstance(statement.op, ast.Add | ast.Sub)
    if value is node:
        return True
    return (
        isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Add)
        and any(
            side is node and ast.unparse(other) == target
            for side, other in ((value.left, value.right), (value.right, value.left))
        )
    )


def _added_to(name: str, inside: list[ast.AST]) -> Iterator[ast.expr]:
    """`x` of `x += d` and `x -= d`."""
    for part in inside:
        for n in walk(part):
            if isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Add | ast.Sub):
                if _is_name(n.value, name):
                    yield n.target


def _limit(node: ast.AST, texts: set[str], words: Words) -> str | None:
    """`a` of `max(a, x * y)` and of `(x * y).clamp(a, b)`."""
    if not isinstance(node, ast.Call):
        return None
    last, args = last_name(node.func), list(node.args)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    low: ast.expr | None = None
    high: ast.expr | None = None
    of: ast.expr | None = None
    if last in ("clamp", "clip", "clamp_min", "clamp_max"):
        plain = getattr(owner, "id", "") in ("torch", "np", "numpy", "jnp") and len(args) > 1
        of = args[0] if plain else owner
        bounds = args[1:] if plain else args
        if last != "clamp_max":
            low = bounds[0] if bounds else None
        high = bounds[0] if last == "clamp_max" and bounds else next(iter(bounds[1:]), None)
        for k in node.keywords:
            low = k.value if k.arg in ("min", "a_min") else low
            high = k.value if k.arg in ("max", "a_max") else high
    elif last in (*_LOWER, *_UPPER) and len(args) == 2 and not node.keywords:
        for bound, value in ((args[0], args[1]), (args[1], args[0])):
            if ast.unparse(bound) in texts and isinstance(value, ast.BinOp) and not _is_size(value):
                of = value
                low, high = (bound, None) if last in _LOWER else (None, bound)
    if of is None or len(ast.unparse(of)) > _LONGEST:
        return None
    for which, given in (("lower", low), ("upper", high)):
        if given is not None and ast.unparse(given) in texts:
            return f"the {which} limit of {words.code(of)}"
    return None


def _is_size(node: ast.expr) -> bool:
    """A number that comes from a size, which limits what is asked for and not the other way round."""
    return any(
        getattr(n, "attr", getattr(n, "id", "")) in ("size", "shape", "len", "numel")
        for n in walk(node)
    )


def _weight(unit: ast.AST, texts: set[str], words: Words) -> str | None:
    """`l` of `a + l * b`: how much `b` counts in the sum."""
    reads = [n for n in walk(unit) if isinstance(n, ast.Name) and n.id in texts]
    for node in walk(unit):
        value = node.value if isinstance(node, ast.Assign | ast.Return) else None
        if len(reads) != 1 or not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add):
            continue
        for side, other in ((value.right, value.left), (value.left, value.right)):
            weighed = _without(side, lambda f: ast.unparse(f) in texts)
            listed = isinstance(weighed, ast.List | ast.Tuple | ast.JoinedStr)
            if weighed is not None and not listed and not isinstance(other, ast.Constant):
                return f"the weight of {words.phrase(weighed)} in a sum"
    return None


def _target(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return ast.unparse(statement.targets[0])
    return ast.unparse(statement.target) if isinstance(statement, ast.AugAssign) else None


def _is_name(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
