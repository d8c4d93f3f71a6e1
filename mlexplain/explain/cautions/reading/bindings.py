"""The bindings of names: the assignment that a use of a name reads, and what surrounds a node."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlexplain.explain.facts.scope import dotted

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A name gets a value."""

    how: str
    """"set": to `value`; "part": to a part of it, at `place`; "item": to each of its items in turn;
    "changed": by `statement`, an augmented assignment; "given": as an argument; "made": otherwise."""
    value: ast.expr | None
    statement: ast.AST
    at: tuple[int, int]
    place: tuple[int, ...] = ()
    within: ast.AST | None = None
    """The comprehension or lambda outside of which the name is unknown."""


class Bindings:
    """The bindings of one tree. What a branch may or may not have set is taken for unknown."""

    def __init__(self, tree: ast.AST) -> None:
        self.tree = tree
        self.nodes: list[ast.AST] = []
        self.functions: dict[str, Function | None] = {}
        """Functions by name, methods apart; None where two have one name."""
        self.classes: dict[str, ast.ClassDef] = {}
        self.calls: dict[str, list[ast.Call]] = {}
        """Calls by the spelling of what is called."""
        self._up: dict[ast.AST, tuple[ast.AST, str]] = {}
        self._frames: dict[ast.AST, dict[str, list[Binding]]] = {}
        self._own: dict[ast.ClassDef, dict[str, list[Binding]]] = {}
        self._known: dict[ast.AST, Binding | None] = {}
        self._visit(tree)
        for node in self.nodes:
            self._bindings(node)
        for names in [*self._frames.values(), *self._own.values()]:
            for bound in names.values():
                bound.sort(key=lambda b: b.at)

    def _visit(self, tree: ast.AST) -> None:
        waiting = [tree]
        while waiting:
            node = waiting.pop()
            self.nodes.append(node)
            below: list[ast.AST] = []
            for field, value in ast.iter_fields(node):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST) and not isinstance(child, ast.expr_context):
                        self._up[child] = (node, field)
                        below.append(child)
            waiting.extend(reversed(below))

    # Surroundings

    def parent(self, node: ast.AST) -> ast.AST | None:
        up = self._up.get(node)
        return up[0] if up else None

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out."""
        up = self._up.get(node)
        while up:
            yield up[0]
            up = self._up.get(up[0])

    def function(self, node: ast.AST) -> Function | None:
        """The innermost function that a node stands in."""
        return next((n for n in self.above(node) if isinstance(n, Function)), None)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        return next((n for n in self.above(node) if isinstance(n, ast.ClassDef)), None)

    def loops(self, node: ast.AST) -> list[ast.For | ast.While | ast.AsyncFor]:
        """The loops around a node within its function, innermost first."""
        found: list[ast.For | ast.While | ast.AsyncFor] = []
        for outer in self.above(node):
            if isinstance(outer, Function | ast.ClassDef | ast.Lambda):
                break
            if isinstance(outer, ast.For | ast.While | ast.AsyncFor):
                found.append(outer)
        return found

    def statement(self, node: ast.AST) -> ast.AST:
        """The statement that a node is part of."""
        if isinstance(node, ast.stmt):
            return node
        return next((n for n in self.above(node) if isinstance(n, ast.stmt)), node)

    def block(self, node: ast.AST) -> tuple[ast.AST, str] | None:
        """The block that the statement of a node stands in: its owner and the owner's field."""
        return self._up.get(self.statement(node))

    def place(self, node: ast.AST) -> tuple[ast.AST, str] | None:
        """What a node stands in directly, and in which of its fields."""
        return self._up.get(node)

    def inside(self, node: ast.AST, outer: ast.AST) -> bool:
        return node is outer or any(n is outer for n in self.above(node))

    def _frame(self, node: ast.AST) -> ast.AST:
        return self.function(node) or self.tree

    # Bindings

    def _bindings(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value, "set", node, _end(node))
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            if node.value is not None:
                self._bind(node.target, node.value, "set", node, _end(node))
        elif isinstance(node, ast.AugAssign):
            self._bind(node.target, node.value, "changed", node, _end(node))
        elif isinstance(node, ast.For | ast.AsyncFor):
            self._bind(node.target, node.iter, "item", node, _end(node.target))
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            up = self._up[node][0]
            self._bind(node.optional_vars, node.context_expr, "made", up, _end(node.optional_vars))
        elif isinstance(node, ast.comprehension):
            up = self._up[node][0]
            self._bind(node.target, node.iter, "item", up, _start(up), within=up)
        elif isinstance(node, Function):
            if not isinstance(self.parent(node), ast.ClassDef):
                self.functions[node.name] = None if node.name in self.functions else node
                self._note(self._frame(node), node.name, Binding("made", None, node, _start(node)))
            self._arguments(node, node, None)
        elif isinstance(node, ast.Lambda):
            self._arguments(node, self._frame(node), node)
        elif isinstance(node, ast.ClassDef):
            self.classes[node.name] = node
            self._note(self._frame(node), node.name, Binding("made", None, node, _start(node)))
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            if name:
                self.calls.setdefault(name, []).append(node)
            if name == "self.register_buffer":
                self._buffer(node)

    def _buffer(self, node: ast.Call) -> None:
        """`self.register_buffer("mask", value)` sets `self.mask`."""
        given = {k.arg: k.value for k in node.keywords}
        parts = [*node.args[:2], *(given[n] for n in ("name", "tensor") if n in given)]
        name = parts[0].value if parts and isinstance(parts[0], ast.Constant) else None
        if len(parts) == 2 and isinstance(name, str):
            bound = Binding("set", parts[1], self.statement(node), _end(node))
            self._note(self._frame(node), f"self.{name}", bound)
            owner = self.class_of(node)
            if owner is not None:
                self._own.setdefault(owner, {}).setdefault(f"self.{name}", []).append(bound)

    def _arguments(
        self, node: Function | ast.Lambda, frame: ast.AST, within: ast.AST | None
    ) -> None:
        for arg in arguments(node):
            bound = Binding("given", None, arg, (node.lineno, -1), within=within)
            self._note(frame, arg.arg, bound)

    def _bind(
        self,
        target: ast.expr,
        value: ast.expr,
        how: str,
        statement: ast.AST,
        at: tuple[int, int],
        place: tuple[int, ...] = (),
        within: ast.AST | None = None,
    ) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            pairs = (
                isinstance(value, ast.Tuple | ast.List)
                and how == "set"
                and not place
                and len(value.elts) == len(target.elts)
                and not any(isinstance(e, ast.Starred) for e in [*target.elts, *value.elts])
            )
            for i, part in enumerate(target.elts):
                if pairs:
                    self._bind(part, value.elts[i], how, statement, at)  # type: ignore[attr-defined]
                else:
                    kind = "part" if how == "set" else how
                    self._bind(part, value, kind, statement, at, (*place, i), within)
            return
        name = dotted(target.value if isinstance(target, ast.Starred) else target)
        if name is None:
            return
        bound = Binding(how, value, statement, at, place, within)
        self._note(self._frame(statement), name, bound)
        owner = self.class_of(statement) if name.startswith("self.") else None
        if owner is not None:
            self._own.setdefault(owner, {}).setdefault(name, []).append(bound)

    def _note(self, frame: ast.AST, name: str, bound: Binding) -> None:
        self._frames.setdefault(frame, {}).setdefault(name, []).append(bound)

    def bindings(self, name: str, node: ast.AST) -> list[Binding]:
        """All bindings of a name in the function of a node, in order."""
        return self._frames.get(self._frame(node), {}).get(name, [])

    def binding(self, use: ast.AST) -> Binding | None:
        """What a use of a name (or `self.name`) reads; None where that is not certain."""
        if use not in self._known:
            self._known[use] = self._find(use)
        return self._known[use]

    def _find(self, use: ast.AST) -> Binding | None:
        name = dotted(use)
        if name is None:
            return None
        frame = self._frame(use)
        at = _start(use)
        for bound in reversed(self._frames.get(frame, {}).get(name, [])):
            if bound.at > at or (bound.within and not self.inside(use, bound.within)):
                continue
            reaches = self.reaches(bound, use)
            if reaches is not False:
                return bound if reaches else None
        if name.startswith("self."):
            return self._of_self(name, use)
        if frame is self.tree:
            return None
        outer = self._frames.get(self._frame(frame), {}).get(name, [])
        outer = [b for b in outer if not b.within]
        if not outer and self._frame(frame) is not self.tree:
            outer = [b for b in self._frames.get(self.tree, {}).get(name, []) if not b.within]
        return outer[0] if len(outer) == 1 else None

    def _of_self(self, name: str, use: ast.AST) -> Binding | None:
        owner = self.class_of(use)
        bound = self._own.get(owner, {}).get(name, []) if owner else []
        return bound[0] if len(bound) == 1 else None

    def reaches(self, bound: Binding, use: ast.AST) -> bool | None:
        """True and False where certain, None where a branch decides."""
        around = {id(n): self._up.get(n) for n in [use, *self.above(use)]}
        fields = {id(up[0]): up[1] for up in around.values() if up}
        node: ast.AST = bound.statement
        while (up := self._up.get(node)) is not None:
            outer, field = up
            if isinstance(outer, Function):
                break
            if isinstance(outer, ast.If | ast.Try | ast.IfExp):
                there = fields.get(id(outer))
                if there is None or (isinstance(outer, ast.Try) and there != field):
                    return None
                if there != field and there != "test":
                    return False
            elif isinstance(outer, ast.match_case | ast.ExceptHandler):
                if id(outer) not in fields:
                    return None
            node = outer
        return True


def arguments(node: Function | ast.Lambda) -> list[ast.arg]:
    found = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return found + [a for a in (node.args.vararg, node.args.kwarg) if a]


def _start(node: ast.AST) -> tuple[int, int]:
    return (node.lineno, node.col_offset)  # type: ignore[attr-defined]


def _end(node: ast.AST) -> tuple[int, int]:
    return (node.end_lineno or 0, node.end_col_offset or 0)  # type: ignore[attr-defined]
