"""Order: what asks for sorted values, and what has no order to rely on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_SORTS = ("sort", "sorted", "sort_values", "argsort", "msort", "nsmallest", "heapify", "partition")


def look(snippet: Snippet) -> Iterator[Seen]:
    for step in snippet.nodes:
        if isinstance(step, ast.If) and isinstance(step.test, ast.Compare):
            yield from _end_replaced(step)
    for function in snippet.functions:
        yield from _middle(function, snippet)
    for call in snippet.calls:
        name = snippet.called(call)
        if name in ("itertools.groupby", "groupby"):
            yield from _groups(call, snippet)
        elif name.startswith("bisect."):
            yield from _bisected(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.DictComp):
            yield from _numbered(node, snippet)


def _sorted_before(name: str, around: ast.AST, line: int) -> bool:
    """Whether something in the code puts a list in order, under this name."""
    for node in walk(around):
        if not isinstance(node, ast.Call) or node.lineno > line:
            continue
        called = (dotted(node.func) or method(node)).split(".")[-1]
        if called in _SORTS:
            given = {dotted(a) for a in [*node.args, receiver(node) or node]}
            up = [n for n in walk(around) if isinstance(n, ast.Assign) and n.value is node]
            if name in given or any(dotted(t) == name for n in up for t in n.targets):
                return True
    return False


def _half(node: ast.expr, name: str, snippet: Snippet) -> bool:
    """`len(xs) // 2`."""
    value = snippet.flow.value(node)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        value = snippet.flow.value(value.left)
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.FloorDiv):
        return False
    of = snippet.flow.value(value.left)
    while isinstance(of, ast.BinOp):
        of = snippet.flow.value(of.left)
    counts = isinstance(of, ast.Call) and dotted(of.func) == "len" and bool(of.args)
    return counts and number(value.right) == 2 and dotted(of.args[0]) == name  # type: ignore[attr-defined]


def _middle(function: ast.FunctionDef | ast.AsyncFunctionDef, snippet: Snippet) -> Iterator[Seen]:
    """`xs[len(xs) // 2]` in a function that is called a median, of what it was given as it is."""
    if not set(words(function.name)) & {"median", "med", "percentile", "quantile"}:
        return
    given = {a.arg for a in function.args.args}
    for node in walk(function):
        if not isinstance(node, ast.Subscript) or dotted(node.value) not in given:
            continue
        name = dotted(node.value) or ""
        bound = snippet.flow.binding(node.value)
        if bound is None or bound.how != "given" or not _half(node.slice, name, snippet):
            continue
        if not _sorted_before(name, function, node.lineno):
            if not any("sort" in (a or "") for a in _told(function)):
                yield Seen("middle-of-unsorted", node.lineno, {"name": f"`{name}`"})
            return


def _told(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Names and the description of a function: they may say that its input is sorted."""
    return [ast.get_docstring(function) or "", function.name, *(a.arg for a in function.args.args)]


