"""Colours for plain lines, where Rich would cost more than the work itself."""

from __future__ import annotations

_CODES = {"bold": "1", "red": "1;31", "cyan": "36", "blue": "1;34", "green": "32", "dim": "2"}


class Painter:
    """Puts text in colour, or leaves it as it is."""

    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.color and text else text
