"""Attention: how scores are scaled and masked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.position_masks import by_positions
from mlexplain.explain.cautions.reading.scores import is_scores, undropped
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is None:
            continue
        if done.name in ("masked_fill", "masked_fill_"):
            yield from _hidden(done, snippet)
            yield from _tokens_hidden(done, snippet)
            yield from _value(done, snippet)
        if done.name == "softmax":
            yield from _scaled(done, snippet)
            yield from _ones_added(done, snippet)
        if done.name == "einsum":
            yield from _over_letters(done, snippet)


def _hidden(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """Which triangle of the scores is hidden: it must be the one above the diagonal."""
    mask, value = done.given(0, "mask"), done.given(1, "value")
    if mask is None or not _is_huge(value) or not _near_softmax(done.call, snippet):
        return
    hides, made = True, snippet.flow.value(mask)
    for _ in range(8):
        inner = snippet.operation(made)
        if isinstance(made, ast.Compare) and number(made.comparators[0]) in (0, 1):
            same = isinstance(made.ops[0], ast.Eq) == (number(made.comparators[0]) == 1)
            if not isinstance(made.ops[0], ast.Eq | ast.NotEq):
                return
            hides = hides == same
            made = snippet.flow.value(made.left)
        elif isinstance(made, ast.UnaryOp) and isinstance(made.op, ast.Invert):
            hides = not hides
            made = snippet.flow.value(made.operand)
        elif isinstance(made, ast.Subscript):
            made = snippet.flow.value(made.value)
        elif inner is not None and inner.name in (
            "bool",
            "view",
            "to",
            "unsqueeze",
            "type",
            "logical_not",
        ):
            hides = hides != (inner.name == "logical_not")
            made = snippet.flow.value(inner.of)
        else:
            break
    if isinstance(made, ast.Compare):
        yield from by_positions(made, hides, done, snippet)
        return
    triangle = snippet.operation(made)
    if triangle is None or triangle.name not in ("tril", "triu"):
        return
    ones = snippet.operation(snippet.flow.value(triangle.of))
    if ones is None or ones.name not in ("ones", "ones_like"):
        return
    given = triangle.given(0, "diagonal", "k")
    diagonal = 0 if given is None else number(given)
    if diagonal is None:
        return
    line = done.call.lineno
    if (triangle.name == "tril") == hides:
        yield Seen("mask-inverted", line)
    elif (triangle.name == "triu" and diagonal == 0) or (
        triangle.name == "tril" and diagonal == -1
    ):
        yield Seen("mask-hides-itself", line)


def _tokens_hidden(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`scores.masked_fill(attention_mask == 1, -inf)`: it is one at what should be read."""
    test, value = done.given(0, "mask"), done.given(1, "value")
    if test is None or not _is_huge(value):
        return
    hides, mask = True, snippet.flow.value(test)
    for _ in range(6):
        inner = snippet.operation(mask)
        if isinstance(mask, ast.Compare) and len(mask.ops) == 1:
            one = number(mask.comparators[0])
            if one not in (0, 1) or not isinstance(mask.ops[0], ast.Eq | ast.NotEq):
                return
            hides = hides == (isinstance(mask.ops[0], ast.Eq) == (one == 1))
            mask = mask.left
        elif isinstance(mask, ast.UnaryOp) and isinstance(mask.op, ast.Invert):
            hides, mask = not hides, mask.operand
        elif isinstance(mask, ast.Subscript) and not isinstance(mask.slice, ast.Constant):
            mask = mask.value
        elif inner is not None and inner.name in ("bool", "to", "unsqueeze", "view", "float"):
            mask = inner.of
        else:
            break
    if hides and _marks_tokens(mask, snippet):
        values = {"mask": f"`{ast.unparse(mask)}`"}
        yield Seen("tokens-hidden", done.call.lineno, values)


_MARKS = re.compile(r"\b(1|true|ones?)\b.{0,30}\b(real|valid|keep|kept|tokens?|attend|visible)\b")


def _marks_tokens(mask: ast.expr, snippet: Snippet) -> bool:
    """Whether a mask is one at the tokens, by its name or by a comment on it."""
    name = ast.unparse(mask).lower().split(".")[-1]
    if "attention_mask" in name or "key_mask" in name or name in ("valid", "keep", "valid_mask"):
        return True
    said = [r.lower().partition("#")[2] for r in snippet.rows if "#" in r]
    return name.isidentifier() and any(
        re.search(rf"\b{name}\b", s) and _MARKS.search(s) and "pad" not in _MARKS.search(s)[0]  # type: ignore[index]
        for s in said
    )


