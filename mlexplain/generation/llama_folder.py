"""A model folder that our own Llama covers."""

from __future__ import annotations

from typing import Any

import torch

from mlexplain.generation.folder import Folder
from mlexplain.generation.llama import Llama, Shape
from mlexplain.generation.rope import rope_of

_FAMILIES = ("llama", "mistral", "qwen2", "qwen3")


def shape_of(folder: Folder) -> Shape | None:
    """The sizes of the model, None where it is none that `Llama` covers."""
    config = folder.config
    if config.get("model_type") not in _FAMILIES or not _plain(config):
        return None
    heads = config["num_attention_heads"]
    head_width = config.get("head_dim") or config["hidden_size"] // heads
    rope = rope_of(config, head_width)
    if rope is None:
        return None
    return Shape(
        width=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=heads,
        kv_heads=config.get("num_key_value_heads") or heads,
        head_width=head_width,
        vocab_size=config["vocab_size"],
        context=config.get("max_position_embeddings", 2048),
        eps=config.get("rms_norm_eps", 1e-6),
        rope=rope,
        tied=bool(config.get("tie_word_embeddings", False)),
        eos=folder.eos,
    )


def _plain(config: dict[str, Any]) -> bool:
    """Nothing in the configuration that `Llama` leaves out."""
    window = config.get("sliding_window")
    sliding = window is not None and window < config.get("max_position_embeddings", 0)
    if config["model_type"].startswith("qwen"):
        sliding = sliding and bool(config.get("use_sliding_window"))
    return (
        not sliding
        and config.get("hidden_act", "silu") == "silu"
        and not config.get("mlp_bias")
        and not config.get("quantization_config")
    )


def read_llama(folder: Folder, shape: Shape, device: torch.device, dtype: torch.dtype) -> Llama:
    """Raises `LoadError` where the tensors are not those that config.json asks for."""
    from safetensors.torch import load_file

    tensors = {name: t for file in folder.files for name, t in load_file(file).items()}
    return Llama.from_tensors(shape, tensors, device, dtype)
