"""A clash as a finding: which of its lines a fix would edit, and what kind of bug that is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import devices, remedies, values, weights
from mlexplain.check.devices import spoken
from mlexplain.check.reporting import (
    finding,
    hardcoded,
    in_list,
    lengths_on_gpu,
    line_of,
    parameter_in_list,
    short,
    wrong_generator,
    wrong_rank_at,
)
from mlexplain.check.scope import Class
from mlexplain.check.sourcefile import SourceFile
from mlexplain.check.values import Origin, Value
from mlexplain.findings import Confidence

if TYPE_CHECKING:
    from mlexplain.check.clashes import Clash
    from mlexplain.check.flow import Flow


def report(flow: Flow, clash: Clash, a: Value, b: Value, outcome: str) -> None:
    if clash.operation == "array":
        return _array(flow, clash, b)
    if clash.operation == "lengths":
        return lengths_on_gpu(flow, clash.function.file, clash.node, b.device)
    if clash.operation == "generator":
        return wrong_generator(flow, clash.function.file, clash.node, a.device, b.device)
    if outcome == devices.HARDCODED:
        return _hardcoded(flow, clash, a if devices.is_cuda(a.device) else b)
    if outcome == devices.WRONG_RANK:
        literal = a if devices.is_cuda(a.device) else b
        if literal.origin is not None:
            file, node = literal.origin.function.file, literal.origin.node
            wrong_rank_at(flow, file, node, f"every process would use `{literal.device}`")
        return None
    if a.device != devices.CPU and b.device != devices.CPU:
        return _mixed(flow, clash, a, b)
    cpu, other = (a, b) if a.device == devices.CPU else (b, a)
    if clash.operation == "call":
        return _called(flow, clash, cpu, other, cpu is a)
    return _combined(flow, clash, cpu, other)


def _array(flow: Flow, clash: Clash, value: Value) -> None:
    if value.kind == values.ANY and value.device == devices.SELF:
        return None  # an argument of `forward`, which may as well be a list
    file, node = clash.function.file, clash.node
    remedy = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "numpy" and not node.args:
            remedy = remedies.insert_before_method(file, node, ".cpu()", "Copy to the CPU first")
    message = (
        f"`{short(file, node)}` fails for a tensor on a GPU, and this one lies on "
        f"{spoken(value.device)}; call `.cpu()` first"
    )
    flow.project.report(finding(file, node, "numpy-on-cuda", message, "high", remedy))


def _hardcoded(flow: Flow, clash: Clash, value: Value) -> None:
    origin = value.origin
    if origin is None:
        return
    file = origin.function.file
    if origin.node is not clash.node and flow.file.sets_device and value.device == devices.CUDA:
        return
    if _by_default(origin) and origin.function is not clash.function:
        # The caller left out the device, and the default says `cuda`.
        return hardcoded(flow, clash.function.file, clash.node, value.device or devices.CUDA)
    hardcoded(flow, file, origin.node, value.device or devices.CUDA)


def _by_default(origin: Origin) -> bool:
    """Whether an argument of the function says where the value is made."""
    if not isinstance(origin.node, ast.Call):
        return False
    names = {p.arg for p in origin.function.parameters}
    asked = [*origin.node.args, *(k.value for k in origin.node.keywords if k.arg == "device")]
    return any(isinstance(a, ast.Name) and a.id in names and "dev" in a.id for a in asked)


def _mixed(flow: Flow, clash: Clash, a: Value, b: Value) -> None:
    file = clash.function.file
    message = f"`{short(file, clash.node)}` mixes {spoken(a.device)} and {spoken(b.device)}"
    flow.project.report(finding(file, clash.node, "mixed-devices", message))


def _called(flow: Flow, clash: Clash, cpu: Value, other: Value, module_on_cpu: bool) -> None:
    file, node = clash.function.file, clash.node
    if module_on_cpu:
        origin = cpu.origin
        if origin is None or weights.has_weights(flow.project, cpu.data) is not True:
            return None
        if origin.how == "listed":
            return in_list(flow, origin)
        return _module_left(flow, clash, origin, other)
    origin = cpu.origin
    if origin is not None and origin.how in _KEPT:
        return _plain(flow, cpu, other)
    if origin is not None and origin.how == "created":
        returned = origin.depth > 0 and not _made_by_own_class(clash, origin)
        if not returned and (_in_helper(flow, clash, other) or origin.depth > 0):
            return _created(flow, clash, cpu, other)
        if not flow.project.blame(origin.function.file.path, origin.node):
            return None
    if clash.call is not None:
        file, node = clash.call[0].file, clash.call[1]
    elif origin is not None and origin.how == "tokens" and origin.function is clash.function:
        if not flow.project.blame(origin.function.file.path, origin.node):
            return None
        node = origin.node
    elif isinstance(node, ast.Call):
        node = _argument_node(file, node, cpu) or node
    what = "The input" if origin is None else _what(origin.how)
    message = f"{what} is on the CPU, but the model lies on {spoken(other.device)}"
    remedy = remedies.move_argument(file, node, other.device) if clash.call is None else None
    confidence: Confidence = "high" if origin is not None else "medium"
    flow.project.report(finding(file, node, "input-not-moved", message, confidence, remedy))
    return None


def _module_left(flow: Flow, clash: Clash, origin: Origin, other: Value) -> None:
    home = origin.function.file
    message = (
        f"`{short(home, origin.node)}` stays on the CPU, and line {line_of(clash.node)} calls it "
        f"with tensors on {spoken(other.device)}; move it there too"
    )
    remedy = remedies.moved_where_built(origin, other.device)
    flow.project.report(finding(home, origin.node, "module-not-moved", message, "high", remedy))


def _what(how: str) -> str:
    return {
        "batch": "The batch",
        "tokens": "The encoded text",
        "cpu": "The input (after `.cpu()`)",
    }.get(how, "The input")


def _argument_node(file: SourceFile, call: ast.Call, value: Value) -> ast.AST | None:
    """The argument of the call that holds `value`, where its name tells."""
    for argument in call.args:
        if isinstance(argument, ast.Name) and argument.id == value.name:
            return argument
    if len(call.args) == 1 and not call.keywords:
        only = call.args[0]
        return only.value if isinstance(only, ast.Starred) else only
    return None


def _in_helper(flow: Flow, clash: Clash, other: Value) -> bool:
    """Whether the code is meant for any device: in a module, or with arguments of the caller."""
    return (
        clash.call is not None
        or flow.given is not None
        or other.device == devices.SELF
        or devices.is_argument(other.device)
    )


def _made_by_own_class(clash: Clash, origin: Origin) -> bool:
    """Whether a method of the same class, or of a module, made the value for itself.

    What other functions return is theirs to return on the CPU, and the caller's to move.
    """
    owner: Class | None = origin.function.owner
    if owner is None or _converts(origin):
        return False
    return owner is clash.function.owner or "forward" in owner.methods


_CONVERSIONS = ("tensor", "as_tensor", "asarray", "from_numpy")


def _converts(origin: Origin) -> bool:
    """Whether the tensor is made of data that comes from elsewhere (`torch.tensor(rows)`)."""
    node, function = origin.node, origin.function
    if not isinstance(node, ast.Call) or not node.args:
        return False
    if function.owner is not None and len(function.parameters) < 2:
        return False
    name = remedies.called_name(node)
    if name not in _CONVERSIONS and not name.endswith("Tensor"):
        return False
    data = node.args[0]
    while isinstance(data, (ast.List, ast.Tuple)) and data.elts:
        data = data.elts[0]
    return not isinstance(data, (ast.Constant, ast.UnaryOp, ast.List, ast.Tuple))


def _combined(flow: Flow, clash: Clash, cpu: Value, other: Value) -> None:
    origin = cpu.origin
    if origin is None:
        return _elsewhere(flow, clash, cpu, other)
    if origin.how == "overwritten":
        return _overwritten(flow, origin)
    if origin.how in _KEPT:
        return _plain(flow, cpu, other)
    if origin.how == "built" and cpu.data == values.REGISTERED:
        return _module_left(flow, clash, origin, other)
    if clash.operation == "index" and origin.function is not clash.function:
        return _elsewhere(flow, clash, cpu, other)
    if origin.how == "created":
        return _created(flow, clash, cpu, other)
    return _elsewhere(flow, clash, cpu, other)


def _created(flow: Flow, clash: Clash, cpu: Value, other: Value) -> None:
    """A tensor made without `device=`: point at where it is made, unless that is far away."""
    origin = cpu.origin
    assert origin is not None
    kind = _kind_of_created(flow, clash, origin, other)
    file, node = origin.function.file, origin.node
    if not flow.project.blame(file.path, node):
        return None
    apart = origin.function is not clash.function and clash.call is None
    apart = apart and (not origin.depth or origin.function.name == "__init__")
    if _of_dataset(flow, clash, origin):
        return _elsewhere(flow, clash, cpu, other, kind)
    if origin.depth > 1 or apart or (origin.depth and not _made_by_own_class(clash, origin)):
        return _elsewhere(flow, clash, cpu, other, kind)
    message = (
        f"`{short(file, node)}` makes a tensor on the CPU, and line {line_of(clash.node)} combines "
        f"it with one on {spoken(other.device)}; pass `device=`"
    )
    remedy = remedies.with_device(flow, origin, clash, other)
    flow.project.report(finding(file, node, kind, message, "high", remedy))
    return None


def _of_dataset(flow: Flow, clash: Clash, origin: Origin) -> bool:
    """Whether a dataset made the tensor for itself: its place is right, its use is not."""
    owner = origin.function.owner
    own = owner is not None and origin.function is not clash.function
    return own and owner is not None and "__getitem__" in owner.methods


def _kind_of_created(flow: Flow, clash: Clash, origin: Origin, other: Value) -> str:
    owner = origin.function.owner
    if clash.operation == "call" and owner is not None and "forward" not in owner.methods:
        return "input-not-moved"
    if _converts(origin) and (owner is None or "forward" not in owner.methods):
        return "input-not-moved" if clash.call is None else "mixed-devices"
    if clash.call is not None and origin.function is clash.call[0]:
        # The caller made it; it came in as an argument.
        return "mixed-devices" if owner is None else "tensor-in-forward"
    if origin.function is not clash.function and origin.depth == 1 and clash.call is None:
        return "tensor-in-forward"
    if owner is not None and origin.function.name != "__init__":
        return "tensor-in-forward"
    return "tensor-in-forward" if _in_helper(flow, clash, other) else "mixed-devices"


def _elsewhere(flow: Flow, clash: Clash, cpu: Value, other: Value, kind: str | None = None) -> None:
    file, node = clash.function.file, clash.node
    origin = cpu.origin
    if clash.call is not None and clash.given:
        file, node = clash.call[0].file, clash.call[1]
    if kind is None:
        batch = origin is not None and origin.how in ("batch", "tokens")
        kind = "input-not-moved" if batch else "mixed-devices"
    message = (
        f"`{short(file, node)}` combines a tensor on the CPU with one on {spoken(other.device)}"
    )
    flow.project.report(finding(file, node, kind, message, "high" if origin else "medium"))


def _overwritten(flow: Flow, origin: Origin) -> None:
    file, node = origin.function.file, origin.node
    message = (
        f"`{short(file, node)}` is on the CPU and takes the place of a buffer that has moved with "
        "its module; pass `device=`, or `copy_()` it into the buffer"
    )
    flow.project.report(finding(file, node, "tensor-in-forward", message))


_KEPT = ("plain", "listed")


def _plain(flow: Flow, cpu: Value, other: Value) -> None:
    origin = cpu.origin
    assert origin is not None
    if origin.how == "listed":
        return parameter_in_list(flow, origin)
    file, node = origin.function.file, origin.node
    statement = file.statement_of(node, origin.function.node)
    message = (
        f"`{short(file, node)}` is kept in a plain attribute, so it stays on the CPU when the "
        "module moves; make it a buffer with `register_buffer`"
    )
    remedy = remedies.as_buffer(file, statement, node)
    flow.project.report(finding(file, node, "plain-attribute-tensor", message, "high", remedy))
