"""One function, statement by statement: what each name holds, on every path.

`Flow` holds the state; the tables of `expressions` and `calls` do the evaluating. Each statement is
visited once. Where paths meet again their environments are joined, and a value that differs becomes
a union of alternatives.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlexplain.check import (
    arguments,
    clashes,
    combining,
    devices,
    joining,
    members,
    modules,
    substitution,
    values,
)
from mlexplain.check.dispatch import EXPRESSIONS, STATEMENTS, dotted_key
from mlexplain.check.scope import Function
from mlexplain.check.values import Origin, Value

if TYPE_CHECKING:
    from mlexplain.check.clashes import Clash, Summary
    from mlexplain.check.project import Project

Environment = dict[str, Value | None]


class Flow:
    def __init__(
        self,
        project: Project,
        function: Function,
        given: Environment | None = None,
        guarded: int = 0,
    ) -> None:
        self.given = given
        """The arguments of one call, where the function is run again for that call."""
        self.call: tuple[Function, ast.AST] | None = None
        """That call, where it is the place to mend."""
        self.project = project
        self.function = function
        self.file = function.file
        self.owner = function.owner
        self.env: Environment = {}
        self.default: str | None = None if self.file.changes_default else devices.CPU
        """Where tensors without `device=` are made; None where not known."""
        self.returns: list[Value | None] = []
        self.generator = False
        self.never_ends = False
        """Whether it always leaves by a return or an exception, never at its last line."""
        self.clashes: dict[tuple, Clash] = {}
        self.evidence: set[str] = set()
        """Names used as only tensors are used."""
        self.follows: set[str] = set()
        """Arguments whose device the function asks for (`x.device`): it means to work anywhere."""
        self.bound: dict[str, str] = {}
        """Argument → the device of a module that it is handed to."""
        self.dropped: dict[str, tuple[ast.Call, str | None]] = {}
        """Names with a bare `x.to(device)`, a bug if they turn out to be tensors; and the place of
        the batch they are members of."""
        self.receiver = function.receiver
        self.in_module = self.owner is not None and self.owner.is_module(project)
        self.moved: set[str] = set()
        """Places that members of a batch are moved away from: its other members lie there too."""
        self.optimized: dict[str, ast.Call] = {}
        """Tensors on the CPU by name → the optimizer that holds them."""
        self.literals: list[ast.Call] = []
        """Tensors made with `device="cuda"`."""
        self.hardcoded = False
        self.callees: tuple[str | None, ...] = ()
        """Where the module that is being called may be, if it has alternatives."""
        self.loops = 0
        self.guarded = guarded
        """How many enclosing conditions ask about CUDA or a device."""
        self.current = False
        """Whether `with torch.cuda.device(…)` says which GPU `cuda` means."""
        self.looped: dict[str, str] = {}
        """Variable of a loop → the name of the dict or list that it goes over."""
        self.keys: dict[str, str] = {}
        """Variable of a loop over constant keys → the key that is being tried."""
        self.added: Environment = {}
        """Container of `self` → the member that this method appends to it."""
        self.refilled: set[str] = set()
        """Names whose items are assigned."""
        self.on_host: dict[str, ast.Call] = {}
        """Argument of `forward` → the call that wants it on the CPU."""
        self.nested: list[Function] = []
        self.parts: set[str] = set()
        """Names with known attributes or items in the environment (`x.y`, `x['y']`)."""

    # ------------------------------------------------------------------ running

    def run(self) -> Summary:
        node = self.function.node
        if isinstance(node, ast.Module):
            self.function.flow = self
        else:
            arguments.bind(self)
            if self.given is not None:
                self.env.update(self.given)
        self.never_ends = self.block(node.body)
        if self.given is None:
            for nested in self.nested:
                self.project.summary(nested)
        return clashes.finish(self)

    def block(self, body: Sequence[ast.stmt]) -> bool:
        """Run statements; True if control never leaves their end."""
        for statement in body:
            handler = STATEMENTS.get(type(statement))
            if handler is not None and handler(self, statement):
                return True
        return False

    def value(self, node: ast.expr) -> Value | None:
        evaluate = EXPRESSIONS.get(type(node))
        return evaluate(self, node) if evaluate is not None else None

    def created(self, node: ast.AST, how: str = "created") -> Origin:
        return Origin(self.function, node, how)

    # -------------------------------------------------------------------- names

    def assign(self, target: ast.expr, value: Value | None) -> None:
        kind = type(target)
        if kind is ast.Name:
            self.bind(target.id, value)  # type: ignore[attr-defined]
        elif kind is ast.Tuple or kind is ast.List:
            self._unpack(target.elts, value)  # type: ignore[attr-defined]
        elif kind is ast.Attribute:
            base = target.value  # type: ignore[attr-defined]
            if value is not None and value.kind in _MEMBERS and value.device == devices.CPU:
                modules.replace_member(self, self.value(base), target.attr, value)  # type: ignore[attr-defined]
            if target.attr == "data":  # type: ignore[attr-defined]
                members.assign_data(self, base, self.value(base), value)
            if type(base) is ast.Name:
                owner = self.env.get(base.id)
                if owner is not None and owner.kind == values.OBJECT:
                    self.update_object(owner, {target.attr: value})  # type: ignore[attr-defined]
                self.parts.add(base.id)
                key = f"{base.id}.{target.attr}"  # type: ignore[attr-defined]
                held = self.env.get(key)
                if held is not None and held.data == values.REGISTERED and value is not None:
                    if value.kind == values.TENSOR and self.function.name == "__init__":
                        value = value.but(data=values.REGISTERED)  # a buffer stays one
                self.bind(key, value)
            else:
                owner = self.value(base)
                if owner is not None and owner.kind == values.OBJECT:
                    self.update_object(owner, {target.attr: value})  # type: ignore[attr-defined]
        elif kind is ast.Subscript:
            self._assign_item(target, value)  # type: ignore[arg-type]
        elif kind is ast.Starred:
            self.assign(target.value, Value(values.EACH, data=joining.element(value)))  # type: ignore[attr-defined]

    def bind(self, name: str, value: Value | None) -> None:
        if value is not None:
            if value.device == devices.CHOSEN:
                named = name if value.kind in values.NAMES_DEVICE else "device"
                value = value.but(device=devices.CHOSEN + named)
            elif value.kind == values.ANY and value.name is None and not value.sure:
                value = value.but(name=name)
        env = self.env
        env[name] = value
        if self.dropped:
            self.dropped.pop(name, None)
        if name in self.parts:  # what was known of the old object's parts is gone
            self.parts.discard(name)
            dot, bracket = name + ".", name + "["
            for key in [k for k in env if k.startswith((dot, bracket))]:
                del env[key]

    def _unpack(self, targets: list[ast.expr], value: Value | None) -> None:
        if any(isinstance(t, ast.Starred) for t in targets):
            one = joining.element(value)
            for target in targets:
                self.assign(target, one)
            return
        for position, (target, one) in enumerate(
            zip(targets, joining.unpacked(value, len(targets)), strict=True)
        ):
            if one is not None and one.kind == values.ANY and not one.sure:
                # Each name earns its own evidence of being a tensor.
                whole = value is not None and value.kind != values.ITEMS
                member = values.MEMBER if one.data == "batch" and whole else one.data
                if isinstance(target, ast.Name):
                    one = one.but(name=target.id, data=member)
                else:
                    one = one.but(name=f"{one.name}[{position}]")
            self.assign(target, one)

    def key(self, node: ast.expr) -> object:
        """The constant in `x["key"]`, or in `x[key]` of a loop over constants."""
        if type(node) is ast.Constant:
            return node.value
        return self.keys.get(node.id) if self.keys and type(node) is ast.Name else None

    def _assign_item(self, target: ast.Subscript, value: Value | None) -> None:
        base = self.value(target.value)
        place = self.value(target.slice)
        if base is not None and place is not None and base.kind == values.TENSOR:
            combining.index(self, target, base, place)
        key = self.key(target.slice)
        if not isinstance(target.value, (ast.Name, ast.Attribute)):
            return
        name = dotted_key(target.value)
        if name is None:
            return
        self.refilled.add(name)
        if isinstance(key, str):
            self.parts.add(name)
            self.env[f"{name}[{key!r}]"] = value
        elif name in self.parts:
            self.env[f"{name}[]"] = None
        if base is not None and base.kind == values.ANY and not base.sure:
            if value is None or value.device != base.device:
                self.env[name] = None  # `batch[key] = batch[key].to(device)`
                self.env[f"{name}[]"] = base if isinstance(key, str) else None
        if base is not None and base.kind in (values.DICT, values.ITEMS, values.EACH):
            if "." in name:
                self.parts.add(name.partition(".")[0])
            if isinstance(target.slice, ast.Name) and self.looped.get(target.slice.id) == name:
                self.env[name] = members.replace_all(base, value)
            elif base.kind == values.DICT and isinstance(key, str):
                self.env[name] = base.but(data={**base.data, key: value})
            elif base.kind == values.DICT:
                whole = {k: joining.either(v, value) for k, v in base.data.items()}
                whole.setdefault(None, value)
                self.env[name] = base.but(data=whole)
                if isinstance(target.slice, ast.Name):
                    self.parts.add(name)
                    self.env[f"{name}[<{target.slice.id}>]"] = value
            else:
                self.env[name] = None

    def rebind_in_place(self, old: Value, new: Value) -> None:
        """An object changed in place: every name that holds it sees the change."""
        moves = new.kind == values.MODULE and old.device == devices.CPU != new.device
        for name, held in self.env.items():
            if moves and held is not None and held.kind in _HOLD_TENSORS:
                held = self.env[name] = substitution.loosened(held)
            if held is old:
                self.env[name] = new
            elif held is not None and held.kind in _CONTAINERS:
                self.env[name] = substitution.replaced(held, old, new)
        if new.kind == values.MODULE and new.data is not None and old.device != new.device:
            self._members_moved(new)

    def update_object(self, old: Value, changed: Environment) -> None:
        """`batch.x = …`, or a method of it that assigns its attributes."""
        cls, fields = old.data
        if fields and any(key in fields for key in changed):
            now = {key: changed.get(key, value) for key, value in fields.items()}
            self.rebind_in_place(old, old.but(data=(cls, now)))

    def forget(self, held: Value | None) -> None:
        """A dict or list of which some members are others now."""
        if held is not None and (held.kind in _CONTAINERS or held.kind == values.ANY):
            for name in [name for name, value in self.env.items() if value is held]:
                self.bind(name, None)

    def _members_moved(self, module: Value) -> None:
        """`both = nn.Sequential(net, head)`: where that goes, they go."""
        inner = module.data.inside()
        if inner:
            held = modules.among(list(self.env.values()))
            for one in held:
                if one.device != module.device and any(one.data is other for other in inner):
                    self.rebind_in_place(one, one.but(device=module.device))

    # ----------------------------------------------------------------- branches

    def branch(self, body: Sequence[ast.stmt], env: Environment) -> tuple[Environment, bool]:
        self.env = dict(env)
        ended = self.block(body)
        return self.env, ended

    def meet(self, outcomes: list[tuple[Environment, bool]]) -> bool:
        """Continue after branches; True if none of them goes on."""
        alive = [env for env, ended in outcomes if not ended]
        if not alive:
            return True
        joined = alive[0]
        for env in alive[1:]:
            joined = joining.join_environments(joined, env)
        self.env = joined
        return False


_MEMBERS = (values.MODULE, values.TENSOR)
_CONTAINERS = frozenset((values.ITEMS, values.EACH, values.DICT, values.UNION, values.OBJECT))
_HOLD_TENSORS = _CONTAINERS | {values.TENSOR}
