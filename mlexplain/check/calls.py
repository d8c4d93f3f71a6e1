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
    datasets,
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
from mlexplain.check.call import Call, Handler, evaluated
from mlexplain.check.dispatch import evaluates
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


@evaluates(ast.Call)
def call(flow: Flow, node: ast.Call) -> Value | None:
    func = node.func
    if type(func) is ast.Attribute:
        return methods.called(flow, node, func)
    callee = flow.value(func)
    return call_value(evaluated(flow, node), callee)


def call_value(call: Call, callee: Value | None) -> Value | None:
    if callee is None:
        _left_to_others(call)
        return _unknown(call) or _of_unknown_model(call)
    kind = callee.kind
    if kind == values.LIBRARY:
        return library_call(call, callee.data)
    if kind == values.FUNCTION:
        return following.follow(call, callee.data, None)
    if kind == values.METHOD:
        receiver, function = callee.data
        return following.follow(call, function, receiver)
    if kind == values.CLASS:
        return constructing.construct(call, callee.data)
    if kind == values.MODULE:
        return forwarding.call_module(call, callee)
    if kind == values.ANY and devices.is_initial(callee.device):
        if callee.data == values.LISTED:
            for one in combining.flattened(call.positional[:1]):
                given = one.but(sure=True) if one.kind == values.ANY else one
                clashes.meet(call.flow, call.node, callee.but(sure=True), given, operation="call")
        return _unknown(call)  # a member, registered or not
    if kind == values.ANY:
        return forwarding.call_module(call, callee.but(kind=values.MODULE, data=None))
    if kind == values.OBJECT:
        function = callee.data[0].method("__call__", call.flow.project)
        if function is not None:
            return following.follow(call, function, callee)
    if kind == values.UNION:
        call.flow.callees = tuple(one.device for one in callee.data if one is not None)
        parts = [call_value(call, one) for one in callee.data if one is not None]
        call.flow.callees = ()
        return values.union(parts)
    if kind == values.PARTIAL:
        return callables.call_partial(call, callee)
    if kind == values.TOKENIZER:
        return creating.tokens(call)
    return None


def _unknown(call: Call) -> Value | None:
    """An unknown member of this module (`self.backbone(x)`) gives its output where its input lies."""
    func = call.node.func
    literal_to_member(call)
    if not call.flow.in_module or not isinstance(func, ast.Attribute):
        return None
    if not (isinstance(func.value, ast.Name) and func.value.id == call.flow.receiver):
        return None
    found = {one.device for one in call.positional if one is not None and one.kind == values.TENSOR}
    if found == {devices.SELF}:
        return Value(values.ANY, devices.SELF, sure=False, ndim=values.AT_LEAST_ONE)
    return None


def _of_unknown_model(call: Call) -> Value | None:
    """`model(x.to(device))`: a model of which nothing is known lies where it takes its inputs."""
    if not _MODEL.search(remedies.called_name(call.node)):
        return None
    given = [*combining.flattened(call.positional), *modules.encoded(call.keywords)]
    places = {one.device for one in given}
    if len(places) != 1:
        return None
    place = places.pop()
    if place is None or not place.startswith(devices.CHOSEN):
        return None
    return Value(values.ANY, place, sure=False, ndim=values.AT_LEAST_ONE)


_MODEL = re.compile(r"^(?:\w+_)?(?:model|net|network|encoder|decoder|backbone|classifier)$")


def literal_to_member(call: Call) -> None:
    """`self.model(tokens)` with tokens on a literal `"cuda"`: the model may be anywhere."""
    flow, func = call.flow, call.node.func
    if not isinstance(func, ast.Attribute):
        return
    owner = func.value
    if func.attr == "forward" and isinstance(owner, ast.Attribute):
        owner = owner.value
    if not (isinstance(owner, ast.Name) and owner.id == flow.receiver) or flow.guarded:
        return
    for one in combining.flattened(call.positional):
        if one.device == devices.CUDA and one.origin is not None:
            if one.origin.how in ("explicit", "cuda") and one.origin.function is flow.function:
                reporting.hardcoded(flow, flow.file, one.origin.node, devices.CUDA)


# -------------------------------------------------------------------- libraries


def library_call(call: Call, dotted: str) -> Value | None:
    if not HANDLERS:
        _fill()
    head, _, last = dotted.rpartition(".")
    handler = HANDLERS.get(dotted) or _by_pattern(dotted, head, last)
    if handler is not None:
        return handler(call.of(dotted))
    if head != "builtins" and not dotted.startswith(("torch.", "numpy.")):
        _left_to_others(call)
    return None


def _by_pattern(dotted: str, head: str, last: str) -> Handler | None:
    """The handler of a function that is known by the form of its name alone."""
    if dotted.startswith("torch."):
        if head == "torch.nn.init":
            return functions.passes
        if head.startswith("torch.optim") and last[:1].isupper() and "sched" not in head:
            return building.optimizer
        if head == "torch.distributions" or head.startswith("torch.distributions."):
            if last == "kl_divergence":
                return distributions.divergence
            if last[:1].isupper():
                return distributions.construct
        return building.unknown_layer if head == "torch.nn" and last[:1].isupper() else None
    if _CHOOSES.search(last) is not None:
        return special.chosen_device
    if dotted.startswith("numpy."):
        return arrays.made if last in knowledge.ARRAYS else None
    if last == "from_pretrained" or last == "from_config":
        return building.pretrained
    if head + "." in knowledge.LOADS_ON_CPU_UNDER and last[:1].islower():
        return building.loaded_module
    if last in ("AdamW", "Adam", "SGD", "Lion", "Adafactor") and head.startswith(
        ("transformers", "bitsandbytes", "timm", "lion_pytorch", "torch_optimizer")
    ):
        return building.optimizer
    return None


def _left_to_others(call: Call) -> None:
    """A module is handed to a function that is not known, and may move it in place."""
    given = call.given
    if any(one is not None and one.kind in _MAY_HOLD_MODULES for one in given):
        device = any(one is not None and one.kind == values.DEVICE for one in given)
        if device or _MAY_MOVE.search(remedies.called_name(call.node)):
            modules.perhaps_moved(call.flow, given)


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
    _register(knowledge.LOADERS, datasets.loader)
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
