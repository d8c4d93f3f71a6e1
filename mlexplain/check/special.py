"""Calls with a rule of their own: loading, devices, defaults, contexts, ranks."""

from __future__ import annotations

import ast

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
from mlexplain.check.call import Call, Handler
from mlexplain.check.values import Value


def _device(call: Call) -> Value | None:
    """`torch.device(...)`."""
    given, written = call.first, call.node.args
    index = creating.literal_index(written[0] if written else None)
    if index is not None:
        return Value(values.DEVICE, index)
    if given is None:
        return Value(values.DEVICE, None)
    if len(call.positional) == 2:
        second = call.positional[1]
        if second is not None and second.kind == values.DEVICE:
            distributed.check_place(call.flow, call.node, second, second.device)
            return second.but(data=None)
        number = creating.literal_index(written[1])
        if number is not None and given.device == devices.CUDA:
            return Value(values.DEVICE, number)
        if given.device == devices.CUDA and number is None:
            return Value(values.DEVICE, devices.CHOSEN + call.flow.file.source(written[1]))
        return Value(values.DEVICE, None)
    if given.kind in (values.DEVICE, values.TEXT, values.ANY):
        return Value(values.DEVICE, given.device, given.data if given.data == "global" else None)
    if given.kind == values.UNION:
        return Value(values.DEVICE, devices.CHOSEN)
    return Value(values.DEVICE, None)


def _load(call: Call) -> Value | None:
    if len(call.node.args) < 2 and not call.keywords.keys() & {"map_location", None}:
        if not call.flow.guarded and not call.starred:
            return Value(values.LOADED, origin=call.created("loaded"))
    place = call.argument(1, "map_location")
    if place is None or place.kind not in values.NAMES_DEVICE or place.device is None:
        return None
    return Value(values.ANY, place.device, None, values.AT_LEAST_ONE, sure=False, name="loaded")


def _set_default(call: Call) -> Value | None:
    call.flow.default = None
    return None


def _empty_weights(call: Call) -> Value | None:
    return Value(values.CONTEXT, None)


def _current_gpu(call: Call) -> Value | None:
    return Value(values.CONTEXT, None, "current")


def chosen_device(call: Call) -> Value | None:
    return Value(values.DEVICE, devices.CHOSEN)


def _gradients(call: Call) -> Value | None:
    """`torch.autograd.grad(outputs, inputs)`: a tuple of tensors, each beside its input."""
    inputs = call.argument(1, "inputs")
    if inputs is not None and inputs.kind in (values.ITEMS, values.EACH):
        return inputs
    if inputs is not None and inputs.kind == values.PARAMETERS:
        return Value(values.EACH, data=joining.element(inputs))
    return Value(values.EACH, data=inputs)


def _environment(call: Call) -> Value | None:
    key = call.node.args[0] if call.node.args else None
    return subscripts.environment_variable(key.value if isinstance(key, ast.Constant) else None)


def _normal(call: Call) -> Value | None:
    """`torch.normal(0.0, 1.0, size)` makes a tensor; `torch.normal(mean, std)` follows them."""
    if "size" in call.keywords or len(call.positional) > 2:
        return creating.create(call.of("torch.normal_"))
    return calls.library_call(call, "torch.add")


def _runs_model(call: Call) -> Value | None:
    """`torch.jit.trace(model, inputs)`, `functional_call(model, weights, inputs)` and their like."""
    functional = call.dotted.endswith("functional_call")
    at = 2 if functional else 1
    if len(call.positional) <= at or call.starred:
        return None
    model, inputs, given = call.positional[0], call.positional[at], call.node.args[at]
    whole = isinstance(given, ast.Tuple) and inputs is not None and inputs.kind == values.ITEMS
    nodes = given.elts if isinstance(given, ast.Tuple) and whole else [given]
    parts = list(inputs.data) if whole and inputs is not None else [inputs]
    if model is not None and model.kind in (values.MODULE, values.ANY, values.UNION):
        made = calls.call_value(call.of_function(nodes, parts), model)
        if functional:
            return made
    return model if call.dotted == "torch.jit.trace" else None


HANDLERS: dict[str, Handler] = {
    "torch.autograd.grad": _gradients,
    "torch.jit.trace": _runs_model,
    "torch.normal": _normal,
    "torch.onnx.export": _runs_model,
    "torch.func.functional_call": _runs_model,
    "torch.nn.utils.stateless.functional_call": _runs_model,
    "torch.accelerator.current_accelerator": chosen_device,
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
    "torch.utils.data.TensorDataset": datasets.tensor_dataset,
    "torch.utils.data.random_split": datasets.split,
    "accelerate.init_empty_weights": _empty_weights,
    "accelerate.utils.init_empty_weights": _empty_weights,
    "accelerate.big_modeling.init_empty_weights": _empty_weights,
    "accelerate.init_on_device": _empty_weights,
    "transformers.modeling_utils.no_init_weights": _empty_weights,
}
