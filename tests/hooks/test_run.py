"""`mlexplain run`: what the command writes, gets and returns is its own; a failure is explained."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlexplain.hooks.run.keep import Keeper
from tests.commands.process import ROOT, mlexplain

PYTHON = sys.executable
FAILS = "import torch\ntorch.zeros(2, 3) @ torch.zeros(4, 5)\n"


def run(*command: str, options: tuple[str, ...] = (), **more):
    return mlexplain("run", *options, "--", *command, **more)


def test_output_and_status_pass_through_unchanged() -> None:
    code = (
        "import sys; sys.stdout.buffer.write(b'a\\r\\n\\xff\\x1b[31mred'); "
        "sys.stderr.write('oops\\n'); sys.exit(3)"
    )
    done = subprocess.run(
        [PYTHON, "-m", "mlexplain", "run", "--", PYTHON, "-c", code],
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stdout == b"a\r\n\xff\x1b[31mred"
    assert done.stderr.startswith(b"oops\n")
    assert done.returncode == 3


def test_success_adds_nothing() -> None:
    done = run(PYTHON, "-c", "print('fine')")
    assert (done.stdout, done.stderr, done.returncode) == ("fine\n", "", 0)


def test_standard_input_reaches_the_command() -> None:
    done = run(PYTHON, "-c", "print(input()[::-1])", stdin="abc\n")
    assert done.stdout == "cba\n"


def test_a_failure_is_explained_on_standard_error(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(FAILS)
    done = run(PYTHON, str(script), options=("--json", str(tmp_path / "out.json")))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "mat1 and mat2 shapes cannot be multiplied" in done.stderr
    assert "train.py:2" in done.stderr
    found = json.loads((tmp_path / "out.json").read_text())
    assert found["diagnoses"][0]["rule"] == "shape-matmul"
    assert found["diagnoses"][0]["location"]["line"] == 2


def test_quiet_prints_no_diagnosis(tmp_path: Path) -> None:
    done = run(PYTHON, "-c", FAILS, options=("--quiet", "--json", str(tmp_path / "o.json")))
    assert done.stderr.rstrip().endswith("(2x3 and 4x5)")
    assert json.loads((tmp_path / "o.json").read_text())["diagnoses"]


@pytest.mark.parametrize(
    ("command", "status", "message"),
    [
        (("no-such-command-here",), 127, "command not found"),
        (("/etc",), 126, "ermission denied"),
    ],
)
def test_what_cannot_start(command: tuple[str, ...], status: int, message: str) -> None:
    done = run(*command)
    assert done.returncode == status
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_command_is_a_usage_error() -> None:
    done = mlexplain("run")
    assert done.returncode == 2
    assert "no command given" in done.stderr


def test_a_signal_that_ends_the_command_is_told() -> None:
    done = run(PYTHON, "-c", "import os; os.kill(os.getpid(), 11)")
    assert done.returncode == 128 + 11
    assert "egmentation fault" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_signals_are_forwarded(number: signal.Signals) -> None:
    code = (
        "import signal, sys, time\n"
        f"signal.signal({int(number)}, lambda *_: (print('got it'), sys.exit(7)))\n"
        "print('ready', flush=True)\n"
        "time.sleep(30)\n"
    )
    process = subprocess.Popen(
        [PYTHON, "-m", "mlexplain", "run", "--", PYTHON, "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert output == b"got it\n"
    assert process.returncode == 7


def test_output_comes_at_once() -> None:
    code = "import time; print('first', flush=True); time.sleep(20)"
    process = subprocess.Popen(
        [PYTHON, "-m", "mlexplain", "run", "--", PYTHON, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"first\n"
    assert process.poll() is None
    process.terminate()
    process.communicate(timeout=30)


def in_terminal(*arguments: str, typed: bytes = b"") -> tuple[bytes, int]:
    """Run under a pseudo-terminal of 33 rows and 77 columns; everything that it shows."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execv(PYTHON, [PYTHON, "-m", "mlexplain", *arguments])
    import fcntl
    import struct
    import termios

    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
    shown = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([screen], [], [], 0.5)
        if not ready:
            continue
        try:
            piece = os.read(screen, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if typed and b"ready" in shown:
            os.write(screen, typed)
            typed = b""
    _, status = os.waitpid(child, 0)
    return shown, os.waitstatus_to_exitcode(status)


def test_a_terminal_stays_a_terminal() -> None:
    code = (
        "import os, sys; print('ready', flush=True); name = input('who? ');"
        "print(sys.stdout.isatty(), sys.stderr.isatty(), name, os.get_terminal_size().columns > 0)"
    )
    shown, status = in_terminal("run", "--", PYTHON, "-c", code, typed=b"me\n")
    assert status == 0
    assert b"who? " in shown
    assert b"True True me True" in shown


def test_control_c_reaches_the_command_once() -> None:
    code = (
        "import signal, sys, time\n"
        "hits = []\n"
        "signal.signal(2, lambda *_: hits.append(1))\n"
        "print('ready', flush=True)\n"
        "time.sleep(1.5); time.sleep(0.5)\n"
        "print('hits', len(hits)); sys.exit(5)\n"
    )
    shown, status = in_terminal("run", "--", PYTHON, "-c", code, typed=b"\x03")
    assert b"hits 1" in shown
    assert status == 5


RANKS = """\
import torch.distributed as dist, torch
dist.init_process_group("gloo")
rank = dist.get_rank()
if rank == 1:
    torch.zeros(2, 3) @ torch.zeros(4, 5)
dist.barrier()
"""


def test_torchrun_ranks_are_told_apart(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(RANKS)
    done = run(
        PYTHON,
        "-m",
        "torch.distributed.run",
        "--nproc_per_node=2",
        "--master_port=29517",
        str(script),
        options=("--json", str(tmp_path / "o.json")),
        environment={"OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 1
    first = json.loads((tmp_path / "o.json").read_text())["diagnoses"][0]
    assert first["rule"] == "shape-matmul"
    assert first["ranks"] == [1]
    assert first["location"]["line"] == 5


def test_a_reader_that_goes_away_does_not_stop_the_command(tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    script.write_text(f"for i in range(200_000): print(i)\nopen({str(tmp_path / 'd')!r}, 'w')\n")
    done = subprocess.run(
        ["bash", "-c", f"{PYTHON} -m mlexplain run -- {PYTHON} {script} | head -1"],
        capture_output=True,
        cwd=ROOT,
        text=True,
        check=False,
    )
    assert done.stdout == "0\n"
    assert (tmp_path / "d").exists()


def test_a_bounded_part_is_kept() -> None:
    keeper = Keeper(first=100, last=1000)
    for number in range(5000):
        keeper.add(b"line %d\n" % number)
    kept = keeper.content()
    assert len(kept) < 1300
    assert kept.startswith(b"line 0\nline 1\n")
    assert kept.endswith(b"line 4998\nline 4999\n")
    assert all(line.startswith(b"line ") for line in kept.splitlines())
