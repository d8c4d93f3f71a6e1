"""Computation graphs: kept too long, freed too early, or never recorded."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Binding, Function
from mlexplain.explain.cautions.reading.outputs import RESHAPING
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    last_name,
    method,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

LOSSES = ("loss", "total_loss", "batch_loss", "train_loss", "cost", "l", "mse", "error", "err")
_MAKE_TENSORS = frozenset(
    ["zeros", "ones", "rand", "randn", "arange", "tensor", "stack", "cat", "mean", "sum", "exp"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    backward = [n for n in snippet.calls if method(n) == "backward"]
    yield from _kept(backward, snippet)
    yield from _hidden_state(backward, snippet)
    yield from _twice(backward, snippet)
    for call in backward:
        if _under_no_grad(call, snippet):
            yield Seen("training-under-no-grad", call.lineno)
    for call in snippet.calls:
        yield from _made(call, snippet)


def _under_no_grad(call: ast.Call, snippet: Snippet) -> bool:
    """Whether the block that shelters `backward` also holds what it is called on."""
    of = receiver(call)
    if _forward_only(of, snippet):
        return True
    for outer in snippet.flow.above(call):
        if isinstance(outer, ast.With) and any(
            _is_no_grad(i.context_expr, snippet) for i in outer.items
        ):
            bound = snippet.flow.binding(of) if of is not None else None
            return bound is None or snippet.flow.inside(bound.statement, outer)
        if isinstance(outer, ast.FunctionDef):
            return any(
                _is_no_grad(d, snippet) or _is_no_grad_name(d, snippet)
                for d in outer.decorator_list
            )
    return _switched_off(call, snippet)


def _is_no_grad_name(node: ast.AST, snippet: Snippet) -> bool:
    return snippet.full_name(node) in ("torch.no_grad", "torch.inference_mode")


def _switched_off(call: ast.Call, snippet: Snippet) -> bool:
    """`torch.set_grad_enabled(False)` for all that follows, and nothing that switches back."""
    switches = [
        c
        for c in snippet.calls
        if snippet.called(c) in ("torch.set_grad_enabled", "torch.enable_grad")
    ]
    off = len(switches) == 1 and switches[0].args and isinstance(switches[0].args[0], ast.Constant)
    if not off or switches[0].args[0].value is not False:  # type: ignore[attr-defined]
        return False
    plain = isinstance(snippet.flow.parent(switches[0]), ast.Expr)
    same = snippet.flow.function(switches[0]) is snippet.flow.function(call)
    return plain and same and switches[0].lineno < call.lineno


def _forward_only(of: ast.expr | None, snippet: Snippet) -> bool:
    """The network runs in the `no_grad` block, and its loss is computed after it."""
    loss = snippet.flow.value(of) if of is not None else None
    if not isinstance(loss, ast.Call) or not snippet.is_loss(loss) or len(loss.args) < 2:
        return False
    runs = [_run_of(a, snippet) for a in loss.args[:2]]
    found = [r for r in runs if r is not None]
    others = [snippet.flow.binding(a) for a, r in zip(loss.args, runs, strict=False) if r is None]
    known = all(b is None or b.how in ("item", "part", "given") for b in others)
    return len(found) == 1 and known and _in_no_grad(found[0], snippet)


def _run_of(node: ast.expr, snippet: Snippet) -> ast.Call | None:
    for _ in range(8):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if done is None or done.name not in RESHAPING:
            break
        node = done.of
    return node if isinstance(node, ast.Call) and snippet.is_model(node.func) else None


def _in_no_grad(node: ast.AST, snippet: Snippet) -> bool:
    return any(
        isinstance(outer, ast.With)
        and any(_is_no_grad(i.context_expr, snippet) for i in outer.items)
        for outer in snippet.flow.above(node)
    )


def _is_no_grad(node: ast.AST, snippet: Snippet) -> bool:
    return snippet.called(node) in ("torch.no_grad", "torch.inference_mode")


def _kept(backward: list[ast.Call], snippet: Snippet) -> Iterator[Seen]:
    """A loss summed or listed with its graph."""
    flow = snippet.flow
    reached = {id(n) for call in backward for n in flow.reached(call)}
    names = {dotted(n) for call in backward for n in flow.reached(call) if dotted(n)}
    losses = {flow.binding(of) for call in backward if (of := receiver(call)) is not None}
    fields = {
        (dotted(of), flow.binding(of.value))
        for call in backward
        if isinstance(of := receiver(call), ast.Attribute)
    }
    for node in snippet.nodes:
        added = _added(node)
        if added is None or not flow.loops(node):
            continue
        target, values = added
        if target in names:
            continue
        for value in values:
            inner = _scaled(value)
            name = dotted(inner)
            if name is None or snippet.sheltered(node):
                continue
            bound = flow.binding(inner)
            trained = bound is not None and bound in losses
            if isinstance(inner, ast.Attribute) and bound is None:
                trained = (name, flow.binding(inner.value)) in fields
            if trained or _output_of_step(inner, reached, snippet) or _evaluated(inner, snippet):
                yield Seen("graph-kept", value.lineno, {"value": f"`{name}`"})


def _added(node: ast.AST) -> tuple[str | None, list[ast.expr]] | None:
    """`t += v`, `t = t + v` and `t.append(v)`: the name of `t`, and `v`."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        listed = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
        return _base(node.target), listed
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        name, sides = dotted(node.targets[0]), (node.value.left, node.value.right)
        if name and isinstance(node.value.op, ast.Add) and name in map(dotted, sides):
            return name, [s for s in sides if dotted(s) != name]
    of = receiver(node)
    if of is not None and method(node) == "append" and isinstance(node, ast.Call) and node.args:
        first = node.args[0]
        return _base(of), list(first.elts) if isinstance(first, ast.Tuple) else [first]
    return None


