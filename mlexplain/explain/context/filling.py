"""What lists that a loop fills are for, told by what is done with them later."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, times_set
from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk

_BY_CALL = {
    **dict.fromkeys(("mean", "average", "nanmean", "fmean", "median"), "averaged"),
    **dict.fromkeys(("plot", "scatter", "hist", "semilogy"), "drawn"),
    **dict.fromkeys(("cat", "concatenate", "concat", "hstack", "vstack"), "joined"),
    **dict.fromkeys(("stack", "pad_sequence"), "stacked"),
    **dict.fromkeys(("array", "asarray", "tensor", "as_tensor", "FloatTensor"), "one-array"),
    **dict.fromkeys(("DataFrame",), "made-table"),
    **dict.fromkeys(("Sequential", "ModuleList"), "chained"),
}


def collected(nodes: list[ast.AST]) -> Iterator[Said]:
    """`s = []`, a loop with `s.append(x)`, and in the end `mean(s)`, `cat(s)` or `plot(s)`."""
    filled: dict[str, list[ast.expr]] = {}
    for loop in (n for n in nodes if isinstance(n, LOOPS)):
        for call in walk(loop):
            if isinstance(call, ast.Call) and last_name(call.func) == "append" and call.args:
                owner = getattr(getattr(call.func, "value", None), "id", "")
                if call.args[0] not in filled.setdefault(owner, []):
                    filled[owner].append(call.args[0])
    sets = times_set(nodes)
    for node, name, value in names_set(nodes):
        if not (isinstance(value, ast.List) and not value.elts) or name not in filled:
            continue
        use = _use_of_list(nodes, name) if sets[name] == 1 else None
        entries = filled[name]
        if use is None:
            continue
        if len(entries) == 1 and (entry := _entry(entries[0])) is not None:
            yield node, f"purposes:{use}-of", (entry, ast.Name(name))
        else:
            yield node, f"purposes:{use}", (ast.Name(name),)


def appended(body: list[ast.stmt]) -> Iterator[tuple[ast.Name, ast.expr]]:
    """Where a list is read that one `append` in a loop fills and nothing else changes, with what is
    appended: its mean is the mean of that."""
    nodes = [n for statement in body for n in walk(statement)]
    sets = times_set(nodes)
    filled: dict[str, list[tuple[ast.Call, ast.stmt]]] = {}
    for loop in body:
        for call in walk(loop) if isinstance(loop, LOOPS) else ():
            if isinstance(call, ast.Call) and last_name(call.func) == "append" and call.args:
                owner = getattr(getattr(call.func, "value", None), "id", "")
                filled.setdefault(owner, []).append((call, loop))
    for _, name, value in names_set(body):  # type: ignore[arg-type]
        if not (isinstance(value, ast.List) and not value.elts) or sets[name] > 1:
            continue
        if len(filled.get(name, ())) != 1:
            continue
        call, loop = filled[name][0]
        inside = {id(n) for n in walk(loop)}
        reads = [n for n in nodes if isinstance(n, ast.Name) and n.id == name]
        owners = {id(n.value) for n in nodes if isinstance(n, ast.Attribute | ast.Subscript)}
        if any(id(n) in owners for n in reads if n is not getattr(call.func, "value", None)):
            continue  # `o.sort()`, `o[-1] = x`
        yield from ((n, call.args[0]) for n in reads if id(n) not in inside)


def _entry(node: ast.expr) -> ast.Name | None:
    """`l` of `l.item()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        if node.func.attr not in ("item", "cpu", "detach", "numpy", "tolist", "copy", "clone"):
            return None
        node = node.func.value
    return node if isinstance(node, ast.Name) else None


def _use_of_list(nodes: list[ast.AST], name: str) -> str | None:
    """What is done with a list in the end: the first of these that is certain."""
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            if ast.unparse(node) == f"sum({name}) / len({name})":
                return "averaged"
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        given = [a.value if isinstance(a, ast.Starred) else a for a in node.args]
        if any(getattr(a, "id", "") == name for a in given[:2]):
            use = _BY_CALL.get(last_name(node.func))
            if use:
                return use
    return None


def histories(nodes: list[ast.AST]) -> Iterator[Said]:
    """`r = {"a": [], "b": []}`, where loops append to `r["a"]`."""
    filled = {
        getattr(getattr(getattr(n.func, "value", None), "value", None), "id", "")
        for loop in nodes
        if isinstance(loop, LOOPS)
        for n in walk(loop)
        if isinstance(n, ast.Call)
        and last_name(n.func) == "append"
        and isinstance(getattr(getattr(n.func, "value", None), "slice", None), ast.Constant)
        and not any(isinstance(a, ast.BinOp | ast.List | ast.ListComp) for a in n.args)
    }
    for node, name, value in names_set(nodes):
        if isinstance(value, ast.Dict) and value.values and name in filled:
            if all(isinstance(v, ast.List) and not v.elts for v in value.values):
                yield node, "purposes:history", ()
