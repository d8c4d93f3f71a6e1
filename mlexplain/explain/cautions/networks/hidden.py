"""Masks of padding: whether true means hidden or kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number, words
from mlexplain.explain.cautions.reading.terms import stripped
from mlexplain.explain.facts.scope import dotted

_HIDES = ("key_padding_mask", "src_key_padding_mask", "tgt_key_padding_mask")
_TYPES = ("bool", "long", "int", "float")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        for name in (*_HIDES, "memory_key_padding_mask"):
            given = keyword(call, name)
            if given is not None and _keeps(given, snippet) is True:
                values = {"argument": f"`{name}`", "mask": f"`{ast.unparse(given)}`"}
                yield Seen("padding-mask-keeps", given.lineno, values)
        given = keyword(call, "attention_mask")
        if given is not None and _keeps(given, snippet) is False:
            yield Seen("attention-mask-hides", given.lineno, {"mask": f"`{ast.unparse(given)}`"})
        done = snippet.operation(call)
        if done is not None and done.name in ("masked_fill", "masked_fill_") and done.rest:
            low = done.given(1, "value")
            if low is not None and _is_low(low) and _keeps(done.rest[0], snippet) is True:
                yield Seen("padding-kept", call.lineno, {"mask": f"`{ast.unparse(done.rest[0])}`"})


def _keeps(node: ast.expr, snippet: Snippet) -> bool | None:
    """True where a mask is true at tokens, False where it is true at padding, None if unknown."""
    turned = False
    for _ in range(10):
        node = snippet.flow.value(stripped(snippet.flow.value(node), snippet))
        done = snippet.operation(node)
        if done is not None and done.name in _TYPES:
            node = done.of
        elif done is not None and done.name == "logical_not":
            turned, node = not turned, done.of
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            turned, node = not turned, node.operand
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            node = node.value
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            equal = isinstance(node.ops[0], ast.Eq)
            if not equal and not isinstance(node.ops[0], ast.NotEq):
                return None
            if number(node.comparators[0]) == 0 and not _is_tokens(node.left):
                turned, node = turned != equal, node.left
                continue
            last = (dotted(node.comparators[0]) or "").split(".")[-1]
            return (not equal) != turned if _is_padding(last) else None
        else:
            break
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return not turned if node.slice.value == "attention_mask" else None
    name = (dotted(node) or "").split(".")[-1]
    return not turned if name == "attention_mask" else None


def _is_tokens(node: ast.expr) -> bool:
    last = (dotted(node) or "").split(".")[-1]
    return not {"mask", "masks"} & set(words(last))


def _is_padding(name: str) -> bool:
    return bool({"pad", "padding"} & set(words(name)))


def _is_low(node: ast.expr) -> bool:
    text = ast.unparse(node).replace("-", "", 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        return isinstance(node.operand.value, int | float) and node.operand.value >= 1e4
    return text in ("float('inf')", "torch.inf", "math.inf", "np.inf")
