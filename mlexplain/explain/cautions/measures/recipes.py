"""Recipes that lack a part: noise, mixtures, correlations, discounts, schedules, normalisation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match, matches
from mlexplain.explain.cautions.reading.outputs import ending
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, named, number, same
from mlexplain.explain.cautions.reading.terms import factors
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _gumbel(node, snippet)
            yield from _turned_normalise(node, snippet)
            yield from _log_of_scores(node, snippet)
            yield from _flat_choice(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from _same_loss(node)
        elif isinstance(node, ast.GeneratorExp | ast.ListComp):
            yield from _discounted_alike(node)
        elif isinstance(node, ast.Assign):
            yield from _compounded(node, snippet)
            yield from _ranks(node, snippet)
        elif isinstance(node, ast.Subscript):
            yield from _last_is_padding(node, snippet)
    for shape in (
        "sum(a * b) / (sum(square(a)) * sum(square(b)))",
        "mean(a * b) / (var(x) * var(y))",
    ):
        for found, _ in matches(shape, snippet):
            yield Seen("correlation-lacks-root", found.lineno)


def _gumbel(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`log(-log(u))` without the outer minus."""
    found = match("log(-log(u))", node, snippet)
    up = snippet.flow.parent(node)
    if found is None or isinstance(up, ast.UnaryOp):
        return
    made = snippet.flow.value(found["u"])
    drawn = snippet.called(made).split(".")[-1] in ("rand_like", "rand", "uniform", "random")
    joined = isinstance(up, ast.BinOp) and isinstance(up.op, ast.Sub) and up.right is node
    if drawn and not joined:
        if isinstance(up, ast.Assign):
            name = dotted(up.targets[0])
            for use in snippet.names.get(name or "", []):
                over = snippet.flow.parent(use)
                if isinstance(over, ast.UnaryOp):
                    return
                if isinstance(over, ast.BinOp) and isinstance(over.op, ast.Sub):
                    return
        yield Seen("gumbel-lacks-minus", node.lineno)


def _numbers(node: ast.expr | None) -> list[float]:
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, float)]


