"""Work in a process of its own, beside the loading of a model, which keeps this one busy."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

Result = TypeVar("Result")


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` now; what is returned waits for its result, or raises what it raised.

    The process is a fork, which starts at once and knows all that this one knows. Where there is none
    (Windows), or other threads run, which a fork would cut off, the work is done when it is asked for.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return work
    forked = multiprocessing.get_context("fork")
    receiver, sender = forked.Pipe(duplex=False)
    process = forked.Process(target=_send, args=(work, sender), daemon=True)
    process.start()
    sender.close()

    def result() -> Result:
        try:
            value, error = receiver.recv()
        except EOFError:  # it was killed, or could not send what it made
            return work()
        process.join()
        if error is not None:
            raise error
        return value

    return result


def _send(work: Callable[[], Result], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered by whoever waits
    try:
        outcome: tuple[object, Exception | None] = (work(), None)
    except Exception as error:
        outcome = None, error
    with suppress(Exception):  # what cannot be pickled is made again where it is wanted
        sender.send(outcome)
