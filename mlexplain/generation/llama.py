"""The Llama family without transformers: weights laid out for speed, and one pass over the layers.

Covers every decoder with RMSNorm, rotary positions, grouped-query attention and a gated SiLU
feed-forward (Llama; Mistral and Qwen2 without sliding windows; Qwen3), in the names of its Hugging
Face layout. Sources: Touvron et al., 2023 (Llama); Zhang & Sennrich, 2019 (RMSNorm); Su et al.,
2021 (RoPE); Ainslie et al., 2023 (GQA); Shazeer, 2020 (SwiGLU).

Shapes: T tokens, D model width, H query heads, K key-value heads, E head width, F feed-forward
width, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import silu

from mlexplain.generation.errors import LoadError
from mlexplain.generation.rope import Rope

Attend = Callable[[int, Tensor, Tensor, Tensor], Tensor]
"""Attention of layer i: q (T, H, E), k (T, K, E), v (T, K, E) to (T, H * E)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes in a model's config.json."""

    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    vocab_size: int
    context: int
    eps: float
    rope: Rope
    tied: bool
    """The output matrix is the embedding."""
    eos: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Layer:
    """Matrices are (inputs, outputs): x @ w reads them in order, also for a single row."""

    attention_norm: Tensor
    qkv: Tensor
    """(D, (H + 2 K) E)"""
    qkv_bias: Tensor | None
    q_norm: Tensor | None
    k_norm: Tensor | None
    output: Tensor
    """(H E, D)"""
    output_bias: Tensor | None
    feed_forward_norm: Tensor
    gate_up: Tensor
    """(D, 2 F)"""
    down: Tensor
    """(F, D)"""


class Llama:
    """Weights of a model. They are never written to, so several batches may use them at once."""

    def __init__(
        self, shape: Shape, embedding: Tensor, layers: list[Layer], norm: Tensor, head: Tensor
    ) -> None:
        self.shape = shape
        self.embedding = embedding
        """(V, D)"""
        self.layers = layers
        self.norm = norm
        self.head = head
        """(D, V). Kept beside a tied embedding, too: a row times the embedding's transpose is three
        times slower on a CPU than a row times this."""

    @property
    def device(self) -> torch.device:
        return self.embedding.device

    @property
    def dtype(self) -> torch.dtype:
        return self.embedding.dtype

    def hidden(self, tokens: Tensor, rotation: tuple[Tensor, Tensor], attend: Attend) -> Tensor:
        """States (T, D) before the output matrix, for tokens (T,) at positions of `rotation`."""
        shape = self.shape
        heads, kv_heads, size = shape.heads, shape.kv_heads, shape.head_width
        x = self.embedding[tokens]
        for index, layer in enumerate(self.layers):
            qkv = _project(rms_norm(x, layer.attention_norm, shape.eps), layer.qkv, layer.qkv_bias)
            qkv = qkv.view(-1, heads + 2 * kv_heads, size)
            qk, v = qkv.split((heads + kv_heads, kv_heads), dim=1)
            if layer.q_norm is not None and layer.k_norm is not None:
                q, k = qk.split((heads, kv_heads), dim=1)
                q = rms_norm(q, layer.q_norm, shape.eps)
                qk = torch.cat((q, rms_norm(k, layer.k_norm, shape.eps)), dim=1)
            q, k = rotate(qk, rotation).split((heads, kv_heads), dim=1)
            x = x + _project(attend(index, q, k, v), layer.output, layer.output_bias)
            gate_up = rms_norm(x, layer.feed_forward_norm, shape.eps) @ layer.gate_up
            gate, up = gate_up.chunk(2, dim=-1)
            x = x + (silu(gate) * up) @ layer.down
        return rms_norm(x, self.norm, shape.eps)

    @classmethod
    def from_tensors(
        cls,
        shape: Shape,
        tensors: Mapping[str, Tensor],
        device: torch.device,
        dtype: torch.dtype,
    ) -> Llama:
        """Build from tensors under their Hugging Face names.

        Raises `LoadError` where one is missing, left over or of the wrong size.
        """
        take = _Taker(tensors, device, dtype)
        d, e = shape.width, shape.head_width
        embedding = take("model.embed_tokens.weight", shape.vocab_size, d)
        layers = []
        for index in range(shape.layers):
            at = f"model.layers.{index}."
            q, k, v, o = (f"{at}self_attn.{name}_proj" for name in "qkvo")
            sizes = {q: shape.heads * e, k: shape.kv_heads * e, v: shape.kv_heads * e}
            biases = [take.maybe(f"{name}.bias", size) for name, size in sizes.items()]
            gate = take(f"{at}mlp.gate_proj.weight", None, d)
            layers.append(
                Layer(
                    attention_norm=take(f"{at}input_layernorm.weight", d),
                    qkv=_transposed([take(f"{n}.weight", s, d) for n, s in sizes.items()]),
                    qkv_bias=None if biases[0] is None else torch.cat(biases),  # type: ignore[arg-type]
                    q_norm=take.maybe(f"{at}self_attn.q_norm.weight", e),
                    k_norm=take.maybe(f"{at}self_attn.k_norm.weight", e),
                    output=_transposed([take(f"{o}.weight", d, shape.heads * e)]),
                    output_bias=take.maybe(f"{o}.bias", d),
                    feed_forward_norm=take(f"{at}post_attention_layernorm.weight", d),
                    gate_up=_transposed([gate, take(f"{at}mlp.up_proj.weight", len(gate), d)]),
                    down=_transposed([take(f"{at}mlp.down_proj.weight", d, len(gate))]),
                )
            )
        norm = take("model.norm.weight", d)
        head = take.maybe("lm_head.weight", shape.vocab_size, d)
        if shape.tied or head is None:
            head = embedding
        take.nothing_left()
        return cls(shape, embedding, layers, norm, _transposed([head]))


