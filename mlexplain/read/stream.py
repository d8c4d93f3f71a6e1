"""A log as a stream of cleaned lines, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from mlexplain.read.decode import raw_lines, texts
from mlexplain.read.prefix import Prefixes
from mlexplain.read.structured import unwrapped
from mlexplain.read.terminal import shown, turning
from mlexplain.report import Line

_DEEPEST = 200
BLOCK = 2000
"""Lines that are looked at together to learn which prefixes they share."""


def read_lines(
    source: str | bytes | BinaryIO, first: int = 1, prefixes: Prefixes | None = None
) -> Iterator[Line]:
    """The lines of a log, numbered from `first`, as they were before terminals, containers,
    launchers and mails put something around them.

    Raises BinaryInput where bytes are no text.
    """
    prefixes = prefixes or Prefixes()
    numbered = enumerate(raw_lines(texts(source)), first)
    while block := list(_shown(islice(numbered, BLOCK))):
        if prefixes.indent is None:
            prefixes.indent = _indent(text for _, text in block)
        if by := prefixes.indent:
            block = [(number, _dedented(text, by)) for number, text in block]
        prefixes.learn([text for _, text in block])
        for number, text in block:
            text, stream, rank = prefixes.split(text)
            yield Line(number, text.rstrip(), stream, rank)


def _shown(numbered: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for number, raw in numbered:
        text = shown(raw) if raw else raw
        if "\r" in raw and "oss" in raw:
            yield from ((number, shown(state)) for state in turning(raw))
        if text.startswith("{"):
            for part in unwrapped(text):
                yield number, part
        else:
            yield number, text


def _indent(texts: Iterable[str]) -> int:
    """What all lines of a paste are indented by."""
    least = _DEEPEST
    for text in texts:
        if text and not text.isspace():
            least = min(least, len(text) - len(text.lstrip(" \t")))
            if not least:
                break
    return least if least < _DEEPEST else 0


def _dedented(text: str, by: int) -> str:
    return text[by:] if not text[:by].strip() else text.lstrip()
