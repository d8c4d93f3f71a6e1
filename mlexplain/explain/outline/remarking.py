"""Remarks on statements: what idioms within them say, and what is known of them from elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from mlexplain.explain import knowledge
from mlexplain.explain.context.surroundings import returns_inside
from mlexplain.explain.idioms.shapes import Found
from mlexplain.explain.statements.heads import BLOCKS, Heads
from mlexplain.explain.statements.sayings import apart, says

_MOST = 2
"""Remarks of idioms on one statement."""
_LONGEST = 140
"""Characters of a remark on why a loop ended."""
_OF_VALUE = re.compile(r"(?:So it|It) ")
"""How remarks on a value begin, which speak of nothing behind the head of a loop."""
_MOSTLY = 0.4
_HALF = 0.5


class Remarks:
    """What is said beside the sentences on single statements."""

    def __init__(self, describer: Heads) -> None:
        self._describer = describer
        self._words = describer.words
        self._said: dict[int, list[str]] = {}

    def of(self, node: ast.AST) -> list[str]:
        """The remarks on a statement, each of another thing."""
        kept: list[str] = []
        for remark in self._said.get(id(node), []):
            if all(apart(remark, k, _HALF) and apart(k, remark, _HALF) for k in kept):
                kept.append(remark)
        return kept

    def add(self, said: Mapping[int, list[str]]) -> None:
        """Take over remarks by the identity of their statements."""
        self._said.update(said)

    def of_idioms(self, found: list[Found]) -> None:
        """Keep what idioms within statements say, at most two for one statement."""
        for f in found:
            if f.idiom.level == "expression":
                said = self._said.setdefault(id(f.nodes[0]), [])
                text = says(f, self._describer)
                if isinstance(f.nodes[0], BLOCKS) and _OF_VALUE.match(text):
                    continue
                if len(said) < _MOST and all(apart(text, s, _MOSTLY) for s in said):
                    said.append(text)
                    if f.idiom.beside:
                        self._describer.reasons.add(said[-1])

    def leave_to(self, wider: Iterable[Found]) -> None:
        """Take away what remarks on single statements say of the same thing as a wider one."""
        for f in wider:
            text = says(f, self._describer)
            for node in f.nodes:
                if id(node) in self._said:
                    kept = [s for s in self._said[id(node)] if apart(s, text, _MOSTLY)]
                    self._said[id(node)] = kept

    def fallbacks(self, body: list[ast.stmt]) -> None:
        """What is returned or raised behind a loop that returns what it finds."""
        for loop, node in pairwise(body):
            if isinstance(loop, ast.For | ast.While) and isinstance(node, ast.Return | ast.Raise):
                if not loop.orelse and returns_inside(loop):
                    said: str = knowledge.table("sentences")["other"]["fallback"]
                    why = self._never_met(loop)
                    if why:
                        said = knowledge.table("sentences")["other"]["fallback-why"].format(why)
                    self._said.setdefault(id(node), []).append(said)

    def _never_met(self, loop: ast.stmt) -> str | None:
        """ "no `x` in `xs` where …", of a loop that returns at its only condition."""
        clauses = []
        while isinstance(loop, ast.For):
            clauses.append(ast.comprehension(loop.target, loop.iter, [], 0))
            inner = [n for n in loop.body if isinstance(n, ast.For | ast.If | ast.While | ast.Try)]
            if len(inner) != 1:
                return None
            loop = inner[0]
        leaves = isinstance(loop, ast.If) and isinstance(loop.body[-1], ast.Return)
        if not leaves or loop.orelse or any(isinstance(n, BLOCKS) for n in loop.body):  # type: ignore[attr-defined]
            return None
        condition = self._words.condition(loop.test)  # type: ignore[attr-defined]
        over = " and ".join(self._words.clause(c, "no") for c in clauses)
        said = f"{over} where {condition}"
        return said if len(said) <= _LONGEST and " rounds" not in over else None

    def guards(self, idiom: Found, text: str) -> list[str]:
        """What keeps the idiom's statements from zero, where the idiom does not say it; and what else
        is known of a single statement, where that is another thing."""
        said = dict.fromkeys(s for node in idiom.nodes for s in self._said.get(id(node), []))
        zero = [s for s in said if " zero" in s and "zero" not in text][:1]
        alone = len(idiom.nodes) == 1 and not isinstance(idiom.nodes[0], BLOCKS)
        reasons = [s for s in said if s in self._describer.reasons and " zero" not in s]
        return zero + [s for s in reasons if alone and apart(s, text)][:1]


def with_reasons(head: str, said: list[str]) -> str:
    """A head that ends in a colon, with remarks in brackets before it."""
    reasons = "; ".join(s[:1].lower() + s[1:].removesuffix(".") for s in said)
    return f"{head.removesuffix(':')} ({reasons}):" if reasons else head


def not_named_again(remark: str, told: str) -> str:
    """A remark without the name of the value before its colon, where that has just been told."""
    name, colon, rest = remark.partition(": ")
    again = colon and (name in told or name[:1].lower() + name[1:] in told)
    again = again and rest.startswith(("the ", "a ", "an "))
    return f"That is {rest}" if again else remark
