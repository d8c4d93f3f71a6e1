"""What CUDA's kernels accept: the device rules of one ATen operator call.

The rules follow torch's own checks: TensorIterator (pointwise operators, where one zero-dimensional
CPU tensor may join CUDA tensors), the generated wrappers (every tensor argument on one device), and
the operators with checks of their own (indexing, convolution, recurrent layers, …). The wording is
torch's. A device of `None` means that the tensor was made inside a library call and takes the device
of what it meets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

Where = Callable[[torch.Tensor], "torch.device | None"]

CROSS_DEVICE = {"copy_", "_to_copy", "set_", "copy", "_copy_from", "_pin_memory", "resize_as_"}
"""Operators that exist to take tensors of two devices."""

FILLERS = ("normal", "uniform", "rand", "bernoulli", "multinomial", "exponential", "geometric")
"""Beginnings of the names of operators that draw random numbers."""


def common_device(func: Any, args: Sequence[Any], kwargs: dict[str, Any], where: Where):
    """The device an operator runs on; raises torch's own RuntimeError where it would refuse."""
    name = func._schema.name.removeprefix("aten::")
    special = SPECIAL.get(name)
    if special is not None:
        return special(name, _named(func, args, kwargs), where)
    if name.startswith(("_foreach", "_fused", "_amp_foreach")):
        return _each(args, kwargs, where)
    if name in CROSS_DEVICE:
        return _first([t for _, t in _tensors(_named(func, args, kwargs))], where)
    named = _tensors(_named(func, args, kwargs))
    if torch.Tag.pointwise in func.tags or name in ITERATED:
        return _iterator(named, _outputs(func), where)
    return _wrapper(name, named, where)


ITERATED = {
    "where",
    "masked_select",
    "mse_loss",
    "smooth_l1_loss",
    "huber_loss",
    "mse_loss_backward",
}
ITERATED |= {"lerp", "lerp_", "clamp", "clamp_", "isclose", "bitwise_and", "__and__", "__or__"}
ITERATED |= {"fill", "fill_"}  # their value is read into a number first, wherever it lies


def _named(func: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    names = [a.name for a in func._schema.arguments]
    return [*zip(names, args, strict=False), *kwargs.items()]


def _tensors(named: Sequence[tuple[str, Any]]) -> list[tuple[str, torch.Tensor]]:
    found = []
    for name, value in named:
        if isinstance(value, torch.Tensor):
            found.append((name, value))
        elif isinstance(value, (list, tuple)):
            found += [(name, v) for v in value if isinstance(v, torch.Tensor)]
    return found


def _outputs(func: Any) -> set[str]:
    return {a.name for a in func._schema.arguments if a.alias_info and a.alias_info.is_write}


def _first(tensors: Sequence[torch.Tensor], where: Where):
    return next((d for d in map(where, tensors) if d is not None), None)


def _iterator(named, outputs: set[str], where: Where):
    """TensorIterator: the first CUDA device rules; one CPU scalar among the inputs is welcome."""
    placed = [(n, t, where(t)) for n, t in named if where(t) is not None]
    if not placed:
        return None
    common = next((d for _, _, d in placed if d.type == "cuda"), placed[0][2])
    scalars = 0
    for name, tensor, device in placed:
        if device == common:
            continue
        if device.type == "cpu" and tensor.dim() == 0 and name not in outputs:
            scalars += 1
            continue
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"{common} and {device}!"
        )
    if scalars > 1 and not any(n == "condition" for n, _, _ in placed):
        raise RuntimeError("Trying to pass too many CPU scalars to non-CPU kernel!")
    return common


def _wrapper(name: str, named, where: Where):
    """The check in front of a CUDA kernel: no exception for scalars."""
    common = None
    for argument, tensor in named:
        device = where(tensor)
        if device is None:
            continue
        if common is None:
            common = device
        elif device != common:
            raise RuntimeError(
                f"Expected all tensors to be on the same device, but got {argument} is on {device}, "
                f"different from other tensors on {common} (when checking argument in method "
                f"wrapper_CUDA_{METHODS.get(name, name)})"
            )
    return common


METHODS = {"stack": "cat", "embedding": "_index_select", "index_select": "_index_select"}
METHODS |= {"nll_loss": "nll_loss_forward", "equal": "_equal"}
METHODS |= {"nll_loss_forward": "nll_loss_forward", "_softmax": "_softmax"}


def _each(args: Sequence[Any], kwargs: dict[str, Any], where: Where):
    """Operators over lists of tensors: the rules hold for each position by itself."""
    lists = [a for a in [*args, *kwargs.values()] if isinstance(a, (list, tuple))]
    lists = [a for a in lists if a and isinstance(a[0], torch.Tensor)]
    for row in zip(*lists, strict=False):
        named = [("self", row[0])]
        named += [("other", t) for t in row[1:] if isinstance(t, torch.Tensor) and t.dim()]
        _iterator(named, {"self"}, where)
    return None


