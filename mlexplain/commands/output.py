"""Where results go: standard output or a file, in whatever encoding it has."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from mlexplain.commands import CommandError
from mlexplain.commands.inputs import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

# What the displays draw with, in letters that every terminal has.
_PLAIN = str.maketrans(
    {
        "│": "|",
        "─": "-",
        "┌": "+",
        "└": "+",
        "├": "+",
        "╭": "+",
        "╰": "+",
        "→": "->",
        "⤷": "->",
        "▸": ">",
        "•": "*",
        "·": "-",
        "…": "...",
        "–": "-",
        "—": "-",
        "×": "x",
        "≈": "~",
        "✗": "x",
        "✓": "ok",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "\xa0": " ",
    }
)


def write(text: str, path: str | None = None) -> None:
    """Write a whole result. A reader that has gone away (`| head`) is no error."""
    if path is not None:
        try:
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise CommandError(f"{path}: {reason(error)}") from error
        return
    if sys.stdout is None:
        raise CommandError("standard output is closed")
    try:
        sys.stdout.write(encodable(text, sys.stdout.encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        mute(sys.stdout)
    except OSError as error:
        mute(sys.stdout)
        raise CommandError(f"cannot write the output: {reason(error)}") from error


def complain(message: str) -> None:
    """One line on standard error."""
    if sys.stderr is None:
        return
    line = encodable(" ".join(message.split()), sys.stderr.encoding)
    try:
        print(f"mlexplain: {line}", file=sys.stderr, flush=True)
    except OSError:
        mute(sys.stderr)


def encodable(text: str, encoding: str | None) -> str:
    """`text` in characters that a stream of this encoding can hold, as readable as may be."""
    encoding = encoding or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = text.translate(_PLAIN)
        return plain.encode(encoding, errors="backslashreplace").decode(encoding)
    return text


def wants_color(options: Namespace, stream: TextIO | None = None) -> bool:
    """Colours on a terminal, unless the user or the environment says otherwise."""
    if options.color != "auto":
        return options.color == "always"
    if options.output or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = stream or sys.stdout
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def width(options: Namespace) -> int:
    """The columns to write in: the terminal's, or what COLUMNS says, within reason."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return _within_reason(int(columns))
    if options.output or sys.stdout is None or not sys.stdout.isatty():
        return 100
    try:
        return _within_reason(os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return 80


def _within_reason(columns: int) -> int:
    return max(40, min(columns or 80, 240))


def mute(stream: TextIO) -> None:
    """Point a broken stream at the null device, so that the interpreter's last flush is quiet."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
