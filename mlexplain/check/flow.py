"""One function, statement by statement: what each name holds, on every path.

`Flow` holds the state; the tables of `expressions` and `calls` do the evaluating. Each statement is
visited once. Where paths meet again their environments are joined, and a value that differs becomes
a union of alternatives.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mlexplain.check import (
    arguments,
    clashes,
    combining,
    conditions,
    devices,
    leaves,
    methods,
    modules,
    values,
)
from mlexplain.check.dispatch import EXPRESSIONS, dotted_key
from mlexplain.check.scope import Class, Function, imported
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
        self.block(node.body)
        if self.given is None:
            for nested in self.nested:
                self.project.summary(nested)
        return clashes.finish(self)

    def block(self, body: Sequence[ast.stmt]) -> bool:
        """Run statements; True if control never leaves their end."""
        for statement in body:
            handler = _STATEMENTS.get(type(statement))
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
            if value is not None and value.kind == values.MODULE and value.device == devices.CPU:
                modules.replace_member(self, self.value(base), target.attr, value)  # type: ignore[attr-defined]
            if type(base) is ast.Name:
                self.parts.add(base.id)
                self.bind(f"{base.id}.{target.attr}", value)  # type: ignore[attr-defined]
            else:
                self.value(base)
        elif kind is ast.Subscript:
            self._assign_item(target, value)  # type: ignore[arg-type]
        elif kind is ast.Starred:
            self.assign(target.value, Value(values.EACH, data=values.element(value)))  # type: ignore[attr-defined]

    def bind(self, name: str, value: Value | None) -> None:
        if value is not None:
            if value.device == devices.CHOSEN:
                value = value.but(device=devices.CHOSEN + name)
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
            one = values.element(value)
            for target in targets:
                self.assign(target, one)
            return
        for position, (target, one) in enumerate(
            zip(targets, values.unpacked(value, len(targets)), strict=True)
        ):
            if one is not None and one.kind == values.ANY and not one.sure:
                # Each name earns its own evidence of being a tensor.
                whole = value is not None and value.kind != values.ITEMS
                member = "member" if one.data == "batch" and whole else one.data
                if isinstance(target, ast.Name):
                    one = one.but(name=target.id, data=member)
                else:
                    one = one.but(name=f"{one.name}[{position}]")
            self.assign(target, one)

    def _assign_item(self, target: ast.Subscript, value: Value | None) -> None:
        base = self.value(target.value)
        place = self.value(target.slice)
        if base is not None and place is not None and base.kind == values.TENSOR:
            combining.index(self, target, base, place)
        key = target.slice.value if isinstance(target.slice, ast.Constant) else None
        if not isinstance(target.value, (ast.Name, ast.Attribute)):
            return
        name = dotted_key(target.value)
        if name is None:
            return
        if isinstance(key, str):
            self.parts.add(name)
            self.env[f"{name}[{key!r}]"] = value
        if base is not None and base.kind == values.ANY and not base.sure:
            if value is None or value.device != base.device:
                self.env[name] = None  # `batch[key] = batch[key].to(device)`
        if base is not None and base.kind in (values.DICT, values.ITEMS, values.EACH):
            if "." in name:
                self.parts.add(name.partition(".")[0])
            if base.kind == values.DICT and isinstance(key, str):
                self.env[name] = base.but(data={**base.data, key: value})
            elif base.kind == values.DICT:
                whole = {k: values.join(v, value) for k, v in base.data.items()}
                whole[None] = values.join(whole[None], value) if None in whole else value
                self.env[name] = base.but(data=whole)
            else:
                self.env[name] = None

    def rebind_in_place(self, old: Value, new: Value) -> None:
        """An object changed in place: every name that holds it sees the change."""
        for name, held in self.env.items():
            if held is old:
                self.env[name] = new
            elif held is not None and held.kind in _CONTAINERS:
                self.env[name] = values.replaced(held, old, new)

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
            joined = join_environments(joined, env)
        self.env = joined
        return False


_CONTAINERS = frozenset((values.ITEMS, values.EACH, values.DICT))


def join_environments(a: Environment, b: Environment) -> Environment:
    joined: Environment = {}
    for name, value in a.items():
        if name in b:
            other = b[name]
            if value is other:
                joined[name] = value
                continue
            met = values.join(value, other)
            if met is not None and met.device == devices.CHOSEN:
                met = met.but(device=devices.CHOSEN + name)
            joined[name] = met
        else:
            joined[name] = value if "[" not in name and "." not in name else None
    for name, value in b.items():
        if name not in a:
            joined[name] = value if "[" not in name and "." not in name else None
    return joined


# ------------------------------------------------------------------- statements


def _expression(flow: Flow, node: ast.Expr) -> None:
    value = node.value
    if type(value) is ast.Call:
        methods.bare_call(flow, value)
    elif type(value) is not ast.Constant:
        flow.value(value)


def _assign(flow: Flow, node: ast.Assign) -> None:
    value = flow.value(node.value)
    if value is not None and value.data == values.MOVED_LEAF:
        leaves.kept(flow, node.targets[0], value)
    if flow.optimized:
        leaves.moved(flow, node.targets[0], node.value)
    if flow.in_module and value is not None and isinstance(node.targets[0], ast.Attribute):
        if isinstance(node.targets[0].value, ast.Name):
            value = _kept(flow, node.value, value)
    for target in node.targets:
        flow.assign(target, value)


def _kept(flow: Flow, node: ast.expr, value: Value | None) -> Value | None:
    """What stands in an attribute is mended where it is assigned."""
    if value is None:
        return None
    if value.kind == values.TENSOR:
        made = devices.is_argument(value.device) or (
            value.origin is not None and value.origin.how == "created" and value.data is None
        )
        return value.but(origin=flow.created(node)) if made else value
    if value.kind == values.ANY:
        return value.but(origin=flow.created(node)) if devices.is_argument(value.device) else value
    if value.kind == values.EACH:
        return value.but(data=_kept_member(flow, node, value.data))
    if value.kind in (values.ITEMS, values.UNION):
        return value.but(data=tuple(_kept_member(flow, node, one) for one in value.data))
    if value.kind == values.DICT:
        data = {key: _kept_member(flow, node, one) for key, one in value.data.items()}
        return value.but(data=data)
    return value


def _kept_member(flow: Flow, node: ast.expr, value: Value | None) -> Value | None:
    """A module that was made before it is put into a plain list is mended there, too."""
    if value is not None and value.kind == values.MODULE and value.origin is not None:
        if value.origin.function is flow.function and value.origin.node.lineno < node.lineno:  # type: ignore[attr-defined]
            return value.but(origin=flow.created(node, value.origin.how))
        return value
    return _kept(flow, node, value)


def _annotated(flow: Flow, node: ast.AnnAssign) -> None:
    if node.value is not None:
        flow.assign(node.target, flow.value(node.value))


def _augmented(flow: Flow, node: ast.AugAssign) -> None:
    target = node.target
    old = flow.value(target)
    new = flow.value(node.value)
    met = combining.augmented(flow, node, old, new)
    if isinstance(target, ast.Name):
        if met is not old:
            flow.bind(target.id, met)
    elif isinstance(target, ast.Attribute):
        flow.assign(target, met)


def _return(flow: Flow, node: ast.Return) -> bool:
    flow.returns.append(flow.value(node.value) if node.value is not None else values.NONE_VALUE)
    return True


def _ends(flow: Flow, node: ast.stmt) -> bool:
    return True


def _raise(flow: Flow, node: ast.Raise) -> bool:
    return True


def _if(flow: Flow, node: ast.If) -> bool:
    flow.value(node.test)
    guard = conditions.asks_about_device(node.test, flow.file)
    flow.guarded += guard
    default = flow.default
    if flow.function.name != "__init__" and conditions.asks_about_type(node.test):
        flow.default = None  # made of what is no tensor: nobody expects it elsewhere
    before = flow.env
    then_env, else_env = conditions.narrowed(flow, node.test, before)
    if flow.loops and node.orelse:
        then_env, else_env = _first_time(node, then_env, else_env)
    first = flow.branch(node.body, then_env)
    if node.orelse:
        second = flow.branch(node.orelse, else_env)
    else:
        second = (else_env, False)
    flow.guarded -= guard
    flow.default = default
    if not node.orelse and conditions.asks_for_device(node.test):
        _prefer_moved(first[0], second[0])
    elif not node.orelse and guard and conditions.asks_where_it_lies(node.test):
        brought = _brought(first[0], second[0])
        first, second = ({**first[0], **brought}, first[1]), ({**second[0], **brought}, False)
    return flow.meet([first, second])


def _prefer_moved(moved: Environment, before: Environment) -> None:
    """`if device is not None: x = x.to(device)`: where there is a device, x is there."""
    for name, value in moved.items():
        old = before.get(name)
        if old is not None and value is not None and old is not value:
            if old.kind == value.kind == values.TENSOR and old.device == devices.CPU:
                if value.device is not None and value.device[0] in "@$":
                    before[name] = value


def _brought(moved: Environment, before: Environment) -> Environment:
    """`if not next(net.parameters()).is_cuda: net.to(device)`: else it is there already.

    And `if x.is_cuda: y = y.cuda()`: y lies beside x, either way.
    """
    found: Environment = {}
    for name, value in moved.items():
        old = before.get(name)
        if value is None or value is old:
            continue
        if value.kind == values.MODULE:
            found[name] = value
        elif old is not None and old.kind == values.TENSOR and old.device == devices.CPU:
            followed = value.device is not None and value.device[0] in "@$"
            found[name] = value if followed else value.but(device=None)
    return found


def _first_time(
    node: ast.If, then_env: Environment, else_env: Environment
) -> tuple[Environment, Environment]:
    """`if first: total = x` / `else: total = cat(total, x)`: the else never sees the start value."""
    then_env, else_env = dict(then_env), dict(else_env)
    for body, env in ((node.body, else_env), (node.orelse, then_env)):
        for statement in body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    for name in names:
                        if isinstance(name, ast.Name):
                            held = env.get(name.id)
                            if held is not None and held.kind == values.TENSOR:
                                env[name.id] = held.but(device=None)
    return then_env, else_env


def _for(flow: Flow, node: ast.For) -> None:
    iterated = flow.value(node.iter)
    before = flow.env
    flow.env = dict(before)
    flow.assign(node.target, _from_loader(flow, node, values.element(iterated)))
    flow.loops += 1
    flow.block(node.body)
    flow.loops -= 1
    flow.env = join_environments(flow.env, before)
    flow.block(node.orelse)


def _from_loader(flow: Flow, node: ast.For, item: Value | None) -> Value | None:
    """`for x, y in unknown`: perhaps a loader. If one of them has to be moved, so have the others."""
    target, inner = node.target, item
    counted = item is not None and item.kind == values.ITEMS and len(item.data) == 2
    if counted and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        assert item is not None
        if item.data[0] is values.NUMBER_VALUE:  # enumerate
            target, inner = target.elts[1], item.data[1]
    if inner is not None or not isinstance(target, ast.Tuple):
        return item
    place = f"{devices.ARGUMENT}batch:{node.lineno}"
    batch = Value(values.ANY, place, "batch", values.AT_LEAST_ONE, sure=False)
    if item is None:
        return batch
    return item.but(data=(item.data[0], batch))


def _while(flow: Flow, node: ast.While) -> None:
    flow.value(node.test)
    before = flow.env
    flow.env = dict(before)
    flow.loops += 1
    flow.block(node.body)
    flow.loops -= 1
    flow.env = join_environments(flow.env, before)
    flow.block(node.orelse)


def _with(flow: Flow, node: ast.With) -> bool:
    default, current = flow.default, flow.current
    for item in node.items:
        value = flow.value(item.context_expr)
        if value is not None and value.kind == values.CONTEXT and value.data == "current":
            flow.current = True
        elif value is not None and value.kind in (values.CONTEXT, values.DEVICE):
            flow.default = value.device
        if item.optional_vars is not None:
            flow.assign(item.optional_vars, value)
    ended = flow.block(node.body)
    flow.default, flow.current = default, current
    return ended


def _try(flow: Flow, node: ast.Try) -> bool:
    before = dict(flow.env)
    ended = flow.block(node.body)
    if not ended and node.orelse:
        ended = flow.block(node.orelse)
    outcomes = [(flow.env, ended)]
    start = join_environments(flow.env, before)
    outcomes.extend(flow.branch(handler.body, start) for handler in node.handlers)
    if flow.meet(outcomes):
        flow.env = start
        flow.block(node.finalbody)
        return True
    return flow.block(node.finalbody)


def _match(flow: Flow, node: ast.Match) -> None:
    flow.value(node.subject)
    before = flow.env
    outcomes = [(before, False)]
    for case in node.cases:
        env = dict(before)
        for inner in ast.walk(case.pattern):
            name = getattr(inner, "name", None)
            if isinstance(name, str):
                env[name] = None
        outcomes.append(flow.branch(case.body, env))
    flow.meet(outcomes)


def _function(flow: Flow, node: ast.FunctionDef) -> None:
    if isinstance(flow.function.node, ast.Module) and node.name in flow.file.functions:
        known = flow.file.functions[node.name]
        if known.node is node:
            return
    function = Function(flow.file, node, None, closure=flow)
    flow.file.nested.append(function)
    flow.nested.append(function)
    flow.env[node.name] = Value(values.FUNCTION, data=function)


def _class(flow: Flow, node: ast.ClassDef) -> None:
    known = flow.file.classes.get(node.name)
    if known is not None and known.node is node:
        return
    cls = Class(flow.file, node)
    flow.env[node.name] = Value(values.CLASS, data=cls)
    for method in cls.methods.values():
        method.closure = flow
        flow.file.nested.append(method)
        flow.nested.append(method)


def _import(flow: Flow, node: ast.stmt) -> None:
    if isinstance(flow.function.node, ast.Module):
        return
    for name, dotted in imported(node, flow.file).items():
        flow.env[name] = flow.project.named(dotted, flow.file)


def _delete(flow: Flow, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            flow.env[target.id] = None


def _global(flow: Flow, node: ast.Global) -> None:
    for name in node.names:
        flow.env[name] = None


def _assert(flow: Flow, node: ast.Assert) -> None:
    flow.value(node.test)


_STATEMENTS: dict[type, Any] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _ends,
    ast.Continue: _ends,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _global,
    ast.Assert: _assert,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = _try
