"""The nucleus of top-p: which tokens it keeps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        done = snippet.operation(node)
        if done is not None and done.name in ("masked_fill", "masked_fill_"):
            yield from _crossing_hidden(done, snippet)
        if isinstance(node, ast.Assign):
            yield from _nucleus(node, snippet)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            yield from _crossing_by_index(node, snippet)
        elif isinstance(node, ast.Compare):
            yield from _first_as_limit(node, snippet)
            yield from _unsorted(node, snippet)


def _crossing_hidden(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`masked_fill(cumsum > p, -inf)`: the token that crosses the limit is hidden, too."""
    test = snippet.flow.value(done.given(0, "mask") or done.of)
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Gt | ast.GtE):
        return
    total = snippet.operation(snippet.flow.value(test.left))
    if total is None or total.name != "cumsum":
        return
    shares = snippet.operation(snippet.flow.value(total.of))
    if shares is not None and shares.name == "softmax" and test is done.given(0, "mask"):
        limit = f"`{ast.unparse(test)}`"
        yield Seen("nucleus-drops-crossing", done.call.lineno, {"limit": limit})


def _crossing_by_index(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`z[order[cumsum > p]] = -inf`."""
    target = node.targets[0]
    chosen = target.slice if isinstance(target, ast.Subscript) else None
    if isinstance(chosen, ast.Subscript):
        chosen = chosen.slice
    if not isinstance(chosen, ast.Compare) or not isinstance(chosen.ops[0], ast.Gt | ast.GtE):
        return
    total = snippet.operation(snippet.flow.value(chosen.left))
    shares = snippet.operation(snippet.flow.value(total.of)) if total is not None else None
    if total is None or total.name != "cumsum" or shares is None or shares.name != "softmax":
        return
    if "inf" in ast.unparse(node.value) or ast.unparse(node.value).startswith("-"):
        limit = f"`{ast.unparse(chosen)}`"
        yield Seen("nucleus-drops-crossing", node.lineno, {"limit": limit})


def _nucleus(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`remove = cumsum > p`, used as it is: the token that crosses the limit goes too."""
    test, name = node.value, dotted(node.targets[0])
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return
    keeps = isinstance(test.ops[0], ast.Lt | ast.LtE)
    if not keeps and not isinstance(test.ops[0], ast.Gt | ast.GtE):
        return
    total = snippet.operation(snippet.flow.value(test.left))
    if total is None or total.name != "cumsum" or name is None:
        return
    shares = snippet.operation(snippet.flow.value(total.of))
    sorted_ = _largest_first(total.of, snippet)
    if not sorted_ and (shares is None or shares.name != "softmax"):
        return
    if keeps and not (sorted_ and _only_factor(name, snippet)):
        return
    around = snippet.flow.function(node) or snippet.tree
    text = ast.unparse(around)
    moved = any(
        isinstance(n, ast.Subscript) and dotted(n.value) == name and isinstance(n.ctx, ast.Store)
        for n in walk(around)
    )
    if not moved and not any(w in text for w in ("roll(", "pad(", f"{name}[..., 1:]", "cat(")):
        yield Seen("nucleus-drops-crossing", node.lineno, {"limit": f"`{ast.unparse(test)}`"})


def _largest_first(node: ast.expr, snippet: Snippet) -> bool:
    """The shares of `s, i = p.sort(descending=True)`."""
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    if bound is None or bound.place != (0,) or bound.value is None:
        return False
    done = snippet.operation(bound.value)
    falls = keyword(done.call, "descending") if done is not None else None
    largest = isinstance(falls, ast.Constant) and falls.value is True
    drawn = "multinomial" in snippet.called_names or "choice" in snippet.called_names
    return done is not None and done.name == "sort" and largest and drawn


def _only_factor(name: str, snippet: Snippet) -> bool:
    """Whether a mask is only multiplied with, or chooses entries."""
    uses = [n for n in snippet.names.get(name, []) if isinstance(n.ctx, ast.Load)]
    return bool(uses) and all(_multiplies(n, snippet) for n in uses)


def _multiplies(node: ast.Name, snippet: Snippet) -> bool:
    up = snippet.flow.parent(node)
    if isinstance(up, ast.Attribute):  # keep.float()
        over = snippet.flow.parent(up)
        up = snippet.flow.parent(over) if over is not None else None
    product = isinstance(up, ast.BinOp | ast.AugAssign) and isinstance(up.op, ast.Mult)
    chooses = isinstance(up, ast.Subscript) and up.slice is node
    return product or chooses or (isinstance(up, ast.UnaryOp) and isinstance(up.op, ast.Invert))


def _first_as_limit(test: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`scores < v[:, :1]` with `v, _ = topk(scores, k)`: only the very best reaches the first one."""
    limit = test.comparators[0]
    if not isinstance(test.ops[0], ast.Lt) or not isinstance(limit, ast.Subscript):
        return
    parts = limit.slice.elts if isinstance(limit.slice, ast.Tuple) else [limit.slice]
    last = next((p for p in reversed(parts) if ast.unparse(p) != "None"), None)
    first = ast.unparse(last) in ("0", ":1", "[0]") if last is not None else False
    values = limit.value
    bound = snippet.flow.binding(values) if isinstance(values, ast.Name) else None
    made = values.value if isinstance(values, ast.Attribute) and values.attr == "values" else None
    if bound is not None and bound.how == "part" and bound.place == (0,):
        made = bound.value
    done = snippet.operation(snippet.flow.value(made)) if made is not None else None
    if not first or done is None or done.name != "topk" or dotted(done.of) != dotted(test.left):
        return
    if not (done.rest and ast.unparse(done.rest[0]) == "1") and dotted(test.left) is not None:
        yield Seen("limit-is-largest", test.lineno, {"limit": f"`{ast.unparse(limit)}`"})


def _unsorted(test: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`cumsum(softmax(logits)) < p`: in the order of the tokens, not from the likeliest on."""
    if dotted(test.comparators[0]) not in ("p", "top_p", "self.top_p", "nucleus_p"):
        return
    for inner in snippet.flow.reached(test.left):
        done = snippet.operation(inner)
        if done is None or done.name != "cumsum":
            continue
        shares = snippet.operation(snippet.flow.value(done.of))
        of = snippet.flow.value(shares.of) if shares is not None else None
        scores = (
            snippet.flow.binding(shares.of) if shares is not None and dotted(shares.of) else None
        )
        if shares is None or shares.name != "softmax" or isinstance(of, ast.Subscript):
            return
        whole = snippet.operation(of) if of is not None else None
        if whole is not None or (scores is not None and scores.how not in ("given", "item")):
            return
        yield Seen("shares-not-sorted", inner.lineno)  # type: ignore[attr-defined]
        return
