"""What a name usually holds, by its spelling: `lr` is "the learning rate"."""

from __future__ import annotations

from collections.abc import Set

from mlexplain.explain import knowledge

_OF_LEARNING = frozenset(
    (
        *("the learning rate", "the model", "the optimizer", "the loss", "the logits"),
        *("the mini-batch", "the batch size", "the dropout rate", "the loss function"),
        *(
            "the queries",
            "the keys",
            "the values",
            "the attention weights",
            "the cosines",
            "the sines",
        ),
        *("the learning-rate schedule", "the normalisation layer", "the tokenizer"),
    )
)


_BESIDE_MU = frozenset(("sigma", "std", "sd", "var", "logvar", "log_var", "logstd", "log_std", "s"))


def is_mean(name: str, bound: Set[str]) -> bool:
    """Whether a name spelled as a mean may be one: `mu` alone may be anything."""
    return name.split(".")[-1].lower() != "mu" or bool(_BESIDE_MU & bound)


def role_of(name: str, learning: bool = True) -> str | None:
    """What a name usually holds, by its spelling. Where nothing shows that code is about
    `learning`, `lr` is no learning rate and `model` may be one of a car."""
    last = name.split(".")[-1].lstrip("_").lower()
    for role, names in knowledge.table("roles").items():
        if last in names:
            return role if learning or role not in _OF_LEARNING else None
    return None
