"""Python that runs and does something else than it seems to: used-up iterators, lost texts, …"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method, receiver
from mlexplain.explain.scope import dotted

_TEXT_METHODS = ("strip", "lower", "upper", "lstrip", "rstrip", "title", "capitalize", "replace")
_ONCE = ("map", "filter", "zip", "reversed", "iter", "enumerate")
_CONSUMERS = ("list", "tuple", "set", "sum", "max", "min", "sorted", "any", "all", "dict")
_PARAMETERS = ("parameters", "named_parameters")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Expr):
            yield from _dropped(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _used_up(node, snippet)
            yield from _in_place(node, snippet)
            yield from _alias(node, snippet)
            yield from _chained(node, snippet)
        elif isinstance(node, ast.BoolOp):
            yield from _constant_choice(node)
            yield from _of_arrays(node, snippet)
        elif isinstance(node, ast.With):
            yield from _not_called(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _first_batch(node, snippet)
            yield from _unformatted(node, snippet)
            yield from _nothing(node, snippet)


def _dropped(node: ast.Expr, snippet: Snippet) -> Iterator[Seen]:
    value = node.value
    last = snippet.flow.parent(node)
    if isinstance(last, ast.Module) and last.body[-1] is node:
        return  # the last line of a cell, whose value is shown
    of = receiver(value)
    if not isinstance(value, ast.Call):
        return
    if method(value) in _TEXT_METHODS and of is not None and dotted(of):
        if snippet.scope.kind(of) == "str":
            yield Seen("text-result-dropped", node.lineno, {"call": ast.unparse(value.func)})
    elif dotted(value.func) in ("sorted", "reversed") and value.args:
        yield Seen("text-result-dropped", node.lineno, {"call": ast.unparse(value.func)})
    elif snippet.called(value) in ("torch.no_grad", "torch.inference_mode") and not value.args:
        yield Seen("no-grad-alone", node.lineno, {"call": ast.unparse(value.func)})


def _not_called(node: ast.With, snippet: Snippet) -> Iterator[Seen]:
    for item in node.items:
        name = item.context_expr
        if snippet.full_name(name) in ("torch.no_grad", "torch.inference_mode"):
            yield Seen("not-called", node.lineno, {"code": f"`{ast.unparse(name)}`"})


# Iterators


def _used_up(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`xs = map(…)` is empty once it has been gone through."""
    value, target = node.value, node.targets[0]
    once = isinstance(value, ast.GeneratorExp) or (
        isinstance(value, ast.Call)
        and (dotted(value.func) in _ONCE or (method(value) in _PARAMETERS and not value.args))
    )
    if not once or not isinstance(target, ast.Name):
        return
    flow = snippet.flow
    bound = next((b for b in flow.bindings(target.id, node) if b.statement is node), None)
    uses = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Name) and n.id == target.id and isinstance(n.ctx, ast.Load)
        if flow.binding(n) is bound and flow.function(n) is flow.function(node)
    ]
    through = [u for u in uses if _goes_through(u, snippet)]
    if not through or len(uses) != len(through):
        return
    loops = [loop for u in through for loop in flow.loops(u) if u is not _over(loop)]
    outside = [loop for loop in loops if not flow.inside(node, loop)]
    same_block = len(through) > 1 and flow.block(through[0]) == flow.block(through[1])
    in_loop = bool(outside) and not any(
        isinstance(n, ast.Break | ast.Return) for loop in outside for n in ast.walk(loop)
    )
    if same_block or (in_loop and len(outside) >= 1):
        again = through[1] if same_block else through[-1]
        yield Seen("used-up-iterator", again.lineno, {"name": f"`{target.id}`"})


def _over(loop: ast.AST) -> ast.AST | None:
    return loop.iter if isinstance(loop, ast.For) else None


def _goes_through(use: ast.Name, snippet: Snippet) -> bool:
    up = snippet.flow.parent(use)
    if isinstance(up, ast.For) and up.iter is use:
        return not any(isinstance(n, ast.Break) for n in ast.walk(up))
    if isinstance(up, ast.comprehension) and up.iter is use:
        return True
    if not isinstance(up, ast.Call) or use not in up.args:
        return False
    name = snippet.called(up)
    clips = name.endswith(("clip_grad_norm_", "clip_grad_value_"))
    return dotted(up.func) in _CONSUMERS or clips or name.startswith("torch.optim.")


