"""What a loss is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method, receiver
from mlexplain.explain.scope import dotted

_SQUEEZING = {
    # what the loss does itself: (slug, functions that were applied before)
    "cross_entropy": ("softmax-before-cross-entropy", ("softmax",)),
    "CrossEntropyLoss": ("softmax-before-cross-entropy", ("softmax",)),
    "binary_cross_entropy_with_logits": ("sigmoid-before-logits-loss", ("sigmoid",)),
    "BCEWithLogitsLoss": ("sigmoid-before-logits-loss", ("sigmoid",)),
    "nll_loss": ("nll-without-log", ("softmax",)),
    "NLLLoss": ("nll-without-log", ("softmax",)),
}


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _squeezed(node, snippet)
            yield from _dimension(node, snippet)


def _squeezed(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    made = snippet.values.get(dotted(node.func) or "")
    function = snippet.called(made) if made is not None else snippet.called(node)
    if not node.args or not function.startswith("torch."):
        return
    known = _SQUEEZING.get(function.split(".")[-1])
    if known is None:
        return
    slug, before = known
    first = node.args[0]
    name = dotted(first)
    value = snippet.values.get(name) if name else first
    if value is not None and _squeezes(value, before, snippet):
        yield Seen(slug, node.lineno, {"call": ast.unparse(node.func)})


def _squeezes(value: ast.expr, before: tuple[str, ...], snippet: Snippet) -> bool:
    if not isinstance(value, ast.Call):
        return False
    full = snippet.called(value)
    if full.startswith("torch.") and full.split(".")[-1] in before:
        return True
    return method(value) in before


def _dimension(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Softmax or argmax over the batch, where a model's output for a batch is known."""
    name = method(node)
    if name not in ("softmax", "argmax"):
        return
    of_torch = snippet.called(node).startswith("torch.")
    value = node.args[0] if of_torch and node.args else receiver(node)
    rest = node.args[1:] if of_torch else node.args
    given = keyword(node, "dim") or (rest[0] if rest else None)
    if not (isinstance(given, ast.Constant) and given.value == 0 and given.value is not False):
        return
    source = snippet.values.get(dotted(value) or "") if value is not None else None
    if not isinstance(source, ast.Call) or not _is_model(source.func, snippet):
        return
    if _in_loader_loop(source, snippet):
        yield Seen(f"{name}-dimension", node.lineno)


def _is_model(function: ast.expr, snippet: Snippet) -> bool:
    return snippet.scope.kind(function) == "Module"


def _in_loader_loop(node: ast.AST, snippet: Snippet) -> bool:
    return any(
        isinstance(loop, ast.For)
        and any("loader" in n.id.lower() for n in ast.walk(loop.iter) if isinstance(n, ast.Name))
        and any(n is node for n in ast.walk(loop))
        for loop in snippet.nodes
    )
