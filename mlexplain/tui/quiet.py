"""Nothing holds the keys: what runs in a worker must let the screen's own thread in between."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 8_000
"""Characters; a regular expression lets no other thread run before it is through with its text."""
_NEAR = 400
_TURN = 0.001
"""Seconds after which a thread that computes must let the screen's own go on."""


_lasting: set[str] = set()


@contextmanager
def lasting(what: str) -> Iterator[None]:
    """For loading what stays until the end: the garbage collector never walks through it again.

    A walk through the rule book and spaCy stops all threads for a tenth of a second and more, and
    would come with every answer. Only the first time for each `what`, since with it stays all else
    that there is at that moment.
    """
    if what in _lasting:
        yield
        return
    _lasting.add(what)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def let_go() -> None:
    """Empty a cache in which Textual keeps all lines of widgets that are gone.

    With some hundred answers looked at, the collector would walk through a million of objects.
    """
    with suppress(ImportError, AttributeError):
        from textual._styles_cache import StylesCache

        StylesCache.get_inner_outer.cache_clear()


def warm() -> None:
    """Load what a diagnosis needs, so that the first one is as quick as the next."""
    sys.setswitchinterval(_TURN)
    with lasting("the diagnosis"):
        from mlexplain.diagnose import book, message
        from mlexplain.tui.screens import diagnosis

        message.prepare()
        book.load()
        assert diagnosis


def masked(text: str) -> str:
    """As `mask`, but in pieces, cut where no secret is."""
    from mlexplain.read.secrets import mask  # its expressions take 20 ms of the first frame

    if len(text) <= _PIECE or "-----BEGIN" in text:  # a block of a key goes over many lines
        return mask(text)
    pieces, start = [], 0
    while start < len(text):
        end = _cut(text, start + _PIECE)
        pieces.append(mask(text[start:end]))
        time.sleep(0)
        start = end
    return "".join(pieces)


def _cut(text: str, at: int) -> int:
    """The first line's end behind `at` that no secret reaches across; the text's end without one."""
    from mlexplain.read.secrets import mask

    while (at := text.find("\n", at) + 1) > 0:
        before, after = text[max(0, at - _NEAR) : at], text[at : at + _NEAR]
        if mask(before) + mask(after) == mask(before + after):
            return at
    return len(text)
