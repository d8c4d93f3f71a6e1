"""Cards and drivers against the CUDA version and the architectures that torch was built for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mlexplain.hooks.doctor.environment import Environment, Gpu
from mlexplain.hooks.doctor.finding import Finding, resting_on
from mlexplain.hooks.doctor.knowledge import numbers, table

_OFFICIAL = re.compile(r"(\d+\.\d+)\.\d+\+cu\d+")
"""Versions as the wheels of pytorch.org have them; other builds may hold other code."""


def findings(e: Environment) -> Iterator[Finding]:
    yield from _cpu_build(e)
    yield from _driver(e)
    yield from _no_driver(e)
    yield from _architecture(e)
    yield from _old_cards(e)


def install_torch(e: Environment) -> str | None:
    """The command for the newest build that driver and cards can run; None where none is known."""
    for build in table("compatibility")["build"]:
        cuda = build["cuda"]
        if _starts(e, cuda) and all(_misses(build, g) is None for g in e.gpus):
            return f"pip install --force-reinstall torch {from_index('cu' + cuda.replace('.', ''))}"
    return None


def from_index(build: str) -> str:
    """The option for the wheels of a build: "cpu", "cu126", "rocm6.4"."""
    address: str = table("compatibility")["index"]["address"]
    return f"--index-url {address.format(build=build)}"


def _needed_driver(cuda: str) -> dict[str, Any] | None:
    """What a toolkit's programs need to start; by minor versions before CUDA 11."""
    names = (cuda, cuda.split(".")[0])
    return next((d for d in table("compatibility")["driver"] if d["cuda"] in names), None)


def _starts(e: Environment, cuda: str) -> bool:
    """Whether nothing known speaks against the driver: its number, or the CUDA version it offers."""
    if e.driver_cuda and numbers(e.driver_cuda) >= numbers(cuda):
        return True
    needed = _needed_driver(cuda)
    return not e.driver or needed is None or numbers(e.driver) >= numbers(needed["least"])


def _misses(build: dict[str, Any], gpu: Gpu) -> dict[str, Any] | None:
    """The fact by which a build holds no code for a card; None where it does, or nothing is known."""
    if gpu.capability is None:
        return None
    major, minor = numbers(gpu.capability)[:2]
    held = build.get("architectures")
    if held is not None:
        levels = (numbers(a) for a in held)
        return None if any(a[0] == major and a[1] <= minor for a in levels) else build
    return _toolkit_limit(build["cuda"], (major, minor))


def _toolkit_limit(cuda: str, level: tuple[int, ...]) -> dict[str, Any] | None:
    for limit in table("compatibility")["toolkit"]:
        new = "least" in limit and level >= numbers(limit["least"])
        old = "below" in limit and level < numbers(limit["below"])
        if new and numbers(cuda) < numbers(limit["from"]):
            return dict(limit)
        if old and numbers(cuda) >= numbers(limit["until"]):
            return dict(limit)
    return None


def _cpu_build(e: Environment) -> Iterator[Finding]:
    if e.torch and e.torch_cuda == "" and (e.gpus or e.gpu_expected):
        card = f" ({e.gpus[0].name})" if e.gpus else ""
        yield Finding(
            "cpu-build",
            "error",
            f"torch {e.torch} is a CPU build, so it cannot use the GPU of this machine{card}.",
            install_torch(e),
        )


def _driver(e: Environment) -> Iterator[Finding]:
    if not e.torch or not e.torch_cuda or not e.driver or _starts(e, e.torch_cuda):
        return
    needed = _needed_driver(e.torch_cuda)
    assert needed is not None
    yield resting_on(
        needed,
        "driver-too-old",
        "error",
        f"torch {e.torch} is built for CUDA {e.torch_cuda}, which needs driver {needed['least']} or "
        f"newer; this one is {e.driver}.",
        install_torch(e),
    )


def _no_driver(e: Environment) -> Iterator[Finding]:
    if e.torch and e.torch_cuda and e.gpu_expected and e.driver is None and e.source != "the paste":
        yield Finding(
            "driver-unreachable",
            "error",
            "NVIDIA device files are there, but `nvidia-smi` gives no driver version: the driver is "
            "not loaded, or does not match the installed libraries (a reboot often mends the latter).",
            "nvidia-smi",
        )


def _architecture(e: Environment) -> Iterator[Finding]:
    if not e.torch or not e.torch_cuda:
        return
    official = _OFFICIAL.fullmatch(e.torch)
    mine = {"torch": official and official.group(1), "cuda": e.torch_cuda}
    build = next(
        (b for b in table("compatibility")["build"] if all(b[k] == v for k, v in mine.items())),
        mine,
    )
    for gpu in {g.name: g for g in e.gpus}.values():
        fact = _misses(build, gpu)
        if fact is None:
            continue
        held = build.get("architectures")
        there = f"holds code for {', '.join(held)}" if held else "cannot hold compiled code for it"
        # A newer card can still compile portable code (PTX), where a build that is not listed has some.
        yield resting_on(
            fact,
            "no-kernels",
            "warning" if "from" in fact else "error",
            f"The {gpu.name} has compute capability {gpu.capability}; torch {e.torch}, built for CUDA "
            f"{e.torch_cuda}, {there}.",
            install_torch(e),
        )


def _old_cards(e: Environment) -> Iterator[Finding]:
    """Packages that need a newer card than there is."""
    levels = [numbers(g.capability) for g in e.gpus if g.capability]
    for need in table("compatibility")["card"]:
        have = e.packages.get(need["package"])
        if have is None or numbers(have) < numbers(need["from"]) or not levels:
            continue
        if max(levels) < numbers(need["least"]):
            yield resting_on(
                need,
                "card-too-old",
                "warning",
                f"{need['package']} {have} runs on cards of compute capability {need['least']} or "
                f"newer; the {e.gpus[0].name} has {e.gpus[0].capability}.",
            )
