"""Pasted text to Python source: fences, prompts, line numbers and lost indentation undone.

Every line of the result remembers which line of the paste it came from.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import NamedTuple

from mlexplain.explain.read.indentation import reindent
from mlexplain.explain.read.margins import dedented, readings
from mlexplain.explain.read.partial import guessed_part, laid_out_part
from mlexplain.explain.read.unglue import unglue
from mlexplain.explain.read.walk import walk


class Paste(NamedTuple):
    """Readable Python and how it was got."""

    source: str
    origin: tuple[int, ...]
    """For each line of `source`, its 1-based line in the paste."""
    tree: ast.Module
    skipped: tuple[int, ...] = ()
    """Lines of the paste (1-based) that stayed unreadable and were left out."""
    repaired: bool = False
    """True where indentation or line breaks had to be restored."""

    def rows(self, lines: tuple[int, int]) -> str:
        """The text of some lines of `source`, from the first to the last."""
        return "\n".join(self.source.split("\n")[lines[0] - 1 : lines[1]])


class NotPython(ValueError):
    """The text holds no readable Python. The message says what it looks like instead."""


_FENCE = re.compile(r"^\s{0,8}(```|~~~)\s*([A-Za-z0-9_+-]*)\s*$")
_PROMPT = re.compile(r"^\s*(?:>>> ?|\.\.\. ?|In \[\d+\]: ?|   \.\.\.+: ?)")
_PROMPT_START = re.compile(r"^\s*(?:>>> |In \[\d+\]: )")
_OUTPUT = re.compile(r"^\s*Out\[\d+\]:")
_NUMBERED = re.compile(r"^\s{0,6}(\d{1,5})(?:[:.|│]\s?|\s{1,2}|\t|$)")
_QUOTED = re.compile(r"^> ?")
_JUNK = re.compile(r"^(?:python)?copy code(?=\S|$)", re.IGNORECASE)
_SLASHES = re.compile(r"((?:^|[,{\[(])\s*|\s{2,})//+\s")
_INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")

_OTHER_LANGUAGES = (
    ("C or C++", re.compile(r"^\s*#include\s*[<\"]|\bint main\s*\(|\bstd::", re.M)),
    ("Java", re.compile(r"\bpublic (?:static )?(?:class|void|final)\b", re.M)),
    (
        "JavaScript",
        re.compile(r"^\s*(?:const|let|var) \w+\s*=|=>\s*\{|\bfunction\s*\w*\s*\(", re.M),
    ),
    ("Rust", re.compile(r"\bfn \w+\s*\(|\blet mut\b", re.M)),
    ("Go", re.compile(r"^package \w+|\bfunc \w*\s*\(|:= ", re.M)),
    ("SQL", re.compile(r"^\s*select\b.+\bfrom\b", re.M | re.I)),
    ("HTML", re.compile(r"^\s*<(?:!doctype|html|div|body|span)\b", re.M | re.I)),
    ("a log or traceback", re.compile(r"^\s*Traceback \(most recent call last\)", re.M)),
    ("shell", re.compile(r"^\s*(?:\$ |sudo |#!/bin/(?:ba)?sh|apt(?:-get)? install)", re.M)),
)

_LONGEST = 400_000
_LONGEST_LINE = 20_000


def read_paste(text: str) -> Paste:
    """Make readable Python out of a paste.

    Raises `NotPython` where nothing can be read.
    """
    if not text.strip():
        raise NotPython("there is no code: the input is empty")
    if len(text) > _LONGEST:
        raise NotPython(f"the code is too long to explain in one piece ({len(text):,} characters)")
    lines = list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1))
    if any(len(line) > _LONGEST_LINE for _, line in lines):
        raise NotPython("a line is too long to be code that a person wrote")
    lines = [(n, _INVISIBLE.sub("", line).replace("\u00a0", " ")) for n, line in lines]
    lines = _inside_fences(lines)
    lines = _without_quotes(lines)
    lines = _without_prompts(lines)
    lines = _without_numbers(lines)
    lines = [(n, _JUNK.sub("", line)) for n, line in lines]
    paste = _parse(lines, repaired=False)
    if paste is not None:
        return paste
    lines = [(n, _SLASHES.sub(r"\1# ", line)) for n, line in lines]
    for reading in readings(lines):
        paste = _parse(reading, repaired=False)
        if paste is not None:
            return paste
    unglued = unglue(lines)
    for reading in (*readings(unglued), reindent(lines), reindent(unglued)):
        paste = _parse(reading, repaired=True)
        if paste is not None:
            return paste
    return _readable_part(lines, text)


def _parse(lines: list[tuple[int, str]], repaired: bool) -> Paste | None:
    source = "\n".join(line for _, line in lines)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not tree.body or _is_prose(tree):
        return None
    return Paste(source, tuple(n for n, _ in lines), tree, repaired=repaired)


def _is_prose(tree: ast.Module) -> bool:
    """A single bare word parses as Python and is no code."""
    return all(
        isinstance(s, ast.Expr) and isinstance(s.value, ast.Name | ast.Constant | ast.Tuple)
        for s in tree.body
    )


def _inside_fences(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The contents of Markdown fences, if there are any; cut-off fences count to the end."""
    kept: list[tuple[int, str]] = []
    outside: list[tuple[int, str]] = []
    opened = False
    fences = 0
    for number, line in lines:
        found = _FENCE.match(line)
        if found:
            fences += 1
            opened = not opened
            if not opened:
                kept.append((number, ""))
        elif opened:
            kept.append((number, line))
        else:
            outside.append((number, line))
    if not fences or not any(line.strip() for _, line in kept):
        return outside
    if _parse(dedented(sorted(kept + outside)), repaired=False):
        return sorted(kept + outside)
    return kept


