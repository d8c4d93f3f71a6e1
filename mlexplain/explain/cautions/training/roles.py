"""Roles exchanged: mixed examples and their targets, teacher and student, rare and frequent classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import matches
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, named, receiver, words
from mlexplain.explain.cautions.reading.terms import same_value, stripped
from mlexplain.explain.facts.scope import dotted

_WEIGHED = ("CrossEntropyLoss", "NLLLoss", "cross_entropy", "nll_loss")
_COUNTS = ("bincount", "value_counts", "Counter", "histc")
_MEANT = frozenset(["reverse", "reversed", "jsd", "js", "symmetric", "generalized"])


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _mixtures(snippet)
    for call in snippet.calls:
        loss = snippet.loss_name(call)
        if loss in ("kl_div", "KLDivLoss") and len(call.args) >= 2:
            yield from _distilled(call, snippet)
        yield from _class_weights(call, snippet)


# Mixed examples


def _mixtures(snippet: Snippet) -> Iterator[Seen]:
    """`lam * x + (1 - lam) * x[order]`: the losses are weighted as the examples are."""
    mixed, losses = [], []
    for node, found in matches("l * a + (1 - l) * b", snippet):
        share, one, other = found["l"], found["a"], found["b"]
        if snippet.is_loss(one) and snippet.is_loss(other):
            losses.append((node, share, one, other))
        elif _order(other, snippet) is not None and _order(one, snippet) is None:
            if same_value(_bare(other, snippet), one, snippet):
                mixed.append((node, share, _order(other, snippet)))
    for mixture, share, order in mixed:
        for node, other_share, first, second in losses:
            if len(first.args) < 2 or len(second.args) < 2:  # type: ignore[attr-defined]
                continue
            orders = [_order(c.args[1], snippet) for c in (first, second)]  # type: ignore[attr-defined]
            if orders[0] is not None and orders[1] is None:
                same = same_value(share, other_share, snippet) and same_value(
                    orders[0], order or orders[0], snippet
                )
                if same:
                    yield Seen("mixture-turned", node.lineno, {"share": f"`{_text(share)}`"})
        yield from _one_target(mixture, order, snippet)


def _one_target(mixture: ast.expr, order: ast.expr | None, snippet: Snippet) -> Iterator[Seen]:
    """The order in which the partners come is used for the examples alone."""
    name = dotted(order) if order is not None else None
    if name is None or "." in name:
        return
    reads = [n for n in snippet.names.get(name, []) if isinstance(n.ctx, ast.Load)]
    if len(reads) != 1:
        return
    for call in snippet.calls:
        if snippet.is_loss(call) and len(call.args) >= 2 and dotted(call.args[1]):
            if any(n is mixture for n in snippet.flow.reached(call.args[0])):
                values = {"targets": f"`{ast.unparse(call.args[1])}`"}
                yield Seen("mixture-half-told", call.lineno, values)
                return


def _order(node: ast.expr, snippet: Snippet) -> ast.expr | None:
    """`order` of `x[order]`."""
    node = stripped(snippet.flow.value(node), snippet)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        return node.slice
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and node.slice.elts:
        first = node.slice.elts[0]
        return first if isinstance(first, ast.Name) else None
    return None


def _bare(node: ast.expr, snippet: Snippet) -> ast.expr:
    node = stripped(snippet.flow.value(node), snippet)
    return node.value if isinstance(node, ast.Subscript) else node


def _text(node: ast.expr) -> str:
    return ast.unparse(node)


# Teacher and student


def _distilled(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    first, second = (_roles(a, snippet) for a in call.args[:2])
    function = snippet.flow.function(call)
    if function is not None and _MEANT & set(words(function.name)):
        return
    if first == {"teacher"} and second == {"student"}:
        yield Seen("teacher-and-student-turned", call.lineno, {"call": ast.unparse(call.func)})


def _roles(node: ast.expr, snippet: Snippet) -> set[str]:
    found: set[str] = set()
    for inner in snippet.flow.reached(node):
        if isinstance(inner, ast.Name | ast.Attribute):
            found |= named(inner)
        elif isinstance(inner, ast.Call):
            found |= named(inner.func)
    return found & {"teacher", "student"}


# Weights of classes


def _class_weights(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    last = snippet.called(call).split(".")[-1]
    given = keyword(call, "weight") if last in _WEIGHED else None
    if last == "CrossEntropyLoss" and call.args:
        given = given or call.args[0]
    if last == "WeightedRandomSampler":
        given = keyword(call, "weights") or (call.args[0] if call.args else None)
    if given is not None and _is_share(given, snippet):
        yield Seen("weights-by-frequency", call.lineno, {"weights": f"`{ast.unparse(given)}`"})
    positive = keyword(call, "pos_weight")
    if positive is not None:
        ratio = _opened(positive, snippet)
        if isinstance(ratio, ast.BinOp) and isinstance(ratio.op, ast.Div):
            above, below = named(_counted(ratio.left)), named(_counted(ratio.right))
            plus, minus = {"pos", "positive", "positives"}, {"neg", "negative", "negatives"}
            if above & plus and below & minus:
                yield Seen("positives-by-frequency", call.lineno)


def _opened(node: ast.expr, snippet: Snippet) -> ast.expr:
    """`a / b` of `torch.tensor([a / b])`."""
    for _ in range(6):
        node = snippet.flow.value(node)
        if isinstance(node, ast.List | ast.Tuple) and len(node.elts) == 1:
            node = node.elts[0]
        elif snippet.called(node) in ("torch.tensor", "torch.as_tensor", "torch.FloatTensor"):
            node = node.args[0] if node.args else node  # type: ignore[attr-defined]
        else:
            bare = stripped(node, snippet)
            if bare is node:
                return node
            node = bare
    return node


def _counted(node: ast.expr) -> ast.expr:
    """`pos` of `pos.sum()`."""
    return receiver(node) or node if method(node) in ("sum", "item", "float") else node


def _is_share(node: ast.expr, snippet: Snippet) -> bool:
    """Whether weights grow with the number of examples: the counts, or the counts over their sum."""
    for _ in range(3):
        node = _opened(node, snippet)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
            node = node.value
        elif isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Subscript):
            node = node.elt.value  # `[counts[y] for y in labels]`
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            total = snippet.flow.value(node.right)
            whole = method(total) == "sum" or (
                isinstance(total, ast.Call) and dotted(total.func) in ("len", "sum")
            )
            if not whole:
                return False
            node = node.left
    node = _opened(node, snippet)
    done = snippet.operation(node)
    called = done.name if done is not None else snippet.called(node).split(".")[-1]
    return isinstance(node, ast.Call) and called in _COUNTS
