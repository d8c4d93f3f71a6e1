"""A pasted `collect_env`, `pip freeze` or `nvidia-smi`, or several of them together."""

from __future__ import annotations

import re
from urllib.parse import unquote

from mlexplain.hooks.doctor.environment import Environment, Gpu, normalised
from mlexplain.hooks.doctor.knowledge import capability, pins
from mlexplain.report import Line
from mlexplain.trace.smi import read_smi

_NAME = r"([A-Za-z0-9][A-Za-z0-9._-]*)"
_FROZEN = re.compile(rf"^{_NAME}[ \t]*={{2,3}}[ \t]*v?(\d[^\s;#=:,)]*)", re.M)
_DIRECT = re.compile(rf"^{_NAME} @ \S*/[A-Za-z0-9._]+-(\d[^-/\s]*)-[^/\s]*\.whl", re.M)
"""`torch @ https://…/torch-2.0.1%2Bcu118-cp310-….whl`, as pip freezes what came from an address."""
_LISTED = re.compile(rf"^{_NAME}[ \t]+(\d[\w.+!-]*)(?:[ \t].*)?$", re.M)
_LIST_HEAD = re.compile(r"^Package\s+Version\b|^# Name\s+Version\b", re.M)
_COLLECTED = re.compile(rf"^\[(?:pip3?|conda)\][ \t]+{_NAME}(?:==|[ \t]+)(\S+)", re.M)
_TRANSFORMERS_ENV = re.compile(r"^- `?([A-Za-z_]+)`? version(?: \(GPU\?\))?: (\d\S*)", re.M)
"""What `transformers-cli env` prints."""
_FIELD = r"^{}[ \t]*:[ \t]*(\S.*?)[ \t]*$"
_GPU_LINE = re.compile(
    r"^(?:GPU models and configuration[ \t]*:[ \t]*)?(?:GPU \d+|Nvidia driver GPU|- GPU type)[ \t]*:"
    r"[ \t]*(.+?)[ \t]*(?:\(UUID.*)?$",
    re.M,
)
_DRIVER = re.compile(r"\b(?:Driver|KMD) Version[ \t]*:[ \t]*(\d{2,4}\.[\d.]+)")
_OFFERED = re.compile(r"\bCUDA (?:UMD )?Version[ \t]*:[ \t]*(\d+\.\d+)")
_PRODUCT = re.compile(r"^[ \t]*Product Name[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.M)
_SYSTEMS = {"windows": "Windows", "mac": "Darwin"}
_RUNTIMES = ("nvidia-cuda-runtime-cu11", "nvidia-cuda-runtime-cu12", "cuda-toolkit", "pytorch-cuda")


def read_environment(text: str) -> Environment:
    """Read what the text tells. Raises `ValueError` where it tells nothing of a machine."""
    packages = _packages(text)
    driver, driver_cuda, gpus = read_nvidia_smi(text)
    torch = _known(_field(text, "PyTorch version")) or packages.get("torch")
    if torch:
        packages["torch"] = torch
    names = gpus or tuple(Gpu(n, 0) for n in _GPU_LINE.findall(text))
    if not packages and driver is None and not names:
        raise ValueError(
            "this is neither the output of `python -m torch.utils.collect_env`, nor of `pip freeze`, "
            "nor of `nvidia-smi`"
        )
    rocm = _known(_field(text, "ROCM used to build PyTorch")) or _ending(torch, "rocm")
    return Environment(
        source="the paste",
        python=(_field(text, "(?:- )?Python version") or "").split(" ")[0] or None,
        system=_system(text),
        machine=_machine(text),
        packages=packages,
        torch=torch,
        torch_cuda=None if rocm else _toolkit(text, torch, packages),
        torch_rocm=rocm,
        driver=driver or _known(_field(text, "Nvidia driver version")),
        driver_cuda=driver_cuda,
        gpus=tuple(Gpu(g.name, g.memory, capability(g.name)) for g in names),
        gpu_expected=bool(names) or None,
        cudnn=_known(_field(text, "cuDNN version")),
    )


def _packages(text: str) -> dict[str, str]:
    """Versions by name. Words with numbers count only where they are a list of packages."""
    patterns = (_FROZEN, _DIRECT, _TRANSFORMERS_ENV, _COLLECTED)
    found = [pair for pattern in patterns for pair in pattern.findall(text)]
    listed = _LISTED.findall(text)
    known = {"pytorch", *(name for pair in pins() for name in pair)}
    if _LIST_HEAD.search(text) or any(normalised(name) in known for name, _ in listed):
        found = listed + found
    packages = {normalised(name): unquote(version) for name, version in found}
    if "pytorch" in packages:
        packages.setdefault("torch", packages.pop("pytorch"))
    return packages


def read_nvidia_smi(text: str) -> tuple[str | None, str | None, tuple[Gpu, ...]]:
    """Driver, its CUDA version and the cards of a table, of an old one that names no CUDA version, or
    of `nvidia-smi -q`, as far as there is one."""
    lines = [Line(number, row) for number, row in enumerate(text.splitlines(), start=1)]
    found = read_smi(lines)
    if found is None:
        driver, cuda = _DRIVER.search(text), _OFFERED.search(text)
        named = tuple(Gpu(name, 0) for name in _PRODUCT.findall(text))
        return (
            driver.group(1) if driver else None,
            cuda.group(1) if driver and cuda else None,
            named if driver else (),
        )
    table = found[0]
    gpus = tuple(Gpu(g.name, g.memory_total) for g in table.gpus)
    return _known(table.driver), _known(table.cuda), gpus


def _field(text: str, name: str) -> str | None:
    """What stands after a name, which is a regular expression, and a colon."""
    found = re.search(_FIELD.format(name), text, re.M)
    return found.group(1) if found else None


def _system(text: str) -> str | None:
    told = _field(text, "OS") or _field(text, "- Platform") or ""
    named = next((name for part, name in _SYSTEMS.items() if part in told.lower()), None)
    return named or ("Linux" if told else None)


def _machine(text: str) -> str | None:
    told = f"{_field(text, 'OS')} {_field(text, '(?:- |Python )?[Pp]latform')}"
    found = re.search(r"x86_64|aarch64|arm64", told)
    return found.group() if found else None


def _toolkit(text: str, torch: str | None, packages: dict[str, str]) -> str | None:
    """What torch was built for: told by collect_env, by the version's own ending, or by the CUDA
    libraries installed beside it."""
    told = _field(text, "CUDA used to build PyTorch")
    if told is not None:
        other = torch and "+xpu" in torch
        return _known(told) or ("" if told in ("None", "N/A") and not other else None)
    if torch is None:
        return None
    if "+cpu" in torch:
        return ""
    if digits := _ending(torch, "cu"):
        return f"{digits[:-1]}.{digits[-1]}"
    beside = {".".join(packages[n].split(".")[:2]) for n in _RUNTIMES if n in packages}
    return beside.pop() if len(beside) == 1 else None


def _ending(torch: str | None, build: str) -> str | None:
    """The version in the ending of torch's own: of "2.1.0+cu118", the 118."""
    found = re.search(rf"\+{build}([\d.]+)", torch or "")
    return found.group(1) if found else None


def _known(value: str | None) -> str | None:
    return value if value and value[0].isdigit() else None
