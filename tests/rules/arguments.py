"""Prints the table of `rules/arguments.toml` from the installed torch: `python -m tests.rules.arguments`."""

from __future__ import annotations

import inspect
from typing import Any

FUNCTIONS = """
avg_pool2d batch_norm binary_cross_entropy binary_cross_entropy_with_logits cosine_similarity
cross_entropy ctc_loss dropout embedding gelu grid_sample interpolate kl_div l1_loss layer_norm
leaky_relu log_softmax max_pool2d mse_loss nll_loss normalize one_hot pad
scaled_dot_product_attention smooth_l1_loss softmax unfold
"""

OVERLOADED = ("LSTM", "GRU", "RNN", "RNNBase")  # their signature says nothing


def callables() -> dict[str, Any]:
    """The public classes and functions whose arguments people most often misspell."""
    import torch
    from torch.nn import functional
    from torch.utils import data

    found: dict[str, Any] = {
        name: kind
        for module in (torch.nn, torch.optim, torch.optim.lr_scheduler)
        for name, kind in vars(module).items()
        if inspect.isclass(kind) and name[0].isupper() and name not in OVERLOADED
    }
    for kind in (data.DataLoader, data.TensorDataset, data.WeightedRandomSampler):
        found[kind.__name__] = kind
    found["DistributedSampler"] = data.DistributedSampler
    found |= {name: getattr(functional, name) for name in FUNCTIONS.split()}
    return found


def arguments(kind: Any) -> list[str]:
    """The names by which a callable's arguments can be given; none where that is not known."""
    try:
        parameters = inspect.signature(kind).parameters.values()
    except (TypeError, ValueError):
        return []
    fixed = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    names = [p.name for p in parameters if p.kind not in fixed and not p.name.startswith("_")]
    return [name for name in names if name != "self"]


def table() -> dict[str, list[str]]:
    found = {name: arguments(kind) for name, kind in sorted(callables().items())}
    return {name: names for name, names in found.items() if names}


if __name__ == "__main__":
    for name, names in table().items():
        print(f"{name} = [{', '.join(repr(n) for n in names)}]".replace("'", '"'))
