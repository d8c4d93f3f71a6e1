"""A program that runs without a GPU too, and a line in it that always asks for one."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import devices, reporting
from mlexplain.check.scope import Function
from mlexplain.check.sourcefile import SourceFile

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow
    from mlexplain.check.project import Project

_CHOICE = re.compile(
    r"""["']cuda[^"'\n]*["'][^\n]*\bif\b[^\n]*is_available\(\)[^\n]*\belse\b[^\n]*["']cpu["']"""
    r"""|is_available\(\)\s*and[^\n]*["']cuda[^\n]*\bor\b[^\n]*["']cpu["']"""
    r"""|add_argument\(\s*["']--device["'][^\n]*default=["']cpu["']"""
)
_GPU_REQUIRED = re.compile(
    r"if not torch\.cuda\.is_available\(\):\s*(?:#[^\n]*)?\n\s*(?:raise|return|sys\.exit|exit|quit|pytest)"
    r"|assert torch\.cuda|skip_?[iI]f|skip[uU]nless|require_(?:torch|cuda|gpu)"
)
_ABOUT_GPUS = re.compile("cuda|gpu", re.I)
_ASKS = re.compile(
    r"is_available|is_cuda|use_cuda|use_gpu|device_count|\.type\s*==|get_device|\bgpus?\b|fp16|amp\b"
)


def note(flow: Flow, node: ast.Call, device: str | None) -> None:
    """Remember a call that names a GPU, whatever the machine has."""
    if device in (devices.CUDA, "cuda:0") and not flow.guarded and not flow.current:
        if _spelled_out(node):
            flow.file.literals.append((flow.function, node))


def _spelled_out(node: ast.Call) -> bool:
    """Whether the call itself says `cuda`, and no variable that could be changed in one place."""
    func = node.func
    if isinstance(func, ast.Attribute) and func.attr == "cuda":
        return all(isinstance(a, ast.Constant) for a in node.args)
    places = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "device")]
    named = any(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in places)
    return named or (isinstance(func, ast.Attribute) and func.attr.endswith("Tensor"))


def check(project: Project, file: SourceFile) -> None:
    """Report what `note` gathered, if the file elsewhere lets the CPU stand in for the GPU."""
    if not file.literals or not _CHOICE.search(file.text) or _GPU_REQUIRED.search(file.text):
        return
    for function, node in file.literals:
        if not _means_gpus(function):
            reporting.needs_gpu(project, file, node)


def _means_gpus(function: Function) -> bool:
    """Whether a function is about GPUs by its name, its conditions or its callers'."""
    if function.guarded_call or _ABOUT_GPUS.search(function.name):
        return True
    if function.owner is not None and _ABOUT_GPUS.search(function.owner.name):
        return True
    if isinstance(function.node, ast.Module):
        return False
    return _ASKS.search(_CHOICE.sub("", function.text)) is not None
