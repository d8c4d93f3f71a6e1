"""Why things are laid out as they are: pieces one place on, restored order, special tokens, shares.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.context.stores import terms
from mlexplain.explain.read.walk import walk

_SPECIAL = {
    **dict.fromkeys(("pad", "padding"), "padding"),
    **dict.fromkeys(("unk", "oov", "unknown"), "unknown words"),
    **dict.fromkeys(("bos", "sos", "s", "start", "cls"), "the beginning"),
    **dict.fromkeys(("eos", "/s", "end", "sep"), "the end"),
    "mask": "masked places",
}


def arrangements(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    yield from _one_on(nodes)
    yield from _in_order_again(nodes)
    yield from _special(nodes)
    yield from _shares_of_a_step(nodes)
    yield from _both_directions(nodes)
    yield from _told_the_measure(nodes)
    yield from _batch_of_one(nodes)
    yield from _only_in_training(nodes)
    yield from _ordered(nodes)


def _ordered(nodes: list[ast.AST]) -> Iterator[Said]:
    """`sorted(xs)` and `xs.sort()` without a key, of tuples."""
    put: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Call) and last_name(node.func) == "append" and len(node.args) == 1:
            put.setdefault(ast.unparse(getattr(node.func, "value", node)), []).append(node.args[0])
    for statement in nodes:
        if not isinstance(statement, ast.Return | ast.Assign | ast.Expr):
            continue
        for call in (n for n in ast.walk(statement) if isinstance(n, ast.Call)):
            sorts = last_name(call.func) == "sort" and not call.args and call is statement.value
            among = call.func.value if sorts else None  # type: ignore[attr-defined]
            if getattr(call.func, "id", "") == "sorted" and len(call.args) == 1:
                among = call.args[0]
            down = [getattr(k.value, "value", None) for k in call.keywords if k.arg == "reverse"]
            if among is None or len(down) < len(call.keywords) or None in down:
                continue
            made = [among.elt] if isinstance(among, _LISTINGS) else put.get(ast.unparse(among), [])
            first = {ast.unparse(m.elts[0]): m.elts[0] for m in made if _is_tuple(m)}  # type: ignore[attr-defined]
            if len(first) == 1 and all(map(_is_tuple, made)):
                yield (
                    statement,
                    "ordered-down" if down == [True] else "ordered-up",
                    tuple(first.values()),
                )


_LISTINGS = ast.ListComp | ast.GeneratorExp | ast.SetComp


def _is_tuple(node: ast.expr) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) > 1


def _one_on(nodes: list[ast.AST]) -> Iterator[Said]:
    """`a = x[:, i:i + t]` and `b = x[:, i + 1:i + 1 + t]`, or `x[i:i + t]` with `x[i + 1:i + t + 1]`."""
    cuts: list[tuple[ast.expr, ast.expr, ast.Slice]] = []
    for node in nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        moved = _moving_cut(node.value)
        if moved is None:
            continue
        of, cut = moved
        for name, other, before in cuts:
            if ast.unparse(of) == ast.unparse(other) and _ahead(before, cut):
                yield node, "purposes:one-on", (name,)
                break
        cuts.append((node.targets[0], of, cut))


def _moving_cut(value: ast.expr) -> tuple[ast.expr, ast.Slice] | None:
    if not isinstance(value, ast.Subscript):
        return None
    places = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
    cuts = [p for p in places if isinstance(p, ast.Slice) and p.lower and p.upper and not p.step]
    return (value.value, cuts[0]) if len(cuts) == 1 else None


def _ahead(one: ast.Slice, other: ast.Slice) -> bool:
    """Whether both ends of the other cut lie one place further on."""
    for near, far in ((one.lower, other.lower), (one.upper, other.upper)):
        low, high = (terms(n) if n is not None else None for n in (near, far))
        if low is None or high is None:
            return False
        if {n: high.get(n, 0) - low.get(n, 0) for n in low.keys() | high.keys() | {""}} != {
            **dict.fromkeys(low.keys() | high.keys(), 0),
            "": 1,
        }:
            return False
    return True


def _in_order_again(nodes: list[ast.AST]) -> Iterator[Said]:
    """`r.insert(0, g)` in a loop that goes backwards."""
    for loop in (n for n in nodes if isinstance(n, ast.For)):
        text = ast.unparse(loop.iter)
        if "reversed(" not in text and "[::-1]" not in text and ", -1, -1)" not in text:
            continue
        for statement in loop.body:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                front = last_name(call.func) == "insert" and len(call.args) == 2
                if last_name(call.func) == "appendleft" or (
                    front and getattr(call.args[0], "value", None) == 0
                ):
                    yield statement, "purposes:in-order-again", (call.func.value,)


def _special(nodes: list[ast.AST]) -> Iterator[Said]:
    """`v = {"<pad>": 0, "<unk>": 1}`."""
    for node in nodes:
        value = node.value if isinstance(node, ast.Assign) else None
        keys: list[ast.expr | None] = []
        if isinstance(value, ast.Dict):
            keys = value.keys
        elif isinstance(value, ast.List):
            keys = list(value.elts)
        names = [getattr(k, "value", None) for k in keys]
        if len(names) > 1 and all(isinstance(n, str) and n[:1] in "<[" for n in names):
            meant = [_SPECIAL.get(str(n).strip("<>[]").lower()) for n in names]
            if {"padding", "unknown words"} <= set(meant):
                yield node, "purposes:special-both", ()  # type: ignore[misc]
            elif all(meant):
                yield node, "purposes:special", ()  # type: ignore[misc]


def _shares_of_a_step(nodes: list[ast.AST]) -> Iterator[Said]:
    """`l = c(m(x), y) / k` or `l /= k` with `backward()`, where only every `k` rounds step."""
    steps = {
        ast.unparse(n.left.right)
        for branch in nodes
        if isinstance(branch, ast.If) and _calls(branch, "step")
        for n in walk(branch.test)
        if isinstance(n, ast.Compare)
        and isinstance(n.left, ast.BinOp)
        and isinstance(n.left.op, ast.Mod)
    }
    back = {
        ast.unparse(n.func.value)
        for n in nodes
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "backward"
    } | {
        ast.unparse(n.args[0])  # `accelerator.backward(loss)`
        for n in nodes
        if isinstance(n, ast.Call) and n.args and last_name(n.func) in ("backward", "scale")
    }
    for node in nodes if back and steps else ():
        below: ast.expr | None = None
        target: ast.expr | None = None
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            below = node.value.right if isinstance(node.value.op, ast.Div) else None
            target = node.targets[0]
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
            below, target = node.value, node.target
        if target is None or ast.unparse(target) not in back:
            continue
        if below is not None and ast.unparse(below) in steps:
            yield node, "purposes:share-of-step", (below,)  # type: ignore[misc]


def _both_directions(nodes: list[ast.AST]) -> Iterator[Said]:
    """`nn.Linear(2 * h, k)` beside `nn.LSTM(d, h, bidirectional=True)`."""
    sizes = {
        ast.unparse(n.args[1])
        for n in nodes
        if isinstance(n, ast.Call)
        and last_name(n.func) in ("LSTM", "GRU", "RNN")
        and len(n.args) > 1
        and any(
            k.arg == "bidirectional" and getattr(k.value, "value", 0) is True for k in n.keywords
        )
    }
    for node in nodes if sizes else ():
        call = node.value if isinstance(node, ast.Assign) else None
        if isinstance(call, ast.Call) and last_name(call.func) == "Linear" and call.args:
            if ast.unparse(call.args[0]) in {f"2 * {s}" for s in sizes} | {
                f"{s} * 2" for s in sizes
            }:
                yield node, "purposes:both-directions", ()  # type: ignore[misc]


def _told_the_measure(nodes: list[ast.AST]) -> Iterator[Said]:
    """`s.step(l)` for nothing, where a branch in the same loop asks whether `l` is the best yet."""
    for loop in (n for n in nodes if isinstance(n, LOOPS)):
        asked = {
            getattr(side, "id", "")
            for branch in loop.body
            if isinstance(branch, ast.If) and isinstance(branch.test, ast.Compare)
            for side in (branch.test.left, *branch.test.comparators)
        }
        for statement in loop.body:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(call, ast.Call) and last_name(call.func) == "step" and call.args:
                told, of = call.args[0], getattr(call.func, "value", None)
                if isinstance(told, ast.Name) and told.id in asked and isinstance(of, ast.expr):
                    yield statement, "purposes:told-the-measure", (of, told)


def _batch_of_one(nodes: list[ast.AST]) -> Iterator[Said]:
    """`x = f(y).unsqueeze(0)`, then `m(x)`, where `m` is put into evaluation mode."""
    judged = {
        ast.unparse(n.func.value)
        for n in nodes
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "eval"
    }
    fed = {
        getattr(n.args[0], "id", "")
        for n in nodes
        if isinstance(n, ast.Call) and len(n.args) == 1 and ast.unparse(n.func) in judged
    }
    for node in nodes:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in fed - {""}:
            value = ast.unparse(node.value)
            if ".unsqueeze(0)" in value or value.endswith("[None]"):
                yield node, "purposes:batch-of-one", ()


def _only_in_training(nodes: list[ast.AST]) -> Iterator[Said]:
    """`if not self.training: return x`, and `if self.training: …`."""
    for node in nodes:
        if not isinstance(node, ast.If):
            continue
        parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        for part in parts:
            turned = isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not)
            asked = part.operand if isinstance(part, ast.UnaryOp) else part
            if ast.unparse(asked) == "self.training":
                yield node, f"purposes:{'outside-training' if turned else 'in-training'}", ()


def _calls(branch: ast.If, name: str) -> bool:
    return any(last_name(getattr(n, "func", None)) == name for s in branch.body for n in walk(s))
