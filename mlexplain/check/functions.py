"""What the functions of Python and of torch give, by groups that treat devices alike."""

from __future__ import annotations

import ast
from collections.abc import Callable
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
from mlexplain.check.values import NUMBER_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

Arguments = list[Value | None]
Keywords = dict[str | None, Value | None]
Handler = Callable[..., "Value | None"]


def follows(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    source = positional[0] if positional else keywords.get("input")
    if "device" in keywords:
        return values.tensor(creating.place_of(flow, keywords["device"], node))
    if source is None:
        return None
    name = dotted.rpartition(".")[2]
    if "generator" in keywords:  # `torch.multinomial(p, n, generator=g)`
        generators.check(flow, node, source.device, keywords["generator"])
    if name in ("max", "min") and len(positional) > 1 and combining.flattened(positional[1:2]):
        return combines(flow, node, "torch.maximum", positional, keywords)
    for one in values.alternatives(source):
        if one is not None and one.kind == values.ANY and not one.sure:
            flow.evidence.add(one.name or "")
    return tensors.reshaped(flow, node, source, name, positional[1:], keywords)


def combines(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    items = positional + [
        value for name, value in keywords.items() if name not in knowledge.LOOSE_ARGUMENTS
    ]
    broadcasting = dotted in knowledge.COMBINES_BROADCASTING
    sure = len(positional)
    if broadcasting:
        sure = min(sure, 2) if dotted.rpartition(".")[2] in knowledge.TENSORS_ONLY else 0
    items = [surely(flow, one) if at < sure else one for at, one in enumerate(items)]
    result = combining.combine(flow, node, items, broadcasting)
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


def needs_cpu(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    for one in combining.flattened(positional[: 2 if "metrics" in dotted else 1]):
        tensors.to_array(flow, node, one)
    return arrays.made(dotted, positional, keywords) if dotted.startswith("numpy.") else None


def packed(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    """`pack_padded_sequence(x, lengths)`: the lengths must lie on the CPU, wherever x does."""
    lengths = positional[1] if len(positional) > 1 else keywords.get("lengths")
    if lengths is None or lengths.kind not in (values.TENSOR, values.ANY):
        return None
    if lengths.kind == values.ANY and lengths.device == devices.SELF:  # an argument of `forward`
        flow.on_host[lengths.name or ""] = node
    else:
        clashes.meet(flow, node, Value(values.TENSOR, devices.CPU), lengths, operation="lengths")
    return None


def passes(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    return positional[0] if positional else None


def copied(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    """Another object: where the first one moves to later is nothing to it."""
    source = positional[0] if positional else None
    if source is not None and source.kind == values.MODULE:
        another = source.data.but_late(source.data.late) if source.data is not None else None
        return source.but(data=another, origin=flow.created(node, "built"))
    deep = dotted.endswith("deepcopy")
    return tensors.copied(flow, node, source) if source is not None and deep else source


def number(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    return NUMBER_VALUE


def to_number(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    source = positional[0] if positional else None
    if source is not None and source.kind == values.DEVICE:
        return source
    return NUMBER_VALUE


def listed(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    if not positional:
        return Value(values.ITEMS, data=())
    source = positional[0]
    if source is None or source.kind in (values.ITEMS, values.EACH):
        return source
    if source.kind in (values.LOADER, values.PARAMETERS):
        return source
    return Value(values.EACH, data=joining.element(source))


def enumerated(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    inner = joining.element(positional[0]) if positional else None
    return Value(values.EACH, data=Value(values.ITEMS, data=(NUMBER_VALUE, inner)))


def zipped(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    if len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
        return records.columns(node, positional[0])
    parts = tuple(joining.element(one) for one in positional)
    return Value(values.EACH, data=Value(values.ITEMS, data=parts))


def following_item(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    found = joining.element(positional[0]) if positional else None
    return found if found is not None or len(positional) > 1 else records.batch(node)


def summed(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    first = positional[0] if positional else None
    return joining.element(first) if first is not None and len(positional) < 3 else None


def ranged(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    return Value(values.EACH, data=NUMBER_VALUE)


def mapping(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    if positional or None in keywords:
        source = positional[0] if positional and not keywords else None
        pair = source.data if source is not None and source.kind == values.EACH else None
        if pair is not None and pair.kind == values.ITEMS and len(pair.data) == 2:
            return Value(values.DICT, data={None: pair.data[1]})  # `dict(zip(names, heads))`
        return source
    return Value(values.DICT, data=dict(keywords))


def text(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    source = positional[0] if positional else None
    return source if source is not None and source.kind == values.DEVICE else values.TEXT_VALUE
