"""Values that are called after a formula and computed by another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, words
from mlexplain.explain.cautions.reading.terms import terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_NAMED = {
    # word of the name: shapes that are none of it, and what is wrong
    "f1": (("p * r / (p + r)", "p * r / (p + r + e)"), "the factor 2 is missing"),
    "rmse": (
        ("mean(square(d))", "sum(square(d)) / n", "mean_squared_error(y, p)", "mse_loss(p, y)"),
        "the square root is missing",
    ),
    "mae": (("mean(+(a - b))", "sum(+(a - b)) / n"), "the absolute value is missing"),
    "mse": (("mean(+(a - b))", "sum(+(a - b)) / n"), "the square is missing"),
    "std": (("mean(square(d))", "sum(square(d)) / n", "var(x)"), "the square root is missing"),
    "cosine": (("dot(a, b)", "sum(a * b)"), "the division by both lengths is missing"),
    "cos_sim": (("dot(a, b)",), "the division by both lengths is missing"),
}
_COUNTS = {
    # of hits: what is added to them below
    "precision": ("fp", "fn", "`tp + fp`, all that were predicted"),
    "recall": ("fn", "fp", "`tp + fn`, all that are there"),
    "sensitivity": ("fn", "fp", "`tp + fn`, all that are there"),
}


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            name = dotted(node.targets[0])
            if name:
                yield from _formula(name, node.value, node.lineno, snippet)
        elif isinstance(node, ast.Return) and node.value is not None:
            function = snippet.flow.function(node)
            if function is not None:
                yield from _formula(function.name, node.value, node.lineno, snippet)


def _formula(name: str, value: ast.expr, line: int, snippet: Snippet) -> Iterator[Seen]:
    told = set(words(name.split(".")[-1]))
    if "squared" in told or "sum" in told or "total" in told:
        return
    for word, (shapes, wrong) in _NAMED.items():
        if not told >= set(words(word)) or any(_finished(name, word, snippet)):
            continue
        if any(match(shape, value, snippet) is not None for shape in shapes):
            if word in ("cosine", "cos_sim") and "norm" in ast.unparse(snippet.tree).lower():
                continue  # the vectors may have length one already
            if not _told_otherwise(value):
                values = {"name": f"`{name}`", "wrong": wrong}
                yield Seen("formula-unlike-name", line, values)
                return
    yield from _counts(told, name, value, line)
    if told & {"perplexity", "ppl"}:
        yield from _perplexity(name, value, line, snippet)


def _finished(name: str, word: str, snippet: Snippet) -> Iterator[bool]:
    """Whether the rest is done on the next line: `rmse = rmse ** 0.5`."""
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == name:
            inside = [n for n in walk(node.value) if dotted(n) == name]
            if inside:
                yield True


def _told_otherwise(value: ast.expr) -> bool:
    """`mean_squared_error(…, squared=False)`."""
    return any(isinstance(n, ast.keyword) and n.arg == "squared" for n in walk(value))


def _counts(told: set[str], name: str, value: ast.expr, line: int) -> Iterator[Seen]:
    """`precision = tp / (tp + fn)`."""
    for word, (own, other, right) in _COUNTS.items():
        short = {"precision": "prec", "recall": "rec"}.get(word, word)
        if not told & {word, short}:
            continue
        if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)):
            continue
        under = value.right
        if isinstance(under, ast.Call) and dotted(under.func) == "float" and under.args:
            under = under.args[0]
        below = {last_name(t).rstrip("s") for _, t in terms(under)}
        hits = last_name(value.left).rstrip("s") == "tp"
        if hits and {"tp", other} <= below and own not in below:
            yield Seen("counts-of-other-measure", line, {"name": f"`{name}`", "right": right})


def _perplexity(name: str, value: ast.expr, line: int, snippet: Snippet) -> Iterator[Seen]:
    """A mean loss that is called perplexity."""
    if any(_finished(name, "ppl", snippet)):
        return
    opened = snippet.flow.value(value)
    losses = isinstance(opened, ast.Call) and snippet.is_loss(opened)
    divided = isinstance(opened, ast.BinOp) and isinstance(opened.op, ast.Div)
    total = (dotted(opened.left) or "").lower() if divided else ""  # type: ignore[attr-defined]
    text = ast.unparse(opened)
    if (losses or (divided and ("loss" in total or "nll" in total))) and "exp" not in text:
        wrong = "it is the exponential of the mean loss"
        yield Seen("formula-unlike-name", line, {"name": f"`{name}`", "wrong": wrong})
