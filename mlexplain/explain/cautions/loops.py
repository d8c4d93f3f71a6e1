"""Loops: what is changed under way, left out, caught late or drawn again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.bindings import arguments
from mlexplain.explain.cautions.linear import Linear, constant, length_of, linear, plus
from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.cautions.syntax import method, number, receiver
from mlexplain.explain.facts.scope import dotted

_CHANGES_SIZE = ("remove", "pop", "insert", "popitem", "append", "extend", "discard")
_SEEDS = ("torch.manual_seed", "numpy.random.seed", "random.seed", "torch.cuda.manual_seed_all")
_DRAWS = frozenset(
    [
        "rand",
        "randn",
        "randint",
        "random",
        "normal",
        "uniform",
        "choice",
        "shuffle",
        "permutation",
        "randperm",
        "multinomial",
        "sample",
        "gauss",
        "integers",
        "standard_normal",
    ]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _changed(node, snippet)
            yield from _past_the_end(node, snippet)
            yield from _last_left_out(node, snippet)
            yield from _returned_at_once(node)
            yield from _fixed_end(node, snippet)
            yield from _seeded_generator(node, snippet)
        elif isinstance(node, ast.While):
            yield from _endless(node, snippet)
        elif isinstance(node, ast.Lambda | ast.FunctionDef):
            yield from _late(node, snippet)
        elif isinstance(node, ast.Call) and snippet.called(node) in _SEEDS:
            yield from _seeded(node, snippet)


def _changed(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """Entries are added or removed while the loop runs over them."""
    over = node.iter
    if isinstance(over, ast.Call) and dotted(over.func) == "enumerate" and over.args:
        over = over.args[0]
    if method(over) in ("keys", "items", "values"):
        over = receiver(over) or over
    name = dotted(over)
    if name is None or name in {dotted(n) for n in ast.walk(node.target)}:
        return
    for inner in (n for part in node.body for n in ast.walk(part)):  # not behind the loop
        of = receiver(inner)
        changes = of is not None and dotted(of) == name and method(inner) in _CHANGES_SIZE
        deletes = isinstance(inner, ast.Delete) and any(
            isinstance(t, ast.Subscript) and dotted(t.value) == name for t in inner.targets
        )
        if (changes or deletes) and not (_leaves(inner, snippet) or _queues(inner, node)):
            yield Seen("changed-while-looping", inner.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]
            return


def _queues(call: ast.AST, loop: ast.For) -> bool:
    """`queue.extend(node.children)`: a list that grows by parts of its items is a queue."""
    items = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if method(call) not in ("append", "extend") or given is None:
        return False
    part = given.func if isinstance(given, ast.Call) else given
    return isinstance(part, ast.Attribute | ast.Subscript) and any(
        isinstance(n, ast.Name) and n.id in items for n in ast.walk(part)
    )


def _leaves(node: ast.AST, snippet: Snippet) -> bool:
    """Whether the block of a statement leaves the loop, or its list is a new one there."""
    block = snippet.flow.block(node)
    body = getattr(block[0], block[1]) if block else []
    if not isinstance(body, list):
        return False
    return any(isinstance(s, ast.Break | ast.Return | ast.Raise) for s in body)


def _past_the_end(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`xs[i + 1]` in `for i in range(len(xs))`, and all that reaches further than the length."""
    loop, flow = node.iter, snippet.flow
    if not (
        isinstance(loop, ast.Call) and dotted(loop.func) == "range" and len(loop.args) in (1, 2)
    ):
        return
    stop, index = linear(loop.args[-1], flow), dotted(node.target)
    if stop is None or index is None or any(_guards(n, index) for n in ast.walk(node)):
        return
    for inner in ast.walk(node):
        if not isinstance(inner, ast.Subscript) or isinstance(inner.ctx, ast.Store):
            continue
        name = dotted(inner.value)
        at = linear(inner.slice, flow) if not isinstance(inner.slice, ast.Slice) else None
        if name is None or at is None or at.get(index) != 1 or stop.get(f"len {name}") != 1:
            continue
        if any(
            b.how != "given" and flow.inside(b.statement, node) for b in flow.bindings(name, node)
        ):
            continue
        last = plus(plus(plus(at, {index: 1}, -1), stop), {"": 1}, -1)
        last = _at_first(last, node, snippet)
        past = constant(plus(last, {f"len {name}": 1}, -1))
        if past is not None and past >= 0:
            values = {"index": f"`{ast.unparse(inner.slice)}`", "name": f"`{name}`"}
            yield Seen("off-by-one", inner.lineno, values)
            return


