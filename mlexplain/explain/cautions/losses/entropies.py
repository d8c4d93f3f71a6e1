"""Losses written by hand: cross-entropies, entropies, focal loss, Huber, and their signs and terms."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import matches
from mlexplain.explain.cautions.reading.outputs import ending
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named, words
from mlexplain.explain.cautions.reading.terms import same_value
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_TELLING = frozenset(["entropy", "ent", "loss", "ce", "bce", "nll", "kl", "kld", "divergence"])
_TARGETS = frozenset(["y", "t", "target", "targets", "label", "labels", "true", "b"])
_BINARY = {
    # y log p + (1 - y) log(1 - p)
    "y * log(p + e) + (1 - y) * log(p + e)": "the second logarithm wants `1 - p`",
    "y * log(p) + (1 - y) * log(p)": "the second logarithm wants `1 - p`",
    "y * log(1 - p) + (1 - y) * log(p)": "the two logarithms are exchanged",
    "y * log(p) + (1 - p) * log(1 - y)": "target and prediction change places in the second term",
    "y * log(p) - (1 - y) * log(1 - p)": "its two terms have different signs",
    "y * log(p) + y * log(1 - p)": "the second term wants the factor `1 - y`",
    "y * log(p) + log(1 - p)": "the second term wants the factor `1 - y`",
    "p * log(y) + (1 - p) * log(1 - y)": "target and prediction change places",
}


def look(snippet: Snippet) -> Iterator[Seen]:
    for shape, wrong in _BINARY.items():
        for node, found in matches(shape, snippet):
            if same_value(found["y"], found["p"], snippet):
                continue  # the entropy of one distribution
            turned = shape.startswith("p * log(y)")
            if turned and not (_is_target(found["y"]) and _is_share(found["p"], snippet)):
                continue
            if not turned and "y * log(1 - p) + (1 - y)" in shape and not _is_target(found["y"]):
                continue
            yield Seen("binary-cross-entropy-wrong", node.lineno, {"wrong": wrong})
    yield from _half(snippet)
    yield from _signs(snippet)
    yield from _focal(snippet)
    yield from _divergence(snippet)


def _is_target(node: ast.expr) -> bool:
    return bool(named(node) & _TARGETS)


def _is_share(node: ast.expr, snippet: Snippet) -> bool:
    end = ending(node, snippet)
    return (end is not None and end.what in ("sigmoid", "softmax")) or bool(
        named(node) & {"p", "pred", "prob", "probs", "preds", "q"}
    )


def _half(snippet: Snippet) -> Iterator[Seen]:
    """`-(y * log(p)).mean()` of a sigmoid: nothing is lost where the target is zero."""
    for shape in ("y * log(p)", "-(y * log(p))", "y * log(p + others)", "-(y * log(p + others))"):
        for node, found in matches(shape, snippet):
            end = ending(found["p"], snippet)
            logistic = end is not None and end.what == "sigmoid"
            formula = snippet.flow.value(found["p"])
            by_hand = "exp(-" in ast.unparse(formula) and isinstance(formula, ast.BinOp)
            alone = not any(
                isinstance(n, ast.BinOp)
                and isinstance(n.op, ast.Sub)
                and _is_one(n.left)
                and "log" in ast.unparse(snippet.flow.statement(n))
                for n in snippet.nodes
            )
            if (logistic or by_hand) and alone and dotted(found["y"]):
                yield Seen("binary-cross-entropy-half", node.lineno)
                return


def _is_one(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _signs(snippet: Snippet) -> Iterator[Seen]:
    """What a function called entropy or cross-entropy returns lacks its minus."""
    shapes = {
        "sum(p * log(p))": "entropy",
        "sum(p * log(p + others))": "entropy",
        "sum(p * log2(p))": "entropy",
        "sum(y * log(p))": "cross",
        "mean(sum(y * log(p)))": "cross",
        "mean(+(y * log(p) + (1 - y) * log(1 - p)))": "cross",
        "sum(+(y * log(p) + (1 - y) * log(1 - p)))": "cross",
    }
    for shape, kind in shapes.items():
        for node, found in matches(shape, snippet):
            if kind == "cross" and "1 - y" not in shape and not _is_target(found["y"]):
                continue
            name = _goes_to(node, snippet)
            told = (
                {"entropy", "ent", "h"}
                if kind == "entropy"
                else {"entropy", "loss", "ce", "bce", "nll"}
            )
            if set(words(name)) & told and not set(words(name)) & {"neg", "negative", "loglik"}:
                yield Seen("entropy-lacks-minus", node.lineno, {"name": f"`{name}`"})


def _goes_to(node: ast.expr, snippet: Snippet) -> str | None:
    """The name that a value gets as it stands, or that of the function that returns it."""
    for up in snippet.flow.above(node):
        if isinstance(up, ast.Return):
            function = snippet.flow.function(node)
            return function.name if function is not None else None
        if isinstance(up, ast.Assign):
            name = dotted(up.targets[0])
            turned = name is not None and any(_takes_away(n, name) for n in snippet.nodes)
            if turned or name is None:
                return None
            function = snippet.flow.function(node)
            given = snippet.flow.returns(function) if function is not None else []
            as_it_stands = any(dotted(value) == name for value in given)
            told = bool(_TELLING & set(words(name)))
            return function.name if function and as_it_stands and not told else name
        done = snippet.operation(up) if isinstance(up, ast.Call) else None
        if (
            (isinstance(up, ast.BinOp) and isinstance(up.op, ast.Div))
            or (done is not None and done.name in ("mean", "sum"))
            or isinstance(up, ast.Attribute)
        ):
            continue
        return None
    return None


def _takes_away(node: ast.AST, name: str) -> bool:
    """`-name` and `… - name`."""
    below: ast.expr | None = None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        below = node.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        below = node.right
    return below is not None and name in map(dotted, walk(below))


def _focal(snippet: Snippet) -> Iterator[Seen]:
    """`p ** gamma * log(p)`: what is already right weighs most."""
    shapes = (
        "others * pow(p, g) * log(p)",
        "-(others * pow(p, g) * log(p))",
        "others * pow(exp(-c), g) * c",
    )
    for shape in shapes:
        for node, found in matches(shape, snippet):
            weighs = dotted(found["g"]) or isinstance(found["g"], ast.Constant)
            if weighs and not isinstance(snippet.flow.value(found["g"]), ast.BinOp):
                yield Seen("focal-weight-turned", node.lineno)


def _divergence(snippet: Snippet) -> Iterator[Seen]:
    """`sum(p * log(q / p))` is minus the divergence."""
    shapes = ("sum(p * log(q / p))", "sum(p * +(log(q) - log(p)))")
    for shape in shapes:
        for node, _ in matches(shape, snippet):
            name = _goes_to(node, snippet)
            if set(words(name)) & {"kl", "divergence", "kld", "loss"}:
                yield Seen("divergence-turned", node.lineno, {"name": f"`{name}`"})
