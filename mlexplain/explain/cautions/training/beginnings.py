"""What learning begins with: weights that are all alike, networks that no optimizer knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.losses.targets import gradient_stops
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted

_NETWORKS = ("Encoder", "Decoder", "Net", "Network", "Head", "Classifier", "MLP", "CNN", "LSTM")


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _all_zero(snippet)
    yield from _left_out(snippet)


def _all_zero(snippet: Snippet) -> Iterator[Seen]:
    """Two matrices of zeros, one after the other, both learned."""
    learned = {
        dotted(n.target)
        for n in snippet.nodes
        if isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Sub)
    }
    learned |= {
        dotted(n.targets[0])
        for n in snippet.nodes
        if isinstance(n, ast.Assign)
        and isinstance(n.value, ast.BinOp)
        and isinstance(n.value.op, ast.Sub)
        and dotted(n.value.left) == dotted(n.targets[0])
    }
    multiplied = {dotted(side) for n in snippet.nodes for side in _factors(n, snippet)}
    zero = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Assign)
        and dotted(n.targets[0]) in learned & multiplied
        and _is_matrix_of_zeros(n.value, snippet)
    ]
    if len({dotted(n.targets[0]) for n in zero}) > 1:
        yield Seen("same-weights", zero[0].lineno)
        return
    yield from _chained_zeros(snippet)


def _chained_zeros(snippet: Snippet) -> Iterator[Seen]:
    """`tanh(x @ W1) @ W2`, both of zeros, also where the learning is not shown."""
    for node in snippet.nodes:
        sides = _factors(node, snippet)
        last = snippet.flow.value(sides[1]) if len(sides) == 2 else None
        if not isinstance(last, ast.Call) or not _zeros(last, snippet):
            continue
        for inner in snippet.flow.reached(sides[0]):
            parts = _factors(inner, snippet)
            first = snippet.flow.value(parts[1]) if len(parts) == 2 else None
            if first is not None and first is not last and _is_matrix_of_zeros(first, snippet):
                yield Seen("same-weights", first.lineno)
                return


def _zeros(node: ast.Call, snippet: Snippet) -> bool:
    return snippet.called(node) in ("numpy.zeros", "torch.zeros")


def _factors(node: ast.AST, snippet: Snippet) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return [node.left, node.right]
    done = snippet.operation(node)
    if done is not None and done.name in ("dot", "matmul", "mm"):
        return [done.of, *done.rest]
    return []


def _is_matrix_of_zeros(node: ast.expr, snippet: Snippet) -> bool:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    if snippet.called(node) not in ("numpy.zeros", "torch.zeros", "numpy.ones", "torch.ones"):
        return False
    first = node.args[0]
    sizes = list(first.elts) if isinstance(first, ast.Tuple | ast.List) else node.args
    ones = any(isinstance(s, ast.Constant) and s.value == 1 for s in sizes)
    return len(sizes) == 2 and not ones


def _left_out(snippet: Snippet) -> Iterator[Seen]:
    """The loss runs through two new networks, and the only optimizer knows one of them."""
    optimizers = [
        c
        for c in snippet.calls
        if snippet.called(c).startswith("torch.optim.") and "scheduler" not in snippet.called(c)
    ]
    if len(optimizers) != 1 or not optimizers[0].args:
        return
    given = optimizers[0].args[0]
    known = receiver(given) if method(given) == "parameters" else None
    if known is None or not dotted(known):
        return
    own = snippet.flow.value(known)
    while method(own) in ("to", "cuda", "train") and isinstance(own, ast.Call):
        own = receiver(own) or own
    if snippet.called(own) not in snippet.flow.classes and not _is_made(known, snippet):
        return
    for backward in snippet.calls:
        if method(backward) != "backward":
            continue
        for run in snippet.flow.reached(backward, lambda n: gradient_stops(n, snippet)):
            if not isinstance(run, ast.Call) or not isinstance(run.func, ast.Name):
                continue
            if run.func.id == dotted(known) or not _is_made(run.func, snippet):
                continue
            if _only_run(run.func.id, snippet):
                values = {"net": f"`{run.func.id}`", "optimizer": ast.unparse(optimizers[0].func)}
                yield Seen("network-left-out", optimizers[0].lineno, values)
                return


def _is_made(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a name holds a network with weights that was made here, not loaded."""
    made = snippet.flow.value(node)
    for _ in range(2):
        if method(made) in ("to", "cuda") and isinstance(made, ast.Call):
            made = receiver(made) or made
    name = snippet.called(made)
    last = name.split(".")[-1]
    if name in snippet.flow.classes:
        text = ast.unparse(snippet.flow.classes[name])
        return "nn.Linear(" in text or "nn.Conv" in text
    if name.startswith("torch.nn."):
        return last == "Linear" or (last == "Sequential" and "Linear" in ast.unparse(made))
    return "." not in name and last.endswith(_NETWORKS) and last[:1].isupper()


def _only_run(name: str, snippet: Snippet) -> bool:
    """Whether a network is nowhere handed on, frozen, loaded or asked for its parameters."""
    for node in snippet.nodes:
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            up = snippet.flow.parent(node)
            run = isinstance(up, ast.Call) and up.func is node
            moved = isinstance(up, ast.Attribute) and up.attr in ("train", "to", "cuda")
            if not run and not moved:
                return False
    return True
