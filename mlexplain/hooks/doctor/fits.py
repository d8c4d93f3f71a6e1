"""Whether a model fits into a card's memory: weights, cache, training states.

Sources of the formulas: weights and KV cache by counting (2 × layers × kv heads × head width × bytes
per token); Adam in mixed precision 16 bytes per parameter (Rajbhandari et al., 2020, ZeRO);
activations with recomputation 2 × tokens × width bytes per layer and 34 × tokens × width for the layer
at hand (Korthikanti et al., 2022, without the attention matrix, which fused attention does not keep);
the loss holds the logits and their gradient in 32 bits. 4-bit and 8-bit weights are those of the layers'
matrices; embeddings, output matrix and norms stay in 16 bits (bitsandbytes).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from mlexplain.hooks.doctor.sizes import Model

OVERHEAD = 1 << 30
"""What the CUDA context, the libraries and fragmentation take: about one GiB."""
_WEIGHTS = {"float32": 4.0, "bfloat16 or float16": 2.0, "int8": 1.0, "4-bit (nf4)": 0.5625}
"""Bytes per parameter; 4-bit with one float32 scale for 64 numbers."""
_WIDE_BYTES = 2
_LORA_SHARE = 0.01
"""Adapters of a usual rank have about a hundredth of the model's parameters."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to use the model. Sizes in bytes."""

    purpose: str
    dtype: str
    weights: int
    cache: int | None
    """KV cache (inference) or activations (training); None where the shape is not known."""
    states: int
    """Gradients and optimizer states."""
    total: int
    fits: bool


@dataclass(frozen=True, slots=True)
class Fits:
    model: str
    parameters: int
    gpu: int
    context: int
    batch: int
    ways: tuple[Way, ...]
    source: str | None = None
    """Where the model's sizes are from, for one known by its name."""
    date: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"schema": "mlexplain.fits/1", **asdict(self)}


def fits(model: Model, gpu: int, context: int = 2048, batch: int = 1) -> Fits:
    """Count for inference and training, by dtype."""
    ways = [_inference(model, dtype, gpu, context, batch) for dtype in _WEIGHTS]
    n = model.parameters
    ways.append(_training(model, "full, Adam", "float32", 4 * n, 12 * n, gpu, context, batch))
    ways.append(_training(model, "full, Adam", "mixed", 2 * n, 14 * n, gpu, context, batch))
    adapters = round(_LORA_SHARE * n) * 16
    ways.append(_training(model, "LoRA", "bfloat16", 2 * n, adapters, gpu, context, batch))
    quantised = _weights(model, "4-bit (nf4)")
    ways.append(_training(model, "QLoRA", "4-bit (nf4)", quantised, adapters, gpu, context, batch))
    return Fits(model.name, n, gpu, context, batch, tuple(ways), model.source, model.date)


def _inference(model: Model, dtype: str, gpu: int, context: int, batch: int) -> Way:
    cache = None
    if model.shape is not None:
        s = model.shape
        number = 4 if dtype == "float32" else _WIDE_BYTES
        cache = 2 * s.layers * s.kv_heads * s.head_width * number * context * batch
    return _way("inference", dtype, _weights(model, dtype), cache, 0, gpu)


def _weights(model: Model, dtype: str) -> int:
    each = _WEIGHTS[dtype]
    outside = model.shape.outside if model.shape and each < _WIDE_BYTES else 0
    return round(each * (model.parameters - outside)) + _WIDE_BYTES * outside


def _training(
    model: Model,
    how: str,
    dtype: str,
    weights: int,
    states: int,
    gpu: int,
    context: int,
    batch: int,
) -> Way:
    kept = None
    if model.shape is not None:
        s, tokens = model.shape, context * batch
        in_16_bits = (2 * s.layers + 34) * tokens * s.width
        kept = in_16_bits * (2 if dtype == "float32" else 1) + 8 * tokens * s.vocabulary
    return _way(f"training ({how})", dtype, weights, kept, states, gpu)


def _way(purpose: str, dtype: str, weights: int, cache: int | None, states: int, gpu: int) -> Way:
    total = weights + (cache or 0) + states + OVERHEAD
    return Way(purpose, dtype, weights, cache, states, total, total <= gpu)
