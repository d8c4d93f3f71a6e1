"""CUDA's device rules, held over CPU tensors.

Inside `with CudaSimulator(devices=2):` a program believes that it runs on a machine with GPUs. Every
tensor stays an ordinary CPU tensor and computes ordinary results, but its storage carries a pretend
device: views, `.data`, `detach` and `nn.Parameter` share the storage and so the device, as they do
on a GPU. Three layers hold the pretence:

- a TorchDispatchMode sees each ATen call below autograd, refuses what CUDA refuses
  (`device_rules`), and places what comes out;
- a TorchFunctionMode sees each call of the Python surface, so that a tensor the user made
  (`torch.zeros(3)`) is told from one a library function made for itself;
- the surface itself (`Tensor.device`, `Tensor.to`, `torch.cuda`, DataLoader workers,
  `torch.distributed`, …) is replaced while the simulator is entered (`simulated_surface`).
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import Any

import torch
import torch._dynamo  # imported on first use otherwise, and then meets the replaced surface
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from tests.check import device_rules

CPU = torch.device("cpu")
WILD = object()
"""The place of tensors that a library call made for itself: they take the device of what they meet."""

FORKED = (
    "Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use "
    "the 'spawn' start method"
)


class CudaSimulator:
    """A machine with `devices` pretend GPUs; with 0, a machine on which CUDA is not available."""

    active: CudaSimulator | None = None

    def __init__(self, devices: int = 1) -> None:
        self.devices = devices
        self.current = 0
        self.initialized = False
        self.in_worker = False
        self.surface_call: str | None = None
        self.generator: torch.Generator | None = None
        self.backend = "nccl"
        # Keeping the storages alive keeps their addresses from being used twice.
        self._places: dict[int, tuple[Any, Any]] = {}
        self._stack = ExitStack()

    # ------------------------------------------------------------------ devices

    def resolve(self, device: Any) -> torch.device:
        """A device as torch would make it of `device`; raises where the machine has no such one."""
        if isinstance(device, bool):
            raise TypeError("device must be a string, an int or a torch.device")
        made = torch.device("cuda", device) if isinstance(device, int) else torch.device(device)
        if made.type != "cuda":
            return made
        if self.devices == 0:
            raise AssertionError("Torch not compiled with CUDA enabled")
        if self.in_worker and self.initialized:
            raise RuntimeError(FORKED)
        self.initialized = True
        index = self.current if made.index is None else made.index
        if index >= self.devices:
            raise RuntimeError(
                "CUDA error: invalid device ordinal\nCUDA kernel errors might be asynchronously "
                "reported at some other API call, so the stacktrace below might be incorrect."
            )
        return torch.device("cuda", index)

    def place(self, tensor: torch.Tensor, device: Any) -> torch.Tensor:
        """Lets the storage of `tensor` be on `device`."""
        if tensor.layout is torch.strided:
            storage = _storage(tensor)
            if device == CPU:
                self._places.pop(storage._cdata, None)
            else:
                self._places[storage._cdata] = (storage, device)
        return tensor

    def where(self, tensor: torch.Tensor) -> torch.device | None:
        """The pretend device; None for a tensor that takes the device of what it meets."""
        place = self._place(tensor)
        return None if place is WILD else place

    def device_of(self, tensor: torch.Tensor) -> torch.device:
        place = self._place(tensor)
        return CPU if place is WILD else place

    def _place(self, tensor: torch.Tensor) -> Any:
        if tensor.layout is not torch.strided or tensor.is_meta:
            return CPU if not tensor.is_meta else torch.device("meta")
        held = self._places.get(_storage(tensor)._cdata)
        return CPU if held is None else held[1]

    def moved(self, tensor: torch.Tensor, device: torch.device) -> torch.Tensor:
        """A copy of `tensor` on `device`, through which gradients flow back to where they came from."""
        if device == self.device_of(tensor):
            return tensor
        if device.type == "meta":
            return torch.empty_like(tensor, device="meta")
        if tensor.is_meta:
            raise NotImplementedError("Cannot copy out of meta tensor; no data!")
        if tensor.requires_grad and torch.is_grad_enabled():
            return _Move.apply(tensor, self, device)
        return self.place(tensor.detach().clone(), device)

    # ------------------------------------------------------------------ modes

    def __enter__(self) -> CudaSimulator:
        from tests.check import simulated_surface

        assert CudaSimulator.active is None, "simulators do not nest"
        CudaSimulator.active = self
        self._stack.callback(setattr, CudaSimulator, "active", None)
        simulated_surface.install(self, self._stack)
        self._stack.enter_context(_Kernels(self))
        self._stack.enter_context(_Surface(self))
        self._stack.callback(torch.set_default_device, None)
        return self

    def __exit__(self, *exc: Any) -> None:
        self._stack.close()

    @contextmanager
    def worker(self):
        """As in a forked DataLoader worker: CUDA, once in use, can't be used here."""
        before, self.in_worker = self.in_worker, True
        try:
            yield
        finally:
            self.in_worker = before

    def dispatch(self, func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        tensors = [
            t for _, t in device_rules._tensors([("", a) for a in [*args, *kwargs.values()]])
        ]
        common = device_rules.common_device(func, args, kwargs, self.where)
        asked = kwargs.get("device")
        place = self._place_of_result(func, tensors, common, asked)
        if self.in_worker and isinstance(place, torch.device) and place.type == "cuda":
            raise RuntimeError("CUDA error: initialization error")
        if self.generator is not None and isinstance(place, torch.device):
            if any(isinstance(a, torch._C.Generator) for a in [*args, *kwargs.values()]):
                device_rules.check_generator(self.generator.device, place)
        if asked is not None and asked.type == "cuda":
            kwargs["device"] = CPU
        out = func(*args, **kwargs)
        known = {_storage(t)._cdata for t in tensors if t.layout is torch.strided}
        for tensor in _flat(out):
            if tensor.layout is not torch.strided or tensor.is_meta:
                continue
            # What shares an input's storage is where the input is, save that it now found its place.
            if _storage(tensor)._cdata not in known or self._place(tensor) is WILD:
                self.place(tensor, place)
        if func._schema.name == "aten::_pack_padded_sequence":
            self.place(out[1], CPU)  # batch sizes stay on the host
        return out

    def _place_of_result(self, func: Any, tensors: list, common: Any, asked: Any) -> Any:
        if asked is not None and asked.type == "cuda":
            return self.resolve(asked)
        if asked is not None and asked.type == "meta":
            return asked
        if tensors:
            explicit = asked is not None and self._called_by_user(func)
            return CPU if explicit else (WILD if common is None else common)
        return CPU if self._called_by_user(func) else WILD

    def _called_by_user(self, func: Any) -> bool:
        """Whether the program itself asked for this tensor: the surface call has the kernel's name."""
        call = self.surface_call
        if call is None or call in _CONSTRUCTORS:
            return True
        return func._schema.name.removeprefix("aten::").startswith(call)


_CONSTRUCTORS = {"tensor", "as_tensor", "asarray", "from_numpy", "linspace", "arange", "Tensor"}
_CONSTRUCTORS |= {
    "eye",
    "tril_indices",
    "triu_indices",
    "hann_window",
    "hamming_window",
    "logspace",
}
_CONSTRUCTORS |= {"randint", "randperm", "rand", "randn", "normal", "full", "range", "complex"}
_CONSTRUCTORS |= {"empty_strided", "frombuffer", "blackman_window", "kaiser_window"}


class _Kernels(TorchDispatchMode):
    def __init__(self, simulator: CudaSimulator) -> None:
        super().__init__()
        self.simulator = simulator

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        if torch.is_inference_mode_enabled():
            # Composite operators come whole in inference mode; elsewhere autograd takes them apart.
            with self:
                parts = func.decompose(*args, **kwargs)
            if parts is not NotImplemented:
                return parts
        return self.simulator.dispatch(func, args, kwargs)


class _Surface(TorchFunctionMode):
    """Remembers which function of the Python surface the program called, and with what generator."""

    def __init__(self, simulator: CudaSimulator) -> None:
        super().__init__()
        self.simulator = simulator

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        simulator = self.simulator
        name = getattr(func, "__name__", "")
        if name == "__get__":
            return func(*args, **kwargs)
        before = simulator.surface_call, simulator.generator
        simulator.surface_call, simulator.generator = name, kwargs.get("generator")
        try:
            if name in ("tensor", "as_tensor", "asarray", "new_tensor"):
                return self._from_data(func, name, args, kwargs)
            if name in ("lstm", "gru", "rnn_tanh", "rnn_relu") and isinstance(args[2], list):
                device_rules.check_recurrent(*args[:3], simulator.where)
            if isinstance(kwargs.get("device"), int):
                kwargs["device"] = simulator.resolve(kwargs["device"])
            return func(*args, **kwargs)
        finally:
            simulator.surface_call, simulator.generator = before

    def _from_data(self, func, name, args, kwargs):
        """Constructors from data, which torch fills on the host and then moves."""
        simulator = self.simulator
        asked = kwargs.pop("device", None)
        if asked is None and name != "new_tensor":
            asked = torch.utils._device.CURRENT_DEVICE
        data = args[1] if name == "new_tensor" else (args[0] if args else kwargs.get("data"))
        if asked is not None:
            device = simulator.resolve(asked)
        elif name == "new_tensor":
            device = simulator.device_of(args[0])
        else:
            device = simulator.device_of(data) if isinstance(data, torch.Tensor) else CPU
        out = func(*args, **kwargs, device=CPU)
        if device.type == "meta":
            return torch.empty_like(out, device="meta")
        return simulator.moved(out, device)


class _Move(torch.autograd.Function):
    @staticmethod
    def forward(ctx, tensor, simulator, device):
        ctx.simulator, ctx.source = simulator, simulator.device_of(tensor)
        return simulator.place(tensor.detach().clone(), device)

    @staticmethod
    def backward(ctx, gradient):
        return ctx.simulator.place(gradient.clone(), ctx.source), None, None


def _storage(tensor: torch.Tensor) -> Any:
    with torch._C.DisableTorchFunction():
        return tensor.untyped_storage()


def _flat(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (list, tuple)):
        return [t for v in value for t in _flat(v)]
    return []
