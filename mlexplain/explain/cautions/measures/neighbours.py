"""Nearest and farthest: which end of an order is taken, and over what a centre is averaged."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, named, number
from mlexplain.explain.cautions.reading.terms import same_value, stripped
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ALIKE = ("cosine_similarity",)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript):
            yield from _end(node, snippet)
            yield from _sorted_end(node, snippet)
            yield from _directions(node, snippet)
        elif isinstance(node, ast.Call):
            done = snippet.operation(node)
            if done is not None and done.name == "topk":
                yield from _largest(done, snippet)
            if done is not None and done.name in ("argmax", "argmin"):
                yield from _assigned(done, snippet)
            if done is not None and done.name in ("mean", "sum", "std"):
                yield from _centre(done, snippet)


def _kind(node: ast.expr, snippet: Snippet) -> str:
    """ "distances" or "similarities", by how the values are computed."""
    value = stripped(snippet.flow.value(stripped(node, snippet)), snippet)
    done = snippet.operation(value)
    if isinstance(value, ast.UnaryOp):
        return ""
    name = done.name if done is not None else ""
    if isinstance(value, ast.Call) and not name:
        name = (dotted(value.func) or "").split(".")[-1]
    if name in ("cdist", "pairwise_distances", "euclidean_distances"):
        return "distances"
    if name in _ALIKE:
        return "similarities"
    if done is not None and name in ("sqrt", "norm"):
        inner = snippet.flow.value(done.of)
        if name == "norm":
            return "distances" if _subtracts(inner) else ""
        return _kind(done.of, snippet)
    if done is not None and name == "sum":
        power = snippet.flow.value(done.of)
        base = (
            power.left if isinstance(power, ast.BinOp) and isinstance(power.op, ast.Pow) else None
        )
        squared = snippet.operation(power)
        if squared is not None and squared.name in ("pow", "square", "abs"):
            base = squared.of
        return "distances" if base is not None and _subtracts(snippet.flow.value(base)) else ""
    if isinstance(value, ast.ListComp):
        first = value.elt
        if isinstance(first, ast.Tuple) and first.elts:
            first = first.elts[0]
        return _kind(first, snippet)
    sides: list[ast.expr] = []
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.MatMult):
        sides = [value.left, value.right]
    elif done is not None and name in ("matmul", "mm", "dot"):
        sides = [done.of, *done.rest]
    if len(sides) == 2 and all(_of_length_one(s, snippet) for s in sides):
        return "similarities"
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
        return "similarities" if _by_lengths(value, snippet) else ""
    return ""


def _of_length_one(node: ast.expr, snippet: Snippet) -> bool:
    """`a / norm(a)` and `normalize(a)`, also turned."""
    for _ in range(4):
        node = snippet.flow.value(stripped(node, snippet))
        done = snippet.operation(node)
        if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
            node = node.value
        elif done is not None and done.name in ("t", "transpose"):
            node = done.of
        else:
            break
    done = snippet.operation(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        below = snippet.operation(stripped(snippet.flow.value(node.right), snippet))
        return (
            below is not None and below.name == "norm" and same_value(node.left, below.of, snippet)
        )
    return done is not None and done.name == "normalize"


def _by_lengths(node: ast.BinOp, snippet: Snippet) -> bool:
    """`a @ b / (norm(a) * norm(b))`."""
    above = snippet.flow.value(node.left)
    below = snippet.flow.value(node.right)
    product = isinstance(above, ast.BinOp) and isinstance(above.op, ast.MatMult)
    done = snippet.operation(above)
    product = product or (done is not None and done.name in ("dot", "matmul"))
    sides = [below.left, below.right] if isinstance(below, ast.BinOp) else []
    lengths = [snippet.operation(snippet.flow.value(s)) for s in sides]
    return product and bool(lengths) and all(o is not None and o.name == "norm" for o in lengths)


def _sorted_end(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`ds.sort(reverse=True)` or `sorted(ds, reverse=True)` of distances, and then `ds[:k]`."""
    cut, of = node.slice, node.value
    if not isinstance(cut, ast.Slice) or cut.lower or cut.upper is None or cut.step:
        return
    for call in snippet.calls:
        named_ = isinstance(call.func, ast.Name) and call.func.id == "sorted"
        mine = named_ and snippet.flow.value(of) is call and bool(call.args)
        in_place = isinstance(call.func, ast.Attribute) and call.func.attr == "sort"
        in_place = in_place and dotted(call.func.value) == dotted(of) is not None  # type: ignore[attr-defined]
        turned = keyword(call, "reverse")
        if not (mine or in_place) or keyword(call, "key") is not None:
            continue
        source = call.args[0] if mine else call.func.value  # type: ignore[attr-defined]
        kind = _kind(source, snippet)
        down = isinstance(turned, ast.Constant) and turned.value is True
        if (kind == "distances" and down) or (kind == "similarities" and not down):
            values = {"kind": kind, "which": "largest" if down else "smallest"}
            yield Seen("wrong-end", node.lineno, values)
            return


