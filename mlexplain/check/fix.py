"""Remedies applied to the bytes of a file: nothing else changes, and the result parses."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from mlexplain.check import notebook, reading
from mlexplain.findings import Edit, Finding

MOST_ROUNDS = 8


def fixed(
    data: bytes,
    findings: Iterable[Finding],
    path: str,
    check: Callable[[bytes], Sequence[Finding]],
    unsafe: bool = False,
) -> bytes:
    """`data` with the remedies of `findings` applied, checked again and mended until nothing is left.

    `check` gives the findings of changed bytes. Remedies that overlap wait for the next round; one
    whose result does not parse is left out.
    """
    for _ in range(MOST_ROUNDS):
        changed = apply(data, findings, path, unsafe)
        if changed == data:
            break
        data = changed
        findings = check(data)
    return data


def apply(data: bytes, findings: Iterable[Finding], path: str, unsafe: bool = False) -> bytes:
    """One round: every remedy that overlaps no other."""
    chosen = [
        f for f in findings if f.remedy is not None and (f.remedy.safe or unsafe) and f.path == path
    ]
    if not chosen:
        return data
    if path.endswith(".ipynb"):
        return _apply_to_notebook(data, chosen)
    text = reading.decode(data)
    result = edited(text, chosen, parses)
    return reading.encode(result, data) if result != text else data


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def edited(text: str, findings: Sequence[Finding], accepts: Callable[[str], bool]) -> str:
    """`text` after the remedies that do not overlap; those that break it are left out one by one."""
    groups = _without_overlap(findings)
    result = _with_edits(text, [e for group in groups for e in group])
    if accepts(result):
        return result
    kept: list[Edit] = []
    for group in groups:
        if accepts(_with_edits(text, kept + list(group))):
            kept += group
    return _with_edits(text, kept)


def _without_overlap(findings: Sequence[Finding]) -> list[tuple[Edit, ...]]:
    taken: list[Edit] = []
    groups: list[tuple[Edit, ...]] = []
    for found in findings:
        assert found.remedy is not None
        edits = found.remedy.edits
        if not any(_overlap(a, b) for a in edits for b in taken):
            taken.extend(edits)
            groups.append(edits)
    return groups


def _overlap(a: Edit, b: Edit) -> bool:
    if a.start == b.start:
        return True
    return a.start < b.end and b.start < a.end


def _with_edits(text: str, edits: Sequence[Edit]) -> str:
    starts = _line_starts(text)
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        begin = starts[edit.start[0] - 1] + edit.start[1] - 1
        end = starts[edit.end[0] - 1] + edit.end[1] - 1
        text = text[:begin] + edit.text + text[end:]
    return text


def _line_starts(text: str) -> list[int]:
    """Where each line begins; as for the parser, only line feeds and carriage returns end lines."""
    starts, at = [0], 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "\r" and at < len(text) and text[at] == "\n":
            at += 1
            starts.append(at)
        elif character in "\r\n":
            starts.append(at)
    return starts


def _apply_to_notebook(data: bytes, findings: Sequence[Finding]) -> bytes:
    content = notebook.load(data)
    changed: dict[int, str] = {}
    for number in sorted({f.cell for f in findings if f.cell is not None}):
        source = notebook.cell_source(content["cells"][number - 1])
        own = [f for f in findings if f.cell == number]
        result = edited(source, own, lambda text: True)
        if result != source:
            changed[number] = result
    return notebook.apply(data, changed) if changed else data


def difference(old: bytes, new: bytes, path: str) -> str:
    """The change as a unified diff."""
    from difflib import unified_diff

    encoding = reading.encoding_of(old)
    before = old.decode(encoding, "replace").splitlines(keepends=True)
    after = new.decode(encoding, "replace").splitlines(keepends=True)
    lines = []
    for line in unified_diff(before, after, path, path):
        lines.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(lines)
