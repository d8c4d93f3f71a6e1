"""Runs a command: output passed through as it comes, signals forwarded, terminal kept a terminal.

Where standard output is a terminal the command gets a pseudo-terminal of the same size, so colours,
progress bars and prompts stay. Elsewhere it gets pipes, its standard input untouched.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mlexplain.hooks.run.keep import Keeper
from mlexplain.hooks.run.outcome import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.hooks.run.terminal import Terminal

_CHUNK = 1 << 20
_PIPE_SIZE = 1 << 20
_FLOOD = 0.005
"""Seconds; what comes faster is collected for so long."""
_ALWAYS = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCONT")
_FROM_KEYS = ("SIGINT", "SIGQUIT")
"""A terminal sends these to the command by itself."""
_OUT, _ERR = 1, 2


class CannotStart(Exception):
    """The command could not be started; `status` is what a shell would exit with."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def run_command(command: Sequence[str]) -> Outcome:
    """Run to the end. Raises `CannotStart`."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    terminal = _terminal() if os.isatty(_OUT) else None
    keeper = Keeper()
    sources: dict[int, int] = {}
    try:
        process = _start(command, terminal, sources)
        with _forwarding(process, terminal):
            if terminal is None:
                _pump(sources, keeper, {})
            else:
                with terminal.keys_raw():
                    _pump(sources, keeper, terminal.inputs())
            returncode = process.wait()
    finally:
        for source in sources:
            os.close(source)
    return Outcome(returncode, keeper.content())


def _terminal() -> Terminal:
    from mlexplain.hooks.run.terminal import Terminal

    return Terminal.like(_OUT)


def _start(
    command: Sequence[str], terminal: Terminal | None, sources: dict[int, int]
) -> subprocess.Popen[bytes]:
    """Start the command; `sources` is filled with what to read and where to write it."""
    given: dict[int, int] = {}
    try:
        if terminal is not None:
            sources[terminal.main] = _OUT
            given[_OUT] = terminal.inner
        else:
            given[_OUT] = _piped(sources, _OUT)
        shared = terminal is not None and os.isatty(_ERR)
        given[_ERR] = given[_OUT] if shared else _piped(sources, _ERR)
        typed = terminal is not None and os.isatty(0)
        return subprocess.Popen(
            command,
            stdin=terminal.inner if typed and terminal is not None else None,
            stdout=given[_OUT],
            stderr=given[_ERR],
            start_new_session=terminal is not None,
            preexec_fn=terminal.adopt if terminal is not None else None,
        )
    except FileNotFoundError:
        raise CannotStart(f"{command[0]}: command not found", 127) from None
    except OSError as error:
        raise CannotStart(f"{command[0]}: {error.strerror}", 126) from None
    finally:
        for end in set(given.values()):
            os.close(end)


def _piped(sources: dict[int, int], target: int) -> int:
    reading, writing = os.pipe()
    sources[reading] = target
    try:
        import fcntl

        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
    except (ImportError, AttributeError, OSError):
        pass  # a smaller pipe is only a little slower
    return writing


def _pump(sources: dict[int, int], keeper: Keeper, keys: dict[int, int]) -> None:
    """Copy until every source is at its end. A reader that has gone away is told nothing more."""
    open_sources = set(sources)
    gone: set[int] = set()
    with selectors.DefaultSelector() as selector:
        for source in (*sources, *keys):
            selector.register(source, selectors.EVENT_READ)
        last = 0.0
        while open_sources:
            ready = selector.select()
            now = time.monotonic()
            if now - last < _FLOOD:  # let more come, so that a flood costs few wake-ups
                time.sleep(_FLOOD)
            last = now
            for key, _ in ready:
                source = key.fd
                try:
                    piece = os.read(source, _CHUNK)
                except OSError:  # a pseudo-terminal whose other end is closed
                    piece = b""
                if not piece:
                    selector.unregister(source)
                    open_sources.discard(source)
                elif source in keys:
                    _write(keys[source], piece)
                else:
                    keeper.add(piece)
                    target = sources[source]
                    if target not in gone and not _write(target, piece):
                        gone.add(target)


def _write(target: int, piece: bytes) -> bool:
    """Write all of it; False where nobody reads any more or the disk is full."""
    view = memoryview(piece)
    while view:
        try:
            view = view[os.write(target, view) :]
        except OSError:
            return False
    return True


@contextmanager
def _forwarding(process: subprocess.Popen[bytes], terminal: Terminal | None) -> Iterator[None]:
    """Pass signals on. Keys reach a command that shares our terminal without us."""
    at_keys = terminal is None and any(os.isatty(fd) for fd in (0, 1, 2))

    def forward(number: int, _: object) -> None:
        if process.poll() is None:
            process.send_signal(number)

    def ignore(number: int, _: object) -> None: ...

    before = {}
    for name in (*_ALWAYS, *_FROM_KEYS):
        number = getattr(signal, name, None)
        if number is not None:
            handler = ignore if name in _FROM_KEYS and at_keys else forward
            before[number] = signal.signal(number, handler)
    if terminal is not None:
        before[signal.SIGWINCH] = signal.signal(signal.SIGWINCH, lambda *_: terminal.resize())
    try:
        yield
    finally:
        for number, handler_before in before.items():
            signal.signal(number, handler_before)
