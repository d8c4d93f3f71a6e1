"""Rewards: what comes after a step, and what an episode's end must cut off."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    named,
    number,
    receiver,
    words,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ENDS = frozenset(["done", "dones", "terminal", "terminals", "terminated", "finished"])
_GAIN = frozenset(["r", "reward", "rewards", "rew", "rews", "rs", "rb"])
_BEST = ("max", "amax", "gather")


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _undiscounted(snippet)
    yield from _not_cut_off(snippet)
    yield from _end_unread(snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _forward_returns(node, snippet)


def _not_cut_off(snippet: Snippet) -> Iterator[Seen]:
    names = [n for n in snippet.nodes if isinstance(n, ast.Name | ast.Attribute)]
    ends = [n for n in names if named(n) & _ENDS]
    if not ends:
        yield from _end_given(snippet)
    if not ends or any(_is_used(n, snippet) for n in ends):
        return
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            if named(node.left) & _GAIN and _is_value(node.right, snippet):
                yield Seen("end-not-cut-off", node.lineno, {"end": f"`{dotted(ends[0])}`"})


def _by_index(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(len(rs)): R = rs[i] + g * R; out.append(R)`."""
    over, index, function = node.iter, dotted(node.target), snippet.flow.function(node)
    if not isinstance(over, ast.Call) or dotted(over.func) != "range" or len(over.args) != 1:
        return
    told = set(words(function.name)) if function is not None else set()
    for step in node.body:
        value = step.value if isinstance(step, ast.Assign) else None
        if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add):
            continue
        name = dotted(step.targets[0])  # type: ignore[attr-defined]
        for one, other in ((value.left, value.right), (value.right, value.left)):
            gain = isinstance(one, ast.Subscript) and dotted(one.slice) == index
            carried = isinstance(other, ast.BinOp) and isinstance(other.op, ast.Mult)
            if not gain or not carried or name is None:
                continue
            sides = {dotted(other.left), dotted(other.right)}  # type: ignore[attr-defined]
            rewards = dotted(one.value) or ""  # type: ignore[attr-defined]
            kept = any(
                method(n) == "append" and any(dotted(a) == name for a in n.args)  # type: ignore[attr-defined]
                for n in walk(node)
            )
            meant = set(words(rewards)) & _GAIN or told & {"return", "returns", "discount"}
            if name in sides and kept and meant:
                yield Seen("returns-forward", step.lineno, {"rewards": f"`{rewards}`"})
                return


