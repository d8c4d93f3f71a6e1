"""Losses with a wrong sign: what should grow is minimised, or the reverse."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.outputs import ending
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, method, receiver, same
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_GATHERS = ("mean", "sum")
_PICKS = ("gather", "squeeze", "unsqueeze", "masked_select", "diag", "diagonal", "take_along_dim")
_DEEPEST = 6


def look(snippet: Snippet) -> Iterator[Seen]:
    draws = any(method(c) == "log_prob" for c in snippet.calls)
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp):
            yield from _divergence(node, snippet)
        elif draws and method(node) == "entropy":
            yield from _entropy(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _clipped(node, snippet)
    for value in _minimised(snippet):
        yield from _likelihood(value, snippet)


def contributions(
    node: ast.AST, sign: int, snippet: Snippet, depth: int = 0, joined: bool = False
) -> Iterator[tuple[int, bool]]:
    """With which signs a value goes into a loss that is minimised, and whether beside others."""
    flow = snippet.flow
    while (up := flow.parent(node)) is not None and depth < _DEEPEST:
        if isinstance(up, ast.UnaryOp) and isinstance(up.op, ast.USub):
            sign = -sign
        elif isinstance(up, ast.BinOp):
            other = up.right if up.left is node else up.left
            if isinstance(up.op, ast.Mult | ast.Div):
                sign = -sign if _negative(flow.value(other)) else sign
            elif isinstance(up.op, ast.Add | ast.Sub):
                joined = True
                sign = -sign if isinstance(up.op, ast.Sub) and up.right is node else sign
            else:
                return
        elif isinstance(up, ast.Attribute) and up.attr == "backward":
            yield sign, joined
            return
        elif isinstance(up, ast.Attribute) and up.attr in _GATHERS:
            pass
        elif isinstance(up, ast.Call):
            done = snippet.operation(up)
            if done is None or done.name not in _GATHERS:
                return
        elif isinstance(up, ast.Assign | ast.Return | ast.Tuple):
            yield from _named(up, sign, snippet, depth, joined)
            return
        else:
            return
        node = up


def _named(
    up: ast.Assign | ast.Return | ast.Tuple, sign: int, snippet: Snippet, depth: int, joined: bool
) -> Iterator[tuple[int, bool]]:
    flow = snippet.flow
    if not isinstance(up, ast.Assign):
        function = flow.function(up)
        returned = isinstance(up, ast.Return) or isinstance(flow.parent(up), ast.Return)
        named = function is not None and "loss" in function.name.lower()
        beside = joined and any(snippet.is_loss(n) for n in flow.reached(up))
        if returned and function is not None and (named or beside):
            yield sign, joined
        return
    name = dotted(up.targets[0])
    reads = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Name | ast.Attribute)
        and dotted(n) == name
        and isinstance(n.ctx, ast.Load)
    ]
    if not reads and joined and last_name(up.targets[0]) in ("loss", "total_loss", "vae_loss"):
        yield sign, joined  # the end of a cut-out
    for other in reads:
        bound = flow.binding(other)
        if bound is not None and bound.statement is up:
            yield from contributions(other, sign, snippet, depth + 1, joined)


def _negative(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _terms(node: ast.expr, sign: int = 1) -> Iterator[tuple[int, ast.expr]]:
    """The terms of a sum with their signs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from _terms(node.left, sign)
        yield from _terms(node.right, sign if isinstance(node.op, ast.Add) else -sign)
    elif _negative(node):
        yield from _terms(node.operand, -sign)  # type: ignore[attr-defined]
    else:
        yield sign, node


