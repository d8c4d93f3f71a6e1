"""Files and pipes as text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_LONGEST = 4096


def read_file(path: Path) -> str:
    """A file's text; bytes that are no UTF-8 are replaced. Raises OSError."""
    return path.read_bytes().decode("utf-8", "replace")


def path_of(text: str) -> Path:
    """The path that a person typed or a terminal pasted for a dropped file.

    Terminals paste it plain, in quotes, with `\\ ` for a space, or as a `file://` URL.
    """
    name = text.strip()
    if url := re.match(r"file://(?:localhost)?(?=/)", name):
        from urllib.parse import unquote

        name = unquote(name[url.end() :])
    elif len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].replace("'\\''", "'")
    elif os.sep == "/" and not os.path.exists(name):
        name = re.sub(r"\\(.)", r"\1", name)
    return Path(os.path.expanduser(name))


def dropped(text: str) -> Path | None:
    """The file whose path is all of a pasted text; None where the text is anything else."""
    if len(text) > _LONGEST or "\n" in text.strip() or "\r" in text.strip():
        return None
    try:
        path = path_of(text)
        return path if path.is_file() else None
    except (OSError, ValueError, RuntimeError):  # too long a name, a null in it, no home
        return None


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
