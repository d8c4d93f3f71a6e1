"""Slips of the pen: calls left out, results dropped, names taken, files left open."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method, receiver
from mlexplain.explain.scope import dotted

_CALLABLE = frozenset(
    ["zero_grad", "step", "backward", "eval", "train", "close", "flush", "detach", "cuda", "update"]
)
_GIVE_NONE = ("sort", "reverse", "append", "extend", "insert", "remove", "clear", "update", "add")
_BUILTINS = frozenset(
    [
        "list",
        "dict",
        "set",
        "str",
        "int",
        "float",
        "sum",
        "max",
        "min",
        "len",
        "input",
        "type",
        "range",
        "map",
        "filter",
        "print",
        "id",
        "all",
        "any",
        "sorted",
        "abs",
        "round",
        "tuple",
    ]
)
_FRAME = ("drop", "dropna", "fillna", "sort_values", "reset_index", "rename", "drop_duplicates")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Expr):
            yield from _without_effect(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _nothing_assigned(node, snippet)
            yield from _left_open(node, snippet)
            yield from _unfilled(node, snippet)
        elif isinstance(node, ast.Assert) and isinstance(node.test, ast.Tuple) and node.test.elts:
            yield Seen("assert-tuple", node.lineno)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            yield from _share(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _shadowed(node, snippet)
            yield from _fraction(node, snippet)


def _without_effect(node: ast.Expr, snippet: Snippet) -> Iterator[Seen]:
    value = node.value
    code = {"code": f"`{ast.unparse(value)}`"}
    if isinstance(value, ast.Attribute) and value.attr in _CALLABLE and dotted(value):
        yield Seen("not-called", node.lineno, code)
    elif isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
        if dotted(value.left) and len(value.ops) == 1 and _among_others(node, snippet):
            yield Seen("comparison-dropped", node.lineno, code)
    elif method(value) in _FRAME and isinstance(value, ast.Call):
        of = receiver(value)
        kind = snippet.scope.kind(of) if of is not None else None
        inplace = keyword(value, "inplace") or any(k.arg is None for k in value.keywords)
        if kind == "DataFrame" and not inplace and _among_others(node, snippet):
            yield Seen("frame-result-dropped", node.lineno, {"call": ast.unparse(value.func)})


def _among_others(node: ast.Expr, snippet: Snippet) -> bool:
    """Not the last line of a cell or of a session, whose value is shown."""
    up = snippet.flow.parent(node)
    body = getattr(up, "body", [])
    return not isinstance(up, ast.Module) or (isinstance(body, list) and body[-1] is not node)


def _nothing_assigned(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`xs = xs.sort()`: the method changes the list and returns None."""
    call, of = node.value, receiver(node.value)
    name = dotted(node.targets[0])
    if not isinstance(call, ast.Call) or name is None:
        return
    code = {"code": f"`{ast.unparse(call.func)}`", "name": f"`{name}`"}
    if snippet.called(call) in ("random.shuffle", "numpy.random.shuffle"):
        yield Seen("none-assigned", node.lineno, code)
    elif of is not None and method(call) in _GIVE_NONE:
        made = snippet.flow.value(of)
        built = isinstance(made, ast.List | ast.ListComp | ast.Dict | ast.Set) or (
            isinstance(made, ast.Call) and dotted(made.func) in ("list", "sorted", "dict", "set")
        )
        if built:
            yield Seen("none-assigned", node.lineno, code)
    elif of is not None and method(call) == "load_state_dict" and dotted(of) == name:
        yield Seen("state-report-assigned", node.lineno, code)


