"""Just enough of Lightning: the module's device, and a trainer that moves module and batches."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn


class LightningModule(nn.Module):
    @property
    def device(self) -> torch.device:
        first = next(self.parameters(), None)
        return torch.device("cpu") if first is None else first.device

    def log(self, name: str, value: Any, **kwargs: Any) -> None:
        float(value)

    def log_dict(self, values: dict[str, Any], **kwargs: Any) -> None:
        for value in values.values():
            float(value)

    def save_hyperparameters(self, *args: Any, **kwargs: Any) -> None:
        pass

    def on_fit_start(self) -> None:
        pass

    def on_train_epoch_end(self) -> None:
        pass

    def on_validation_epoch_end(self) -> None:
        pass


class LightningDataModule:
    def prepare_data(self) -> None:
        pass

    def setup(self, stage: str | None = None) -> None:
        pass


class Callback:
    pass


def seed_everything(seed: int, workers: bool = False) -> int:
    torch.manual_seed(seed)
    return seed


def _moved(value: Any, device: torch.device) -> Any:
    if isinstance(value, dict):
        return {k: _moved(v, device) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_moved(v, device) for v in value)
    return value.to(device) if hasattr(value, "to") else value


class Trainer:
    def __init__(self, max_epochs: int = 1, accelerator: str = "auto", devices: Any = 1, **kwargs):
        self.max_epochs = max_epochs
        on_gpu = accelerator in ("auto", "gpu", "cuda") and torch.cuda.is_available()
        self.device = torch.device("cuda:0" if on_gpu else "cpu")

    def fit(self, model, train_dataloaders=None, val_dataloaders=None, datamodule=None, **kwargs):
        if datamodule is not None:
            datamodule.prepare_data()
            datamodule.setup("fit")
            train_dataloaders = datamodule.train_dataloader()
        model.to(self.device)
        made = model.configure_optimizers()
        optimizer = made[0][0] if isinstance(made, tuple) else made
        model.trainer = None
        model.on_fit_start()
        for _ in range(self.max_epochs):
            model.train()
            for index, batch in enumerate(train_dataloaders):
                loss = model.training_step(_moved(batch, self.device), index)
                loss = loss["loss"] if isinstance(loss, dict) else loss
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            model.on_train_epoch_end()
        if val_dataloaders is not None:
            self.validate(model, val_dataloaders)

    def validate(self, model, dataloaders=None, **kwargs):
        model.to(self.device).eval()
        with torch.no_grad():
            for index, batch in enumerate(dataloaders):
                model.validation_step(_moved(batch, self.device), index)
        model.on_validation_epoch_end()

    test = validate
