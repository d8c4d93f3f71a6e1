"""Marks that loops set once and for all, limits put on numbers, and what one process does for all.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, pairs, times_set
from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk

_EMPTY = ("zeros", "zeros_like", "new_zeros", "full")
_COLLECTIVE = frozenset(
    [
        *("all_reduce", "all_gather", "all_gather_object", "broadcast", "barrier", "reduce"),
        *("init_process_group", "DistributedDataParallel", "DistributedSampler", "gather_object"),
        *("broadcast_object_list", "destroy_process_group", "reduce_scatter"),
    ]
)
_ONCE = frozenset(["print", "save", "log", "info", "makedirs", "mkdir", "save_pretrained", "dump"])


def marks(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    yield from _flags(nodes)
    yield from _limits(nodes)
    yield from _one_process(nodes)
    yield from _buffers(nodes)
    yield from _ruled_out(nodes)


def _flags(nodes: list[ast.AST]) -> Iterator[Said]:
    """`d = zeros(n, dtype=bool)`, then `d |= t == e` in a loop: what was met once stays marked."""
    started = {
        name: node
        for node, name, value in names_set(nodes)
        if last_name(getattr(value, "func", None)) in _EMPTY and _is_bool(value)
    }
    sets = times_set(nodes)
    for loop in (n for n in nodes if isinstance(n, LOOPS)):
        for node in walk(loop):
            marked = _marked(node)
            if marked is None or marked[0].id not in started or sets[marked[0].id] != 2:
                continue
            flag, condition = marked
            start = started.pop(flag.id)
            if start.lineno > loop.lineno:
                continue
            end = _end_token(condition, loop)
            if end is None:
                yield start, "flags-set", (condition, flag)
                continue
            yield start, "flags-ended", (end,)
            for other in walk(loop):
                if isinstance(other, ast.stmt) and _gives(other, flag.id, ast.unparse(end)):
                    yield other, "ended-get", (end,)


def _is_bool(value: ast.expr) -> bool:
    kinds = [k.value for k in getattr(value, "keywords", ()) if k.arg == "dtype"]
    full = last_name(value.func) == "full"  # type: ignore[attr-defined]
    filler = value.args[-1] if full and value.args else None  # type: ignore[attr-defined]
    told = [*kinds, *value.args[1:]]  # type: ignore[attr-defined]
    if full:
        return getattr(filler, "value", None) is False
    return any(last_name(k) in ("bool", "bool_") for k in told)


def _marked(node: ast.AST) -> tuple[ast.Name, ast.expr] | None:
    """`d |= c` and `d = d | c`."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr):
        return (node.target, node.value) if isinstance(node.target, ast.Name) else None
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return None
    value, name = node.value, node.targets[0]
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
        for one, other in ((value.left, value.right), (value.right, value.left)):
            if getattr(one, "id", "") == name.id:
                return name, other
    return None


def _end_token(condition: ast.expr, loop: ast.AST) -> ast.expr | None:
    """The `e` of `t == e`, where the loop appends `t` to a sequence."""
    if not isinstance(condition, ast.Compare) or not isinstance(condition.ops[0], ast.Eq):
        return None
    names = {n.id for n in walk(condition.left) if isinstance(n, ast.Name)}
    for call in walk(loop):
        if isinstance(call, ast.Call) and last_name(call.func) in ("cat", "concat", "concatenate"):
            joined = getattr(call.args[0], "elts", ()) if call.args else ()
            added = {n.id for part in joined[1:] for n in walk(part) if isinstance(n, ast.Name)}
            if names & added:
                return condition.comparators[0]
    return None


