"""A trained model as a folder in the Hugging Face layout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from mlexplain.training import lexicon
from mlexplain.training.checksums import write_sums
from mlexplain.training.data import as_text
from mlexplain.training.pairs import pairs_dir
from mlexplain.training.tokenizer import END, PAD, save_tokenizer
from mlexplain.training.turns import turns_of

if TYPE_CHECKING:
    import torch

    from mlexplain.training.data import Data
    from mlexplain.training.model import Llama


def export(model: Llama, data: Data, folder: Path, dtype: torch.dtype) -> None:
    """Write config, weights in `dtype`, tokenizer, generation settings, lexicon, turns of phrase and
    checksums of a model that learned from `data`."""
    from safetensors.torch import save_file
    from tokenizers import Tokenizer

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_str(data.tokenizer)
    end, pad = tokenizer.token_to_id(END), tokenizer.token_to_id(PAD)
    config = {**model.config(end, pad), "dtype": str(dtype).removeprefix("torch.")}
    _write_json(folder / "config.json", config)
    _write_json(folder / "generation_config.json", {"eos_token_id": end, "pad_token_id": pad})
    save_tokenizer(tokenizer, folder, model.size.context)
    weights = {name: t.to(dtype).contiguous() for name, t in model.tensors().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    content = lexicon.build(lexicon.topics_of(sorted(pairs_dir().glob("*.toml"))))
    _write_json(folder / "lexicon.json", content)
    turns_of(as_text(data)).write(folder / "turns.bin")
    write_sums(folder)


def _write_json(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
