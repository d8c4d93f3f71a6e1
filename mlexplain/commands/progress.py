"""How far long work has come, on a terminal's standard error and nowhere else."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from mlexplain.trace.scan import Size

_PATIENCE = 1.0
"""Seconds before the first sign, and between two."""


@contextmanager
def watched(stream: BinaryIO, size: Size) -> Iterator[None]:
    """Tell a watching user how much of a stream has been read, while that takes long."""
    total = _total(stream)
    part = f" of {total / 1e6:,.0f} MB" if total else ""
    if stream.isatty():
        yield
        return
    with telling(lambda: f"read {size.scanned / 1e6:,.0f} MB{part}"):
        yield


@contextmanager
def telling(status: Callable[[], str]) -> Iterator[None]:
    """Tell a watching user a `status`, while the work takes long.

    A timer's signal asks for it: a wrapped stream could not be read by several processes, and a
    thread would forbid to start them.
    """
    if not _is_watched():
        yield
        return
    told = False

    def tell(*_: object) -> None:
        nonlocal told
        told = True
        print(f"\r\x1b[K{status()}", end="", file=sys.stderr, flush=True)

    before = signal.signal(signal.SIGALRM, tell)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if told:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _is_watched() -> bool:
    if sys.stderr is None or not sys.stderr.isatty():
        return False
    return hasattr(signal, "setitimer") and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def _total(stream: BinaryIO) -> int:
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
