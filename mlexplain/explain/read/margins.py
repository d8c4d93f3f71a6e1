"""Readings of a paste that keep its indentation: margins off, tabs spread, a first line set back.

A selection that begins inside a method has deeper lines first and shallower ones after them; one
that begins in the middle of a line has lost that line's indentation and no other.
"""

from __future__ import annotations

from collections.abc import Iterator

Lines = list[tuple[int, str]]
"""Lines with their numbers in the paste."""


def indent(line: str) -> int:
    """How many characters of white space a line begins with."""
    return len(line) - len(line.lstrip())


def dedented(lines: Lines) -> Lines:
    """The lines without the margin that they share."""
    margin = min((indent(s) for _, s in lines if s.strip()), default=0)
    return [(n, line[margin:]) for n, line in lines]


def readings(lines: Lines) -> Iterator[Lines]:
    """Ways to read the lines by the indentation that they have, the plainest first."""
    yield dedented(lines)
    for spread in (lines, *(_tabs_as(width, lines) for width in (8, 4))):
        if spread is None:
            continue
        if spread is not lines:
            yield dedented(spread)
        yield _by_stretches(spread)
        set_back = _first_set_back(spread)
        if set_back is not None:
            yield _by_stretches(set_back)


def _tabs_as(width: int, lines: Lines) -> Lines | None:
    if not any("\t" in line[: indent(line)] for _, line in lines):
        return None
    return [(n, line[: indent(line)].expandtabs(width) + line.lstrip()) for n, line in lines]


def _by_stretches(lines: Lines) -> Lines:
    """Each stretch without its own margin; a new one begins where a line is left of the margin."""
    margin = None
    out = []
    for number, line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            margin = indent(line) if margin is None else min(margin, indent(line))
        cut = min(margin or 0, indent(line))
        out.append((number, line[cut:]))
    return out


def _first_set_back(lines: Lines) -> Lines | None:
    """The first line as far in as the second one, where a selection began behind its margin."""
    filled = [i for i, (_, line) in enumerate(lines) if line.strip()]
    if len(filled) < 2 or indent(lines[filled[0]][1]) >= indent(lines[filled[1]][1]):
        return None
    number, first = lines[filled[0]]
    margin = lines[filled[1]][1][: indent(lines[filled[1]][1])]
    return [*lines[: filled[0]], (number, margin + first.lstrip()), *lines[filled[0] + 1 :]]
