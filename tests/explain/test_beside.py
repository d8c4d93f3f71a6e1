"""Work beside this process: its result, its errors, and what happens where no process can do it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from mlexplain.explain.beside import beside

PROGRAM = """
import os, signal, sys
from mlexplain.explain.beside import beside

HERE = os.getpid()

def fails():
    raise ValueError("line 3 is no Python")

def is_killed_elsewhere():
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done here"

def gives_a_function_elsewhere():
    return "done here" if os.getpid() == HERE else lambda: None

def is_elsewhere():
    return os.getpid() != HERE

print(beside({work})())
"""


def alone(work: str) -> subprocess.CompletedProcess[str]:
    """The work beside a process of its own, in which no other thread runs."""
    command = [sys.executable, "-c", PROGRAM.format(work=work)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a fork")
def test_it_is_done_in_another_process() -> None:
    assert alone("is_elsewhere").stdout == "True\n"


def test_what_it_raises_is_raised_where_it_is_waited_for() -> None:
    done = alone("fails")
    assert done.returncode == 1
    assert "in fails" in done.stderr, "where it was raised is told"
    assert done.stderr.endswith("ValueError: line 3 is no Python\n")


@pytest.mark.parametrize("work", ["is_killed_elsewhere", "gives_a_function_elsewhere"])
def test_what_no_other_process_can_give_is_done_here(work: str) -> None:
    done = alone(work)
    assert (done.stdout, done.stderr) == ("done here\n", "")


def test_where_threads_run_it_is_done_here() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert beside(os.getpid)() == os.getpid()
    finally:
        done.set()
        thread.join()
