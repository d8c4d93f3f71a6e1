"""A model's sizes: by name, by number of parameters, or from its config.json."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlexplain.hooks.doctor.knowledge import table

_COUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([kmbt])?(?:illion)?(?:\s*param\w*)?", re.IGNORECASE)
_BYTES = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_BINARY = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


_ALWAYS_TIED = ("gemma", "gpt2")
_LLAMA_LIKE = ("llama", "mistral", "mixtral", "qwen2", "qwen3", "gemma", "phi3")
"""Model types of transformers whose parameters `_of_sizes` counts; gpt2 has a way of its own."""

_EXPERTS = {"num_experts", "num_local_experts", "n_routed_experts"}
"""Keys of mixtures of experts, under whatever type."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a decoder."""

    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    vocabulary: int
    outside: int
    """Parameters outside the layers' matrices (embeddings, output matrix, norms, biases), which
    quantisation leaves in 16 bits."""


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    parameters: int
    shape: Shape | None = None
    """None where only the number of parameters is known."""
    source: str | None = None
    """Where the sizes are from, for a model known by its name."""
    date: str | None = None


def read_model(text: str) -> Model:
    """Read `llama-2-7b`, `6.7B` or the path of a config.json (or its folder). Raises `ValueError`."""
    path = Path(text).expanduser()
    if path.is_dir():
        path = path / "config.json"
    if path.is_file():
        return _from_config(path)
    known = table("models")
    key = text.lower().rsplit("/", 1)[-1].removeprefix("meta-").removesuffix("-hf")
    beginnings = {b: name for name, sizes in known.items() for b in (name, *sizes.get("names", ()))}
    for beginning in sorted(beginnings, key=len, reverse=True):
        if key == beginning.replace("-", "") or f"{key}-".startswith(f"{beginning}-"):
            name = beginnings[beginning]
            return _of_sizes(name, known[name])
    count = _COUNT.fullmatch(text.strip())
    if count:
        number = float(count.group(1)) * _UNITS[(count.group(2) or "").lower()]
        if number >= 1_000:
            return Model(text.strip(), round(number))
    raise ValueError(
        f"{text} is no config.json, no number of parameters such as 7B, and none of the models known "
        f"by name: {', '.join(known)}"
    )


def _from_config(path: Path) -> Model:
    name = path.parent.name or "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text("utf-8"))
        kind = config["model_type"]
        if kind == "gpt2":
            return _gpt2(name, config)
        others = _EXPERTS & set(config) if kind != "mixtral" else ()
        sizes = _sizes(config, kind) if kind in _LLAMA_LIKE and not others else None
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise ValueError(f"{path} is not a decoder's config.json: {error!r}") from None
    if sizes is None:
        raise ValueError(
            f"{path}: models of type {kind} are not counted here ({', '.join(_LLAMA_LIKE)}, gpt2 are); "
            "give the number of parameters instead, such as 7B"
        )
    return _of_sizes(name, sizes)


def _sizes(config: dict[str, Any], kind: str) -> dict[str, Any]:
    heads = config["num_attention_heads"]
    return {
        "width": config["hidden_size"],
        "layers": config["num_hidden_layers"],
        "heads": heads,
        "kv_heads": config.get("num_key_value_heads") or heads,
        "feed_forward": config["intermediate_size"],
        "vocabulary": config["vocab_size"],
        "tied": bool(config.get("tie_word_embeddings", kind in _ALWAYS_TIED)),
        "head_width": config.get("head_dim") or config["hidden_size"] // heads,
        "qkv_bias": kind == "qwen2" or bool(config.get("attention_bias")),
        "output_bias": kind != "qwen2" and bool(config.get("attention_bias")),
        "feed_forward_bias": kind == "llama" and bool(config.get("mlp_bias")),
        "head_norms": kind == "qwen3",
        "experts": config.get("num_local_experts", 1) if kind == "mixtral" else 1,
    }


def _of_sizes(name: str, s: dict[str, Any]) -> Model:
    """Parameters of the Llama layout: attention, gated feed-forward, norms, embeddings."""
    width, kv_heads = s["width"], s["kv_heads"]
    head = s.get("head_width") or width // s["heads"]
    experts = s.get("experts", 1)
    inside = 2 * width * head * (s["heads"] + kv_heads) + experts * 3 * width * s["feed_forward"]
    small = 2 * width + (width * experts if experts > 1 else 0)
    small += head * (s["heads"] + 2 * kv_heads) if s.get("qkv_bias") else 0
    small += width if s.get("output_bias") else 0
    small += 2 * s["feed_forward"] + width if s.get("feed_forward_bias") else 0
    small += 2 * head if s.get("head_norms") else 0
    embeddings = s["vocabulary"] * width * (1 if s.get("tied") else 2)
    outside = s["layers"] * small + embeddings + width
    shape = Shape(width, s["layers"], s["heads"], kv_heads, head, s["vocabulary"], outside)
    return Model(name, s["layers"] * inside + outside, shape, s.get("source"), s.get("date"))


def _gpt2(name: str, config: dict[str, Any]) -> Model:
    """GPT-2: learned positions, biases everywhere, one matrix for input and output."""
    width, layers, heads = config["n_embd"], config["n_layer"], config["n_head"]
    wide = config.get("n_inner") or 4 * width
    inside = 4 * width * width + 2 * width * wide
    small = 9 * width + wide
    outside = layers * small + (config["vocab_size"] + config["n_positions"]) * width + 2 * width
    shape = Shape(width, layers, heads, heads, width // heads, config["vocab_size"], outside)
    return Model(name, layers * inside + outside, shape)


def read_size(text: str) -> int:
    """Bytes of `12GiB`, `12G` or `12 GB` (cards are sold in GiB, so all mean that). Raises `ValueError`."""
    found = _BYTES.fullmatch(text.strip())
    if found is None or float(found.group(1)) <= 0:
        raise ValueError(f"{text} is no memory size such as 12GiB")
    unit = found.group(2).lower() or "g"
    return round(float(found.group(1)) * _BINARY[unit])
