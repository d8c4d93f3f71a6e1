"""Work beside this process: its result, its errors, and what happens where no process can do it."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from mlexplain.explain.beside import beside

HERE = os.getpid()
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a fork")


def quits_elsewhere() -> str:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done here"


def gives_a_function_elsewhere() -> object:
    return "done here" if os.getpid() == HERE else lambda: None


def fails() -> int:
    raise ValueError("line 3 is no Python")


@forks
def test_it_is_done_in_another_process() -> None:
    assert beside(os.getpid)() != HERE


def test_what_it_raises_is_raised_where_it_is_waited_for() -> None:
    waiting = beside(fails)
    with pytest.raises(ValueError, match=r"^line 3 is no Python$"):
        waiting()


@pytest.mark.parametrize("work", [quits_elsewhere, gives_a_function_elsewhere])
def test_what_no_other_process_can_give_is_done_here(work: object) -> None:
    assert callable(work)
    assert beside(work)() == "done here"


def test_where_threads_run_it_is_done_here() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert beside(os.getpid)() == HERE
    finally:
        done.set()
        thread.join()
