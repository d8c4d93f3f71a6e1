"""What a value is, told without running anything of its own.

No `__repr__`, no `__getattr__`, no property and no `__torch_function__` of a user's class is called, no data is
copied, and the GPU is not asked anything: shape, dtype and device are kept on the host.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MOST_MODULES = 5_000


@dataclass(frozen=True, slots=True)
class HeldTensor:
    """A tensor of the failing line."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    device: str
    requires_grad: bool
    of_module: bool = False
    """A parameter or buffer, which moves and converts with its module."""


@dataclass(frozen=True, slots=True)
class HeldModule:
    """A module of the failing line; tensors counted by device and by dtype."""

    name: str
    kind: str
    devices: tuple[tuple[str, int], ...]
    dtypes: tuple[tuple[str, int], ...]


def held_tensor(name: str, value: Any, of_module: bool = False) -> HeldTensor | None:
    """A tensor's own facts, None for anything else."""
    torch = sys.modules.get("torch")
    base = getattr(torch, "Tensor", None)
    if torch is None or base is None or not _is_a(value, base):
        return None
    with torch._C.DisableTorchFunctionSubclass():
        read = torch._C.TensorBase
        return HeldTensor(
            name,
            tuple(int(n) for n in read.shape.__get__(value)),
            str(read.dtype.__get__(value)).removeprefix("torch."),
            str(read.device.__get__(value)),
            bool(read.requires_grad.__get__(value)),
            of_module or _is_a(value, torch.nn.Parameter),
        )


def held_module(name: str, value: Any) -> HeldModule | None:
    """Where a module's parameters and buffers live, None for anything else."""
    torch = sys.modules.get("torch")
    if torch is None or not is_module(value):
        return None
    devices: Counter[str] = Counter()
    dtypes: Counter[str] = Counter()
    for _, tensor in module_tensors(value):
        found = held_tensor("", tensor)
        if found is not None:
            devices[found.device] += 1
            if found.dtype.startswith(("float", "bfloat")):
                dtypes[found.dtype] += 1
    kind = type(value).__name__
    return HeldModule(name, kind, tuple(devices.most_common()), tuple(dtypes.most_common()))


def is_module(value: Any) -> bool:
    """Whether a value is a torch module."""
    torch = sys.modules.get("torch")
    kind = getattr(getattr(torch, "nn", None), "Module", None)
    return kind is not None and _is_a(value, kind)


def module_tensors(module: Any) -> Iterator[tuple[str, Any]]:
    """Parameters and buffers with their names, read from the module's own tables."""
    waiting = [("", module)]
    for _ in range(_MOST_MODULES):
        if not waiting:
            return
        prefix, current = waiting.pop()
        tables = plain_dict(current)
        for table in ("_parameters", "_buffers"):
            for name, tensor in (tables.get(table) or {}).items():
                if tensor is not None:
                    yield prefix + name, tensor
        for name, child in (tables.get("_modules") or {}).items():
            if child is not None:
                waiting.append((f"{prefix}{name}.", child))


def plain_dict(value: Any) -> dict[str, Any]:
    """An object's own attributes, past any `__getattribute__`."""
    try:
        found = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        return {}
    return found if type(found) is dict else {}


def attribute(value: Any, name: str) -> Any:
    """An attribute that is simply there, or raises LookupError."""
    tables = plain_dict(value)
    if name in tables:
        return tables[name]
    if is_module(value):
        for table in ("_parameters", "_buffers", "_modules"):
            found = tables.get(table) or {}
            if name in found:
                return found[name]
    raise LookupError(name)


def _is_a(value: Any, kind: type) -> bool:
    """`isinstance` that asks the type alone: an object may lie about its `__class__`."""
    return issubclass(type(value), kind)
