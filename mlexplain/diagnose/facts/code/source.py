"""The user's own code as far as the paste shows it, parsed with `ast` and never run."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.code.files import files
from mlexplain.diagnose.facts.scene import Scene

_TYPOGRAPHIC = str.maketrans("“”‘’", "\"\"''")
"""What blogs and chats make of quotes."""


@lru_cache(maxsize=64)
def statements(text: str) -> tuple[tuple[ast.stmt, str], ...]:
    """Every statement that can be parsed, with its text, inner ones too.

    A paste that is no valid module (lost indentation, prose between) is read piece by piece.
    """
    try:
        tree = ast.parse(textwrap.dedent(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return tuple(_piecewise(text))
    source = textwrap.dedent(text)
    return tuple(
        (node, ast.get_source_segment(source, node) or "")
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
    )


def _piecewise(text: str) -> Iterator[tuple[ast.stmt, str]]:
    lines = text.splitlines()[:2000]
    at = 0
    while at < len(lines):
        for length in range(1, 13):
            piece = "\n".join(lines[at : at + length]).strip()
            if not piece:
                break
            if piece.count("(") < piece.count(")"):
                break
            if piece.count("(") > piece.count(")"):
                continue
            try:
                tree = ast.parse(piece)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                if piece.count("(") == piece.count(")") and piece.count("[") == piece.count("]"):
                    break
                continue
            for node in tree.body:
                yield node, piece
            at += length - 1
            break
        at += 1


def parse_line(code: str | None) -> ast.stmt | None:
    """The statement of a traceback's code line, closed where the traceback shows only its head."""
    if not code:
        return None
    text = code.strip().translate(_TYPOGRAPHIC)
    for head in ("elif ", "else:", "except", "finally:"):
        if text.startswith(head):
            text = text.removeprefix("el") if head == "elif " else "pass"
    for ending in (
        "",
        ")",
        "pass",
        " pass",
        "))",
        ")))",
        "])",
        "])]",
        "}",
        "})",
        "...)",
        ")\n    pass",
    ):
        try:
            body = ast.parse(text + ending).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return body[0] if body else None
    return None


def texts(scene: Scene) -> Iterator[str]:
    """Pasted sources, and the user's files where they can be read."""
    yield from (block.text for block in scene.trace.sources)
    yield from files(scene)


def find_statement(scene: Scene, code: str | None) -> tuple[ast.stmt, str] | None:
    """The whole statement whose first line is `code`, from the sources; of a block its head."""
    if not code:
        return None
    first = code.strip()
    for source in texts(scene):
        for node, text in statements(source):
            if text.strip().split("\n", 1)[0].strip() == first:
                head = parse_line(first) if hasattr(node, "body") else None
                return (head, first) if head is not None else (node, text)
    return None


def assignments(scene: Scene) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of every simple assignment in the pasted sources, in order."""
    for source in texts(scene):
        for node, _ in statements(source):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target = node.targets[0]
                if isinstance(target, ast.Name):
                    yield target.id, node.value


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`source_model`: what a model is loaded into; `source_inputs`: a tokenizer's output."""
    model = inputs = None
    for name, value in assignments(scene):
        words = ast.unparse(value)
        if "from_pretrained(" in words and "okenizer" not in words and "rocessor" not in words:
            model = name
        if "tokenizer(" in words or "tokenizer.encode(" in words or "processor(" in words:
            inputs = name
    return {"source_model": model, "source_inputs": inputs}


def parses(code: str) -> bool:
    """Whether a piece of code is whole."""
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True
