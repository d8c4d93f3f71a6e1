"""What becomes of scores: a softmax of one, a share compared with zero, exponentials that overflow."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from _at_zero(node, snippet)
        if not isinstance(node, ast.Call):
            continue
        done = snippet.operation(node)
        if done is not None and done.name == "softmax":
            yield from _of_one(done, snippet)
        elif done is not None and done.name == "log":
            yield from _overflows(done, snippet)
        if snippet.called(node) == "torch.nn.Sequential":
            yield from _in_sequence(node, snippet)
        if (dotted(node.func) or "").split(".")[-1] == "Dense":
            yield from _dense(node, snippet)


def _of_one(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`softmax(layer(x), dim=1)` of a layer with one unit is always one."""
    run = snippet.flow.value(done.of)
    made = snippet.flow.value(run.func) if isinstance(run, ast.Call) else None
    if not isinstance(made, ast.Call) or snippet.called(made) != "torch.nn.Linear":
        return
    width = keyword(made, "out_features") or (made.args[1] if len(made.args) > 1 else None)
    classes = done.dimension == -1 or (done.dimension == 1 and not _has_time(run, snippet))
    if number(width) == 1 and classes:
        yield Seen("softmax-of-one", done.call.lineno)


def _in_sequence(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`nn.Linear(n, 1), nn.Softmax(dim=-1)` at the end of a network."""
    if len(node.args) < 2 or snippet.called(node.args[-1]) != "torch.nn.Softmax":
        return
    layer, last = node.args[-2:]
    if not (isinstance(layer, ast.Call) and isinstance(last, ast.Call)):
        return
    dim = number(keyword(last, "dim") or (last.args[0] if last.args else None))
    one = snippet.called(layer) == "torch.nn.Linear" and len(layer.args) > 1
    if one and number(layer.args[1]) == 1:
        if dim == -1 or (dim == 1 and not _has_time(node, snippet)):
            yield Seen("softmax-of-one", last.lineno)


def _has_time(run: ast.expr, snippet: Snippet) -> bool:
    """Whether dimension 1 may be positions: then the one unit scores each, as pooling does."""
    class_ = snippet.flow.class_of(run)
    text = ast.unparse(class_ if class_ is not None else snippet.tree)
    words = ("seq", "LSTM", "GRU", "RNN", "Embedding", "Attention", "attn", "* ", "sum(", "Conv")
    return any(word in text for word in words)


def _dense(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Keras: `Dense(1, activation="softmax")`; a softmax before a loss with `from_logits=True`."""
    activation = keyword(node, "activation")
    if not (isinstance(activation, ast.Constant) and activation.value == "softmax"):
        return
    if number(keyword(node, "units") or (node.args[0] if node.args else None)) == 1:
        yield Seen("softmax-of-one", node.lineno)
    for loss in snippet.calls:
        given = keyword(loss, "from_logits")
        told = isinstance(given, ast.Constant) and given.value is True
        if told and (dotted(loss.func) or "").endswith("CategoricalCrossentropy"):
            yield Seen("softmax-in-model", node.lineno, {"call": ast.unparse(loss.func)})
            return


def _at_zero(node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`sigmoid(z) > 0` holds always."""
    if not isinstance(node.ops[0], ast.Gt | ast.GtE) or number(node.comparators[0]) != 0:
        return
    done = snippet.operation(snippet.flow.value(node.left))
    if done is not None and done.name in ("sigmoid", "softmax"):
        yield Seen("share-above-zero", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _overflows(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`log(exp(s).sum())` and `log(1 + exp(s))`."""
    inner = snippet.flow.value(done.of)
    total = snippet.operation(inner)
    better = "logsumexp"
    if total is not None and total.name == "sum":
        inner = snippet.flow.value(total.of)
    elif isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Add):
        one = inner.left if number(inner.left) == 1 else inner.right
        if number(one) != 1:
            return
        inner = snippet.flow.value(inner.right if one is inner.left else inner.left)
        better = "logaddexp"
    else:
        return
    grown = snippet.operation(inner)
    if grown is None or grown.name != "exp":
        return
    scores = grown.of.operand if isinstance(grown.of, ast.UnaryOp) else grown.of
    made = snippet.flow.value(scores)
    if isinstance(scores, ast.Name) and not isinstance(made, ast.BinOp | ast.Constant):
        if not any("max" in (dotted(c.func) or "") for c in snippet.calls):
            values = {"scores": f"`{scores.id}`", "better": better}
            yield Seen("log-of-overflow", done.call.lineno, values)
