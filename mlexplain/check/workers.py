"""Code that runs in loader workers: a forked process cannot use CUDA."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import creating, reporting, values
from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def check(
    flow: Flow,
    node: ast.Call,
    dataset: Value | None,
    collate: Value | None,
    keywords: dict[Any, Value | None],
) -> None:
    """Report CUDA calls in what the workers of this loader run."""
    count = creating.argument(node, "num_workers")
    if count is None or (isinstance(count, ast.Constant) and not count.value):
        return
    context = creating.argument(node, "multiprocessing_context")
    if context is not None:
        return
    if collate is not None and collate.kind == values.FUNCTION:
        _search(flow, collate.data)
    if dataset is not None and dataset.kind == values.OBJECT:
        cls: Class = dataset.data[0]
        for name in ("__getitem__", "__iter__", "__getitems__"):
            if name in cls.methods:
                _search(flow, cls.methods[name])


def _search(flow: Flow, function: Function) -> None:
    for node in ast.walk(function.node):
        if isinstance(node, ast.Call) and uses_cuda(flow, function, node):
            reporting.cuda_in_worker(flow, function, node)


def uses_cuda(flow: Flow, function: Function, node: ast.Call) -> bool:
    func = node.func
    given = list(node.args) + [k.value for k in node.keywords if k.arg == "device"]
    if isinstance(func, ast.Attribute) and func.attr == "cuda":
        return True
    if isinstance(func, ast.Attribute) and func.attr == "to":
        return any(_names_gpu(flow, function, one) for one in given)
    return any(_names_gpu(flow, function, k.value) for k in node.keywords if k.arg == "device")


def _names_gpu(flow: Flow, function: Function, node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.startswith("cuda")
    if isinstance(node, ast.Name):
        if any(p.arg == node.id for p in function.parameters):
            return False
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