def _base(node: ast.expr) -> str | None:
    while isinstance(node, ast.Subscript):
        node = node.value
    return dotted(node)


def _scaled(value: ast.expr) -> ast.expr:
    """`loss` of `loss * n` and of `loss / n`."""
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div):
        sides = [s for s in (value.left, value.right) if last_name(s) in LOSSES]
        value = sides[0] if sides else value.left
    return value


def _output_of_step(node: ast.expr, reached: set[int], snippet: Snippet) -> bool:
    """The output of a network that this round's `backward()` goes through."""
    value = snippet.flow.value(node)
    return (
        isinstance(value, ast.Call)
        and value is not node
        and id(value) in reached
        and snippet.is_model(value.func)
    )


def _evaluated(node: ast.expr, snippet: Snippet) -> bool:
    """A loss in a function that evaluates: it switches a network to `eval()` and never trains."""
    function = snippet.flow.function(node)
    if function is None or not snippet.is_loss(snippet.flow.value(node)):
        return False
    inside = [n for n in walk(function) if isinstance(n, ast.Call)]
    return any(method(n) == "eval" and not n.args for n in inside) and not any(
        method(n) in ("backward", "train") for n in inside
    )


def _hidden_state(backward: list[ast.Call], snippet: Snippet) -> Iterator[Seen]:
    """`out, h = rnn(x, h)` in each round, with a `backward()` in each round as well."""
    flow = snippet.flow
    for call in backward:
        loops = flow.loops(call)
        if not loops or keyword(call, "retain_graph"):
            continue
        reached = set(flow.reached(call))
        for node in walk(loops[0]):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            run = node.value
            if run not in reached or not (snippet.is_model(run.func) or _fed(run, snippet)):
                continue
            function = flow.target(run)
            if function is not None and "detach" in ast.unparse(function):
                continue
            handed = {n for a in [*run.args, *(k.value for k in run.keywords)] for n in _names(a)}
            for name in sorted(handed & _names(node.targets[0])):
                others = [b for b in flow.bindings(name, node) if b.statement is not node]
                if name.startswith("self."):
                    others += _begun(name, node, snippet)
                inside = [b for b in others if flow.inside(b.statement, loops[0])]
                cut = any(
                    method(n) in ("detach_", "zero_") and dotted(receiver(n) or n) == name
                    for n in walk(loops[0])
                )
                if others and not inside and not cut:
                    yield Seen("state-keeps-graph", node.lineno, {"state": f"`{name}`"})


