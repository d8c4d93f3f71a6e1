"""Calls of the project's own functions and modules."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from mlexplain.check import (
    arguments,
    clashes,
    classes,
    combining,
    datasets,
    devices,
    modules,
    reporting,
    scope,
    values,
)
from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Model, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def call(
    flow: Flow,
    node: ast.Call,
    function: Function,
    receiver: Value | None,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """Call `function`: judge its waiting clashes with these arguments, and tell what it returns."""
    if flow.guarded:
        function.guarded_call = True
    summary = flow.project.summary(function)
    if summary is None:
        return None
    if function.bound and receiver is None and "classmethod" not in function.decorators:
        positional = positional[1:]  # Class.method(instance, ...)
    bound = arguments.matched(function, node, positional, keywords)
    place = values.device_of(receiver)
    here = Value(values.DEVICE, place) if place else None
    if bound is None:  # the arguments are behind a star
        return returned(values.substituted(summary.returns, {devices.SELF: here}), flow, node)
    bound[devices.SELF] = here
    own = receiver is not None and receiver.kind == values.OBJECT and bool(receiver.data[1])
    if own and function.receiver is not None:
        bound[function.receiver] = receiver
    if own or _worth_running_again(flow, function, bound):
        again = flow.project.specialised(function, bound, flow.guarded)
        if again is not None:
            for clash in again.clashes:
                clashes.meet_through(flow, node, clash, clash.a, clash.b)
            return returned(again.returns, flow, node)
    if receiver is not None and receiver.kind == values.MODULE and receiver.data is not None:
        bound.update(receiver.data.fields)
    for clash in summary.clashes:
        _judge(flow, node, clash, bound)
    if receiver is not None and receiver.kind == values.MODULE and not _is_own(flow, node):
        for name, member in summary.attributes.items():
            modules.replace_member(flow, receiver, name, member)
    for name, moved in summary.moves.items():
        held = bound.get(name)
        if held is not None and held.kind == values.MODULE:
            device = values.place(moved.device, bound)
            flow.rebind_in_place(held, held.but(device=device))
    if summary.attributes and receiver is not None and _is_own(flow, node):
        flow.parts.add(flow.receiver or "")
        for name, value in summary.attributes.items():
            flow.env[f"{flow.receiver}.{name}"] = values.substituted(value, bound)
    return returned(values.substituted(summary.returns, bound), flow, node)


_RICH = frozenset((values.MODULE, values.OBJECT, values.LOADER, values.EACH, values.ENCODING))


def _worth_running_again(flow: Flow, function: Function, bound: dict[str, Value | None]) -> bool:
    """Arguments of which a summary cannot speak: modules of known classes, loaders, objects."""
    return any(
        value is not None and value.kind in _RICH and name in bound
        for name, value in bound.items()
        if name != devices.SELF
    )


def returned(value: Value | None, flow: Flow, node: ast.Call) -> Value | None:
    """A value that has come through one more `return`; modules are mended where the caller gets them."""
    if value is not None and value.kind == values.MODULE and value.origin is not None:
        return value.but(origin=flow.created(node, "built"))
    if value is not None and value.kind in (values.ITEMS, values.UNION):
        return value.but(data=tuple(returned(one, flow, node) for one in value.data))
    if value is not None and value.kind == values.EACH:
        return value.but(data=returned(value.data, flow, node))
    return values.deeper(value)


def _is_own(flow: Flow, node: ast.Call) -> bool:
    """Whether this is `self.method(...)`."""
    func = node.func
    return (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and func.value.id == flow.receiver
    )


def _judge(
    flow: Flow, node: ast.Call, clash: clashes.Clash, bound: dict[str, Value | None]
) -> None:
    a, b = (_kept_there(flow, one, values.substituted(one, bound)) for one in (clash.a, clash.b))
    for one in (a, b):
        if one is None or one.kind not in (
            values.TENSOR,
            values.ANY,
            values.MODULE,
            values.ENCODING,
        ):
            return
    assert a is not None and b is not None
    if a.kind == values.ENCODING or b.kind == values.ENCODING:
        return
    # The callee has proven that these are tensors.
    if not clash.unproven:
        a = a if a.sure else a.but(sure=True)
        b = b if b.sure else b.but(sure=True)
    clashes.meet_through(flow, node, clash, a, b)


def _kept_there(flow: Flow, inside: Value, given: Value | None) -> Value | None:
    """What `__init__` was given and keeps in a plain attribute is mended where it keeps it."""
    if given is None or not devices.is_initial(inside.device) or inside.origin is None:
        return given
    owner = inside.origin.function.owner
    if owner is None:
        return None
    if inside.data == values.CONVERTED and inside.origin.function.name != "__init__":
        return given
    if given.kind == values.MODULE and inside.data == values.LISTED:
        if inside.device is None or classes.registers(flow.project, owner, inside.device):
            return None
        origin = values.Origin(inside.origin.function, inside.origin.node, "listed")
        return given.but(origin=origin)
    if given.kind != values.TENSOR or devices.is_initial(given.device):
        return None if given.kind != values.ANY else given
    origin = values.Origin(inside.origin.function, inside.origin.node, "plain")
    return given.but(origin=origin) if given.device == devices.CPU else given


def call_module(
    flow: Flow,
    node: ast.Call,
    module: Value,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`model(x)`: the inputs must lie where the module's parameters lie."""
    model: Model | None = module.data
    given = _inputs(positional) + modules.encoded(keywords)
    if model is not None and model.weights is False:
        if (model.library or "").endswith("Loss") or len(given) == 1:
            flow.evidence.update(g.name for g in given if g.name)
            given = [g.but(sure=True) if g.kind == values.ANY else g for g in given]
        free = (model.library or "").endswith("CTCLoss")  # its targets may lie on the CPU
        result = combining.combine(flow, node, [*given[:1]] if free else [*given], False)
        if result is None:
            return None
        loss = (model.library or "").endswith("Loss")
        return result.but(kind=values.TENSOR, ndim=None if loss else result.ndim)
    if model is not None and model.cls is not None and given:
        if classes.class_has_weights(flow.project, model.cls) is False:
            if model.fields and given[0].device is not None:
                _judge_kept(flow, node, model, given[0].device)
            if len({one.device for one in given}) > 1:
                _run_forward(flow, node, model.cls, positional, keywords)
            return _output(flow, node, module.but(device=given[0].device), positional, keywords)
    place = module.device
    if place is None:
        return None
    if model is not None and model.late is not None and given:
        reporting.member_left_behind(flow, model.late, place)
    if model is not None and model.fields and model.cls is not None:
        _judge_kept(flow, node, model, place)
    for member in model.members if model is not None else ():
        _judge_kept(flow, node, member, place)
    if place == devices.CPU and not given:
        if classes.has_weights(flow.project, model) is not True:
            return None  # works, and gives its result, wherever its unknown inputs lie
    if model is not None and model.moves_inputs:
        return _output(flow, node, module, positional, keywords)
    clashing = module if module.sure else module.but(sure=True)
    for one in given:
        for alternative in _all_elsewhere(flow.callees or (place,), place, one):
            if _taken_as_it_is(flow, node, model, alternative):
                continue
            if not alternative.sure and _takes_tensors(model):
                alternative = alternative.but(sure=True)
            clashes.meet(flow, node, clashing, alternative, operation="call")
        device = one.device
        if device is not None and device[0] == "$" and place != devices.CPU and place[0] != "$":
            flow.bound[device] = place
    if place == devices.CPU and any(one.device != place for one in given):
        return None
    return _output(flow, node, module, positional, keywords)


