"""The programs behind a failure, and a line of them as it should be."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlexplain.diagnose.facts.code.files import Program, file_text, program
from mlexplain.diagnose.facts.code.origin import statement_at
from mlexplain.diagnose.facts.scene import Scene


@dataclass(frozen=True)
class Edit:
    """A line of the program and what it should be."""

    number: int
    line: str
    changed: str


def programs(scene: Scene) -> list[Program]:
    """The code of the user's frames, innermost first, of the modules beside it that it imports, and
    all code of the paste."""
    found: dict[str, Program] = {}
    for frame in reversed(scene.own_frames):
        whole = program(scene, frame)
        if whole is None or whole.text in found:
            continue
        found[whole.text] = whole
        for module in _imported(whole.tree):
            text = file_text(str(Path(frame.file).parent / f"{module.replace('.', '/')}.py"))
            if text and (tree := _tree(text)):
                found.setdefault(text, Program(tree, text, 0))
    for block in scene.trace.sources:
        if tree := _tree(block.text):
            found.setdefault(block.text, Program(tree, block.text, 0))
    return list(found.values())


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def calls_of(whole: Program, name: str) -> Iterator[ast.Call]:
    """The calls of a class or function, under whatever name the program imports it."""
    names = {name} | {
        alias.asname
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == name and alias.asname
    }
    for node in ast.walk(whole.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
            yield node


def told(name: str, edit: Edit | None) -> dict[str, Any]:
    if edit is None or edit.line == edit.changed:
        return {}
    return {
        f"{name}_line": edit.line,
        f"{name}_line_number": edit.number,
        f"{name}_mended": edit.changed,
    }


def exchanged(whole: Program, node: ast.expr, text: str) -> Edit | None:
    """The line of an expression with another text in its place."""
    line = whole.text.splitlines()[node.lineno - 1]
    if node.lineno != node.end_lineno or not line.isascii() or node.end_col_offset is None:
        return None
    changed = line[: node.col_offset] + text + line[node.end_col_offset :]
    return Edit(node.lineno, line.strip(), changed.strip())


Place = tuple[int, int]
"""Line and column, as a syntax tree counts them."""


def spliced(whole: Program, node: ast.expr, start: Place, end: Place, text: str) -> Edit | None:
    """The statement around an expression with what stands between two places of it exchanged.

    Of a block, or a decorator, only the lines of the expression.
    """
    lines = whole.text.splitlines()
    around = statement_at(whole.tree, node.lineno)
    block = around is None or hasattr(around, "body") or around.lineno > node.lineno
    first, last = (node, node) if block else (around, around)
    at, until = first.lineno, last.end_lineno or first.lineno  # type: ignore[union-attr]
    if not all(line.isascii() for line in lines[at - 1 : until]):
        return None
    old = "\n".join(lines[at - 1 : until])
    begins = sum(len(line) + 1 for line in lines[at - 1 : start[0] - 1]) + start[1]
    ends = sum(len(line) + 1 for line in lines[at - 1 : end[0] - 1]) + end[1]
    new = old[:begins] + text + old[ends:]
    return Edit(at, textwrap.dedent(old).strip(), textwrap.dedent(new).strip())


def only(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else None


def with_argument(whole: Program, call: ast.Call, text: str) -> Edit | None:
    """The line with a call's last argument, and another behind it; of a call without arguments its
    line."""
    given = [*call.args, *(k.value for k in call.keywords)]
    last = max(given, key=lambda n: (n.end_lineno or 0, n.end_col_offset or 0), default=None)
    number, at = call.end_lineno or 0, (call.end_col_offset or 1) - 1
    if last is not None:
        number, at = last.end_lineno or 0, last.end_col_offset or 0
    line = whole.text.splitlines()[number - 1]
    if not line.isascii():
        return None
    lead = ", " if given else ""
    return Edit(number, line.strip(), f"{line[:at]}{lead}{text}{line[at:]}".strip())
