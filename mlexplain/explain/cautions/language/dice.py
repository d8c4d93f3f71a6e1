"""Random places in a list."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.linear import length_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`xs[random.randint(0, len(xs))]`: `randint` gives its upper end, too."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Subscript) or isinstance(node.ctx, ast.Store):
            continue
        drawn = snippet.flow.value(node.slice)
        if snippet.called(drawn) != "random.randint" or not isinstance(drawn, ast.Call):
            continue
        if len(drawn.args) == 2 and length_of(snippet.flow.value(drawn.args[1])) == dotted(
            node.value
        ):
            if dotted(node.value):
                values = {"call": f"`{ast.unparse(drawn)}`", "name": f"`{dotted(node.value)}`"}
                yield Seen("end-included", drawn.lineno, values)