class _Taker:
    """Takes tensors by name, checks their sizes, moves them to the device and dtype."""

    def __init__(
        self, tensors: Mapping[str, Tensor], device: torch.device, dtype: torch.dtype
    ) -> None:
        self._tensors = dict(tensors)
        self._device, self._dtype = device, dtype

    def __call__(self, name: str, *size: int | None) -> Tensor:
        tensor = self.maybe(name, *size)
        if tensor is None:
            raise LoadError(f"the weights lack the tensor {name}")
        return tensor

    def maybe(self, name: str, *size: int | None) -> Tensor | None:
        tensor = self._tensors.pop(name, None)
        if tensor is None:
            return None
        if len(size) != tensor.dim() or any(
            wanted not in (None, got) for wanted, got in zip(size, tensor.shape, strict=True)
        ):
            wanted = " x ".join("?" if s is None else str(s) for s in size)
            got = " x ".join(map(str, tensor.shape))
            raise LoadError(f"the tensor {name} is {got}, but config.json makes it {wanted}")
        return tensor.to(self._device, self._dtype)

    def nothing_left(self) -> None:
        """Buffers that older checkpoints carry are ignored; any other rest is an error."""
        rest = sorted(name for name in self._tensors if not name.endswith("rotary_emb.inv_freq"))
        if rest:
            raise LoadError(
                f"{len(rest)} tensors of the weights have no place in a Llama model, "
                f"the first is {rest[0]}"
            )


def _transposed(matrices: list[Tensor]) -> Tensor:
    """Matrices (outputs, inputs) side by side as one (inputs, all outputs)."""
    return torch.cat(matrices).t().contiguous()


def _project(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    return x @ weight if bias is None else torch.addmm(bias, x, weight)


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """x / sqrt(mean(x^2) + eps) * weight over the last axis, the quotient in float32."""
    if x.dtype == torch.float32 and hasattr(torch, "rms_norm"):
        return torch.rms_norm(x, weight.shape, weight, eps)
    wide = x.float()
    wide = wide * torch.rsqrt(wide.square().mean(dim=-1, keepdim=True) + eps)
    return weight * wide.to(x.dtype)


def rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Turn pairs (x_i, x_{i + E/2}) of x (T, heads, E) by the angles of their position.

    `rotation` is cos and sin, (T, 1, E), the sines of the first half negative.
    """
    cos, sin = rotation
    return x * cos + x.roll(x.shape[-1] // 2, dims=-1) * sin
