"""The scope of a snippet, read from its code: what it imports, and which kinds of object its names
hold, by what they are set to, annotated as and used for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from mlexplain.explain import knowledge
from mlexplain.explain.facts.apart import apart
from mlexplain.explain.facts.definitions import definitions
from mlexplain.explain.facts.elements import elements
from mlexplain.explain.facts.kinds import (
    OF_TEXTS,
    OF_TEXTS_BY_TEXTS,
    QUERYING,
    by_spelling,
    constant_kind,
    names_column,
)
from mlexplain.explain.facts.marked import marked
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.facts.signs import shows_learning
from mlexplain.explain.facts.symbols import (
    composes_images,
    first_calls,
    layers_by_name,
    named_parts,
    outside_loops,
    own_objects,
    owners,
    recursive_calls,
    returned_by_name,
    texts_by_name,
)
from mlexplain.explain.facts.uses import uses
from mlexplain.explain.read.walk import walk

_ROUNDS = 4


def read_scope(tree: ast.AST) -> Scope:
    """Collect imports, classes and the kinds of all assigned names."""
    scope = Scope(learning=shows_learning(tree))
    for node in walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                scope.imports[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                scope.imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.ClassDef):
            base = scope.full_name(node.bases[0]) if node.bases else ""
            scope.classes[node.name] = base or ""
            scope.owners.update(owners(node))
            if (base or "").endswith(("Error", "Exception")):
                scope.messages.update(first_calls(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scope.bound.add(node.name)
            scope.once.update(id(n) for n in outside_loops(node.body))
            calls = list(recursive_calls(node))
            scope.recursive.update(calls)
            if calls:
                scope.calling_themselves.append(node)
            for arg in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
                scope.bound.add(arg.arg)
                scope.variables.add(arg.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            scope.bound.add(node.id)
            scope.variables.add(node.id)
    if "T" not in scope.bound and "T" not in scope.imports and composes_images(tree):
        scope.imports["T"] = "torchvision.transforms"
    for _ in range(_ROUNDS):  # each round knows what those before have learned
        before = dict(scope.kinds), dict(scope.members)
        _learn_kinds(tree, scope)
        if (scope.kinds, scope.members) == before:
            break
    scope.apart = apart(tree, scope)
    scope.returned = returned_by_name(tree)
    scope.texts = texts_by_name(tree)
    scope.layers = layers_by_name(tree, scope)
    scope.definitions = definitions(tree, scope.made)
    scope.elements = elements(tree)
    scope.own = own_objects(tree)
    scope.marked = marked(tree)
    scope.uses = uses(tree)
    for part, telling in (("loss", {"backward"}), ("the model", {"eval", "parameters"})):
        own = {name for name, methods in scope.own.items() if methods & telling}
        scope.uses[part] = scope.uses.get(part, set()) - own
    if not scope.learning:
        scope.uses.pop("the model", None)
    for part, kind in _KIND_BY_PART.items():
        for name in scope.uses.get(part, ()):
            if not scope.kinds.get(name) and name not in scope.classes:
                scope.kinds[name] = kind
    prepares = {n for n, kind in scope.kinds.items() if kind == "Processor"}
    scope.uses["the tokenizer"] = scope.uses.get("the tokenizer", set()) - prepares
    layers = set(_run_by_forward(tree))
    scope.uses["the model"] = scope.uses.get("the model", set()) - layers  # only a part of one
    scope.uses["own layer"] = layers
    for name in layers:
        if scope.kinds.get(name) is None:
            scope.kinds[name] = "Module"
    for name in _run_encoders(tree):
        scope.kinds.setdefault(name, None)
    return scope


def _run_by_forward(tree: ast.AST) -> Iterator[str]:
    """`self.a` of `def forward(self, x): … self.a(x)`, where `self.a` is no method: a layer."""
    methods = {
        n.name
        for c in walk(tree)
        if isinstance(c, ast.ClassDef)
        for n in c.body
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for unit in walk(tree):
        if isinstance(unit, ast.FunctionDef) and unit.name == "forward":
            if not unit.args.args or unit.args.args[0].arg != "self":
                continue
            for node in walk(unit):
                name = dotted(node.func) if isinstance(node, ast.Call) else None
                field = (name or "").removeprefix("self.")
                if name != field and "." not in field and field not in methods:
                    yield f"self.{field}"


def _run_encoders(tree: ast.AST) -> Iterator[str]:
    """`enc` of `enc(x)`: tokenizers of that name are asked by `enc.encode(x)`."""
    for node in walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "enc":
            if not node.keywords:
                yield "enc"


_KIND_BY_PART = {
    "the model": "Module",
    "the optimizer": "Optimizer",
    "the learning-rate schedule": "Scheduler",
    "the environment": "Env",
    "the tokenizer": "Tokenizer",
}
"""What an object is that plays this part."""


def _is_module_list(node: ast.AST, scope: Scope) -> TypeGuard[ast.Assign]:
    """`self.layers = nn.ModuleList(…)`."""
    made = node.value if isinstance(node, ast.Assign) else None
    return isinstance(made, ast.Call) and scope.full_name(made.func) == "torch.nn.ModuleList"


def _learn_kinds(tree: ast.AST, scope: Scope) -> None:
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
    for name, kind in _shown_by_use(tree, scope):
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


def _shown_by_use(tree: ast.AST, scope: Scope) -> Iterator[tuple[str, str]]:
    """Names with methods that one built-in type alone has, or has in this way."""
    for node in walk(tree):
        yield from _tables(node)
        if isinstance(node, ast.Subscript) and _along_dimensions(node):
            yield node.value.id, "Tensor"  # type: ignore[attr-defined]
        called = node.value if isinstance(node, ast.Expr) else node
        if not isinstance(called, ast.Call) or not isinstance(called.func, ast.Attribute):
            continue
        method, name = called.func.attr, dotted(called.func.value)
        if not name or name.endswith(".str") or scope.stands_for_module(name):
            continue
        if isinstance(node, ast.Expr) and method in ("sort", "reverse"):
            yield name, "list"
        elif method in OF_TEXTS or _is_of_texts(method, called):
            yield name, "str"
        elif method != "groupby" or not _groups_a_column(called):
            for kind, methods in knowledge.table("kinds")["shown-by"].items():
                if method in methods:
                    yield name, kind


def _groups_a_column(call: ast.Call) -> bool:
    """`y.groupby(x["c"])`: what is grouped by values beside it may be a single column."""
    by = call.args[0] if call.args else None
    if isinstance(by, ast.Subscript | ast.Attribute | ast.Compare):
        return True
    return isinstance(by, ast.Name) and by.id == dotted(call.func.value)  # type: ignore[attr-defined]


def _along_dimensions(node: ast.Subscript) -> bool:
    """`a[:, 2:]`, which only arrays can do."""
    places = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    return isinstance(node.value, ast.Name) and any(isinstance(p, ast.Slice) for p in places)


def _tables(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Names of tables, by what only tables can do: `t[t["c"] > 3]`, `t["c"].value_counts()`."""
    if isinstance(node, ast.Subscript):
        name = dotted(node.value)
        mask = isinstance(node.slice, ast.Compare | ast.BinOp | ast.UnaryOp)
        if name and mask and any(_column_of(n) == name for n in walk(node.slice)):
            yield name, "DataFrame"
    elif isinstance(node, ast.Attribute) and node.attr in knowledge.table("tables")["shown-by"]:
        name = _column_of(node.value)
        if name:
            yield name, "DataFrame"
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "assign":
        for given in [k.value for k in node.keywords]:
            if isinstance(given, ast.Lambda) and len(given.args.args) == 1:
                yield given.args.args[0].arg, "DataFrame"


def _column_of(node: ast.AST) -> str | None:
    """`t` of `t["c"]` and `t[col]`."""
    if isinstance(node, ast.Subscript):
        if constant_kind(node.slice) == "str" or names_column(node.slice):
            return dotted(node.value)
    return None


def _is_of_texts(method: str, call: ast.Call) -> bool:
    given = [*call.args, *(k.value for k in call.keywords)]
    fewest, most = OF_TEXTS_BY_TEXTS.get(method, (1, 0))
    return fewest <= len(given) <= most and all(constant_kind(a) == "str" for a in given)


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
