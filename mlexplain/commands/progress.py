"""How far a long read has come, on a terminal's standard error and nowhere else."""

from __future__ import annotations

import io
import os
import stat
import sys
import time
from typing import BinaryIO, cast

_PATIENCE = 1.0
"""Seconds before the first sign, and between two."""


def watched(stream: BinaryIO) -> BinaryIO:
    """The same stream, telling a watching user how much has been read once that takes long."""
    if sys.stderr is None or not sys.stderr.isatty() or stream.isatty():
        return stream
    return cast(BinaryIO, io.BufferedReader(_Watched(stream), 1 << 18))


class _Watched(io.RawIOBase):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._total = _size(stream)
        self._seen = 0
        self._next = time.monotonic() + _PATIENCE
        self._told = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        count = self._stream.readinto(buffer)  # type: ignore[attr-defined]
        self._seen += count
        if not count and self._told:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        elif time.monotonic() >= self._next:
            self._tell()
        return count

    def _tell(self) -> None:
        self._told = True
        self._next = time.monotonic() + _PATIENCE
        read = f"{self._seen / 1e6:,.0f} MB"
        part = f" of {self._total / 1e6:,.0f} MB" if self._total else ""
        print(f"\r\x1b[Kreading: {read}{part}", end="", file=sys.stderr, flush=True)


def _size(stream: BinaryIO) -> int:
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
