"""`mlexplain` without a command: the screen, with a file, with a live pipe, or empty."""

from __future__ import annotations

import argparse
import gc
import os
import sys

from mlexplain.commands import CommandError, room
from mlexplain.commands.inputs import STDIN


def run(options: argparse.Namespace) -> int:
    words, commands = options.words, options.commands
    if words and words[0] != STDIN and not os.path.isfile(words[0]):
        raise CommandError(_unknown(words[0], commands))
    if len(words) > 1:
        raise CommandError(f"one file at a time; `mlexplain trace {words[0]} …` takes several")
    served = "TEXTUAL_DRIVER" in os.environ  # `textual serve`: the pipes lead to a browser
    if not served:
        _expect_terminal()
    piped = not served and sys.stdin is not None and not sys.stdin.isatty()
    file = words[0] if words and words[0] != STDIN else None
    gc.disable()  # until all that stays is loaded: every tenth millisecond of the start went to it
    app = room("mlexplain.tui.app", "the screen")
    return app.open_screen(file=file, piped=piped and file is None)


def _expect_terminal() -> None:
    """Keys are read beside standard output, and Textual draws on standard error."""
    if sys.stdout is None or not sys.stdout.isatty():
        raise CommandError("the screen needs a terminal; `mlexplain trace` prints its answer")
    if sys.stderr is None or not sys.stderr.isatty():
        raise CommandError("the screen is drawn on standard error, which is not a terminal here")


def _unknown(word: str, commands: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    if os.path.isdir(word):
        return f"{word} is a directory; `mlexplain check {word}` checks the Python files in it"
    close = get_close_matches(word, commands, 1, 0.6)
    if close:
        return f"no command or file {word!r}; did you mean `mlexplain {close[0]}`?"
    if os.sep in word or "." in word:
        return f"{word}: No such file or directory"
    return f"no command or file {word!r}; see `mlexplain --help`"