def _ones_added(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`softmax(scores + triu(ones))`: hidden places get one more, not minus infinity."""
    total = snippet.flow.value(done.of)
    bound = snippet.flow.binding(done.of)
    if bound is not None and isinstance(bound.statement, ast.AugAssign):
        change = bound.statement
        sides = [change.value] if isinstance(change.op, ast.Add) else []
    elif isinstance(total, ast.BinOp) and isinstance(total.op, ast.Add):
        sides = [total.left, total.right]
    else:
        return
    for side in sides:
        made = snippet.operation(snippet.flow.value(side))
        if made is None or made.name not in ("triu", "tril"):
            continue
        ones = snippet.operation(snippet.flow.value(made.of))
        if ones is not None and ones.name in ("ones", "ones_like"):
            yield Seen("mask-adds-ones", side.lineno, {"mask": f"`{ast.unparse(side)}`"})
            return


def _near_softmax(call: ast.Call, snippet: Snippet) -> bool:
    """Whether scores are masked: a softmax stands in the same function, or no function is shown."""
    function = snippet.flow.function(call)
    if function is None:
        return True
    inside = (snippet.operation(n) for n in walk(function))
    return any(done is not None and done.name == "softmax" for done in inside)


def _is_huge(node: ast.expr | None) -> bool:
    """Minus infinity in one of its spellings, or a large negative number."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = node.operand
        if isinstance(inner, ast.Constant) and isinstance(inner.value, int | float):
            return inner.value >= 1e3
        return "inf" in ast.unparse(inner)
    text = ast.unparse(node) if node is not None else ""
    return "-inf" in text or ".min" in text


def _value(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """Scores that are filled with nothing special before the softmax."""
    value = done.given(1, "value")
    small = isinstance(value, ast.Constant) and isinstance(value.value, int | float)
    if not small or not 0 <= value.value < 1:  # type: ignore[union-attr]
        return
    for call in snippet.calls:
        later = snippet.operation(call)
        if later is None or later.name != "softmax":
            continue
        scores = snippet.flow.value(later.of)
        if scores is done.call or _filled_in_place(done, later, snippet):
            values = {"value": ast.unparse(value)}  # type: ignore[arg-type]
            yield Seen("mask-without-effect", done.call.lineno, values)
            return


def _filled_in_place(done: Operation, later: Operation, snippet: Snippet) -> bool:
    name = dotted(done.of)
    same = name is not None and dotted(later.of) == name
    return done.name == "masked_fill_" and same and later.call.lineno > done.call.lineno


def _scaled(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`softmax(q @ k.T)` with the scores as they are."""
    value = snippet.flow.value(done.of)
    for _ in range(6):
        inner = snippet.operation(value)
        if inner is None or inner.name not in ("masked_fill", "float", "masked_fill_"):
            break
        value = snippet.flow.value(inner.of)
    if not is_scores(value, snippet):
        return
    sides = _sides(value, snippet)
    bound = snippet.flow.binding(sides[0])
    shown = bound is not None and bound.how in ("given", "part", "set")
    reached = list(snippet.flow.reached(sides[0]))
    changed = any(_scaled_before(side, snippet) for side in sides)
    by_others = any(
        isinstance(n, ast.Call)
        and ("norm" in ast.unparse(n.func).lower() or "scale" in ast.unparse(n))
        for n in reached
    )
    used = any(
        (isinstance(n, ast.BinOp) and isinstance(n.op, ast.MatMult) and _is(n.left, done, snippet))
        or (
            (o := snippet.operation(n)) is not None
            and (
                (o.name in ("matmul", "bmm") and _is(o.of, done, snippet))
                or (o.name == "einsum" and any(_is(a, done, snippet) for a in o.rest))
            )
        )
        for n in snippet.nodes
    )
    if shown and used and not changed and not by_others:
        yield Seen("attention-unscaled", done.call.lineno)


def _sides(scores: ast.expr, snippet: Snippet) -> list[ast.expr]:
    """What is multiplied to scores."""
    if isinstance(scores, ast.BinOp):
        return [scores.left, scores.right]
    product = snippet.operation(scores)
    if product is None:
        return [scores]
    return list(product.rest) if product.name == "einsum" else [product.of, *product.rest]


def _scaled_before(node: ast.expr, snippet: Snippet) -> bool:
    """Whether queries or keys were multiplied or divided by something, before the product."""
    for _ in range(12):
        bound = snippet.flow.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if bound is not None and bound.how == "changed":
            return True
        if bound is not None and bound.how == "part" and bound.value is not None:
            node = bound.value
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            node = node.left
            continue
        if isinstance(node, ast.BinOp):
            return True
        if done is not None and done.name in ("mul", "div", "normalize", "mul_", "div_"):
            return True
        if isinstance(node, ast.Subscript):
            node = node.value
        elif done is not None and dotted(done.of) != "self":
            node = done.of
        elif not isinstance(node, ast.Name | ast.Attribute):
            return False
    return False


def _over_letters(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`einsum("nts,nsd->ntd", w, v)`: the letter summed over is the one the softmax ran over."""
    text = done.of.value if isinstance(done.of, ast.Constant) else ""
    if not isinstance(text, str) or "->" not in text:
        return
    given, _, kept = text.replace(" ", "").partition("->")
    sides = given.split(",")
    for letters, operand in zip(sides, done.rest, strict=False):
        inner = snippet.operation(undropped(operand, snippet))
        if inner is None or inner.name != "softmax" or inner.dimension is None:
            continue
        summed = set(letters) - set(kept)
        place = inner.dimension
        if not letters.isalpha() or not -len(letters) <= place < len(letters):
            continue
        if len(summed) == 1 and letters[place] not in summed and len(sides) == 2:
            values = {"dim": str(place)}
            yield Seen("attention-dimension", inner.call.lineno, values)


def _is(node: ast.expr, done: Operation, snippet: Snippet) -> bool:
    return undropped(node, snippet) is done.call
