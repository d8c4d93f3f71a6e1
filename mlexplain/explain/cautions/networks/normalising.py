"""Normalising: what is taken away, what it is divided by, and along which dimension."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import Found, match, matches, whole
from mlexplain.explain.cautions.reading.resized import keeps
from mlexplain.explain.cautions.reading.sizes import sizes
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.cautions.reading.terms import same_value, stripped
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_WRONG = {
    "(x - mean(x)) / (var(x) + others)": "variance-divides",
    "others * (x - mean(x)) / (var(x) + others)": "variance-divides",
    "(x - m) / (mean(square(x - m)) + others)": "variance-divides",
    "others * (x - m) / (mean(square(x - m)) + others)": "variance-divides",
    "x / (mean(square(x)) + others)": "mean-square-divides",
    "others * x / (mean(square(x)) + others)": "mean-square-divides",
    "(x - min(x)) / max(x)": "range-lacks-minimum",
    "x - mean(x) / std(x)": "parentheses-missing",
    "x - mean(x) / (std(x) + others)": "parentheses-missing",
    "x - min(x) / (max(x) - min(x))": "parentheses-missing",
    "x / sqrt(mean(x) + others)": "root-mean-not-squared",
    "others * x / sqrt(mean(x) + others)": "root-mean-not-squared",
}
_ALONG = ("sum", "mean", "max", "min", "std", "norm", "amax", "amin")


def look(snippet: Snippet) -> Iterator[Seen]:
    for shape, slug in _WRONG.items():
        for node, found in matches(shape, snippet):
            if not _plain(found, snippet):
                continue
            if slug == "mean-square-divides" and snippet.flow.function(node) is None:
                continue  # a value beside its own mean square, as in a signal's power
            yield Seen(slug, node.lineno, {"values": f"`{ast.unparse(found['x'])}`"})
    for part in snippet.nodes:
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div | ast.Sub):
            yield from _lost(part, snippet)
            yield from _over_all(part, snippet)
    yield from _shifted(snippet)
    yield from _variance_of_branch(snippet)


def _plain(found: Found, snippet: Snippet) -> bool:
    return dotted(stripped(found["x"], snippet)) is not None


def _reduces(node: ast.expr, snippet: Snippet) -> Operation | None:
    done = snippet.operation(snippet.flow.value(node))
    return done if done is not None and done.name in _ALONG else None


def _dimension(done: Operation) -> int | None:
    given = keyword(done.call, "dim") or keyword(done.call, "axis")
    if given is None and done.name != "norm":
        given = done.given(0)
    return number(given)


def _keeps(done: Operation) -> bool:
    kept = keyword(done.call, "keepdim") or keyword(done.call, "keepdims")
    return kept is not None or len(done.rest) > 1 or any(k.arg is None for k in done.call.keywords)


def _lost(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`x / x.sum(1)`: the sums of rows are laid along a row."""
    if not isinstance(node.right, ast.Call | ast.Name):
        return
    yield from _one_kept(node, snippet)
    done = _reduces(node.right, snippet)
    if done is None or _keeps(done) or _dimension(done) not in (1, -1):
        return
    if _dimension(done) == -1 and not _wide(done.of, snippet):
        return
    shown = _dimension(done) == 1 or dotted(stripped(node.left, snippet))
    if same_value(node.left, done.of, snippet) and shown:
        values = {"call": f"`{ast.unparse(done.call)}`"}
        yield Seen("dimension-lost", node.lineno, values)


def _wide(node: ast.expr, snippet: Snippet) -> bool:
    """Whether the code shows that a value has rows."""
    made = snippet.operation(snippet.flow.value(node))
    if made is not None and made.name in ("exp", "matmul", "stack"):
        return True
    known = sizes(node, snippet)
    return known is not None and len(known) > 1


