"""`doctor` for people: what was read, what cannot work, what fits."""

from __future__ import annotations

from typing import Any

from mlexplain.show.visible import one_line

_GIB = 1 << 30


def report(content: dict[str, Any]) -> str:
    """A doctor's report, given as its `to_dict`."""
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
        lines += ["", f"{found['severity']}: {one_line(found['text'], 400)}"]
        if found["command"]:
            lines.append(f"  $ {one_line(found['command'], 300)}")
        if found["source"]:
            lines.append(f"  ({one_line(found['source'])})")
    return "\n".join(lines) + "\n"


def _torch(e: dict[str, Any]) -> str | None:
    if not e["torch"]:
        return None if e["source"] == "the paste" else "not installed"
    build = e["torch_cuda"]
    how = (
        ""
        if build is None
        else ", built for the CPU"
        if build == ""
        else f", built for CUDA {build}"
    )
    return f"{e['torch']}{how}"


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


def fitting(content: dict[str, Any]) -> str:
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
        "GiB. *KV cache in 16 bits; in training, activations with recomputation. The total holds one GiB "
        "for CUDA itself.",
    ]
    return "\n".join(lines) + "\n"
