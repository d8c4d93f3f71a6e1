"""What the fields of objects hold, by the idioms of all methods: `self.a` is the learning rate."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from mlexplain.explain.facts.scope import dotted


def field_roles(holes: Iterable[tuple[Mapping[str, str], Mapping[str, Any]]]) -> dict[str, str]:
    """The roles of fields by their dotted names, from the roles of holes and what these hold.
    A field that plays two roles is left out."""
    told: dict[str, str] = {}
    doubtful: set[str] = set()
    for roles, binding in holes:
        for hole, role in roles.items():
            node = binding.get(hole)
            name = dotted(node) if isinstance(node, ast.Attribute) else None
            if name and name.startswith("self.") and told.setdefault(name, role) != role:
                doubtful.add(name)
    return {name: role for name, role in told.items() if name not in doubtful}
