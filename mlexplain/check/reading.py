"""Bytes of a Python file to text, as Python itself would read them."""

from __future__ import annotations

import codecs
import io
import tokenize


def encoding_of(data: bytes) -> str:
    """The encoding that a byte-order mark or a coding cookie states; UTF-8 otherwise.

    Raises SyntaxError for an encoding that Python does not know.
    """
    return tokenize.detect_encoding(io.BytesIO(data).readline)[0]


def decode(data: bytes) -> str:
    """The text, line ends kept, byte-order mark dropped. Raises SyntaxError."""
    encoding = encoding_of(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SyntaxError(f"not valid {encoding}: byte {error.start}") from None


def encode(text: str, like: bytes) -> bytes:
    """`text` in the encoding of `like`, with its byte-order mark."""
    encoding = encoding_of(like)
    if encoding == "utf-8-sig":
        return codecs.BOM_UTF8 + text.encode("utf-8")
    return text.encode(encoding)


def read_source(path: str) -> str:
    with open(path, "rb") as file:
        return decode(file.read())
