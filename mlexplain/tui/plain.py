"""Pasted text as it can be shown."""

from __future__ import annotations

import re

from mlexplain.read.terminal import shown
from mlexplain.show.visible import pictured

_DRAWS = re.compile("[\x1b\x9b\r\b]")


def plain(text: str) -> str:
    """What a terminal would have shown, line for line, with a picture for what is no text.

    Drawn as it is, an escape sequence of a log would drive this terminal. Code that only writes of
    escape sequences stays as it is.
    """
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return pictured("\n".join(shown(line) if _DRAWS.search(line) else line for line in lines))
