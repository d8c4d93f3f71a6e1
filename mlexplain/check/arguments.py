"""What a function knows of its arguments before it runs, and how a call binds them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import devices, knowledge, values
from mlexplain.check.call import Arguments, Call
from mlexplain.check.model import Model
from mlexplain.check.scope import Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def bind(flow: Flow) -> None:
    """Give every parameter of the function its starting value."""
    function, env = flow.function, flow.env
    node = function.node
    if function.name in ("forward", "backward") and _in_autograd(flow):
        _bind_autograd(flow)
        return
    hook = flow.in_module and (
        function.name in knowledge.HOOKS
        or (function.name in knowledge.METRIC_HOOKS and _in_metric(flow))
    )
    if hook and flow.owner is not None and flow.owner.is_spread():
        env.update({p.arg: None for p in function.parameters if p.arg != function.receiver})
        hook = False
    if function.name in knowledge.TRAINER_HOOKS and _in_trainer(flow):
        _bind_trainer_hook(flow)
        return
    receiver = function.receiver
    first = True
    for parameter in function.parameters:
        name = parameter.arg
        if name == receiver:
            env[name] = _receiver(flow)
            continue
        if name in env:
            continue
        if hook:
            env[name] = _hook_argument(function, parameter, first)
            first = False
        elif function.name in ("__getitem__", "__len__", "__iter__"):
            env[name] = None
        else:
            env[name] = _argument(function, parameter)
    for star in (node.args.vararg, node.args.kwarg):
        if star is not None:
            env[star.arg] = None


def _in_metric(flow: Flow) -> bool:
    return flow.owner is not None and flow.owner.has_base(knowledge.METRICS, flow.project)


def _in_autograd(flow: Flow) -> bool:
    owner = flow.owner
    return owner is not None and owner.has_base(_AUTOGRAD, flow.project)


_AUTOGRAD = frozenset(("torch.autograd.Function", "torch.autograd.function.Function"))


def _bind_autograd(flow: Flow) -> None:
    """`forward(ctx, x, …)` and `backward(ctx, gradient, …)`, called wherever the tensors lie."""
    function, env = flow.function, flow.env
    for position, parameter in enumerate(function.parameters):
        gradient = function.name == "backward"
        env[parameter.arg] = _hook_argument(function, parameter, False) if position else None
        if position == 1 and gradient:
            env[parameter.arg] = values.tensor(devices.SELF)
    for star in (function.node.args.vararg, function.node.args.kwarg):
        if star is not None:
            env[star.arg] = None


def _in_trainer(flow: Flow) -> bool:
    """Whether this is a method of a subclass of transformers' Trainer."""
    owner = flow.owner
    if owner is None or flow.in_module:
        return False
    return any(
        base.endswith("Trainer") and base.startswith(("transformers", "trl", "sentence_tr"))
        for cls in owner.ancestors(flow.project)
        for base in cls.bases()
    )


def _bind_trainer_hook(flow: Flow) -> None:
    """The Trainer hands over the model, and the batch where the model lies."""
    function, env = flow.function, flow.env
    for position, parameter in enumerate(function.parameters):
        env[parameter.arg] = None
        if parameter.arg == function.receiver:
            env[parameter.arg] = _receiver(flow)
        elif position == 1:
            env[parameter.arg] = Value(values.MODULE, devices.SELF, Model())
        elif position == 2:
            env[parameter.arg] = Value(
                values.ANY,
                devices.SELF,
                "batch",
                values.AT_LEAST_ONE,
                name=parameter.arg,
                sure=False,
            )
    for star in (function.node.args.vararg, function.node.args.kwarg):
        if star is not None:
            env[star.arg] = None


def _receiver(flow: Flow) -> Value | None:
    owner = flow.owner
    if owner is None:
        return None
    if "classmethod" in flow.function.decorators:
        return Value(values.CLASS, data=owner)
    if flow.in_module:
        place = None if _FILLS_WEIGHTS.search(flow.function.name) else devices.SELF
        return Value(values.MODULE, place, Model(owner))
    return Value(values.OBJECT, data=(owner, None))


_FILLS_WEIGHTS = re.compile(r"^_?(?:reset|init(?:ialize|ialise)?)_(?:parameters|params|weights)$")
"""Methods that run before the module moves, as a rule."""


def _hook_argument(function: Function, parameter: ast.arg, first: bool) -> Value | None:
    name = parameter.arg
    kind = annotated(parameter.annotation)
    if kind == "other":
        return None
    if kind == "device" or name in knowledge.DEVICE_NAMES:
        return Value(values.DEVICE, devices.CHOSEN + name)
    default = function.defaults.get(name)
    if isinstance(default, ast.Constant) and default.value is not None:
        return None
    sure = kind == "tensor" or (first and default is None and function.name == "forward")
    return Value(values.ANY, devices.SELF, name=name, sure=sure, ndim=values.AT_LEAST_ONE)


