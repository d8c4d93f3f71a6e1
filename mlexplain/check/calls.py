"""Calls: who is called, and what a call of the libraries gives."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import (
    arrays,
    building,
    callables,
    clashes,
    combining,
    constructing,
    creating,
    devices,
    distributions,
    following,
    forwarding,
    functions,
    knowledge,
    methods,
    modules,
    preparing,
    records,
    remedies,
    reporting,
    special,
    values,
)
from mlexplain.check.dispatch import evaluates
from mlexplain.check.functions import Arguments, Handler, Keywords
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


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
        _left_to_others(flow, node, positional, keywords)
        return _unknown(flow, node, positional) or _of_unknown_model(
            flow, node, positional, keywords
        )
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
    if kind == values.PARTIAL:
        return callables.call_partial(flow, node, callee, positional, keywords)
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


def _of_unknown_model(
    flow: Flow, node: ast.Call, positional: Arguments, keywords: Keywords
) -> Value | None:
    """`model(x.to(device))`: a model of which nothing is known lies where it takes its inputs."""
    if not _MODEL.search(remedies.called_name(node)):
        return None
    given = [*combining.flattened(positional), *modules.encoded(keywords)]
    places = {one.device for one in given}
    if len(places) != 1:
        return None
    place = places.pop()
    if place is None or not place.startswith(devices.CHOSEN):
        return None
    return Value(values.ANY, place, sure=False, ndim=values.AT_LEAST_ONE)


_MODEL = re.compile(r"^(?:\w+_)?(?:model|net|network|encoder|decoder|backbone|classifier)$")


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
            return building.optimizer(flow, node, dotted, positional, keywords)
        if head == "torch.distributions" or head.startswith("torch.distributions."):
            if last == "kl_divergence":
                return distributions.divergence(flow, node, dotted, positional, keywords)
            if last[:1].isupper():
                return distributions.construct(flow, node, dotted, positional, keywords)
        if head == "torch.nn" and last[:1].isupper():
            return Value(values.MODULE, None, values.Model(library=dotted))
        return None
    if _CHOOSES.search(last) is not None:
        return Value(values.DEVICE, devices.CHOSEN)
    if dotted.startswith("numpy."):
        return arrays.made(dotted, positional, keywords) if last in knowledge.ARRAYS else None
    if last == "from_pretrained" or last == "from_config":
        return building.pretrained(flow, node, head, positional, keywords)
    if head + "." in knowledge.LOADS_ON_CPU_UNDER and last[:1].islower():
        return building.loaded_module(flow, node, dotted, positional, keywords)
    if last in ("AdamW", "Adam", "SGD", "Lion", "Adafactor") and head.startswith(
        ("transformers", "bitsandbytes", "timm", "lion_pytorch", "torch_optimizer")
    ):
        return building.optimizer(flow, node, dotted, positional, keywords)
    if head != "builtins":
        _left_to_others(flow, node, positional, keywords)
    return None


def _left_to_others(flow: Flow, node: ast.Call, positional: Arguments, keywords: Keywords) -> None:
    """A module is handed to a function that is not known, and may move it in place."""
    given = [*positional, *keywords.values()]
    if any(one is not None and one.kind in _MAY_HOLD_MODULES for one in given):
        device = any(one is not None and one.kind == values.DEVICE for one in given)
        if device or _MAY_MOVE.search(remedies.called_name(node)):
            modules.perhaps_moved(flow, given)


_MAY_HOLD_MODULES = (values.MODULE, values.ITEMS, values.EACH)
_MAY_MOVE = re.compile(
    "init_net|device|cuda|gpu|move|prepare|setup|place|parallel|distrib|dispatch|wrap|^to_"
)

_CHOOSES = re.compile(r"^(?:get|select|choose|pick|setup|auto|default|torch|best)_(?:\w+_)?device$")
"""Functions of other packages that give the device of the program by their name."""

HANDLERS: dict[str, Handler] = {}


def _register(names: object, handler: Handler) -> None:
    for name in names:  # type: ignore[attr-defined]
        HANDLERS[name] = handler


def _fill() -> None:
    _register(knowledge.CREATES, creating.create)
    _register(knowledge.FOLLOWS_INPUT, functions.follows)
    _register(knowledge.COMBINES, functions.combines)
    _register(knowledge.COMBINES_BROADCASTING, functions.combines)
    _register(knowledge.MODULES, building.library_module)
    _register(knowledge.PARAMETERS, creating.parameter)
    _register(knowledge.LOADERS, creating.loader)
    _register(knowledge.NEEDS_CPU, functions.needs_cpu)
    _register(knowledge.LOADS_ON_CPU, building.loaded_module)
    for name in ("len", "bool", "isinstance", "hasattr", "abs", "round", "ord", "hash", "id"):
        HANDLERS["builtins." + name] = functions.number
    for name in ("int", "float"):
        HANDLERS["builtins." + name] = functions.to_number
    for name in ("list", "tuple", "set", "reversed", "sorted", "iter", "frozenset"):
        HANDLERS["builtins." + name] = functions.listed
    HANDLERS["torch.nn.utils.rnn.pack_padded_sequence"] = functions.packed
    HANDLERS["collections.deque"] = functions.listed
    HANDLERS["builtins.enumerate"] = functions.enumerated
    HANDLERS["builtins.zip"] = functions.zipped
    HANDLERS["builtins.next"] = functions.following_item
    HANDLERS["builtins.sum"] = functions.summed
    HANDLERS["builtins.range"] = functions.ranged
    HANDLERS["builtins.dict"] = functions.mapping
    HANDLERS["builtins.str"] = functions.text
    HANDLERS["builtins.super"] = constructing.parent
    for name in ("tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "rich.progress.track"):
        HANDLERS[name] = functions.passes
    for name in ("torch.compile", "torch.jit.script", "torch.autograd.Variable"):
        HANDLERS[name] = functions.passes
    HANDLERS["copy.deepcopy"] = HANDLERS["copy.copy"] = functions.copied
    _register(knowledge.PREPARERS, preparing.construct)
    for name in knowledge.PREPARERS:
        _register([f"{name}.{method}" for method in knowledge.PREPARES], preparing.prepare)
    HANDLERS["builtins.map"] = callables.mapped
    HANDLERS["functools.partial"] = callables.partial
    HANDLERS.update(special.HANDLERS)
    HANDLERS.update(records.HANDLERS)


_FAMILIES: dict[str, Handler] = {"torch.nn.init": functions.passes}
