"""The symbols of a snippet: its objects and methods, calls of a function within itself, and names
that stand for one text or one layer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.read.walk import walk


def owners(unit: ast.ClassDef) -> Iterator[int]:
    """The first parameters of a class's methods: `self` and `cls`."""
    for node in unit.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            static = any(getattr(d, "id", "") == "staticmethod" for d in node.decorator_list)
            for arg in [*node.args.posonlyargs, *node.args.args][:1]:
                if not static:
                    yield id(arg)


def own_objects(tree: ast.AST) -> dict[str, set[str]]:
    """Names of objects whose class the snippet defines from nothing, with its methods. A class
    with a `grad` is left out: its `backward` is back-propagation as elsewhere."""
    methods = {
        node.name: {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
        for node in walk(tree)
        if isinstance(node, ast.ClassDef) and not node.bases
        if not any(isinstance(n, ast.Attribute) and n.attr == "grad" for n in walk(node))
    }
    return {
        name: methods[made]
        for node in (walk(tree) if methods else ())
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if (made := getattr(node.value.func, "id", "")) in methods
        for target in node.targets
        if (name := dotted(target)) is not None
    }


def first_calls(unit: ast.ClassDef) -> Iterator[int]:
    """`super().__init__(text)` in a class."""
    for node in walk(unit):
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            if ast.unparse(node.func) == "super().__init__":
                yield id(node)


def recursive_calls(unit: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    """Calls of a function by its own name, or of a method by `self`, in its own body."""
    first = unit.args.args[0].arg if unit.args.args else ""
    methods = [f"{owner}.{unit.name}" for owner in ("self", "cls") if owner == first]
    waiting: list[ast.AST] = list(unit.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if isinstance(node, ast.Call) and dotted(node.func) in (methods or [unit.name]):
            yield id(node)
        waiting.extend(ast.iter_child_nodes(node))


def returned_by_name(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """What functions return, by the names they are called by; of methods, by `self.f`. A name that
    stands for two functions has none."""
    found: dict[str, list[ast.expr]] = {}
    twice: set[str] = set()
    methods = {id(f) for n in walk(tree) if isinstance(n, ast.ClassDef) for f in n.body}
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef):
            name = f"self.{node.name}" if id(node) in methods else node.name
            twice |= {name} & found.keys()
            values = (n.value for n in walk(node) if isinstance(n, ast.Return))
            found[name] = [v for v in values if v is not None]
    return {name: values for name, values in found.items() if name not in twice}


def outside_loops(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a function that run once in each call of it."""
    apart = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, apart):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def layers_by_name(tree: ast.AST, scope: Scope) -> dict[str, ast.Call]:
    """The calls that make what names hold, of names that always hold one kind of layer."""
    found: dict[str, ast.Call] = {}
    kinds: dict[str, set[str]] = {}
    for node in walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            paired = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = zip(target.elts, value.elts, strict=False) if paired else [(target, value)]  # type: ignore[attr-defined]
            for place, made in pairs:
                name = dotted(place)
                if name and isinstance(made, ast.Call):
                    found[name] = made
                    kinds.setdefault(name, set()).add(scope.layer_made(made))
                    for key, part in named_parts(made, scope):
                        if isinstance(part, ast.Call):
                            found[f"{name}.{key}"] = part
                            kinds.setdefault(f"{name}.{key}", set()).add(scope.layer_made(part))
    return {name: made for name, made in found.items() if len(kinds[name]) == 1}


def named_parts(made: ast.AST, scope: Scope) -> Iterator[tuple[str, ast.expr]]:
    """The sub-modules that a call of `nn.ModuleDict` names, with what makes them."""
    if not isinstance(made, ast.Call) or scope.full_name(made.func) != "torch.nn.ModuleDict":
        return
    named = made.args[0] if len(made.args) == 1 else None
    if isinstance(named, ast.Dict):
        for key, value in zip(named.keys, named.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(named, ast.Call) and dotted(named.func) == "dict" and not named.args:
        yield from ((k.arg, k.value) for k in named.keywords if k.arg)


def texts_by_name(tree: ast.AST) -> dict[str, str]:
    """Names that are set once, to a text."""
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for node in walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            times[node.id] = times.get(node.id, 0) + 1
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            name = getattr(node.targets[0], "id", "")
            if name and isinstance(node.value.value, str):
                found[name] = node.value.value
    return {name: text for name, text in found.items() if times.get(name) == 1}


def composes_images(tree: ast.AST) -> bool:
    """`T.Compose`: a letter that else is a number stands for a module here."""
    return any(
        isinstance(n, ast.Attribute)
        and n.attr in ("Compose", "ToTensor")
        and dotted(n.value) == "T"
        for n in walk(tree)
    )