def _begun(name: str, node: ast.AST, snippet: Snippet) -> list[Binding]:
    """Where `__init__` or another method sets a state that a class keeps."""
    owner = snippet.flow.class_of(node)
    methods = [n for n in owner.body if isinstance(n, Function)] if owner is not None else []
    here = snippet.flow.function(node)
    return [b for m in methods if m is not here for b in snippet.flow.bindings(name, m.body[0])]


def _fed(call: ast.Call, snippet: Snippet) -> bool:
    """Something unknown that gets an item of the loop."""
    name = dotted(call.func)
    if name is None or name.split(".")[0] in snippet.scope.imports:
        return False
    loops = snippet.flow.loops(call)
    bound = [snippet.flow.binding(a) for a in call.args]
    fresh = any(b and loops and snippet.flow.inside(b.statement, loops[0]) for b in bound)
    return name not in snippet.flow.functions and fresh


def _names(node: ast.AST) -> set[str]:
    """The names of a name or a tuple of names."""
    if isinstance(node, ast.Tuple | ast.List):
        return {name for e in node.elts for name in _names(e)}
    name = dotted(node)
    return {name} if name else set()


def _twice(backward: list[ast.Call], snippet: Snippet) -> Iterator[Seen]:
    """Two `backward()` in one block through one run of a network."""
    flow = snippet.flow
    for i, first in enumerate(backward):
        if keyword(first, "retain_graph") or first.args:
            continue
        runs = _runs(first, snippet)
        for second in backward[i + 1 :]:
            if flow.block(first) != flow.block(second):
                continue
            shared = [r for r in _runs(second, snippet) if r in runs]
            if shared:
                yield Seen("backward-twice", second.lineno, {"run": ast.unparse(shared[0])})
            break


def _runs(call: ast.Call, snippet: Snippet) -> list[ast.Call]:
    def cut(node: ast.AST) -> bool:
        return method(node) in ("detach", "item", "argmax") or snippet.sheltered(node)

    found = snippet.flow.reached(call, cut)
    return [n for n in found if isinstance(n, ast.Call) and snippet.is_model(n.func)]


def _made(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    name = snippet.called(call)
    if name == "torch.tensor" and call.args:
        inner = snippet.flow.value(call.args[0])
        if _is_tensor(inner, snippet):
            yield Seen("tensor-of-tensor", call.lineno, {"value": ast.unparse(call.args[0])})
    needs = keyword(call, "requires_grad")
    if not (isinstance(needs, ast.Constant) and needs.value is True) or keyword(call, "dtype"):
        return
    if name in ("torch.tensor", "torch.arange", "torch.randint") and call.args:
        numbers = [n for a in call.args for n in walk(a) if not isinstance(n, ast.List | ast.Tuple)]
        numbers = [
            n for n in numbers if not isinstance(n, ast.expr_context | ast.unaryop | ast.UnaryOp)
        ]
        whole = all(isinstance(n, ast.Constant) and type(n.value) is int for n in numbers)
        if numbers and (whole or name == "torch.randint"):
            yield Seen("integers-need-no-gradient", call.lineno)


def _is_tensor(node: ast.expr, snippet: Snippet) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = snippet.called(node)
    if name.startswith("torch.nn.functional.") or snippet.is_loss(node):
        return True
    return name.startswith("torch.") and name.removeprefix("torch.") in _MAKE_TENSORS
