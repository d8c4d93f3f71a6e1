"""Representations: how latent variables are drawn and held to a normal, and how embeddings are normalised."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import matches, operands, uses
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_LOG_VARIANCES = ("logvar", "log_var", "lv", "logv", "log_variance", "logsigma2", "log_sigma2")
_LACKING = {
    # the divergence of a normal from the standard one is -(1 + s - m² - exp(s)) / 2
    "s - square(m) - exp(s)": "the 1",
    "1 - square(m) - exp(s)": "the logarithm of the variance",
    "1 + s - square(m)": "the variance, `exp(logvar)`",
    "1 + s - m - exp(s)": "the square of the mean",
    "1 + s - abs(m) - exp(s)": "the square of the mean",
    "1 + log(v) - m - v": "the square of the mean",
    "log(v) - square(m) - v": "the 1",
}


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            yield from _spread(node, snippet)
        if isinstance(node, ast.Call):
            yield from _over_batch(node, snippet)
    yield from _divergence(snippet)
    yield from _draw(snippet)
    yield from _whole_variance(snippet)


def _whole_variance(snippet: Snippet) -> Iterator[Seen]:
    """`exp(s) * noise`, where `1 + s - mu² - exp(s)` tells that `s` is the logarithm of a variance."""
    for shape in ("1 + s - square(m) - exp(s)", "s - square(m) - exp(s) + 1"):
        for _, found in matches(shape, snippet):
            name = dotted(found["s"])
            for node in snippet.nodes:
                if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
                    continue
                grown = [o for p in (node.left, node.right) if (o := snippet.operation(p))]
                exps = [o for o in grown if o.name == "exp" and dotted(o.of) == name]
                noise = any(o.name in ("randn_like", "randn", "normal_") for o in grown) or any(
                    snippet.called(snippet.flow.value(p)).endswith(("randn_like", "randn"))
                    for p in (node.left, node.right)
                )
                if name and exps and noise and name.split(".")[-1] not in _LOG_VARIANCES:
                    code = f"`{ast.unparse(exps[0].call)}`"
                    yield Seen("variance-for-spread", node.lineno, {"code": code})
                    return


def _divergence(snippet: Snippet) -> Iterator[Seen]:
    """`-0.5 * sum(logvar - mu² - exp(logvar))`: a term of the four is missing."""
    for shape, lacking in _LACKING.items():
        for node, found in matches(shape, snippet):
            spread = found.get("s", found.get("v"))
            names = {n for n in map(dotted, walk(spread)) if n} if spread is not None else set()
            told = any({"log", "logvar", "lv", "var", "logv"} & set(words(n)) for n in names)
            if "s" in found and "exp" not in shape and not told:
                continue
            squared = "m" in found and any(
                operands(power, snippet.flow.value(found["m"]), snippet)
                for power in ("square", "pow")
            )
            if not squared and _is_summed(node, snippet):
                yield Seen("divergence-lacks-term", node.lineno, {"lacking": lacking})


def _is_summed(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value is added up or averaged, and halved, as a divergence is."""
    flow = snippet.flow
    statement = flow.statement(node)
    around = [*flow.above(node), statement]
    named = {n.id for n in walk(statement) if isinstance(n, ast.Name)}
    text = ast.unparse(statement)
    summed = any((o := snippet.operation(u)) and o.name in ("sum", "mean") for u in around)
    later = any(
        isinstance(n, ast.Call)
        and (o := snippet.operation(n))
        and o.name in ("sum", "mean")
        and dotted(o.of) in named
        for n in snippet.nodes
    )
    return "0.5" in text or "/ 2" in text or summed or later


def _draw(snippet: Snippet) -> Iterator[Seen]:
    """`mu + std` without noise, and `mu * std + noise`."""
    for shape in ("m + exp(h)", "m + sqrt(exp(h))", "m + s * e", "m * s + e"):
        for node, found in matches(shape, snippet):
            if "h" in found:
                half = (
                    "sqrt" in shape
                    or uses(found["h"], snippet, "log")
                    or "0.5" in ast.unparse(found["h"])
                )
                kept = snippet.flow.function(node)
                named = kept is not None and any(
                    w in kept.name.lower() for w in ("param", "sample", "draw", "latent")
                )
                if half and named and not uses(found["m"], snippet, "exp"):
                    yield Seen("draw-without-noise", node.lineno)
            elif shape == "m * s + e" and _is_noise(found["e"], snippet):
                for mean, spread in (("m", "s"), ("s", "m")):
                    grown = snippet.operation(snippet.flow.value(found[spread]))
                    if grown is not None and grown.name == "exp" and dotted(found[mean]):
                        values = {"noise": f"`{ast.unparse(found['e'])}`"}
                        yield Seen("noise-not-scaled", node.lineno, values)


def _is_noise(node: ast.expr, snippet: Snippet) -> bool:
    made = snippet.operation(snippet.flow.value(node))
    return made is not None and made.name in ("randn_like", "randn", "normal", "normal_")


def _spread(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`noise * exp(log variance)`: that is the variance, and the noise wants its root."""
    for noise, factor in ((node.left, node.right), (node.right, node.left)):
        drawn = snippet.operation(snippet.flow.value(noise))
        grown = snippet.operation(snippet.flow.value(factor))
        if drawn is None or drawn.name not in ("randn_like", "randn", "normal", "normal_"):
            continue
        if grown is not None and grown.name == "exp" and last_name(grown.of) in _LOG_VARIANCES:
            bound = snippet.flow.binding(grown.of)
            halved = bound is not None and isinstance(bound.value, ast.BinOp)
            if not halved:
                values = {"code": f"`{ast.unparse(factor)}`"}
                yield Seen("variance-for-spread", node.lineno, values)
                return


def _over_batch(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`F.normalize(z, dim=0)`, and then all rows of `z` are compared with all others."""
    done = snippet.operation(node)
    if done is None or done.name != "normalize" or "torch" not in snippet.called(node):
        return
    dim = done.given(1, "dim")
    if not isinstance(dim, ast.Constant) or dim.value != 0 or type(dim.value) is not int:
        return
    for other in snippet.nodes:
        pair = _product(other, snippet)
        if pair is not None and any(snippet.flow.value(side) is node for side in pair):
            yield Seen("normalised-over-batch", node.lineno, {"call": ast.unparse(node.func)})
            return


def _product(node: ast.AST, snippet: Snippet) -> tuple[ast.expr, ast.expr] | None:
    """`a` and `b` of `a @ b.T`, or None."""
    left: ast.expr | None = None
    right: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = node.left, node.right
    elif (done := snippet.operation(node)) and done.name in ("matmul", "mm") and done.rest:
        left, right = done.of, done.rest[0]
    if left is None or right is None:
        return None
    if isinstance(right, ast.Attribute) and right.attr in ("T", "mT"):
        return left, right.value
    turned = snippet.operation(right)
    if turned is not None and turned.name in ("t", "transpose") and dotted(turned.of):
        return left, turned.of
    return None
