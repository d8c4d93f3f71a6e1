"""Ranks and their GPUs: `set_device`, DistributedDataParallel, NCCL."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import creating, devices, joining, reporting, values
from mlexplain.check.call import Call
from mlexplain.check.model import Model
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def wrap(call: Call) -> Value | None:
    """DataParallel and DistributedDataParallel: the wrapped module, where it was."""
    inner = call.argument(0, "module")
    if call.dotted.endswith("DistributedDataParallel"):
        _check_wrapped(call, inner)
    if inner is None or inner.kind not in (values.MODULE, values.ANY):
        return None
    known = inner.data if inner.kind == values.MODULE else None
    model = Model(known.cls if known is not None else None, call.dotted, weights=True)
    if known is not None:
        model.contained = [known]
    model.moves_inputs = call.dotted.endswith("DataParallel")
    return inner.but(kind=values.MODULE, data=model)


def _check_wrapped(call: Call, inner: Value | None) -> None:
    """Report processes that share a GPU: by `device_ids=[0]`, by the global rank, or by default."""
    flow, ids, held = call.flow, call.written("device_ids"), call.keywords.get("device_ids")
    if isinstance(ids, ast.List) and len(ids.elts) == 1 and held is not None:
        index = creating.literal_index(ids.elts[0])
        one = joining.element(held)
        if index is not None and not flow.guarded:
            reporting.wrong_rank(flow, ids.elts[0], f"every process would use GPU {index[5:]}")
        elif one is not None and one.data == "global" and _knows_local(flow):
            reporting.wrong_rank(flow, ids.elts[0], _NO_NUMBER)
    if inner is not None and inner.kind == values.MODULE and inner.device == devices.CUDA:
        if not flow.file.sets_device and "cuda.device(" not in flow.file.text:
            if inner.origin is not None and ids is not None:
                reporting.wrong_rank(
                    flow,
                    inner.origin.node,
                    "without `torch.cuda.set_device`, every process puts its model on GPU 0",
                )


def _knows_local(flow: Flow) -> bool:
    return "local_rank" in flow.file.text.lower()


def set_device(call: Call) -> Value | None:
    flow, written = call.flow, call.node.args
    held = call.argument(0, "device")
    if held is not None and held.kind == values.DEVICE and held.data == "global":
        if held.device == devices.RANK + "RANK" or _knows_local(flow):
            reporting.wrong_rank(flow, written[0] if written else call.node, _NO_NUMBER)
    if written and creating.literal_index(written[0]) and "init_process_group" in flow.file.text:
        reporting.wrong_rank(flow, written[0], "every process would use the same GPU")
    return None


def check_place(flow: Flow, node: ast.AST, target: Value | None, device: str | None) -> None:
    """Something is put on `device`, in a program that may run as several processes."""
    if target is not None and target.data == "global" and device in _GLOBAL:
        reporting.wrong_rank(flow, node, _NO_NUMBER)
    elif device is not None and device.startswith("cuda:") and not flow.guarded:
        text = flow.file.text
        if "init_process_group" in text and "DistributedDataParallel" in text:
            reporting.wrong_rank(flow, node, f"every process would use `{device}`")


_GLOBAL = (devices.RANK + "get_rank()", devices.RANK + "RANK")
_NO_NUMBER = "the global rank is no GPU number on the second machine; use the local rank"


def rank(call: Call) -> Value | None:
    """`dist.get_rank()`: the number among all processes of all machines."""
    return Value(values.DEVICE, devices.RANK + "get_rank()", data="global")


def collective(call: Call) -> Value | None:
    """`dist.all_reduce(t)`: NCCL sends what lies on GPUs, and nothing else."""
    text = call.flow.file.text
    if _NCCL.search(text) is None or "gloo" in text or call.flow.guarded:
        return None
    for one in (*call.positional[:2], call.keywords.get("tensor")):
        if one is None or one.kind != values.TENSOR or one.device != devices.CPU:
            continue
        if one.origin is not None and one.origin.how in ("created", "cpu"):
            reporting.no_backend(call.flow, call.node)
            return None
    return None


_NCCL = re.compile(r"""init_process_group\(\s*(?:backend\s*=\s*)?["']nccl""")
