"""Losses that compare: which pair is drawn near and which is pushed away."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match, matches, uses
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, named, number
from mlexplain.explain.cautions.reading.terms import stripped, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_LIKED = frozenset(["pos", "positive", "chosen", "win", "winner", "preferred", "p", "better"])
_DISLIKED = frozenset(["neg", "negative", "rejected", "lose", "loser", "n", "worse"])
_NEARNESS = ("cosine_similarity", "dot", "inner", "matmul")


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _triplet(snippet)
    yield from _preference(snippet)
    yield from _pairs(snippet)
    for call in snippet.calls:
        yield from _in_batch(call, snippet)
        yield from _order(call, snippet)
        yield from _hinge(call, snippet)


def _side(node: ast.expr, snippet: Snippet) -> str:
    """Whether a value is computed from what is liked, or from what is not, by its names."""
    found = set()
    together = (ast.GeneratorExp, ast.ListComp)
    for inner in snippet.flow.reached(node, lambda n: isinstance(n, together)):
        if isinstance(inner, ast.Name | ast.Attribute):
            told = named(inner)
            if told & _LIKED:
                found.add("liked")
            if told & _DISLIKED:
                found.add("disliked")
    return found.pop() if len(found) == 1 else ""


def _held(node: ast.AST, snippet: Snippet) -> ast.expr | None:
    """What is held above zero: `relu(x)`, `clamp(x, min=0)`, `max(0, x)`."""
    if not isinstance(node, ast.Call):
        return None
    done = snippet.operation(node)
    name = done.name if done is not None else (dotted(node.func) or "")
    parts = [done.of, *done.rest] if done is not None else list(node.args)
    if name == "relu":
        return parts[0]
    if name in ("clamp", "clip"):
        least = keyword(node, "min") or (parts[1] if len(parts) > 1 else None)
        return parts[0] if _is_zero(least) else None
    if name in ("maximum", "max") and len(parts) == 2:
        rest = [p for p in parts if not _is_zero(p)]
        return rest[0] if len(rest) == 1 else None
    return (
        parts[0] if name == "clamp_min" and _is_zero(parts[1] if len(parts) > 1 else None) else None
    )


def _is_zero(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and node.value is not False


def _triplet(snippet: Snippet) -> Iterator[Seen]:
    """`relu(negative - positive + margin)` of distances, and the reverse of similarities."""
    for node in snippet.calls:
        inner = _held(node, snippet)
        if inner is None:
            continue
        parts = terms(snippet.flow.value(inner))
        sides = {_side(t, snippet): (s, t) for s, t in parts}
        if len(parts) not in (2, 3) or "liked" not in sides or "disliked" not in sides:
            continue
        (one, liked), (other, _) = sides["liked"], sides["disliked"]
        if one == other:
            continue
        alike = uses(liked, snippet, *_NEARNESS) or bool(
            {"sim", "score", "similarity"} & named(liked)
        )
        far = uses(liked, snippet, "norm", "pow", "square", "cdist", "pairwise_distance") or bool(
            {"dist", "distance", "d"} & named(liked)
        )
        far = far or any(
            isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)
            for n in snippet.flow.reached(liked)
        )
        if (far and not alike and one < 0) or (alike and not far and one > 0):
            yield Seen("pair-roles-turned", node.lineno)


_LOG_SIGMOIDS = ("log_sigmoid({})".format, "log(sigmoid({}))".format)


def _preference(snippet: Snippet) -> Iterator[Seen]:
    """`-logsigmoid(rejected - chosen)`."""
    for shape in (
        "log_sigmoid(+(a - b))",
        "log(sigmoid(+(a - b)))",
        "log_sigmoid(k * +(a - b))",
        "log(sigmoid(k * +(a - b)))",
    ):
        for node, found in matches(shape, snippet):
            sides = _side(found["a"], snippet), _side(found["b"], snippet)
            if sides == ("disliked", "liked"):
                yield Seen("preference-turned", node.lineno)


def _pairs(snippet: Snippet) -> Iterator[Seen]:
    """`y * d² + (1 - y) * relu(d - margin)²`."""
    shapes = (
        "y * square(d) + (1 - y) * square(h)",
        "(1 - y) * square(d) + y * square(h)",
    )
    for shape in shapes:
        for node, found in matches(shape, snippet):
            inner = _held(stripped(snippet.flow.value(found["h"]), snippet), snippet)
            parts = terms(snippet.flow.value(inner)) if inner is not None else []
            own = [s for s, t in parts if dotted(t) and dotted(t) == dotted(found["d"])]
            if len(parts) == 2 and own == [1]:
                yield Seen("margin-turned", node.lineno)


def _in_batch(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`cross_entropy(u @ v.T / t, arange(n))` of vectors of any length, or of each with itself."""
    if snippet.loss_name(call) not in ("cross_entropy", "CrossEntropyLoss") or len(call.args) < 2:
        return
    scores, product = call.args[0], None
    masked = False
    for _ in range(8):
        scores = snippet.flow.value(scores)
        done = snippet.operation(scores)
        if done is not None and done.name in ("masked_fill", "fill_diagonal_"):
            masked, scores = True, done.of
        elif isinstance(scores, ast.BinOp) and isinstance(scores.op, ast.Div | ast.Mult):
            scores = scores.left
        elif isinstance(scores, ast.BinOp) and isinstance(scores.op, ast.MatMult):
            product = (scores.left, scores.right)
            break
        elif done is not None and done.name in ("matmul", "mm") and done.rest:
            product = (done.of, done.rest[0])
            break
        else:
            break
    if product is None:
        return
    right = product[1]
    turned = snippet.operation(right)
    if isinstance(right, ast.Attribute) and right.attr in ("T", "mT"):
        right = right.value
    elif turned is not None and turned.name in ("t", "transpose"):
        right = turned.of
    else:
        return
    places = snippet.flow.value(call.args[1])
    one, other = dotted(product[0]), dotted(right)
    if not one or not other:
        return
    if one == other:
        text = ast.unparse(snippet.flow.function(call) or snippet.tree)
        hidden = masked or any(w in text for w in ("fill_diagonal", "masked_fill", "eye(", "inf"))
        joined = snippet.operation(snippet.flow.value(product[0]))
        if joined is not None and joined.name == "normalize":
            joined = snippet.operation(snippet.flow.value(joined.of))
        both = joined is not None and joined.name in ("cat", "concat")
        if not hidden and (both or _partners(places, snippet)):
            yield Seen("compared-with-itself", call.lineno, {"vectors": f"`{one}`"})
    elif snippet.called(places) == "torch.arange":
        lengths = ("normalize", "norm", "normalise", "l2_normalize", "rsqrt")
        known = uses(product[0], snippet, *lengths) or uses(right, snippet, *lengths)
        made = [snippet.flow.value(n) for n in (product[0], right)]
        shown = all(isinstance(m, ast.Call) for m in made)
        changed = any(
            (snippet.flow.binding(n) or None) is not None
            and snippet.flow.binding(n).how == "changed"  # type: ignore[union-attr]
            for n in (product[0], right)
        )
        if shown and not known and not changed:
            yield Seen(
                "lengths-in-similarity", call.lineno, {"one": f"`{one}`", "other": f"`{other}`"}
            )


