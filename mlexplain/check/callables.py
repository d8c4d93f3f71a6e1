"""Functions made on the spot: lambdas, `functools.partial`, and what `map` makes of one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import calls, joining, values
from mlexplain.check.dispatch import evaluates
from mlexplain.check.scope import Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


@evaluates(ast.Lambda)
def _lambda(flow: Flow, node: ast.Lambda) -> Value | None:
    """A function whose body is one `return`."""
    known = flow.file.lambdas.get(node)
    if known is None:
        body = ast.copy_location(ast.Return(node.body), node.body)
        definition = ast.FunctionDef("<lambda>", node.args, [body], [])
        known = Function(flow.file, ast.copy_location(definition, node), None, closure=flow)
        flow.file.lambdas[node] = known
        flow.file.nested.append(known)
        flow.nested.append(known)
    return Value(values.FUNCTION, data=known)


def partial(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`functools.partial(function, …)`: what it was given waits for the call."""
    if not node.args or isinstance(node.args[0], ast.Starred) or None in keywords:
        return None
    return Value(values.PARTIAL, data=(node, positional, keywords))


def call_partial(
    flow: Flow,
    node: ast.Call,
    waiting: Value,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """The call as it would stand with all arguments; a tensor is made where the partial is."""
    made, first, named = waiting.data
    callee = first[0]
    given = {k.arg for k in node.keywords}
    whole = ast.Call(
        made.args[0],
        [*made.args[1:], *node.args],
        [*(k for k in made.keywords if k.arg not in given), *node.keywords],
    )
    of_library = callee is not None and callee.kind == values.LIBRARY
    ast.copy_location(whole, made if of_library else node)
    return calls.call_value(flow, whole, callee, first[1:] + positional, {**named, **keywords})


def mapped(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`map(function, items)`: what the function gives for one item stands for all."""
    if len(positional) < 2 or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    whole = ast.copy_location(ast.Call(node.args[0], node.args[1:], []), node)
    items = [joining.element(one) for one in positional[1:]]
    return Value(values.EACH, data=calls.call_value(flow, whole, positional[0], items, {}))
