"""Several lines between two single backticks, as people paste them into a web page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Line

MOST = 400
"""Lines that a pair of backticks may lie apart."""


def unwrapped(lines: Sequence[Line]) -> list[Line]:
    """The lines without a backtick that opens one of them and its fellow that ends a later one."""
    opened: int | None = None
    result = list(lines)
    for at, line in enumerate(lines):
        if "`" not in line.text or line.text.count("`") % 2 == 0:
            continue
        if opened is not None and at - opened <= MOST and line.text.endswith("`"):
            result[opened] = replace(result[opened], text=result[opened].text[1:])
            result[at] = replace(line, text=line.text[:-1].rstrip())
            opened = None
        else:
            starts = line.text.startswith("`") and not line.text.startswith("``")
            opened = at if starts else None
    return result
