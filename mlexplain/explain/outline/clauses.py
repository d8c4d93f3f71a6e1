"""Where the later clauses of a statement begin: the syntax tree has no place for their keywords."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def clause_line(rows: Sequence[str], first: ast.stmt, keyword: str) -> int:
    """The line of `else` or `finally`, given the clause's first statement.

    Only comments, blank lines and decorators stand between the two.
    """
    for line in range(first.lineno, 0, -1):
        if rows[line - 1].lstrip().startswith(keyword):
            return line
    return max(1, first.lineno - 1)  # pasted without it
