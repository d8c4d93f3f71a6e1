"""Calls whose meaning hangs on what they are given: the card that fits the arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import NamedTuple

from mlexplain.explain import knowledge
from mlexplain.explain.facts.exact import exact
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.read.walk import walk

_NUMBERS = frozenset(["int", "number"])
_DIMENSIONS = frozenset(["dim", "axis", "d"])
_SEQUENCES = frozenset(["Tensor", "Array", "ndarray", "list", "DataFrame", "Series", "Column"])


class Call(NamedTuple):
    """A call that a card explains."""

    name: str
    """The card's key."""
    args: Mapping[str, list[ast.expr]]
    receiver: ast.expr | None
    card: Mapping[str, str]
    keywords: tuple[str, ...] = ()
    """Names of the arguments given by keyword."""


def fitting(call: Call, scope: Scope) -> Call:
    """The call with the words that its arguments ask for."""
    owner, _, method = call.name.rpartition(".")
    if owner in ("torch", "Tensor") and method in ("max", "min"):
        return _extreme(call, method, scope)
    if method == "where" and owner in ("torch", "numpy") and list(call.args) == ["condition"]:
        return call._replace(card={"args": "condition", "text": _PLACES})
    if call.name == "sum" and isinstance(call.args.get("start", [None])[0], ast.List):
        return call._replace(name="*.joined", card={"args": "iterable", "text": _JOINED})
    if call.name in ("torch.Tensor", "torch.FloatTensor") and len(call.args.get("data", ())) > 1:
        return call._replace(args={"size": call.args["data"]}, card=_UNSET)
    listed = call.args.get("modules", [None])[0] if method == "ModuleList" else None
    if isinstance(listed, ast.ListComp | ast.GeneratorExp) or (
        isinstance(listed, ast.List) and listed.elts
    ):
        return call._replace(card={**call.card, "text": _LAYERS})
    if method == "choice" and owner in ("numpy.random", "RandomGenerator") and "a" in call.args:
        if _whole(call.args["a"][0], scope):
            return call._replace(
                card={**call.card, "text": "draws from the numbers below {a} at random"}
            )
    if call.name in _DRAWN and ast.unparse(call.args.get("size", [ast.Tuple([])])[0]) == "()":
        text = f"draws one {_DRAWN[call.name]}"
        return call._replace(name="*.drawn", args={}, card={"args": "", "text": text})
    if call.name == "Path.with_suffix" and _constant(call.args.get("suffix")) == "":
        text = "takes the last ending off {self}"
        return call._replace(name="*.unsuffixed", card={**call.card, "text": text})
    if call.name == "numpy.split" and len(call.args) > 1:
        return _cut(call, scope)
    if method == "exp" and "e" in scope.bound:  # the number e would be taken for it
        return call._replace(
            name="*.exponential", card={**call.card, "text": call.card["text"].replace(*_EXP)}
        )
    if method == "permutation" and "x" in call.args:
        return _order(call, scope)
    if method == "requires_grad_" and "requires_grad" in call.args:
        return _gradients(call, owner)
    if method == "DataLoader" and {"sampler", "shuffle"} <= call.args.keys():  # which decides alone
        return call._replace(args={k: v for k, v in call.args.items() if k != "shuffle"})
    lengths = call.args.get("max_length")
    if lengths and getattr(lengths[0], "value", 0) is None:  # as if it were not given
        return call._replace(args={k: v for k, v in call.args.items() if k != "max_length"})
    if call.name == "torch.set_grad_enabled":
        mode = _constant(call.args.get("mode"))
        if isinstance(mode, bool):
            text = "records gradients" if mode else "records no gradients"
            return call._replace(card={"args": "mode", "text": text}, keywords=())
    told = exact(call.name, call.args)
    if told is not None:
        card = {**call.card, "text": told.text}
        name = "*.drawn" if method == "randint" else call.name  # its noun is for several
        return call._replace(name=name, args=told.args, card=card)
    return call


_DRAWN = {
    "torch.rand": "uniform random number from 0 to 1",
    "torch.randn": "standard normal random number",
}
_EXP = ("raises e to the power of", "takes the exponential of")
_UNSET = {"args": "*size", "text": "makes a tensor of shape {size} whose values are not set yet"}
_LAYERS = "keeps {modules} as sub-modules, so that their parameters are found and moved"
_JOINED = "joins the lists in {iterable} into one"
_PLACES = "finds the positions where {condition} holds"


