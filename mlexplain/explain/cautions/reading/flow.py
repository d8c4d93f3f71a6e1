"""Where values come from: through names, calls and the functions of the code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from mlexplain.explain.cautions.reading.bindings import Bindings, Function
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_MOST_REACHED = 600
_MOST_FOLLOWED = 8


class Flow(Bindings):
    """Follows the values of one tree."""

    def value(self, node: ast.expr) -> ast.expr:
        """The expression that a name was set to, through further names; other nodes as they are."""
        for _ in range(_MOST_FOLLOWED):
            bound = self.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
            if bound is None:
                return node
            if bound.how == "set" and bound.value is not None:
                node = bound.value
            elif bound.how == "given" and isinstance(bound.statement, ast.arg):
                given = self._handed(bound.statement)
                if given is None:
                    return node
                node = given
            else:
                return node
        return node

    def _handed(self, arg: ast.arg) -> ast.expr | None:
        """What the only call of a function hands over for one of its arguments."""
        function = self.function(arg)
        if function is None or isinstance(self.parent(function), ast.ClassDef):
            return None
        calls = self.calls.get(function.name, [])
        if len(calls) != 1 or self.functions.get(function.name) is not function:
            return None
        names = [a.arg for a in [*function.args.posonlyargs, *function.args.args]]
        call = calls[0]
        if any(isinstance(a, ast.Starred) for a in call.args):
            return None
        for keyword in call.keywords:
            if keyword.arg == arg.arg:
                return keyword.value
        index = names.index(arg.arg) if arg.arg in names else len(call.args)
        return call.args[index] if index < len(call.args) else None

    def target(self, call: ast.Call) -> Function | None:
        """The function of this code that a call runs: for a network of it, its `forward`."""
        function = call.func
        if isinstance(function, ast.Name) and self.functions.get(function.id):
            return self.functions[function.id]
        owner: ast.ClassDef | None = None
        wanted = "forward"
        if isinstance(function, ast.Name) and function.id == "self":
            owner = self.class_of(call)
        elif isinstance(function, ast.Attribute) and dotted(function.value) == "self":
            owner = self.class_of(call)
            if owner is not None and method_of(owner, function.attr):
                wanted = function.attr
            else:
                owner = None
        if owner is None:
            made = self.value(function)
            if isinstance(made, ast.Call):
                inner = self.value(_moved(made) or made)
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
                    owner = self.classes.get(inner.func.id)
        return method_of(owner, wanted) if owner is not None else None

    def calls_of(self, function: Function) -> list[ast.Call]:
        """The calls of a function by its name; of a method, those on any object."""
        if not isinstance(self.parent(function), ast.ClassDef):
            return self.calls.get(function.name, [])
        end = f".{function.name}"
        return [c for name, calls in self.calls.items() if name.endswith(end) for c in calls]

    def returns(self, function: Function) -> list[ast.expr]:
        """The values that a function gives back."""
        found = []
        for node in walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                if self.function(node) is function:
                    found.append(node.value)
        return found

    def reached(
        self, node: ast.AST, stop: Callable[[ast.AST], bool] = lambda n: False
    ) -> Iterator[ast.AST]:
        """All nodes that a value is computed from, through the names it is made of.

        Nothing below a node for which `stop` holds is entered.
        """
        waiting: list[ast.AST] = [node]
        seen: set[ast.AST] = set()
        while waiting and len(seen) < _MOST_REACHED:
            node = waiting.pop()
            if node in seen or stop(node):
                continue
            seen.add(node)
            yield node
            bound = self.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
            if bound is not None and bound.value is not None and bound.how != "item":
                waiting.append(bound.value)
                if bound.how == "changed":
                    waiting.append(bound.statement.target)  # type: ignore[attr-defined]
                continue
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                waiting.extend([*node.args, *(k.value for k in node.keywords)])
                continue
            waiting.extend(
                n for n in ast.iter_child_nodes(node) if not isinstance(n, ast.expr_context)
            )


def method_of(owner: ast.ClassDef, name: str) -> Function | None:
    return next((n for n in owner.body if isinstance(n, Function) and n.name == name), None)


def _moved(call: ast.Call) -> ast.expr | None:
    """The network of `Net().to(device)`."""
    of = call.func
    moved = isinstance(of, ast.Attribute) and of.attr in ("to", "cuda", "train", "eval")
    return of.value if moved else None  # type: ignore[attr-defined]
