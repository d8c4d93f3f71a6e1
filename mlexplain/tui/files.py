"""Files and pipes as text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def read_file(path: str) -> str:
    """A file's text; bytes that are no UTF-8 are replaced. Raises OSError."""
    return Path(path.strip().strip("'\"")).expanduser().read_bytes().decode("utf-8", "replace")


def read_pipe(handle: int) -> Iterator[str]:
    """What comes out of a pipe, piece by piece, characters whole."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while piece := os.read(handle, 1 << 16):
        yield decoder.decode(piece)


def pipe_moved_aside() -> int:
    """Move a piped standard input away and put the terminal in its place, whose keys Textual reads.

    Returns where the pipe is now. Raises OSError where there is no terminal.
    """
    terminal = os.open("/dev/tty", os.O_RDWR)
    pipe = os.dup(0)
    os.dup2(terminal, 0)
    os.close(terminal)
    return pipe
