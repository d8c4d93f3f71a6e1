"""Just enough of accelerate: `prepare` moves modules and wraps loaders that move their batches."""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader


def _moved(value: Any, device: torch.device) -> Any:
    if isinstance(value, dict):
        return {k: _moved(v, device) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_moved(v, device) for v in value)
    return value.to(device) if hasattr(value, "to") else value


class _Loader:
    def __init__(self, loader: DataLoader, device: torch.device) -> None:
        self.loader, self.device = loader, device

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self):
        return (_moved(batch, self.device) for batch in self.loader)


class Accelerator:
    is_main_process = is_local_main_process = sync_gradients = True

    def __init__(self, *args: Any, cpu: bool = False, **kwargs: Any) -> None:
        on_gpu = torch.cuda.is_available() and not cpu
        self.device = torch.device("cuda:0" if on_gpu else "cpu")

    def prepare(self, *objects: Any) -> Any:
        made = tuple(map(self._prepared, objects))
        return made[0] if len(made) == 1 else made

    def _prepared(self, value: Any) -> Any:
        if isinstance(value, nn.Module):
            return value.to(self.device)
        return _Loader(value, self.device) if isinstance(value, DataLoader) else value

    def backward(self, loss: torch.Tensor) -> None:
        loss.backward()

    def gather(self, value: torch.Tensor) -> torch.Tensor:
        return value

    gather_for_metrics = gather

    def unwrap_model(self, model: nn.Module) -> nn.Module:
        return model

    def clip_grad_norm_(self, parameters: Any, norm: float) -> None:
        nn.utils.clip_grad_norm_(parameters, norm)

    def wait_for_everyone(self) -> None:
        pass

    def print(self, *args: Any) -> None:
        print(*args)

    @contextlib.contextmanager
    def accumulate(self, *models: nn.Module):
        yield

    autocast = accumulate
