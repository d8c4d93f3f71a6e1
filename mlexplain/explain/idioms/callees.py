"""Which function or method a call means: one of a module, or a method with a card."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mlexplain.explain import knowledge
from mlexplain.explain.facts.scope import NAMESPACE, Scope
from mlexplain.explain.idioms.rewriting import spellings


def of_module(full: str | None, scope: Scope) -> bool:
    """Whether a dotted name is a function of a module and no method of an object."""
    head = (full or "").split(".")[0]
    if head == NAMESPACE:
        return True
    return head in spellings("modules") and head not in scope.bound


def method_card(name: str) -> Mapping[str, str] | None:
    """The card of a method, by its bare name."""
    key = _method_cards().get(name)
    return knowledge.cards()[key] if key else None


@cache
def _method_cards() -> Mapping[str, str]:
    """The card's key by the bare name of a method."""
    found: dict[str, str] = {}
    for name in knowledge.cards():
        owner, _, method = name.rpartition(".")
        if owner == "Tensor":  # what idioms are mostly about
            found[method] = name
        elif owner[:1].isupper() and "." not in owner:
            found.setdefault(method, name)
    return found


@cache
def functions() -> frozenset[str]:
    """The bare names of functions of modules."""
    dotted = (name.rpartition(".") for name in knowledge.cards())
    return frozenset(last for owner, _, last in dotted if owner.split(".")[0].islower())
