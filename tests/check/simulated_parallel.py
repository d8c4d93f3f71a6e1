"""Process groups, parallel wrappers and processes for `simulator`: one process plays its rank."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from tests.check.simulator import CudaSimulator


def distributed(sim: CudaSimulator) -> dict[str, Any]:
    """`torch.distributed` of a process that is alone in its group and gets back what it sends."""
    state: dict[str, Any] = {"rank": None, "world": 1}

    def init_process_group(backend=None, init_method=None, world_size=-1, rank=-1, **kwargs):
        sim.backend = backend or "nccl"
        state["rank"] = rank if rank >= 0 else int(os.environ.get("RANK", 0))
        state["world"] = world_size if world_size > 0 else int(os.environ.get("WORLD_SIZE", 1))

    def destroy_process_group(group=None):
        state["rank"] = None

    def collective(tensor, *args, **kwargs):
        first = tensor[0] if isinstance(tensor, (list, tuple)) else tensor
        sources = [first, *(a for a in args if isinstance(a, torch.Tensor))]
        if "nccl" in sim.backend and any(sim.device_of(t).type == "cpu" for t in sources):
            raise RuntimeError("No backend type associated with device type cpu")

    def all_gather(tensors, tensor, *args, **kwargs):
        collective(tensors, tensor)
        for out in tensors:
            out.copy_(tensor)

    return {
        "init_process_group": init_process_group,
        "destroy_process_group": destroy_process_group,
        "is_available": lambda: True,
        "is_initialized": lambda: state["rank"] is not None,
        "get_rank": lambda group=None: state["rank"] or 0,
        "get_world_size": lambda group=None: state["world"],
        "get_backend": lambda group=None: sim.backend,
        "barrier": lambda *a, **k: None,
        "all_reduce": collective,
        "broadcast": collective,
        "reduce": collective,
        "all_gather": all_gather,
    }


class _Parallel(nn.Module):
    def __init__(self, module: nn.Module, device_ids: Any, sim: CudaSimulator) -> None:
        super().__init__()
        self.module = module
        self.device_ids = device_ids
        object.__setattr__(self, "sim", sim)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        if self.device_ids:
            target = self.sim.resolve(self.device_ids[0])
            args, kwargs = _scattered(args, target), _scattered(kwargs, target)
        return self.module(*args, **kwargs)


def wrappers(sim: CudaSimulator) -> dict[str, type]:
    class DistributedDataParallel(_Parallel):
        """Moves its inputs to `device_ids[0]`; wants the module there already."""

        def __init__(self, module, device_ids=None, output_device=None, **kwargs):
            devices = {p.device for p in module.parameters()}
            if device_ids is not None:
                wanted = sim.resolve(device_ids[0])
                if any(d.type == "cpu" for d in devices):
                    raise ValueError(
                        "DistributedDataParallel device_ids and output_device arguments only work "
                        "with single-device/multiple-device GPU modules or CPU modules, but got "
                        f"device_ids {list(device_ids)}, output_device {output_device}, and module "
                        f"parameters {devices}."
                    )
                if devices - {wanted}:
                    raise RuntimeError(
                        "Expected all tensors to be on the same device, but found at least two "
                        f"devices, {wanted} and {next(iter(devices - {wanted}))}!"
                    )
            elif "nccl" in sim.backend and any(d.type == "cpu" for d in devices):
                raise RuntimeError("No backend type associated with device type cpu")
            super().__init__(module, device_ids, sim)

    class DataParallel(_Parallel):
        """With the work of one replica; wants the module on the first device."""

        def __init__(self, module, device_ids=None, output_device=None, dim=0):
            every = list(range(sim.devices))
            super().__init__(module, every if device_ids is None else device_ids, sim)

        def forward(self, *args, **kwargs):
            if not self.device_ids:
                return self.module(*args, **kwargs)
            first = sim.resolve(self.device_ids[0])
            for tensor in (*self.module.parameters(), *self.module.buffers()):
                if tensor.device != first:
                    raise RuntimeError(
                        "module must have its parameters and buffers on device "
                        f"{first} (device_ids[0]) but found one of them on device: {tensor.device}"
                    )
            return super().forward(*args, **kwargs)

    return {"DistributedDataParallel": DistributedDataParallel, "DataParallel": DataParallel}


def _scattered(value: Any, device: torch.device) -> Any:
    if isinstance(value, torch.Tensor):
        return value.to(device)
    if isinstance(value, (list, tuple)):
        return type(value)(_scattered(v, device) for v in value)
    if isinstance(value, dict):
        return {k: _scattered(v, device) for k, v in value.items()}
    return value


def processes(sim: CudaSimulator) -> dict[str, Any]:
    """`torch.multiprocessing`, run in turn in this process under the rules of the start method."""
    method = {"name": "fork"}

    class Process:
        start_method: str | None = None

        def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, daemon=None):
            self.target, self.args, self.kwargs = target, args, kwargs or {}

        def start(self) -> None:
            if (self.start_method or method["name"]) == "fork":
                with sim.worker():
                    self.target(*self.args, **self.kwargs)
            else:
                self.target(*self.args, **self.kwargs)

        def join(self, timeout=None) -> None:
            pass

    class Spawned(Process):
        start_method = "spawn"

    class Context:
        def __init__(self, name: str) -> None:
            self.Process = Spawned if name != "fork" else Process

    def spawn(fn: Callable[..., Any], args=(), nprocs=1, join=True, daemon=False, **kwargs):
        for rank in range(nprocs):
            sim.current = 0
            fn(rank, *args)

    return {
        "Process": Process,
        "spawn": spawn,
        "get_context": Context,
        "set_start_method": lambda name, force=False: method.update(name=name),
    }
