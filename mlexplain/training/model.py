"""The network that is trained: Llama in plain PyTorch, its tensors under their Hugging Face names.

Sources: Touvron et al., 2023 (Llama); Zhang & Sennrich, 2019 (RMSNorm); Su et al., 2021 (RoPE); Shazeer,
2020 (SwiGLU). Shapes: B rows, T tokens, D width, H heads, E head width, V vocabulary.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mlexplain.training.recipe import ModelSize

_EPS = 1e-5
_THETA = 10_000.0


class Attention(nn.Module):
    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        self.heads = size.heads
        self.q_proj = nn.Linear(size.width, size.width, bias=False)
        self.k_proj = nn.Linear(size.width, size.width, bias=False)
        self.v_proj = nn.Linear(size.width, size.width, bias=False)
        self.o_proj = nn.Linear(size.width, size.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """(B, T, D) to (B, T, D). Rows are padded on the right, where causality hides the padding."""
        rows, length, width = x.shape
        q, k, v = (
            p(x).view(rows, length, self.heads, -1).transpose(1, 2)  # (B, H, T, E)
            for p in (self.q_proj, self.k_proj, self.v_proj)
        )
        y = F.scaled_dot_product_attention(
            _rotated(q, cos, sin), _rotated(k, cos, sin), v, is_causal=True
        )
        return self.o_proj(y.transpose(1, 2).reshape(rows, length, width))


def _rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate (B, H, T, E) by position, the halves of E as pairs, as transformers lays them out."""
    half = x.shape[-1] // 2
    turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
    return x * cos + turned * sin


class FeedForward(nn.Module):
    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(size.width, size.feed_forward, bias=False)
        self.up_proj = nn.Linear(size.width, size.feed_forward, bias=False)
        self.down_proj = nn.Linear(size.feed_forward, size.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        self.input_layernorm = nn.RMSNorm(size.width, eps=_EPS)
        self.self_attn = Attention(size)
        self.post_attention_layernorm = nn.RMSNorm(size.width, eps=_EPS)
        self.mlp = FeedForward(size)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """`vocabulary` rows of embedding, shared with the output."""

    def __init__(self, size: ModelSize, vocabulary: int) -> None:
        super().__init__()
        self.size, self.vocabulary = size, vocabulary
        self.embed_tokens = nn.Embedding(vocabulary, size.width)
        self.layers = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.norm = nn.RMSNorm(size.width, eps=_EPS)
        self.cos: Tensor
        self.sin: Tensor
        head = size.width // size.heads
        turns = 1.0 / _THETA ** (torch.arange(0, head, 2).float() / head)
        angles = torch.outer(torch.arange(size.context).float(), turns)
        angles = torch.cat((angles, angles), dim=-1)  # (context, E)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        """Normal weights; those that write to the residual stream smaller (GPT-2)."""
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                small = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(
                    weight, std=0.02 / math.sqrt(2 * self.size.layers) if small else 0.02
                )

    def forward(self, tokens: Tensor) -> Tensor:
        """States (B, T, D) after the last norm, for tokens (B, T)."""
        length = tokens.shape[1]
        x = self.embed_tokens(tokens)
        cos, sin = self.cos[:length].to(x.dtype), self.sin[:length].to(x.dtype)
        for layer in self.layers:
            x = layer(x, cos, sin)
        return self.norm(x)

    def loss(self, tokens: Tensor, labels: Tensor) -> tuple[Tensor, int]:
        """Summed cross-entropy (nats) over the labels (B, T) that are not -100, and their number.

        Only those positions meet the output matrix, which is most of the cost of a small model.
        """
        wanted = labels != -100
        states = self(tokens)[wanted]  # (N, D)
        logits = F.linear(states, self.embed_tokens.weight).float()  # (N, V)
        return F.cross_entropy(logits, labels[wanted], reduction="sum"), int(wanted.sum())

    def config(self, end: int | None, pad: int | None) -> dict[str, object]:
        """config.json of the Hugging Face layout."""
        return {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            "vocab_size": self.vocabulary,
            "hidden_size": self.size.width,
            "num_hidden_layers": self.size.layers,
            "num_attention_heads": self.size.heads,
            "num_key_value_heads": self.size.heads,
            "head_dim": self.size.width // self.size.heads,
            "intermediate_size": self.size.feed_forward,
            "max_position_embeddings": self.size.context,
            "rms_norm_eps": _EPS,
            "rope_theta": _THETA,
            "hidden_act": "silu",
            "attention_bias": False,
            "mlp_bias": False,
            "tie_word_embeddings": True,
            "bos_token_id": None,
            "eos_token_id": end,
            "pad_token_id": pad,
        }

    def tensors(self) -> dict[str, Tensor]:
        """The weights under their Hugging Face names."""
        return {f"model.{name}": t.detach().cpu() for name, t in self.state_dict().items()}
