"""Indentation that a paste has lost, restored from what the code does.

Python without its white space is ambiguous. Certain signs come first (`else` belongs to an `if`, a
`break` to a loop, a method to its class); after them the names decide: a loop reaches to the
last line that uses its variable, a branch to the last line that uses what only it has set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mlexplain.explain.read.logicallines import LogicalLine, logical_lines
from mlexplain.explain.read.reach import last_inside

_METHOD = re.compile(r"(?:async\s+)?def\s+\w+\s*\(\s*(?:self|cls)\b")
_PARTNERS = {
    "else": ("if", "elif", "for", "while", "except", "try"),
    "elif": ("if", "elif"),
    "except": ("try", "except"),
    "finally": ("try", "except", "else"),
    "case": ("match", "case"),
}
_STEP = "    "


@dataclass(slots=True)
class _Block:
    keyword: str
    depth: int
    """Depth of its header."""
    last: int
    """Index of the last statement it must reach."""
    name: str = ""
    returned: bool = False


def reindent(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Give every logical line the indentation that the code's own structure asks for."""
    statements = logical_lines(lines)
    code = []
    blank = 0
    for statement in statements:
        blank = max(blank, statement.blank_before)
        if not statement.comment:
            statement.gap = blank
            code.append(statement)
            blank = 0
    _place(code)
    following = 0
    for statement in reversed(statements):
        if statement.comment:
            statement.depth = following
        following = statement.depth
    return _written(statements)


def _place(code: list[LogicalLine]) -> None:
    """Walk down the statements, opening and closing blocks."""
    stack: list[_Block] = []
    known: set[str] = set()
    must_open = False
    for i, statement in enumerate(code):
        if not must_open:
            _close(stack, code, i)
        must_open = False
        statement.depth = stack[-1].depth + 1 if stack else 0
        if statement.keyword:
            block = _Block(statement.keyword, statement.depth, i + 1, name=_defined(statement.text))
            block.last = max(block.last, last_inside(code, i, statement, known))
            stack.append(block)
            must_open = True
        elif stack and re.match(r"(?:return|raise|break|continue)\b", statement.text):
            stack[-1].returned = True
        known |= statement.sets


def _defined(text: str) -> str:
    found = re.match(r"(?:async\s+)?(?:def|class)\s+(\w+)", text)
    return found.group(1) if found else ""


def _close(stack: list[_Block], code: list[LogicalLine], i: int) -> None:
    """Close the blocks that statement `i` cannot be part of."""
    statement = code[i]
    partners = _PARTNERS.get(statement.keyword or "")
    if partners:
        while len(stack) > 1 and stack[-1].keyword not in partners:
            stack.pop()
        if stack:
            stack.pop()
        return
    if statement.keyword in ("def", "class") or statement.text.startswith("@"):
        _close_for_definition(stack, code, i)
        return
    while stack:
        block = stack[-1]
        if block.keyword in ("def", "class"):
            if block.keyword == "class" or block.returned or _calls_itself(block, statement):
                stack.pop()
                continue
            if statement.gap >= 2 or (
                statement.gap and re.match(r"(?:import|from)\s", statement.text)
            ):
                stack.pop()
                continue
            return
        if block.last >= i and not block.returned:
            return
        stack.pop()
        if block.returned and stack and stack[-1].last < i and stack[-1].keyword != "def":
            continue


def _close_for_definition(stack: list[_Block], code: list[LogicalLine], i: int) -> None:
    """Methods go into the innermost class, everything else to the outside."""
    header = next((s for s in code[i:] if s.keyword in ("def", "class")), code[i])
    method = header.keyword == "def" and _METHOD.match(header.text)
    decorated_method = any(
        s.text.startswith(("@staticmethod", "@classmethod", "@property"))
        for s in code[i : code.index(header)]
    )
    inside_class = any(b.keyword == "class" for b in stack)
    while stack:
        if (method or decorated_method) and inside_class and stack[-1].keyword == "class":
            return
        if (
            stack[-1].keyword == "def"
            and not stack[-1].returned
            and not code[i].gap
            and not method
            and header.keyword == "def"
        ):
            return
        stack.pop()


def _calls_itself(block: _Block, statement: LogicalLine) -> bool:
    return bool(block.name) and block.name in statement.uses and block.keyword == "def"


def _written(statements: list[LogicalLine]) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    for statement in statements:
        margin = _STEP * statement.depth
        first_number = statement.rows[0][0]
        out.extend((first_number, "") for _ in range(min(statement.blank_before, 2)))
        for k, (number, row) in enumerate(statement.rows):
            extra = (
                _STEP
                if k and row.strip()[:1] not in ")]}" and statement.text[:1] not in "\"'"
                else ""
            )
            out.append((number, margin + extra + row.strip()))
    return out