def _divergence(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`1 + s - m² - exp(s)`: minus twice the divergence of a normal from the standard one."""
    up = snippet.flow.parent(node)
    if isinstance(up, ast.BinOp) and isinstance(up.op, ast.Add | ast.Sub):
        return
    terms = list(_terms(node))
    if len(terms) != 4 or not any(_is_one(t) for _, t in terms):
        return
    for sign, term in terms:
        done = snippet.operation(snippet.flow.value(term))
        if done is None or done.name != "exp":
            continue
        logs = [s for s, t in terms if same(t, done.of)]
        squares = [s for s, t in terms if _is_square(snippet.flow.value(t))]
        if logs == [-sign] and squares == [sign]:
            ends = [s for s, _ in contributions(node, sign, snippet)]
            if ends and all(s < 0 for s in ends):
                yield Seen("divergence-sign", node.lineno)


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _is_square(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return isinstance(node.right, ast.Constant) and node.right.value == 2
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return same(node.left, node.right)
    return method(node) in ("pow", "square") or (
        isinstance(node, ast.Call) and (dotted(node.func) or "").endswith((".square", ".pow"))
    )


def _entropy(node: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """The entropy of a policy is added to a loss, which then makes the policy less various."""
    ends = list(contributions(node, 1, snippet))
    if ends and all(s > 0 and joined for s, joined in ends):
        yield Seen("entropy-punished", node.lineno)  # type: ignore[attr-defined]


def _clipped(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`min(ratio * gain, clamp(ratio) * gain)` is to grow: the loss is minus that."""
    done = snippet.operation(node)
    if done is None or done.name not in ("min", "minimum", "max", "maximum") or not done.rest:
        return
    sides = [snippet.flow.value(s) for s in (done.of, done.rest[0])]
    if any(_negative(n) for s in sides for n in walk(s) if isinstance(n, ast.expr)):
        return
    reached = [n for s in sides for n in snippet.flow.reached(s)]
    named = {o.name for n in reached if (o := snippet.operation(n))}
    ratio = "exp" in named or any("ratio" in last_name(n) for n in reached)
    products = all(isinstance(s, ast.BinOp) and isinstance(s.op, ast.Mult) for s in sides)
    if not (ratio and products and named & {"clamp", "clip"}):
        return
    ends = [s for s, _ in contributions(node, 1, snippet)]
    least = done.name.startswith("min")
    if ends and least and all(s > 0 for s in ends):
        yield Seen("clipped-objective-sign", node.lineno)
    elif ends and not least and all(s < 0 for s in ends):
        yield Seen("clipped-by-maximum", node.lineno, {"call": ast.unparse(node.func)})


def _minimised(snippet: Snippet) -> Iterator[ast.expr]:
    """What `backward()` is called on, and what functions named after a loss return."""
    for call in snippet.calls:
        of = receiver(call)
        if method(call) == "backward" and of is not None and not call.args:
            yield of
    for function in snippet.functions:
        told = set(function.name.lower().split("_"))
        if "loss" in function.name.lower() or told & {"nll", "ce", "xent", "crossentropy"}:
            yield from snippet.flow.returns(function)


def _likelihood(value: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """The mean of log-probabilities, which is to grow, without a minus."""
    gathered = False
    for _ in range(12):
        value = snippet.flow.value(value)
        done = snippet.operation(value)
        if isinstance(value, ast.Subscript):
            value = value.value
        elif done is not None and done.name in _GATHERS:
            gathered = gathered or done.call is value
            value = done.of
        elif done is not None and done.name in _PICKS:
            value = done.of
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
            value = value.left
        else:
            break
    done = snippet.operation(value)
    if gathered and isinstance(value, ast.BinOp) and _is_likelihood(value, snippet):
        yield Seen("likelihood-minimised", value.lineno)
    if done is None or not gathered:
        return
    if done.name == "log_prob" and len(done.rest) == 1 and dotted(done.of):
        drawn = [snippet.operation(n) for n in snippet.flow.reached(done.rest[0])]
        own = any(o is not None and o.name in ("sample", "rsample") for o in drawn)
        if not own and snippet.scope.kind(done.of) != "Module":
            yield Seen("likelihood-minimised", value.lineno)
        return
    end = ending(done.of, snippet) if done.name == "log" else None
    shares = end is not None and end.what in ("softmax", "sigmoid")
    if done.name in ("log_softmax", "logsigmoid") or shares:
        yield Seen("likelihood-minimised", value.lineno)


def _is_likelihood(node: ast.expr, snippet: Snippet, depth: int = 0) -> bool:
    """A weighted sum of log-probabilities, without a minus anywhere."""
    value = snippet.flow.value(node)
    if depth > _DEEPEST or _negative(value):
        return False
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return all(_is_likelihood(s, snippet, depth + 1) for s in (value.left, value.right))
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        sides = [value.left, value.right]
        found = [_is_likelihood(s, snippet, depth + 1) for s in sides]
        weight = sides[1 - found.index(True)] if found.count(True) == 1 else None
        return weight is not None and not _negative(snippet.flow.value(weight))
    if isinstance(value, ast.Subscript):
        return _is_likelihood(value.value, snippet, depth + 1)
    done = snippet.operation(value)
    if done is None:
        return False
    if done.name in ("log_softmax", "logsigmoid"):
        return True
    return done.name in (*_GATHERS, *_PICKS) and _is_likelihood(done.of, snippet, depth + 1)
