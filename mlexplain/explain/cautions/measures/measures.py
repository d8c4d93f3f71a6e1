"""What metrics are given, and which data a choice is made by."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.parts import part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    named,
    number,
    receiver,
)
from mlexplain.explain.cautions.training.choosing import best
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_OF_CLASSES = frozenset(
    ["precision_score", "recall_score", "confusion_matrix", "classification_report", "r2_score"]
)
_CASTS = ("int", "long", "float", "astype", "cpu", "numpy", "detach", "flatten", "squeeze", "ravel")
_OF_RANKS = frozenset(["roc_auc_score", "roc_curve", "average_precision_score", "log_loss"])
_CLASSIFIERS = ("Classifier", "LogisticRegression", "SVC", "NB", "DiscriminantAnalysis")
_PREDICTED = frozenset(["pred", "preds", "predicted", "prediction", "predictions", "hat"])
_TRUE = frozenset(["y", "true", "label", "labels", "target", "targets", "truth"])
_HELD_BACK = frozenset(["val", "valid", "validation", "dev", "holdout", "cv"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _perplexity(node, snippet)
            yield from _best_of_many(node, snippet)
            if len(node.args) >= 2:
                yield from _turned(node, snippet)
                yield from _without_scores(node, snippet)
                yield from _by_folds(node, snippet)
                yield from _other_class(node, snippet)
        elif isinstance(node, ast.If):
            yield from _by_test(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            if number(node.left) == 2:
                yield from _base(node, snippet)


def _metric(node: ast.Call, snippet: Snippet) -> str:
    """The name of a metric of scikit-learn, also where its import is not shown."""
    full = snippet.called(node)
    shown = full.startswith("sklearn.metrics.") or "." not in full
    own = isinstance(node.func, ast.Name) and snippet.flow.functions.get(node.func.id)
    return full.split(".")[-1] if shown and not own else ""


def _predicts(node: ast.expr, snippet: Snippet) -> bool:
    return method(snippet.flow.value(node)) == "predict"


def _predicted(node: ast.expr, snippet: Snippet) -> bool:
    """Also a list of predictions, made entry by entry."""
    value = snippet.flow.value(node)
    if isinstance(value, ast.ListComp):
        value = value.elt
    return method(value) == "predict" or method(receiver(value) or value) == "predict"


def _turned(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`precision_score(predicted, true)` is the recall."""
    if _metric(node, snippet) not in _OF_CLASSES:
        return
    first, second = node.args[:2]
    given = _predicted(first, snippet) or bool(named(first) & _PREDICTED)
    other = _predicts(second, snippet) or bool(named(second) & _PREDICTED)
    true = bool(named(second) & _TRUE) or (dotted(second) or "").startswith("y")
    if given and not other and true:
        values = {"call": ast.unparse(node.func), "first": f"`{ast.unparse(first)}`"}
        yield Seen("metric-turned", node.lineno, values)


