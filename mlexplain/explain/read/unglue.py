"""Statements that a copy has glued together, taken apart again.

A web page that loses its white space gives `start=time.time()names=sorted(x)assertlen(names)>0`.
"""

from __future__ import annotations

import ast
import re

_TOKEN = re.compile(
    r"""(?P<string>[rbfuRBFU]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
      |(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<open>[(\[{])|(?P<close>[)\]}])
      |(?P<space>\s+)|(?P<comment>\#.*)|(?P<other>.)""",
    re.X,
)
_CONTINUES = frozenset(["and", "or", "in", "is", "if", "else", "for", "as", "not"])
_STARTS = (
    "assert",
    "with",
    "while",
    "return",
    "raise",
    "import",
    "from",
    "elif",
    "for",
    "if",
    "del",
)


def unglue(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Split glued statements; lines that need nothing stay as they are."""
    return [(number, piece) for number, line in lines for piece in _statements(line)]


def _statements(line: str) -> list[str]:
    if not line.strip() or line.lstrip().startswith("#"):
        return [line]
    margin = line[: len(line) - len(line.lstrip())]
    return [margin + _keyword_apart(piece) for piece in _at_seams(line.strip())]


def _at_seams(line: str) -> list[str]:
    """Cut where, outside brackets, a value is followed by a name that cannot continue it."""
    pieces, start, depth, after_value = [], 0, 0, False
    for token in _TOKEN.finditer(line):
        kind = token.lastgroup
        if kind == "space":
            continue
        if kind == "name" and depth == 0 and after_value and not _carries_on(line, token):
            pieces.append(line[start : token.start()])
            start = token.start()
        depth += (kind == "open") - (kind == "close" and depth > 0)
        after_value = kind in ("close", "string")
    pieces.append(line[start:])
    return [p for p in (piece.strip() for piece in pieces) if p]


def _carries_on(line: str, token: re.Match[str]) -> bool:
    word = token.group()
    if word in _CONTINUES:
        return True
    return word.startswith("as") and line[token.end() :].lstrip().startswith((":", ","))


def _keyword_apart(statement: str) -> str:
    """`assertlen(x)>0` → `assert len(x)>0`, where the text as it stands says nothing."""
    statement = re.sub(r"\)as([^\W\d]\w*)(?=\s*[:,])", r") as \1", statement)
    if _says_something(statement):
        return statement
    for keyword in _STARTS:
        if statement.startswith(keyword) and re.match(r"[^\W\d]", statement[len(keyword) :]):
            apart = f"{keyword} {statement[len(keyword) :]}"
            if _says_something(apart):
                return apart
    return statement


def _says_something(statement: str) -> bool:
    """Parses, alone or as the head of a block, and is more than a loose value."""
    for text in (statement, f"{statement}\n    pass", f"if x:\n    pass\n{statement}\n    pass"):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        first = tree.body[0]
        return not (
            isinstance(first, ast.Expr) and isinstance(first.value, ast.Tuple | ast.Compare)
        )
    return False
