"""Work in a process of its own, beside what keeps this one busy."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

Result = TypeVar("Result")


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` now; what is returned waits for its result, or raises what it raised.

    The process is a fork, which starts at once and knows all that this one knows. Where there is none
    (Windows), or other threads run, which a fork would cut off, the work is done when it is asked for.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return work
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _send(work, writing)
    os.close(writing)

    def result() -> Result:
        with os.fdopen(reading, "rb") as pipe:
            sent = pipe.read()
        os.waitpid(child, 0)
        try:
            value, error, told = pickle.loads(sent)
        except (EOFError, pickle.UnpicklingError):  # it was killed, or could not send what it made
            return work()
        if error is not None:
            raise error from RuntimeError(told)
        made: Result = value
        return made

    return result


def _send(work: Callable[[], Result], writing: int) -> NoReturn:
    """Do the work and end: nothing else of the process that this is a copy of may happen twice."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is answered by whoever waits
        try:
            outcome: tuple[object, Exception | None, str] = work(), None, ""
        except Exception as error:
            import traceback  # which loads more than most work

            outcome = None, error, traceback.format_exc()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(outcome))
    finally:
        os._exit(0)
