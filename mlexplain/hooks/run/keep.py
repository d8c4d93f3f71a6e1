"""The beginning and the end of an endless output."""

from __future__ import annotations

from collections import deque

_FIRST = 1 << 20
_LAST = 8 << 20


class Keeper:
    """Keeps the first and the last bytes of what it is given; what lies between is forgotten."""

    def __init__(self, first: int = _FIRST, last: int = _LAST) -> None:
        self._room = first
        self._first: list[bytes] = []
        self._last: deque[bytes] = deque()
        self._limit = last
        self._size = 0
        self._forgotten = 0

    def add(self, piece: bytes) -> None:
        if self._room:
            head, piece = piece[: self._room], piece[self._room :]
            self._first.append(head)
            self._room -= len(head)
        if piece:
            self._last.append(piece)
            self._size += len(piece)
            while self._size - len(self._last[0]) >= self._limit:
                dropped = len(self._last.popleft())
                self._size -= dropped
                self._forgotten += dropped

    def content(self) -> bytes:
        """What was kept, whole lines around the gap."""
        first, last = b"".join(self._first), b"".join(self._last)
        if not self._forgotten:
            return first + last
        head = first[: first.rfind(b"\n") + 1]
        return head + last[last.find(b"\n") + 1 :]
