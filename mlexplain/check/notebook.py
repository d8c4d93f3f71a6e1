"""Jupyter notebooks: code cells as one source, and findings back to their cells."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from mlexplain.findings import Edit, Finding, Remedy


class NotebookError(ValueError):
    """Not a notebook that can be read; one line of text."""


@dataclass(frozen=True)
class Cell:
    number: int
    """1-based among all cells of the notebook."""
    first: int
    """The line of the joined source where it starts."""
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Notebook:
    source: str
    cells: tuple[Cell, ...]

    def cell_at(self, line: int) -> Cell | None:
        found = None
        for cell in self.cells:
            if cell.first <= line:
                found = cell
        return found

    def located(self, finding: Finding) -> Finding:
        """The finding with its cell, and lines counted within the cell."""
        cell = self.cell_at(finding.line)
        if cell is None:
            return finding
        shift = cell.first - 1
        remedy = finding.remedy
        if remedy is not None:
            if any(self.cell_at(edit.start[0]) is not cell for edit in remedy.edits):
                remedy = None
            else:
                remedy = Remedy(
                    remedy.title, tuple(_shifted(e, -shift) for e in remedy.edits), remedy.safe
                )
        return replace(
            finding,
            line=finding.line - shift,
            end_line=finding.end_line - shift,
            cell=cell.number,
            remedy=remedy,
        )


def _shifted(edit: Edit, by: int) -> Edit:
    return Edit((edit.start[0] + by, edit.start[1]), (edit.end[0] + by, edit.end[1]), edit.text)


def read(data: bytes) -> Notebook:
    """The Python code of a notebook. Raises NotebookError."""
    content = load(data)
    cells: list[Cell] = []
    lines: list[str] = []
    for number, cell in enumerate(content["cells"], 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        own = cell_source(cell).split("\n")
        if own and own[0].lstrip().startswith("%%") and own[0].split()[0] not in _PYTHON_MAGICS:
            continue
        cells.append(Cell(number, len(lines) + 1, tuple(own)))
        lines.extend(_plain(own))
    return Notebook("\n".join(lines) + "\n", tuple(cells))


_PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")


def load(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotebookError(f"not a notebook: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise NotebookError("not a notebook: it has no cells")
    language = (content.get("metadata") or {}).get("language_info") or {}
    name = language.get("name", "python") if isinstance(language, dict) else "python"
    if str(name).lower() not in ("python", "ipython", "python3"):
        raise NotebookError(f"a notebook in {name}, not Python")
    return content


def cell_source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(str(part) for part in source)
    return str(source)


def _plain(lines: list[str]) -> list[str]:
    """Magics and shell lines become empty statements, the line count kept."""
    plain, continued = [], False
    for line in lines:
        stripped = line.lstrip()
        if continued or stripped.startswith(("%", "!", "?")) or stripped.endswith("?"):
            continued = line.endswith("\\")
            indent = line[: len(line) - len(stripped)]
            plain.append(indent + "pass" if stripped else line)
        elif "= !" in line or "= %" in line or "=!" in line.replace("!=", ""):
            plain.append(line.partition("=")[0] + "= None")
        else:
            plain.append(line)
    return plain


def apply(data: bytes, changed: dict[int, str]) -> bytes:
    """The notebook with the sources of some cells (number → text) replaced, all else as it was.

    Only the JSON strings of those sources are written anew.
    """
    text = data.decode("utf-8-sig")
    spans = _source_spans(text)
    for number in sorted(changed, reverse=True):
        start, end = spans[number - 1]
        old = text[start:end]
        text = text[:start] + _encoded(old, changed[number]) + text[end:]
    prefix = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return prefix + text.encode("utf-8")


def _encoded(old: str, source: str) -> str:
    ascii_only = old.isascii()
    if not old.startswith("["):
        return json.dumps(source, ensure_ascii=ascii_only)
    inner = old[1:]
    space = inner[: len(inner) - len(inner.lstrip())]
    closing = old[:-1][len(old[:-1].rstrip()) :]
    lines = source.splitlines(keepends=True)
    separator = "," + (space if space else " ")
    body = separator.join(json.dumps(line, ensure_ascii=ascii_only) for line in lines)
    return "[" + space + body + closing + "]"


def _source_spans(text: str) -> list[tuple[int, int]]:
    """Where the `source` value of each cell stands in the JSON text."""
    decoder = json.JSONDecoder()
    spans: list[tuple[int, int]] = []
    at = _member(text, decoder, _skip(text, 0), "cells")
    at = _skip(text, at + 1)
    while text[at] != "]":
        spans.append(_span(text, decoder, _member(text, decoder, at, "source")))
        _, at = decoder.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return spans


def _span(text: str, decoder: json.JSONDecoder, at: int) -> tuple[int, int]:
    return at, decoder.raw_decode(text, at)[1]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _member(text: str, decoder: json.JSONDecoder, at: int, name: str) -> int:
    """Where the value of member `name` of the object at `at` begins."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == name:
            return at
        _, at = decoder.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    raise NotebookError(f"not a notebook: no {name!r}")
