"""Groups of parameters whose weight decay is exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_SPARED = ("bias", "norm", "LayerNorm.weight", "bn", "ln")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`{"params": no_decay, "weight_decay": 0.01}`, with the biases in `no_decay`."""
    groups = [g for n in snippet.nodes if isinstance(n, ast.Dict) and (g := _group(n)) is not None]
    for given, decay, line in groups:
        spared = _holds_biases(given, snippet)
        others = [d for g, d, _ in groups if g is not given]
        if spared and decay > 0 and others == [0]:
            yield Seen("biases-decayed", line, {"given": f"`{ast.unparse(given)}`"})
            return


def _group(node: ast.Dict) -> tuple[ast.expr, float, int] | None:
    """What is in a group, and its decay."""
    found = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if _is_text(k)}  # type: ignore[union-attr]
    decay, params = found.get("weight_decay"), found.get("params")
    if params is None or not isinstance(decay, ast.Constant):
        return None
    return (params, decay.value, node.lineno) if isinstance(decay.value, int | float) else None


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _holds_biases(given: ast.expr, snippet: Snippet) -> bool:
    """Whether the parameters of a group are those with `bias` in their names."""
    made = snippet.flow.value(given)
    if isinstance(made, ast.ListComp):
        tests = made.generators[0].ifs
        return len(tests) == 1 and _asks_for_bias(tests[0], snippet)
    name = dotted(given)
    for call in snippet.calls:
        if method(call) != "append" or dotted(receiver(call) or call) != name:
            continue
        branch = snippet.flow.block(call)
        if branch is None or not isinstance(branch[0], ast.If):
            return False
        return branch[1] == "body" and _asks_for_bias(branch[0].test, snippet)
    return False


def _asks_for_bias(test: ast.expr, snippet: Snippet) -> bool:
    inside = list(walk(test))
    if any(isinstance(n, ast.Not | ast.NotIn | ast.NotEq) for n in inside):
        return False
    for node in [
        *inside,
        *(m for n in inside if isinstance(n, ast.Name) for m in _listed(n, snippet)),
    ]:
        if isinstance(node, ast.Constant) and node.value in _SPARED:
            return True
    return False


def _listed(node: ast.Name, snippet: Snippet) -> Iterator[ast.AST]:
    value = snippet.flow.value(node)
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        yield from value.elts
