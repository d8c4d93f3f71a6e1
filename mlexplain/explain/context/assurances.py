"""What an early end makes sure of: with `if not xs: return` ahead of it, `xs[0]` cannot fail.

Like the other remarks, each asks for all the statements that make it true: the question, the way
out, and behind it, before the name is set anew, what would have gone wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.bearings import blocks
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_WAYS_OUT = ast.Return | ast.Raise | ast.Continue | ast.Break
_DIVISIONS = ast.Div | ast.FloorDiv | ast.Mod
_NEEDS_ONE = frozenset(["max", "min", "choice", "mean", "median"])
_TAKES_ONE = frozenset(["pop", "popleft", "popitem"])
_PUTS_IN = frozenset(["add", "append", "appendleft"])
_MAYBE = frozenset(["match", "search", "fullmatch", "fetchone", "first", "get", "find"])
_LONGEST = 40
_BUDGETS = {ast.Break: "budget-ends", ast.Continue: "budget-passes"}


def assurances(body: list[ast.stmt]) -> Iterator[Said]:
    """The remarks on a unit: one at most for each early end."""
    found = {n.id: call for s in body for n, call in _maybe_found(s)}
    for block in blocks(body):
        for place, node in enumerate(block):
            if not isinstance(node, ast.If) or node.orelse:
                continue
            if not isinstance(node.body[-1], _WAYS_OUT):
                continue
            for test in _alternatives(node.test):
                said = _assured(node, test, block[place + 1 :], found)
                # `return True` inside a loop is what the loop looks for.
                hit = block is not body and isinstance(node.body[-1], ast.Return)
                if said is not None and not (hit and said[1] == "not-twice"):
                    yield said
                    break


def _alternatives(test: ast.expr) -> list[ast.expr]:
    """What each alone is enough for the way out, so that behind it none of them holds."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]


def _maybe_found(statement: ast.stmt) -> Iterator[tuple[ast.Name, ast.Call]]:
    """`m` of `m = p.match(s)`, which may be nothing."""
    for node in walk(statement):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if isinstance(node.value, ast.Call) and last_name(node.value.func) in _MAYBE:
                yield node.targets[0], node.value


def _assured(
    guard: ast.If, test: ast.expr, rest: list[ast.stmt], found: dict[str, ast.Call]
) -> Said | None:
    asked = _empty(test)
    if asked is not None:
        return _of_filled(guard, asked, rest, found)
    zero = _zero(test)
    if zero is not None:
        divided = _first(n for n in _until_set(rest, zero) if _divides_by(n, zero))
        return (guard, "never-by-zero", (divided,)) if _short(divided) else None
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    left, op, right = test.left, test.ops[0], test.comparators[0]
    if isinstance(op, ast.Is) and _text(right) == "None":
        used = _first(n for n in _until_set(rest, left) if _is_used(n, left))
        return (guard, "is-there", (used, left)) if _short(used) else None
    if isinstance(op, ast.NotIn):
        entry = f"{_text(right)}[{_text(left)}]"
        read = _first(n for n in _until_set(rest, left, right) if _text_of(n) == entry)
        return (guard, "never-missing", (read,)) if _short(read) else None
    if isinstance(op, ast.In):
        return _of_present(guard, left, right, rest)
    return _of_sizes(guard, left, op, right, rest)


def _of_filled(
    guard: ast.If, asked: ast.expr, rest: list[ast.stmt], found: dict[str, ast.Call]
) -> Said | None:
    """`if not xs: return` ahead of `xs[0]`, `max(xs)`, `xs.pop()` or `a / len(xs)`."""
    for node in _until_set(rest, asked):
        if _divides_by(node, asked) or _divides_by_length(node, asked):
            return (guard, "never-by-zero", (node,)) if _short(node) else None
        if _takes_entry(node, asked) and _short(node):
            return guard, "never-empty", (node,)
        if getattr(asked, "id", "") in found and _is_used(node, asked) and _short(node):
            return guard, "is-there", (node, asked)
    return None


def _of_present(
    guard: ast.If, key: ast.expr, holder: ast.expr, rest: list[ast.stmt]
) -> Said | None:
    """`if k in d: return` ahead of `d[k] = v` or `d.add(k)`: nothing comes in twice."""
    if isinstance(key, ast.Constant):
        return None
    entry, name = f"{_text(holder)}[{_text(key)}]", _text(holder)
    refused = isinstance(guard.body[-1], ast.Raise)
    handed_back = isinstance(guard.body[-1], ast.Return) and entry in ast.unparse(guard.body[-1])
    for node in (n for s in rest for n in walk(s)):
        places = node.targets if isinstance(node, ast.Assign) else []
        stored = [t for t in places if _text(t) == entry]
        put = isinstance(node, ast.Call) and last_name(node.func) in _PUTS_IN
        if put:
            put = _text(getattr(node.func, "value", node)) == name  # type: ignore[attr-defined]
            put = put and [_text(a) for a in node.args] == [_text(key)]  # type: ignore[attr-defined]
        if stored and handed_back:
            return guard, "not-again", (key,)
        if stored and refused:
            return guard, "kept-first", (stored[0],)
        if stored or put:
            again = "ends-when-again" if isinstance(guard.body[-1], ast.Break) else "not-twice"
            return guard, "only-once" if refused else again, (key,)
    return None


