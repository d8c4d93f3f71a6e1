"""Means, positions and choices over the wrong axis, told by comments, names and what follows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.named_shapes import comment_shape
from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, words
from mlexplain.explain.cautions.reading.terms import stripped
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_BATCH = ("b", "bs", "batch", "batch_size", "n", "bsz")
_GIVEN = re.compile(r"#.*?[(\[]\s*(\w+)\s*,")
_TRUE = frozenset(["true", "labels", "targets", "y", "gt", "truth", "label", "target"])
_GUESSED = frozenset(["pred", "preds", "predicted", "prediction", "predictions", "guess", "hat"])
_SPREADS = ("mean", "var", "std", "pow")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is None:
            continue
        if done.name in ("mean", "max", "sum") and done.dimension in (-1, 2):
            yield from _over_width(done, snippet)
        if done.name in ("mean", "max", "sum") and done.dimension == 0:
            yield from _over_sentences(done, snippet)
        if done.name in ("mean", "var") and done.dimension == 0:
            yield from _over_examples(done, snippet)
        if done.name in ("argmin", "argmax"):
            yield from _over_points(done, snippet)
        if done.name == "arange":
            yield from _positions(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _per_class(node, snippet)


def _over_sentences(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`last_hidden_state.mean(0)`: over the texts of the batch, not over the tokens of each."""
    of = snippet.flow.value(done.of)
    if isinstance(of, ast.Attribute) and of.attr == "last_hidden_state":
        yield Seen("texts-averaged", done.call.lineno, {"call": f"`{ast.unparse(done.call)}`"})


def _over_width(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`last_hidden_state.mean(-1)`: one number per token, where a vector per text is meant."""
    of = snippet.flow.value(done.of)
    for side in (of.left, of.right) if isinstance(of, ast.BinOp) else (of,):
        states = snippet.flow.value(side)
        if isinstance(states, ast.Attribute) and states.attr == "last_hidden_state":
            yield Seen("width-averaged", done.call.lineno, {"call": f"`{ast.unparse(done.call)}`"})
            return


def _over_examples(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`x.mean(0)` in the `forward` of what is called a layer normalisation."""
    owner = snippet.flow.class_of(done.call)
    function = snippet.flow.function(done.call)
    if owner is None or function is None or function.name != "forward":
        return
    name = owner.name.lower()
    if "layernorm" in name or "rmsnorm" in name or owner.name in ("LN", "RMS", "Norm_layer"):
        values = {"call": f"`{ast.unparse(done.call)}`"}
        yield Seen("normalised-over-examples", done.call.lineno, values)


def _over_points(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`d.argmin(0)` of distances of points to centres, and then `X[g == j]`: a centre per point."""
    if done.dimension != 0:
        return
    points = _points(done.of, snippet)
    statement = snippet.flow.statement(done.call)
    name = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else None
    if points is None or name is None:
        return
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript) and dotted(node.value) == points:
            chosen = node.slice
            if isinstance(chosen, ast.Compare) and dotted(chosen.left) == name:
                values = {"call": f"`{ast.unparse(done.call)}`", "points": f"`{points}`"}
                yield Seen("nearest-point-of-centre", done.call.lineno, values)
                return


def _points(node: ast.expr, snippet: Snippet) -> str | None:
    """`X` of `((X[:, None] - c[None]) ** 2).sum(-1)` and of `cdist(X, c)`."""
    for inner in snippet.flow.reached(node):
        if snippet.called(inner).split(".")[-1] in ("cdist", "pairwise_distances"):
            return dotted(inner.args[0]) if isinstance(inner, ast.Call) and inner.args else None
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
            left = inner.left
            parts = (
                left.slice.elts
                if isinstance(left, ast.Subscript) and isinstance(left.slice, ast.Tuple)
                else []
            )
            new = len(parts) > 1 and isinstance(parts[0], ast.Slice)
            if new and isinstance(parts[1], ast.Constant) and parts[1].value is None:
                return dotted(left.value)  # type: ignore[attr-defined]
    return None


def _positions(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`arange(x.size(0))` for the positions of an `x` with the batch first."""
    given = call.args[0] if len(call.args) == 1 else None
    of = (
        given.func.value
        if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute)
        else None
    )
    if isinstance(given, ast.Call) and given.args and isinstance(given.func, ast.Attribute):
        first = given.func.attr == "size" and number(given.args[0]) == 0
    elif isinstance(given, ast.Subscript) and isinstance(given.value, ast.Attribute):
        first = given.value.attr == "shape" and number(given.slice) == 0
        of = given.value.value
    else:
        return
    if not first or of is None or not _batch_first(of, snippet):
        return
    statement = snippet.flow.statement(call)
    name = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else None
    for other in snippet.calls:
        made = snippet.flow.value(other.func)
        if not snippet.called(made).endswith("nn.Embedding") or not other.args:
            continue
        if any(n is call for n in walk(other.args[0])) or dotted(other.args[0]) == name:
            yield Seen("positions-of-batch", call.lineno, {"of": f"`{ast.unparse(of)}`"})
            return


def _batch_first(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a comment says that the first dimension is the batch."""
    bound = snippet.flow.binding(node)
    if bound is None:
        return False
    if bound.how == "set":
        said = comment_shape(bound.statement, snippet)
        return bool(said) and said[0].lower() in _BATCH  # type: ignore[index]
    function = snippet.flow.function(node)
    if bound.how == "given" and isinstance(function, Function):
        row = snippet.rows[function.lineno - 1] if function.lineno <= len(snippet.rows) else ""
        found = _GIVEN.search(row)
        return found is not None and found.group(1).lower() in _BATCH
    return False


def _per_class(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`recall = cm.diagonal() / cm.sum(axis=0)`, with the true classes in the rows of `cm`."""
    value = node.value
    name = set(words(dotted(node.targets[0])))
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Div):
        return
    below = snippet.operation(stripped(value.right, snippet))
    above = snippet.operation(value.left)
    if below is None or below.name != "sum" or above is None:
        return
    if above.name not in ("diagonal", "diag") or dotted(above.of) != dotted(below.of):
        return
    made = snippet.flow.value(below.of)
    if not snippet.called(made).endswith("confusion_matrix") and not _true_in_rows(
        below.of, snippet
    ):
        return
    for told, axis, right in (("recall", 0, 1), ("precision", 1, 0)):
        if told in name and below.dimension == axis:
            yield Seen("class-measure-axis", node.lineno, {"name": told, "right": str(right)})


def _true_in_rows(matrix: ast.expr, snippet: Snippet) -> bool:
    """`cm[t, p] += 1` in a loop over what is true and what was predicted."""
    name = dotted(matrix)
    for node in snippet.nodes:
        if not isinstance(node, ast.AugAssign) or not isinstance(node.target, ast.Subscript):
            continue
        place = node.target.slice
        if dotted(node.target.value) != name or not isinstance(place, ast.Tuple):
            continue
        told = [_sources(e, snippet) for e in place.elts]
        if len(told) == 2 and told[0] & _TRUE and told[1] & _GUESSED:
            return True
    return False


def _sources(node: ast.expr, snippet: Snippet) -> set[str]:
    """The words of the names that an index comes from."""
    bound = snippet.flow.binding(node)
    found = set(words(dotted(node)))
    if bound is not None and bound.how == "item" and isinstance(bound.value, ast.Call):
        place = bound.place[-1] if bound.place else 0
        if dotted(bound.value.func) == "zip" and place < len(bound.value.args):
            found |= set(words(dotted(bound.value.args[place])))
    return found
