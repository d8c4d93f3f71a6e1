"""The scores of queries with keys, in their spellings."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.snippet import Operation, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, number
from mlexplain.explain.facts.scope import dotted


def is_scores(node: ast.expr, snippet: Snippet) -> bool:
    """`q @ k.transpose(-2, -1)` in one of its spellings."""
    right: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        right = node.right
    else:
        done = snippet.operation(node)
        if done is not None and done.name in ("matmul", "bmm"):
            right = done.given(0, "other", "mat2")
        elif done is not None and done.name == "einsum":
            return _scores_letters(done)
    if right is None:
        return False
    right = snippet.flow.value(right)
    if isinstance(right, ast.Attribute):
        return right.attr in ("T", "mT")
    turned = snippet.operation(right)
    if turned is None or turned.name not in ("transpose", "permute", "t", "swapaxes"):
        return False
    places = {number(a) for a in turned.rest}
    return turned.name != "transpose" or places in ({-2, -1}, {1, 2}, {2, 3}, {0, 1})


def _scores_letters(done: Operation) -> bool:
    """`bhid,bhjd->bhij`: one letter of both sides is summed over, one of each is kept."""
    text = done.of.value if isinstance(done.of, ast.Constant) else ""
    if not isinstance(text, str) or text.count(",") != 1 or "->" not in text:
        return False
    given, _, kept = text.replace(" ", "").partition("->")
    one, other = (set(side) for side in given.split(","))
    summed = (one & other) - set(kept)
    return len(summed) == 1 and len(one - other) == 1 and len(other - one) == 1 and len(kept) > 2


def unscaled(node: ast.expr, snippet: Snippet) -> ast.expr:
    """What was scaled: `q @ k.T` of `q @ k.T / math.sqrt(d)`."""
    for _ in range(4):
        node = snippet.flow.value(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult):
            node = node.left
        else:
            break
    return node


def undropped(node: ast.expr, snippet: Snippet) -> ast.expr:
    """The weights before a dropout, by a function or a layer."""
    value = snippet.flow.value(node)
    done = snippet.operation(value)
    if done is not None and done.name == "dropout" and dotted(done.of) != "self":
        return snippet.flow.value(done.of)
    if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        made = snippet.flow.value(value.func)
        if "drop" in last_name(value.func) or snippet.called(made) == "torch.nn.Dropout":
            return snippet.flow.value(value.args[0])
    return value