def _argument(function: Function, parameter: ast.arg) -> Value | None:
    name = parameter.arg
    kind = annotated(parameter.annotation)
    if kind == "device" or name in knowledge.DEVICE_NAMES:
        return Value(values.DEVICE, devices.CHOSEN + name)
    if kind == "module":
        return Value(values.MODULE, devices.ARGUMENT + name, Model(), name=name)
    default = function.defaults.get(name)
    several = isinstance(default, ast.Constant) and type(default.value) is int and default.value > 1
    if name in knowledge.RANK_NAMES and not several:  # the rank of a matrix, else
        return Value(values.DEVICE, devices.RANK + name, data="global" if name == "rank" else None)
    if kind == "other":
        return None
    if isinstance(default, ast.Constant) and default.value is not None:
        return values.NUMBER_VALUE if type(default.value) in (int, float) else None
    return Value(
        values.ANY,
        devices.ARGUMENT + name,
        name=name,
        sure=kind == "tensor",
        ndim=values.AT_LEAST_ONE,
    )


def annotated(node: ast.expr | None) -> str | None:
    """What an annotation says: tensor, device, module, other (no tensor), or None for no word."""
    if node is None:
        return None
    if isinstance(node, ast.Constant):
        if node.value is None:
            return None
        if not isinstance(node.value, str):
            return "other"
        text = node.value.rpartition(".")[2]
        return _named(text)
    if isinstance(node, ast.BinOp):
        left, right = annotated(node.left), annotated(node.right)
        if left == right:
            return left
        return (left or right) if None in (left, right) else None
    if isinstance(node, ast.Subscript):
        head = node.value
        name = head.attr if isinstance(head, ast.Attribute) else getattr(head, "id", "")
        if name == "Optional":
            return annotated(node.slice)
        if name == "Union" and isinstance(node.slice, ast.Tuple):
            kinds = {annotated(part) for part in node.slice.elts} - {None}
            return kinds.pop() if len(kinds) == 1 else None
        if name in ("Float", "Int", "Bool", "Shaped", "Integer", "Annotated"):
            return annotated(node.slice.elts[0]) if isinstance(node.slice, ast.Tuple) else None
        if name in ("Callable", "Literal", "Type", "type"):
            return "other"
        return None  # a container, perhaps of tensors
    if isinstance(node, ast.Attribute):
        return _named(node.attr)
    return _named(node.id) if isinstance(node, ast.Name) else None


_TENSORS = {"Tensor", "FloatTensor", "LongTensor", "BoolTensor", "HalfTensor", "IntTensor"}
_OTHERS = {"int", "float", "bool", "str", "bytes", "ndarray", "Path", "Callable", "dtype", "Size"}


def _named(name: str) -> str | None:
    if name in _TENSORS:
        return "tensor"
    if name in _OTHERS:
        return "other"
    if name == "Module":
        return "module"
    return "device" if name == "device" else None


def matched(function: Function, call: Call) -> dict[str, Value | None] | None:
    """Parameter → value at this call; defaults filled in. None where a star hides the binding."""
    names = [p.arg for p in function.parameters]
    if function.bound:
        names = names[1:]
    if None in call.keywords:
        return None
    positional = call.positional
    if call.starred:
        needed = [n for n in names if n not in call.keywords and n not in function.defaults]
        spread = _spread(call, len(needed))
        if spread is None or function.node.args.vararg is not None:
            return None
        positional = spread
    bound: dict[str, Value | None] = dict(zip(names, positional, strict=False))
    for name, value in call.keywords.items():
        if name is not None:
            bound[name] = value
    for name in names:
        if name not in bound:
            bound[name] = default_value(function.defaults.get(name))
    return bound


def _name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _spread(call: Call, needed: int) -> Arguments | None:
    """The arguments of `f(a, *rest)`, where the star stands for as many as `f` needs."""
    positional = call.positional
    stars = [i for i, a in enumerate(call.node.args) if isinstance(a, ast.Starred)]
    at = len(positional) - 1
    if stars != [at]:  # several, one before other arguments, or one that holds the receiver
        return None
    whole = positional[at]
    if whole is None:
        return None
    if whole.kind == values.ITEMS:
        return [*positional[:at], *whole.data]
    if whole.kind == values.EACH and needed > at:
        return [*positional[:at], *[whole.data] * (needed - at)]
    return None


def default_value(node: ast.expr | None) -> Value | None:
    if isinstance(node, ast.Constant):
        if node.value is None:
            return values.NONE_VALUE
        if isinstance(node.value, str):
            return Value(values.TEXT, devices.literal(node.value), node.value)
        return values.NUMBER_VALUE
    if isinstance(node, ast.Call) and len(node.args) == 1 and _name_of(node.func) == "device":
        return default_value(node.args[0])  # `torch.device("cpu")`
    if isinstance(node, (ast.Tuple, ast.List)):
        return Value(values.ITEMS, data=tuple(default_value(one) for one in node.elts))
    return default_value(node.operand) if isinstance(node, ast.UnaryOp) else None
