"""Language models: what is the input, what the target, and how far they are apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import Flow, method_of
from mlexplain.explain.cautions.reading.linear import constant, linear, plus
from mlexplain.explain.cautions.reading.lists import gathered
from mlexplain.explain.cautions.reading.outputs import RESHAPING
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CLASS_LOSSES = ("cross_entropy", "CrossEntropyLoss", "nll_loss", "NLLLoss")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if snippet.loss_name(call) in _CLASS_LOSSES and len(call.args) >= 2:
            yield from _shift(call, snippet)
        yield from _shifted_inside(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple | ast.Dict):
            yield from _windows(node.value, node, snippet)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            if isinstance(node.targets[0], ast.Tuple):
                yield from _windows(node.value, node, snippet)
        if isinstance(node, ast.ClassDef):
            yield from _length(node, snippet)


Slices = tuple[ast.expr, list[ast.Slice]]


def _unsliced(node: ast.expr, snippet: Snippet) -> Slices:
    """What a value is a slice of, and the slices along its sequence, innermost last."""
    slices: list[ast.Slice] = []
    last = node
    for _ in range(12):
        last = node if dotted(node) is not None else last
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if isinstance(node, ast.Subscript):
            along = _along(node.slice)
            if along is None:
                return last if dotted(last) is not None else node, slices
            slices.append(along)
            node = node.value
        elif (done is not None and done.name in RESHAPING | {"long"}) or (
            done is not None and done.name == "masked_fill" and _ignored(done)
        ):
            node = done.of
        elif isinstance(node, ast.Attribute) and node.attr == "logits":
            node = node.value
        else:
            break
    return node, slices


def _ignored(done: Operation) -> bool:
    """Labels that are replaced by the number that losses leave out."""
    return number(done.given(1, "value")) == -100


def _along(index: ast.expr) -> ast.Slice | None:
    """The slice of `[:, a:b]`, `[..., a:b, :]` or `[a:b]` that takes less than all."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    cut: list[ast.Slice] = []
    for part in parts:
        if isinstance(part, ast.Slice):
            if part.lower or part.upper:
                cut.append(part)
        elif not (isinstance(part, ast.Constant) and part.value is ...):
            return None
    return cut[0] if len(cut) == 1 else None


def _offset(slices: list[ast.Slice], flow: Flow) -> int | None:
    """How far the slices move the beginning."""
    total = 0
    for part in slices:
        start = constant(linear(part.lower, flow))
        if start is None or start < 0 or part.step is not None:
            return None
        total += start
    return total


