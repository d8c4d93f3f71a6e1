"""Learning-rate schedules: before or after the optimizer, once per batch or once per epoch."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.batches import in_batches
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver
from mlexplain.explain.cautions.training.training import is_schedule
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_LENGTHS = {
    # class or function: (place of its length, its name)
    "OneCycleLR": (2, "total_steps"),
    "CosineAnnealingLR": (1, "T_max"),
    "LinearLR": (3, "total_iters"),
    "PolynomialLR": (1, "total_iters"),
    "get_linear_schedule_with_warmup": (2, "num_training_steps"),
    "get_cosine_schedule_with_warmup": (2, "num_training_steps"),
    "get_polynomial_decay_schedule_with_warmup": (2, "num_training_steps"),
}


def look(snippet: Snippet) -> Iterator[Seen]:
    steps = [c for c in snippet.calls if method(c) == "step"]
    for call in steps:
        if is_schedule(call, snippet):
            others = [c for c in steps if not is_schedule(c, snippet)]
            yield from _first(call, others, snippet)
            yield from _rhythm(call, snippet)
            yield from _made_anew(call, snippet)


def _first(call: ast.Call, steps: list[ast.Call], snippet: Snippet) -> Iterator[Seen]:
    """The schedule steps before the optimizer does, in the same loop or function."""
    flow = snippet.flow
    loops = flow.loops(call)
    around = loops[0] if loops else flow.function(call) or snippet.tree
    block = flow.block(call)
    if block is None or block[0] is not around:
        return
    inside = [
        s for s in steps if flow.inside(s, around) and flow.function(s) is flow.function(call)
    ]
    trains = any(method(n) == "backward" for n in walk(around))
    if inside and trains and all(_place(s) > _place(call) for s in inside):
        yield Seen("scheduler-before-optimizer", call.lineno)


def _made_anew(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A schedule made in each epoch, which never comes further than its first step."""
    of = receiver(call)
    bound = snippet.flow.binding(of) if isinstance(of, ast.Name) else None
    made = bound.value if bound is not None and bound.how == "set" else None
    if bound is None or made is None or "lr_scheduler" not in snippet.called(made):
        return
    loops, around = snippet.flow.loops(bound.statement), snippet.flow.loops(call)
    given = made.args[0] if isinstance(made, ast.Call) and made.args else None
    own = snippet.flow.binding(given) if given is not None and dotted(given) else None
    fresh = own is not None and bool(loops) and snippet.flow.inside(own.statement, loops[0])
    if loops and around and loops[0] is around[0] and not fresh:
        values = {"name": f"`{ast.unparse(of)}`" if of is not None else ""}
        yield Seen("made-in-each-round", bound.statement.lineno, values)  # type: ignore[attr-defined]


def _place(node: ast.Call) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _rhythm(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    flow = snippet.flow
    of = receiver(call)
    made = flow.value(of) if of is not None else None
    if not isinstance(made, ast.Call):
        return
    last = snippet.called(made).split(".")[-1]
    name = {"schedule": f"`{ast.unparse(of)}`"} if of is not None else {}
    if last == "ReduceLROnPlateau" and not call.args and not call.keywords:
        yield Seen("plateau-without-metric", call.lineno, name)
    yield from _short_steps(call, made, last, name, snippet)
    if last not in _LENGTHS:
        return
    place, word = _LENGTHS[last]
    length = keyword(made, word) or (made.args[place] if place < len(made.args) else None)
    for_batches = keyword(made, "steps_per_epoch") is not None or (
        length is not None and _counts_batches(length, snippet)
    )
    loops = flow.loops(call)
    inner = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.For | ast.While)
        and _trains(n)
        and not any(_trains(m) for m in _below(n))
    ]
    if len(inner) != 1 or not loops:
        return
    batches = inner[0]
    epochs = flow.loops(batches)
    if for_batches and epochs and loops[0] is epochs[0]:
        yield Seen("schedule-per-epoch", call.lineno, name)
    if loops[0] is batches and epochs and length is not None and not for_batches:
        over = epochs[0].iter if isinstance(epochs[0], ast.For) else None
        if isinstance(over, ast.Call) and dotted(over.func) == "range" and len(over.args) == 1:
            rounds = flow.value(over.args[0])
            if ast.dump(rounds) == ast.dump(flow.value(length)):
                yield Seen("schedule-per-batch", call.lineno, name)


def _short_steps(
    call: ast.Call, made: ast.Call, last: str, name: dict[str, str], snippet: Snippet
) -> Iterator[Seen]:
    """`StepLR(opt, 10)` or `ExponentialLR(opt, 0.95)` that steps after each batch."""
    loops = snippet.flow.loops(call)
    if not loops or not _trains(loops[0]) or isinstance(loops[0], ast.While):
        return
    function = snippet.flow.function(call)
    over = loops[1].iter if len(loops) > 1 and isinstance(loops[1], ast.For) else None
    counted = isinstance(over, ast.Call) and dotted(over.func) in ("range", "trange", "tqdm")
    if len(loops) == 1 and function is not None:
        pairs = isinstance(loops[0], ast.For) and isinstance(loops[0].target, ast.Tuple)
        counted = "epoch" in function.name and (pairs or in_batches(loops[0], snippet))
    if not counted or snippet.flow.block(call) != (loops[0], "body"):
        return
    if last == "StepLR":
        given = keyword(made, "step_size") or (made.args[1] if len(made.args) > 1 else None)
        steps = number(snippet.flow.value(given)) if given is not None else None
        short = steps is not None and steps <= 50
    elif last == "MultiStepLR":
        given = keyword(made, "milestones") or (made.args[1] if len(made.args) > 1 else None)
        marks = snippet.flow.value(given) if given is not None else None
        ends = [number(e) for e in marks.elts] if isinstance(marks, ast.List | ast.Tuple) else []
        short = bool(ends) and all(e is not None and e <= 300 for e in ends)
    elif last == "ExponentialLR":
        given = keyword(made, "gamma") or (made.args[1] if len(made.args) > 1 else None)
        share = snippet.flow.value(given) if given is not None else None
        factor = share.value if isinstance(share, ast.Constant) else 1.0
        short = isinstance(factor, float) and factor <= 0.98
    else:
        return
    if short:
        yield Seen("schedule-per-batch", call.lineno, name)


def _below(node: ast.AST) -> Iterator[ast.AST]:
    for inner in walk(node):
        if inner is not node and isinstance(inner, ast.For | ast.While):
            yield inner


def _trains(node: ast.AST) -> bool:
    return any(method(n) == "backward" for n in walk(node))


def _counts_batches(length: ast.expr, snippet: Snippet) -> bool:
    """`epochs * len(loader)`, where a loop runs over the loader."""
    looped = {
        dotted(n) for loop in snippet.nodes if isinstance(loop, ast.For) for n in walk(loop.iter)
    }
    return any(
        isinstance(n, ast.Call)
        and dotted(n.func) == "len"
        and n.args
        and dotted(n.args[0]) is not None
        and dotted(n.args[0]) in looped
        for n in snippet.flow.reached(length)
    )
