"""Padding: on the wrong side, averaged over, or not passed over by a loss."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.lists import filled_up
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    method,
    number,
    receiver,
)
from mlexplain.explain.facts.scope import dotted

_RIGHT = re.compile(r"""padding_side=["']right["']""")
_PAD_RIGHT = ("gpt2", "distilgpt2", "DialoGPT", "gpt-neo", "opt-", "pythia")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if method(call) == "generate":
            yield from _padded(call, snippet)
        if snippet.loss_name(call) in ("cross_entropy", "CrossEntropyLoss", "nll_loss", "NLLLoss"):
            yield from _not_told(call, snippet)
        yield from _mask_left_out(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _labels_copied(node, snippet)
    for call in snippet.calls:
        yield from _padding_counted(call, snippet)
        yield from _padding_in_labels(call, snippet)


def _padded(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Several prompts of different lengths are padded on the right, and the model goes on there."""
    chosen = [row.replace(" ", "") for row in snippet.rows if "padding_side" in row]
    set_right = bool(chosen) and all(_RIGHT.search(row) for row in chosen)
    if chosen and not (set_right and any("ForCausalLM" in row for row in snippet.rows)):
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
        right = set_right or any(word in name.value for word in _PAD_RIGHT)  # type: ignore[union-attr]
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


def _mask_left_out(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model(enc["input_ids"])` of texts that were padded."""
    ids = keyword(call, "input_ids") or (call.args[0] if call.args else None)
    if ids is None or keyword(call, "attention_mask") or len(call.args) > 1:
        return
    if any(k.arg is None for k in call.keywords) or not dotted(call.func):
        return
    ids = snippet.flow.value(ids)
    if method(ids) in ("to", "cuda"):
        ids = snippet.flow.value(receiver(ids) or ids)
    part = isinstance(ids, ast.Subscript) and isinstance(ids.slice, ast.Constant)
    if part and ids.slice.value == "input_ids":  # type: ignore[attr-defined]
        source = ids.value  # type: ignore[attr-defined]
    elif isinstance(ids, ast.Attribute) and ids.attr == "input_ids":
        source = ids.value
    else:
        return
    made = snippet.flow.value(source)
    if method(made) in ("to", "cuda"):
        made = snippet.flow.value(receiver(made) or made)
    padding = keyword(made, "padding") if isinstance(made, ast.Call) else None
    padded = isinstance(padding, ast.Constant) and padding.value in (True, "max_length", "longest")
    net = snippet.flow.value(call.func if method(call) != "generate" else receiver(call) or call)
    while method(net) in ("to", "cuda", "eval", "train", "half"):
        net = snippet.flow.value(receiver(net) or net)
    up = snippet.flow.parent(call)
    answers = isinstance(up, ast.Attribute) and up.attr in (
        "last_hidden_state",
        "pooler_output",
        "logits",
    )
    loaded = answers or method(net) == "from_pretrained" or snippet.is_model(call.func)
    alone = isinstance(made, ast.Call) and made.args and isinstance(made.args[0], ast.Constant)
    if padded and loaded and not alone:
        yield Seen("mask-left-out", call.lineno, {"call": ast.unparse(call.func)})


def _padding_counted(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A loss over padded targets without `ignore_index`."""
    if snippet.loss_name(call) not in ("cross_entropy", "CrossEntropyLoss", "nll_loss", "NLLLoss"):
        return
    made = snippet.flow.value(call.func)
    settings = made if isinstance(made, ast.Call) else call
    told = keyword(settings, "ignore_index") or keyword(settings, "weight")
    each = keyword(settings, "reduction")
    if told is not None or each is not None or len(call.args) < 2 or len(settings.args) > 2:
        return
    for node in _sources(call.args[1], snippet):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
            return  # positions are chosen
        if snippet.called(node).endswith("rnn.pad_sequence") and isinstance(node, ast.Call):
            filled = keyword(node, "padding_value")
            if number(filled) != -100:
                yield Seen("padding-counted", call.lineno, {"call": ast.unparse(settings.func)})
            return
        by_hand = filled_up(node)
        if by_hand is not None and number(by_hand) != -100:
            yield Seen("padding-counted", call.lineno, {"call": ast.unparse(settings.func)})
            return


def _padding_in_labels(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model(**enc, labels=enc["input_ids"])` of texts that were padded."""
    labels = keyword(call, "labels")
    if labels is None or any("-100" in row for row in snippet.rows):
        return
    if _of_padded(labels, snippet):
        yield Seen("padding-in-labels", call.lineno, {"labels": f"`{ast.unparse(labels)}`"})


def _of_padded(labels: ast.expr, snippet: Snippet) -> bool:
    """Whether labels are the token numbers of padded texts."""
    source = _token_source(labels, snippet)
    made = snippet.flow.value(source) if source is not None else None
    if made is not None and method(made) in ("to", "cuda"):
        made = snippet.flow.value(receiver(made) or made)
    padding = keyword(made, "padding") if isinstance(made, ast.Call) else None
    padded = isinstance(padding, ast.Constant) and padding.value in (True, "max_length", "longest")
    alone = isinstance(made, ast.Call) and made.args and isinstance(made.args[0], ast.Constant)
    return padded and not (alone and padding.value != "max_length")  # type: ignore[union-attr]


def _labels_copied(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`enc["labels"] = enc["input_ids"].clone()` of texts that were padded."""
    target = node.targets[0]
    labels = (
        isinstance(target, ast.Subscript)
        and isinstance(target.slice, ast.Constant)
        and target.slice.value == "labels"
    ) or (isinstance(target, ast.Attribute) and target.attr == "labels")
    if labels and not any("-100" in row or "DataCollator" in row for row in snippet.rows):
        if _of_padded(node.value, snippet):
            code = {"labels": f"`{ast.unparse(node.value)}`"}
            yield Seen("padding-in-labels", node.lineno, code)


def _token_source(node: ast.expr, snippet: Snippet) -> ast.expr | None:
    """`enc` of `enc["input_ids"]` and `enc.input_ids`, also of a copy."""
    node = snippet.flow.value(node)
    while method(node) in ("clone", "to", "cuda", "detach", "copy"):
        node = snippet.flow.value(receiver(node) or node)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.value if node.slice.value == "input_ids" else None
    if isinstance(node, ast.Attribute) and node.attr == "input_ids":
        return node.value
    return None


def _sources(node: ast.expr, snippet: Snippet) -> Iterator[ast.AST]:
    """What a value comes from, also through the `collate_fn` of a loader that a loop goes over."""
    for inner in snippet.flow.reached(node):
        yield inner
        bound = snippet.flow.binding(inner) if isinstance(inner, ast.Name) else None
        if bound is None or bound.how != "item" or not bound.place or bound.value is None:
            continue
        loader = snippet.flow.value(bound.value)
        made = keyword(loader, "collate_fn") if isinstance(loader, ast.Call) else None
        function = snippet.flow.functions.get(dotted(made) or "") if made is not None else None
        for given in snippet.flow.returns(function) if function is not None else []:
            if isinstance(given, ast.Tuple) and bound.place[-1] < len(given.elts):
                yield from snippet.flow.reached(given.elts[bound.place[-1]])