def _left_open(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`f = open(…)` that is neither closed nor handed on."""
    name = node.targets[0]
    if not isinstance(name, ast.Name) or not _opens(node.value):
        return
    around = snippet.flow.function(node) or snippet.tree
    for other in ast.walk(around):
        if isinstance(other, ast.Call):
            if method(other) == "close" and dotted(receiver(other) or other) == name.id:
                return
            passed = [*other.args, *(k.value for k in other.keywords)]
            known = snippet.called(other).split(".")[0] in (
                "json",
                "pickle",
                "csv",
                "yaml",
                "torch",
            )
            if (
                any(dotted(a) == name.id for a in passed)
                and not known
                and dotted(other.func) not in ("list", "print", "len", "enumerate", "sorted")
            ):
                return
        if isinstance(other, ast.Return | ast.Yield) and other.value is not None:
            if any(dotted(n) == name.id for n in [other.value, *_members(other.value)]):
                return
        if isinstance(other, ast.withitem) and dotted(other.context_expr) == name.id:
            return
        if isinstance(other, ast.Assign) and other is not node and dotted(other.value) == name.id:
            return
    yield Seen("file-left-open", node.lineno, {"name": f"`{name.id}`"})


def _members(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple | ast.List) else []


def _opens(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "open"


def _unfilled(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`np.empty(n)` that is added to before anything was written to it."""
    name = dotted(node.targets[0])
    if name is None or snippet.called(node.value) not in ("numpy.empty", "torch.empty"):
        return
    around = snippet.flow.function(node) or snippet.tree
    later = [
        n
        for n in ast.walk(around)
        if dotted(n) == name and n is not node.targets[0] and n.lineno > node.lineno  # type: ignore[attr-defined]
    ]
    later.sort(key=lambda n: (n.lineno, n.col_offset))  # type: ignore[attr-defined]
    if not later:
        return
    statement = snippet.flow.statement(later[0])
    if isinstance(statement, ast.AugAssign):
        target = statement.target
        base = target.value if isinstance(target, ast.Subscript) else target
        if dotted(base) == name:
            yield Seen("empty-unfilled", statement.lineno, {"name": f"`{name}`"})


def _share(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`hits // len(xs)`, where hits counts some of the entries."""
    bounds = snippet.flow.bindings(dotted(node.left) or "", node)
    change = bounds[-1].statement if bounds and bounds[-1].how == "changed" else None
    if not isinstance(change, ast.AugAssign) or not isinstance(change.op, ast.Add):
        return
    loops = snippet.flow.loops(change)
    if not loops or snippet.flow.inside(node, loops[0]):
        return
    by_one = isinstance(change.value, ast.Constant) and change.value.value == 1
    guarded = isinstance(snippet.flow.parent(change), ast.If)
    compared = any(isinstance(n, ast.Compare) for n in ast.walk(change.value))
    below = snippet.flow.value(node.right)
    counts = isinstance(below, ast.Call) and dotted(below.func) == "len"
    counter = snippet.flow.binding(node.right)
    counts = counts or (counter is not None and counter.how == "changed")
    if ((by_one and guarded) or compared) and counts:
        yield Seen("share-floored", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _shadowed(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`list = [1]`, and later `list(xs)`."""
    if not isinstance(node.func, ast.Name) or node.func.id not in _BUILTINS:
        return
    bound = snippet.flow.binding(node.func)
    if bound is None or bound.how not in ("set", "changed") or bound.value is None:
        return
    plain = (ast.Constant, ast.List, ast.Dict, ast.Set, ast.ListComp, ast.BinOp, ast.JoinedStr)
    made = isinstance(bound.value, ast.Call) and dotted(bound.value.func) in _BUILTINS - {"type"}
    if bound.how == "changed" or isinstance(bound.value, plain) or made:
        yield Seen("builtin-shadowed", node.lineno, {"name": f"`{node.func.id}`"})


def _fraction(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`range(n / 2)`: the quotient is no whole number, whatever its value."""
    if dotted(node.func) != "range" or snippet.flow.binding(node.func) is not None:
        return
    for arg in node.args:
        value = snippet.flow.value(arg)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
            yield Seen("range-of-fraction", node.lineno, {"code": f"`{ast.unparse(value)}`"})
            return