def _one_kept(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`(x - mean) / sqrt(var + eps)`, of which `mean` keeps its dimension and `var` does not."""
    if not isinstance(node.op, ast.Div) or not isinstance(node.right, ast.Call | ast.Name):
        return
    spread = _spread(node.right, snippet)
    top = snippet.flow.value(node.left)
    for _ in range(2):
        if isinstance(top, ast.BinOp) and isinstance(top.op, ast.Mult):
            top = snippet.flow.value(top.right)
    if spread is None or not isinstance(top, ast.BinOp) or not isinstance(top.op, ast.Sub):
        return
    centre = _reduces(top.right, snippet)
    both = [done for done in (spread, centre) if done is not None and keeps(done) is not None]
    if len(both) != 2 or centre is None or keeps(spread) == keeps(centre):
        return
    if _dimension(spread) != _dimension(centre) or _dimension(spread) == 0:
        return
    if dotted(spread.of) == dotted(centre.of) == dotted(top.left) is not None:
        lost = centre if keeps(spread) else spread
        yield Seen("dimension-lost", lost.call.lineno, {"call": f"`{ast.unparse(lost.call)}`"})


def _spread(node: ast.expr, snippet: Snippet) -> Operation | None:
    """`x.std(-1)` of `x.std(-1) + eps`, and `x.var(-1)` of `sqrt(x.var(-1) + eps)`."""
    for _ in range(6):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Pow):
            node = node.left
        elif done is not None and done.name in ("sqrt", "rsqrt", "clamp", "add", "pow"):
            node = done.of
        else:
            return done if done is not None and done.name in ("std", "var", "norm", "max") else None
    return None


def _over_all(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """The largest is taken of each row, the sum of all of them."""
    below = _reduces(node.right, snippet)
    if not isinstance(node.op, ast.Div) or below is None or below.name != "sum":
        return
    given = bool(below.rest) or any(k.arg in ("dim", "axis", None) for k in below.call.keywords)
    grown = snippet.operation(snippet.flow.value(below.of))
    if (
        given
        or grown is None
        or grown.name != "exp"
        or not same_value(node.left, below.of, snippet)
    ):
        return
    inner = snippet.flow.value(grown.of)
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
        most = _largest(inner.right, snippet)
        if most is not None and _dimension(most) in (1, -1):
            values = {"call": f"`{ast.unparse(below.call)}`"}
            yield Seen("sum-over-all-rows", node.lineno, values)


def _largest(node: ast.expr, snippet: Snippet) -> Operation | None:
    """`x.max(1)`, `x.max(1).values` and `x.max(1)[0]`."""
    node = stripped(snippet.flow.value(stripped(node, snippet)), snippet)
    values = isinstance(node, ast.Attribute) and node.attr == "values"
    if values or (isinstance(node, ast.Subscript) and number(node.slice) == 0):
        node = node.value  # type: ignore[attr-defined]
    done = snippet.operation(node)
    return done if done is not None and done.name in ("max", "amax") else None


def _shifted(snippet: Snippet) -> Iterator[Seen]:
    """The largest score is taken away before the exponential, and never given back."""
    for node in snippet.calls:
        top: ast.expr
        found = match("log(sum(exp(x - m)))", node, snippet)
        if found is None:
            continue
        if _largest(found["m"], snippet) is None:
            continue
        top = node
        for up in snippet.flow.above(node):
            if not isinstance(up, ast.BinOp | ast.UnaryOp):
                break
            top = up
        given_back = any(
            same_value(n, found["m"], snippet) or match("x - m", n, snippet) is not None
            for n in walk(top)
            if isinstance(n, ast.expr) and not snippet.flow.inside(n, node)
        )
        if not given_back and whole(top, snippet):
            values = {"most": f"`{ast.unparse(found['m'])}`"}
            yield Seen("largest-not-given-back", node.lineno, values)


def _variance_of_branch(snippet: Snippet) -> Iterator[Seen]:
    """`(x - m) / (v + eps)`, where a branch has set `v` to the variance of `x`."""
    for shape in ("(x - m) / (v + e)", "g * (x - m) / (v + e)"):
        for node, found in matches(shape, snippet):
            name = dotted(found["v"])
            small = isinstance(found["e"], ast.Constant) or "eps" in (dotted(found["e"]) or "e")
            small = small or (dotted(found["e"]) or "").split(".")[-1] == "e"
            bounds = snippet.flow.bindings(name or "", node)
            made = [b.value for b in bounds if b.how == "set" and b.value is not None]
            done = [o for v in made if (o := snippet.operation(v))]
            of = [o for o in done if o.name == "var"]
            if len(bounds) > 1 and small and of and dotted(of[0].of) == dotted(found["x"]):
                values = {"values": f"`{ast.unparse(found['x'])}`"}
                yield Seen("variance-divides", node.lineno, values)
