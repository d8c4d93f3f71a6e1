"""What can be read of a paste with broken lines, and which lines are left out for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from mlexplain.explain.read.indentation import reindent
from mlexplain.explain.read.margins import Lines, indent, readings

_BRANCH = re.compile(
    r"\s*(?:(?:except|finally|else|elif|if|while|for)\b|(?!(?:async|class|def|try|with)\b)\w.*:\s*$)"
)
_CONDITION = re.compile(r"\s*(?:el)?if\b")
_ELSE = re.compile(r"\s*(?:elif|else)\b")
_MISSING_HANDLER = "'except' or 'finally'"
_MARKS = ('"""', "'''")


class Part(NamedTuple):
    """The readable lines, and the numbers of those left out."""

    lines: Lines
    tree: ast.Module
    skipped: tuple[int, ...]


def laid_out_part(lines: Lines) -> Part | None:
    """The readable part by the indentation that the lines have; None where that makes no sense."""
    parts = (
        _as_laid_out(reading, gone) for start, gone in _starts(lines) for reading in readings(start)
    )
    return min(filter(None, parts), key=lambda part: len(part.skipped), default=None)


def _starts(lines: Lines) -> Iterator[tuple[Lines, set[int]]]:
    """The lines as they are; and without the tail of a text in triple quotes that they begin in."""
    yield lines, set()
    for mark in _MARKS:
        at = next((i for i, (_, line) in enumerate(lines) if mark in line), None)
        if at is not None and lines[at][1].rstrip().endswith(mark):
            if sum(line.count(mark) for _, line in lines) % 2:
                yield lines[at + 1 :], {n for n, line in lines[: at + 1] if line.strip()}


def _as_laid_out(lines: Lines, gone: set[int]) -> Part | None:
    skipped = set(gone)
    filled = len(skipped) + sum(bool(line.strip()) for _, line in lines)
    while len(skipped) * 2 <= filled:
        try:
            tree = ast.parse("\n".join(line for _, line in lines))
        except SyntaxError as error:
            at = _place(error, lines)
            last = max((i for i, (_, line) in enumerate(lines) if line.strip()), default=-1)
            if at < 0 or (isinstance(error, IndentationError) and at < last):
                return None
            if _MISSING_HANDLER in (error.msg or ""):
                opened = _without_try(lines, at)
                if opened is None:
                    return None
                lines, number = opened
                skipped.add(number)
                continue
            message = error.msg or ""
            if message.startswith("unmatched") and not skipped:  # begun inside brackets
                bad = {n for n, line in lines[: at + 1] if line.strip()}
            else:
                bad = _hanging_on(lines, at, to_the_end="triple-quoted" in message)
            skipped |= bad
            lines = [(n, line) for n, line in lines if n not in bad]
            continue
        except (ValueError, RecursionError, MemoryError):
            return None
        return Part(lines, tree, tuple(sorted(skipped))) if tree.body else None
    return None


def _hanging_on(lines: Lines, at: int, to_the_end: bool) -> set[int]:
    """The number of a line, and those of the lines that are deeper than it or close its brackets."""
    number, head = lines[at]
    bad = {number}
    for n, line in lines[at + 1 :]:
        also = _CONDITION.match(head) and _ELSE.match(line) and indent(line) == indent(head)
        inside = indent(line) > indent(head) or line.lstrip()[:1] in tuple(")]}")
        if line.strip() and not (inside or also or to_the_end):
            break
        if line.strip():
            bad.add(n)
    return bad


def _without_try(lines: Lines, at: int) -> tuple[Lines, int] | None:
    """The lines without the last `try` before a place, and what stood under it in its stead."""
    heads = [i for i, (_, line) in enumerate(lines[: at + 1]) if line.strip() == "try:"]
    if not heads:
        return None
    start = heads[-1]
    outer = indent(lines[start][1])
    end = start + 1
    while end < len(lines) and (not lines[end][1].strip() or indent(lines[end][1]) > outer):
        end += 1
    body = lines[start + 1 : end]
    inner = min((indent(line) for _, line in body if line.strip()), default=outer)
    moved = [(n, line[inner - outer :] if line.strip() else line) for n, line in body]
    return [*lines[:start], *moved, *lines[end:]], lines[start][0]


def guessed_part(lines: Lines) -> Part | None:
    """The longest readable stretches, indented by what the code does."""
    skipped: set[int] = set()
    remaining = list(lines)
    filled = sum(bool(line.strip()) for _, line in lines)
    for _ in range(40):
        fixed = reindent(remaining)
        try:
            tree = ast.parse("\n".join(line for _, line in fixed))
        except SyntaxError as error:
            at = _place(error, fixed)
            if at < 0:
                return None
            bad = _unreadable(remaining, fixed[: at + 1], error)
            if (len(skipped) + len(bad)) * 2 > filled:  # better a part than nothing
                bad = {fixed[at][0]}
            skipped |= bad
            remaining = [(n, line) for n, line in remaining if n not in bad]
            if not any(line.strip() for _, line in remaining):
                return None
            continue
        except (ValueError, RecursionError, MemoryError):
            return None
        if not tree.body or len(skipped) * 2 > filled:
            return None
        return Part(fixed, tree, tuple(sorted(skipped)))
    return None


def _place(error: SyntaxError, lines: Lines) -> int:
    """The index of the line at which reading stops; -1 where there is none."""
    at = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
    while at >= 0 and not lines[at][1].strip():
        at -= 1
    return at


def _unreadable(lines: Lines, read: Lines, error: SyntaxError) -> set[int]:
    """The numbers of the lines to leave out, where reading stops at the last of those `read`: with
    the head of a branch all that hangs on it, and the `try` whose handlers are gone."""
    if _MISSING_HANDLER in (error.msg or ""):
        heads = [n for n, line in read if line.strip() == "try:"]
        if heads:
            return {heads[-1]}
    number = read[-1][0]
    head = next(line for n, line in lines if n == number)
    bad = {number}
    if _BRANCH.match(head):
        for n, line in lines:
            if n > number and line.strip():
                also = _CONDITION.match(head) and _ELSE.match(line)
                if indent(line) < indent(head) + (not also):
                    break
                bad.add(n)
    return bad
