"""The patterns of idioms: Python with holes, written `$name`."""

from __future__ import annotations

import ast
import re
from functools import cache

from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.kinds import HOLE, Normal
from mlexplain.explain.idioms.normalblocks import block

HOLES = re.compile(r"\$(\w+)")


@cache
def compile_pattern(text: str) -> tuple[Normal, ...]:
    """Parse a pattern. Raises `SyntaxError` where it is no Python but for its holes."""
    tree = ast.parse(HOLES.sub(HOLE + r"\1", text.strip("\n")))
    return tuple(block(tree.body, Scope()))


@cache
def size_of(pattern: str) -> int:
    """How much a pattern demands: its length but for the names of its holes, and holes that recur."""
    holes = HOLES.findall(pattern)
    return len(HOLES.sub("$", pattern)) + 2 * (len(holes) - len(set(holes)))
