"""What a loss is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.outputs import RESHAPING, ending
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number
from mlexplain.explain.facts.scope import dotted

_WRONG_ENDING = {
    # what the loss computes: {how its input ends: what is wrong}
    "cross_entropy": {
        "softmax": "softmax-before-cross-entropy",
        "log_softmax": "log-softmax-before-cross-entropy",
        "sigmoid": "sigmoid-before-cross-entropy",
        "relu": "relu-before-cross-entropy",
    },
    "binary_cross_entropy_with_logits": {
        "sigmoid": "sigmoid-before-logits-loss",
        "softmax": "sigmoid-before-logits-loss",
    },
    "binary_cross_entropy": {"linear": "logits-before-bce", "relu": "logits-before-bce"},
    "nll_loss": {"softmax": "nll-without-log", "linear": "nll-without-log"},
    "kl_div": {"softmax": "kl-without-log"},
}
_SAME_AS = {
    "CrossEntropyLoss": "cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "BCELoss": "binary_cross_entropy",
    "NLLLoss": "nll_loss",
    "KLDivLoss": "kl_div",
}
_DISCRETE = frozenset(["argmax", "round", "floor", "ceil", "sign", "item", "tolist", "numpy"])
_CUT = frozenset(["item", "detach", "numpy", "tolist"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.calls:
        loss = snippet.loss_name(node)
        loss = _SAME_AS.get(loss, loss)
        if loss and snippet.loss_input(node) is not None:
            yield from _squeezed(node, loss, snippet)
        if loss and node.args:
            if loss == "kl_div":
                yield from _averaged(node, snippet)
        done = snippet.operation(node)
        if done is not None and done.name in ("log", "log2"):
            yield from _log(done, snippet)
        if method(node) == "backward":
            yield from _without_graph(node, snippet)
        yield from _in_model(node, snippet)
    yield from _handed_on(snippet)
    for inner in snippet.nodes:
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div):
            yield from _exponentials(inner, snippet)


def _squeezed(node: ast.Call, loss: str, snippet: Snippet) -> Iterator[Seen]:
    given = snippet.loss_input(node)
    end = ending(given, snippet) if given is not None else None
    slug = _WRONG_ENDING.get(loss, {}).get(end.what) if end else None
    if end is None or slug is None:
        return
    values = {"call": ast.unparse(node.func)}
    yield Seen(slug, node.lineno, values)
    away = snippet.flow.function(end.node) is not snippet.flow.function(node)
    if slug == "sigmoid-before-logits-loss" and (away or snippet.operation(end.node) is None):
        yield Seen("sigmoid-in-model", end.node.lineno, values)
    if slug == "softmax-before-cross-entropy" and (away or snippet.operation(end.node) is None):
        yield Seen("softmax-in-model", end.node.lineno, values)


def _handed_on(snippet: Snippet) -> Iterator[Seen]:
    """The only network and the only loss are made here, and called elsewhere."""
    losses = [c for c in snippet.calls if snippet.called(c).split(".")[-1] in _SAME_AS]
    nets = [method_of(c, "forward") for c in snippet.flow.classes.values()]
    forwards = [f for f in nets if f is not None]
    if len(losses) != 1 or len(forwards) != 1:
        return
    if any(snippet.is_loss(c) for c in snippet.calls if c is not losses[0]):
        return
    ends = [ending(value, snippet) for value in snippet.flow.returns(forwards[0])]
    loss = snippet.called(losses[0]).split(".")[-1]
    if len(ends) == 1 and ends[0] is not None:
        values = {"call": ast.unparse(losses[0].func)}
        if loss == "CrossEntropyLoss" and ends[0].what == "softmax":
            yield Seen("softmax-in-model", ends[0].node.lineno, values)
        elif loss == "BCEWithLogitsLoss" and ends[0].what == "sigmoid":
            yield Seen("sigmoid-in-model", ends[0].node.lineno, values)


def _in_model(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A softmax at the end of a network beside a cross-entropy that nothing else feeds."""
    if not snippet.called(node).endswith("nn.Sequential") or not node.args:
        return
    last = node.args[-1]
    losses = [c for c in snippet.calls if snippet.called(c).endswith("nn.CrossEntropyLoss")]
    if snippet.called(last) == "torch.nn.Softmax" and losses:
        used = [c for c in snippet.calls if snippet.loss_name(c) == "CrossEntropyLoss"]
        if not any(ending(c.args[0], snippet) for c in used if c.args):
            yield Seen("softmax-in-model", last.lineno, {"call": ast.unparse(losses[0].func)})


