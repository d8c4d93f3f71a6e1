"""Clashes and other discoveries as findings: the kind, the place to point at, the words."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import classes, devices, remedies, rules, values
from mlexplain.check.devices import spoken
from mlexplain.check.scope import Function, SourceFile
from mlexplain.check.values import Model, Value
from mlexplain.report import Confidence, Finding, Remedy

if TYPE_CHECKING:
    from mlexplain.check.clashes import Clash
    from mlexplain.check.flow import Flow


def finding(
    file: SourceFile,
    node: ast.AST,
    kind: str,
    message: str,
    confidence: Confidence = "high",
    remedy: Remedy | None = None,
) -> Finding:
    line, end_line = node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]
    column = file.column(line, node.col_offset)  # type: ignore[attr-defined]
    end_column = file.column(end_line, node.end_col_offset)  # type: ignore[attr-defined]
    code = rules.codes().get(kind, "MLX000")
    return Finding(
        file.path, line, column, end_line, end_column, code, kind, message, confidence, remedy
    )


def _short(file: SourceFile, node: ast.AST) -> str:
    text = file.source(node)
    return text if len(text) <= 60 else text[:57] + "…"


# ---------------------------------------------------------------------- clashes


def report(flow: Flow, clash: Clash, a: Value, b: Value, outcome: str) -> None:
    if clash.operation == "array":
        return _array(flow, clash, b)
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
    file, node = clash.function.file, clash.node
    remedy = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "numpy" and not node.args:
            remedy = remedies.insert_before_method(file, node, ".cpu()", "Copy to the CPU first")
    message = (
        f"`{_short(file, node)}` fails for a tensor on a GPU, and this one lies on "
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
    hardcoded(flow, file, origin.node, value.device or devices.CUDA)


def hardcoded(flow: Flow, file: SourceFile, node: ast.AST, device: str) -> None:
    if not flow.hardcoded and file is flow.file:
        flow.hardcoded = True
        for other in flow.literals:
            hardcoded(flow, file, other, devices.CUDA)
    message = (
        f"`{_short(file, node)}` always uses `{device}`: without a GPU it fails, and beside a model "
        "on another GPU too"
    )
    flow.project.report(finding(file, node, "hardcoded-cuda", message, "medium"))


def _mixed(flow: Flow, clash: Clash, a: Value, b: Value) -> None:
    file = clash.function.file
    message = f"`{_short(file, clash.node)}` mixes {spoken(a.device)} and {spoken(b.device)}"
    flow.project.report(finding(file, clash.node, "mixed-devices", message))


def _called(flow: Flow, clash: Clash, cpu: Value, other: Value, module_on_cpu: bool) -> None:
    file, node = clash.function.file, clash.node
    if module_on_cpu:
        origin = cpu.origin
        if origin is None or classes.has_weights(flow.project, cpu.data) is not True:
            return None
        if origin.how == "listed":
            return in_list(flow, origin)
        home = origin.function.file
        message = (
            f"`{_short(home, origin.node)}` stays on the CPU, and line {_line(node)} calls it with "
            f"tensors on {spoken(other.device)}; move it there too"
        )
        kind = "module-not-moved"
        remedy = remedies.moved_where_built(origin, other.device)
        flow.project.report(finding(home, origin.node, kind, message, "high", remedy))
        return None
    origin = cpu.origin
    if origin is not None and origin.how == "plain":
        return _plain(flow, cpu, other)
    if origin is not None and origin.how == "created":
        if _in_helper(clash, other) or origin.function is not clash.function:
            return _created(flow, clash, cpu, other)
        if not flow.project.blame(origin.function.file.path, origin.node):
            return None
    if clash.call is not None:
        file, node = clash.call[0].file, clash.call[1]
    elif origin is not None and origin.how == "tokens" and origin.function is clash.function:
        node = origin.node
    elif isinstance(node, ast.Call):
        node = _argument_node(file, node, cpu) or node
    what = "The input" if origin is None else _what(origin.how)
    message = f"{what} is on the CPU, but the model lies on {spoken(other.device)}"
    remedy = remedies.move_argument(file, node, other.device) if clash.call is None else None
    confidence: Confidence = "high" if origin is not None else "medium"
    flow.project.report(finding(file, node, "input-not-moved", message, confidence, remedy))
    return None


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


def _in_helper(clash: Clash, other: Value) -> bool:
    """Whether the code is meant for any device: in a module, or with arguments of the caller."""
    return clash.call is not None or other.device == devices.SELF or (other.device or "")[0] == "$"


def _combined(flow: Flow, clash: Clash, cpu: Value, other: Value) -> None:
    origin = cpu.origin
    if origin is None:
        return _elsewhere(flow, clash, cpu, other)
    if origin.how == "plain":
        return _plain(flow, cpu, other)
    if origin.how == "created":
        return _created(flow, clash, cpu, other)
    return _elsewhere(flow, clash, cpu, other)


def _created(flow: Flow, clash: Clash, cpu: Value, other: Value) -> None:
    """A tensor made without `device=`: point at where it is made, unless that is far away."""
    origin = cpu.origin
    assert origin is not None
    if origin.function is not clash.function and origin.depth == 1 and clash.call is None:
        kind = "tensor-in-forward"
    elif clash.call is not None and origin.function is clash.call[0]:
        # The caller made it; it came in as an argument.
        in_module = clash.call[0].owner is not None
        kind = "tensor-in-forward" if in_module else "mixed-devices"
    else:
        kind = "tensor-in-forward" if _in_helper(clash, other) else "mixed-devices"
    file, node = origin.function.file, origin.node
    if not flow.project.blame(file.path, node):
        return None
    if origin.depth > 1:
        return _elsewhere(flow, clash, cpu, other, kind)
    message = (
        f"`{_short(file, node)}` makes a tensor on the CPU, and line {_line(clash.node)} combines "
        f"it with one on {spoken(other.device)}; pass `device=`"
    )
    remedy = remedies.with_device(flow, origin, clash, other)
    flow.project.report(finding(file, node, kind, message, "high", remedy))
    return None


def _elsewhere(flow: Flow, clash: Clash, cpu: Value, other: Value, kind: str | None = None) -> None:
    file, node = clash.function.file, clash.node
    origin = cpu.origin
    if clash.call is not None and clash.given:
        file, node = clash.call[0].file, clash.call[1]
    if kind is None:
        batch = origin is not None and origin.how in ("batch", "tokens")
        kind = "input-not-moved" if batch else "mixed-devices"
    message = (
        f"`{_short(file, node)}` combines a tensor on the CPU with one on {spoken(other.device)}"
    )
    flow.project.report(finding(file, node, kind, message, "high" if origin else "medium"))


def _plain(flow: Flow, cpu: Value, other: Value) -> None:
    origin = cpu.origin
    assert origin is not None
    file, node = origin.function.file, origin.node
    statement = file.statement_of(node, origin.function.node)
    message = (
        f"`{_short(file, node)}` is kept in a plain attribute, so it stays on the CPU when the "
        "module moves; make it a buffer with `register_buffer`"
    )
    remedy = remedies.as_buffer(file, statement, node)
    flow.project.report(finding(file, node, "plain-attribute-tensor", message, "high", remedy))


def in_list(flow: Flow, origin: values.Origin) -> None:
    file, node = origin.function.file, origin.node
    message = (
        f"`{_short(file, node)}` is kept in a plain list or dict, so `.to()`, `parameters()` and "
        "`state_dict()` do not see it; use nn.ModuleList or nn.ModuleDict"
    )
    flow.project.report(finding(file, node, "modules-in-list", message))


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


# --------------------------------------------------------- single discoveries


def result_dropped(flow: Flow, node: ast.Call, base: Value) -> None:
    func = node.func
    assert isinstance(func, ast.Attribute)
    name = flow.file.source(func.value)
    message = (
        f"`{_short(flow.file, node)}` returns a moved copy, which is thrown away; "
        f"`{name}` stays where it was"
    )
    remedy = remedies.keep_result(flow.file, node)
    flow.project.report(finding(flow.file, node, "result-dropped", message, "high", remedy))


def report_dropped(flow: Flow) -> None:
    proven = {parent for name, (_, parent) in flow.dropped.items() if name in flow.evidence}
    proven |= flow.moved
    for name, (node, parent) in flow.dropped.items():
        if name in flow.evidence or (parent is not None and parent in proven):
            result_dropped(flow, node, Value(values.ANY))


def dispatched_moved(flow: Flow, node: ast.Call, func: ast.Attribute, model: Model) -> None:
    message = (
        f"`{_short(flow.file, node)}` moves a model that `from_pretrained` has already placed "
        "(`device_map=`, 8 or 4 bits); that fails, or breaks its placement"
    )
    flow.project.report(finding(flow.file, node, "device-map-then-to", message, "high"))


def optimizer_before_move(flow: Flow, node: ast.Call, func: ast.Attribute, model: Model) -> None:
    if model.optimizer is None:
        return
    function, built = model.optimizer
    if function is not flow.function:
        return
    message = (
        f"The optimizer is made before line {_line(node)} moves the model; "
        "move the model first, so that its state lies beside the parameters"
    )
    flow.project.report(finding(function.file, built, "optimizer-before-move", message, "medium"))


def wrong_generator(flow: Flow, node: ast.Call, device: str, generator: Value) -> None:
    message = (
        f"The generator lies on {spoken(generator.device)}, but the numbers are drawn on "
        f"{spoken(device)}"
    )
    flow.project.report(finding(flow.file, node, "generator-device", message))


def load(flow: Flow, origin: values.Origin) -> None:
    file, node = origin.function.file, origin.node
    if not isinstance(node, ast.Call):
        return
    message = (
        f"`{_short(file, node)}` puts every tensor back on the GPU it was saved from; on a "
        "machine without that GPU it fails. Pass `map_location=`"
    )
    remedy = remedies.add_argument(file, node, 'map_location="cpu"', safe=False)
    flow.project.report(finding(file, node, "load-no-map-location", message, "medium", remedy))


def wrong_rank(flow: Flow, node: ast.AST, why: str) -> None:
    wrong_rank_at(flow, flow.file, node, why)


def wrong_rank_at(flow: Flow, file: SourceFile, node: ast.AST, why: str) -> None:
    flow.project.report(finding(file, node, "wrong-rank-device", f"`{_short(file, node)}`: {why}"))


def cuda_in_worker(flow: Flow, function: Function, node: ast.Call) -> None:
    message = (
        f"`{_short(function.file, node)}` runs in the worker processes of a DataLoader, where CUDA "
        "cannot be used; move the batch in the training loop"
    )
    flow.project.report(finding(function.file, node, "cuda-in-worker", message))