def _gives(node: ast.stmt, flag: str, end: str) -> bool:
    """`t[d] = e`, `t = torch.where(d, e, t)` and `t = t.masked_fill(d, e)`."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        at = node.targets[0].slice
        return getattr(at, "id", "") == flag and ast.unparse(node.value) == end
    call = node.value if isinstance(node, ast.Assign | ast.Expr) else None
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return False
    first = {n.id for n in walk(call.args[0]) if isinstance(n, ast.Name)}
    filled = last_name(call.func) in ("where", "masked_fill", "masked_fill_")
    return filled and first == {flag} and ast.unparse(call.args[1]) == end


def _limits(nodes: list[ast.AST]) -> Iterator[Said]:
    """`k = max(1, round(n * r))` and `n = min(x, 10)`."""
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        value = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Call):
            continue
        if getattr(value.func, "id", "") not in ("max", "min") or len(value.args) != 2:
            continue
        numbers = [a for a in value.args if isinstance(a, ast.Constant)]
        if len(numbers) == 1 and type(numbers[0].value) in (int, float) and not value.keywords:
            limit = "at-least" if value.func.id == "max" else "at-most"  # type: ignore[attr-defined]
            yield node, f"purposes:{limit}", (target, numbers[0])  # type: ignore[misc]


def _one_process(nodes: list[ast.AST]) -> Iterator[Said]:
    """`if r == 0:` around what is printed or saved, in code that talks to other processes."""
    called = {last_name(n.func) for n in nodes if isinstance(n, ast.Call)}
    dist = any(
        isinstance(n, ast.Attribute) and last_name(n.value) in ("dist", "distributed")
        for n in nodes
    )
    if not dist or not called & _COLLECTIVE:
        return
    for node in nodes:
        test = node.test if isinstance(node, ast.If) else None
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
            continue
        if ast.unparse(test.comparators[0]) != "0" or not isinstance(test.left, ast.Name):
            continue
        if "rank" in test.left.id.lower().split("_"):
            continue  # the idiom tells it
        body = {last_name(getattr(n, "func", None)) for s in node.body for n in walk(s)}  # type: ignore[attr-defined]
        if body & _ONCE and not body & _COLLECTIVE and not node.orelse:  # type: ignore[attr-defined]
            yield node, "first-process-alone", ()  # type: ignore[misc]


def _buffers(nodes: list[ast.AST]) -> Iterator[Said]:
    """`b = []`, filled in a loop; `while len(b) >= n:` takes the front off: `b = b[n:]`."""
    for loop in (n for n in nodes if isinstance(n, ast.While | ast.If)):
        test = loop.test
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Gt | ast.GtE):
            continue
        if last_name(getattr(test.left, "func", None)) != "len":
            continue
        held = getattr(test.left.args[0], "id", "") if test.left.args else ""  # type: ignore[attr-defined]
        if not held or not any(_takes_front(n, held) for n in loop.body):
            continue
        given = any(isinstance(n, ast.Yield) for s in loop.body for n in walk(s))
        for node, name, value in names_set(nodes):
            empty = isinstance(value, ast.List) and not value.elts
            if given and name == held and empty and node.lineno < loop.lineno:
                yield node, "buffered", ()
                break


def _takes_front(node: ast.stmt, held: str) -> bool:
    """`b = b[n:]` and `del b[:n]`."""
    if isinstance(node, ast.Delete):
        cut = node.targets[0]
        front = isinstance(cut, ast.Subscript) and isinstance(cut.slice, ast.Slice)
        return front and getattr(cut.value, "id", "") == held and cut.slice.lower is None  # type: ignore[attr-defined]
    for place, value in pairs(node) if isinstance(node, ast.Assign) else ():
        if getattr(place, "id", "") == held and isinstance(value, ast.Subscript):
            cut = value.slice
            if getattr(value.value, "id", "") == held and isinstance(cut, ast.Slice):
                return cut.lower is not None and cut.upper is None
    return False


_CHOOSING = ("argmax", "topk", "argpartition", "argsort", "softmax", "log_softmax", "sort")


def _ruled_out(nodes: list[ast.AST]) -> Iterator[Said]:
    """`z[i] = -inf`, where the largest of `z` is looked for later."""
    for node in nodes:
        place = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(place, ast.Subscript) or not isinstance(place.value, ast.Name):
            continue
        if not _minus_infinity(node.value):  # type: ignore[attr-defined]
            continue
        for call in nodes:
            if isinstance(call, ast.Call) and call.lineno > node.lineno:  # type: ignore[attr-defined]
                last = last_name(call.func)
                of = [*call.args[:1], getattr(call.func, "value", None)]
                named = {
                    n.id for o in of if o is not None for n in walk(o) if isinstance(n, ast.Name)
                }
                if last in _CHOOSING and place.value.id in named:
                    yield node, "never-the-largest", ()  # type: ignore[misc]
                    break


def _minus_infinity(value: ast.expr) -> bool:
    """`-np.inf` and `float("-inf")`."""
    text = ast.unparse(value).replace(" ", "").replace("'", '"')
    return text in ('float("-inf")', '-float("inf")') or (
        text.startswith("-") and text.endswith(".inf")
    )
