"""The `tokenizer.bin` of llama2.c: int32 longest piece, then per token float32 score, int32 length,
bytes. A SentencePiece BPE with byte fallback; ids 0, 1, 2 are unknown, BOS, EOS, then 256 bytes."""

from __future__ import annotations

import re
import struct
from itertools import pairwise
from pathlib import Path

from mlexplain.generation.errors import LoadError
from mlexplain.generation.llama2c import BOS

_FIRST_BYTE = 3
_BYTE = re.compile(rb"<0x([0-9A-F]{2})>")


class Llama2cTokenizer:
    """See `tokenizer.Tokenizer`. Raises `LoadError` for a damaged file."""

    def __init__(self, path: Path, vocab_size: int) -> None:
        data = path.read_bytes()
        self._pieces: list[bytes] = []
        self._scores: list[float] = []
        at = 4
        try:
            while at < len(data):
                score, length = struct.unpack_from("<fi", data, at)
                piece = data[at + 8 : at + 8 + length]
                if length < 0 or len(piece) != length:
                    raise struct.error
                self._pieces.append(piece)
                self._scores.append(score)
                at += 8 + length
        except struct.error:
            raise LoadError(f"{path} is cut short or not a llama2.c tokenizer") from None
        if len(self._pieces) < vocab_size:
            raise LoadError(
                f"{path} has {len(self._pieces)} tokens, but the model has {vocab_size}: "
                "they do not belong together"
            )
        self._ids: dict[bytes, int] = {}
        for token, piece in enumerate(self._pieces):
            self._ids.setdefault(piece, token)

    def encode(self, text: str) -> list[int]:
        """BOS, then a space and the text in pieces: the best-scored pair is joined first."""
        tokens = [token for char in f" {text}" for token in self._char(char)] if text else []
        while len(tokens) > 1:
            pairs = [
                (-self._scores[joined], at, joined)
                for at, (a, b) in enumerate(pairwise(tokens))
                if (joined := self._ids.get(self._pieces[a] + self._pieces[b])) is not None
            ]
            if not pairs:
                break
            _, at, joined = min(pairs)
            tokens[at : at + 2] = [joined]
        return [BOS, *tokens]

    def decode(self, tokens: list[int]) -> str:
        """Text; the space that `encode` put before it goes, where BOS shows where that is."""
        out, previous = b"", None
        for token in tokens:
            piece = self._pieces[token]
            if byte := _BYTE.fullmatch(piece):
                piece = bytes([int(byte[1], 16)])
            elif previous == BOS:
                piece = piece.removeprefix(b" ")
            if token != BOS:
                out += piece
            previous = token
        return out.decode("utf-8", errors="replace")

    def largest_id(self) -> int:
        return len(self._pieces) - 1

    def _char(self, char: str) -> list[int]:
        raw = char.encode("utf-8", errors="replace")
        found = self._ids.get(raw)
        return [byte + _FIRST_BYTE for byte in raw] if found is None else [found]
