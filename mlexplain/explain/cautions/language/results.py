"""Results that are dropped, never made, or None: calls left out, methods that change in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    method,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CALLABLE = frozenset(
    ["zero_grad", "step", "backward", "eval", "train", "close", "flush", "detach", "cuda", "update"]
)
_GIVE_NONE = ("sort", "reverse", "append", "extend", "insert", "remove", "clear", "update", "add")
_FRAME = (
    "append",
    "drop",
    "dropna",
    "fillna",
    "sort_values",
    "reset_index",
    "rename",
    "drop_duplicates",
)
_TEXT_METHODS = ("strip", "lower", "upper", "lstrip", "rstrip", "title", "capitalize", "replace")

_GIVE_TENSORS = frozenset(
    [
        *(f"torch.nn.functional.{n}" for n in ("normalize", "relu", "gelu", "softmax", "dropout")),
        *(f"torch.{n}" for n in ("clamp", "relu", "sigmoid", "tanh", "exp", "log", "sqrt", "abs")),
        *(f"torch.{n}" for n in ("softmax", "cat", "stack", "flatten", "transpose", "where")),
    ]
)

_GIVE_ARRAYS = frozenset(
    f"numpy.{n}"
    for n in ("append", "sort", "concatenate", "delete", "insert", "clip", "transpose", "reshape")
)


_ASKING = frozenset(
    f"is{kind}" for kind in ("alpha", "digit", "alnum", "upper", "lower", "space", "numeric")
) | {"startswith", "endswith"}
_ASKING_FUNCTIONS = (
    *("torch.cuda.is_available", "torch.backends.mps.is_available", "os.path.exists"),
    *("os.path.isfile", "os.path.isdir"),
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Attribute):
            yield from _asked(node, snippet)
        if isinstance(node, ast.Expr):
            yield from _without_effect(node, snippet)
            yield from _dropped(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _nothing_assigned(node, snippet)
            yield from _in_place(node, snippet)
        elif isinstance(node, ast.With):
            yield from _not_called(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _nothing(node, snippet)
            yield from _handed_over(node, snippet)
        elif isinstance(node, ast.AugAssign):
            if isinstance(node.value, ast.Attribute) and node.value.attr == "item":
                yield Seen("not-called", node.lineno, {"code": f"`{ast.unparse(node.value)}`"})


def _without_effect(node: ast.Expr, snippet: Snippet) -> Iterator[Seen]:
    value = node.value
    code = {"code": f"`{ast.unparse(value)}`"}
    plots = snippet.full_name(value).startswith("matplotlib.pyplot.")
    if isinstance(value, ast.Attribute) and (value.attr in _CALLABLE or plots) and dotted(value):
        yield Seen("not-called", node.lineno, code)
    elif isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
        if dotted(value.left) and len(value.ops) == 1 and _among_others(node, snippet):
            yield Seen("comparison-dropped", node.lineno, code)
    elif method(value) in _FRAME and isinstance(value, ast.Call):
        of = receiver(value)
        kind = snippet.scope.kind(of) if of is not None else None
        inplace = keyword(value, "inplace") or any(k.arg is None for k in value.keywords)
        if method(value) == "append":
            inplace = keyword(value, "ignore_index") is None
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
    elif snippet.called(value) in _GIVE_TENSORS and value.args:
        if not any(k.arg in ("out", "inplace", None) for k in value.keywords):
            yield Seen("result-dropped", node.lineno, {"call": ast.unparse(value.func)})
    elif snippet.called(value) in _GIVE_ARRAYS and value.args and not keyword(value, "out"):
        yield Seen("result-dropped", node.lineno, {"call": ast.unparse(value.func)})
    elif dotted(value.func) in ("sorted", "reversed") and value.args:
        yield Seen("text-result-dropped", node.lineno, {"call": ast.unparse(value.func)})
    elif snippet.called(value) in ("torch.no_grad", "torch.inference_mode") and not value.args:
        yield Seen("no-grad-alone", node.lineno, {"call": ast.unparse(value.func)})


def _not_called(node: ast.With, snippet: Snippet) -> Iterator[Seen]:
    for item in node.items:
        name = item.context_expr
        if snippet.full_name(name) in ("torch.no_grad", "torch.inference_mode"):
            yield Seen("not-called", node.lineno, {"code": f"`{ast.unparse(name)}`"})


def _asked(node: ast.Attribute, snippet: Snippet) -> Iterator[Seen]:
    """`if word.isalpha:` and `text.lower == "yes"`: a method is true, and equals nothing."""
    place = snippet.flow.place(node)
    if place is None:
        return
    up, field = place
    test = field == "test" or (isinstance(up, ast.comprehension) and field == "ifs")
    test = test or isinstance(up, ast.BoolOp) or isinstance(getattr(up, "op", None), ast.Not)
    asks = node.attr in _ASKING or snippet.full_name(node) in _ASKING_FUNCTIONS
    kind = {"item": int | float}.get(node.attr, str if node.attr in _TEXT_METHODS else None)
    with_value = kind is not None and isinstance(up, ast.Compare)
    with_value = with_value and any(
        isinstance(p, ast.Constant) and isinstance(p.value, kind)  # type: ignore[arg-type]
        for p in (up.left, *up.comparators)  # type: ignore[attr-defined]
    )
    if (test and asks) or with_value:
        yield Seen("method-as-condition", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _handed_over(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`torch.save(net.state_dict, path)` and `Adam(net.parameters)`: the method, not its result."""
    called = snippet.called(node)
    wanted = {"save": ("state_dict",), "load_state_dict": ("state_dict",), "append": ("item",)}
    last = called.split(".")[-1] if called else method(node)
    names: tuple[str, ...] = wanted.get(last, wanted.get(method(node), ()))
    if called.startswith("torch.optim.") and "lr_scheduler" not in called:
        names = ("parameters", "named_parameters")
    if last == "clip_grad_norm_":
        names = ("parameters",)
    parts = [
        *node.args,
        *(v for a in node.args if isinstance(a, ast.Dict) for v in a.values),
        *(k.value for k in node.keywords),
    ]
    for part in parts:
        if isinstance(part, ast.Attribute) and part.attr in names and dotted(part):
            yield Seen("not-called", part.lineno, {"code": f"`{ast.unparse(part)}`"})


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


def _nothing(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """The result of a function that returns nothing is used."""
    function = snippet.flow.functions.get(node.func.id) if isinstance(node.func, ast.Name) else None
    up = snippet.flow.parent(node)
    if function is None or not isinstance(up, ast.Assign | ast.BinOp | ast.Compare):
        return
    if function.decorator_list or isinstance(function, ast.AsyncFunctionDef):
        return
    inner = [n for n in walk(function) if n is not function]
    returns = (ast.Return, ast.Yield, ast.YieldFrom, ast.Raise, ast.Lambda, ast.FunctionDef)
    stub = all(isinstance(n, ast.Pass | ast.Expr) for n in function.body) and len(function.body) < 2
    if not stub and not any(isinstance(n, returns) for n in inner):
        values = {"function": f"`{function.name}`"}
        yield Seen("nothing-returned", node.lineno, values)
