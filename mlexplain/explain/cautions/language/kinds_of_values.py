"""Texts and numbers mixed, keys taken for values, places taken for entries."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_PLACES = ("i", "j", "idx", "index", "k", "n", "pos")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _joined_numbers(node, snippet)
            yield from _largest_key(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            yield from _typed_plus_number(node, snippet)
        elif isinstance(node, ast.For):
            yield from _turned_places(node, snippet)
        elif isinstance(node, Function):
            yield from _no_way_out(node)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _joined_numbers(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`", ".join([1, 2])`."""
    of = receiver(call)
    text = isinstance(of, ast.Constant) and isinstance(of.value, str)
    if method(call) != "join" or not text or len(call.args) != 1:
        return
    given = snippet.flow.value(call.args[0])
    while isinstance(given, ast.Call) and dotted(given.func) in (
        "sorted",
        "list",
        "reversed",
        "set",
    ):
        given = snippet.flow.value(given.args[0]) if given.args else given.func
    ranged = isinstance(given, ast.Call) and dotted(given.func) == "range"
    numbers = (
        isinstance(given, ast.List | ast.Tuple)
        and bool(given.elts)
        and all(_is_number(e) for e in given.elts)
    )
    if ranged or numbers:
        yield Seen("numbers-joined", call.lineno, {"given": f"`{ast.unparse(call.args[0])}`"})


def _largest_key(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`max(votes)` of a dictionary with counts as values."""
    if dotted(call.func) not in ("max", "min") or len(call.args) != 1 or keyword(call, "key"):
        return
    made = snippet.flow.value(call.args[0])
    if isinstance(made, ast.Dict) and not made.keys and _counts(call, snippet):
        name = ast.unparse(call.args[0])
        values = {"call": f"`{ast.unparse(call)}`", "right": f"`key={name}.get`"}
        yield Seen("largest-key", call.lineno, values)
        return
    if not isinstance(made, ast.Dict) or len(made.keys) < 2:
        return
    texts = all(isinstance(k, ast.Constant) and isinstance(k.value, str) for k in made.keys)
    if texts and all(_is_number(v) for v in made.values):
        name = ast.unparse(call.args[0])
        values = {"call": f"`{ast.unparse(call)}`", "right": f"`key={name}.get`"}
        yield Seen("largest-key", call.lineno, values)


_OFTEN = frozenset(["most", "common", "frequent", "popular", "mode", "commonest", "majority"])


def _counts(call: ast.Call, snippet: Snippet) -> bool:
    """Whether a dictionary counts, and the one that was counted most is asked for."""
    name, function = dotted(call.args[0]), snippet.flow.function(call)
    statement = snippet.flow.statement(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    told = set(words(dotted(target))) if target is not None else set()
    told |= set(words(function.name)) if function is not None else set()
    counted = any(
        isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store) and dotted(n.value) == name
        for n in snippet.nodes
    )
    return dotted(call.func) == "max" and counted and bool(told & _OFTEN)


def _typed_plus_number(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`input() + 1`."""
    for one, other in ((node.left, node.right), (node.right, node.left)):
        made = snippet.flow.value(one)
        if isinstance(made, ast.Call) and dotted(made.func) == "input" and _is_number(other):
            yield Seen("text-plus-number", node.lineno, {"text": f"`{ast.unparse(one)}`"})
            return


_ORDERS = (
    "argsort",
    "argpartition",
    "permutation",
    "randperm",
    "sample",
    "range",
    "lexsort",
    "choice",
)
"""What gives places, so that the second of the pair is one, too."""


def _turned_places(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for name, i in enumerate(names)`."""
    over, target = node.iter, node.target
    if not (isinstance(over, ast.Call) and dotted(over.func) == "enumerate"):
        return
    made = snippet.flow.value(over.args[0]) if over.args else None
    while isinstance(made, ast.Subscript):
        made = made.value
    called = getattr(made, "func", None)
    if getattr(called, "attr", getattr(called, "id", "")) in _ORDERS:
        return
    names = [dotted(e) for e in target.elts] if isinstance(target, ast.Tuple) else []
    if len(names) == 2 and names[1] in _PLACES and names[0] not in (*_PLACES, "_", None):
        values = {"place": f"`{names[0]}`", "entry": f"`{names[1]}`"}
        yield Seen("places-turned", node.lineno, values)


def _no_way_out(function: Function) -> Iterator[Seen]:
    """`def power(x, n): return x * power(x, n - 1)`."""
    ways = (ast.If, ast.IfExp, ast.BoolOp, ast.Match, ast.Try, ast.For, ast.While, ast.Yield)
    inside = list(walk(function))
    if any(isinstance(n, (*ways, ast.Lambda, ast.Await, ast.comprehension)) for n in inside):
        return
    if function.decorator_list or isinstance(function, ast.AsyncFunctionDef):
        return
    if function.args.args and function.args.args[0].arg in ("self", "cls"):
        return  # a bare name calls another function than the method
    for step in function.body:
        if not isinstance(step, ast.Return | ast.Expr | ast.Assign) or step.value is None:
            continue
        for call in walk(step.value):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                if call.func.id == function.name:
                    yield Seen("no-way-out", call.lineno, {"function": f"`{function.name}`"})
                    return