def _of_sizes(
    guard: ast.If, left: ast.expr, op: ast.cmpop, right: ast.expr, rest: list[ast.stmt]
) -> Said | None:
    """`if n > self.left: raise` ahead of `self.left -= n`; `if len(q) >= n: return` ahead of
    `q.append(x)`; `if i >= len(xs): break` ahead of `xs[i]`."""
    if isinstance(op, ast.Lt | ast.LtE):
        left, right = right, left
        op = ast.Gt() if isinstance(op, ast.Lt) else ast.GtE()
    if not isinstance(op, ast.Gt | ast.GtE):
        return None
    length = left.args[0] if _is_len(left) else None  # type: ignore[attr-defined]
    of = right.args[0] if _is_len(right) else None  # type: ignore[attr-defined]
    for node in (n for s in rest for n in walk(s)):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
            if _text(node.target) == _text(right) and _text(node.value) == _text(left):
                way = _BUDGETS.get(type(guard.body[-1])) if isinstance(op, ast.Gt) else None
                return (guard, way, (right, left)) if way else (guard, "never-below-zero", (right,))
        if length is not None and isinstance(op, ast.GtE) and isinstance(node, ast.Call):
            if last_name(node.func) in _PUTS_IN | {"insert"}:
                if _text(getattr(node.func, "value", node)) == _text(length):
                    return guard, "never-fuller", (length, right)
        if of is not None and isinstance(op, ast.GtE) and isinstance(node, ast.Subscript):
            if _text(node.value) == _text(of) and _text(node.slice) == _text(left):
                return guard, "never-beyond", (node,)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            if node.id in {n.id for n in (*walk(left), *walk(right)) if isinstance(n, ast.Name)}:
                return None
    return None


def _empty(test: ast.expr) -> ast.expr | None:
    """`xs` of `not xs` and `len(xs) == 0`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = test.operand
        return inner if isinstance(inner, ast.Name | ast.Attribute) else None
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and _is_len(test.left):
        how, bound = test.ops[0], _text(test.comparators[0])
        if (isinstance(how, ast.Eq) and bound == "0") or (isinstance(how, ast.Lt) and bound == "1"):
            return test.left.args[0]  # type: ignore[attr-defined]
    return None


def _zero(test: ast.expr) -> ast.expr | None:
    """`n` of `n == 0` and `n <= 0`."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        zero = _text(test.comparators[0]) in ("0", "0.0")
        if zero and isinstance(test.ops[0], ast.Eq | ast.LtE):
            return test.left
    return None


def _until_set(rest: list[ast.stmt], *of: ast.expr) -> Iterator[ast.expr]:
    """The expressions behind a guard, until one of the names in question is set anew."""
    names = {n.id for each in of for n in walk(each) if isinstance(n, ast.Name)} - {"self"}
    whole = {_text(each) for each in of}
    for statement in rest:
        nodes = list(walk(statement))
        yield from (n for n in nodes if isinstance(n, ast.expr))
        for node in nodes:
            if isinstance(node, ast.Name | ast.Attribute) and not isinstance(node.ctx, ast.Load):
                if getattr(node, "id", "") in names or _text(node) in whole:
                    return


def _divides_by(node: ast.expr, by: ast.expr) -> bool:
    divides = isinstance(node, ast.BinOp) and isinstance(node.op, _DIVISIONS)
    return divides and _text(node.right) == _text(by)  # type: ignore[attr-defined]


def _divides_by_length(node: ast.expr, of: ast.expr) -> bool:
    divides = isinstance(node, ast.BinOp) and isinstance(node.op, _DIVISIONS)
    return divides and _text(node.right) == f"len({_text(of)})"  # type: ignore[attr-defined]


def _takes_entry(node: ast.expr, of: ast.expr) -> bool:
    """`xs[0]`, `xs[-1]`, `xs.pop()` and `max(xs)`."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return _text(node.value) == _text(of) and _text(node.slice) in ("0", "-1")
    if not isinstance(node, ast.Call) or node.keywords:
        return False
    name = last_name(node.func)
    if name in _TAKES_ONE and not node.args:
        return _text(getattr(node.func, "value", node)) == _text(of)
    return name in _NEEDS_ONE and [_text(a) for a in node.args] == [_text(of)]


def _is_used(node: ast.expr, of: ast.expr) -> bool:
    """`m.group(1)` and `m["k"]`, which nothing (`None`) does not have."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _text(node.func.value) == _text(of)
    if isinstance(node, ast.Attribute | ast.Subscript):
        return isinstance(node.ctx, ast.Load) and _text(node.value) == _text(of)
    return False


def _is_len(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "len" and len(node.args) == 1


def _first(nodes: Iterator[ast.expr]) -> ast.expr:
    return next(nodes, _NOTHING)


_NOTHING = ast.Constant(" " * (_LONGEST + 1))


def _short(node: ast.expr) -> bool:
    return len(_text(node)) <= _LONGEST


def _text_of(node: ast.expr) -> str:
    """The text of an entry that is read, else nothing: most nodes are none."""
    return _text(node) if isinstance(node, ast.Subscript) else ""


def _text(node: ast.AST) -> str:
    return ast.unparse(node)
