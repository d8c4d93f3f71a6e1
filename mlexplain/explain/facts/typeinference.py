"""Which kinds of object names hold, by what they are set to, annotated as and used for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from mlexplain.explain.facts.kinds import QUERYING, by_spelling, constant_kind
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.facts.shown import shown_by_use
from mlexplain.explain.facts.symbols import named_parts
from mlexplain.explain.read.walk import walk


def _is_module_list(node: ast.AST, scope: Scope) -> TypeGuard[ast.Assign]:
    """`self.layers = nn.ModuleList(…)`."""
    made = node.value if isinstance(node, ast.Assign) else None
    return isinstance(made, ast.Call) and scope.full_name(made.func) == "torch.nn.ModuleList"


def learn_kinds(tree: ast.AST, scope: Scope) -> None:
    """Note in the scope the kinds of names, as far as those known before tell."""
    seen: dict[str, set[str | None]] = {}
    lists = {dotted(n.targets[0]) for n in walk(tree) if _is_module_list(n, scope)} - {None}
    for node in walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            _note(seen, node.targets[0], node.value, scope)
            for key, part in named_parts(node.value, scope):
                _note(seen, ast.Attribute(node.targets[0], key, ast.Load()), part, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            _note(seen, node.target, node.value, scope)
        elif isinstance(node, ast.ClassDef):
            for own in node.body:
                if isinstance(own, ast.Assign) and isinstance(own.targets[0], ast.Name):
                    of = ast.Name("self", ast.Load())
                    field = ast.Attribute(of, own.targets[0].id, ast.Load())
                    _note(seen, field, own.value, scope)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            _note(seen, node.optional_vars, node.context_expr, scope)
        elif _each_group(node, scope):
            seen.setdefault(node.target.elts[1].id, set()).add("DataFrame")  # type: ignore[attr-defined]
        elif isinstance(node, ast.For | ast.comprehension):
            if dotted(node.iter) in lists:
                for part in (n for n in walk(node.target) if isinstance(n, ast.Name)):
                    seen.setdefault(part.id, set()).add("Module")
            for target, entries in _gone_through(node.target, node.iter):
                held = scope.held(entries)
                if held:
                    seen.setdefault(target.id, set()).add(held)
        elif isinstance(node, ast.arg) and node.annotation is not None:
            kind = _annotated(node.annotation, scope)
            if kind:
                seen.setdefault(node.arg, set()).add(kind)
    for name in _texts_by_default(tree):
        seen.setdefault(name, set()).add("str")
    _learn_members(tree, scope)
    for name, kind in shown_by_use(tree, scope):
        if not seen.get(name) or seen[name] <= {None, by_spelling(name)}:
            seen[name] = {kind}
    descending = set(_descending(tree))
    for name, kinds in seen.items():
        known = {k for k in kinds if k}
        entered = name in descending and known <= {"dict", "list"}
        scope.kinds[name] = known.pop() if len(known) == 1 and not entered else None


def _texts_by_default(tree: ast.AST) -> set[str]:
    """Arguments that are a text unless given, wherever an argument has this name."""
    texts: set[str] = set()
    others: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.arguments):
            given = [*node.posonlyargs, *node.args]
            without = [None] * (len(given) - len(node.defaults))
            pairs = [
                *zip(given, [*without, *node.defaults], strict=True),
                *zip(node.kwonlyargs, node.kw_defaults, strict=True),
            ]
            for arg, default in pairs:
                text = default is not None and constant_kind(default) == "str"
                (texts if text else others).add(arg.arg)
    return texts - others


def _descending(tree: ast.AST) -> Iterator[str]:
    """Names that become one of their own entries, of whatever kind: `node = node[key]`."""
    for node in walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            name, entry = dotted(node.targets[0]), node.value
            if name and name == dotted(entry.value) and not isinstance(entry.slice, ast.Slice):
                yield name


def _gone_through(target: ast.expr, entries: ast.expr) -> Iterator[tuple[ast.Name, ast.expr]]:
    """Names of a loop with what they go through, also of `enumerate` and `zip`."""
    if isinstance(target, ast.Name):
        yield target, entries
    elif isinstance(target, ast.Tuple) and isinstance(entries, ast.Call) and entries.args:
        called = getattr(entries.func, "id", "")
        if called == "enumerate" and len(target.elts) == 2:
            yield from _gone_through(target.elts[1], entries.args[0])
        elif called == "zip" and len(entries.args) == len(target.elts):
            for place, given in zip(target.elts, entries.args, strict=True):
                yield from _gone_through(place, given)


_OBJECTS = ("Thread", "Process", "Path", "Future", "Socket", "Popen", "Match")


def _learn_members(tree: ast.AST, scope: Scope) -> None:
    """Lists of objects: `ts = [Thread(…) for …]`, `ts.append(Thread(…))`."""
    seen: dict[str, set[str | None]] = {}
    for node in walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            name, value = dotted(node.targets[0]), node.value
            if name and isinstance(value, ast.ListComp | ast.SetComp):
                seen.setdefault(name, set()).add(scope.kind(value.elt))
            elif name and isinstance(value, ast.List) and value.elts:
                seen.setdefault(name, set()).update(scope.kind(e) for e in value.elts)
            elif name and isinstance(value, ast.Call) and scope.held(value):
                seen.setdefault(name, set()).add(scope.held(value))
            elif name and isinstance(value, ast.DictComp):
                seen.setdefault(name, set()).add(scope.kind(value.key))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "append" and len(node.args) == 1:
                name = dotted(node.func.value)
                if name:
                    seen.setdefault(name, set()).add(scope.kind(node.args[0]))
    for name, kinds in seen.items():
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        if kind in _OBJECTS:
            scope.members[name] = kind or ""


def _each_group(node: ast.AST, scope: Scope) -> bool:
    """`for name, group in df.groupby(…)`."""
    if not isinstance(node, ast.For | ast.comprehension) or scope.kind(node.iter) != "GroupBy":
        return False
    target = node.target
    pair = isinstance(target, ast.Tuple) and len(target.elts) == 2
    return pair and isinstance(target.elts[1], ast.Name)  # type: ignore[attr-defined]


def _note(seen: dict[str, set[str | None]], target: ast.AST, value: ast.AST, scope: Scope) -> None:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for t, v in zip(target.elts, value.elts, strict=False):
            _note(seen, t, v, scope)
        return
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
        if scope.full_name(value.func) == "matplotlib.pyplot.subplots" and len(target.elts) == 2:
            for place in walk(target.elts[1]):
                if dotted(place):
                    seen.setdefault(dotted(place) or "", set()).add("Axes")
            return
        if gives_tensors(value, scope):
            for place in target.elts:
                seen.setdefault(dotted(place) or "", set()).add("Tensor")
        return
    name = dotted(target)
    if name and (_from_elsewhere(value) or isinstance(value, ast.Lambda)):
        seen.setdefault(name, set()).add(None)
    elif name:
        kind = scope.kind(value)
        whole = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod | ast.FloorDiv)
        whole = whole or _narrows(value, name)
        seen.setdefault(name, set()).add(kind or (None if whole else by_spelling(name)))


def _narrows(value: ast.AST, name: str) -> bool:
    """`query = query.filter(…)`, of whatever kind `query` is."""
    method = value.func if isinstance(value, ast.Call) else None
    own = isinstance(method, ast.Attribute) and dotted(method.value) == name
    return own and getattr(method, "attr", "") in QUERYING - {"where"}


_OF_TENSORS_ALONE = ("topk", "chunk", "unbind", "kthvalue", "cummax", "cummin")
_OF_TENSORS = (*_OF_TENSORS_ALONE, "sort", "max", "min", "split", "mode")


def gives_tensors(call: ast.Call, scope: Scope) -> bool:
    """Whether a call gives several tensors: `v, i = x.topk(k)`, `a, b = x.chunk(2)`."""
    if not isinstance(call.func, ast.Attribute):
        return False
    method, owner = call.func.attr, call.func.value
    if (scope.full_name(call.func) or "").startswith("torch."):
        return method in _OF_TENSORS
    known = method in _OF_TENSORS and scope.kind(owner) == "Tensor"
    return known or (
        method in _OF_TENSORS_ALONE and not scope.stands_for_module(dotted(owner) or "")
    )


def _from_elsewhere(value: ast.AST) -> bool:
    """Whether a table is made by a library that is like pandas, but has methods of its own."""
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(value, ast.Attribute) and dotted(value) == "pl.Trainer":
            return False  # of Lightning
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, ast.Name) and value.id in ("pl", "polars", "spark", "dd", "cudf")


_ANNOTATIONS = {
    "torch.Tensor": "Tensor",
    "Tensor": "Tensor",
    "torch.nn.Module": "Module",
    "str": "str",
    "int": "int",
    "float": "number",
    "bool": "bool",
    "list": "list",
    "List": "list",
    "dict": "dict",
    "Dict": "dict",
    "torch.optim.Optimizer": "Optimizer",
    "pathlib.Path": "Path",
    "pandas.DataFrame": "DataFrame",
    "pandas.Series": "Series",
    "numpy.ndarray": "array",
    "argparse.ArgumentParser": "ArgumentParser",
    "bytes": "bytes",
    "set": "set",
}


def _annotated(node: ast.AST, scope: Scope) -> str | None:
    if isinstance(node, ast.Subscript):
        node = node.value
    return _ANNOTATIONS.get(scope.full_name(node) or "")
