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


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a decoder with gated feed-forward layers, as Llama's."""

    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    parameters: int
    shape: Shape | None = None
    """None where only the number of parameters is known."""


def read_model(text: str) -> Model:
    """Read `llama-2-7b`, `6.7B` or the path of a config.json (or its folder). Raises `ValueError`."""
    path = Path(text).expanduser()
    if path.is_dir():
        path = path / "config.json"
    if path.is_file():
        return _from_config(path)
    known = table("models")
    key = text.lower().rsplit("/", 1)[-1].removesuffix("-hf")
    for name, sizes in known.items():
        if key in (name, name.replace("-", "")) or key.startswith(f"{name}-"):
            return _of_sizes(name, sizes)
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
    try:
        config: dict[str, Any] = json.loads(path.read_text("utf-8"))
        heads = config["num_attention_heads"]
        sizes = {
            "width": config["hidden_size"],
            "layers": config["num_hidden_layers"],
            "heads": heads,
            "kv_heads": config.get("num_key_value_heads") or heads,
            "feed_forward": config["intermediate_size"],
            "vocabulary": config["vocab_size"],
            "tied": bool(config.get("tie_word_embeddings", False)),
            "head_width": config.get("head_dim") or config["hidden_size"] // heads,
        }
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise ValueError(f"{path} is not a decoder's config.json: {error!r}") from None
    return _of_sizes(path.parent.name or "config.json", sizes)


def _of_sizes(name: str, s: dict[str, Any]) -> Model:
    """Parameters of the Llama layout: attention, gated feed-forward, norms, embeddings."""
    head = s.get("head_width") or s["width"] // s["heads"]
    attention = 2 * s["width"] * head * (s["heads"] + s["kv_heads"])
    layer = attention + 3 * s["width"] * s["feed_forward"] + 2 * s["width"]
    embeddings = s["vocabulary"] * s["width"] * (1 if s.get("tied") else 2)
    total = s["layers"] * layer + embeddings + s["width"]
    return Model(name, total, Shape(s["width"], s["layers"], s["heads"], s["kv_heads"], head))


def read_size(text: str) -> int:
    """Bytes of `12GiB`, `12G` or `12 GB` (cards are sold in GiB, so all mean that). Raises `ValueError`."""
    found = _BYTES.fullmatch(text.strip())
    if found is None or float(found.group(1)) <= 0:
        raise ValueError(f"{text} is no memory size such as 12GiB")
    unit = found.group(2).lower() or "g"
    return round(float(found.group(1)) * _BINARY[unit])
