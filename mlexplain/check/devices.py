"""Where a value lies, and whether two such places can meet in one operation.

A device is a string, or None where nothing is known:

=============  =====================================================================
`cpu`          certainly the CPU
`cuda:1`       a literal, as written in the source (also `mps`, `meta`, `xpu`, …)
`@self`        wherever the surrounding nn.Module lies
`@dev:NAME`    the device the program chose and calls NAME (`device`, `args.device`)
`@rank:NAME`   the GPU of this process, by its rank
`$NAME`        wherever the argument NAME of this function lies
=============  =====================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

CPU = "cpu"
CUDA = "cuda"
SELF = "@self"
CHOSEN = "@dev:"
RANK = "@rank:"
ARGUMENT = "$"
INITIAL = "init."

MIXED = "mixed"
HARDCODED = "hardcoded"
WRONG_RANK = "rank"
CONDITIONAL = "conditional"


def is_cuda(device: str | None) -> bool:
    return device is not None and device.startswith(CUDA)


def is_argument(device: str | None) -> bool:
    return device is not None and device[0] == ARGUMENT


def initial(cls: str, name: str) -> str:
    """The name under which methods know an argument that `__init__` keeps in an attribute."""
    return f"{INITIAL}{cls}.{name}"


def is_initial(device: str | None) -> bool:
    return device is not None and device.startswith(ARGUMENT + INITIAL)


def is_symbolic(device: str | None) -> bool:
    """True for a place that is decided when the program runs, and is a GPU where there is one."""
    return device is not None and device[0] == "@"


def away_from_cpu(device: str | None) -> bool:
    return device is not None and (device[0] == "@" or device.startswith(CUDA))


def clash(a: str | None, b: str | None) -> str | None:
    """How tensors at `a` and `b` fail to meet; None where they meet or nothing is known."""
    if a == b or a is None or b is None:
        return None
    if a[0] == ARGUMENT or b[0] == ARGUMENT:
        return CONDITIONAL
    if a == CPU or b == CPU:
        return MIXED if away_from_cpu(b if a == CPU else a) else None
    if a[0] != "@" and b[0] != "@":
        return MIXED if ":" in a and ":" in b and is_cuda(a) and is_cuda(b) else None
    literal, other = (a, b) if b[0] == "@" else (b, a)
    if not is_cuda(literal):
        return None
    if other.startswith(RANK):
        return WRONG_RANK  # for a bare `cuda`, where nothing says which GPU that is
    return HARDCODED


def either(places: Iterable[str | None]) -> bool:
    """CUDA on one path and the CPU on the other, as after `if use_cuda: x = x.cuda()`.

    That may well be where the program's own choice of a device lies.
    """
    found = list(places)
    start = any(place == CPU or is_argument(place) for place in found)
    return start and any(is_cuda(place) for place in found)


@lru_cache(maxsize=1024)
def literal(text: str) -> str | None:
    """The device that a string or number in the source names."""
    head = text.split(":", 1)[0].strip()
    if head in ("cpu", "cuda", "mps", "meta", "xpu", "hpu", "npu", "xla", "mlu", "musa"):
        return CPU if head == "cpu" else text
    return None


def spoken(device: str | None) -> str:
    """The device in words, for messages."""
    if device is None:
        return "an unknown device"
    if device == CPU:
        return "the CPU"
    if device == SELF:
        return "the module's device"
    if device.startswith(CHOSEN):
        return f"`{device[len(CHOSEN) :]}`"
    if device.startswith(RANK):
        return f"this process's GPU (`{device[len(RANK) :]}`)"
    if device[0] == ARGUMENT:
        return f"the device of `{device[1:]}`"
    return f"`{device}`"
