"""A pseudo-terminal for the command, beside our own."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terminal:
    """`main` is our end, `inner` the command's; `model` is our own terminal, whose size it takes."""

    main: int
    inner: int
    model: int

    @classmethod
    def like(cls, model: int) -> Terminal:
        """A new one of the same size as the terminal `model`."""
        main, inner = pty.openpty()
        terminal = cls(main, inner, model)
        terminal.resize()
        return terminal

    def resize(self) -> None:
        """Take the size of our own terminal; the command is told by the kernel."""
        size = fcntl.ioctl(self.model, termios.TIOCGWINSZ, struct.pack("HHHH", 0, 0, 0, 0))
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, size)

    def adopt(self) -> None:
        """In the command's process: make this its controlling terminal."""
        fcntl.ioctl(self.inner, termios.TIOCSCTTY, 0)

    def inputs(self) -> dict[int, int]:
        """What is typed here goes to the command."""
        return {0: self.main} if os.isatty(0) else {}

    @contextmanager
    def keys_raw(self) -> Iterator[None]:
        """Keys go through one by one and unread, so that the command's terminal interprets them."""
        if not os.isatty(0):
            yield
            return
        before = termios.tcgetattr(0)
        try:
            tty.setraw(0)
            yield
        finally:
            termios.tcsetattr(0, termios.TCSADRAIN, before)
