"""Tokens become text as they arrive, in whole characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Decode = Callable[[list[int]], str]
"""Turns token ids into text. Bytes that are not (yet) a character come out as U+FFFD."""


class TextStream:
    """Text of a growing token sequence, piece by piece.

    A character of several bytes may be spread over several tokens: it is held back until it is
    whole. Only a short window is decoded per token. The window starts one piece early, because
    many tokenizers drop or keep a space depending on what stands before it.

    `"".join` of all pieces and `flush()` is what decoding all tokens at once gives.
    """

    def __init__(self, decode: Decode) -> None:
        self._decode = decode
        self._tokens: list[int] = []
        self._shown = 0
        """Tokens whose text is out."""

    def push(self, token: int) -> str:
        """Take one token, return the text that became whole ("" while a character is open)."""
        self._tokens.append(token)
        piece = self._piece()
        if not piece or piece.endswith("�"):
            return ""
        self._advance()
        return piece

    def extend(self, tokens: Sequence[int]) -> str:
        """Take several tokens, return the text that became whole."""
        return "".join([self.push(token) for token in tokens])

    def flush(self) -> str:
        """The rest, an unfinished character as U+FFFD."""
        piece = self._piece()
        self._advance()
        return piece

    def _piece(self) -> str:
        before = self._decode(self._tokens[: self._shown]) if self._shown else ""
        return self._decode(self._tokens)[len(before) :]

    def _advance(self) -> None:
        """Forget all but the newest piece, which stays as left context."""
        self._tokens = self._tokens[self._shown :]
        self._shown = len(self._tokens)
