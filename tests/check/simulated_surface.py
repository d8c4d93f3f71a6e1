"""The Python surface of torch as a program on a GPU machine sees it, for `simulator`.

Each replacement is put back when the simulator is left. Only what tells devices apart, moves tensors
between them or asks the machine about its GPUs is replaced; everything else is torch's own.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch.utils.data import DataLoader, dataloader

from tests.check import device_rules, simulated_parallel
from tests.check.simulator import CPU, CudaSimulator

_real = {n: getattr(torch.Tensor, n) for n in ("to", "type", "numpy", "new", "__deepcopy__")}
_Generator = torch.Generator


def install(sim: CudaSimulator, stack: ExitStack) -> None:
    for owner, members in (
        (torch.Tensor, _tensor(sim)),
        (torch.cuda, _cuda(sim)),
        (torch.accelerator, _accelerator(sim)),
        (torch.backends.cudnn, {"is_acceptable": lambda tensor: False}),
        (torch._C._nn, {"_parse_to": parse_to}),
        (torch, {"Generator": _generator(sim), "set_default_tensor_type": _default_type}),
        (DataLoader, {"_get_iterator": lambda loader: _batches(sim, loader)}),
        (dist, simulated_parallel.distributed(sim)),
        (torch.nn.parallel, simulated_parallel.wrappers(sim)),
        (torch.nn, {"DataParallel": simulated_parallel.wrappers(sim)["DataParallel"]}),
        (mp, simulated_parallel.processes(sim)),
    ):
        for name, value in members.items():
            _replace(stack, owner, name, value)


_ABSENT = object()


def _replace(stack: ExitStack, owner: Any, name: str, value: Any) -> None:
    before = vars(owner).get(name, _ABSENT)
    setattr(owner, name, value)
    if before is _ABSENT:
        stack.callback(delattr, owner, name)
    else:
        stack.callback(setattr, owner, name, before)


def parse_to(*args: Any, **kwargs: Any):
    """The arguments of `.to`: (device, dtype, non_blocking, memory_format), `None` where not given."""
    device, dtype = kwargs.get("device"), kwargs.get("dtype")
    other = kwargs.get("other", args[0] if args else None)
    if isinstance(other, torch.Tensor):
        device, dtype = other.device, other.dtype
        args = args[1:]
    elif args and (isinstance(args[0], (str, torch.device)) or type(args[0]) is int):
        device, args = args[0], args[1:]
    if args and isinstance(args[0], torch.dtype):
        dtype = args[0]
    if device is not None:
        device = CudaSimulator.active.resolve(device)
    return device, dtype, bool(kwargs.get("non_blocking")), kwargs.get("memory_format")


# ---------------------------------------------------------------------- tensors


def _tensor(sim: CudaSimulator) -> dict[str, Any]:
    def to(self, *args, **kwargs):
        device, dtype, _, memory_format = parse_to(*args, **kwargs)
        out = self if dtype is None or dtype == self.dtype else _real["to"](self, dtype)
        if memory_format is not None:
            out = out.contiguous(memory_format=memory_format)
        if device is not None and device != sim.device_of(out):
            return sim.moved(out, device)
        return out.clone() if kwargs.get("copy") and out is self else out

    def cuda(self, device=None, non_blocking=False, memory_format=None):
        return to(self, "cuda" if device is None else device)

    def type_(self, dtype=None, *args, **kwargs):
        if dtype is None:
            return device_rules.type_name(self, sim.device_of(self))
        name = dtype if isinstance(dtype, str) else getattr(dtype, "typename", "")
        if "torch.cuda." in name:
            host = name.replace("torch.cuda.", "torch.")
            return to(_real["type"](self, host), "cuda")
        out = _real["type"](self, dtype, *args, **kwargs)
        host_type = isinstance(dtype, (str, type)) and not isinstance(dtype, torch.dtype)
        return to(out, CPU) if host_type else out

    def numpy(self, *, force=False):
        device = sim.device_of(self)
        if device.type == "cuda" and not force:
            raise TypeError(
                f"can't convert {device} device type tensor to numpy. Use Tensor.cpu() to copy the "
                "tensor to host memory first."
            )
        return _real["numpy"](self, force=force)

    def deepcopy(self, memo):
        copy = _real["__deepcopy__"](self, memo)
        return sim.place(copy, sim.device_of(self)) if not self.is_meta else copy

    def pin_memory(self, device=None):
        if sim.device_of(self).type == "cuda":
            kind = device_rules.type_name(self, sim.device_of(self))
            raise RuntimeError(f"cannot pin '{kind}' only dense CPU tensors can be pinned")
        return self

    def device(self):
        if self.is_meta:
            return torch.device("meta")
        return sim.device_of(self)

    return {
        "device": property(device),
        "is_cuda": property(lambda self: sim.device_of(self).type == "cuda"),
        "is_cpu": property(lambda self: sim.device_of(self).type == "cpu"),
        "to": to,
        "cuda": cuda,
        "cpu": lambda self, memory_format=None: to(self, CPU),
        "type": type_,
        "type_as": lambda self, other: to(self, other.device, other.dtype),
        "numpy": numpy,
        "new": lambda self, *a, **k: sim.place(_real["new"](self, *a, **k), sim.device_of(self)),
        "get_device": lambda self: sim.device_of(self).index if self.is_cuda else -1,
        "pin_memory": pin_memory,
        "is_pinned": lambda self: False,
        "record_stream": lambda self, stream: None,
        "__deepcopy__": deepcopy,
    }


def _generator(sim: CudaSimulator) -> type:
    class Generator(_Generator):
        """A host generator that knows the device it was asked for."""

        def __new__(cls, device="cpu"):
            made = _Generator.__new__(cls)
            made.pretend = sim.resolve(device)
            return made

        def __init__(self, device="cpu"):
            pass

        @property
        def device(self):
            return self.pretend

    return Generator


def _default_type(kind: Any) -> None:
    name = kind if isinstance(kind, str) else getattr(kind, "typename", "")
    torch.set_default_device("cuda" if "cuda" in name else None)


# ---------------------------------------------------------------------- the machine


class LegacyType:
    """`torch.cuda.FloatTensor` and its like: a constructor that also names a tensor type."""

    def __init__(self, sim: CudaSimulator, kind: str) -> None:
        self.sim, self.kind = sim, kind
        self.typename = f"torch.cuda.{kind}"

    def __call__(self, *args: Any) -> torch.Tensor:
        return self.sim.moved(getattr(torch, self.kind)(*args), self.sim.resolve("cuda"))


class Stream:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def synchronize(self) -> None:
        pass

    def is_capturing(self) -> bool:
        return False

    wait_stream = wait_event = record_event = record = wait = lambda self, *a, **k: None

    def elapsed_time(self, other: Any) -> float:
        return 1.0


def _cuda(sim: CudaSimulator) -> dict[str, Any]:
    def set_device(device: Any) -> None:
        index = sim.resolve(device).index
        if index is not None:
            sim.current = index

    def current_device() -> int:
        sim.resolve("cuda")
        return sim.current

    @contextmanager
    def device(wanted: Any):
        before = sim.current
        if wanted is not None:
            set_device(wanted)
        try:
            yield
        finally:
            sim.current = before

    @contextmanager
    def stream(wanted: Any):
        yield

    def nothing(*args: Any, **kwargs: Any) -> None:
        return None

    quiet = (
        "synchronize",
        "empty_cache",
        "manual_seed",
        "manual_seed_all",
        "reset_peak_memory_stats",
    )
    kinds = ("FloatTensor", "LongTensor", "HalfTensor", "ByteTensor", "BoolTensor", "IntTensor")
    return {
        **dict.fromkeys((*quiet, "ipc_collect", "_lazy_init", "init"), nothing),
        **{kind: LegacyType(sim, kind) for kind in kinds},
        "is_available": lambda: sim.devices > 0,
        "is_initialized": lambda: sim.initialized,
        "device_count": lambda: sim.devices,
        "current_device": current_device,
        "set_device": set_device,
        "device": device,
        "stream": stream,
        "Stream": Stream,
        "Event": Stream,
        "current_stream": lambda device=None: Stream(),
        "get_device_name": lambda device=None: "Pretend GPU",
        "get_device_capability": lambda device=None: (9, 0),
        "is_bf16_supported": lambda including_emulation=True: True,
        "memory_allocated": lambda device=None: 0,
        "max_memory_allocated": lambda device=None: 0,
        "memory_reserved": lambda device=None: 0,
        "mem_get_info": lambda device=None: (8 << 30, 8 << 30),
    }


def _accelerator(sim: CudaSimulator) -> dict[str, Any]:
    return {
        "is_available": lambda: sim.devices > 0,
        "device_count": lambda: sim.devices,
        "current_stream": lambda device=None: Stream(),
        "current_accelerator": lambda check_available=False: (
            torch.device("cuda") if sim.devices else None
        ),
    }


# ---------------------------------------------------------------------- data loading


def _batches(sim: CudaSimulator, loader: DataLoader):
    """Iterates in this process, under the rules of a forked worker where the loader has workers."""
    workers, vars(loader)["num_workers"] = loader.num_workers, 0
    pinned, vars(loader)["pin_memory"] = loader.pin_memory, False
    forked = workers > 0 and loader.multiprocessing_context is None
    try:
        inner = dataloader._SingleProcessDataLoaderIter(loader)
    finally:
        vars(loader)["num_workers"] = workers
        vars(loader)["pin_memory"] = pinned
    fetch = inner._dataset_fetcher.fetch

    def fetch_there(index: Any) -> Any:
        if not forked:
            return fetch(index)
        with sim.worker():
            return fetch(index)

    if forked and loader.worker_init_fn is not None:
        with sim.worker():
            loader.worker_init_fn(0)
    inner._dataset_fetcher.fetch = fetch_there
    return _pinned(inner) if pinned and sim.devices else inner


def _pinned(batches: Any):
    for batch in batches:
        dataloader._utils.pin_memory.pin_memory(batch)
        yield batch


# ---------------------------------------------------------------------- saved files


def _tag(storage: Any) -> str | None:
    sim = CudaSimulator.active
    held = sim._places.get(storage._cdata) if sim else None
    return str(held[1]) if held and isinstance(held[1], torch.device) else None


def _restore(storage: Any, location: str) -> Any:
    sim = CudaSimulator.active
    if sim is None or not location.startswith("cuda"):
        return None
    index = torch.device(location).index or 0
    if sim.devices == 0:
        raise RuntimeError(
            "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is "
            "False. If you are running on a CPU-only machine, please use torch.load with "
            "map_location=torch.device('cpu') to map your storages to the CPU."
        )
    if index >= sim.devices:
        raise RuntimeError(
            f"Attempting to deserialize object on CUDA device {index} but "
            f"torch.cuda.device_count() is {sim.devices}. Please use torch.load with map_location "
            "to map your storages to an existing device."
        )
    sim.initialized = True
    sim._places[storage._cdata] = (storage, torch.device("cuda", index))
    return storage


torch.serialization.register_package(1, _tag, _restore)

os.environ.setdefault("OMP_NUM_THREADS", "1")
