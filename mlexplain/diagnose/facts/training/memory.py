"""Memory arithmetic: how many parameters a model's name tells, and what they need.

Bytes per parameter: float32 4, float16 and bfloat16 2, int8 1, 4-bit 0.5. Training with Adam in
mixed precision takes 16 bytes a parameter before activations: 2 + 2 for weights and gradients,
4 for the master copy, 8 for the two moments (https://arxiv.org/abs/1910.02054, section 3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_SIZED = re.compile(
    r"(?<![\w.-])[A-Za-z][\w.]{0,40}(?:[-_][\w.]{1,20}){0,4}?[-_]"
    r"(?P<count>\d{1,4}(?:\.\d{1,3})?)(?P<unit>[bBmM])(?![A-Za-z0-9])(?:[-_][\w.-]{1,60})?"
)
_DTYPE_BYTES = (
    (re.compile(r"load_in_4bit\s*=\s*True|4bit|nf4|int4|gptq|awq", re.I), 0.5),
    (re.compile(r"load_in_8bit\s*=\s*True|int8|8bit", re.I), 1.0),
    (re.compile(r"float16|bfloat16|HalfTensor|\.half\(|\bfp16\b|\bbf16\b", re.I), 2.0),
    (re.compile(r"float32|\.float\(|\bfp32\b", re.I), 4.0),
)
_BATCH = re.compile(
    r"(?:max_batch_size|per_device_train_batch_size|train_batch_size|batch_size|batch-size|--bs)"
    r"\s*[=: ]\s*(\d{1,6})"
)


_BATCH_LINE = re.compile(r"\b(\w*batch_?size\w*\s*=\s*|--\w*batch[-_]size[= ])(\d{1,6})\b", re.I)


def _written(scene: Scene) -> Iterator[str]:
    """What the user wrote: commands, pasted code, the code lines of frames."""
    yield from (command for _, command in scene.trace.commands)
    yield from (block.text for block in scene.trace.sources)
    for frame in scene.failure.frames:
        yield frame.code or ""
        if frame.mine:
            yield frame.file


def _around(scene: Scene) -> Iterator[str]:
    """The lines around the failure, the nearest first."""
    at = scene.failure.lines[0]
    nearest = sorted(scene.trace.context, key=lambda line: abs(line.number - at))
    yield from (line.text for line in nearest[:200])


def model_size(text: str) -> tuple[str, int] | None:
    """`--ckpt_dir llama-2-7b/` → ("llama-2-7b", 7000000000)."""
    for found in _SIZED.finditer(text):
        count = float(found.group("count")) * (1e9 if found.group("unit") in "bB" else 1e6)
        if 1e7 <= count <= 2e12:
            return found.group(0).rstrip(".-_"), round(count)
    return None


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    written, around = list(_written(scene)), list(_around(scene))
    sized = next((s for text in written + around if (s := model_size(text))), None)
    words = "\n".join(written)
    width = next((size for regex, size in _DTYPE_BYTES if regex.search(words)), None)
    if sized:
        assumed = width or 2.0
        result["model_name"], count = sized
        result |= {
            "parameters": count,
            "bytes_assumed": assumed,
            "weights": round(count * assumed),
            "weights_8bit": count,
            "weights_4bit": round(count * 0.55),  # 0.5 and the scales of each block
            "training_memory": count * 16,
        }
    result["bytes_per_parameter"] = width
    if found := _BATCH.search("\n".join(written + around)):
        result["batch_size"] = int(found.group(1))
    if found := _BATCH_LINE.search("\n".join(written)):
        result["batch_before"] = found.group(0)
        result["batch_after"] = f"{found.group(1)}{max(1, int(found.group(2)) // 2)}"
    return result | _shares(facts)


_CONTEXT = 2**30
"""What CUDA itself, its kernels and a display take beside PyTorch's tensors."""


def _shares(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What PyTorch holds, what of it lies idle, and what others hold."""
    allocated, idle = facts.get("size_allocated"), facts.get("size_idle")
    held = facts.get("size_reserved")
    if held is None and allocated is not None:
        held = allocated + (idle or 0)
    total = facts.get("size_total")
    free = facts.get("size_free")
    result = {
        "gpu_memory": total or facts.get("smi_total"),
        "size_held": held,
        "size_unused": held - allocated if held is not None and allocated is not None else None,
    }
    used = facts.get("size_process") or held
    if total is not None and used is not None and free is not None:
        rest = total - used - free
        result["other_memory"] = rest if rest > 2**28 else None
        if facts.get("size_process") is None:
            rest -= _CONTEXT
        result["other_share"] = max(0, rest) / total if total else None
    return result
