"""What a command reads: files and standard input, refused in one clear line if they cannot be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from mlexplain.commands import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

STDIN = "-"

# The first bytes of files that people name by mistake, and what to say about them.
_MAGIC = {
    b"\x1f\x8b": "is compressed by gzip; try `zcat FILE | mlexplain trace`",
    b"\x28\xb5\x2f\xfd": "is compressed by zstd; try `zstdcat FILE | mlexplain trace`",
    b"BZh": "is compressed by bzip2; try `bzcat FILE | mlexplain trace`",
    b"\xfd7zXZ": "is compressed by xz; try `xzcat FILE | mlexplain trace`",
    b"PK\x03\x04": "is a zip archive or a torch checkpoint, not text",
    b"\x7fELF": "is a program, not text",
    b"\x80\x02": "is a pickle, not text",
    b"\x80\x04": "is a pickle, not text",
    b"\x80\x05": "is a pickle, not text",
    b"%PDF": "is a PDF; copy its text",
    b"\x89PNG": "is a picture; copy the text itself",
    b"\xff\xd8\xff": "is a picture; copy the text itself",
}
_PEEK = 8192


def describe(name: str) -> str:
    """How messages name an input."""
    return "standard input" if name == STDIN else name


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A stream of the bytes of a text file or, for `-`, of standard input.

    Raises CommandError where there is nothing to read or what is there is not text.
    """
    if name == STDIN:
        if sys.stdin is None:
            raise CommandError("standard input is closed")
        if sys.stdin.isatty():
            _hint("paste the text here, then press Ctrl-D")
        yield _checked(sys.stdin.buffer, name)
        return
    if "\0" in name:
        raise CommandError("a file name cannot hold a null character")
    try:
        with open(name, "rb") as stream:
            yield _checked(stream, name)
    except OSError as error:
        raise CommandError(f"{name}: {reason(error)}") from error


def read_text(name: str) -> str:
    """The whole input as text, in the encoding that its first bytes show."""
    from mlexplain.read.decode import texts

    with opened(name) as stream:
        return "".join(texts(stream))


def reason(error: Exception) -> str:
    """Why a file could not be used, in the words of the operating system."""
    return getattr(error, "strerror", None) or str(error)


def _checked(stream: BinaryIO, name: str) -> BinaryIO:
    from mlexplain.read.decode import BinaryInput, encoding

    peek = getattr(stream, "peek", None)
    head = peek(_PEEK)[:_PEEK] if peek is not None else b""
    for magic, complaint in _MAGIC.items():
        if head.startswith(magic):
            raise CommandError(f"{describe(name)} {complaint.replace('FILE', name)}")
    try:
        encoding(head)
    except BinaryInput:
        raise CommandError(f"{describe(name)} is binary, not text") from None
    return stream


def _hint(message: str) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"mlexplain: {message}", file=sys.stderr)
