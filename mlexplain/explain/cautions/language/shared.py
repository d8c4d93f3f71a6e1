"""One object under several names, where a copy was meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CHANGES = frozenset(
    ["remove", "pop", "insert", "append", "clear", "extend", "add", "update", "setdefault"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _defaults(node, snippet)
        elif isinstance(node, ast.ClassDef):
            yield from _shared(node)
        elif isinstance(node, ast.Assign):
            yield from _same_rows(node, snippet)
            yield from _same_values(node, snippet)
            yield from _alias(node, snippet)
            yield from _same_network(node, snippet)


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef, snippet: Snippet) -> Iterator[Seen]:
    positional = [*node.args.posonlyargs, *node.args.args]
    pairs = [
        *zip(
            positional[len(positional) - len(node.args.defaults) :], node.args.defaults, strict=True
        ),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        empty = isinstance(default, ast.Call) and dotted(default.func) in ("list", "dict", "set")
        literal = isinstance(default, ast.List | ast.Dict | ast.Set)
        if not (literal or empty) or (isinstance(default, ast.Dict) and _calls_itself(node)):
            continue  # what a recursion remembers is meant to stay
        if _is_changed(node, argument.arg) or _kept_and_changed(node, argument.arg, snippet):
            yield Seen("mutable-default", default.lineno, {"name": argument.arg})  # type: ignore[union-attr]


def _calls_itself(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(n, ast.Call) and dotted(n.func) == node.name for n in walk(node))


def _kept_and_changed(node: ast.AST, name: str, snippet: Snippet) -> bool:
    """`self.xs = xs`, and elsewhere `self.xs.append(…)`."""
    for inner in walk(node):
        if isinstance(inner, ast.Assign) and dotted(inner.value) == name:
            kept = dotted(inner.targets[0])
            if kept and "." in kept and _is_changed(snippet.tree, kept):
                return True
    return False


def _is_changed(node: ast.AST, name: str) -> bool:
    for inner in walk(node):
        of = receiver(inner)
        if of is not None and dotted(of) == name and method(inner) in _CHANGES:
            return True
        stored = isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store)
        if stored and dotted(inner.value) == name:  # type: ignore[attr-defined]
            return True
        if isinstance(inner, ast.AugAssign) and dotted(inner.target) == name:
            return True
    return False


def _same_rows(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    value, name = node.value, dotted(node.targets[0])
    row = _repeated(value, snippet)
    if name and row is not None and _is_changeable(row):
        if any(_changes_a_row(n, name) for n in snippet.nodes):
            yield Seen("list-multiplied", node.lineno, {"name": f"`{name}`"})


def _repeated(value: ast.expr, snippet: Snippet) -> ast.expr | None:
    """What stands in each place of `[row] * n` and of `[row for _ in range(n)]` with one `row`."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        for listed in (value.left, value.right):
            if isinstance(listed, ast.List) and len(listed.elts) == 1:
                return snippet.flow.value(listed.elts[0])
    if isinstance(value, ast.ListComp) and isinstance(value.elt, ast.Name):
        bound = snippet.flow.binding(value.elt)
        if bound is not None and bound.how == "set" and not bound.within:
            return bound.value
    return None


def _is_changeable(row: ast.expr) -> bool:
    called = isinstance(row, ast.Call) and dotted(row.func) in ("list", "dict", "set")
    listed = isinstance(row, ast.BinOp) and isinstance(row.left, ast.List)
    return called or listed or isinstance(row, ast.List | ast.ListComp | ast.Dict | ast.Set)


def _same_values(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`dict.fromkeys(keys, [])`, and then entries are appended under one key."""
    value, name = node.value, dotted(node.targets[0])
    if name is None or not isinstance(value, ast.Call) or dotted(value.func) != "dict.fromkeys":
        return
    if len(value.args) == 2 and isinstance(value.args[1], ast.List | ast.Dict | ast.Set):
        rows = [n for n in snippet.nodes if _changes_a_row(n, name)]
        bound = [snippet.flow.binding(m) for n in rows for m in walk(n) if dotted(m) == name]
        if any(b is not None and b.statement is node for b in bound):
            yield Seen("values-shared", node.lineno, {"name": f"`{name}`"})


def _changes_a_row(node: ast.AST, name: str) -> bool:
    """`name[i][j] = …` or `name[i].append(…)`."""
    row: ast.AST | None = None
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        row = node.value
    elif method(node) in _CHANGES:
        row = receiver(node)
    return isinstance(row, ast.Subscript) and dotted(row.value) == name


def _same_network(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`target_net = q_net`: one network under two names."""
    name, other = dotted(node.targets[0]), dotted(node.value)
    if name is None or other is None or name == other:
        return
    words = name.lower().replace(".", "_").split("_")
    if not {"target", "teacher", "ema", "frozen"} & set(words) or not snippet.is_model(node.value):
        return
    averaged = any(
        isinstance(n, ast.Call)
        and dotted(n.func) == "zip"
        and {f"{name}.parameters()", f"{other}.parameters()"} <= {ast.unparse(a) for a in n.args}
        for n in snippet.nodes
    )
    run = {dotted(c.func) for c in snippet.calls}
    if (
        averaged
        or {name, other} <= run
        or any(
            method(c) == "load_state_dict" and dotted(receiver(c) or c) == name
            for c in snippet.calls
        )
    ):
        yield Seen("same-network", node.lineno, {"name": f"`{name}`", "other": f"`{other}`"})


def _shared(owner: ast.ClassDef) -> Iterator[Seen]:
    """`items = []` in the body of a class, and `self.items.append(…)` in a method."""
    for item in owner.body:
        if not isinstance(item, ast.Assign) or not isinstance(item.value, ast.List | ast.Dict):
            continue
        name = dotted(item.targets[0])
        filled = item.value.elts if isinstance(item.value, ast.List) else item.value.keys
        inside = list(walk(owner))
        own = any(
            isinstance(n, ast.Assign) and dotted(n.targets[0]) == f"self.{name}" for n in inside
        )
        changed = any(
            method(n) in ("append", "extend", "update", "add")
            and dotted(receiver(n) or n) == f"self.{name}"
            for n in inside
        )
        if (
            not filled
            and changed
            and not own
            and name
            and not (name.isupper() or name.startswith("_"))
        ):
            yield Seen("shared-by-all", item.lineno, {"name": f"`{name}`"})


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
        for inner in walk(step):
            if isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store):
                changed = changed or dotted(inner.value) == new
            if isinstance(inner, ast.Name | ast.Attribute) and dotted(inner) in (old, new):
                if isinstance(inner.ctx, ast.Store):
                    return
        for inner in walk(step):
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
