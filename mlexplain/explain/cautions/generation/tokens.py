"""Pretrained models: what they take from their tokenizer, and what they give back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver

_OF_TENSORS = (
    "argmax",
    "softmax",
    "topk",
    "max",
    "view",
    "size",
    "sigmoid",
    "log_softmax",
    "float",
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _lists(call, snippet)
        done = snippet.operation(call)
        of = done.of if done is not None and done.name in _OF_TENSORS else None
        if snippet.is_loss(call) and call.args:
            of = call.args[0]
        run = snippet.flow.value(of) if of is not None else None
        if isinstance(run, ast.Call) and "For" in _class_of(run.func, snippet):
            values = {"of": f"`{ast.unparse(of)}`" if of is not None else ""}
            yield Seen("output-not-scores", call.lineno, values)


def _lists(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model(**tokenizer(text))` without `return_tensors`."""
    if not _class_of(call.func, snippet) or "Tokenizer" in _class_of(call.func, snippet):
        return
    for given in call.keywords:
        made = snippet.flow.value(given.value) if given.arg is None else None
        if not isinstance(made, ast.Call) or any(k.arg is None for k in made.keywords):
            continue
        if "Tokenizer" in _class_of(made.func, snippet):
            if keyword(made, "return_tensors") is None and len(made.args) < 3:
                yield Seen("tokens-not-tensors", made.lineno, {"call": ast.unparse(made.func)})


def _class_of(node: ast.expr, snippet: Snippet) -> str:
    """`AutoModelForCausalLM` of what its `from_pretrained` gave."""
    made = snippet.flow.value(node)
    while method(made) in ("to", "cuda", "eval", "half", "train", "cpu", "float"):
        made = snippet.flow.value(receiver(made) or made)
    if method(made) != "from_pretrained":
        return ""
    return ast.unparse(receiver(made) or made).split(".")[-1]
