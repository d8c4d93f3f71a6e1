"""Prompt-lookup drafts: what followed the last few tokens when they stood here before.

Source: Saxena, "Prompt Lookup Decoding" (2023), itself a form of speculative decoding (Leviathan
et al., 2023). The model checks a draft in one pass; only tokens it would have chosen anyway stay.
"""

from __future__ import annotations

from collections.abc import Sequence


def draft(tokens: Sequence[int], length: int, ngram: int = 3) -> list[int]:
    """Up to `length` tokens that may come next.

    The longest suffix of at most `ngram` tokens that occurs earlier decides; of its occurrences the
    latest one with something after it is taken.
    """
    if length <= 0:
        return []
    for size in range(min(ngram, len(tokens) - 1), 0, -1):
        suffix = tokens[-size:]
        last = suffix[-1]
        for end in range(len(tokens) - 1, size - 1, -1):
            if tokens[end - 1] == last and tokens[end - size : end] == suffix:
                return list(tokens[end : end + length])
    return []
