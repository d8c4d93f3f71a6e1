"""Calls of modules: their inputs must lie where their weights do."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import (
    arguments,
    clashes,
    combining,
    devices,
    following,
    modules,
    reporting,
    substitution,
    values,
    weights,
)
from mlexplain.check.call import Call, Keywords
from mlexplain.check.devices import CPU
from mlexplain.check.model import Model
from mlexplain.check.scope import Class
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def call_module(call: Call, module: Value) -> Value | None:
    """`model(x)`: the inputs must lie where the module's parameters lie."""
    flow, node = call.flow, call.node
    model: Model | None = module.data
    given = _inputs(call.positional)
    if given and any(k.arg is None for k in node.keywords):
        # What else goes along in a dict is for inner layers, which may want it anywhere.
        named: Keywords = {
            k.arg: call.keywords.get(k.arg) for k in node.keywords if k.arg is not None
        }
        call = Call(flow, node, call.positional, named)
    given += modules.encoded(call.keywords)
    if model is not None and model.weights is False:
        return _without_weights(call, model.library or "", given)
    if model is not None and model.late is not None and given and module.device is not None:
        reporting.member_left_behind(flow, model.late, module.device)
    if model is not None and model.cls is not None and given:
        if weights.class_has_weights(flow.project, model.cls) is False:
            if model.fields and given[0].device is not None:
                _judge_kept(flow, node, model, given[0].device)
            if any(one.device is not None for one in given):
                _run_forward(call, model.cls)
            return output(call, module.but(device=given[0].device))
    place = module.device
    if place is None:
        return None
    if model is not None and model.cls is not None and devices.away_from_cpu(place):
        if following.is_special(module):
            _run_forward(call, model.cls, module)
        elif any(one and one.kind == values.OBJECT and one.data[1] for one in call.positional):
            _run_forward(call, model.cls)  # `model(batch)`
    if model is not None and model.fields and model.cls is not None:
        _judge_kept(flow, node, model, place)
    for member in model.members if model is not None else ():
        _judge_kept(flow, node, member, place)
    if place == CPU and not given and weights.has_weights(flow.project, model) is not True:
        return None  # works, and gives its result, wherever its unknown inputs lie
    if model is not None and model.moves_inputs:
        return output(call, module)
    if model is not None and model.cls is not None:
        _judge_lengths(call, model.cls)
        left = [one for one in _inside(call.given) if one.device == CPU]
        if left and place != CPU and not _fails(call, model.cls):
            # The layers that take such a list apart bring its members over themselves.
            given = [one for one in given if not any(one is other for other in left)]
    clashing = module if module.sure else module.but(sure=True)
    for one in given:
        for alternative in _all_elsewhere(flow.callees or (place,), place, one):
            if _taken_as_it_is(call, model, alternative):
                continue
            if not alternative.sure and _takes_tensors(model):
                alternative = alternative.but(sure=True)
            clashes.meet(flow, node, clashing, alternative, operation="call")
        device = one.device
        if device is not None and device[0] == "$" and place != CPU and place[0] != "$":
            flow.bound[device] = place
    if place == CPU and any(one.device != place for one in given):
        return None
    return output(call, module)


def _without_weights(call: Call, library: str, given: list[Value]) -> Value | None:
    """`nn.ReLU()(x)` and `nn.MSELoss()(x, y)`: the inputs must lie together."""
    loss = library.endswith("Loss")
    if loss or len(given) == 1:
        call.flow.evidence.update(g.name for g in given if g.name)
        given = [g.but(sure=True) if g.kind == values.ANY else g for g in given]
    if library.endswith("CTCLoss"):  # its targets may lie on the CPU
        given = given[:1]
    result = combining.combine(call.flow, call.node, list(given), False)
    if result is None:
        return None
    return result.but(kind=values.TENSOR, ndim=None if loss else result.ndim)


def _run_forward(call: Call, cls: Class, module: Value | None = None) -> None:
    """A module without weights works anywhere, if only its inputs lie together.

    With `module`, this instance is run, with what it was constructed with.
    """
    flow = call.flow
    forward = cls.method("forward", flow.project)
    bound = arguments.matched(forward, call) if forward else None
    if forward is None or bound is None:
        return
    if module is not None and forward.receiver is not None:
        bound[forward.receiver] = module
    bound = {
        name: value.but(sure=True) if value.kind == values.ANY else value
        for name, value in bound.items()
        if value is not None
    }
    places = {one.device for one in bound.values() if one is not None and one.device is not None}
    site = (flow.function, call.node) if len(places) > 1 else None  # else forward brings the other
    again = flow.project.specialised(forward, bound, flow.guarded, site)
    for clash in again.clashes if again is not None else ():
        clashes.meet_through(flow, call.node, clash, clash.a, clash.b)


def _fails(call: Call, cls: Class) -> bool:
    """Whether `forward` is seen to fail with these arguments."""
    forward = cls.method("forward", call.flow.project)
    bound = arguments.matched(forward, call) if forward else None
    return forward is not None and bound is not None and call.flow.project.fails(forward, bound)


