"""Messages that a paste cuts off: a title, a chat's preview, a line that ran out of the window."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.pattern import Pattern

LEAST = 30
"""Characters of a pattern's fixed text that the message must hold before it ends."""
_OPENING = 16
"""Characters that a pattern must begin with, looked for before anything else."""
_CLASS = re.compile(r"(?:[\w.]{1,200}: ?)?[`'\"]?")
"""What may stand before: the exception's class. In the middle of a message too much is alike."""
_ENDS = re.compile(r"[\s.…]+$")


def begins(pattern: Pattern, text: str) -> dict[str, Any] | None:
    """The slots of a normalised text that ends in the middle of what the pattern describes.

    None where the text holds too little of it to be sure, goes on otherwise, or is whole.
    """
    if not pattern.breaks or pattern.breaks[0][0]:
        return None
    opening = pattern.breaks[0][1].lstrip()
    at = text.find(opening[:_OPENING]) if len(opening) >= _OPENING else -1
    if at < 0 or not _CLASS.fullmatch(text[:at]):
        return None
    text = _ENDS.sub("", text[at:])
    said = 0
    for before, fixed in pattern.breaks:
        found = _compiled(before).match(text)
        if found is None:
            return None
        rest = text[found.end() :]
        fixed = fixed if before else fixed.lstrip()
        if fixed.startswith(rest) and len(rest) < len(fixed):
            return pattern.values(found) if said + len(rest) >= LEAST else None
        said += len(fixed)
    return None


@lru_cache(maxsize=512)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
