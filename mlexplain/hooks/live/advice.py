"""What the real devices, shapes and dtypes say about an error."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from mlexplain.hooks.live.held import HeldModule, HeldTensor

_BACKWARD_NAME = re.compile(r"which is output \d+ of (\w+)|Function '?(\w+Backward\w*)'? returned")
_RECORDED_LINE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+).*\n(?P<code>.*)')
_MOST_NODES = 20_000


def sentences(
    rule: str | None,
    message: str,
    tensors: Sequence[HeldTensor],
    modules: Sequence[HeldModule],
) -> Iterator[str]:
    """Advice that the held values bear out."""
    if rule == "device-mismatch":
        yield from _devices(tensors, modules)
    elif rule in ("shape-matmul", "shape-broadcast", "shape-channels"):
        yield from _shapes(message, tensors)
    elif rule in ("dtype-mismatch", "cpu-half", "index-dtype"):
        yield from _dtypes(tensors, modules)


def _devices(tensors: Sequence[HeldTensor], modules: Sequence[HeldModule]) -> Iterator[str]:
    where = {t.device for t in tensors} | {d for m in modules for d, _ in m.devices}
    accelerators = sorted(d for d in where if not d.startswith(("cpu", "meta")))
    if "cpu" not in where or not accelerators:
        return
    there = _main_device(accelerators, tensors, modules)
    names = [t.name for t in tensors if t.device == there] + [
        m.name for m in modules if any(d == there for d, _ in m.devices)
    ]
    for t in tensors:
        # A number on the CPU may meet tensors of any device.
        if t.device == "cpu" and t.shape and not t.of_module:
            with_what = f", `{names[0]}` on {there}" if names else f", the rest on {there}"
            yield f"`{t.name}` is on cpu{with_what}: move it with `{t.name}.to({there!r})`"
    for m in modules:
        if m.devices and all(d == "cpu" for d, _ in m.devices):
            yield f"all of `{m.name}` is on cpu: move it with `{m.name}.to({there!r})`"
        elif len(m.devices) > 1 and any(d == "cpu" for d, _ in m.devices):
            yield f"`{m.name}` is split: " + ", ".join(f"{n} tensors on {d}" for d, n in m.devices)


def _main_device(
    accelerators: Sequence[str], tensors: Sequence[HeldTensor], modules: Sequence[HeldModule]
) -> str:
    """The device that most of the line is on."""
    weight = dict.fromkeys(accelerators, 0)
    for t in tensors:
        if t.device in weight:
            weight[t.device] += 1
    for m in modules:
        for device, count in m.devices:
            if device in weight:
                weight[device] += count
    return max(accelerators, key=lambda d: weight[d])


def _shapes(message: str, tensors: Sequence[HeldTensor]) -> Iterator[str]:
    sizes = re.search(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    weights = [t for t in tensors if t.of_module and len(t.shape) == 2]
    plain = [t for t in tensors if not t.of_module and t.shape]
    if sizes:
        inner, wanted = int(sizes.group(2)), int(sizes.group(3))
        for t in plain:
            for w in weights:
                if t.shape[-1] == inner and w.shape[1] == wanted:
                    yield f"`{t.name}` is {_times(t.shape)}, `{w.name}` expects {wanted} in its last dimension"
                    return
        matching = [t for t in plain if t.shape[-1] == inner]
        others = [t for t in plain if len(t.shape) > 1 and t.shape[-2] == wanted]
        for a in matching:
            for b in others:
                if a is not b:
                    yield (
                        f"`{a.name}` is {_times(a.shape)} and `{b.name}` is {_times(b.shape)}: "
                        f"{inner} and {wanted} must agree"
                    )
                    return
    elif len(plain) == 2 and plain[0].shape != plain[1].shape:
        a, b = plain
        yield f"`{a.name}` is {_times(a.shape)}, `{b.name}` is {_times(b.shape)}"


def _dtypes(tensors: Sequence[HeldTensor], modules: Sequence[HeldModule]) -> Iterator[str]:
    for m in modules:
        if len(m.dtypes) != 1:
            continue
        wanted = m.dtypes[0][0]
        for t in tensors:
            floating = t.dtype.startswith(("float", "bfloat"))
            if floating and t.dtype != wanted and not t.of_module:
                yield (
                    f"`{t.name}` is {t.dtype}, the weights of `{m.name}` are {wanted}: "
                    f"convert it with `{t.name}.to(torch.{wanted})`"
                )
    if not modules:
        kinds = {t.dtype for t in tensors}
        if len(kinds) > 1:
            yield ", ".join(f"`{t.name}` is {t.dtype}" for t in tensors)


def _times(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape))


def forward_line(message: str, values: Sequence[Any]) -> str | None:
    """For an autograd error: where the forward pass made what backward choked on.

    Known where `torch.autograd.set_detect_anomaly(True)` had the graph remember it.
    """
    named = _BACKWARD_NAME.search(message)
    torch = sys.modules.get("torch")
    if named is None or torch is None:
        return None
    wanted = named.group(1) or named.group(2)
    for value in values:
        if not issubclass(type(value), torch.Tensor):
            continue
        with torch._C.DisableTorchFunctionSubclass():
            root = torch._C.TensorBase.grad_fn.__get__(value)
        found = _recorded(root, wanted)
        if found:
            return f"the forward pass did this at {found}"
    return None


def _recorded(root: Any, wanted: str) -> str | None:
    waiting = [root]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_NODES:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        named = node.name() == wanted or node.name().startswith(f"{wanted}Backward")
        recorded = node.metadata.get("traceback_") if named else None
        if recorded:  # a text, or its parts, after the version of torch
            return _user_line(recorded if isinstance(recorded, str) else "".join(recorded))
        waiting.extend(parent for parent, _ in node.next_functions)
    return None


def _user_line(recorded: str) -> str | None:
    from mlexplain.trace.ownership import is_mine

    for place in reversed(list(_RECORDED_LINE.finditer(recorded))):
        if is_mine(place["file"]):
            return f"{place['file']}:{place['line']}: `{place['code'].strip()}`"
    return None
