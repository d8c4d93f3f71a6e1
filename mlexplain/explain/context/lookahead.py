"""What a snippet shows later on, noted before its steps are written: what grows, what counts the
rounds of a loop, which parameters may be left out."""

from __future__ import annotations

import ast
import re

from mlexplain.explain import knowledge
from mlexplain.explain.context.resets import resets
from mlexplain.explain.context.surroundings import defaults, gives_way, through_setters
from mlexplain.explain.facts.registries import registry
from mlexplain.explain.facts.symbols import named_parts
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.describe import Describer


class LookAhead:
    """Notes for a describer and its words what they will have to know."""

    def __init__(self, describer: Describer) -> None:
        self.describer = describer
        self.words = describer.words
        self.scope = describer.scope

    def block(self, body: list[ast.stmt]) -> None:
        """What grows later on, and which parameters may be left out."""
        for node in (inner for statement in body for inner in walk(statement)):
            self._place(node)
            if isinstance(node, ast.Assign):
                self._layers(node)
            elif isinstance(node, ast.For):
                self._counter(node)
            elif isinstance(node, ast.JoinedStr):
                self.words.doubt(node.values)
            elif isinstance(node, ast.AugAssign):
                self.describer.growing.add(self.words.text_of(node.target))
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                self.describer.growing.add(self.words.text_of(node.value))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("append", "add", "extend", "insert", "appendleft"):
                    self.describer.growing.add(self.words.text_of(node.func.value))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._function(node)

    def unit(self, unit: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """Note the explained function or class itself."""
        self._place(unit)
        if not isinstance(unit, ast.ClassDef):
            self._function(unit)

    def _function(self, unit: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        args = (*unit.args.posonlyargs, *unit.args.args, *unit.args.kwonlyargs)
        self.describer.given[id(unit.body[0])] = frozenset(a.arg for a in args) - {"self", "cls"}
        self._optional(unit)
        self._unchanged(unit)
        noted = registry(unit)
        if noted is not None:
            self.describer.registries[unit.name] = noted

    def _counter(self, loop: ast.For) -> None:
        """`i` of `for i in range(n)` and `for i, x in enumerate(xs)`."""
        name = getattr(getattr(loop.iter, "func", None), "id", "")
        target = loop.target
        if name == "enumerate" and isinstance(target, ast.Tuple) and target.elts:
            target = target.elts[0]
        if name in ("range", "enumerate", "trange", "count") and isinstance(target, ast.Name):
            self.words.counters.add(target.id)

    def _place(self, node: ast.AST) -> None:
        self.describer.fields |= {id(n) for n in defaults(node)}
        self.describer.giving_way |= {id(n) for n in gives_way(node)}
        self.describer.resets |= resets(node)
        self.describer.to_tests |= {id(n) for n in gives_way(node, ("fixture",))}
        self.describer.through_setters |= {id(n) for n in through_setters(node)}

    def _layers(self, node: ast.Assign) -> None:
        target, value = node.targets[0], node.value
        if isinstance(value, ast.Call):
            self._layer(node.targets, value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for name, made in zip(target.elts, value.elts, strict=False):
                if isinstance(made, ast.Call):
                    self._layer([name], made)

    def _layer(self, targets: list[ast.expr], value: ast.Call) -> None:
        layer = knowledge.table("layers").get(self.scope.full_name(value.func) or "")
        how = [k.value for k in value.keywords if k.arg == "reduction"]
        if layer and how and getattr(how[0], "value", "mean") != "mean":
            layer = re.sub("^mean (.*)$", r"\1 loss", layer)  # added up, or one per entry
        for target in targets:
            self._name_layer(self.words.text_of(target), layer)
            for key, part in named_parts(value, self.scope):
                if isinstance(part, ast.Call):
                    named = knowledge.table("layers").get(self.scope.full_name(part.func) or "")
                    self._name_layer(f"{self.words.text_of(target)}.{key}", named)

    def _name_layer(self, name: str, layer: str | None) -> None:
        known = self.words.layers.get(name, layer)
        # What is set to two kinds of layers is called by neither.
        self.words.layers[name] = layer if known == layer else None

    def _unchanged(self, unit: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """`return x` early on, where nothing has been done to the parameter `x` before."""
        given = {a.arg for a in (*unit.args.posonlyargs, *unit.args.args)} - {"self", "cls"}
        for place, node in enumerate(unit.body):
            if isinstance(node, ast.If) and not node.orelse and place < len(unit.body) - 1:
                last = node.body[0]
                if isinstance(last, ast.Return) and isinstance(last.value, ast.Name):
                    if last.value.id in given:
                        self.describer.unchanged.add(id(last.value))
            if place and place == len(unit.body) - 1 and isinstance(node, ast.Return):
                told = [b for b in unit.body[:-1] if not _is_text(b)]
                name = getattr(node.value, "id", "")
                first = {a.arg for a in unit.args.args} - {"self", "cls"}
                if name in first and told and all(map(_leaves, told)):
                    self.describer.unchanged.add(id(node.value))
            given -= {self.words.text_of(n) for n in walk(node) if isinstance(n, ast.Name)}

    def _optional(self, unit: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        args = unit.args
        given = [*args.posonlyargs, *args.args]
        pairs = [
            *zip(reversed(given), reversed(args.defaults), strict=False),
            *zip(args.kwonlyargs, args.kw_defaults, strict=True),
        ]
        for arg, default in pairs:
            stored = sum(
                isinstance(n, ast.Name) and n.id == arg.arg and isinstance(n.ctx, ast.Store)
                for n in walk(unit)
            )
            if isinstance(default, ast.Constant) and default.value is None and stored < 2:
                self.words.optional.add(arg.arg)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _leaves(node: ast.stmt) -> bool:
    """A branch that only returns or raises."""
    only = isinstance(node, ast.If) and len(node.body) == 1 and not node.orelse
    return only and isinstance(node.body[0], ast.Return | ast.Raise)  # type: ignore[attr-defined]
