"""`doctor` for people: what was read, what cannot work, what fits."""

from __future__ import annotations

from typing import Any

from mlexplain.show.ansi import Painter
from mlexplain.show.visible import one_line

_GIB = 1 << 30


def report(content: dict[str, Any], color: bool = False) -> str:
    """A doctor's report, given as its `to_dict`."""
    paint = Painter(color)
    e = content["environment"]
    rows = [
        ("Python", e["python"]),
        ("torch", _torch(e)),
        ("driver", _driver(e)),
        ("GPU", ", ".join(_gpu(g) for g in e["gpus"]) or None),
        ("NCCL", e["nccl"]),
        ("cuDNN", e["cudnn"]),
    ]
    for name in ("numpy", "torchvision", "torchaudio", "transformers", "tokenizers"):
        rows.append((name, e["packages"].get(name)))
    lines = [f"{name:<13} {one_line(value)}" for name, value in rows if value]
    findings = content["findings"]
    if not findings:
        lines += ["", f"Nothing here speaks against {one_line(e['source'])}."]
    for found in findings:
        severity = paint(found["severity"], "red" if found["severity"] == "error" else "bold")
        lines += ["", f"{severity}: {one_line(found['text'], 400)}"]
        if found["command"]:
            lines.append(f"  $ {paint(one_line(found['command'], 300), 'green')}")
        if found["source"]:
            lines.append("  " + paint(_source(found["source"], found["date"]), "dim"))
    return "\n".join(lines) + "\n"


def _torch(e: dict[str, Any]) -> str | None:
    if not e["torch"]:
        return None if e["source"] == "the paste" else "not installed"
    how = ""
    if e["torch_rocm"]:
        how = f", built for ROCm {e['torch_rocm']}"
    elif e["torch_cuda"] is not None:
        how = f", built for CUDA {e['torch_cuda']}" if e["torch_cuda"] else ", built without CUDA"
    return f"{e['torch']}{how}"


def _source(source: str, date: str | None) -> str:
    return f"source: {one_line(source, 300)}" + (f" (looked up {date})" if date else "")


def _driver(e: dict[str, Any]) -> str | None:
    if not e["driver"]:
        return None
    offers = f", offers CUDA {e['driver_cuda']}" if e["driver_cuda"] else ""
    return f"{e['driver']}{offers}"


def _gpu(gpu: dict[str, Any]) -> str:
    parts = [gpu["name"]]
    if gpu["memory"]:
        parts.append(f"{gpu['memory'] / _GIB:.0f} GiB")
    if gpu["capability"]:
        parts.append(f"compute capability {gpu['capability']}")
    return ", ".join(parts)


def fitting(content: dict[str, Any], color: bool = False) -> str:
    """A table of ways to use a model, given as the `to_dict` of `Fits`."""
    lines = [
        f"{one_line(content['model'])}: {content['parameters'] / 1e9:.2f} billion parameters on "
        f"{content['gpu'] / _GIB:.1f} GiB, context {content['context']:,}, batch {content['batch']}",
        "",
        f"{'':<24}{'':<22}{'weights':>9}{'cache*':>9}{'states':>9}{'total':>9}",
    ]
    for way in content["ways"]:
        cells = [way["weights"], way["cache"], way["states"], way["total"]]
        sizes = "".join(f"{'?' if c is None else f'{c / _GIB:.1f}':>9}" for c in cells)
        verdict = "fits" if way["fits"] else "too large"
        lines.append(f"{way['purpose']:<24}{way['dtype']:<22}{sizes}  {verdict}")
    lines += [
        "",
        "GiB. *Inference: KV cache, in 32 bits with float32 and in 16 otherwise. Training: activations "
        "with recomputation,",
        "and the logits of the loss. int8 and 4-bit leave embeddings and output matrix in 16 bits. The "
        "total holds",
        "one GiB for CUDA itself.",
    ]
    if content["source"]:
        lines.append(Painter(color)(_source(content["source"], content["date"]), "dim"))
    return "\n".join(lines) + "\n"
