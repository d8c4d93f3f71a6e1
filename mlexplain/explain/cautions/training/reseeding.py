"""One seed set again in every round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

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
    for function in snippet.functions:
        yield from _seeded_function(function, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _seeded_generator(node, snippet)
        elif isinstance(node, ast.Call) and snippet.called(node) in _SEEDS:
            yield from _seeded(node, snippet)


def _seeded_function(
    function: ast.FunctionDef | ast.AsyncFunctionDef, snippet: Snippet
) -> Iterator[Seen]:
    """`def draw(n): np.random.seed(0); return np.random.randn(n)`, called in a loop."""
    comprehended = (ast.ListComp, ast.GeneratorExp, ast.SetComp)
    again = any(
        snippet.flow.loops(c) or any(isinstance(up, comprehended) for up in snippet.flow.above(c))
        for c in snippet.flow.calls_of(function)
        if isinstance(c.func, ast.Name)
    )
    for step in function.body if again else []:
        call = step.value if isinstance(step, ast.Expr) else None
        if not isinstance(call, ast.Call) or snippet.called(call) not in _SEEDS or not call.args:
            continue
        drawn = any(
            isinstance(n, ast.Call) and snippet.full_name(n.func).split(".")[-1] in _DRAWS
            for n in walk(function)
        )
        if drawn and isinstance(call.args[0], ast.Constant):
            yield Seen("seed-in-loop", call.lineno)
            return


def _seeded_generator(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`rng = np.random.default_rng(0)` in a loop, and numbers drawn from it there."""
    for step in node.body:
        if not isinstance(step, ast.Assign) or not isinstance(step.value, ast.Call):
            continue
        name, call = dotted(step.targets[0]), step.value
        made = snippet.called(call).split(".")[-1] in ("default_rng", "RandomState")
        fixed = len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
        drawn = any(method(n) in _DRAWS and dotted(receiver(n) or n) == name for n in walk(node))
        if made and fixed and call.args[0].value is not None and drawn and name:  # type: ignore[attr-defined]
            yield Seen("seed-in-loop", step.lineno)


def _seeded(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """One seed in every round, and numbers drawn from it there."""
    loops = snippet.flow.loops(node)
    if not loops or not node.args or not isinstance(loops[0], ast.For):
        return
    targets = {
        n.id
        for loop in loops
        if isinstance(loop, ast.For)
        for n in walk(loop.target)
        if isinstance(n, ast.Name)
    }
    fixed = not any(isinstance(n, ast.Name) and n.id in targets for n in walk(node.args[0]))
    over = loops[0].iter
    counted = isinstance(over, ast.Call) and dotted(over.func) == "range"
    drawn = any(
        isinstance(n, ast.Call) and snippet.full_name(n.func).split(".")[-1] in _DRAWS
        for n in walk(loops[0])
    )
    bound = snippet.flow.bindings(dotted(node.args[0]) or "", node)
    changed = any(snippet.flow.inside(b.statement, loops[0]) for b in bound)
    # The same noise each time, to compare what is made of it: that is meant.
    given = any(isinstance(n, ast.keyword) and n.value is node for n in walk(loops[0]))
    if fixed and drawn and counted and not changed and not given:
        yield Seen("seed-in-loop", node.lineno)
