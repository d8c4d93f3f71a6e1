"""The scope of a snippet, read from its code: what it imports, which kinds of object its names hold,
and which parts they play."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.apart import apart
from mlexplain.explain.facts.definitions import definitions
from mlexplain.explain.facts.elements import elements
from mlexplain.explain.facts.marked import marked
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.facts.signs import shows_learning
from mlexplain.explain.facts.symbols import (
    composes_images,
    first_calls,
    layers_by_name,
    outside_loops,
    own_objects,
    owners,
    recursive_calls,
    returned_by_name,
    texts_by_name,
)
from mlexplain.explain.facts.typeinference import learn_kinds
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
        learn_kinds(tree, scope)
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
