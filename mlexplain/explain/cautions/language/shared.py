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
            yield from _by_reference(node, snippet)


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
    if (
        name
        and isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Mult)
        and isinstance(value.left, ast.List)
        and len(value.left.elts) == 1
    ):
        inner = value.left.elts[0]
        nested = isinstance(inner, ast.List | ast.ListComp | ast.Dict) or (
            isinstance(inner, ast.BinOp) and isinstance(inner.left, ast.List)
        )
        if nested and any(_changes_a_row(n, name) for n in snippet.nodes):
            yield Seen("list-multiplied", node.lineno, {"name": f"`{name}`"})


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
    if averaged or any(
        method(c) == "load_state_dict" and dotted(receiver(c) or c) == name for c in snippet.calls
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


def _by_reference(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`best = model.state_dict()` shares its tensors with the model that goes on learning."""
    for target, value in _pairs(node):
        yield from _referred(node, target, value, snippet)


def _pairs(node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """Also of `best, kept = score, net.state_dict()`."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


def _referred(
    node: ast.Assign, target: ast.expr, value: ast.expr, snippet: Snippet
) -> Iterator[Seen]:
    loops, name = snippet.flow.loops(node), dotted(target)
    if name is not None and "." in name and not loops:
        yield from _kept_in_object(node, name, value, snippet)
    inside = isinstance(snippet.flow.parent(node), ast.If)
    if name is None or not loops or not inside:
        return
    net: ast.expr | None = None
    if method(value) == "state_dict" and not value.args:  # type: ignore[attr-defined]
        net = receiver(value)
    elif dotted(value) and snippet.is_model(value) and "best" in name.lower():
        net = value
    if net is None:
        return
    trains = any(
        method(n) in ("backward", "step")
        or (isinstance(n, ast.Call) and "train" in (dotted(n.func) or "").lower())
        or (
            isinstance(n, ast.Call)
            and "fit" in (dotted(n.func) or "").lower()
            and dotted(net) in {dotted(a) for a in n.args}
        )
        for n in walk(loops[-1])
    )
    saved = any(
        snippet.called(n) == "torch.save" and any(dotted(a) == name for a in n.args)
        for n in walk(loops[-1])
        if isinstance(n, ast.Call)
    )
    used = any(
        isinstance(n, ast.Name)
        and n.id == name
        and isinstance(n.ctx, ast.Load)
        and not snippet.flow.inside(n, loops[-1])
        for n in snippet.nodes
    )
    words = set((dotted(net) or "").lower().replace(".", "_").split("_"))
    if words & {"dl", "loader", "dataloader", "sampler"}:
        return
    if trains and used and not saved:
        values = {"name": f"`{name}`", "net": f"`{ast.unparse(net)}`"}
        yield Seen("best-by-reference", node.lineno, values)


def _kept_in_object(
    node: ast.Assign, name: str, value: ast.expr, snippet: Snippet
) -> Iterator[Seen]:
    """`self.best = net.state_dict()` where a score got better, and loaded again elsewhere."""
    owner, net = snippet.flow.class_of(node), receiver(value)
    branch = isinstance(snippet.flow.parent(node), ast.If)
    if owner is None or net is None or not branch or method(value) != "state_dict":
        return
    loaded = any(
        isinstance(n, ast.Call) and method(n) == "load_state_dict" and dotted(n.args[0]) == name
        for n in walk(owner)
        if isinstance(n, ast.Call) and n.args
    )
    if loaded:
        values = {"name": f"`{name}`", "net": f"`{ast.unparse(net)}`"}
        yield Seen("best-by-reference", node.lineno, values)
