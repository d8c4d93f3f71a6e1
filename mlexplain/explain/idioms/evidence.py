"""What the holes of a pattern hold, as `where` asks for it."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.evidence import is_made_of, is_shown
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.match import Binding


def holds(binding: Binding, hole: str, kind: str, scope: Scope) -> bool:
    """Whether a hole is of a kind, and, by `… other than x`, not what another hole is, or, by
    `… apart from x`, not made of that either, or, by `… made of x`, made of it."""
    kind, _, source = kind.partition(" made of ")
    if source in binding and not is_made_of(binding[hole], binding[source], scope):
        return False
    kind, _, source = kind.partition(" apart from ")
    if source in binding and is_made_of(binding[hole], binding[source], scope):
        return False
    kind, _, other = kind.partition(" other than ")
    than = binding.get(other)
    if than is not None and ast.unparse(binding[hole]) == ast.unparse(than):
        return False
    return is_shown(binding[hole], kind, scope)
