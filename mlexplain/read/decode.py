"""Bytes to raw lines of text: encodings, byte-order marks, and a bound on the length of a line."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import BinaryIO

CHUNK = 1 << 18
MAX_LINE = 1 << 16
"""Characters of one line that are kept; the middle of a longer one is left out."""
GAP = " […] "

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\b\f\x1b")) + b"\x7f"


class BinaryInput(ValueError):
    """The input is not text (an archive, a checkpoint, an image)."""


def chunks(source: str | bytes | BinaryIO) -> Iterator[bytes]:
    """The source in pieces of about CHUNK bytes; text as UTF-8."""
    if isinstance(source, str):
        for start in range(0, len(source), CHUNK):
            yield source[start : start + CHUNK].encode("utf-8", "replace")
        return
    if isinstance(source, (bytes, bytearray, memoryview)):
        yield from (bytes(source[i : i + CHUNK]) for i in range(0, len(source), CHUNK))
        return
    while piece := source.read(CHUNK):
        yield piece


def encoding(head: bytes) -> str:
    """The encoding of a text that begins with `head`. Raises BinaryInput where it is none."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    sample = head[:8192]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        # ASCII text in UTF-16 without a mark: every other byte is zero, the rest hardly ever.
        if len(zeros) > 1 and zeros.count(0) * 5 >= len(zeros) * 4:
            if sample.count(0) <= len(zeros) * 1.1:
                return name
            break
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    # Random bytes hold 11 % of control characters; a short paste may hold a few by accident.
    if len(sample) >= 256 and controls * 12 > len(sample):
        raise BinaryInput("not a text file")
    return "utf-8"


def utf8_chunks(source: str | bytes | BinaryIO) -> Iterator[bytes]:
    """The source as UTF-8, whatever it was encoded in; undecodable bytes are left to the reader."""
    if isinstance(source, str):
        yield from chunks(source.removeprefix("\ufeff"))
        return
    decoder = None
    first = True
    for piece in chunks(source):
        if first:
            first = False
            name = encoding(piece)
            if name == "utf-8-sig":
                piece = piece[3:]
            elif name != "utf-8":
                decoder = codecs.getincrementaldecoder(name)("replace")
        yield decoder.decode(piece).encode("utf-8", "replace") if decoder else piece
    if decoder:
        yield decoder.decode(b"", True).encode("utf-8", "replace")


def texts(source: str | bytes | BinaryIO) -> Iterator[str]:
    """The source as pieces of text that may end anywhere."""
    if isinstance(source, str):
        yield from (source[i : i + CHUNK] for i in range(0, len(source), CHUNK))
        return
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    for piece in utf8_chunks(source):
        yield decode(piece)
    yield decode(b"", True)


def raw_lines(pieces: Iterable[str]) -> Iterator[str]:
    """Lines ended by \\n alone, as editors and grep count them; the end mark is removed."""
    pending = ""
    for piece in pieces:
        head, *rest = piece.split("\n")
        pending += head
        for line in rest:
            yield _bounded(pending)
            pending = line
        if len(pending) > 4 * MAX_LINE:
            pending = _bounded(pending)
    if pending:
        yield _bounded(pending)


def _bounded(line: str) -> str:
    if len(line) <= MAX_LINE:
        return line
    return line[: MAX_LINE // 2] + GAP + line[len(GAP) - MAX_LINE // 2 :]
