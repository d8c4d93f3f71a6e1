"""Weights and data sets that should be one, or two."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver, same
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _tied(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _trainer(node)


def _tied(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`head.weight.data = emb.weight.data.clone()`, beside a comment that calls them tied."""
    target, value = dotted(node.targets[0]) or "", node.value
    if not target.endswith((".weight", ".weight.data")):
        return
    rows = snippet.rows[max(0, node.lineno - 2) : node.end_lineno or node.lineno]
    told = any(w in r.partition("#")[2].lower() for r in rows for w in ("tie", "tying", "share"))
    copied = False
    while isinstance(value, ast.Call):
        copied = copied or method(value) == "clone" or snippet.called(value).endswith("deepcopy")
        inner = value.args[0] if value.args else receiver(value)
        if inner is None:
            break
        value = inner
    source = dotted(value) or ""
    if told and copied and source.endswith((".weight", ".weight.data")):
        values = {"one": f"`{target}`", "other": f"`{source}`"}
        yield Seen("tied-by-copy", node.lineno, values)


def _trainer(call: ast.Call) -> Iterator[Seen]:
    """`Trainer(…, train_dataset=ds, eval_dataset=ds)`."""
    train, held = keyword(call, "train_dataset"), keyword(call, "eval_dataset")
    if train is not None and held is not None and same(train, held):
        if not isinstance(train, ast.Constant):
            values = {"name": f"`{ast.unparse(held)}`", "data": f"`{ast.unparse(train)}`"}
            yield Seen("evaluated-on-training-set", call.lineno, values)