def _judge_kept(flow: Flow, node: ast.Call, model: Model, place: str) -> None:
    """What this instance was constructed with meets its inputs."""
    assert model.cls is not None
    forward = model.cls.method("forward", flow.project)
    summary = flow.project.summary(forward) if forward is not None else None
    if summary is None:
        return
    bound = {**model.fields, devices.SELF: Value(values.DEVICE, place)}
    for clash in summary.clashes:
        if devices.is_initial(clash.a.device) or devices.is_initial(clash.b.device):
            following.judge(flow, node, clash, bound)


def _judge_lengths(call: Call, cls: Class) -> None:
    """Lengths on a GPU that `forward` hands to `pack_padded_sequence` as they are."""
    forward = cls.method("forward", call.flow.project)
    summary = call.flow.project.summary(forward) if forward is not None else None
    if forward is None or summary is None or not summary.on_host:
        return
    bound = arguments.matched(forward, call) or {}
    for name, packing in summary.on_host.items():
        one = bound.get(name)
        if one is not None and one.kind in (values.TENSOR, values.ANY):
            if devices.away_from_cpu(one.device) and one.device != devices.SELF:
                reporting.lengths_on_gpu(call.flow, forward.file, packing, one.device)


def _taken_as_it_is(call: Call, model: Model | None, given: Value) -> bool:
    """Whether a module of the project may want this input on the CPU, or moves it itself."""
    if model is None or model.cls is None:
        return False
    if given.ndim == 0 and given.device == devices.CPU:
        return True  # a number as a tensor, with which every operation works
    if given.origin is not None and given.origin.how == "cpu":
        return True
    forward = model.cls.method("forward", call.flow.project)
    if forward is None:
        return False
    names = [p.arg for p in forward.parameters[1:]]
    for name, argument in [
        *zip(names, call.node.args, strict=False),
        *((k.arg, k.value) for k in call.node.keywords),
    ]:
        if name is None or given not in values.alternatives(call.flow.value(argument)):
            continue
        body = forward.text
        if re.search(rf"\b{name}\b[^\n]*\.(?:to|cuda|type_as|tolist|item)\(", body):
            return True
        if re.search(rf"\bpack_padded_sequence\([^)]*\b{name}\b", body):
            return True  # lengths belong on the CPU
    return False


def _inside(arguments: list[Value | None]) -> list[Value]:
    """The tensors inside lists and tuples among arguments."""
    kinds = (values.ITEMS, values.EACH)
    return combining.flattened([one for one in arguments if one is not None and one.kind in kinds])


def _inputs(positional: list[Value | None]) -> list[Value]:
    found = []
    for one in positional:
        if one is not None and one.kind == values.ENCODING:
            found.append(values.tensor(one.device, origin=one.origin))
        else:
            found.extend(combining.flattened([one]))
    return found


def _all_elsewhere(places: tuple[str | None, ...], place: str, given: Value) -> list[Value]:
    """The alternatives of `given` that can be at none of the places where the module may be.

    Where the module itself has alternatives, also all of them if this one fits none of them.
    """
    if None in places:
        return []  # it may have been moved to where this is
    if len(places) == 1 and given.kind in (values.TENSOR, values.ANY):
        return [given] if devices.clash(place, given.device) is not None else []
    found = values.alternatives(given)
    placed = [a for a in found if a is not None and a.kind in (values.TENSOR, values.ANY)]
    if devices.away_from_cpu(place) and devices.either(a.device for a in placed):
        return []
    if devices.either(places) and all(devices.is_symbolic(a.device) for a in placed):
        return []
    if devices.either(places) and all(devices.is_cuda(a.device) for a in placed):
        return []  # without a GPU, that literal fails long before
    wrong = [a for a in placed if all(devices.clash(p, a.device) is not None for p in places)]
    if wrong or len(places) == 1 or len(placed) < len(found):
        return wrong
    if all(devices.clash(place, a.device) is not None for a in placed):
        return placed
    return []


def _takes_tensors(model: Model | None) -> bool:
    """Modules of torch and of the project take tensors; others may take strings and images."""
    if model is None:
        return False
    return model.cls is not None or (model.library or "").startswith(
        ("torch.nn.", "torchvision.", "transformers.", "timm.")
    )


def output(call: Call, module: Value) -> Value | None:
    model: Model | None = module.data
    place = module.device
    if model is not None and model.cls is not None:
        forward = model.cls.method("forward", call.flow.project)
        if forward is not None:
            summary = call.flow.project.summary(forward)
            if summary is not None and summary.returns is not None:
                bound = arguments.matched(forward, call) or {}
                bound[devices.SELF] = Value(values.DEVICE, place)
                return substitution.substituted(summary.returns, bound)
        return Value(values.ANY, place, sure=False, ndim=values.AT_LEAST_ONE)
    library = model.library if model is not None else None
    if library is not None and library.startswith("torch.nn."):
        if library.endswith(("LSTM", "GRU", "RNN", "MultiheadAttention")):
            return Value(values.EACH, data=values.tensor(place))
        loss = library.endswith("Loss")
        return values.tensor(place, None if loss else values.AT_LEAST_ONE)
    if library is not None and library.startswith(("torchvision.models.", "timm.")):
        if "detection" not in library and "segmentation" not in library:
            return values.tensor(place)
    return Value(values.ANY, place, sure=False, ndim=values.AT_LEAST_ONE)