def _run_forward(
    flow: Flow,
    node: ast.Call,
    cls: Class,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> None:
    """A module without weights works anywhere, if only its inputs lie together."""
    forward = cls.method("forward", flow.project)
    bound = arguments.matched(forward, node, positional, keywords) if forward else None
    if forward is None or bound is None:
        return
    bound = {
        name: value.but(sure=True) if value.kind == values.ANY else value
        for name, value in bound.items()
        if value is not None
    }
    again = flow.project.specialised(forward, bound, flow.guarded, (flow.function, node))
    for clash in again.clashes if again is not None else ():
        clashes.meet_through(flow, node, clash, clash.a, clash.b)


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
            _judge(flow, node, clash, bound)


def _taken_as_it_is(flow: Flow, node: ast.Call, model: Model | None, given: Value) -> bool:
    """Whether a module of the project may want this input on the CPU, or moves it itself."""
    if model is None or model.cls is None:
        return False
    if given.origin is not None and given.origin.how == "cpu":
        return True
    forward = model.cls.method("forward", flow.project)
    if forward is None:
        return False
    names = [p.arg for p in forward.parameters[1:]]
    for name, argument in [
        *zip(names, node.args, strict=False),
        *((k.arg, k.value) for k in node.keywords),
    ]:
        if name is None or given not in values.alternatives(flow.value(argument)):
            continue
        body = forward.file.between(forward.node.lineno, forward.node.end_lineno)
        if re.search(rf"\b{name}\b[^\n]*\.(?:to|cuda|type_as|tolist|item)\(", body):
            return True
        if re.search(rf"\bpack_padded_sequence\([^)]*\b{name}\b", body):
            return True  # lengths belong on the CPU
    return False


def _inputs(positional: list[Value | None]) -> list[Value]:
    found = []
    for one in positional:
        if one is not None and one.kind == values.ENCODING:
            found.append(
                Value(values.TENSOR, one.device, ndim=values.AT_LEAST_ONE, origin=one.origin)
            )
        else:
            found.extend(combining.flattened([one]))
    return found


def _all_elsewhere(places: tuple[str | None, ...], place: str, given: Value) -> list[Value]:
    """The alternatives of `given` that can be at none of the places where the module may be.

    Where the module itself has alternatives, also all of them if this one fits none of them.
    """
    found = values.alternatives(given)
    placed = [a for a in found if a is not None and a.kind in (values.TENSOR, values.ANY)]
    if devices.is_symbolic(place) and devices.either(a.device for a in placed):
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


def _output(
    flow: Flow,
    node: ast.Call,
    module: Value,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    model: Model | None = module.data
    place = module.device
    if model is not None and model.cls is not None:
        forward = model.cls.method("forward", flow.project)
        if forward is not None:
            summary = flow.project.summary(forward)
            if summary is not None and summary.returns is not None:
                bound = arguments.matched(forward, node, positional, keywords) or {}
                bound[devices.SELF] = Value(values.DEVICE, place)
                return values.substituted(summary.returns, bound)
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


def construct(
    flow: Flow,
    node: ast.Call,
    cls: Class,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """An instance of a class of the project."""
    initialiser = cls.method("__init__", flow.project)
    bound: dict[str, Value | None] = {}
    kept: dict[str, Value | None] = {}
    if initialiser is not None:
        bound = arguments.matched(initialiser, node, positional, keywords) or {}
        again = None
        if not cls.is_module(flow.project) and any(
            _telling(value) for value in [*positional, *keywords.values()]
        ):
            again = flow.project.specialised(initialiser, bound, flow.guarded)
        summary = flow.project.summary(initialiser)
        if again is not None:
            kept = _constant_fields(cls, flow, again.attributes)
            for clash in again.clashes:
                clashes.meet_through(flow, node, clash, clash.a, clash.b)
        elif summary is not None:
            for clash in summary.clashes:
                _judge(flow, node, clash, bound)
    if cls.is_module(flow.project):
        device = flow.default
        if "device" in keywords or any(
            one is not None and one.kind == values.DEVICE for one in positional
        ):
            device = None
        if _moves_itself(flow, cls):
            device = None
        model = Model(cls, fields=_kept_arguments(initialiser, bound))
        return Value(values.MODULE, device, model, origin=flow.created(node, "built"))
    if datasets.is_dataset(cls, flow.project):
        return Value(values.OBJECT, data=(cls, None))
    fields = kept
    if "dataclass" in [_name(d) for d in cls.node.decorator_list] or any(
        base.endswith("NamedTuple") for base in cls.bases()
    ):
        fields = dict(zip(cls.fields, positional, strict=False))
        fields.update({k: v for k, v in keywords.items() if isinstance(k, str)})
    return Value(values.OBJECT, data=(cls, fields))


def _telling(value: Value | None) -> bool:
    """Whether an argument tells of this instance what its class alone does not."""
    if value is not None and value.kind in (values.DEVICE, values.TEXT):
        return value.device is not None and not devices.is_symbolic(value.device)
    if value is None or value.kind not in _TELLING:
        return False
    return value.kind != values.TENSOR or value.device is not None


_TELLING = frozenset(
    (values.TENSOR, values.MODULE, values.LOADER, values.EACH, values.OBJECT, values.ITEMS)
)


def _constant_fields(
    cls: Class, flow: Flow, attributes: dict[str, Value | None]
) -> dict[str, Value | None]:
    """The attributes that no method but `__init__` writes."""
    changed: set[str] = set()
    for ancestor in cls.ancestors(flow.project):
        changed.update(ancestor.filled())
        for name, writers in ancestor.assigned_in().items():
            if writers - {"__init__", "__post_init__"}:
                changed.add(name)
    return {
        name: values.deeper(value)
        for name, value in attributes.items()
        if value is not None and name not in changed
    }


def _kept_arguments(
    initialiser: Function | None, bound: dict[str, Value | None]
) -> dict[str, Value | None]:
    """The arguments of `__init__` as the methods know them, where they hold tensors or data."""
    if initialiser is None or initialiser.owner is None:
        return {}
    cls = initialiser.owner.name
    return {
        devices.initial(cls, name): value
        for name, value in bound.items()
        if value is not None and value.kind in _DATA
    }


_DATA = (values.TENSOR, values.ANY, values.ARRAY, values.ITEMS, values.EACH, values.MODULE)


def _name(node: ast.expr) -> str:
    return scope.decorator_name(node)


def _moves_itself(flow: Flow, cls: Class) -> bool:
    """Whether `__init__` moves the whole module, or loads it to some device."""
    for ancestor in cls.ancestors(flow.project):
        function = ancestor.methods.get("__init__")
        if function is None:
            continue
        text = cls.file.between if ancestor is cls else ancestor.file.between
        body = text(function.node.lineno, function.node.end_lineno)
        if "self.to(" in body or ".cuda(" in body or "device" in body:
            return True
    return False


def parent(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`super()`: the receiver seen as its parent class."""
    if flow.owner is None or flow.receiver is None:
        return None
    ancestors = flow.owner.ancestors(flow.project)
    if len(ancestors) < 2:
        return None
    held = flow.env.get(flow.receiver)
    if held is not None and held.kind == values.MODULE:
        return held.but(data=Model(ancestors[1]))
    if held is not None and held.kind == values.OBJECT:
        return held.but(data=(ancestors[1], None))
    return None
