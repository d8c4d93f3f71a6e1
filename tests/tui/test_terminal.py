"""The whole program in a real terminal: a file, a live pipe, and no terminal at all."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

from tests.commands.process import ROOT, complaint, mlexplain

LOG = ROOT / "docs" / "openllama.log"


def in_terminal(command: str, until: bytes, then: bytes, data: Path) -> tuple[bytes, int]:
    """What a shell command shows until `until` appears and the keys `then` have ended it."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        settings = {**os.environ, "TERM": "xterm-256color", "MLEXPLAIN_DATA": str(data)}
        os.execve("/bin/bash", ["bash", "-c", command], settings)
    import fcntl
    import struct
    import termios

    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    shown, pressed = b"", False
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([screen], [], [], 0.2)[0]:
            try:
                piece = os.read(screen, 1 << 16)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        if until in shown and not pressed:
            pressed = True
            os.write(screen, then)
    else:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return shown, os.waitstatus_to_exitcode(status)


def test_a_live_pipe_is_diagnosed_while_keys_work(tmp_path: Path) -> None:
    command = f"(cat {LOG}; sleep 0.3) | {sys.executable} -m mlexplain"
    shown, status = in_terminal(command, b"different", b"\x11", tmp_path)
    assert b"Tensors on" in shown
    assert status == 0


def test_a_file_is_opened_with_it_pasted_in(tmp_path: Path) -> None:
    shown, status = in_terminal(
        f"{sys.executable} -m mlexplain {LOG}", b"warnings.warn(", b"\x11", tmp_path
    )
    assert b"warnings.warn(" in shown
    assert status == 0


def test_without_a_terminal_it_says_so() -> None:
    done = mlexplain()
    assert done.returncode == 2
    assert "needs a terminal" in complaint(done)
