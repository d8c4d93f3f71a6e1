"""What all that puts code into words builds on: the source text and what is known of its names."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.quoting import Quotes, join_words

MOST_LISTED = 5
"""Entries or arguments that are told one by one."""


class Wording(Quotes):
    """Puts nodes of one source text into words. Each kind of node has its own class."""

    _depth = 0
    """How many phrases are around the one at hand."""

    def __init__(self, source: str, scope: Scope | None = None) -> None:
        super().__init__(source)
        self.scope = scope if scope is not None else Scope()
        self.optional: set[str] = set()
        """Parameters that are `None` unless given."""
        self.counters: set[str] = set()
        """Names that count the rounds of a loop."""
        self.further: dict[int, list[str]] = {}
        """Arguments of the statement at hand that need a second sentence, by the first one told."""
        self.layers: dict[str, str | None] = {}
        """What kind of layer a name holds, by its spelling: `self.fc` is a "linear layer"."""

    def phrase(self, node: ast.AST, *, nested: bool = False) -> str:
        """A noun phrase for an expression."""
        raise NotImplementedError

    def given(self, node: ast.expr) -> str:
        """A noun phrase for what is handed over."""
        raise NotImplementedError

    def entry(self, node: ast.expr) -> str:
        """A noun phrase for one argument."""
        raise NotImplementedError

    def condition(self, node: ast.AST) -> str:
        """A condition as a clause."""
        raise NotImplementedError

    def is_mask(self, index: ast.AST) -> bool:
        """Whether a subscript picks entries by a condition."""
        raise NotImplementedError

    def clause(self, clause: ast.comprehension, word: str) -> str:
        """One `for` of a comprehension, with its conditions."""
        raise NotImplementedError

    def listing(self, nodes: list[ast.expr], word: str = "and") -> str:
        return join_words([self.phrase(n) for n in nodes], word)

    @staticmethod
    def is_plain(node: ast.AST) -> bool:
        """A name, or attributes of one."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name)


def is_call(node: ast.AST, name: str, count: int = 1) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
        and len(node.args) == count
    )


def is_nan(node: ast.AST) -> bool:
    """`float("nan")`."""
    if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"):
        return False
    return len(node.args) == 1 and str(getattr(node.args[0], "value", "")).lower() == "nan"


def is_infinity(node: ast.AST) -> bool:
    """`float("inf")` and `math.inf`."""
    if isinstance(node, ast.Attribute):
        return node.attr == "inf"
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
        and str(node.args[0].value).lower() in ("inf", "infinity", "-inf")
    )
