"""A byte-level tokenizer and model folders, made on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from tests.generation.models import VOCABULARY, model

SENTENCES = [
    "the gradient is added to the momentum buffer",
    "a loss of 0.5 and a learning rate of 3e-4",
]


@pytest.fixture(scope="session")
def byte_tokenizer() -> Any:
    """All 256 bytes, so that any token sequence is a byte sequence, and a few merges."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=280,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


@pytest.fixture(scope="session")
def small_tokenizer() -> Any:
    """At most as many tokens as the tiny models have rows in their embedding."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 10, special_tokens=["<unk>", "<s>", "</s>"], show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


@pytest.fixture
def llama_folder(tmp_path: Path, small_tokenizer: Any) -> Path:
    """A whole Llama folder with tokenizer."""
    folder = tmp_path / "tiny-llama"
    model("llama").save_pretrained(folder)
    small_tokenizer.save(str(folder / "tokenizer.json"))
    return folder
