"""Windows over a series, labels that a loss passes over, and prompts that are padded."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method, number, receiver
from mlexplain.explain.scope import dotted

_PAD_RIGHT = ("gpt2", "distilgpt2", "DialoGPT", "gpt-neo", "opt-", "pythia")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if snippet.called(call).endswith("train_test_split"):
            yield from _at_random(call, snippet)
        if method(call) == "generate":
            yield from _padded(call, snippet)
        if snippet.loss_name(call) in ("cross_entropy", "CrossEntropyLoss", "nll_loss", "NLLLoss"):
            yield from _not_told(call, snippet)


def _at_random(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Overlapping windows of one series are dealt out to both parts at random."""
    shuffle = keyword(call, "shuffle")
    if shuffle is not None or not call.args or any(k.arg is None for k in call.keywords):
        return
    sources: list[ast.AST] = [call.args[0]]
    for node in snippet.flow.reached(call.args[0]):
        if isinstance(node, ast.Name):
            sources += [
                c.args[0]
                for c in snippet.calls
                if method(c) == "append" and c.args and dotted(receiver(c) or c) == node.id
            ]
    for source in sources:
        for node in snippet.flow.reached(source):
            if isinstance(node, ast.Subscript) and _slides(node, snippet):
                yield Seen("windows-at-random", call.lineno)
                return


def _slides(node: ast.Subscript, snippet: Snippet) -> bool:
    """`series[i:i + n]` or `series[i - n:i]`, with `i` going up by one."""
    cut = (
        node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
    )
    if not isinstance(cut, ast.Slice) or cut.lower is None or cut.upper is None or cut.step:
        return False
    for plain, moved in ((cut.lower, cut.upper), (cut.upper, cut.lower)):
        if not isinstance(plain, ast.Name) or not isinstance(moved, ast.BinOp):
            continue
        bound = snippet.flow.binding(plain)
        if dotted(moved.left) != plain.id or bound is None or bound.how != "item":
            continue
        over = bound.value
        steps = isinstance(over, ast.Call) and dotted(over.func) == "range"
        return steps and len(over.args) < 3 and number(moved.right) != 1  # type: ignore[union-attr]
    return False


def _padded(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Several prompts of different lengths are padded on the right, and the model goes on there."""
    if any("padding_side" in row for row in snippet.rows):
        return
    for made in snippet.calls:
        padding = keyword(made, "padding")
        if not isinstance(padding, ast.Constant) or padding.value not in (True, "longest"):
            continue
        tokenizer = snippet.flow.value(made.func)
        name = tokenizer.args[0] if isinstance(tokenizer, ast.Call) and tokenizer.args else None
        name = snippet.flow.value(name) if name is not None else None
        known = isinstance(name, ast.Constant) and isinstance(name.value, str)
        if not known or method(tokenizer) != "from_pretrained":
            continue
        right = any(word in name.value for word in _PAD_RIGHT)  # type: ignore[union-attr]
        given = [*call.args, *(k.value for k in call.keywords)]
        fed = any(n is made for g in given for n in snippet.flow.reached(g))
        if right and fed:
            yield Seen("padded-right", made.lineno)
            return


def _not_told(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Labels are set to a negative number, which the loss does not know to pass over."""
    if len(call.args) < 2 or any(k.arg is None for k in call.keywords):
        return
    made = snippet.flow.value(call.func)
    settings = made if isinstance(made, ast.Call) else call
    if any(k.arg is None for k in settings.keywords) or len(settings.args) > 2:
        return
    told = keyword(settings, "ignore_index")
    passed = -100 if told is None else number(told)
    names = {dotted(n) for n in snippet.flow.reached(call.args[1])} - {None}
    for node in snippet.nodes:
        marked: ast.expr | None = None
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            chosen = snippet.flow.value(node.targets[0].slice)
            mask = isinstance(chosen, ast.Compare | ast.UnaryOp)
            if mask and dotted(node.targets[0].value) in names:
                marked = node.value
        elif (done := snippet.operation(node)) and done.name in ("masked_fill", "masked_fill_"):
            reached = any(n is node for n in snippet.flow.reached(call.args[1]))
            if reached or (done.name.endswith("_") and dotted(done.of) in names):
                marked = done.given(1, "value")
        value = number(marked)
        if value is not None and value < 0 and passed is not None and value != passed:
            if node.lineno < call.lineno:  # type: ignore[attr-defined]
                values = {"value": str(value), "call": ast.unparse(call.func)}
                yield Seen("mark-not-passed-over", node.lineno, values)  # type: ignore[attr-defined]
                return
