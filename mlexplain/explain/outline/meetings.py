"""Which idioms are met in the blocks of a snippet, each block looked through once."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.shapes import Found, find

Holes = frozenset[tuple[str, object]]
_FEWEST_SHARED = 2
"""Parts of an expression from which another idiom is taken to have told of the same."""


class Meetings:
    """The idioms of a snippet, block by block."""

    def __init__(self, scope: Scope) -> None:
        self.found: list[Found] = []
        """All that were met so far."""
        self._scope = scope
        self._looked: dict[tuple[int, int], list[Found]] = {}
        self._met: set[tuple[str, Holes]] = set()
        self._done: dict[tuple[str, Holes], int] = {}
        """By what is done with what, the statement that does it first."""

    def new(self, body: list[ast.stmt]) -> list[Found]:
        """The idioms of a block, without those met again through a name: `loss.mean()` is no
        second loss."""
        found = []
        for f in self.known(body):
            holes = frozenset((k, _place(v)) for k, v in f.binding.items() if not _is_set(v))
            if not holes or (f.idiom.slug, holes) not in self._met:
                if not self._told_before(f, holes):
                    found.append(f)
            self._met.add((f.idiom.slug, holes))
        self.found.extend(found)
        return found

    def _told_before(self, found: Found, holes: Holes) -> bool:
        """Whether a statement above was told to do the same with the same: `loss.mean()` behind
        a loss that another idiom has told."""
        does, last = found.idiom.does, id(found.nodes[-1])
        if not does or len(holes) < _FEWEST_SHARED:
            return False
        return self._done.setdefault((does, holes), last) != last

    def known(self, body: list[ast.stmt]) -> list[Found]:
        """The idioms of a block, each block looked through once."""
        if not body:
            return []
        key = (id(body[0]), len(body))
        if key not in self._looked:
            self._looked[key] = find(body, self._scope)
        return self._looked[key]


def widest(found: list[Found]) -> list[Found]:
    """Of remarks that share statements, the one on more of them."""
    kept: list[Found] = []
    remarks = [f for f in found if f.idiom.level == "block"]
    for remark in sorted(remarks, key=lambda f: -len(f.nodes)):
        nodes = {id(n) for n in remark.nodes}
        if not any(nodes & {id(n) for n in other.nodes} for other in kept):
            kept.append(remark)
    return kept


def _is_set(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _place(node: ast.AST) -> object:
    """Where an expression is written; a name stands for the value that was written above."""
    line = getattr(node, "lineno", None)
    return (line, getattr(node, "col_offset", 0), type(node)) if line else id(node)