def _turned_normalise(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`Normalize` with the usual spreads of ImageNet or CIFAR in the place of the means."""
    if (dotted(node.func) or "").split(".")[-1] != "Normalize" or len(node.args) != 2:
        return
    first, second = _numbers(node.args[0]), _numbers(node.args[1])
    if len(first) == len(second) == 3 and max(first) < 0.3 and min(second) > 0.35:
        yield Seen("normalise-turned", node.lineno)


def _log_of_scores(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`log(logits)` beside `softmax(logits)`."""
    done = snippet.operation(node)
    if done is None or done.name != "log" or dotted(done.of) is None:
        return
    squeezed = any(
        (o := snippet.operation(c)) and o.name == "softmax" and same(o.of, done.of)
        for c in snippet.calls
    )
    if squeezed and ending(done.of, snippet) is None:
        yield Seen("log-of-scores", node.lineno, {"scores": f"`{ast.unparse(done.of)}`"})


def _flat_choice(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`logits.argmax()` over all positions at once, and the result is decoded as a token."""
    done = snippet.operation(node)
    if done is None or done.name != "argmax" or done.rest or node.keywords:
        return
    of = snippet.flow.value(done.of)
    if not (isinstance(of, ast.Attribute) and of.attr == "logits"):
        return
    statement = snippet.flow.statement(node)
    name = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else None
    for call in snippet.calls:
        if method(call) == "decode" and any(dotted(n) == name for a in call.args for n in walk(a)):
            yield Seen("choice-over-all", node.lineno, {"call": f"`{ast.unparse(node)}`"})
            return


def _same_loss(node: ast.BinOp) -> Iterator[Seen]:
    """`lam * ce(out, y) + (1 - lam) * ce(out, y)`: the second target should be the partner's."""
    sides = [factors(s)[0] for s in (node.left, node.right)]
    if any(len(s) != 2 for s in sides):
        return
    calls = [next((f for f in s if isinstance(f, ast.Call)), None) for s in sides]
    weights = [next((f for f in s if not isinstance(f, ast.Call)), None) for s in sides]
    if None in calls or None in weights:
        return
    one, other = weights
    if not isinstance(other, ast.BinOp) or not isinstance(other.op, ast.Sub) or one is None:
        return
    rest = number(other.left) == 1 and same(other.right, one)
    if rest and same(calls[0], calls[1]) and len(calls[0].args) == 2:  # type: ignore[arg-type, union-attr]
        values = {"targets": f"`{ast.unparse(calls[0].args[1])}`"}  # type: ignore[union-attr]
        yield Seen("mixture-half-told", node.lineno, values)


def _discounted_alike(node: ast.GeneratorExp | ast.ListComp) -> Iterator[Seen]:
    """`sum(gamma * r for t, r in enumerate(rewards))`: `t` is counted and never used."""
    over = node.generators[0]
    target = over.target
    if not isinstance(over.iter, ast.Call) or dotted(over.iter.func) != "enumerate":
        return
    if not isinstance(target, ast.Tuple) or not isinstance(node.elt, ast.BinOp):
        return
    index = dotted(target.elts[0])
    unused = not any(isinstance(n, ast.Name) and n.id == index for n in walk(node.elt))
    discount = any(named(n) & {"gamma", "discount"} for n in walk(node.elt) if dotted(n))
    if unused and discount and not over.ifs and not (index or "_").startswith("_"):
        yield Seen("discounted-alike", node.elt.lineno, {"index": f"`{index}`"})


def _compounded(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`lr = lr * 0.1 ** (epoch // 30)` in each epoch: what was decayed is decayed again."""
    name, loops = dotted(node.targets[0]), snippet.flow.loops(node)
    if name is None or not loops or not isinstance(loops[0], ast.For):
        return
    above = factors(node.value)[0]
    powers = [f for f in above if isinstance(f, ast.BinOp) and isinstance(f.op, ast.Pow)]
    count = dotted(loops[0].target)
    grows = any(isinstance(n, ast.Name) and n.id == count for p in powers for n in walk(p.right))
    if any(dotted(f) == name for f in above) and grows and count:
        direct = snippet.flow.block(node) == (loops[0], "body")
        if direct:
            yield Seen("decay-compounds", node.lineno, {"name": f"`{name}`"})


def _ranks(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`ranks = argsort(scores) + 1`: places of the smallest, the second, …, not ranks."""
    if not named(node.targets[0]) & {"rank", "ranks", "ranking"}:
        return
    value = node.value
    if isinstance(value, ast.BinOp) and number(value.right) == 1:
        value = value.left
    done = snippet.operation(snippet.flow.value(value))
    if done is None or done.name != "argsort":
        return
    inner = snippet.operation(snippet.flow.value(done.of))
    paired = any(
        isinstance(c.func, ast.Name)
        and c.func.id == "zip"
        and any(dotted(a) == dotted(node.targets[0]) for a in c.args)
        for c in snippet.calls
    )
    if (inner is None or inner.name != "argsort") and paired:
        yield Seen("order-not-ranks", node.lineno, {"name": f"`{dotted(node.targets[0])}`"})


def _last_is_padding(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`last_hidden_state[:, -1]` of texts that were padded, on the right as most models do."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    if len(parts) < 2 or not isinstance(parts[0], ast.Slice) or number(parts[1]) != -1:
        return
    of = snippet.flow.value(node.value)
    if not (isinstance(of, ast.Attribute) and of.attr == "last_hidden_state"):
        return
    if any("padding_side" in row for row in snippet.rows):
        return
    for made in snippet.flow.reached(of):
        padding = keyword(made, "padding") if isinstance(made, ast.Call) else None
        alone = isinstance(made, ast.Call) and made.args and isinstance(made.args[0], ast.Constant)
        if isinstance(padding, ast.Constant) and padding.value is True and not alone:
            yield Seen("last-is-padding", node.lineno, {"code": f"`{ast.unparse(node)}`"})
            return
