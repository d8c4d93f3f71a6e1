"""Boxes and masks: how much two of them have in common, and which are kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import matches, uses
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named, number
from mlexplain.explain.cautions.reading.terms import factors, stripped, terms
from mlexplain.explain.facts.scope import dotted

_LEAST, _MOST = ("min", "minimum"), ("max", "maximum")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _union(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _kept(node, snippet)
            yield from _ascending(node, snippet)
    yield from _twice(snippet)
    yield from _sides(snippet)


def _union(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`common / (area + other area)`: what is common is counted twice below."""
    common = snippet.flow.value(node.left)
    below = stripped(snippet.flow.value(node.right), snippet)
    total = [t for t in terms(below) if not isinstance(t[1], ast.Constant)]
    if len(total) != 2 or any(sign < 0 for sign, _ in total) or not _is_area(common, snippet):
        return
    if not (uses(common, snippet, *_LEAST) and uses(common, snippet, *_MOST)):
        return
    if any(uses(t, snippet, *_LEAST) or not _is_area(t, snippet) for _, t in total):
        return
    yield Seen("union-counts-twice", node.lineno, {"common": f"`{ast.unparse(node.left)}`"})


def _is_area(node: ast.expr, snippet: Snippet) -> bool:
    """A product of two sides, or what a function called area gives."""
    value = stripped(snippet.flow.value(stripped(node, snippet)), snippet)
    if isinstance(value, ast.Call) and "area" in (dotted(value.func) or ""):
        return True
    done = snippet.operation(value)
    if done is not None and done.name == "prod":
        return True
    above, below = factors(value)
    return len(above) == 2 and not below


def _twice(snippet: Snippet) -> Iterator[Seen]:
    """`(p * t).sum() / (p.sum() + t.sum())`: twice what is common is the Dice coefficient."""
    shapes = (
        "sum(p * t) / (sum(p) + sum(t))",
        "sum(p * t) / (sum(p) + sum(t) + e)",
        "(sum(p * t) + e) / (sum(p) + sum(t) + e)",
    )
    for shape in shapes:
        for node, _ in matches(shape, snippet):
            yield Seen("overlap-lacks-two", node.lineno)


def _difference(node: ast.expr, snippet: Snippet) -> tuple[ast.expr, ast.expr, bool] | None:
    """Both ends of a side that is the difference of two choices, and whether it is kept above zero."""
    value, held = stripped(snippet.flow.value(stripped(node, snippet)), snippet), False
    for _ in range(4):
        if isinstance(value, ast.Subscript):
            value = stripped(snippet.flow.value(value.value), snippet)
            continue
        done = snippet.operation(value)
        if done is not None and done.name in ("clamp", "relu", "clip", "maximum", "clamp_min"):
            held = True
            inner = done.rest[0] if number(done.of) == 0 and done.rest else done.of
            value = stripped(snippet.flow.value(inner), snippet)
            continue
        if isinstance(value, ast.Call) and dotted(value.func) == "max" and len(value.args) == 2:
            zero = [a for a in value.args if isinstance(a, ast.Constant) and a.value == 0]
            if zero:
                held = True
                rest = next(a for a in value.args if a not in zero)
                value = stripped(snippet.flow.value(rest), snippet)
                continue
        break
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub | ast.Add)):
        return None
    if isinstance(value.op, ast.Add):  # pixels are counted with both ends
        inner_ = value.left
        if number(value.right) != 1 or not isinstance(inner_, ast.BinOp):
            return None
        value = inner_
    return value.left, value.right, held


def _choice(node: ast.expr, snippet: Snippet) -> str:
    value = stripped(snippet.flow.value(stripped(node, snippet)), snippet)
    while isinstance(value, ast.Subscript):
        value = stripped(snippet.flow.value(value.value), snippet)
    last = (dotted(value.func) or "").split(".")[-1] if isinstance(value, ast.Call) else ""
    if not isinstance(value, ast.Call) or len(value.args) != 2:
        return ""
    sums = [isinstance(snippet.flow.value(a), ast.BinOp) for a in value.args]
    if any(isinstance(a, ast.Constant) for a in value.args) or sums[0] != sums[1]:
        return ""  # a border of the picture, not of another box
    return "least" if last in _LEAST else "most" if last in _MOST else ""


def _sides(snippet: Snippet) -> Iterator[Seen]:
    """The side of what two boxes share: the least of the ends minus the most of the beginnings."""
    found = []
    for node in snippet.nodes:
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
            continue
        sides = [_difference(s, snippet) for s in (node.left, node.right)]
        if any(s is None for s in sides):
            continue
        kinds = [(_choice(s[0], snippet), _choice(s[1], snippet), s[2]) for s in sides if s]
        found.append((node, kinds))
    right = [1 for _, ks in found if all(k[:2] == ("least", "most") for k in ks)]
    for node, kinds in found:
        if all(k[:2] == ("least", "most") and not k[2] for k in kinds):
            tested = any(
                isinstance(n, ast.If | ast.IfExp)
                and snippet.flow.function(n) is snippet.flow.function(node)
                for n in snippet.nodes
            )
            if not tested:
                yield Seen("overlap-below-zero", node.lineno)
        elif all(k[:2] == ("most", "least") for k in kinds) and not right:
            yield Seen("corners-turned", node.lineno)


def _is_overlap(node: ast.expr, snippet: Snippet) -> bool:
    value = snippet.flow.value(node)
    called = (dotted(value.func) or "").lower() if isinstance(value, ast.Call) else ""
    return "iou" in called or bool(named(node) & {"iou", "ious", "overlap", "overlaps"})


def _kept(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`order = order[1:][ious > limit]` keeps the boxes that should be dropped."""
    value = node.value
    loops = snippet.flow.loops(node)
    if isinstance(value, ast.ListComp) and loops and isinstance(loops[0], ast.While):
        over = value.generators[0]
        name = dotted(node.targets[0])
        source = over.iter.value if isinstance(over.iter, ast.Subscript) else over.iter
        for test in over.ifs if name is not None and dotted(source) == name else []:
            if isinstance(test, ast.Compare) and _is_overlap(test.left, snippet):
                if isinstance(test.ops[0], ast.Gt | ast.GtE):
                    yield Seen("overlapping-kept", node.lineno, {"boxes": f"`{name}`"})
        return
    if not isinstance(value, ast.Subscript) or not loops or not isinstance(loops[0], ast.While):
        return
    test = snippet.flow.value(value.slice)
    base: ast.expr = value.value
    while isinstance(base, ast.Subscript):
        base = base.value
    if not isinstance(test, ast.Compare) or dotted(base) != dotted(node.targets[0]):
        return
    if _is_overlap(test.left, snippet) and isinstance(test.ops[0], ast.Gt | ast.GtE):
        yield Seen("overlapping-kept", node.lineno, {"boxes": f"`{dotted(base)}`"})


def _ascending(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`order = scores.argsort()`, and the first of it is taken for the best, in a loop over overlaps."""
    name = dotted(node.targets[0])
    done = snippet.operation(node.value)
    if (
        done is None
        or done.name != "argsort"
        or name is None
        or "score" not in ast.unparse(done.of)
    ):
        return
    if done.call.keywords or done.rest or isinstance(done.of, ast.UnaryOp):
        return
    first = any(
        isinstance(n, ast.Subscript) and dotted(n.value) == name and number(n.slice) == 0
        for n in snippet.nodes
    )
    overlaps = any(isinstance(n, ast.Call) and _is_overlap(n, snippet) for n in snippet.nodes)
    if first and overlaps:
        yield Seen("worst-first", node.lineno, {"name": f"`{name}`"})