def _subtracts(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def _end(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`argsort(distances)[-k:]` and `argsort(similarities)[:k]`."""
    order = snippet.flow.value(node.value)
    turned = False
    if isinstance(order, ast.Subscript) and ast.unparse(order.slice) == "::-1":
        turned, order = True, snippet.flow.value(order.value)
    done = snippet.operation(order)
    cut = node.slice
    if done is None or done.name != "argsort" or not isinstance(cut, ast.Slice) or cut.step:
        return
    least = keyword(done.call, "descending")
    if isinstance(least, ast.Constant) and least.value is True:
        turned = not turned
    first = cut.lower is None and cut.upper is not None and not _negative(cut.upper)
    skips = number(cut.lower) == 1 and cut.upper is not None
    last = cut.upper is None and cut.lower is not None and _negative(cut.lower)
    kind = _kind(done.of, snippet)
    if not kind or not (first or last or skips):
        return
    smallest = (first or skips) != turned
    if (kind == "distances") != smallest:
        values = {"kind": kind, "which": "largest" if not smallest else "smallest"}
        yield Seen("wrong-end", node.lineno, values)


def _negative(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _largest(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`distances.topk(k)` gives the farthest."""
    told = keyword(done.call, "largest")
    largest = not (isinstance(told, ast.Constant) and told.value is False) and len(done.rest) < 3
    kind = _kind(done.of, snippet)
    if (kind == "distances" and largest) or (kind == "similarities" and not largest):
        values = {"kind": kind, "which": "largest" if largest else "smallest"}
        yield Seen("wrong-end", done.call.lineno, values)


def _assigned(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """Each point goes to the farthest centre: `distances.argmax(1)`, and then means of the groups."""
    kind = _kind(done.of, snippet)
    averaged = any(
        isinstance(n, ast.Call)
        and (o := snippet.operation(n))
        and o.name == "mean"
        and isinstance(o.of, ast.Subscript)
        and isinstance(o.of.slice, ast.Compare)
        for n in snippet.calls
    )
    if done.name == "argmax" and kind == "distances" and averaged:
        yield Seen("wrong-end", done.call.lineno, {"kind": kind, "which": "largest"})
    if done.name == "argmin" and kind == "similarities":
        yield Seen("wrong-end", done.call.lineno, {"kind": kind, "which": "smallest"})


def _centre(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`x[labels == k].mean()` of points with coordinates."""
    chosen = done.of
    if done.rest or done.call.keywords or not isinstance(chosen, ast.Subscript):
        return
    if not isinstance(snippet.flow.value(chosen.slice), ast.Compare) or done.name == "sum":
        return
    name = dotted(chosen.value)
    function = snippet.flow.function(done.call) or snippet.tree
    rows = any(_has_columns(n, name or "") for n in walk(function))
    test = snippet.flow.value(chosen.slice)
    groups = isinstance(test.ops[0], ast.Eq)  # type: ignore[attr-defined]
    if name and rows and groups and done.name == "mean":
        yield Seen(
            "centre-of-all-numbers", done.call.lineno, {"call": f"`{ast.unparse(done.call)}`"}
        )


def _has_columns(node: ast.AST, name: str) -> bool:
    """`x.shape[1]` and `x[:, None, :]`."""
    if not isinstance(node, ast.Subscript):
        return False
    if ast.unparse(node.value) == f"{name}.shape":
        return number(node.slice) == 1
    new = isinstance(node.slice, ast.Tuple) and any(
        isinstance(e, ast.Constant) and e.value is None for e in node.slice.elts
    )
    return dotted(node.value) == name and new


def _directions(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`vectors[:, :k]` of `eigh`, which begins with the smallest eigenvalue; `Vt[:, :k]` of `svd`."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    bound = snippet.flow.binding(node.value)
    if len(parts) != 2 or bound is None or bound.how != "part" or bound.value is None:
        return
    rows, columns = parts
    whole = isinstance(rows, ast.Slice) and not (rows.lower or rows.upper or rows.step)
    few = (
        isinstance(columns, ast.Slice)
        and columns.lower is None
        and columns.upper is not None
        and not _negative(columns.upper)
        and columns.step is None
    )
    made = snippet.called(bound.value)
    if not whole or not few:
        return
    name = {"name": f"`{ast.unparse(node.value)}`"}
    if made.endswith("linalg.eigh") and bound.place == (1,) and _of_spread(bound.value, snippet):
        yield Seen("smallest-directions", node.lineno, name)
    elif made.endswith("linalg.svd") and bound.place == (2,):
        yield Seen("rows-are-directions", node.lineno, name)


def _of_spread(call: ast.AST, snippet: Snippet) -> bool:
    """Whether a matrix is a covariance; of a graph's Laplacian the smallest directions are wanted."""
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if given is None:
        return False
    spread = bool(named(given) & {"cov", "covariance", "scatter", "corr", "gram", "c", "sigma"})
    for node in snippet.flow.reached(given):
        made = snippet.called(node).split(".")[-1]
        if (
            made in ("eye", "diag", "identity", "laplacian")
            or "lap" in (dotted(node) or "").lower()
        ):
            return False
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            sides = (node.left, node.right)
            spread = spread or any(isinstance(s, ast.Attribute) and s.attr in "mTH" for s in sides)
            spread = spread or any(
                (o := snippet.operation(s)) and o.name in ("transpose", "t") for s in sides
            )
        spread = spread or made in ("cov", "corrcoef", "matmul", "dot")
    return spread
