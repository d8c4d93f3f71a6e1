"""Discoveries as findings: the kind, the place to point at, the words."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import devices, remedies, rules, values
from mlexplain.check.devices import spoken
from mlexplain.check.model import Model
from mlexplain.check.scope import Function
from mlexplain.check.sourcefile import SourceFile
from mlexplain.check.values import Value
from mlexplain.findings import Confidence, Finding, Remedy

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow
    from mlexplain.check.project import Project


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


def short(file: SourceFile, node: ast.AST) -> str:
    text = file.source(node)
    return text if len(text) <= 60 else text[:57] + "…"


def line_of(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def hardcoded(flow: Flow, file: SourceFile, node: ast.AST, device: str) -> None:
    if not flow.hardcoded and file is flow.file:
        flow.hardcoded = True
        for other in flow.literals:
            hardcoded(flow, file, other, devices.CUDA)
    message = (
        f"`{short(file, node)}` always uses `{device}`: without a GPU it fails, and beside a model "
        "on another GPU too"
    )
    flow.project.report(finding(file, node, "hardcoded-cuda", message, "medium"))


def needs_gpu(project: Project, file: SourceFile, node: ast.Call) -> None:
    message = (
        f"`{short(file, node)}` always uses `cuda`, though the program is written to run without "
        "a GPU as well; use the device that it chooses"
    )
    project.report(finding(file, node, "hardcoded-cuda", message, "medium"))


def in_list(flow: Flow, origin: values.Origin) -> None:
    file, node = origin.function.file, origin.node
    message = (
        f"`{short(file, node)}` is kept in a plain list or dict, so `.to()`, `parameters()` and "
        "`state_dict()` do not see it; use nn.ModuleList or nn.ModuleDict"
    )
    flow.project.report(finding(file, node, "modules-in-list", message))


def parameter_in_list(flow: Flow, origin: values.Origin) -> None:
    file, node = origin.function.file, origin.node
    message = (
        f"The parameter made of `{short(file, node)}` is kept in a plain list or dict, so that "
        "`.to()`, `parameters()` and `state_dict()` do not see it; use nn.ParameterList or "
        "nn.ParameterDict"
    )
    flow.project.report(finding(file, node, "plain-attribute-tensor", message))


def result_dropped(flow: Flow, node: ast.Call, base: Value) -> None:
    func = node.func
    assert isinstance(func, ast.Attribute)
    name = flow.file.source(func.value)
    if base.origin is not None:  # what it meets later is the same bug
        flow.project.blame(base.origin.function.file.path, base.origin.node)
    message = (
        f"`{short(flow.file, node)}` returns a moved copy, which is thrown away; "
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


def member_left_behind(flow: Flow, origin: values.Origin, place: str) -> None:
    file, node = origin.function.file, origin.node
    message = (
        f"`{short(file, node)}` is put on the CPU into a model that already lies on "
        f"{spoken(place)}; move it there too"
    )
    built = origin.how == "built"  # a parameter that is moved is none any more
    remedy = remedies.moved_where_built(origin, place) if built else None
    flow.project.report(finding(file, node, "module-not-moved", message, "high", remedy))


def dispatched_moved(flow: Flow, node: ast.Call, func: ast.Attribute, model: Model) -> None:
    message = (
        f"`{short(flow.file, node)}` moves a model that `from_pretrained` has already placed "
        "(`device_map=`, 8 or 4 bits); that fails, or breaks its placement"
    )
    flow.project.report(finding(flow.file, node, "device-map-then-to", message, "high"))


def optimizer_before_move(flow: Flow, node: ast.Call, func: ast.Attribute, model: Model) -> None:
    if model.optimizer is None:
        return
    function, built = model.optimizer
    if function is not flow.function and function.name != "__init__":
        return
    message = (
        f"The optimizer is made before line {line_of(node)} moves the model; "
        "move the model first, so that its state lies beside the parameters"
    )
    flow.project.report(finding(function.file, built, "optimizer-before-move", message, "medium"))


def optimizer_left_behind(flow: Flow, built: ast.Call, moved: ast.Call, name: str) -> None:
    message = (
        f"The optimizer keeps the `{name}` it was given; line {line_of(moved)} makes a moved copy, "
        "which it will never update. Make the tensor on the device first"
    )
    flow.project.report(finding(flow.file, built, "optimizer-before-move", message))


def moved_leaf(flow: Flow, moved: ast.AST, name: str) -> None:
    message = (
        f"`{short(flow.file, moved)}` makes a copy that is no leaf, so that the optimizer refuses "
        f"`{name}` on a GPU; make it there, with `requires_grad=True`"
    )
    flow.project.report(finding(flow.file, moved, "optimizer-before-move", message))


def no_parameter(flow: Flow, moved: ast.AST) -> None:
    message = (
        f"On a GPU, `{short(flow.file, moved)}` is a copy and no nn.Parameter: it is neither trained "
        "nor saved. Keep the parameter itself, and move the module"
    )
    flow.project.report(finding(flow.file, moved, "plain-attribute-tensor", message))


def lengths_on_gpu(flow: Flow, file: SourceFile, node: ast.AST, place: str | None) -> None:
    message = (
        f"`{short(file, node)}` wants its lengths on the CPU, and these lie on {spoken(place)}; "
        "pass `lengths.cpu()`"
    )
    flow.project.report(finding(file, node, "mixed-devices", message))


def wrong_generator(
    flow: Flow, file: SourceFile, node: ast.AST, held: str | None, drawn: str | None
) -> None:
    message = f"The generator lies on {spoken(held)}, but the numbers are drawn on {spoken(drawn)}"
    flow.project.report(finding(file, node, "generator-device", message))


def load(flow: Flow, origin: values.Origin) -> None:
    file, node = origin.function.file, origin.node
    if not isinstance(node, ast.Call):
        return
    message = (
        f"`{short(file, node)}` puts every tensor back on the GPU it was saved from; on a "
        "machine without that GPU it fails. Pass `map_location=`"
    )
    remedy = remedies.add_argument(file, node, 'map_location="cpu"', safe=False)
    flow.project.report(finding(file, node, "load-no-map-location", message, "medium", remedy))


def wrong_rank(flow: Flow, node: ast.AST, why: str) -> None:
    wrong_rank_at(flow, flow.file, node, why)


def no_backend(flow: Flow, node: ast.Call) -> None:
    message = (
        f"`{short(flow.file, node)}` sends a tensor on the CPU, and NCCL takes none but those on "
        "GPUs; make it there"
    )
    flow.project.report(finding(flow.file, node, "mixed-devices", message))


def wrong_rank_at(flow: Flow, file: SourceFile, node: ast.AST, why: str) -> None:
    flow.project.report(finding(file, node, "wrong-rank-device", f"`{short(file, node)}`: {why}"))


def cuda_in_worker(flow: Flow, function: Function, node: ast.Call) -> None:
    message = (
        f"`{short(function.file, node)}` runs in the worker processes of a DataLoader, where CUDA "
        "cannot be used; move the batch in the training loop"
    )
    flow.project.report(finding(function.file, node, "cuda-in-worker", message))