def _without_quotes(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    filled = [line for _, line in lines if line.strip()]
    if filled and all(line.startswith(">") and not line.startswith(">>>") for line in filled):
        return [(n, _QUOTED.sub("", line)) for n, line in lines]
    return lines


def _without_prompts(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Of an interactive session, what was typed; outputs are left out."""
    prompts = [n for n, line in lines if _PROMPT_START.match(line)]
    if not prompts or _in_texts(prompts, lines):
        return lines
    typed = []
    for number, line in lines:
        found = _PROMPT.match(line)
        if found and not _OUTPUT.match(line):
            typed.append((number, line[found.end() :]))
    return typed


def _in_texts(numbers: list[int], lines: list[tuple[int, str]]) -> bool:
    """Whether these lines all lie inside texts of readable code: examples in docstrings."""
    paste = _parse(dedented(lines), repaired=False)
    if paste is None:
        return False
    within = {
        paste.origin[row]
        for node in walk(paste.tree)
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for row in range(node.lineno - 1, node.end_lineno or node.lineno)
        if node.lineno != node.end_lineno
    }
    return within.issuperset(numbers)


def _without_numbers(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leading line numbers are removed where nearly all lines carry them, in rising order."""
    filled = [(n, line) for n, line in lines if line.strip()]
    found = [_NUMBERED.match(line) for _, line in filled]
    numbers = [int(m.group(1)) for m in found if m]
    rising = sum(b == a + 1 for a, b in pairwise(numbers))
    if len(numbers) < 3 or len(numbers) < len(filled) or rising < 0.7 * (len(numbers) - 1):
        return lines
    return [(n, _NUMBERED.sub("", line, count=1)) for n, line in lines]


def _readable_part(lines: list[tuple[int, str]], text: str) -> Paste:
    """What can be read when some lines are left out, with these named as skipped."""
    part = laid_out_part(lines) or guessed_part(unglue(lines))
    if part is not None and not _is_prose(part.tree):
        origin = tuple(n for n, _ in part.lines)
        source = "\n".join(line for _, line in part.lines)
        return Paste(source, origin, part.tree, part.skipped, repaired=True)
    for language, sign in _OTHER_LANGUAGES:
        if sign.search(text):
            raise NotPython(f"this looks like {language}; only Python can be explained")
    raise NotPython("no Python code can be read in this text")