def _is_run(node: ast.expr, snippet: Snippet) -> bool:
    return isinstance(node, ast.Call) and snippet.is_model(node.func)


def plain(node: ast.expr, snippet: Snippet) -> ast.expr:
    """A value without the changes of shape, type and device that were made to it."""
    for _ in range(8):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if done is None or done.name not in RESHAPING:
            return node
        node = done.of
    return node


def _averaged(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """KL divergence with the reduction that divides by the number of entries."""
    made = snippet.flow.value(node.func)
    call = made if isinstance(made, ast.Call) else node
    given = next((k.value for k in call.keywords if k.arg in ("reduction", None)), None)
    old = any(k.arg in ("reduce", "size_average") for k in call.keywords)
    if old or (given is not None and not _is_mean(given)):
        return
    if call is node and len(node.args) > 2:
        return
    yield Seen("kl-mean", node.lineno, {"call": ast.unparse(node.func)})


def _is_mean(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "mean"


def _log(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """The logarithm of a softmax or sigmoid, with nothing that keeps it from zero."""
    end = ending(done.of, snippet)
    if end is None or end.what not in ("softmax", "sigmoid"):
        return
    if snippet.operation(end.node) is None:  # a layer's output: the layer may be changed apart
        return
    better = "log_softmax" if end.what == "softmax" else "logsigmoid"
    values = {"call": ast.unparse(done.call), "what": end.what, "better": better}
    yield Seen("log-of-probabilities", done.call.lineno, values)


def _exponentials(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """A softmax by hand whose exponentials may overflow: `exp(x) / exp(x).sum()`."""
    above = snippet.operation(snippet.flow.value(node.left))
    below = snippet.operation(snippet.flow.value(node.right))
    if above is None or above.name != "exp" or below is None or below.name != "sum":
        return
    summed = snippet.operation(snippet.flow.value(below.of))
    if summed is None or summed.name != "exp":
        return
    if ast.dump(summed.of) != ast.dump(above.of):
        return
    scores = snippet.flow.value(above.of)
    given = snippet.flow.binding(above.of)
    if given is not None and given.how == "given":
        scores = above.of
    if dotted(scores) or (_is_run(scores, snippet)):
        bound = snippet.flow.binding(scores)
        if bound is None or bound.how != "changed":
            yield Seen("softmax-overflow", node.lineno, {"scores": f"`{ast.unparse(above.of)}`"})


def _without_graph(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`backward()` on what carries no graph."""
    of = node.func.value  # type: ignore[attr-defined]
    value = snippet.flow.value(of)
    name = f"`{ast.unparse(of)}`"
    for _ in range(8):
        if isinstance(value, ast.BinOp):
            sides = [snippet.flow.value(s) for s in (value.left, value.right)]
            rest = [s for s in sides if not isinstance(s, ast.Constant)]
            if len(rest) != 1:
                return
            value = rest[0]
            continue
        done = snippet.operation(value)
        if done is not None and done.name in _CUT:
            cut = f"`.{done.name}()`"
            yield Seen("backward-without-graph", node.lineno, {"value": name, "cut": cut})
            return
        if isinstance(value, ast.Call) and snippet.called(value) in ("torch.tensor", "float"):
            needs = any(k.arg == "requires_grad" for k in value.keywords)
            cut = f"`{ast.unparse(value.func)}(…)`"
            if not needs:
                yield Seen("backward-without-graph", node.lineno, {"value": name, "cut": cut})
            return
        if isinstance(value, ast.Call) and snippet.is_loss(value) and value.args:
            yield from _discrete(value, node, snippet)
            return
        if done is not None and done.name in (*RESHAPING, "mean", "sum"):
            value = snippet.flow.value(done.of)
            continue
        return


def _discrete(loss: ast.Call, backward: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A loss of class numbers, which have no gradient."""
    value = plain(loss.args[0], snippet)
    done = snippet.operation(value)
    compared = isinstance(value, ast.Compare)
    if compared or (done is not None and done.name in _DISCRETE | {"detach"}):
        what = "a comparison" if compared else f"`{done.name}`"  # type: ignore[union-attr]
        values = {"value": f"`{ast.unparse(loss.args[0])}`", "what": what}
        yield Seen("loss-without-gradient", loss.lineno, values)


def is_zero(node: ast.AST | None) -> bool:
    return number(node) == 0
