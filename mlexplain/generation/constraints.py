"""What a sequence may say next.

A constraint is a pure function of the new tokens so far. It keeps no state, so that beams can fork
and drafts can be taken back.

    Forbid({slot_ids} - {slots of this prompt})      # slots of the prompt only, anywhere
    Choices([ids_of("eta"), ids_of("nabla_w")], after=ids_of("`"))   # one of these after a backtick
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mask:
    """Which tokens may come next."""

    only: frozenset[int] | None = None
    """None: any token."""
    never: frozenset[int] = frozenset()


FREE = Mask()


class Constraint(Protocol):
    def next(self, tokens: Sequence[int]) -> Mask:
        """Which tokens may follow the new tokens `tokens` (the prompt is not among them)."""
        ...


class Forbid:
    """Some tokens may never be written."""

    def __init__(self, tokens: Iterable[int]) -> None:
        self._mask = Mask(never=frozenset(tokens))

    def next(self, tokens: Sequence[int]) -> Mask:
        return self._mask


class Choices:
    """At every marked place one of `sequences` is written, whole.

    A marked place is right after the tokens `after`; with an empty `after` it is the beginning.
    Where one choice begins another, the sequence is free after the shorter one, too. Stop tokens
    cannot end a choice half-way. With `then`, these tokens must follow the choice (a closing
    backtick). Tokens of a choice or of `then` never open a new place themselves.

    Raises `ValueError` without a choice, or with an empty one.
    """

    def __init__(
        self,
        sequences: Iterable[Sequence[int]],
        after: Sequence[int] = (),
        then: Sequence[int] = (),
    ) -> None:
        self._after = tuple(after)
        self._trie: _Node = {}
        choices = [tuple(s) for s in sequences]
        if not choices or not all(choices):
            raise ValueError("a constraint needs at least one choice, and no empty one")
        for choice in choices:
            node = self._trie
            for token in (*choice, *then):
                node = node.setdefault(token, {})
            node[_END] = {}

    def next(self, tokens: Sequence[int]) -> Mask:
        node = None if self._after else self._trie
        since = 0
        """Tokens before this one are spent: they cannot be part of a marker."""
        for at, token in enumerate(tokens, start=1):
            if node is not None:
                node = node.get(token)
                if node is not None:
                    since = at
                    continue
            start = at - len(self._after)
            marked = self._after and start >= since and tuple(tokens[start:at]) == self._after
            node, since = (self._trie, at) if marked else (None, since)
        if node is None or _END in node:
            return FREE
        return Mask(only=frozenset(node))


_Node = dict[int, "_Node"]
_END = -1
"""Key that marks a whole choice; token ids are never negative."""