def _forward_returns(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for r in rewards: R = r + gamma * R; out.append(R)`: each return needs what comes after."""
    item = node.target
    yield from _by_index(node, snippet)
    if not isinstance(item, ast.Name) or dotted(node.iter) is None or len(node.body) > 3:
        return
    if "reward" not in (dotted(node.iter) or "").lower() and not _weighs(node, snippet):
        return
    for step in node.body:
        if not isinstance(step, ast.Assign) or not isinstance(step.value, ast.BinOp):
            continue
        name, value = dotted(step.targets[0]), step.value
        sides = [value.left, value.right]
        reward = any(dotted(s) == item.id for s in sides)
        later = any(
            isinstance(s, ast.BinOp)
            and isinstance(s.op, ast.Mult)
            and name in (dotted(s.left), dotted(s.right))
            for s in sides
        )
        kept = any(
            method(n) in ("append", "insert") and any(dotted(a) == name for a in n.args)  # type: ignore[attr-defined]
            for n in walk(node)
        )
        if name and isinstance(value.op, ast.Add) and reward and later and kept:
            yield Seen("returns-forward", step.lineno, {"rewards": f"`{dotted(node.iter)}`"})


def _weighs(node: ast.For, snippet: Snippet) -> bool:
    """Whether the results of the function around a loop weigh something in a loss with a minus."""
    function = snippet.flow.function(node)
    if function is None:
        return False
    for call in snippet.flow.calls_of(function):
        up = snippet.flow.parent(call)
        if not isinstance(up, ast.BinOp) or not isinstance(up.op, ast.Mult):
            continue
        above = list(snippet.flow.above(up))
        turned = any(isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) for n in above)
        target = next((dotted(n.targets[0]) for n in above if isinstance(n, ast.Assign)), None)
        trained = any(
            method(c) == "backward" and dotted(receiver(c) or c) == target for c in snippet.calls
        )
        if turned and trained:
            return True
    return False


def _end_unread(snippet: Snippet) -> Iterator[Seen]:
    """`s, a, r, s2, d = buffer.sample(n)`, and `d` is read nowhere, though `r + g * best(s2)` is."""
    for node in snippet.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Tuple) or len(target.elts) != 5:
            continue
        names = [dotted(e) for e in target.elts]
        end = names[4]
        if end is None or end.startswith("_"):
            continue
        read = {
            n.id for n in snippet.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
        }
        if end in read or named(target.elts[4]) & _ENDS:
            continue
        for total in snippet.nodes:
            if not (isinstance(total, ast.BinOp) and isinstance(total.op, ast.Add)):
                continue
            gains = dotted(total.left) == names[2] and _is_value(total.right, snippet)
            follows = any(dotted(n) == names[3] for n in snippet.flow.reached(total.right))
            if gains and follows:
                yield Seen("end-not-cut-off", total.lineno, {"end": f"`{end}`"})


def _end_given(snippet: Snippet) -> Iterator[Seen]:
    """`def target(r, s2, done)` that gives back `r + gamma * best` and never reads `done`."""
    for function in snippet.functions:
        given = [a.arg for a in function.args.args if set(words(a.arg)) & _ENDS]
        for node in walk(function) if len(given) == 1 else ():
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                if named(node.left) & _GAIN and _is_value(node.right, snippet):
                    yield Seen("end-not-cut-off", node.lineno, {"end": f"`{given[0]}`"})
                    return


def _is_used(node: ast.expr, snippet: Snippet) -> bool:
    """Whether the end of an episode goes into any computation, index or branch but a loop's end."""
    if isinstance(node.ctx, ast.Store):  # type: ignore[attr-defined]
        return False
    up = snippet.flow.parent(node)
    if isinstance(up, ast.Attribute):
        return True
    if isinstance(up, ast.UnaryOp):
        return not isinstance(snippet.flow.parent(up), ast.While)
    if isinstance(up, ast.If):
        return not all(isinstance(s, ast.Break) for s in up.body)
    if isinstance(up, ast.Call):
        spelled = (dotted(up.func) or "").split(".")[-1].lower()
        return spelled not in ("push", "append", "add", "store", "remember", "put", "save")
    return not isinstance(up, ast.Tuple | ast.While)


def _is_value(node: ast.expr, snippet: Snippet) -> bool:
    """`gamma * best value of a network`, with nothing else multiplied."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
        return False
    if any(isinstance(s, ast.BinOp) or number(s) is not None for s in (node.left, node.right)):
        return False
    for inner in snippet.flow.reached(node):
        done = snippet.operation(inner)
        if done is not None and done.name in _BEST:
            run = snippet.flow.value(done.of)
            if isinstance(run, ast.Call) and run.args and number(run.args[0]) is None:
                return snippet.operation(run) is None or dotted(run.func) is not None
    return False


def _undiscounted(snippet: Snippet) -> Iterator[Seen]:
    """`def returns(rewards, gamma)` in which nothing reads `gamma`."""
    for function in snippet.functions:
        inside = list(walk(function))
        read = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        for argument in (*function.args.args, *function.args.kwonlyargs):
            if argument.arg not in ("gamma", "discount") or argument.arg in read:
                continue
            if len(function.body) > 1 and any(_sums_up(n) for n in inside):
                yield Seen("discount-not-used", argument.lineno, {"name": f"`{argument.arg}`"})


def _sums_up(node: ast.AST) -> bool:
    """`r + total` and `total += r`."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return dotted(node.value) in _GAIN
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return bool({dotted(node.left), dotted(node.right)} & _GAIN)
    return False
