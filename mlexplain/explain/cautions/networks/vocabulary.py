"""Tables of embeddings that lack a row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.facts.scope import dotted

_TABLES = ("Embedding", "EmbeddingBag", "one_hot")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        kind = (dotted(call.func) or "").split(".")[-1]
        if kind not in _TABLES:
            continue
        place = 1 if kind == "one_hot" else 0
        rows = call.args[place] if len(call.args) > place else None
        for name in ("num_embeddings", "input_dim", "num_classes"):
            rows = rows if rows is not None else keyword(call, name)
        rows = snippet.flow.value(rows) if rows is not None else None
        if isinstance(rows, ast.Call) and dotted(rows.func) == "len" and rows.args:
            first = _first(rows.args[0], snippet)
            if first is not None and first > 0:
                names = f"`{ast.unparse(rows.args[0])}`"
                yield Seen("row-missing", call.lineno, {"name": names, "first": str(first)})


def _first(node: ast.expr, snippet: Snippet) -> int | None:
    """The number that a dictionary of numbered entries begins at."""
    made = snippet.flow.value(node)
    if not isinstance(made, ast.DictComp) or len(made.generators) != 1:
        return None
    over, target = made.generators[0].iter, made.generators[0].target
    if not (isinstance(over, ast.Call) and dotted(over.func) == "enumerate"):
        return None
    if not isinstance(target, ast.Tuple) or made.generators[0].ifs:
        return None
    begin = keyword(over, "start") or (over.args[1] if len(over.args) > 1 else None)
    first = 0 if begin is None else number(begin)
    count, value = dotted(target.elts[0]), made.value
    if dotted(value) == count:
        added: int | None = 0
    elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        added = number(value.right) if dotted(value.left) == count else None
    else:
        return None
    name = dotted(node)
    later = any(
        isinstance(n, ast.Assign)
        and isinstance(n.targets[0], ast.Subscript)
        and dotted(n.targets[0].value) == name
        for n in snippet.nodes
    )
    return None if first is None or added is None or later else first + added
