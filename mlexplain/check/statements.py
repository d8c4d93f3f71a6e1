"""Statements: what each does to the environment of a flow."""

from __future__ import annotations

import ast

from mlexplain.check import (
    combining,
    conditions,
    devices,
    leaves,
    members,
    modules,
    moving,
    records,
    values,
)
from mlexplain.check.dispatch import STATEMENTS
from mlexplain.check.flow import Flow
from mlexplain.check.joining import join_environments
from mlexplain.check.scope import Class, Function
from mlexplain.check.sourcefile import imported
from mlexplain.check.values import Value


def _expression(flow: Flow, node: ast.Expr) -> None:
    value = node.value
    if type(value) is ast.Call:
        moving.bare_call(flow, value)
    elif type(value) is ast.Tuple:  # `h.to(device), c.to(device)`
        for part in value.elts:
            if type(part) is ast.Call:
                moving.bare_call(flow, part)
            else:
                flow.value(part)
    elif type(value) is not ast.Constant:
        flow.value(value)


def _assign(flow: Flow, node: ast.Assign) -> None:
    value = flow.value(node.value)
    if value is None and isinstance(node.targets[0], ast.Tuple):
        value = records.unknown_rows(node.value)
    if value is not None and value.data == values.MOVED_LEAF:
        leaves.kept(flow, node.targets[0], value)
    if flow.optimized:
        leaves.moved(flow, node.targets[0], node.value)
    if flow.in_module and value is not None:
        target = node.targets[0]
        first = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
        if isinstance(first, ast.Attribute) and isinstance(first.value, ast.Name):
            modules.registered(value)
            value = _kept(flow, node.value, value)
    for target in node.targets:
        flow.assign(target, value)


def _kept(flow: Flow, node: ast.expr, value: Value | None) -> Value | None:
    """What stands in an attribute is mended where it is assigned."""
    if value is None:
        return None
    if value.kind == values.TENSOR:
        made = devices.is_argument(value.device) or (
            value.origin is not None and value.origin.how in _MADE_HERE and value.data is None
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


_MADE_HERE = ("created", "registered")  # the latter of a part of a buffer, which is none itself


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
        then_env, else_env = conditions.first_time(node, then_env, else_env)
    first = flow.branch(node.body, then_env)
    if node.orelse:
        second = flow.branch(node.orelse, else_env)
    else:
        second = (else_env, False)
    flow.guarded -= guard
    flow.default = default
    if not node.orelse:
        second[0].update(conditions.made_when_missing(node.test, first[0]))
    if not node.orelse and conditions.asks_for_device(node.test):
        conditions.prefer_moved(first[0], second[0])
    elif not node.orelse and guard and conditions.asks_where_it_lies(node.test):
        conditions.prefer_moved(first[0], second[0])
        brought = conditions.brought(first[0], second[0])
        first, second = ({**first[0], **brought}, first[1]), ({**second[0], **brought}, False)
    elif not node.orelse and guard:  # `if use_cuda: x = x.to(device)`: else that is the CPU
        conditions.prefer_moved(first[0], second[0])
    return flow.meet([first, second])


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
    members.modules_moved(flow.env, before)
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
    last = node.cases[-1]
    if isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and not last.guard:
        del outcomes[0]  # `case _:` takes what is left
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


STATEMENTS.update(
    {
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Break: _ends,
        ast.Continue: _ends,
        ast.If: _if,
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
)
if hasattr(ast, "TryStar"):
    STATEMENTS[ast.TryStar] = _try
