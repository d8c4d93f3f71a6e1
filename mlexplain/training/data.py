"""Examples as token ids, and the batches of an epoch.

The prepared file (`.npz`) is all that a run needs beside its recipe: the tokens of all examples one after the
other, where each begins, and where its target begins.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlexplain.resources import models_dir, rules_dir
from mlexplain.training.tokenizer import END, train_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_PROSE_WEIGHT = 4
_SORTED_TOGETHER = 50
"""Batches whose examples are sorted by length before they are cut, so that little is padding."""


@dataclass(frozen=True, slots=True)
class Part:
    """The examples of one split."""

    tokens: np.ndarray
    """(all tokens,) uint16"""
    starts: np.ndarray
    """(N + 1,) where each example begins in `tokens`"""
    targets: np.ndarray
    """(N,) length of each prompt"""

    def __len__(self) -> int:
        return len(self.targets)

    def lengths(self) -> np.ndarray:
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Data:
    """A prepared text: both splits and the tokenizer that made them."""

    train: Part
    valid: Part
    tokenizer: str
    """The content of tokenizer.json."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows padded on the right to one length T."""

    inputs: np.ndarray
    """(B, T) int64"""
    labels: np.ndarray
    """(B, T) int64: the token that follows; -100 where nothing is to be learned"""


def as_text(data: Data) -> Iterator[tuple[str, str]]:
    """The prompt and the answer of each example, in words again."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(data.tokenizer)
    end = tokenizer.token_to_id(END)
    for part in (data.train, data.valid):
        for start, stop, prompt in zip(part.starts, part.starts[1:], part.targets, strict=False):
            row = part.tokens[int(start) : int(stop)].tolist()
            both = [row[: int(prompt)], [t for t in row[int(prompt) :] if t != end]]
            asked, told = tokenizer.decode_batch(both, skip_special_tokens=False)
            yield asked, told


def read_examples(path: Path) -> list[dict[str, str]]:
    """The lines of a text as `mlexplain.training.corpus` writes it."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    return [json.loads(line) for line in io.BytesIO(raw)]


def prepare(
    examples: list[dict[str, str]],
    vocabulary: int,
    context: int,
    tokenizer: Tokenizer | None = None,
) -> Data:
    """Token ids for all examples that fit into the context; learns the tokenizer if none is given."""
    if tokenizer is None:
        texts = [f"{e['prompt']}{e['target']}" for e in examples if e["split"] == "train"]
        tokenizer = train_tokenizer([*texts, *_prose()], vocabulary)
    end = tokenizer.encode(END).ids[0]
    parts: dict[str, list[tuple[list[int], int]]] = {"train": [], "valid": []}
    for example in examples:
        prompt = tokenizer.encode(example["prompt"]).ids
        whole = [*prompt, *tokenizer.encode(example["target"]).ids, end]
        if len(whole) <= context:
            parts[example["split"]].append((whole, len(prompt)))
    return Data(_part(parts["train"]), _part(parts["valid"]), tokenizer.to_str())


def _prose() -> list[str]:
    """The project's own pages and explanations, for the words that examples have not used yet."""
    files = [*(rules_dir() / "concepts").glob("*.md"), *(models_dir() / "recipe").rglob("*.toml")]
    return [path.read_text(encoding="utf-8") for path in sorted(files)] * _PROSE_WEIGHT


def _part(rows: list[tuple[list[int], int]]) -> Part:
    starts = np.cumsum([0, *(len(row) for row, _ in rows)])
    tokens = np.fromiter((t for row, _ in rows for t in row), dtype=np.uint16, count=starts[-1])
    return Part(tokens, starts.astype(np.int64), np.array([p for _, p in rows], dtype=np.int64))


def save(data: Data, path: Path) -> None:
    """Write a prepared text, compressed."""
    arrays: dict[str, Any] = {"tokenizer": np.frombuffer(data.tokenizer.encode(), dtype=np.uint8)}
    for name, part in (("train", data.train), ("valid", data.valid)):
        arrays[f"{name}_tokens"] = part.tokens
        arrays[f"{name}_lengths"] = part.lengths().astype(np.uint16)
        arrays[f"{name}_targets"] = part.targets.astype(np.uint16)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def load(path: Path) -> Data:
    """Read a prepared text. No pickle is opened."""
    with np.load(path, allow_pickle=False) as arrays:
        parts = [
            Part(
                arrays[f"{name}_tokens"],
                np.concatenate([[0], np.cumsum(arrays[f"{name}_lengths"], dtype=np.int64)]),
                arrays[f"{name}_targets"].astype(np.int64),
            )
            for name in ("train", "valid")
        ]
        return Data(parts[0], parts[1], arrays["tokenizer"].tobytes().decode())


def batches(part: Part, batch_tokens: int, seed: int, epoch: int) -> list[np.ndarray]:
    """The examples of each batch of an epoch: the same for the same seed and epoch."""
    chance = np.random.default_rng([seed, epoch])
    order = chance.permutation(len(part))
    lengths = part.lengths()
    typical = max(1, batch_tokens // max(1, int(lengths.mean()) if len(part) else 1))
    found: list[np.ndarray] = []
    for start in range(0, len(order), typical * _SORTED_TOGETHER):
        group = order[start : start + typical * _SORTED_TOGETHER]
        group = group[np.argsort(lengths[group], kind="stable")]
        found.extend(_cut(group, lengths, batch_tokens))
    return [found[i] for i in chance.permutation(len(found))]


def _cut(group: np.ndarray, lengths: np.ndarray, batch_tokens: int) -> Iterator[np.ndarray]:
    """Pieces whose padded size is at most `batch_tokens`; examples come sorted by length."""
    start = 0
    for end in range(1, len(group) + 1):
        if end == len(group) or lengths[group[end]] * (end + 1 - start) > batch_tokens:
            yield group[start:end]
            start = end


def batch(part: Part, rows: np.ndarray) -> Batch:
    """Gather examples, padded with token 0, which is `PAD`."""
    longest = int(part.lengths()[rows].max()) - 1
    inputs = np.zeros((len(rows), longest), dtype=np.int64)
    labels = np.full((len(rows), longest), -100, dtype=np.int64)
    for i, row in enumerate(rows):
        whole = part.tokens[part.starts[row] : part.starts[row + 1]].astype(np.int64)
        inputs[i, : len(whole) - 1] = whole[:-1]
        first = part.targets[row] - 1
        labels[i, first : len(whole) - 1] = whole[first + 1 :]
    return Batch(inputs, labels)
