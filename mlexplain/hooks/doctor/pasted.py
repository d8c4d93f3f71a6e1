"""A pasted `collect_env`, `pip freeze` or `nvidia-smi`, or several of them together."""

from __future__ import annotations

import re

from mlexplain.hooks.doctor.environment import Environment, Gpu, normalised
from mlexplain.hooks.doctor.knowledge import capability
from mlexplain.report import Line
from mlexplain.trace.smi import read_smi

_FROZEN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:==|===)\s*([^\s;#]+)", re.M)
_LISTED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)\s+(\d[\w.+!-]*)(?:\s+\S+)*\s*$", re.M)
_COLLECTED = re.compile(r"^\[(?:pip3?|conda)\]\s+([A-Za-z0-9._-]+)(?:==|\s+)(\S+)", re.M)
_FIELD = r"^{}\s*:\s*(.+?)\s*$"
_GPU_LINE = re.compile(r"^(?:GPU \d+|Nvidia driver GPU)\s*:\s*(.+?)\s*$", re.M)


def read_environment(text: str) -> Environment:
    """Read what the text tells. Raises `ValueError` where it tells nothing of a machine."""
    packages = {
        normalised(name): version
        for pattern in (_LISTED, _FROZEN, _COLLECTED)
        for name, version in pattern.findall(text)
    }
    driver, driver_cuda, gpus = read_nvidia_smi(text)
    torch = _field(text, "PyTorch version") or packages.get("torch")
    if torch:
        packages.setdefault("torch", torch)
    if not packages and driver is None and not gpus:
        raise ValueError(
            "this is neither the output of `python -m torch.utils.collect_env`, nor of `pip freeze`, "
            "nor of `nvidia-smi`"
        )
    names = gpus or tuple(Gpu(n, 0, capability(n)) for n in _GPU_LINE.findall(text))
    return Environment(
        source="the paste",
        python=(_field(text, "Python version") or "").split(" ")[0] or None,
        packages=packages,
        torch=torch,
        torch_cuda=_toolkit(text, torch),
        driver=driver or _known(_field(text, "Nvidia driver version")),
        driver_cuda=driver_cuda,
        gpus=tuple(Gpu(g.name, g.memory, g.capability or capability(g.name)) for g in names),
        gpu_expected=bool(names) or None,
        cudnn=_known(_field(text, "cuDNN version")),
    )


def read_nvidia_smi(text: str) -> tuple[str | None, str | None, tuple[Gpu, ...]]:
    """Driver, its CUDA version and the cards of a table, as far as there is one."""
    lines = [Line(number, row) for number, row in enumerate(text.splitlines(), start=1)]
    found = read_smi(lines)
    if found is None:
        return None, None, ()
    table = found[0]
    gpus = tuple(Gpu(g.name, g.memory_total) for g in table.gpus)
    return _known(table.driver), _known(table.cuda), gpus


def _field(text: str, name: str) -> str | None:
    found = re.search(_FIELD.format(re.escape(name)), text, re.M)
    return found.group(1) if found else None


def _toolkit(text: str, torch: str | None) -> str | None:
    """What torch was built for: told by collect_env, or by the version's own ending."""
    told = _field(text, "CUDA used to build PyTorch")
    if told is not None:
        return "" if told in ("None", "N/A", "Could not collect") else told
    build = re.search(r"\+(cpu|cu(\d{2,3}))", torch or "")
    if build is None:
        return None
    digits = build.group(2)
    return f"{digits[:-1]}.{digits[-1]}" if digits else ""


def _known(value: str | None) -> str | None:
    return value if value and value[0].isdigit() else None
