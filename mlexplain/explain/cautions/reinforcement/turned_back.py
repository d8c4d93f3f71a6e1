"""Returns in the wrong order, values of states exchanged, the wrong one of two objectives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, receiver
from mlexplain.explain.cautions.reading.terms import factors, multiplies, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _not_turned(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _larger_objective(node, snippet)
            yield from _along_batch(node, snippet)
        elif isinstance(node, ast.BinOp):
            yield from _exchanged(node, snippet)


def _backwards(over: ast.expr) -> bool:
    """`reversed(xs)` and `xs[::-1]`."""
    if isinstance(over, ast.Call):
        return dotted(over.func) == "reversed"
    return isinstance(over, ast.Subscript) and ast.unparse(over.slice) == "::-1"


def _not_turned(loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for r in rewards[::-1]: R = r + g * R; returns.append(R)`, used in that order."""
    if not _backwards(loop.iter):
        return
    carried = {
        dotted(s.targets[0])
        for s in loop.body
        if isinstance(s, ast.Assign)
        and isinstance(s.value, ast.BinOp)
        and any(dotted(n) == dotted(s.targets[0]) for n in walk(s.value))
    } - {None}
    around = snippet.flow.function(loop) or snippet.tree
    for step in loop.body:
        call = step.value if isinstance(step, ast.Expr) else None
        if not isinstance(call, ast.Call) or method(call) != "append" or len(call.args) != 1:
            continue
        name = dotted(receiver(call) or call)
        if name is None or dotted(call.args[0]) not in carried:
            continue
        text = "\n".join(
            ast.unparse(s) for s in getattr(around, "body", []) if s.lineno > loop.lineno
        )
        if any(w in text for w in ("::-1", "reverse", "flip", "appendleft")):
            return
        if "log_prob" in text or "logp" in text:
            yield Seen("returns-not-turned-back", step.lineno, {"name": f"`{name}`"})
            return


def _larger_objective(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`-torch.max(ratio * adv, clipped * adv).mean()`."""
    if snippet.called(node) not in ("torch.max", "torch.maximum") or len(node.args) != 2:
        return
    sides = [snippet.flow.value(a) for a in node.args]
    if any(isinstance(n, ast.USub) for s in sides for n in [getattr(s, "op", None), *_signs(s)]):
        return
    products = all(isinstance(s, ast.BinOp) and isinstance(s.op, ast.Mult) for s in sides)
    clipped = [s for s in sides if any(_clips(f, snippet) for f in factors(s)[0])]
    turned = False
    for up in snippet.flow.above(node):
        turned = turned or (isinstance(up, ast.UnaryOp) and isinstance(up.op, ast.USub))
        if isinstance(up, ast.stmt):
            break
    if products and len(clipped) == 1 and turned:
        yield Seen("larger-objective", node.lineno)


def _signs(node: ast.expr) -> list[ast.AST]:
    return [f.op for f in factors(node)[0] if isinstance(f, ast.UnaryOp)]


def _clips(node: ast.expr, snippet: Snippet) -> bool:
    done = snippet.operation(snippet.flow.value(node))
    return done is not None and done.name in ("clamp", "clip")


def _along_batch(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`q(s).gather(0, a.unsqueeze(1))`."""
    done = snippet.operation(node)
    if done is None or done.name != "gather" or done.dimension != 0:
        return
    place = done.given(1, "index")
    index = snippet.operation(snippet.flow.value(place)) if place is not None else None
    if index is None or not isinstance(snippet.flow.value(done.of), ast.Call):
        return
    sizes = [number(r) for r in index.rest]
    column = (index.name == "unsqueeze" and sizes in ([1], [-1])) or (
        index.name in ("view", "reshape") and sizes == [-1, 1]
    )
    if column:
        yield Seen("gathered-along-batch", node.lineno, {"call": f"`{ast.unparse(node.func)}`"})


def _exchanged(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`r[t] + gamma * v[t] - v[t + 1]`."""
    if not isinstance(node.op, ast.Sub):
        return
    parts = terms(node)
    if len(parts) < 3 or sum(sign < 0 for sign, _ in parts) != 1:
        return
    taken = [t for sign, t in parts if sign < 0 and isinstance(t, ast.Subscript)]
    for later in taken:
        index = later.slice
        ahead = isinstance(index, ast.BinOp) and isinstance(index.op, ast.Add)
        if not ahead or number(index.right) != 1:  # type: ignore[attr-defined]
            continue
        for sign, term in parts:
            if sign < 0 or not multiplies(term):
                continue
            for factor in factors(term)[0]:
                own = isinstance(factor, ast.Subscript) and dotted(factor.value) == dotted(
                    later.value
                )
                if own and dotted(factor.slice) == dotted(index.left):  # type: ignore[attr-defined]
                    values = {
                        "code": f"`{ast.unparse(factor)}`",
                        "later": f"`{ast.unparse(later)}`",
                    }
                    yield Seen("next-value-exchanged", node.lineno, values)
                    return
