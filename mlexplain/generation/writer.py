"""The end of a sequence as it is written: stop tokens, stop strings, what may already be shown."""

from __future__ import annotations

from dataclasses import dataclass

from mlexplain.generation.text import Decode, TextStream


@dataclass(frozen=True, slots=True)
class Stops:
    """What ends a sequence, and how tokens become text."""

    tokens: frozenset[int] = frozenset()
    strings: tuple[str, ...] = ()
    decode: Decode | None = None


class Writer:
    """Takes tokens, releases those that will stay.

    A stop string may begin in one token and end in another, so tokens whose text may turn out to be
    its beginning are held back. A token stays if its text ends before the stop string begins; the
    released text is cut exactly there.
    """

    def __init__(self, stops: Stops) -> None:
        self._stops = stops
        self._stream = TextStream(stops.decode) if stops.decode else None
        self._held: list[int] = []
        self._ends: list[int] = []
        """Where in `_tail` the text of a held token ends; shorter than `_held` while the character
        of the newest tokens is not whole."""
        self._tail = ""
        """Text that is not released yet."""
        self.stopped = False

    def push(self, token: int) -> tuple[list[int], str]:
        """Take one token; return the tokens and the text that are now certain to stay."""
        if token in self._stops.tokens:
            self.stopped = True
            return self.close()
        if self._stream is None:
            return [token], ""
        self._held.append(token)
        self._grow(self._stream.push(token))
        return self._settle()

    def close(self) -> tuple[list[int], str]:
        """No more tokens come: return what is left. Harmless after a stop string."""
        if self._stream is None:
            return [], ""
        self._grow(self._stream.flush())
        self._ends += [len(self._tail)] * (len(self._held) - len(self._ends))
        tokens, text = self._held, self._tail
        self._held, self._ends, self._tail = [], [], ""
        return tokens, text

    def _grow(self, piece: str) -> None:
        if piece:
            self._tail += piece
            self._ends += [len(self._tail)] * (len(self._held) - len(self._ends))

    def _settle(self) -> tuple[list[int], str]:
        """Release what no stop string can take back; stop where one is whole."""
        starts = [at for s in self._stops.strings if (at := self._tail.find(s)) >= 0]
        self.stopped = bool(starts)
        safe = min(starts) if starts else len(self._tail) - self._open()
        count = sum(end <= safe for end in self._ends)
        tokens, text = self._held[:count], self._tail[:safe]
        self._held = self._held[count:]
        self._ends = [end - safe for end in self._ends[count:]]
        self._tail = self._tail[safe:]
        if self.stopped:
            self._held, self._ends, self._tail, self._stream = [], [], "", None
        return tokens, text

    def _open(self) -> int:
        """Length of the longest end of the tail that a stop string begins with."""
        longest = 0
        for stop in self._stops.strings:
            for size in range(min(len(stop) - 1, len(self._tail)), longest, -1):
                if self._tail.endswith(stop[:size]):
                    longest = size
                    break
        return longest
