"""Calls: who is called, and what a call of the libraries gives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from mlexplain.check import (
    clashes,
    combining,
    constructing,
    creating,
    devices,
    distributions,
    following,
    forwarding,
    knowledge,
    methods,
    reporting,
    special,
    tensors,
    values,
)
from mlexplain.check.dispatch import evaluates
from mlexplain.check.values import NUMBER_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

Arguments = list[Value | None]
Keywords = dict[str | None, Value | None]
Handler = Callable[..., "Value | None"]


@evaluates(ast.Call)
def call(flow: Flow, node: ast.Call) -> Value | None:
    func = node.func
    if type(func) is ast.Attribute:
        return methods.called(flow, node, func)
    callee = flow.value(func)
    positional, keywords = evaluated(flow, node)
    return call_value(flow, node, callee, positional, keywords)


def evaluated(flow: Flow, node: ast.Call) -> tuple[Arguments, Keywords]:
    positional = [flow.value(argument) for argument in node.args]
    keywords: Keywords = {}
    for keyword in node.keywords:
        value = flow.value(keyword.value)
        if keyword.arg is None and value is not None and value.kind == values.DICT:
            if None not in value.data:
                keywords.update(value.data)
                continue
        keywords[keyword.arg] = value
    return positional, keywords


def call_value(
    flow: Flow,
    node: ast.Call,
    callee: Value | None,
    positional: Arguments,
    keywords: Keywords,
) -> Value | None:
    if callee is None:
        return _unknown(flow, node, positional)
    kind = callee.kind
    if kind == values.LIBRARY:
        return library_call(flow, node, callee.data, positional, keywords)
    if kind == values.FUNCTION:
        return following.call(flow, node, callee.data, None, positional, keywords)
    if kind == values.METHOD:
        receiver, function = callee.data
        return following.call(flow, node, function, receiver, positional, keywords)
    if kind == values.CLASS:
        return constructing.construct(flow, node, callee.data, positional, keywords)
    if kind == values.MODULE:
        return forwarding.call_module(flow, node, callee, positional, keywords)
    if kind == values.ANY and devices.is_initial(callee.device):
        if callee.data == values.LISTED:
            for one in combining.flattened(positional[:1]):
                given = one.but(sure=True) if one.kind == values.ANY else one
                clashes.meet(flow, node, callee.but(sure=True), given, operation="call")
        return _unknown(flow, node, positional)  # a member, registered or not
    if kind == values.ANY:
        return forwarding.call_module(
            flow, node, callee.but(kind=values.MODULE, data=None), positional, keywords
        )
    if kind == values.OBJECT:
        function = callee.data[0].method("__call__", flow.project)
        if function is not None:
            return following.call(flow, node, function, callee, positional, keywords)
    if kind == values.UNION:
        flow.callees = tuple(one.device for one in callee.data if one is not None)
        parts = [
            call_value(flow, node, one, positional, keywords)
            for one in callee.data
            if one is not None
        ]
        flow.callees = ()
        return values.union(parts)
    if kind == values.TOKENIZER:
        return creating.tokens(flow, node, keywords)
    return None


def _unknown(flow: Flow, node: ast.Call, positional: Arguments) -> Value | None:
    """An unknown member of this module (`self.backbone(x)`) gives its output where its input lies."""
    func = node.func
    if isinstance(func, ast.Attribute):
        literal_to_member(flow, func, positional)
    if not flow.in_module or not isinstance(func, ast.Attribute):
        return None
    if not (isinstance(func.value, ast.Name) and func.value.id == flow.receiver):
        return None
    found = {one.device for one in positional if one is not None and one.kind == values.TENSOR}
    if found == {devices.SELF}:
        return Value(values.ANY, devices.SELF, sure=False, ndim=values.AT_LEAST_ONE)
    return None


def literal_to_member(flow: Flow, func: ast.Attribute, positional: Arguments) -> None:
    """`self.model(tokens)` with tokens on a literal `"cuda"`: the model may be anywhere."""
    owner = func.value
    if func.attr == "forward" and isinstance(owner, ast.Attribute):
        owner = owner.value
    if not (isinstance(owner, ast.Name) and owner.id == flow.receiver) or flow.guarded:
        return
    for one in combining.flattened(positional):
        if one.device == devices.CUDA and one.origin is not None:
            if one.origin.how in ("explicit", "cuda") and one.origin.function is flow.function:
                reporting.hardcoded(flow, flow.file, one.origin.node, devices.CUDA)


# -------------------------------------------------------------------- libraries


def library_call(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    if not HANDLERS:
        _fill()
    handler = HANDLERS.get(dotted)
    if handler is not None:
        return handler(flow, node, dotted, positional, keywords)
    head, _, last = dotted.rpartition(".")
    if head in _FAMILIES:
        return _FAMILIES[head](flow, node, dotted, positional, keywords)
    if dotted.startswith("torch."):
        if head.startswith("torch.optim") and last[:1].isupper() and "sched" not in head:
            return creating.optimizer(flow, node, dotted, positional, keywords)
        if head == "torch.distributions" or head.startswith("torch.distributions."):
            if last == "kl_divergence":
                return distributions.divergence(flow, node, dotted, positional, keywords)
            if last[:1].isupper():
                return distributions.construct(flow, node, dotted, positional, keywords)
        if head == "torch.nn" and last[:1].isupper():
            return Value(values.MODULE, None, values.Model(library=dotted))
        return None
    if dotted.startswith("numpy."):
        return Value(values.ARRAY) if last in knowledge.ARRAYS else None
    if last == "from_pretrained" or last == "from_config":
        return creating.pretrained(flow, node, head, positional, keywords)
    if head + "." in knowledge.LOADS_ON_CPU_UNDER and last[:1].islower():
        return creating.loaded_module(flow, node, dotted, positional, keywords)
    if last in ("AdamW", "Adam", "SGD", "Lion", "Adafactor") and head.startswith(
        ("transformers", "bitsandbytes", "timm", "lion_pytorch", "torch_optimizer")
    ):
        return creating.optimizer(flow, node, dotted, positional, keywords)
    return None


def _follows(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    source = positional[0] if positional else keywords.get("input")
    if "device" in keywords:
        return values.tensor(creating.place_of(flow, keywords["device"], node))
    if source is None:
        return None
    name = dotted.rpartition(".")[2]
    if name in ("max", "min") and len(positional) > 1 and combining.flattened(positional[1:2]):
        return _combines(flow, node, "torch.maximum", positional, keywords)
    for one in values.alternatives(source):
        if one is not None and one.kind == values.ANY and not one.sure:
            flow.evidence.add(one.name or "")
    return tensors.reshaped(flow, node, source, name, positional[1:], keywords)


def _combines(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    items = positional + [
        value for name, value in keywords.items() if name not in knowledge.LOOSE_ARGUMENTS
    ]
    broadcasting = dotted in knowledge.COMBINES_BROADCASTING
    if not broadcasting:
        items = [
            _surely(flow, one) if at < len(positional) else one for at, one in enumerate(items)
        ]
    result = combining.combine(flow, node, items, broadcasting)
    if result is not None and result.kind in (values.ANY, values.TENSOR):
        # What comes out is a tensor, whatever went in.
        if dotted.endswith(("meshgrid", "broadcast_tensors")):
            return Value(values.EACH, data=result)
        ndim = result.ndim if broadcasting else values.AT_LEAST_ONE
        if "loss" in dotted or "entropy" in dotted:
            ndim = None
        return result.but(kind=values.TENSOR, sure=True, ndim=ndim, data=None)
    return result


def _surely(flow: Flow, value: Value | None) -> Value | None:
    """An argument where only tensors can stand."""
    if value is not None and value.kind == values.ANY and not value.sure:
        flow.evidence.add(value.name or "")
        return value.but(sure=True)
    return value


def _needs_cpu(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    for one in combining.flattened(positional[: 2 if "metrics" in dotted else 1]):
        tensors.to_array(flow, node, one)
    return Value(values.ARRAY) if dotted.startswith("numpy.") else None


def _passes(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    return positional[0] if positional else None


def _copied(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    """Another object: where the first one moves to later is nothing to it."""
    source = positional[0] if positional else None
    if source is not None and source.kind == values.MODULE:
        return source.but(origin=flow.created(node, "built"))
    return source


def _number(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    return NUMBER_VALUE


def _to_number(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    source = positional[0] if positional else None
    if source is not None and source.kind == values.DEVICE:
        return source
    return NUMBER_VALUE


def _listed(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    if not positional:
        return Value(values.ITEMS, data=())
    source = positional[0]
    if source is None or source.kind in (values.ITEMS, values.EACH):
        return source
    if source.kind in (values.LOADER, values.PARAMETERS):
        return source
    return Value(values.EACH, data=values.element(source))


def _enumerated(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    inner = values.element(positional[0]) if positional else None
    return Value(values.EACH, data=Value(values.ITEMS, data=(NUMBER_VALUE, inner)))


def _zipped(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    parts = tuple(values.element(one) for one in positional)
    return Value(values.EACH, data=Value(values.ITEMS, data=parts))


def _next(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    return values.element(positional[0]) if positional else None


def _summed(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    first = positional[0] if positional else None
    return values.element(first) if first is not None and len(positional) < 3 else None


def _ranged(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    return Value(values.EACH, data=NUMBER_VALUE)


def _mapping(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    if positional or None in keywords:
        return positional[0] if positional and not keywords else None
    return Value(values.DICT, data=dict(keywords))


def _text(
    flow: Flow, node: ast.Call, dotted: str, positional: Arguments, keywords: Keywords
) -> Value | None:
    source = positional[0] if positional else None
    return source if source is not None and source.kind == values.DEVICE else values.TEXT_VALUE


HANDLERS: dict[str, Handler] = {}


def _register(names: object, handler: Handler) -> None:
    for name in names:  # type: ignore[attr-defined]
        HANDLERS[name] = handler


def _fill() -> None:
    _register(knowledge.CREATES, creating.create)
    _register(knowledge.FOLLOWS_INPUT, _follows)
    _register(knowledge.COMBINES, _combines)
    _register(knowledge.COMBINES_BROADCASTING, _combines)
    _register(knowledge.MODULES, creating.library_module)
    _register(knowledge.PARAMETERS, creating.parameter)
    _register(knowledge.LOADERS, creating.loader)
    _register(knowledge.NEEDS_CPU, _needs_cpu)
    _register(knowledge.LOADS_ON_CPU, creating.loaded_module)
    for name in ("len", "bool", "isinstance", "hasattr", "abs", "round", "ord", "hash", "id"):
        HANDLERS["builtins." + name] = _number
    for name in ("int", "float"):
        HANDLERS["builtins." + name] = _to_number
    for name in ("list", "tuple", "set", "reversed", "sorted", "iter", "frozenset"):
        HANDLERS["builtins." + name] = _listed
    HANDLERS["builtins.enumerate"] = _enumerated
    HANDLERS["builtins.zip"] = _zipped
    HANDLERS["builtins.next"] = _next
    HANDLERS["builtins.sum"] = _summed
    HANDLERS["builtins.range"] = _ranged
    HANDLERS["builtins.dict"] = _mapping
    HANDLERS["builtins.str"] = _text
    HANDLERS["builtins.super"] = constructing.parent
    for name in ("tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "rich.progress.track"):
        HANDLERS[name] = _passes
    for name in ("torch.compile", "torch.jit.script", "torch.autograd.Variable"):
        HANDLERS[name] = _passes
    HANDLERS["copy.deepcopy"] = HANDLERS["copy.copy"] = _copied
    HANDLERS.update(special.HANDLERS)


_FAMILIES: dict[str, Handler] = {"torch.nn.init": _passes}
