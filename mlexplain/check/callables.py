"""Functions made on the spot: lambdas, `functools.partial`, and what `map` makes of one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import calls, joining, values
from mlexplain.check.call import Call
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


def partial(call: Call) -> Value | None:
    """`functools.partial(function, …)`: what it was given waits for the call."""
    if not call.node.args or isinstance(call.node.args[0], ast.Starred) or None in call.keywords:
        return None
    return Value(values.PARTIAL, data=call)


def call_partial(call: Call, waiting: Value) -> Value | None:
    """The call as it would stand with all arguments; a tensor is made where the partial is."""
    node, made = call.node, waiting.data
    callee, *first = made.positional
    given = {k.arg for k in node.keywords}
    whole = ast.Call(
        made.node.args[0],
        [*made.node.args[1:], *node.args],
        [*(k for k in made.node.keywords if k.arg not in given), *node.keywords],
    )
    of_library = callee is not None and callee.kind == values.LIBRARY
    ast.copy_location(whole, made.node if of_library else node)
    keywords = {**made.keywords, **call.keywords}
    return calls.call_value(Call(call.flow, whole, first + call.positional, keywords), callee)


def mapped(call: Call) -> Value | None:
    """`map(function, items)`: what the function gives for one item stands for all."""
    if len(call.positional) < 2 or call.starred:
        return None
    items = [joining.element(one) for one in call.positional[1:]]
    one = call.of_function(call.node.args[1:], items)
    return Value(values.EACH, data=calls.call_value(one, call.first))
