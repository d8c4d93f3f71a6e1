"""Triangles that hide the wrong side, added to the scores, handed to a layer, or filled one by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.facts.scope import dotted

_LAYERS = ("MultiheadAttention", "TransformerEncoder", "TransformerEncoderLayer")
_GIVEN = ("attn_mask", "mask", "src_mask", "tgt_mask")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            for side in (node.left, node.right):
                found = _triangle(side, snippet)
                if found == "below" and _before_softmax(snippet):
                    yield Seen("mask-inverted", node.lineno)
        elif isinstance(node, ast.Call):
            layer = snippet.flow.value(node.func)
            made = isinstance(layer, ast.Call) and snippet.called(layer).split(".")[-1] in _LAYERS
            for name in _GIVEN if made else ():
                given = keyword(node, name)
                if given is not None and _hides(given, snippet) == "below":
                    yield Seen("mask-inverted", node.lineno)
        elif isinstance(node, ast.Assign):
            yield from _one_by_one(node, snippet)


def _before_softmax(snippet: Snippet) -> bool:
    return any(name.endswith("softmax") for name in snippet.called_names)


def _triangle(node: ast.expr, snippet: Snippet) -> str | None:
    """Which side of the diagonal `full((n, n), -inf).tril(-1)` holds minus infinity on."""
    for _ in range(4):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if done is not None and done.name in ("unsqueeze", "to", "view", "float"):
            node = done.of
    done = snippet.operation(node)
    if done is None or done.name not in ("tril", "triu"):
        return None
    filled = snippet.flow.value(done.of)
    name = snippet.called(filled).split(".")[-1]
    parts = filled.args if isinstance(filled, ast.Call) else []
    if name not in ("full", "full_like") or len(parts) < 2 or "inf" not in ast.unparse(parts[1]):
        return None
    return _side(done)


def _side(done: Operation) -> str | None:
    given = done.given(0, "diagonal", "k")
    diagonal = 0 if given is None else number(given)
    if diagonal is None:
        return None
    if done.name == "tril":
        return "below" if diagonal < 1 else None
    return "above" if diagonal > 0 else None


def _hides(node: ast.expr, snippet: Snippet) -> str | None:
    """Which side a mask of truth values hides, for layers in which true means hidden."""
    hidden = _triangle(node, snippet)
    if hidden is not None:
        return hidden
    truth = turned = False
    for _ in range(6):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            truth, turned, node = True, not turned, node.operand
        elif isinstance(node, ast.Compare) and number(node.comparators[0]) in (0, 1):
            if not isinstance(node.ops[0], ast.Eq):
                return None
            truth, turned = True, turned != (number(node.comparators[0]) == 0)
            node = node.left
        elif done is not None and done.name in ("bool", "to"):
            truth, node = truth or done.name == "bool", done.of
        else:
            break
    done = snippet.operation(node)
    if done is None or done.name not in ("tril", "triu"):
        return None
    ones = snippet.flow.value(done.of)
    truth = truth or "bool" in ast.unparse(ones)
    if not truth or snippet.called(ones).split(".")[-1] not in ("ones", "ones_like"):
        return None
    given = done.given(0, "diagonal", "k")
    if (0 if given is None else number(given)) not in (0, 1, -1):
        return None
    return "below" if (done.name == "tril") != turned else "above"


def _one_by_one(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`if j <= i: s[i, j] = -1e9` in two loops, before a softmax over the last dimension."""
    target, up = node.targets[0], snippet.flow.parent(node)
    if not isinstance(target, ast.Subscript) or not isinstance(up, ast.If) or up.orelse:
        return
    row, column = _place(target)
    value = ast.unparse(node.value)
    low = value.startswith("-") and ("inf" in value or "e" in value or len(value) > 4)
    test = up.test
    if not low or row is None or not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return
    sides = [dotted(test.left), dotted(test.comparators[0])]
    loops = {dotted(lp.target) for lp in snippet.flow.loops(node) if isinstance(lp, ast.For)}
    if not {row, column} <= loops or set(sides) != {row, column}:
        return
    less = isinstance(test.ops[0], ast.Lt | ast.LtE)
    if not less and not isinstance(test.ops[0], ast.Gt | ast.GtE):
        return
    earlier = (sides[0] == column) == less
    if earlier and _exponential(snippet):
        yield Seen("mask-inverted", node.lineno)


def _place(target: ast.Subscript) -> tuple[str | None, str | None]:
    """`i` and `j` of `s[i, j]` and `s[i][j]`."""
    if isinstance(target.slice, ast.Tuple) and len(target.slice.elts) == 2:
        return dotted(target.slice.elts[0]), dotted(target.slice.elts[1])
    if isinstance(target.value, ast.Subscript):
        return dotted(target.value.slice), dotted(target.slice)
    return None, None


def _exponential(snippet: Snippet) -> bool:
    return "exp" in snippet.called_names or _before_softmax(snippet)
