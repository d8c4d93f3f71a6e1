"""How lines are named."""

from __future__ import annotations


def span(lines: tuple[int, int]) -> str:
    """`line 4` or `lines 4–39`; nothing where the log gives no line."""
    first, last = lines
    if not first:
        return ""
    return f"line {first}" if first == last else f"lines {first}–{last}"
