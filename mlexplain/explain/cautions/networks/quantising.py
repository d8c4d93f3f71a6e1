"""Whole numbers for real ones: the way back must undo the way there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import same
from mlexplain.explain.cautions.reading.terms import same_value

_THERE = {"round(x / s + z)": "-", "round(x / s) + z": "-", "round(x / s - z)": "+"}
_BACK = {"(q + z) * s": "+", "(q - z) * s": "-"}


def look(snippet: Snippet) -> Iterator[Seen]:
    if "round" not in snippet.called_names:
        return
    there = [
        (sign, found, node)
        for node in snippet.nodes
        if isinstance(node, ast.Call | ast.BinOp)
        for shape, sign in _THERE.items()
        if (found := match(shape, node, snippet))
    ]
    for node in snippet.nodes if there else []:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            continue
        for shape, sign in _BACK.items():
            back = match(shape, node, snippet)
            if back is None:
                continue
            for right, found, first in there:
                if snippet.flow.inside(first, node) or not same_value(
                    found["s"], back["s"], snippet
                ):
                    continue
                zero = next((back[n] for n in "zq" if same(found["z"], back[n])), None)
                if zero is not None and right != sign:
                    values = {"zero": f"`{ast.unparse(zero)}`"}
                    values["right"] = "subtract" if right == "-" else "add"
                    yield Seen("zero-point-twice", node.lineno, values)
                    return
