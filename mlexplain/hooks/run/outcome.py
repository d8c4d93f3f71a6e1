"""How a command ended, and what it wrote."""

from __future__ import annotations

import signal
from collections import namedtuple

# As a shell reports a job that a signal ended; the log of that shell would hold these lines.
_SHELL_WORDS = {
    signal.SIGABRT: "Aborted (core dumped)",
    signal.SIGBUS: "Bus error (core dumped)",
    signal.SIGFPE: "Floating point exception (core dumped)",
    signal.SIGILL: "Illegal instruction (core dumped)",
    signal.SIGKILL: "Killed",
    signal.SIGSEGV: "Segmentation fault (core dumped)",
    signal.SIGTERM: "Terminated",
}


class Outcome(namedtuple("Outcome", "returncode output")):  # typing and dataclasses cost 8 ms
    """`returncode` as Python has it: negative for a signal. `output` is what was kept."""

    __slots__ = ()
    returncode: int
    output: bytes

    @property
    def status(self) -> int:
        """The exit status to pass on: 128 + N for signal N, as shells do."""
        return self.returncode if self.returncode >= 0 else 128 - self.returncode

    @property
    def log(self) -> bytes:
        """The output with the line a shell would add for a command that a signal ended."""
        words = _SHELL_WORDS.get(signal.Signals(-self.returncode)) if self.returncode < 0 else None
        if words is None:
            return self.output
        separator = b"" if not self.output or self.output.endswith(b"\n") else b"\n"
        return self.output + separator + words.encode() + b"\n"