def _first_batch(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`next(iter(loader))` in a loop."""
    if dotted(node.func) != "next" or not node.args or not snippet.flow.loops(node):
        return
    inner = node.args[0]
    if not (isinstance(inner, ast.Call) and dotted(inner.func) == "iter" and inner.args):
        return
    over = inner.args[0]
    name = dotted(over)
    made = snippet.called(snippet.flow.value(over)).endswith(".DataLoader")
    if name and (made or "loader" in name.lower()):
        yield Seen("first-batch-again", node.lineno, {"loader": f"`{name}`"})


# Values that are shared, lost or never made


def _in_place(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df = df.drop(…, inplace=True)` is None."""
    call = node.value
    name = dotted(node.targets[0])
    if isinstance(call, ast.Call) and name and isinstance(call.func, ast.Attribute):
        told = keyword(call, "inplace")
        frame = ("drop", "dropna", "fillna", "rename", "sort_values", "reset_index", "set_index")
        if isinstance(told, ast.Constant) and told.value is True:
            if call.func.attr in (*frame, "replace", "drop_duplicates", "sort_index"):
                values = {"code": f"`{ast.unparse(call.func)}`", "name": f"`{name}`"}
                yield Seen("none-assigned", node.lineno, values)


def _alias(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`old = new`, then entries of `new` are set, and both are compared: they are one object."""
    old, new, flow = dotted(node.targets[0]), dotted(node.value), snippet.flow
    block = flow.block(node)
    if old is None or new is None or block is None:
        return
    body = getattr(block[0], block[1], [])
    later = body[body.index(node) + 1 :] if isinstance(body, list) and node in body else []
    changed = False
    for step in later:
        for inner in ast.walk(step):
            if isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store):
                changed = changed or dotted(inner.value) == new
            if isinstance(inner, ast.Name | ast.Attribute) and dotted(inner) in (old, new):
                if isinstance(inner.ctx, ast.Store):
                    return
        for inner in ast.walk(step):
            sides: list[ast.expr] = []
            if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
                sides = [inner.left, inner.right]
            elif isinstance(inner, ast.Compare) and isinstance(inner.ops[0], ast.Eq | ast.NotEq):
                sides = [inner.left, inner.comparators[0]]
            elif isinstance(inner, ast.Call) and (dotted(inner.func) or "").endswith(
                ("allclose", "array_equal", "torch.equal")
            ):
                sides = inner.args[:2]
            if changed and {dotted(s) for s in sides} == {old, new}:
                values = {"old": f"`{old}`", "new": f"`{new}`"}
                yield Seen("alias-not-copy", node.lineno, values)
                return


def _chained(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df[df.a > 0]["b"] = 1` sets the values of a copy."""
    target = node.targets[0]
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Subscript):
        return
    column = isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)
    chosen = target.value
    compared = [n for n in ast.walk(chosen.slice) if isinstance(n, ast.Compare)]
    of_frame = any(
        isinstance(n, ast.Attribute | ast.Subscript) and dotted(n.value) == dotted(chosen.value)
        for c in compared
        for n in ast.walk(c)
    )
    if column and compared and of_frame and dotted(chosen.value):
        yield Seen("chained-assignment", node.lineno, {"frame": f"`{dotted(chosen.value)}`"})


def _constant_choice(node: ast.BoolOp) -> Iterator[Seen]:
    """`x == "a" or "b"` is always true."""
    if not isinstance(node.op, ast.Or) or not isinstance(node.values[0], ast.Compare):
        return
    if not isinstance(node.values[0].ops[0], ast.Eq):
        return
    for rest in node.values[1:]:
        if isinstance(rest, ast.Constant) and isinstance(rest.value, str | int) and rest.value:
            yield Seen("or-with-constant", node.lineno, {"code": f"`{ast.unparse(node)}`"})
            return


def _of_arrays(node: ast.BoolOp, snippet: Snippet) -> Iterator[Seen]:
    """`df[(df.a > 0) and (df.b < 1)]`."""
    up = snippet.flow.parent(node)
    if not isinstance(up, ast.Subscript) or up.slice is not node:
        return
    if not all(isinstance(v, ast.Compare) for v in node.values):
        return
    name = dotted(up.value)
    inside = [n for v in node.values for n in ast.walk(v) if isinstance(n, ast.expr)]
    if name and any(dotted(n) == name for n in inside):
        sign = ("and", "&") if isinstance(node.op, ast.And) else ("or", "|")
        yield Seen("and-of-arrays", node.lineno, {"word": sign[0], "sign": sign[1]})


def _unformatted(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`print("loss {loss}")` prints the braces."""
    if dotted(node.func) != "print":
        return
    for arg in node.args:
        if not isinstance(arg, ast.Constant) or not isinstance(arg.value, str):
            continue
        inside = arg.value.partition("{")[2].partition("}")[0].partition(":")[0]
        known = inside.isidentifier() and "}" in arg.value
        if known and snippet.flow.bindings(inside, node):
            yield Seen("f-left-out", node.lineno, {"name": f"`{inside}`"})


def _nothing(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """The result of a function that returns nothing is used."""
    function = snippet.flow.functions.get(node.func.id) if isinstance(node.func, ast.Name) else None
    up = snippet.flow.parent(node)
    if function is None or not isinstance(up, ast.Assign | ast.BinOp | ast.Compare):
        return
    if function.decorator_list or isinstance(function, ast.AsyncFunctionDef):
        return
    inner = [n for n in ast.walk(function) if n is not function]
    returns = (ast.Return, ast.Yield, ast.YieldFrom, ast.Raise, ast.Lambda, ast.FunctionDef)
    stub = all(isinstance(n, ast.Pass | ast.Expr) for n in function.body) and len(function.body) < 2
    if not stub and not any(isinstance(n, returns) for n in inner):
        values = {"function": f"`{function.name}`"}
        yield Seen("nothing-returned", node.lineno, values)
