"""What a watching user sees while a long log is read, or code explained."""

import os
import subprocess
import sys

import pytest

from tests.commands.process import FAILING, ROOT

pty = pytest.importorskip("pty")


def started(*command, **streams):
    return subprocess.Popen(
        [sys.executable, "-m", "mlexplain", *(command or ["trace"])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        **streams,
    )


def read_until(terminal, wanted):
    """What came from a terminal, up to the words that are waited for."""
    seen = b""
    while wanted not in seen:
        seen += os.read(terminal, 1024)
    return seen


def test_a_terminal_shows_how_much_was_read():
    terminal, errors = pty.openpty()
    log = FAILING.read_bytes()
    with started(stderr=errors) as process:
        os.close(errors)
        process.stdin.write(log)
        process.stdin.flush()  # and nothing more, as from a job that still runs
        assert b"\r\x1b[Kread 0 MB" in read_until(terminal, b"MB")
        process.stdin.write(b"epoch 3 done\n" * 700_000)
        process.stdin.flush()
        read_until(terminal, b"read 9 MB")
        process.stdin.close()
        diagnosis = process.stdout.read()
    assert read_until(terminal, b"\x1b[K").endswith(b"\r\x1b[K")  # the line is cleared
    os.close(terminal)
    assert process.returncode == 0
    assert b"device-mismatch" in diagnosis


def test_a_terminal_shows_what_an_explanation_waits_for():
    terminal, errors = pty.openpty()
    code = "".join(f"x{n} = torch.zeros({n})\n" for n in range(1500))
    with started("explain", "--no-model", stderr=errors) as process:
        os.close(errors)
        process.stdin.write(code.encode())
        process.stdin.close()
        assert b"\r\x1b[Kanalysing the code" in read_until(terminal, b"code")
        explanation = process.stdout.read()
    assert read_until(terminal, b"\x1b[K").endswith(b"\r\x1b[K")
    os.close(terminal)
    assert process.returncode == 0
    assert b"x1499" in explanation


def test_no_terminal_no_progress():
    with started(stderr=subprocess.PIPE) as process:
        process.stdin.write(FAILING.read_bytes())
        process.stdin.close()
        assert process.stderr.read() == b""
        assert b"device-mismatch" in process.stdout.read()
