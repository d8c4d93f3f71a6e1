"""What a name usually holds, by its spelling: `lr` is "the learning rate"."""

from __future__ import annotations

from mlexplain.explain import knowledge


def role_of(name: str) -> str | None:
    """What a name usually holds, by its spelling."""
    last = name.split(".")[-1].lstrip("_").lower()
    for role, names in knowledge.table("roles").items():
        if last in names:
            return role
    return None
