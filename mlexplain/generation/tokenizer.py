"""Text to token ids and back: tokenizer.json by its own library, anything else by transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from mlexplain.generation.errors import LoadError


class Tokenizer(Protocol):
    def encode(self, text: str) -> list[int]:
        """Token ids, with the special tokens the tokenizer adds of itself (such as BOS)."""
        ...

    def decode(self, tokens: list[int]) -> str:
        """Text, special tokens included; bytes that are no character become U+FFFD."""
        ...

    def largest_id(self) -> int:
        """The largest id it can give."""
        ...


class JsonTokenizer:
    """tokenizer.json, read by the `tokenizers` library: no transformers needed."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer as Backend

        try:
            self._backend: Any = Backend.from_file(str(path))
        except Exception as error:  # The library raises plain Exception.
            raise LoadError(f"{path} is not a tokenizer file: {error}") from None
        self._backend.no_padding()
        self._backend.no_truncation()

    def encode(self, text: str) -> list[int]:
        return list(self._backend.encode(text).ids)

    def decode(self, tokens: list[int]) -> str:
        return str(self._backend.decode(tokens, skip_special_tokens=False))

    def largest_id(self) -> int:
        return max(self._backend.get_vocab(with_added_tokens=True).values(), default=-1)


class TransformersTokenizer:
    """Any other tokenizer of a model folder (SentencePiece models, vocab.json with merges.txt)."""

    def __init__(self, path: Path) -> None:
        from transformers import AutoTokenizer

        try:
            self._backend: Any = AutoTokenizer.from_pretrained(
                str(path), local_files_only=True, trust_remote_code=False
            )
        except Exception as error:
            reason = str(error).strip().splitlines() or [type(error).__name__]
            raise LoadError(f"the tokenizer in {path} cannot be loaded: {reason[0]}") from None

    def encode(self, text: str) -> list[int]:
        return list(self._backend(text)["input_ids"])

    def decode(self, tokens: list[int]) -> str:
        return str(self._backend.decode(tokens, clean_up_tokenization_spaces=False))

    def largest_id(self) -> int:
        return max(self._backend.get_vocab().values(), default=-1)


def tokenizer_of(path: Path, embedded: int) -> Tokenizer | None:
    """The tokenizer of a model folder, None where there is none.

    Raises `LoadError` if it can give ids beyond the `embedded` rows of the model's embedding.
    """
    tokenizer: Tokenizer
    if (path / "tokenizer.json").is_file():
        tokenizer = JsonTokenizer(path / "tokenizer.json")
    elif any((path / n).is_file() for n in ("tokenizer.model", "vocab.json", "spiece.model")):
        tokenizer = TransformersTokenizer(path)
    else:
        return None
    check_fit(tokenizer, embedded, path)
    return tokenizer


def check_fit(tokenizer: Tokenizer, embedded: int, path: Path) -> None:
    """Raises `LoadError` where the tokenizer does not fit the embedding."""
    largest = tokenizer.largest_id()
    if largest >= embedded:
        raise LoadError(
            f"the tokenizer of {path} has token ids up to {largest}, but the model's embedding has "
            f"only {embedded} rows: they do not belong together"
        )
