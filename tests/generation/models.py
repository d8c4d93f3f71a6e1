"""Tiny random models of many architectures, made from configurations with a fixed seed."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
import transformers

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

VOCABULARY = 211
EOS = 2

SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 128,
    "initializer_range": 0.3,
    "bos_token_id": 1,
    "eos_token_id": EOS,
    "pad_token_id": 0,
}
GATED = {**SIZES, "intermediate_size": 96, "num_key_value_heads": 2}

# Family: configuration class, its settings. Sliding windows are shorter than the prompts.
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    "gpt2": (
        "GPT2Config",
        {
            **SIZES,
            "n_embd": 64,
            "n_layer": 2,
            "n_head": 4,
            "n_positions": 128,
        },
    ),
    "llama": ("LlamaConfig", GATED),
    "llama-tied-biased": (
        "LlamaConfig",
        {**GATED, "tie_word_embeddings": True, "attention_bias": True},
    ),
    "llama-3-rope": (
        "LlamaConfig",
        {
            **GATED,
            "rope_parameters": {
                "rope_type": "llama3",
                "rope_theta": 50000.0,
                "factor": 8.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 4.0,
                "original_max_position_embeddings": 32,
            },
        },
    ),
    "mistral": ("MistralConfig", {**GATED, "sliding_window": None}),
    "mistral-sliding": ("MistralConfig", {**GATED, "sliding_window": 6}),
    "mixtral": ("MixtralConfig", {**GATED, "num_local_experts": 4, "sliding_window": None}),
    "qwen2": ("Qwen2Config", GATED),
    "qwen3": ("Qwen3Config", {**GATED, "head_dim": 32}),
    "gemma": ("GemmaConfig", {**GATED, "head_dim": 16}),
    "gemma2-hybrid": (
        "Gemma2Config",
        {
            **GATED,
            "head_dim": 16,
            "sliding_window": 6,
            "query_pre_attn_scalar": 16,
            "tie_word_embeddings": False,
        },
    ),
    "gemma3-hybrid": (
        "Gemma3TextConfig",
        {
            **GATED,
            "head_dim": 16,
            "sliding_window": 6,
            "query_pre_attn_scalar": 16,
            "layer_types": ["sliding_attention", "full_attention"],
            "tie_word_embeddings": False,
        },
    ),
    "phi": ("PhiConfig", {**GATED, "num_key_value_heads": 4}),
    "phi3": ("Phi3Config", {**GATED}),
    "gpt-neox": ("GPTNeoXConfig", {**SIZES, "intermediate_size": 96}),
    "opt": ("OPTConfig", {**SIZES, "ffn_dim": 96, "word_embed_proj_dim": 64, "init_std": 0.3}),
    # Takes no positions: prompts of one length share a batch.
    "bloom": ("BloomConfig", {**SIZES, "n_head": 4, "n_layer": 2}),
    # Recurrent layers beside attention: padding would run through their states.
    "lfm2-recurrent": (
        "Lfm2Config",
        {**GATED, "layer_types": ["conv", "full_attention"], "block_auto_adjust_ff_dim": False},
    ),
}

OWN = ("llama", "llama-tied-biased", "llama-3-rope", "mistral", "qwen2", "qwen3")
"""Families that `load` serves with our own forward pass."""


@cache
def model(family: str) -> Any:
    """A model in evaluation mode; norms and biases are random, too, so that none goes unnoticed."""
    kind, settings = FAMILIES[family]
    torch.manual_seed(sum(map(ord, family)))
    network = transformers.AutoModelForCausalLM.from_config(getattr(transformers, kind)(**settings))
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if weight.dim() == 1 and "expert" not in name:
                weight.add_(torch.randn_like(weight) * 0.2)
    network.generation_config.eos_token_id = EOS
    network.generation_config.pad_token_id = 0
    return network.eval()


def reference(network: Any, prompt: list[int], count: int, **settings: Any) -> list[int]:
    """What transformers writes after one prompt, cut before EOS."""
    out = network.generate(
        torch.tensor([prompt]),
        attention_mask=torch.ones((1, len(prompt)), dtype=torch.long),
        max_new_tokens=count,
        do_sample=False,
        **settings,
    )
    return cut(out[0].tolist()[len(prompt) :])


def cut(tokens: list[int]) -> list[int]:
    return tokens[: tokens.index(EOS)] if EOS in tokens else tokens


PROMPTS = [
    [1, 17, 40],
    [1, 9, 9, 9, 30, 22, 1, 88, 45, 150, 201, 60],
    [5],
    [1, 50, 70, 90, 50, 70, 90, 50, 70, 90, 50, 70],
    [3, 4, 5, 6, 7],
]
"""Ragged, longer than the sliding windows, one that repeats itself, two of one length."""