def _shift(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """The target of a position is the next token: logits from 0, targets from 1."""
    flow = snippet.flow
    run, above = _unsliced(call.args[0], snippet)
    target, below = _unsliced(call.args[1], snippet)
    if not isinstance(run, ast.Call) or (not run.args and not run.keywords):
        return
    if not (snippet.is_model(run.func) or _is_item(run, snippet)) or dotted(target) is None:
        return
    fed = run.args[0] if run.args else run.keywords[0].value
    source, taken = _unsliced(fed, snippet)
    if dotted(source) != dotted(target) or flow.binding(source) is not flow.binding(target):
        return
    if any(
        isinstance(n, ast.Subscript)
        and isinstance(n.ctx, ast.Store)
        and dotted(n.value) == dotted(source)
        for n in snippet.nodes
    ):
        return  # the input is changed in places, as for masked language models
    given, wanted = _offset(above + taken, flow), _offset(below, flow)
    if given is None or wanted is None or not _flattened(call.args[0], snippet):
        return
    values = {"ids": f"`{dotted(target)}`"}
    if wanted == given:
        yield Seen("target-not-shifted", call.args[1].lineno, values)
    elif wanted < given:
        yield Seen("target-shifted-back", call.args[1].lineno, values)
    elif wanted > given + 1:
        yield Seen(
            "target-shifted-twice", call.args[1].lineno, {**values, "by": str(wanted - given)}
        )


def _is_item(run: ast.Call, snippet: Snippet) -> bool:
    function = snippet.flow.function(run)
    return function is not None and dotted(run.func) in {a.arg for a in function.args.args}


def _flattened(node: ast.expr, snippet: Snippet) -> bool:
    """Whether scores were made two-dimensional, or turned, as those of sequences must be."""
    for _ in range(8):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if done is not None and done.name in ("view", "reshape", "flatten", "transpose", "permute"):
            return True
        if isinstance(node, ast.Subscript):
            return True
        if done is None or done.name not in RESHAPING:
            return False
        node = done.of
    return False


def _shifted_inside(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Models of `transformers` shift `labels` themselves."""
    labels = keyword(call, "labels")
    ids = keyword(call, "input_ids") or (call.args[0] if call.args else None)
    if labels is None or ids is None:
        return
    source, taken = _unsliced(ids, snippet)
    target, wanted = _unsliced(labels, snippet)
    if dotted(source) is None or dotted(source) != dotted(target):
        return
    one, other = _offset(taken, snippet.flow), _offset(wanted, snippet.flow)
    if one is not None and other is not None and other == one + 1:
        yield Seen("labels-shifted-before", call.lineno)


# Windows of a data set


def _windows(
    value: ast.Tuple | ast.Dict, node: ast.Return | ast.Assign, snippet: Snippet
) -> Iterator[Seen]:
    parts = value.elts if isinstance(value, ast.Tuple) else value.values
    if len(parts) != 2:
        return
    (one, first), (other, second) = (_window(p, snippet) for p in parts)
    if first is None or second is None or one is None or one != other:
        return
    flow = snippet.flow
    bounds = [linear(b, flow) for s in (first, second) for b in (s.lower, s.upper)]
    if None in bounds or any(s.step for s in (first, second)):
        return
    starts = constant(plus(bounds[2] or {}, bounds[0] or {}, -1))
    ends = constant(plus(bounds[3] or {}, bounds[1] or {}, -1))
    open_ended = [s.upper is None or (number(s.upper) or 0) < 0 for s in (first, second)]
    if starts == 0 and ends == 0 and open_ended[0] == open_ended[1]:
        yield Seen("target-equals-input", second.lower.lineno if second.lower else node.lineno)
    elif not any(open_ended) and starts is not None and ends is not None and starts != ends:
        line = second.lower.lineno if second.lower else node.lineno
        yield Seen("windows-of-different-length", line, {"more": str(abs(ends - starts))})


def _window(node: ast.expr, snippet: Snippet) -> tuple[str | None, ast.Slice | None]:
    """`d[i : i + T]`, also made a tensor, or stacked for several `i`."""
    for _ in range(8):
        node = gathered(node, snippet) or snippet.flow.value(node)
        if isinstance(node, ast.Subscript):
            cut = _along(node.slice)
            name = dotted(node.value)
            return (name, cut) if cut is not None else (None, None)
        done = snippet.operation(node)
        if isinstance(node, ast.ListComp):
            node = node.elt
        elif done is not None and done.name in RESHAPING | {
            "tensor",
            "stack",
            "from_numpy",
            "as_tensor",
            "array",
            "long",
            "astype",
        }:
            node = done.of
        elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            node = node.args[0]
        else:
            break
    return None, None


def _length(owner: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    """A data set whose last windows reach past the end of its data."""
    item, size = method_of(owner, "__getitem__"), method_of(owner, "__len__")
    if item is None or size is None or len(item.args.args) < 2:
        return
    flow = snippet.flow
    returned = flow.returns(size)
    count = linear(returned[0], flow) if len(returned) == 1 else None
    index = item.args.args[1].arg
    if count is None or any(isinstance(n, ast.If | ast.Mod | ast.IfExp) for n in walk(item)):
        return
    for node in walk(item):
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
            continue
        name, end = dotted(node.value), linear(node.slice.upper, flow)
        if name is None or not end or end.get(index) != 1 or f"len {name}" not in count:
            continue
        if "pad" in ast.unparse(item):
            return
        last = plus(plus(end, {index: 1}, -1), plus(count, {"": 1}, -1))
        past = plus(last, {f"len {name}": 1}, -1)
        terms = [factor for term, factor in past.items() if term]
        more = constant(past)
        if (more is not None and more > 0) or (terms and all(f > 0 for f in terms)):
            yield Seen("window-past-end", returned[0].lineno, {"data": f"`{name}`"})
            return
