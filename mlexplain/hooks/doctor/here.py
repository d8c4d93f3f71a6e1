"""This machine, read without importing torch or anything else that it examines."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from mlexplain.hooks.doctor.environment import Environment, Gpu, Requirement, normalised
from mlexplain.hooks.doctor.pasted import read_nvidia_smi

_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)\)?\s*(?:;(.*))?$")
_WATCHED = frozenset(
    [
        "torch",
        "torchvision",
        "torchaudio",
        "torchtext",
        "vllm",
        "transformers",
        "tokenizers",
        "huggingface-hub",
        "numpy",
        "accelerate",
        "peft",
        "datasets",
        "safetensors",
        "xformers",
        "triton",
        "spacy",
        "thinc",
        "pydantic",
        "diffusers",
        "lightning",
        "torchmetrics",
        "bitsandbytes",
        "flash-attn",
    ]
)
_CUDA_LIBRARIES = re.compile(r"^lib(?:cudnn|cublas|nccl|cudart|cufft|cusparse|torch)\w*\.so")


def this_machine() -> Environment:
    """Read everything there is to read."""
    found = list(metadata.distributions())
    names = [normalised(d.metadata["Name"] or "") for d in found]
    packages: dict[str, str] = {}
    for name, distribution in zip(names, found, strict=True):
        packages.setdefault(name, distribution.version)
    version, cuda, rocm = _torch_build(found, packages)
    smi = _nvidia_smi()
    driver, driver_cuda, gpus = read_nvidia_smi(smi) if smi else (None, None, ())
    return Environment(
        source="this machine",
        python=platform.python_version(),
        system=platform.system(),
        machine=platform.machine(),
        packages=packages,
        torch=version,
        torch_cuda=cuda,
        torch_rocm=rocm,
        driver=driver,
        driver_cuda=driver_cuda,
        gpus=_with_capability(gpus),
        gpu_expected=_device_files(),
        cudnn=_versioned(packages, "nvidia-cudnn-cu"),
        nccl=_versioned(packages, "nvidia-nccl-cu"),
        requirements=tuple(_requirements(found)),
        duplicates=tuple(sorted(n for n, count in Counter(names).items() if count > 1 and n)),
        library_path=tuple(_library_path()),
        shared_memory=_shared_memory(),
        open_files=_open_files(),
    )


def _torch_build(
    found: list[metadata.Distribution], packages: dict[str, str]
) -> tuple[str | None, str | None, str | None]:
    """Version, CUDA and ROCm from torch/version.py, which is read and not run."""
    for distribution in found:
        if normalised(distribution.metadata["Name"] or "") != "torch":
            continue
        try:
            text = Path(str(distribution.locate_file("torch/version.py"))).read_text("utf-8")
        except OSError:
            return packages.get("torch"), None, None
        version = re.search(r"__version__ = '([^']+)'", text)
        cuda, rocm, xpu = (
            re.search(rf"^{name}(?:: [^=]+)? = (?:'([^']+)'|None)", text, re.M)
            for name in ("cuda", "hip", "xpu")
        )
        other = any(build and build.group(1) for build in (rocm, xpu))
        return (
            version.group(1) if version else packages.get("torch"),
            (cuda.group(1) or (None if other else "")) if cuda else None,
            rocm.group(1) if rocm else None,
        )
    return None, None, None


def _nvidia_smi() -> str | None:
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    try:
        done = subprocess.run([program], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout


def _with_capability(gpus: tuple[Gpu, ...]) -> tuple[Gpu, ...]:
    from mlexplain.hooks.doctor.knowledge import capability

    return tuple(Gpu(g.name, g.memory, capability(g.name)) for g in gpus)


def _device_files() -> bool | None:
    if not Path("/dev").is_dir():
        return None
    return any(Path("/dev").glob("nvidia[0-9]*")) or Path("/proc/driver/nvidia").exists()


def _versioned(packages: dict[str, str], beginning: str) -> str | None:
    return next((v for n, v in sorted(packages.items()) if n.startswith(beginning)), None)


def _requirements(found: list[metadata.Distribution]) -> Iterator[Requirement]:
    """What watched packages ask of watched ones."""
    for distribution in found:
        name = normalised(distribution.metadata["Name"] or "")
        if name not in _WATCHED:
            continue
        for line in distribution.requires or []:
            match = _REQUIREMENT.match(line)
            if match is None:
                continue
            wanted, versions, marker = match.groups()
            # transformers asks for a torch of some age in its extra of that name alone.
            named = f"extra == [\"']{re.escape(wanted)}[\"']"
            applies = not marker or re.fullmatch(named, marker.strip())
            if normalised(wanted) in _WATCHED and versions.strip() and applies:
                yield Requirement(name, normalised(wanted), versions.strip())


def _library_path() -> Iterator[str]:
    for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":"):
        try:
            names = os.listdir(folder) if folder else []
        except OSError:
            continue
        hits = sorted({n.split(".so")[0] for n in names if _CUDA_LIBRARIES.match(n)})
        if hits:
            yield f"{folder}: {', '.join(hits[:4])}"


def _shared_memory() -> int | None:
    try:
        size = os.statvfs("/dev/shm")
    except (OSError, AttributeError):
        return None
    return size.f_frsize * size.f_blocks


def _open_files() -> int | None:
    try:
        import resource
    except ImportError:
        return None
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
