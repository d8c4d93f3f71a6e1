"""What arguments given by keyword mean, kept as data in `rules/code/keywords.toml`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache

from mlexplain.explain import knowledge


def meaning(keyword: str, value: ast.expr, called: str = "", *, exact: bool = False) -> str:
    """What an argument means, in brackets behind it: `reduction="mean"` gives " (averaged)".
    `exact` asks for what this very value means. Empty where nothing is known."""
    written = ast.unparse(value).replace("'", '"')
    wanted = [written] if exact or _switch(value) else [written, "*"]
    known = (knowledge.entries("keywords")[name] for name in _names().get(keyword, ()))
    # An ordinary word may mean another thing to a function that is not known.
    vague = (not called or called.startswith(("*.", "None."))) and "_" not in keyword
    fit = [e for e in known if _concerns(e, called) and not (vague and "" not in e.get("of", ()))]
    for key in wanted:
        for entry in fit:
            said = entry.get(key)
            if isinstance(said, str):
                return f" ({said})"
    return ""


def _concerns(entry: Mapping[str, str | list[str]], called: str) -> bool:
    owners = entry.get("of")
    return not isinstance(owners, list) or called.startswith(tuple(owners))


@cache
def _names() -> dict[str, list[str]]:
    """All entries of each keyword: `[axis]` and `["axis of pandas"]`."""
    found: dict[str, list[str]] = {}
    for name in knowledge.entries("keywords"):
        found.setdefault(name.partition(" ")[0], []).append(name)
    return found


def _switch(node: ast.expr) -> bool:
    """`True`, `False` and `None`, which mean something of their own or nothing."""
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))