def _without_scores(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`roc_auc_score(y, model.predict(X))` ranks by zeros and ones."""
    given = snippet.flow.value(node.args[1])
    if _metric(node, snippet) in _OF_RANKS and _decided(given, snippet):
        values = {"call": ast.unparse(node.func), "given": f"`{ast.unparse(node.args[1])}`"}
        yield Seen("ranked-by-classes", node.lineno, values)
        return
    of = given.func if isinstance(given, ast.Call) else None
    if _metric(node, snippet) not in _OF_RANKS or not _predicts(given, snippet) or of is None:
        return
    model = of.value if isinstance(of, ast.Attribute) else of
    origin = snippet.flow.value(model)
    if method(origin) == "fit":
        origin = receiver(origin) or origin
    made = snippet.called(origin).split(".")[-1]
    told = bool(named(model) & {"clf", "classifier"})
    if made.endswith(_CLASSIFIERS) or (told and not made):
        values = {"call": ast.unparse(node.func), "given": f"`{ast.unparse(node.args[1])}`"}
        yield Seen("ranked-by-classes", node.lineno, values)


def _best_of_many(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`max(scores, key=scores.get)` and `np.argmax(accs)` of results on the test data."""
    name = snippet.called(node).split(".")[-1]
    of = node.args[0] if node.args else receiver(node)
    key = dotted(of) if of is not None else None
    if name not in ("max", "min", "argmax", "argmin", "idxmax", "idxmin") or key is None:
        return
    value = snippet.flow.value(of) if of is not None else None
    results: list[ast.expr] = []
    if isinstance(value, ast.ListComp):
        results = [value.elt]
    elif isinstance(value, ast.DictComp):
        results = [value.value]
    for other in snippet.nodes:
        if isinstance(other, ast.Call) and method(other) == "append" and other.args:
            if dotted(receiver(other) or other) == key and snippet.flow.loops(other):
                results.append(other.args[0])
        if isinstance(other, ast.Assign) and isinstance(other.targets[0], ast.Subscript):
            if dotted(other.targets[0].value) == key and snippet.flow.loops(other):
                results.append(other.value)
    if any(named(n) & _HELD_BACK for n in snippet.nodes if isinstance(n, ast.Name)):
        return
    for result in results:
        reached = list(snippet.flow.reached(result))
        fits = any(isinstance(n, ast.Call) and method(n) == "fit" for n in reached)
        fits = fits or any(method(c) == "fit" and snippet.flow.loops(c) for c in snippet.calls)
        judged = any(
            isinstance(n, ast.Call)
            and (method(n) in ("score", "evaluate") or "_score" in (dotted(n.func) or ""))
            for n in reached
        )
        used = next(
            (n for n in reached if isinstance(n, ast.Name) and part(n, snippet) == "kept"), None
        )
        if fits and judged and used is not None:
            values = {"name": f"`{ast.unparse(node)}`", "data": f"`{used.id}`"}
            yield Seen("chosen-on-test", node.lineno, values)
            return


def _decided(node: ast.expr, snippet: Snippet) -> bool:
    """`(p > 0.5).int()`: a decision in place of what it was made from."""
    for _ in range(6):
        node = snippet.flow.value(node)
        if isinstance(node, ast.Compare):
            limit = node.comparators[0]
            return isinstance(limit, ast.Constant) and limit.value in (0.5, 0, 0.0)
        if method(node) not in _CASTS:
            return False
        node = receiver(node) or node
    return False


def _by_test(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """The best of several models is the one that does best on the test data."""
    found = best(node)
    loops = snippet.flow.loops(node)
    if found is None or not loops:
        return
    name, new, _ = found
    trains = any(method(n) in ("fit", "backward") for n in walk(loops[-1]))
    names = [n for n in snippet.nodes if isinstance(n, ast.Name | ast.Attribute)]
    if not trains or any(named(n) & _HELD_BACK for n in names):
        return
    reached = [n for n in snippet.flow.reached(new) if isinstance(n, ast.Name)]
    used = next((n for n in reached if part(n, snippet) == "kept"), None)
    if used is not None:
        values = {"name": f"`{name}`", "data": f"`{dotted(used)}`"}
        yield Seen("chosen-on-test", node.lineno, values)


def _perplexity(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`exp(total)` of losses that were added up, not averaged."""
    done = snippet.operation(call)
    if done is None or done.name != "exp":
        return
    bound = snippet.flow.binding(done.of)
    if bound is None or bound.how != "changed" or not isinstance(bound.statement, ast.AugAssign):
        return
    adds = bound.statement
    loops = snippet.flow.loops(adds)
    inside = loops and snippet.flow.inside(call, loops[0])
    losses = any(snippet.is_loss(n) for n in snippet.flow.reached(adds.value))
    losses = losses or any(
        isinstance(n, ast.Attribute) and n.attr == "loss" for n in snippet.flow.reached(adds.value)
    )
    divided = any(
        isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div)
        for n in [*snippet.flow.reached(adds.value), adds]
    )
    if isinstance(adds.op, ast.Add) and loops and not inside and losses and not divided:
        yield Seen("perplexity-of-sum", call.lineno, {"total": f"`{ast.unparse(done.of)}`"})


def _base(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`2 ** loss` of a loss in natural logarithms."""
    value = snippet.flow.value(node.right)
    if _is_mean_of_losses(value, snippet):
        yield Seen("perplexity-base", node.lineno)
        return
    if method(value) == "item":
        value = snippet.flow.value(value.func.value)  # type: ignore[attr-defined]
    if isinstance(value, ast.Call) and snippet.loss_name(value) in (
        "cross_entropy",
        "CrossEntropyLoss",
        "nll_loss",
        "NLLLoss",
    ):
        yield Seen("perplexity-base", node.lineno)


def _is_mean_of_losses(node: ast.expr, snippet: Snippet) -> bool:
    """`total / n` of losses in natural logarithms that a loop has added up."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
        return False
    bound = snippet.flow.binding(node.left)
    if bound is None or bound.how != "changed" or bound.value is None:
        return False
    reached = list(snippet.flow.reached(bound.value))
    based = any("log2" in ast.unparse(n) for n in reached if isinstance(n, ast.Call))
    return not based and any(
        isinstance(n, ast.Call) and snippet.loss_name(n) in ("cross_entropy", "CrossEntropyLoss")
        for n in reached
    )


def _by_folds(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`oof[part] = model.predict(X[part])`, and then ranks are judged."""
    name = dotted(node.args[1])
    if _metric(node, snippet) not in _OF_RANKS or name is None:
        return
    for other in snippet.nodes:
        if not isinstance(other, ast.Assign) or not isinstance(other.targets[0], ast.Subscript):
            continue
        filled = dotted(other.targets[0].value) == name and method(other.value) == "predict"
        model = receiver(other.value)
        if filled and model is not None:
            text = ast.unparse(snippet.flow.value(model))
            if any(f"{kind}(" in text for kind in _CLASSIFIERS):
                values = {"call": ast.unparse(node.func), "given": f"`{name}`"}
                yield Seen("ranked-by-classes", node.lineno, values)
                return


def _other_class(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`roc_auc_score(y, clf.predict_proba(X)[:, 0])`: the probability of not being in the class."""
    given = snippet.flow.value(node.args[1])
    if _metric(node, snippet) not in ("roc_auc_score", "roc_curve", "average_precision_score"):
        return
    if not isinstance(given, ast.Subscript) or not isinstance(given.slice, ast.Tuple):
        return
    shares = method(snippet.flow.value(given.value)) == "predict_proba"
    if shares and number(given.slice.elts[-1]) == 0:
        values = {"code": f"`{ast.unparse(given)}`"}
        yield Seen("probability-of-other-class", node.lineno, values)