def _order(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`triplet(anchor, negative, positive)`."""
    if snippet.loss_name(call) not in ("TripletMarginLoss", "triplet_margin_loss"):
        return
    if len(call.args) < 3:
        return
    sides = [_side(a, snippet) for a in call.args[1:3]]
    if sides == ["disliked", "liked"]:
        yield Seen("pair-roles-turned", call.lineno)


def _hinge(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`relu(1 + y * f)` of labels that are -1 or 1."""
    inner = _held(call, snippet)
    if inner is None:
        return
    found = match("+(1 + y * f)", inner, snippet)
    if found is None:
        return
    for side in ("y", "f"):
        told = named(found[side])
        if told & {"y", "label", "labels", "target", "targets"} and number(found[side]) is None:
            yield Seen("hinge-turned", call.lineno)
            return


def _partners(places: ast.expr, snippet: Snippet) -> bool:
    """`cat([arange(n, 2 * n), arange(n)])` and `(arange(2 * n) + n) % (2 * n)`: each other's view."""
    made = [snippet.called(n) for n in walk(places)]
    lines = [m for m in made if m in ("torch.arange", "torch.range")]
    joined = any(m in ("torch.cat", "torch.concat") for m in made) and len(lines) == 2
    turned = any(isinstance(n, ast.Mod) for n in walk(places)) and len(lines) == 1
    return joined or turned or any(m == "torch.roll" for m in made)