def _index(name: str, named, where: Where):
    values = dict(named)
    source = where(values["self"])
    for index in values["indices"]:
        device = None if index is None else where(index)
        if device is not None and device.type != "cpu" and source is not None and device != source:
            raise RuntimeError(
                "indices should be either on cpu or on the same device as the indexed tensor "
                f"({source})"
            )
    filled = values.get("values")
    if isinstance(filled, torch.Tensor):
        _iterator([("self", values["self"]), ("values", filled)], {"self"}, where)
    return source


def _masked_fill(name: str, named, where: Where):
    values = dict(named)
    source, mask = where(values["self"]), where(values["mask"])
    if source is not None and mask is not None and source != mask:
        raise RuntimeError(
            f"expected self and mask to be on the same device, but got mask on {mask} and self on "
            f"{source}"
        )
    return source


def _convolution(name: str, named, where: Where):
    values = dict(named)
    source, weight = where(values["input"]), where(values["weight"])
    if source is not None and weight is not None and source.type != weight.type:
        raise RuntimeError(
            f"Input type ({type_name(values['input'], source)}) and weight type "
            f"({type_name(values['weight'], weight)}) should be the same"
        )
    return _wrapper(name, _tensors(named), where)


def check_recurrent(source: torch.Tensor, hidden: Any, parameters: Any, where: Where) -> None:
    """The check of LSTM, GRU and RNN, which comes before they are taken apart."""
    expected = where(source)
    hidden = [hidden] if isinstance(hidden, torch.Tensor) else hidden
    for role, others in (("hidden", hidden), ("parameter", parameters)):
        for other in others:
            device = where(other)
            if device is not None and expected is not None and device != expected:
                raise RuntimeError(
                    f"Input and {role} tensors are not at the same device, found input tensor at "
                    f"{expected} and {role} tensor at {device}"
                )


def _lengths_stay(name: str, named, where: Where):
    values = dict(named)
    lengths = where(values["lengths"])
    if lengths is not None and lengths.type != "cpu":
        raise RuntimeError(
            "'lengths' argument should be a 1D CPU int64 tensor, but got "
            f"{values['lengths'].dim()}D {lengths} Long tensor"
        )
    return where(values["input"])


def _boundaries(name: str, named, where: Where):
    values = dict(named)
    edges = values.get("boundaries", values.get("sorted_sequence"))
    given = values.get("input", values["self"])
    if isinstance(given, torch.Tensor) and given.dim():
        a, b = where(edges), where(given)
        if a is not None and b is not None and a != b:
            raise RuntimeError(
                "torch.searchsorted(): boundaries and input value tensors should have same device "
                f"type, but got boundaries tensor device type {a} and input value tensor device "
                f"type {b}"
            )
    return where(edges)


def _attention(name: str, named, where: Where):
    values = dict(named)
    devices = [where(values[n]) for n in ("query", "key", "value")]
    known = [d for d in devices if d is not None]
    if known and any(d != known[0] for d in known):
        q, k, v = devices
        raise RuntimeError(
            "Expected query, key, and value to have the same device type, but got query.device: "
            f"{q} key.device: {k} and value.device: {v} instead."
        )
    mask = values.get("attn_mask")
    if isinstance(mask, torch.Tensor):
        _iterator([("query", values["query"]), ("attn_mask", mask)], set(), where)
    return known[0] if known else None


SPECIAL: dict[str, Callable[..., Any]] = {
    "index": _index,
    "index_put": _index,
    "index_put_": _index,
    "_index_put_impl_": _index,
    "masked_fill": _masked_fill,
    "masked_fill_": _masked_fill,
    "convolution": _convolution,
    "_pack_padded_sequence": _lengths_stay,
    "bucketize": _boundaries,
    "searchsorted": _boundaries,
    "_scaled_dot_product_flash_attention_for_cpu": _attention,
}


def type_name(tensor: torch.Tensor, device: torch.device) -> str:
    """`torch.cuda.FloatTensor` and its like, as `Tensor.type()` spells them."""
    kind = {torch.float32: "Float", torch.float64: "Double", torch.int64: "Long"}
    kind |= {torch.float16: "Half", torch.bfloat16: "BFloat16", torch.int32: "Int"}
    kind |= {torch.bool: "Bool", torch.uint8: "Byte", torch.int16: "Short", torch.int8: "Char"}
    place = "cuda." if device.type == "cuda" else ""
    return f"torch.{place}{kind.get(tensor.dtype, 'Float')}Tensor"


def check_generator(generator_device: torch.device, device: torch.device) -> None:
    """Raises as torch does when a generator of one device type is asked to fill another."""
    if generator_device.type != device.type:
        raise RuntimeError(
            f"Expected a '{device.type}' device type for generator but found "
            f"'{generator_device.type}'"
        )
