"""Text from logs and source files, made harmless for a terminal.

Escape sequences, other control characters and bidirectional overrides are spelled out, so that what
a log holds can neither drive the terminal nor read differently from what it is.
"""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff]"
)


def visible(text: str) -> str:
    """`text` with every character that is no text spelled as an escape; newlines stay."""
    return _HIDDEN.sub(_spell, text.replace("\r\n", "\n")).expandtabs(4)


def pictured(text: str) -> str:
    """As `visible`, but one character for one, so that all others keep their columns."""
    return _HIDDEN.sub(_picture, text)


def one_line(text: str, width: int | None = None) -> str:
    """`text` on a single line, cut with an ellipsis where it is longer than `width` characters."""
    line = " ".join(visible(text).split())
    if width is not None and len(line) > width:
        return line[: max(width - 1, 0)].rstrip() + "…"
    return line


def _spell(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"
