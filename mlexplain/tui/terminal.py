"""Large pastes out of a terminal, taken at once.

Textual's parser goes through its input character by character, also through what stands between the
two marks of a bracketed paste: of 5 MB nothing was seen for three seconds and more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

_BEGIN, _END = "\x1b[200~", "\x1b[201~"
# Beginnings of a mark that no key sends alone.
_TORN = tuple(_BEGIN[:length] for length in (5, 4, 3))


class PasteParser(XTermParser):
    """Gives the same events as the base class, but leaves escape sequences in pasted text alone.

    A mark torn within its first two characters is left to the base class.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        """The end of a piece that may be the beginning of a mark."""
        self._paste: list[str] | None = None
        """The pieces of a paste that has not ended."""

    def feed(self, data: str) -> Iterable[Message]:
        if not data:
            yield from super().feed(data)
            return
        data, self._held = self._held + data, ""
        while data:
            if self._paste is None:
                before, begun, data = data.partition(_BEGIN)
                if begun:
                    self._paste = []
                else:
                    self._held = next((torn for torn in _TORN if before.endswith(torn)), "")
                    before = before.removesuffix(self._held)
                if before:
                    yield from super().feed(before)
            else:
                within, ended, after = data.partition(_END)
                if not ended:
                    end = data.rfind("\x1b", -len(_END) + 1)
                    self._held = data[end:] if end >= 0 else ""
                    self._paste.append(data.removesuffix(self._held))
                    return
                text = "".join([*self._paste, within]).replace("\x00", "")
                self._paste, data = None, after
                yield events.Paste(text)


def take_pastes_at_once() -> None:
    """From now on, in every terminal of a system with Textual's driver for Linux and macOS."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        linux_driver.XTermParser = PasteParser  # type: ignore[misc]