def _constant(given: list[ast.expr] | None) -> object:
    return given[0].value if given and isinstance(given[0], ast.Constant) else None


def _whole(node: ast.expr, scope: Scope) -> bool:
    """Whether an argument is a whole number, as far as the code shows."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("len", "int"):
        return True
    return scope.kind(node) in _NUMBERS


def _dimension(node: ast.expr, scope: Scope) -> bool:
    return getattr(node, "id", "") in _DIMENSIONS or _whole(node, scope)


def _extreme(call: Call, method: str, scope: Scope) -> Call:
    """`max(a, 1)` goes along a dimension; `max(a, b)` compares two tensors."""
    given = call.args.get("dim")
    if "other" in call.args:
        given = call.args["other"]
    elif given is None or "dim" in call.keywords or _dimension(given[0], scope):
        return call
    elif scope.kind(given[0]) != "Tensor" and not (
        _is_computed(given[0], scope) or _two_of_a_kind(call, given[0])
    ):
        return call._replace(args={k: v for k, v in call.args.items() if k != "dim"})
    of = [call.receiver] if call.receiver is not None else call.args.get("input")
    card = knowledge.cards().get(f"torch.{method}imum")
    if not of or card is None:
        return call
    return Call(f"torch.{method}imum", {"input": of, "other": given}, None, card)


_WHOLE_RESULTS = ("dim", "size", "len", "int", "abs", "min", "max", "sum", "round", "ndim")
_COMPUTING = (ast.Mult, ast.Pow, ast.Div, ast.MatMult)
"""What dimensions are hardly counted with."""


def _two_of_a_kind(call: Call, other: ast.expr) -> bool:
    """`torch.min(q1, q2)`: by their names, two of the same."""
    of = call.receiver or call.args.get("input", [None])[0]
    names = [getattr(n, "attr", getattr(n, "id", "")) for n in (of, other)]
    stems = {_NUMBER.sub("", name) for name in names}
    return len(set(names)) == 2 and len(stems) == 1 and all(_NUMBER.search(n) for n in names)


_NUMBER = re.compile(r"_?\d+")


def _is_computed(node: ast.expr, scope: Scope) -> bool:
    """`r * g` and `r.clamp(a, b)`, also by way of a name: no number of a dimension."""
    value = scope.definitions.get(id(node), node)
    if isinstance(value, ast.Call):
        last = getattr(value.func, "attr", getattr(value.func, "id", "int"))
        return last not in _WHOLE_RESULTS
    return (isinstance(value, ast.BinOp) and isinstance(value.op, _COMPUTING)) or _is_part(node)


def _is_part(node: ast.expr) -> bool:
    """`x[:, None, 2:]`: a part of an array, and no number."""
    place = node.slice if isinstance(node, ast.Subscript) else None
    return any(isinstance(n, ast.Slice) for n in walk(place)) if place is not None else False


def _cut(call: Call, scope: Scope) -> Call:
    """`split(x, 4)` makes equal parts; `split(x, [2, 5])` cuts at positions."""
    given = call.args.get("indices_or_sections", [None])[0]
    if given is not None and _whole(given, scope):
        text = "cuts {ary} into {indices_or_sections} equal parts"
    elif isinstance(given, ast.List | ast.Tuple):
        text = "cuts {ary} at the positions {indices_or_sections}"
    else:
        return call
    return call._replace(card={**call.card, "text": text})


def _order(call: Call, scope: Scope) -> Call:
    """`permutation(n)` orders the numbers below `n`; of a sequence it shuffles a copy."""
    given = call.args["x"][0]
    if isinstance(given, ast.List | ast.Tuple) or scope.kind(given) in _SEQUENCES:
        return call
    below = "the numbers below " if _whole(given, scope) else ""
    text = f"gives a random order of {below}{{x}}"
    return call._replace(name="*.permutation", card={"args": "x", "text": text})


def _gradients(call: Call, owner: str) -> Call:
    wanted = _constant(call.args["requires_grad"])
    whose = "the parameters of {self}" if owner == "Module" else "{self}"
    if wanted is True:
        text = f"makes {whose} collect gradients"
    elif wanted is False:
        text = f"excludes {whose} from gradients (freezes {'them' if owner == 'Module' else 'it'})"
    else:
        text = f"switches gradients for {whose} on or off"
    keywords = () if isinstance(wanted, bool) else call.keywords
    return call._replace(card={"args": "requires_grad", "text": text}, keywords=keywords)
