"""Policies: exploring and exploiting, ratios of probabilities, and updates of tables of values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import uses
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, named, receiver
from mlexplain.explain.cautions.reading.terms import stripped, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CHANCES = ("random", "rand", "uniform")
_ANY = ("randrange", "randint", "sample", "choice", "integers")
_BEST = ("argmax", "max")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.If | ast.IfExp):
            yield from _explores(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _ratio(node, snippet)
            yield from _without_exponential(node, snippet)
            yield from _rewarded(node, snippet)
        elif isinstance(node, ast.AugAssign | ast.Assign):
            yield from _table(node, snippet)


def _does(nodes: list[ast.AST], names: tuple[str, ...]) -> bool:
    return any(
        isinstance(n, ast.Call) and (dotted(n.func) or method(n)).split(".")[-1] in names
        for part in nodes
        for n in walk(part)
    )


def _explores(node: ast.If | ast.IfExp, snippet: Snippet) -> Iterator[Seen]:
    """`if random() > epsilon: any action`: it then acts by chance the more the smaller epsilon is."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return
    left, right, less = test.left, test.comparators[0], isinstance(test.ops[0], ast.Lt | ast.LtE)
    if not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
        return
    if _does([right], _CHANCES):
        left, right, less = right, left, not less
    left = snippet.flow.value(left)
    if not _does([left], _CHANCES) or not _is_small(right, snippet):
        return
    body: list[ast.AST] = list(node.body) if isinstance(node, ast.If) else [node.body]
    other: list[ast.AST] = list(node.orelse) if isinstance(node, ast.If) else [node.orelse]
    if not other:
        block = snippet.flow.block(node)
        rest = getattr(block[0], block[1], []) if block else []
        other = list(rest[rest.index(node) + 1 :]) if node in rest else []
    by_chance = _does(body, _ANY) and not _does(body, _BEST)
    best = _does(body, _BEST) and not _does(body, _ANY)
    if (by_chance and not less and _does(other, _BEST)) or (best and less and _does(other, _ANY)):
        yield Seen("explores-turned", node.lineno, {"chance": f"`{ast.unparse(right)}`"})


def _is_small(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a limit is the chance to explore: by its name, or since it shrinks."""
    if named(node) & {"eps", "epsilon", "exploration", "explore", "e"}:
        return True
    value = snippet.flow.value(node)
    if isinstance(value, ast.Constant):
        return isinstance(value.value, float) and value.value <= 0.3
    text = ast.unparse(value)
    return text.startswith("max(0.") or "exp(-" in text or "** " in text


def _ratio(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`exp(old - new)` in an objective that is clipped."""
    done = snippet.operation(node)
    if done is None or done.name != "exp":
        return
    difference = snippet.flow.value(done.of)
    if not (isinstance(difference, ast.BinOp) and isinstance(difference.op, ast.Sub)):
        return
    old, new = difference.left, difference.right
    told = "old" in named(old) and "old" not in named(new)
    drawn = method(snippet.flow.value(new)) == "log_prob" and not uses(old, snippet, "log_prob")
    if not told and not drawn:
        return
    clipped = any(
        (o := snippet.operation(c)) and o.name in ("clamp", "clip") for c in snippet.calls
    )
    kl = isinstance(snippet.flow.parent(node), ast.BinOp) and not clipped
    if clipped and not kl:
        values = {"code": f"`{ast.unparse(difference)}`"}
        yield Seen("ratio-upside-down", node.lineno, values)


def _without_exponential(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`clamp(new_logp - old_logp, 1 - eps, 1 + eps)`: a difference of logarithms is no ratio."""
    done = snippet.operation(node)
    if done is None or done.name not in ("clamp", "clip") or len(done.rest) < 2:
        return
    bounds = [ast.unparse(a) for a in done.rest[:2]]
    value = snippet.flow.value(done.of)
    around_one = bounds[0].startswith(("1 - ", "1.0 - ")) and bounds[1].startswith(
        ("1 + ", "1.0 + ")
    )
    if around_one and isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub):
        values = {"ratio": f"`{ast.unparse(done.of)}`"}
        yield Seen("ratio-without-exponential", node.lineno, values)


def _rewarded(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`(stack(log_probs) * advantage).sum()` is minimised as it stands."""
    of = receiver(node)
    if method(node) != "backward" or of is None:
        return
    for sign, term in terms(snippet.flow.value(of)):
        total = snippet.operation(snippet.flow.value(term))
        if sign < 0 or total is None or total.name not in ("sum", "mean"):
            continue
        product = snippet.flow.value(total.of)
        if not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.Mult):
            continue
        sides = (product.left, product.right)
        logs = [s for s in sides if _gathered(s, snippet)]
        others = [s for s in sides if s not in logs]
        if len(logs) != 1 or _turned(logs[0], snippet) or _turned(others[0], snippet):
            continue
        yield Seen("policy-loss-sign", total.call.lineno)


def _turned(node: ast.expr, snippet: Snippet) -> bool:
    value = snippet.flow.value(node)
    return isinstance(value, ast.UnaryOp) or (
        isinstance(value, ast.Call) and any(isinstance(a, ast.UnaryOp) for a in value.args)
    )


def _gathered(node: ast.expr, snippet: Snippet) -> bool:
    """`torch.stack(logs)` of a list that log-probabilities are appended to."""
    made = snippet.operation(stripped(snippet.flow.value(node), snippet))
    name = dotted(made.of) if made is not None and made.name in ("stack", "cat") else None
    if name is None:
        return False
    added = [
        c.args[0]
        for c in snippet.calls
        if method(c) == "append" and dotted(receiver(c) or c) == name and c.args
    ]
    return bool(added) and all(method(snippet.flow.value(a)) == "log_prob" for a in added)


def _table(node: ast.AugAssign | ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`Q[s, a] += rate * (r + g * max(Q[s2]))` without the old value taken away."""
    if isinstance(node, ast.Assign):
        return
    target, value = node.target, node.value
    if not isinstance(target, ast.Subscript) or not isinstance(node.op, ast.Add):
        return
    table = dotted(target.value.value if isinstance(target.value, ast.Subscript) else target.value)
    if table is None or not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult)):
        return
    for side in (value.left, value.right):
        error = snippet.flow.value(side)
        parts = terms(error)
        if len(parts) < 2 or not isinstance(error, ast.BinOp):
            continue
        inner: list[tuple[int, ast.expr]] = []
        for sign, part in parts:
            opened = snippet.flow.value(part)
            inner += terms(opened, sign) if isinstance(opened, ast.BinOp) else [(sign, part)]
        later = [s for s, p in inner if _chosen(p, table, snippet)]
        own = [s for s, p in inner if ast.dump(_loaded(p)) == ast.dump(_loaded(target))]
        if not later:
            continue
        values = {"table": f"`{ast.unparse(target)}`"}
        if not own and len(parts) == 2:
            yield Seen("old-value-missing", node.lineno, values)
        elif own and own[0] > 0 and later[0] < 0:
            yield Seen("error-turned", node.lineno, values)


def _loaded(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def _chosen(node: ast.expr, table: str, snippet: Snippet) -> bool:
    """`g * max(Q[s2])`: the best entry of a row of the table."""
    text = ast.unparse(node)
    return f"{table}[" in text and ("max(" in text)
