"""Values in reinforcement learning: of the wrong state, across ends, or clipped at the wrong bounds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import uses
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, named, receiver
from mlexplain.explain.cautions.reading.terms import factors, terms
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_DISCOUNTS = (0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999)
_ENDS = frozenset(["done", "dones", "d", "terminal", "terminated", "dead", "end", "ends", "mask"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign):
            yield from _own_state(node, snippet)
            yield from _across_ends(node, snippet)
            yield from _ends_alone(node.value, snippet)
        elif isinstance(node, ast.Return) and node.value is not None:
            yield from _ends_alone(node.value, snippet)
        elif isinstance(node, ast.Call):
            yield from _bounds(node, snippet)
            yield from _chosen_at_ends(node, snippet)


def _own_state(node: ast.Assign | ast.AugAssign, snippet: Snippet) -> Iterator[Seen]:
    """`Q[s, a] += rate * (r + gamma * max(Q[s]) - Q[s, a])`."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if not isinstance(target, ast.Subscript):
        return
    if isinstance(target.slice, ast.Tuple) and len(target.slice.elts) == 2:
        table, state = target.value, target.slice.elts[0]
    elif isinstance(target.value, ast.Subscript):
        table, state = target.value.value, target.value.slice
    else:
        return
    for inner in snippet.flow.reached(node.value):
        done = snippet.operation(inner)
        of = done.of if done is not None and done.name in ("max", "amax") else None
        if of is None and isinstance(inner, ast.Call) and dotted(inner.func) == "max":
            of = inner.args[0] if inner.args else None
        if not isinstance(of, ast.Subscript) or ast.unparse(of.value) != ast.unparse(table):
            continue
        index = of.slice
        if isinstance(index, ast.Tuple) and len(index.elts) == 2:
            index = index.elts[0]
        if ast.unparse(index) == ast.unparse(state):
            values = {"code": f"`{ast.unparse(inner)}`"}
            yield Seen("value-of-same-state", inner.lineno, values)  # type: ignore[attr-defined]
            return


def _across_ends(node: ast.Assign | ast.AugAssign, snippet: Snippet) -> Iterator[Seen]:
    """`g = delta + gamma * lam * g` in a loop that knows where episodes end."""
    loops = snippet.flow.loops(node)
    name = dotted(node.targets[0] if isinstance(node, ast.Assign) else node.target)
    if not loops or name is None or not isinstance(node, ast.Assign):
        return
    over = loops[0].iter if isinstance(loops[0], ast.For) else None
    if not isinstance(over, ast.Call) or dotted(over.func) != "reversed":
        return
    parts = terms(node.value)
    carried = [t for s, t in parts if s > 0 and any(dotted(f) == name for f in factors(t)[0])]
    if len(parts) != 2 or len(carried) != 1:
        return
    above = factors(carried[0])[0]
    given = snippet.flow.function(node)
    numbers = (
        {
            a.arg
            for a, d in zip(given.args.args[::-1], given.args.defaults[::-1], strict=False)
            if isinstance(d, ast.Constant) and isinstance(d.value, float)
        }
        if given is not None
        else set()
    )
    if len(above) < 2 or any(not _plain(f, name) and dotted(f) not in numbers for f in above):
        return
    ends = [
        n
        for n in walk(loops[0])
        if isinstance(n, ast.BinOp)
        and isinstance(n.op, ast.Sub)
        and isinstance(n.left, ast.Constant)
        and n.left.value == 1
        and named(n.right.value if isinstance(n.right, ast.Subscript) else n.right) & _ENDS
    ]
    resets = any(isinstance(n, ast.If) for n in walk(loops[0]))
    if ends and not resets:
        values = {"name": f"`{name}`", "end": f"`{ast.unparse(ends[0])}`"}
        yield Seen("carried-across-ends", node.lineno, values)


def _ends_alone(node: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """`r + gamma * best * done`: the future counts at the ends alone."""
    parts = terms(node)
    for _, term in parts if len(parts) > 1 else []:
        above = factors(term)[0]
        told = [named(f.value if isinstance(f, ast.Subscript) else f) for f in above]
        discounts = any(t & {"gamma", "discount", "g"} for t in told)
        constant = any(isinstance(f, ast.Constant) and f.value in _DISCOUNTS for f in above)
        for factor in above:
            of = _changed_kind(factor)
            ends = named(of) & (_ENDS - {"mask", "d"}) and not named(of) & {"not", "non", "no"}
            if ends and (discounts or constant) and not _turned(of, snippet):
                yield Seen("ends-alone", term.lineno, {"end": f"`{ast.unparse(of)}`"})
                return


def _chosen_at_ends(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`torch.where(done, r + gamma * best, r)`."""
    if snippet.called(node).split(".")[-1] != "where" or len(node.args) != 3:
        return
    test = _changed_kind(node.args[0])
    while method(test) == "bool":
        test = receiver(test) or test
    future = snippet.flow.value(node.args[1])
    ends = named(test) & (_ENDS - {"mask", "d"}) and not named(test) & {"not", "non", "no"}
    if ends and isinstance(future, ast.BinOp) and isinstance(future.op, ast.Add):
        alone = ast.dump(node.args[2])
        if any(ast.dump(t) == alone for _, t in terms(future)) and not _turned(test, snippet):
            yield Seen("ends-alone", node.lineno, {"end": f"`{ast.unparse(test)}`"})


def _changed_kind(node: ast.expr) -> ast.expr:
    """`done` of `done.float()` and `done[i]`."""
    while True:
        if method(node) in ("float", "int", "to", "unsqueeze", "squeeze", "view", "astype"):
            node = receiver(node) or node
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return node


def _turned(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a name for the ends holds what is left of one, as `1 - done` does."""
    name = dotted(node)
    turned = (ast.Sub, ast.Invert, ast.Not)
    for bound in snippet.flow.bindings(name or "", node):
        if bound.value is not None and any(isinstance(n, turned) for n in walk(bound.value)):
            return True
    return False


def _plain(node: ast.expr, name: str) -> bool:
    """A number, the value carried on, or the name of a discount."""
    told = named(node) & {"gamma", "lam", "lambda", "lmbda", "lambd", "discount", "tau", "gae"}
    return isinstance(node, ast.Constant) or dotted(node) == name or bool(told)


def _bounds(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`clamp(ratio, 0.2, 1.2)`: the lower bound should be as far below one as the upper is above."""
    done = snippet.operation(node)
    if done is None or done.name not in ("clamp", "clip") or len(done.rest) < 2:
        return
    low, high = (snippet.flow.value(r) for r in done.rest[:2])
    ratio = uses(done.of, snippet, "exp") or "ratio" in (dotted(done.of) or "")
    if not ratio:
        return
    values = {"code": f"`{ast.unparse(node)}`"}
    below, above = (n.value if isinstance(n, ast.Constant) else None for n in (low, high))
    if isinstance(below, float) and isinstance(above, float):
        if 0 < below < 0.5 and abs(above - 1 - below) < 1e-9:
            yield Seen("ratio-bounds", node.lineno, {**values, "low": f"{1 - below:g}"})
    elif dotted(done.rest[0]) and isinstance(high, ast.BinOp) and isinstance(high.op, ast.Add):
        if dotted(high.right) == dotted(done.rest[0]):
            low_ = f"1 - {ast.unparse(done.rest[0])}"
            yield Seen("ratio-bounds", node.lineno, {**values, "low": low_})