def _guards(node: ast.AST, index: str) -> bool:
    """Whether a node may keep a position in range; to compare entries at it does not."""
    if not isinstance(node, ast.If | ast.IfExp):
        return isinstance(node, ast.BoolOp | ast.Break | ast.Try | ast.Mod)
    if not isinstance(node.test, ast.Compare):
        return True
    entries = [n for n in ast.walk(node.test) if isinstance(n, ast.Subscript)]
    inside = {m for n in entries for m in ast.walk(n.slice)}
    return not entries or any(
        isinstance(n, ast.Name) and n not in inside and n.id == index for n in ast.walk(node.test)
    )


def _at_first(last: Linear, node: ast.For, snippet: Snippet) -> Linear:
    """A position with the counts of outer loops that are taken away from it at their first value."""
    for outer in snippet.flow.loops(node):
        over = outer.iter if isinstance(outer, ast.For) else None
        index = dotted(outer.target) if isinstance(outer, ast.For) else None
        if not isinstance(over, ast.Call) or dotted(over.func) != "range" or index is None:
            continue
        first = 0 if len(over.args) == 1 else number(over.args[0])
        if first is not None and last.get(index) == -1:
            last = plus(plus(last, {index: 1}), {"": first}, -1)
    return last


def _last_left_out(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(len(xs) - 1)`, which uses `xs[i]` alone, to add up or to collect."""
    loop, index = node.iter, dotted(node.target)
    if not (isinstance(loop, ast.Call) and dotted(loop.func) == "range" and loop.args):
        return
    stop = loop.args[-1] if len(loop.args) < 3 else None
    if not (
        isinstance(stop, ast.BinOp) and isinstance(stop.op, ast.Sub) and number(stop.right) == 1
    ):
        return
    name = length_of(stop.left)
    first = number(loop.args[0]) == 0 if len(loop.args) == 2 else True
    if name is None or index is None:
        return
    if not first:
        yield from _last_window_entry(node, name, index, snippet)
        return
    around = snippet.flow.function(node) or snippet.tree
    uses = [n for n in ast.walk(around) if isinstance(n, ast.Subscript) and dotted(n.value) == name]
    mentions = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == index]
    plain = all(dotted(u.slice) == index and snippet.flow.inside(u, node) for u in uses)
    gathers = any(
        isinstance(n, ast.AugAssign) or method(n) in ("append", "add", "write")
        for n in ast.walk(node)
    )
    if uses and plain and gathers and len(mentions) == len(uses) + 1:
        yield Seen("last-left-out", node.lineno, {"name": f"`{name}`"})


def _last_window_entry(node: ast.For, name: str, index: str, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(n, len(xs) - 1)`, which gathers from `xs[i]` and `xs[i - n]`."""
    around = snippet.flow.function(node) or snippet.tree
    uses = [n for n in ast.walk(around) if isinstance(n, ast.Subscript) and dotted(n.value) == name]
    inside = [u for u in uses if snippet.flow.inside(u, node)]
    places = [linear(u.slice, snippet.flow) for u in inside if not isinstance(u.slice, ast.Slice)]
    if len(places) != len(inside) or not any(dotted(u.slice) == index for u in inside):
        return
    back = [plus(p, {index: 1}, -1) for p in places if p is not None and p.get(index) == 1]
    behind = all(not b or (b.get("", 0) <= 0 and all(v < 0 for v in b.values())) for b in back)
    ends = any(number(u.slice) == -1 for u in uses if u not in inside)
    gathers = any(isinstance(n, ast.AugAssign) for n in ast.walk(node))
    kept = any(method(n) == "append" for n in ast.walk(node))
    earlier = any(b for b in back)
    if len(back) == len(inside) and behind and earlier and gathers and kept and not ends:
        yield Seen("last-left-out", node.lineno, {"name": f"`{name}`"})


def _returned_at_once(node: ast.For) -> Iterator[Seen]:
    """A loop that gathers, and returns at the end of its first round."""
    last = node.body[-1]
    if not isinstance(last, ast.Return) or last.value is None or len(node.body) < 2:
        return
    if any(isinstance(n, ast.Continue) for n in ast.walk(node)):
        return
    gathered = {
        dotted(n.target) if isinstance(n, ast.AugAssign) else dotted(receiver(n) or n)
        for n in ast.walk(node)
        if isinstance(n, ast.AugAssign) or method(n) == "append"
    }
    if gathered & {dotted(n) for n in ast.walk(last.value) if dotted(n)}:
        yield Seen("returned-in-first-round", last.lineno)


def _endless(node: ast.While, snippet: Snippet) -> Iterator[Seen]:
    """Nothing in the loop changes what its condition asks for."""
    test = node.test
    if not isinstance(test, ast.Compare) or node.orelse:
        return
    parts = [test.left, *test.comparators]
    if not all(isinstance(p, ast.Name | ast.Constant) for p in parts):
        return
    names = {p.id for p in parts if isinstance(p, ast.Name)}
    leaves = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await, ast.Global)
    inside = [n for part in node.body for n in ast.walk(part)]
    if not names or any(isinstance(n, leaves) for n in inside):
        return
    shared = {n for s in snippet.nodes if isinstance(s, ast.Global | ast.Nonlocal) for n in s.names}
    if names & shared:
        return  # another function, or another thread, may change it
    for inner in inside:
        if isinstance(inner, ast.Name) and inner.id in names and isinstance(inner.ctx, ast.Store):
            return
        of = receiver(inner)
        if of is not None and dotted(of) in names:
            return
        if isinstance(inner, ast.Call) and dotted(inner.func) in ("exit", "quit", "sys.exit"):
            return
    if all(isinstance(n, ast.Assign | ast.AugAssign | ast.Expr) for n in node.body):
        listed = ", ".join(f"`{n}`" for n in sorted(names))
        yield Seen("endless-loop", node.lineno, {"names": listed})


def _fixed_end(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(0, n, size): x[i:size]`: all slices but the first are empty."""
    loop, index = node.iter, dotted(node.target)
    if not (isinstance(loop, ast.Call) and dotted(loop.func) == "range" and len(loop.args) == 3):
        return
    step = loop.args[2]
    for inner in ast.walk(node):
        cut = inner.slice if isinstance(inner, ast.Subscript) else None
        if isinstance(cut, ast.Slice) and cut.upper is not None and cut.lower is not None:
            if dotted(cut.lower) == index and ast.dump(cut.upper) == ast.dump(step):
                right = f"`{index}:{index} + {ast.unparse(step)}`"
                values = {"code": f"`{ast.unparse(inner)}`", "right": right}
                yield Seen("slice-end-fixed", cut.lower.lineno, values)
                return


def _seeded_generator(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`rng = np.random.default_rng(0)` in a loop, and numbers drawn from it there."""
    for step in node.body:
        if not isinstance(step, ast.Assign) or not isinstance(step.value, ast.Call):
            continue
        name, call = dotted(step.targets[0]), step.value
        made = snippet.called(call).split(".")[-1] in ("default_rng", "RandomState")
        fixed = len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
        drawn = any(
            method(n) in _DRAWS and dotted(receiver(n) or n) == name for n in ast.walk(node)
        )
        if made and fixed and call.args[0].value is not None and drawn and name:  # type: ignore[attr-defined]
            yield Seen("seed-in-loop", step.lineno)


def _late(node: ast.Lambda | ast.FunctionDef, snippet: Snippet) -> Iterator[Seen]:
    """A function kept from each round, which uses the loop's variable when it is called later."""
    flow = snippet.flow
    own = {a.arg for a in arguments(node)}
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    used = {n.id for part in body for n in ast.walk(part) if isinstance(n, ast.Name)} - own
    up = flow.parent(node)
    variables: set[str] = set()
    if isinstance(up, ast.ListComp | ast.DictComp) and isinstance(node, ast.Lambda):
        variables = {
            n.id for g in up.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)
        }
    else:
        for loop in flow.loops(node):
            if isinstance(loop, ast.For) and _kept(node, up, loop):
                variables |= {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    for name in sorted(used & variables):
        yield Seen("late-binding", node.lineno, {"name": f"`{name}`"})
        return


def _kept(node: ast.Lambda | ast.FunctionDef, up: ast.AST | None, loop: ast.For) -> bool:
    """Whether a function outlives the round it is made in."""
    if isinstance(node, ast.Lambda):
        if method(up or node) in (
            "append",
            "add_done_callback",
            "register_forward_hook",
            "register_hook",
        ):
            return True
        return isinstance(up, ast.Assign) and isinstance(up.targets[0], ast.Subscript)
    for inner in ast.walk(loop):
        if method(inner) in ("append", "register_forward_hook") and isinstance(inner, ast.Call):
            if inner.args and dotted(inner.args[0]) == node.name:
                return True
        if isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Subscript):
            if dotted(inner.value) == node.name:
                return True
    return False


def _seeded(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """One seed in every round, and numbers drawn from it there."""
    loops = snippet.flow.loops(node)
    if not loops or not node.args or not isinstance(loops[0], ast.For):
        return
    targets = {
        n.id
        for loop in loops
        if isinstance(loop, ast.For)
        for n in ast.walk(loop.target)
        if isinstance(n, ast.Name)
    }
    fixed = not any(isinstance(n, ast.Name) and n.id in targets for n in ast.walk(node.args[0]))
    over = loops[0].iter
    counted = isinstance(over, ast.Call) and dotted(over.func) == "range"
    drawn = any(
        isinstance(n, ast.Call) and snippet.full_name(n.func).split(".")[-1] in _DRAWS
        for n in ast.walk(loops[0])
    )
    bound = snippet.flow.bindings(dotted(node.args[0]) or "", node)
    changed = any(snippet.flow.inside(b.statement, loops[0]) for b in bound)
    if fixed and drawn and counted and not changed:
        yield Seen("seed-in-loop", node.lineno)
