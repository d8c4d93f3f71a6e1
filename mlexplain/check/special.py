"""Calls with a rule of their own: loading, devices, defaults, contexts, ranks."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import (
    calls,
    creating,
    datasets,
    devices,
    distributed,
    generators,
    joining,
    names,
    subscripts,
    values,
)
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def _device(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`torch.device(...)`."""
    given = positional[0] if positional else None
    index = creating.literal_index(node.args[0] if node.args else None)
    if index is not None:
        return Value(values.DEVICE, index)
    if given is None:
        return Value(values.DEVICE, None)
    if len(positional) == 2:
        second = positional[1]
        if second is not None and second.kind == values.DEVICE:
            distributed.check_place(flow, node, second, second.device)
            return second.but(data=None)
        number = creating.literal_index(node.args[1])
        if number is not None and given.device == devices.CUDA:
            return Value(values.DEVICE, number)
        if given.device == devices.CUDA and number is None:
            return Value(values.DEVICE, devices.CHOSEN + flow.file.source(node.args[1]))
        return Value(values.DEVICE, None)
    if given.kind in (values.DEVICE, values.TEXT, values.ANY):
        return Value(values.DEVICE, given.device, given.data if given.data == "global" else None)
    if given.kind == values.UNION:
        return Value(values.DEVICE, devices.CHOSEN)
    return Value(values.DEVICE, None)


def _load(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    if len(node.args) < 2 and "map_location" not in keywords and None not in keywords:
        if not flow.guarded and not any(isinstance(a, ast.Starred) for a in node.args):
            return Value(values.LOADED, origin=flow.created(node, "loaded"))
    place = positional[1] if len(positional) > 1 else keywords.get("map_location")
    if place is None or place.kind not in values.NAMES_DEVICE or place.device is None:
        return None
    return Value(values.ANY, place.device, None, values.AT_LEAST_ONE, sure=False, name="loaded")


def _set_default(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    flow.default = None
    return None


def _empty_weights(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    return Value(values.CONTEXT, None)


def _current_gpu(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    return Value(values.CONTEXT, None, "current")


def _accelerator(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    return Value(values.DEVICE, devices.CHOSEN)


def _gradients(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`torch.autograd.grad(outputs, inputs)`: a tuple of tensors, each beside its input."""
    inputs = positional[1] if len(positional) > 1 else keywords.get("inputs")
    if inputs is not None and inputs.kind in (values.ITEMS, values.EACH):
        return inputs
    if inputs is not None and inputs.kind == values.PARAMETERS:
        return Value(values.EACH, data=joining.element(inputs))
    return Value(values.EACH, data=inputs)


def _environment(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    key = node.args[0] if node.args else None
    return subscripts.environment_variable(key.value if isinstance(key, ast.Constant) else None)


def _normal(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`torch.normal(0.0, 1.0, size)` makes a tensor; `torch.normal(mean, std)` follows them."""
    if "size" in keywords or len(positional) > 2:
        return creating.create(flow, node, "torch.normal_", positional, keywords)
    return calls.library_call(flow, node, "torch.add", positional, keywords)


def _runs_model(
    flow: Flow,
    node: ast.Call,
    dotted: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """`torch.jit.trace(model, inputs)`, `functional_call(model, weights, inputs)` and their like."""
    functional = dotted.endswith("functional_call")
    at = 2 if functional else 1
    if len(positional) <= at or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    model, inputs, given = positional[0], positional[at], node.args[at]
    whole = isinstance(given, ast.Tuple) and inputs is not None and inputs.kind == values.ITEMS
    nodes = given.elts if isinstance(given, ast.Tuple) and whole else [given]
    parts = list(inputs.data) if whole and inputs is not None else [inputs]
    if model is not None and model.kind in (values.MODULE, values.ANY, values.UNION):
        run = ast.copy_location(ast.Call(node.args[0], nodes, []), node)
        made = calls.call_value(flow, run, model, parts, {})
        if functional:
            return made
    return model if dotted == "torch.jit.trace" else None


HANDLERS = {
    "torch.autograd.grad": _gradients,
    "torch.jit.trace": _runs_model,
    "torch.normal": _normal,
    "torch.onnx.export": _runs_model,
    "torch.func.functional_call": _runs_model,
    "torch.nn.utils.stateless.functional_call": _runs_model,
    "torch.accelerator.current_accelerator": _accelerator,
    "torch.cuda.device": _current_gpu,
    "torch.cuda.device_of": _current_gpu,
    "torch.device": _device,
    "os.environ.get": _environment,
    "os.getenv": _environment,
    "builtins.getattr": names.get_attribute,
    "builtins.setattr": names.set_attribute,
    "torch.load": _load,
    "torch.Generator": generators.construct,
    "torch.set_default_device": _set_default,
    "torch.set_default_tensor_type": _set_default,
    "torch.cuda.set_device": distributed.set_device,
    "torch.distributed.get_rank": distributed.rank,
    **{
        f"torch.distributed.{name}": distributed.collective
        for name in ("all_reduce", "broadcast", "reduce", "all_gather", "all_gather_into_tensor")
    },
    "torch.distributed.init_process_group": distributed.start_group,
    "torch.utils.data.TensorDataset": datasets.tensor_dataset,
    "torch.utils.data.random_split": datasets.split,
    "accelerate.init_empty_weights": _empty_weights,
    "accelerate.utils.init_empty_weights": _empty_weights,
    "accelerate.big_modeling.init_empty_weights": _empty_weights,
    "accelerate.init_on_device": _empty_weights,
    "transformers.modeling_utils.no_init_weights": _empty_weights,
}
