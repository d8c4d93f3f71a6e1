"""Names that hold something else by the time they are read."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import pairwise

from mlexplain.explain.read.walk import walk


def set_anew(statements: Sequence[ast.stmt], places: Sequence[int]) -> bool:
    """Whether what one statement has set is set to something else before the next one reads it."""
    for first, second in pairwise(places):
        between = [s for s in statements[first + 1 : second] if isinstance(s, ast.Assign)]
        if not between or not isinstance(statements[first], ast.Assign):
            continue
        made = _stored(statements[first]) & _loaded(statements[second])
        if any(made & _stored(s) - _loaded(s) for s in between):
            return True
    return False


def _stored(statement: ast.AST) -> set[str]:
    return {
        n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def _loaded(statement: ast.AST) -> set[str]:
    return {
        n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
