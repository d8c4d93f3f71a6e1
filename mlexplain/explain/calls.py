"""Calls met with their API cards: which function it is, and what it does with which arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mlexplain.explain import knowledge
from mlexplain.explain.scope import Scope
from mlexplain.explain.words import Words, join_words

_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")

# Methods that only one kind of object has, so that they are known without knowing the object.
_TELLING = frozenset(
    [
        "backward",
        "zero_grad",
        "masked_fill",
        "masked_fill_",
        "unsqueeze",
        "squeeze",
        "permute",
        "transpose",
        "contiguous",
        "load_state_dict",
        "state_dict",
        "named_parameters",
        "register_buffer",
        "tolist",
        "argmax",
        "detach",
        "requires_grad_",
        "expand_as",
        "repeat_interleave",
        "numel",
        "view",
        "reshape",
        "init_process_group",
        "apply_chat_template",
        "batch_decode",
        "set_epoch",
        "from_pretrained",
    ]
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that a card explains."""

    name: str
    """The card's key."""
    args: Mapping[str, list[ast.expr]]
    receiver: ast.expr | None
    card: Mapping[str, str]


def recognise(node: ast.Call, scope: Scope) -> Call | None:
    """Find the card for a call, or None."""
    cards = knowledge.cards()
    full = scope.full_name(node.func)
    receiver = None
    if full in cards:
        name = full
    elif isinstance(node.func, ast.Attribute):
        receiver = node.func.value
        found = _method(node.func, scope, cards)
        if found is None:
            return None
        name = found
    else:
        return None
    return Call(name, _bind(node, cards[name]), receiver, cards[name])


def _method(func: ast.Attribute, scope: Scope, cards: Mapping[str, object]) -> str | None:
    kind = scope.kind(func.value)
    kinds = [kind, *knowledge.table("kinds")["also"].get(kind, [])] if kind else []
    for candidate in kinds:
        if f"{candidate}.{func.attr}" in cards:
            return f"{candidate}.{func.attr}"
    if kind is None and func.attr in _TELLING:
        for candidate in ("Tensor", "Module", "Optimizer", "Tokenizer", "DistributedSampler"):
            if f"{candidate}.{func.attr}" in cards:
                return f"{candidate}.{func.attr}"
    return None


def _bind(node: ast.Call, card: Mapping[str, str]) -> dict[str, list[ast.expr]]:
    bound: dict[str, list[ast.expr]] = {}
    names = card["args"].split()
    for i, arg in enumerate(node.args):
        star = next((n for n in names[: i + 1] if n.startswith("*")), None)
        if star:
            bound.setdefault(star[1:], []).append(arg)
        elif i < len(names):
            bound[names[i]] = [arg]
    for keyword in node.keywords:
        if keyword.arg:
            bound[keyword.arg] = [keyword.value]
    return bound


def verb_phrase(call: Call, words: Words) -> str | None:
    """The card's sentence with the call's own arguments, or None if one it needs is missing."""
    values = {name: join_words([words.phrase(a) for a in args]) for name, args in call.args.items()}
    if call.receiver is not None:
        values["self"] = words.phrase(call.receiver)
    for first, last in (("start", "end"), ("start", "stop")):
        if first in values and last not in values and _counts(call):
            values[last] = values.pop(first)
            values[first] = "0"
    text = _OPTIONAL.sub(lambda m: _filled(m.group(1), values) or "", call.card["text"])
    return _filled(text, values)


def _counts(call: Call) -> bool:
    return call.name in ("range", "torch.arange", "numpy.arange")


def _filled(template: str, values: Mapping[str, str]) -> str | None:
    if any(name not in values for name in _SLOT.findall(template)):
        return None
    return _SLOT.sub(lambda m: values[m.group(1)], template)