def _groups(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`groupby(rows, key)` joins neighbours alone, and nothing sorts the rows by that key."""
    if not call.args or "sort" in ast.unparse(snippet.tree).lower():
        return
    key = call.args[1] if len(call.args) > 1 else keyword(call, "key")
    if key is None or not isinstance(snippet.flow.parent(call), ast.For | ast.comprehension):
        return
    field = isinstance(key, ast.Lambda) and isinstance(key.body, ast.Subscript | ast.Attribute)
    getter = isinstance(key, ast.Call) and (dotted(key.func) or "").endswith("getter")
    if (field or getter) and _kept_by_key(call, snippet):
        yield Seen("groups-of-neighbours", call.lineno, {"rows": f"`{ast.unparse(call.args[0])}`"})


def _kept_by_key(call: ast.Call, snippet: Snippet) -> bool:
    """`{key: list(rows) for key, rows in groupby(…)}` and `out[key] = …`: later groups replace."""
    up = snippet.flow.parent(call)
    target = up.target if isinstance(up, ast.For | ast.comprehension) else None
    key = dotted(target.elts[0]) if isinstance(target, ast.Tuple) and target.elts else None
    if isinstance(up, ast.comprehension):
        made = snippet.flow.parent(up)
        return isinstance(made, ast.DictComp) and dotted(made.key) == key
    return any(
        isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store) and dotted(n.slice) == key
        for n in walk(up or call)
    )


def _bisected(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A search by halves in a list that the code writes down in another order."""
    made = snippet.flow.value(call.args[0]) if call.args else None
    if not isinstance(made, ast.List) or len(made.elts) < 2:
        return
    values = [e.value for e in made.elts if isinstance(e, ast.Constant)]
    plain = len(values) == len(made.elts) and len({type(v) for v in values}) == 1
    name = dotted(call.args[0]) or ""
    if plain and values != sorted(values):  # type: ignore[type-var]
        if not _sorted_before(name, snippet.tree, call.lineno):
            yield Seen("bisected-unsorted", call.lineno, {"name": f"`{name}`"})


def _numbered(node: ast.DictComp, snippet: Snippet) -> Iterator[Seen]:
    """`{w: i for i, w in enumerate(set(words))}`: the numbers differ from run to run."""
    over = node.generators[0].iter
    if len(node.generators) != 1 or not isinstance(over, ast.Call) or not over.args:
        return
    if dotted(over.func) != "enumerate":
        return
    of = snippet.flow.value(over.args[0])
    if isinstance(of, ast.Call) and dotted(of.func) in ("list", "tuple") and of.args:
        of = snippet.flow.value(of.args[0])
    made = isinstance(of, ast.SetComp) or (isinstance(of, ast.Call) and dotted(of.func) == "set")
    target = node.generators[0].target
    if made and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        if same_name(node.key, target.elts[1]) and _learned(snippet):
            yield Seen("numbered-by-chance", node.lineno, {"of": f"`{ast.unparse(over.args[0])}`"})


def same_name(one: ast.expr, other: ast.expr) -> bool:
    return dotted(one) is not None and dotted(one) == dotted(other)


def _learned(snippet: Snippet) -> bool:
    """Whether the numbers outlive the run: something is saved or a network learns with them."""
    names = snippet.called_names
    return bool(
        names & {"save", "dump", "load", "load_state_dict", "Embedding", "CrossEntropyLoss"}
    )


def _end_replaced(node: ast.If) -> Iterator[Seen]:
    """`if start <= last[1]: last[1] = end`: an interval that lies inside the last one shortens it."""
    test = node.test
    assert isinstance(test, ast.Compare)
    if len(test.ops) != 1 or not isinstance(test.ops[0], ast.LtE | ast.Lt) or len(node.body) != 1:
        return
    held, step = test.comparators[0], node.body[0]
    if not isinstance(held, ast.Subscript) or number(held.slice) not in (1, -1):
        return
    if not isinstance(step, ast.Assign) or not node.orelse:
        return
    target, value = step.targets[0], step.value
    ends: ast.expr | None = None
    if ast.unparse(target) == ast.unparse(held):
        ends = value
    elif ast.unparse(target) == ast.unparse(held.value) and isinstance(value, ast.Tuple | ast.List):
        ends = value.elts[-1] if len(value.elts) == 2 else None
    start = dotted(test.left)
    other = isinstance(test.left, ast.Subscript) and number(test.left.slice) == 0
    appended = any(method(n) == "append" for s in node.orelse for n in walk(s))
    plain = ends is not None and (
        dotted(ends) is not None
        or (isinstance(ends, ast.Subscript) and number(ends.slice) in (1, -1))
    )
    if plain and appended and (start or other) and ends is not None:
        values = {"name": f"`{ast.unparse(ends)}`", "held": f"`{ast.unparse(held)}`"}
        yield Seen("end-moved-back", step.lineno, values)
