"""Rounds that only add gradients up, and others in which the optimizer steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def accumulation(
    loop: ast.AST,
    backward: list[ast.Call],
    steps: list[ast.Call],
    clears: list[ast.Call],
    snippet: Snippet,
) -> Iterator[Seen]:
    """`if (i + 1) % n == 0: optimizer.step()` wants the loss divided by n."""
    if len(backward) != 1:
        return
    for node in walk(loop):
        if not isinstance(node, ast.If) or not _lets_step(node, steps, loop):
            continue
        yield from _counted(node, loop, backward[0], snippet)
        rest = next((n for n in snippet.flow.reached(node.test) if _is_remainder(n)), None)
        if not isinstance(rest, ast.BinOp) or snippet.flow.inside(backward[0], node):
            continue
        skips = isinstance(node.body[-1], ast.Continue)
        early = [c for c in clears if not (skips and c.lineno > node.lineno)]
        if any(same_block(loop, backward[0], c) for c in early):
            yield Seen("accumulation-cleared", clears[0].lineno)
            continue
        if _at_first(node.test, rest, loop, snippet) and not skips:
            yield Seen("stepped-at-first", node.lineno, {"test": f"`{ast.unparse(rest)}`"})
        count = {ast.dump(rest.right), ast.dump(snippet.flow.value(rest.right))}
        divisors = [
            n.right if isinstance(n, ast.BinOp) else n.value
            for n in walk(loop)
            if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div)
        ]
        divided = any(ast.dump(n) in count for d in divisors for n in walk(d))
        factors = [n for n in walk(loop) if isinstance(n, ast.BinOp | ast.AugAssign)]
        scaled = any(isinstance(n.op, ast.Mult) and _is_loss_like(n, backward[0]) for n in factors)
        if not divided and not scaled and not backward[0].args:
            yield Seen("accumulation-unscaled", backward[0].lineno)


def _counted(node: ast.If, loop: ast.AST, backward: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`n += 1` and `if n == 8: optimizer.step(); n = 0`, with the loss as it is."""
    test = node.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq | ast.GtE):
        return
    name = dotted(test.left)
    begun = any(
        isinstance(n, ast.Assign) and dotted(n.targets[0]) == name and number(n.value) == 0
        for n in node.body
    )
    raised = any(
        isinstance(n, ast.AugAssign) and dotted(n.target) == name and number(n.value) == 1
        for n in walk(loop)
    )
    divided = any(
        isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div | ast.Mult)
        for n in [*walk(loop), *snippet.flow.reached(backward)]
    )
    cleared = any(snippet.flow.inside(c, node) for c in walk(node) if _clears(c))
    if name and begun and raised and cleared and not divided and not backward.args:
        if not snippet.flow.inside(backward, node):
            yield Seen("accumulation-unscaled", backward.lineno)


def _clears(node: ast.AST) -> bool:
    attribute = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return attribute and node.func.attr == "zero_grad"  # type: ignore[attr-defined]


def _lets_step(node: ast.If, steps: list[ast.Call], loop: ast.AST) -> bool:
    """The steps stand in the branch, or come after one that ends with `continue`."""
    if isinstance(node.body[-1], ast.Continue) and not node.orelse:
        body = getattr(loop, "body", [])
        later = body[body.index(node) + 1 :] if node in body else []
        return any(s in walk(n) for n in later for s in steps)
    return any(s in walk(node) for s in steps)


def _at_first(test: ast.expr, rest: ast.BinOp, loop: ast.AST, snippet: Snippet) -> bool:
    """`i % n == 0` with an `i` that begins at 0: the first group holds a single batch."""
    test = snippet.flow.value(test)
    if not isinstance(loop, ast.For):
        return False
    if isinstance(test, ast.Compare):
        if not isinstance(test.ops[0], ast.Eq) or number(test.comparators[0]) != 0:
            return False
        test = test.left
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    if test is not rest:
        return False
    over, target = loop.iter, loop.target
    if not isinstance(over, ast.Call):
        return False
    if dotted(over.func) == "range":
        return len(over.args) == 1 and dotted(rest.left) == dotted(target)
    counted = dotted(over.func) == "enumerate" and len(over.args) == 1 and not over.keywords
    first = target.elts[0] if isinstance(target, ast.Tuple) else None
    return counted and first is not None and dotted(rest.left) == dotted(first)


def _is_loss_like(node: ast.BinOp | ast.AugAssign, backward: ast.Call) -> bool:
    """Whether the loss itself is multiplied by something."""
    name = dotted(receiver(backward) or backward)
    target = node.target if isinstance(node, ast.AugAssign) else node.left
    return dotted(target) == name


def _is_remainder(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)


def same_block(around: ast.AST, one: ast.Call, other: ast.Call) -> bool:
    """Whether no branch stands between the two."""
    for node in walk(around):
        if node is around or not isinstance(node, ast.If | ast.For | ast.While | ast.Try):
            continue
        inside = [any(n is call for n in walk(node)) for call in (one, other)]
        if inside[0] != inside[1]:
            return False
    return True
