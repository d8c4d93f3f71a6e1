"""What the functions of Python and of torch give, by groups that treat devices alike."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import (
    arrays,
    clashes,
    combining,
    creating,
    devices,
    generators,
    joining,
    knowledge,
    records,
    tensors,
    values,
)
from mlexplain.check.call import Call
from mlexplain.check.values import NUMBER_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def follows(call: Call) -> Value | None:
    source = call.argument(0, "input")
    if "device" in call.keywords:
        return values.tensor(creating.place_of(call.flow, call.keywords["device"]))
    if source is None:
        return None
    name = call.dotted.rpartition(".")[2]
    generators.check(call, source.device)  # `torch.multinomial(p, n, generator=g)`
    if name in ("max", "min") and combining.flattened(call.positional[1:2]):
        return combines(call.of("torch.maximum"))
    for one in values.alternatives(source):
        if one is not None and one.kind == values.ANY and not one.sure:
            call.flow.evidence.add(one.name or "")
    return tensors.reshaped(call, source, name, operands=1)


def combines(call: Call) -> Value | None:
    flow, dotted = call.flow, call.dotted
    items = call.positional + [
        value for name, value in call.keywords.items() if name not in knowledge.LOOSE_ARGUMENTS
    ]
    broadcasting = dotted in knowledge.COMBINES_BROADCASTING
    sure = len(call.positional)
    if broadcasting:
        sure = min(sure, 2) if dotted.rpartition(".")[2] in knowledge.TENSORS_ONLY else 0
    items = [surely(flow, one) if at < sure else one for at, one in enumerate(items)]
    result = combining.combine(flow, call.node, items, broadcasting)
    if result is not None and result.kind in (values.ANY, values.TENSOR):
        # What comes out is a tensor, whatever went in.
        if dotted.endswith(("meshgrid", "broadcast_tensors")):
            return Value(values.EACH, data=result)
        ndim = result.ndim if broadcasting else values.AT_LEAST_ONE
        if dotted == "torch.stack" and result.ndim:
            ndim = values.AT_LEAST_TWO
        if "loss" in dotted or "entropy" in dotted:
            ndim = None
        member = result.data if result.data in values.OF_BATCH else None
        return result.but(kind=values.TENSOR, sure=True, ndim=ndim, data=member)
    return result


def surely(flow: Flow, value: Value | None) -> Value | None:
    """An argument where only tensors, or lists of them, can stand."""
    if value is not None and value.kind == values.ITEMS:
        return value.but(data=tuple(surely(flow, one) for one in value.data))
    if value is not None and value.kind == values.ANY and not value.sure:
        flow.evidence.add(value.name or "")
        return value.but(sure=True)
    return value


def needs_cpu(call: Call) -> Value | None:
    for one in combining.flattened(call.positional[: 2 if "metrics" in call.dotted else 1]):
        tensors.to_array(call.flow, call.node, one)
    return arrays.made(call) if call.dotted.startswith("numpy.") else None


def packed(call: Call) -> Value | None:
    """`pack_padded_sequence(x, lengths)`: the lengths must lie on the CPU, wherever x does."""
    lengths = call.argument(1, "lengths")
    if lengths is None or lengths.kind not in (values.TENSOR, values.ANY):
        return None
    if lengths.kind == values.ANY and lengths.device == devices.SELF:  # an argument of `forward`
        call.flow.on_host[lengths.name or ""] = call.node
    else:
        needed = Value(values.TENSOR, devices.CPU)
        clashes.meet(call.flow, call.node, needed, lengths, operation="lengths")
    return None


def passes(call: Call) -> Value | None:
    return call.first


def copied(call: Call) -> Value | None:
    """Another object: where the first one moves to later is nothing to it."""
    source = call.first
    if source is not None and source.kind == values.MODULE:
        another = source.data.but_late(source.data.late) if source.data is not None else None
        return source.but(data=another, origin=call.created("built"))
    deep = call.dotted.endswith("deepcopy")
    return tensors.copied(call, source) if source is not None and deep else source


def number(call: Call) -> Value | None:
    return NUMBER_VALUE


def to_number(call: Call) -> Value | None:
    source = call.first
    if source is not None and source.kind == values.DEVICE:
        return source
    return NUMBER_VALUE


def listed(call: Call) -> Value | None:
    if not call.positional:
        return Value(values.ITEMS, data=())
    source = call.positional[0]
    if source is None or source.kind in (values.ITEMS, values.EACH):
        return source
    if source.kind in (values.LOADER, values.PARAMETERS):
        return source
    return Value(values.EACH, data=joining.element(source))


def enumerated(call: Call) -> Value | None:
    inner = joining.element(call.first)
    return Value(values.EACH, data=Value(values.ITEMS, data=(NUMBER_VALUE, inner)))


def zipped(call: Call) -> Value | None:
    if len(call.node.args) == 1 and isinstance(call.node.args[0], ast.Starred):
        return records.columns(call.node, call.positional[0])
    parts = tuple(joining.element(one) for one in call.positional)
    return Value(values.EACH, data=Value(values.ITEMS, data=parts))


def following_item(call: Call) -> Value | None:
    found = joining.element(call.first)
    return found if found is not None or len(call.positional) > 1 else records.batch(call.node)


def summed(call: Call) -> Value | None:
    return joining.element(call.first) if len(call.positional) < 3 else None


def ranged(call: Call) -> Value | None:
    return Value(values.EACH, data=NUMBER_VALUE)


def mapping(call: Call) -> Value | None:
    if call.positional or None in call.keywords:
        source = call.positional[0] if call.positional and not call.keywords else None
        pair = source.data if source is not None and source.kind == values.EACH else None
        if pair is not None and pair.kind == values.ITEMS and len(pair.data) == 2:
            return Value(values.DICT, data={None: pair.data[1]})  # `dict(zip(names, heads))`
        return source
    return Value(values.DICT, data=dict(call.keywords))


def text(call: Call) -> Value | None:
    source = call.first
    return source if source is not None and source.kind == values.DEVICE else values.TEXT_VALUE
