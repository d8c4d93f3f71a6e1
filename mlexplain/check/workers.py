"""Code that runs in loader workers: a forked process cannot use CUDA."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import reporting, values
from mlexplain.check.call import Call
from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

Given = dict[Any, Value | None]
"""The arguments that a `functools.partial` has bound."""


def check(call: Call, dataset: Value | None, collate: Value | None) -> None:
    """Report CUDA calls in what the workers of this loader run."""
    count = call.written("num_workers")
    if count is None or (isinstance(count, ast.Constant) and not count.value):
        return
    if call.written("multiprocessing_context") is not None:
        return
    if collate is not None:
        _search_collate(call.flow, collate)
    if dataset is not None and dataset.kind == values.OBJECT:
        cls: Class = dataset.data[0]
        for name in ("__getitem__", "__iter__", "__getitems__"):
            if name in cls.methods:
                _search(call.flow, cls.methods[name])


def _search_collate(flow: Flow, collate: Value) -> None:
    if collate.kind == values.FUNCTION:
        _search(flow, collate.data)
    elif collate.kind == values.METHOD:
        _search(flow, collate.data[1])
    elif collate.kind == values.OBJECT and "__call__" in collate.data[0].methods:
        _search(flow, collate.data[0].methods["__call__"])
    elif collate.kind == values.PARTIAL:  # `partial(collate, device=device)`
        function = collate.data.first
        if function is not None and function.kind == values.FUNCTION:
            _search(flow, function.data, collate.data.keywords)


def _search(flow: Flow, function: Function, given: Given | None = None) -> None:
    for node in ast.walk(function.node):
        if isinstance(node, ast.Call) and uses_cuda(flow, function, node, given or {}):
            reporting.cuda_in_worker(flow, function, node)


def uses_cuda(flow: Flow, function: Function, node: ast.Call, bound: Given) -> bool:
    func = node.func
    given = list(node.args) + [k.value for k in node.keywords if k.arg == "device"]
    if isinstance(func, ast.Attribute) and func.attr == "cuda":
        return True
    if isinstance(func, ast.Attribute) and func.attr == "to":
        return any(_names_gpu(flow, function, one, bound) for one in given)
    asked = (k.value for k in node.keywords if k.arg == "device")
    return any(_names_gpu(flow, function, one, bound) for one in asked)


def _names_gpu(flow: Flow, function: Function, node: ast.expr, bound: Given) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.startswith("cuda")
    if isinstance(node, ast.Name):
        if any(p.arg == node.id for p in function.parameters):
            held = bound.get(node.id)
        else:
            held = flow.project.top_level(function.file, node.id)
        return (
            held is not None
            and held.kind in (values.DEVICE, values.TEXT)
            and held.device is not None
            and held.device != "cpu"
        )
    if isinstance(node, ast.Attribute):
        return node.attr in ("device", "_device") and isinstance(node.value, ast.Name)
    return False
